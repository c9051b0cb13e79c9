package identity

import (
	"fmt"
	"strings"
	"time"
)

// Event is what tells one call of a company from its others.
type Event struct {
	// Regular says that it is the regular call on the results of its period.
	Regular bool
	// Year and Period are the fiscal period; 0 and "" where not known.
	Year   int
	Period string
	// Date is the day, "2012-04-24"; "" where not known.
	Date string
}

// sameCall is how far apart the days of two documents of one regular call may
// be: vendors date a call by its own day, by their day of publication, or by
// the day in their time zone.
const sameCall = 7 * 24 * time.Hour

// PeriodName is the call's name by its fiscal period, such as `2012-q1`, or ""
// where it is not the regular call of a known one.
func (e Event) PeriodName() string {
	if !e.Regular || e.Year == 0 || e.Period == "" {
		return ""
	}
	return fmt.Sprintf("%04d-%s", e.Year, strings.ToLower(e.Period))
}

// Names are the names that a new call would like to have, the best first; more
// of the last kind follow with -2, -3 and so on. sha is the document's hash.
func (e Event) Names(sha string) []string {
	var names []string
	if name := e.PeriodName(); name != "" {
		names = append(names, name)
	}
	if e.Date != "" {
		return append(names, e.Date)
	}
	if len(names) > 0 {
		return names
	}
	return []string{"doc-" + sha[:8]}
}

// SameCall reports whether documents of one company that tell these events are
// of one call. A company has one regular call a day, and one for a fiscal
// period unless the days are far apart; where nothing says so they are two.
func (e Event) SameCall(o Event) bool {
	if e.Regular != o.Regular {
		// A conference on the day of the results is another event.
		return false
	}
	if e.Date != "" && e.Date == o.Date {
		return true
	}
	name := e.PeriodName()
	return name != "" && name == o.PeriodName() && near(e.Date, o.Date)
}

func near(a, b string) bool {
	from, err := time.Parse(time.DateOnly, a)
	if err != nil {
		return true
	}
	to, err := time.Parse(time.DateOnly, b)
	if err != nil {
		return true
	}
	return to.Sub(from).Abs() <= sameCall
}

// EffectiveTime is when the market knew what a document says: when it was
// published, else the start of the call, else the end of its day, else when it
// was accepted. Zero times are unknown.
func EffectiveTime(published, start time.Time, date string, accepted time.Time) time.Time {
	if !published.IsZero() {
		return published.UTC()
	}
	if !start.IsZero() {
		return start.UTC()
	}
	if day, err := time.Parse(time.DateOnly, date); err == nil {
		return day.Add(24*time.Hour - time.Microsecond)
	}
	return accepted.UTC()
}
