package period

import (
	"strconv"
)

// Calendar ties fiscal periods to dates: the reported quarter of a call ends
// with a known month. Companies that end theirs a few days beside the month's
// end are dated to the month. The zero Calendar is unknown.
type Calendar struct {
	anchor Anchor
	end    int // the month in which the anchor's quarter ends, counted from year 0
}

// CalendarOf finds the calendar of a call held on date, "2012-04-24", which
// reports on a. month is the one that the call itself says its quarter ends
// with, 0 where it does not say; then only a fiscal quarter that bears the name
// of the calendar quarter before the call is dated.
func CalendarOf(a Anchor, date string, month int) Calendar {
	if len(date) != len("2012-04-24") || !a.Known() {
		return Calendar{}
	}
	year, err := strconv.Atoi(date[:4])
	ofYear, err2 := strconv.Atoi(date[5:7])
	if err != nil || err2 != nil || ofYear < 1 || ofYear > 12 {
		return Calendar{}
	}
	said := year*12 + ofYear - 1
	if month == 0 {
		end := said - (said+1)%3
		if (said+1)%3 == 0 {
			end = said - 3
		}
		if end/12 != a.Year || end%12 != 3*a.Quarter-1 {
			return Calendar{}
		}
		return Calendar{a, end}
	}
	back := (said - (month - 1)) % 3 // months since the last quarter's end
	if back == 0 {
		back = 3
	}
	return Calendar{a, said - back}
}

// CalendarYear is the calendar of fiscal years that are those of the calendar.
func CalendarYear(a Anchor) Calendar {
	if !a.Known() {
		return Calendar{}
	}
	return Calendar{a, a.Year*12 + 3*a.Quarter - 1}
}

// Dates are the first and last day of the period with the given label; "" where
// they are not known.
func (c Calendar) Dates(label string) (start, end string) {
	year, part, ok := split(label)
	if !ok || c.anchor.Year == 0 {
		return "", ""
	}
	months, last := 3, 4
	switch n := int(part[len(part)-1] - '0'); {
	case part == "FY":
		months = 12
	case part[0] == 'Q' && n >= 1 && n <= 4:
		last = n
	case part[0] == 'H' && (n == 1 || n == 2):
		months, last = 6, 2*n
	case len(part) == 4 && part[:3] == "YTD" && n >= 1 && n <= 4:
		months, last = 3*n, n
	default:
		return "", ""
	}
	through := c.end + 3*((year-c.anchor.Year)*4+last-c.anchor.Quarter)
	from := through - months + 1
	return date(from, 1), date(through, lastDay(through))
}

// QuarterEnding is the label of the fiscal quarter that ends with a month, 1 to 12; of
// year 0, the last such month before the call. "" where none does.
func (c Calendar) QuarterEnding(year, month int) string {
	if c.anchor.Year == 0 {
		return ""
	}
	at := year*12 + month - 1
	if year == 0 {
		at = c.end - (c.end-(month-1))%12
	}
	if (at-c.end)%3 != 0 {
		return ""
	}
	return QuarterLabel(c.anchor.Year, c.anchor.Quarter+(at-c.end)/3)
}

// QuarterOf is the label of the fiscal quarter that a month lies in; of year 0, the
// next such month behind the reported quarter.
func (c Calendar) QuarterOf(year, month int) string {
	if c.anchor.Year == 0 {
		return ""
	}
	at := year*12 + month - 1
	if year == 0 {
		at = c.end + 12 - (c.end-(month-1)+12)%12
	}
	quarters := (at - c.end + 2) / 3
	if at < c.end {
		quarters = (at - c.end) / 3
	}
	return QuarterLabel(c.anchor.Year, c.anchor.Quarter+quarters)
}

// date is "2012-03-31", of a month counted from year 0.
func date(month, day int) string {
	year, month := month/12, month%12+1
	digits := [...]int{year / 1000 % 10, year / 100 % 10, year / 10 % 10, year % 10, -1, month / 10, month % 10, -1, day / 10, day % 10}
	var b [len(digits)]byte
	for i, d := range digits {
		b[i] = '-'
		if d >= 0 {
			b[i] = byte('0' + d)
		}
	}
	return string(b[:])
}

// lastDay is the number of days of a month, counted from year 0, in the
// Gregorian calendar.
func lastDay(month int) int {
	switch year := month / 12; month%12 + 1 {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && year%100 != 0 || year%400 == 0 {
			return 29
		}
		return 28
	}
	return 31
}

// split takes a label apart: 2012 and "Q1".
func split(label string) (year int, part string, ok bool) {
	if len(label) < 6 {
		return 0, "", false
	}
	year, err := strconv.Atoi(label[:4])
	return year, label[4:], err == nil && year > 0
}
