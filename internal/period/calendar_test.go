package period_test

import (
	"testing"

	"github.com/callfacts/callfacts/internal/period"
)

func TestCalendar(t *testing.T) {
	for _, c := range []struct {
		anchor     period.Anchor
		date       string
		month      int
		label      string
		start, end string
	}{
		{period.Anchor{Year: 2012, Quarter: 1}, "2012-04-24", 0, "2012Q1", "2012-01-01", "2012-03-31"},
		{period.Anchor{Year: 2012, Quarter: 1}, "2012-04-24", 0, "2011Q4", "2011-10-01", "2011-12-31"},
		{period.Anchor{Year: 2012, Quarter: 1}, "2012-04-24", 0, "2012FY", "2012-01-01", "2012-12-31"},
		{period.Anchor{Year: 2012, Quarter: 3}, "2012-10-23", 0, "2012YTD3", "2012-01-01", "2012-09-30"},
		{period.Anchor{Year: 2012, Quarter: 3}, "2012-10-23", 0, "2012H2", "2012-07-01", "2012-12-31"},
		{period.Anchor{Year: 2019, Quarter: 4}, "2020-02-29", 0, "2020Q1", "2020-01-01", "2020-03-31"},
		{period.Anchor{Year: 2019, Quarter: 4}, "2020-03-31", 0, "2019Q4", "2019-10-01", "2019-12-31"},
		// A fiscal year of its own is dated where the call names the month.
		{period.Anchor{Year: 2020, Quarter: 1}, "2019-11-13", 0, "2020Q1", "", ""},
		{period.Anchor{Year: 2020, Quarter: 1}, "2019-11-13", 10, "2020Q1", "2019-08-01", "2019-10-31"},
		{period.Anchor{Year: 2020, Quarter: 1}, "2019-11-13", 10, "2020FY", "2019-08-01", "2020-07-31"},
		{period.Anchor{Year: 2019, Quarter: 4}, "2020-03-10", 1, "2019Q4", "2019-11-01", "2020-01-31"},
		{period.Anchor{Year: 2020, Quarter: 2}, "2020-03-31", 2, "2020H1", "2019-09-01", "2020-02-29"},
		// What has no dates.
		{period.Anchor{Year: 2012, Quarter: 1}, "2012-04-24", 0, "LT", "", ""},
		{period.Anchor{Year: 2012, Quarter: 1}, "2012-04-24", 0, "Q1", "", ""},
		{period.Anchor{Year: 2012, Quarter: 1}, "2012-04-24", 0, "2012Q9", "", ""},
		{period.Anchor{Year: 2012, Quarter: 1}, "", 3, "2012Q1", "", ""},
		{period.Anchor{Quarter: 1}, "2012-04-24", 3, "2012Q1", "", ""},
	} {
		if start, end := period.CalendarOf(c.anchor, c.date, c.month).Dates(c.label); start != c.start || end != c.end {
			t.Errorf("%+v %s month %d, %s: %q to %q; want %q to %q", c.anchor, c.date, c.month, c.label, start, end, c.start, c.end)
		}
	}
}
