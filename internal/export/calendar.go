package export

import (
	"fmt"
	"strconv"
	"time"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

// Calendar says when fiscal periods are. The zero Calendar knows only those
// whose dates a fact gives.
type Calendar struct {
	// YearEnd is the month with whose last day the fiscal year ends that is named
	// by that day's year; 0 where it is not known.
	YearEnd time.Month
}

// ParseCalendar reads the month of a fiscal year's end: 12, or 06-30.
func ParseCalendar(s string) (Calendar, error) {
	if s == "" {
		return Calendar{}, nil
	}
	if day, err := time.Parse("2006-01-02", "2001-"+s); err == nil && day.AddDate(0, 0, 1).Day() == 1 {
		return Calendar{YearEnd: day.Month()}, nil
	}
	if month, err := strconv.Atoi(s); err == nil && month >= 1 && month <= 12 {
		return Calendar{YearEnd: time.Month(month)}, nil
	}
	return Calendar{}, fmt.Errorf("%q is neither a month, 1 to 12, nor the last day of one, such as 06-30", s)
}

// Dates are the first and the last day of a period, where they are known.
func (c Calendar) Dates(p *metricsv1.Period) (first, last time.Time, ok bool) {
	first, err := time.Parse(time.DateOnly, p.GetStartDate())
	if err == nil {
		if last, err = time.Parse(time.DateOnly, p.GetEndDate()); err == nil {
			return first, last, true
		}
	}
	if c.YearEnd == 0 || len(p.GetLabel()) < 6 {
		return first, last, false
	}
	year, err := strconv.Atoi(p.GetLabel()[:4])
	if err != nil {
		return first, last, false
	}
	from, months := months(p.GetLabel()[4:])
	if months == 0 {
		return first, last, false
	}
	begin := time.Date(year-1, c.YearEnd+1, 1, 0, 0, 0, 0, time.UTC)
	return begin.AddDate(0, from, 0), begin.AddDate(0, from+months, -1), true
}

// months is where a part of a fiscal year begins and how long it is; 0 where
// there is no such part.
func months(part string) (from, length int) {
	n := int(part[len(part)-1] - '0')
	switch kind := part[:len(part)-1]; {
	case part == "FY":
		return 0, 12
	case kind == "Q" && n >= 1 && n <= 4:
		return 3 * (n - 1), 3
	case kind == "H" && n >= 1 && n <= 2:
		return 6 * (n - 1), 6
	case kind == "YTD" && n >= 1 && n <= 4:
		return 0, 3 * n
	}
	return 0, 0
}
