// Package period reads the names of fiscal periods: "the first quarter of fiscal
// 2012", "Q4", "last year", "year to date", and resolves them against the call
// on which they are said. Fiscal periods are the company's own.
package period

import (
	"strconv"

	"github.com/callfacts/callfacts/internal/source"
)

// Kind is the length of a period.
type Kind uint8

const (
	Quarter    Kind = iota + 1
	Half            // of a year
	Year            //
	YearToDate      // the first Part quarters
	Trailing        // the last twelve months: no fiscal period
	Month           // a month, week or day: no fiscal period
	Undated         // a time that is no fiscal period: "so far this quarter", "a few years ago"
)

// Fiscal reports whether a fiscal period is so long.
func (k Kind) Fiscal() bool { return k < Trailing }

// Pointer is how a mention points from the call: "last quarter", "next year".
type Pointer uint8

const (
	Named   Pointer = iota // by its number or year
	This                   // "this quarter", "the year"
	Last                   // "last quarter", "the prior year"
	Next                   // "next quarter"
	YearAgo                // "the same quarter last year", "the year-ago period"
)

// Mention is one name of a period.
type Mention struct {
	First, Last int // its tokens, half-open
	Span        source.Span
	Kind        Kind
	Part        int     // the quarter 1 to 4, the half 1 or 2, or the quarters of a YearToDate; 0 where Pointer tells
	Year        int     // 0 where it is not said
	Pointer     Pointer // of the period, or of its year where Part is set: "the first quarter of last year"
	EndOf       bool    // "by the end of", "exit": a level stands there
	Vague       bool    // "the quarter", "the period": whichever was spoken of
	Month       int     // of "the March quarter", and of a month or day: 3; 0 for other names
}

// Anchor is the period that a call reports on. The zero Anchor is unknown.
type Anchor struct {
	Year    int
	Quarter int // 1 to 4; 4 for a full year, 2 for a first half; 0 if unknown
	// EndMonth is the month in which the reported quarter ends, 1 to 12; 0 if
	// unknown.
	EndMonth int
}

// Known reports whether relative names can be resolved.
func (a Anchor) Known() bool { return a.Year > 0 && a.Quarter > 0 }

// Label names the reported quarter: "2012Q1", or "Q1" where the year is not known.
func (a Anchor) Label() string {
	if a.Quarter == 0 {
		return ""
	}
	return QuarterLabel(a.Year, a.Quarter)
}

// QuarterLabel is "2012Q1"; quarters outside 1 to 4 count into other years. Year
// 0 is unknown: "Q1".
func QuarterLabel(year, quarter int) string {
	known := year > 0
	for quarter < 1 {
		year, quarter = year-1, quarter+4
	}
	for quarter > 4 {
		year, quarter = year+1, quarter-4
	}
	switch i := year - firstYear; {
	case !known:
		return "Q" + strconv.Itoa(quarter)
	case i >= 0 && i < len(labels):
		return labels[i][quarter]
	}
	return quarterLabel(year, quarter)
}

// YearLabel is "2012FY".
func YearLabel(year int) string {
	if i := year - firstYear; i >= 0 && i < len(labels) {
		return labels[i][0]
	}
	return yearLabel(year)
}

func quarterLabel(year, quarter int) string { return strconv.Itoa(year) + "Q" + strconv.Itoa(quarter) }

func yearLabel(year int) string { return strconv.Itoa(year) + "FY" }

// labels are those of the years that calls are of: of a year, and of its quarters.
// Each fact has some.
var labels = func() (t [60][5]string) {
	for i := range t {
		t[i][0] = yearLabel(firstYear + i)
		for quarter := 1; quarter <= 4; quarter++ {
			t[i][quarter] = quarterLabel(firstYear+i, quarter)
		}
	}
	return t
}()

// firstYear is that of labels.
const firstYear = 1990

// Resolve labels the period that m names on a call that reports on a. ahead
// tells that the sentence looks ahead: then "the fourth quarter" is the next
// one, and "this quarter" the one after the reported. "" if it cannot be told.
func (a Anchor) Resolve(m Mention, ahead bool) string {
	switch m.Kind {
	case Quarter:
		return a.quarter(m, ahead)
	case Half:
		if y := a.yearOf(m, ahead, 2*m.Part); y > 0 && m.Part > 0 {
			return strconv.Itoa(y) + "H" + strconv.Itoa(m.Part)
		}
	case Year:
		y := a.yearOf(m, ahead, 4)
		switch {
		case y == 0:
		case m.EndOf:
			return QuarterLabel(y, 4)
		default:
			return YearLabel(y)
		}
	case YearToDate:
		part, y := m.Part, m.Year
		if part == 0 {
			part = a.Quarter
		}
		if y == 0 {
			y = a.Year
			if m.Pointer == Last || m.Pointer == YearAgo {
				y--
			}
		}
		if y > 0 && part > 0 {
			return strconv.Itoa(y) + "YTD" + strconv.Itoa(part)
		}
	}
	return ""
}

func (a Anchor) quarter(m Mention, ahead bool) string {
	if m.Part > 0 {
		return QuarterLabel(a.yearOf(m, ahead, m.Part), m.Part)
	}
	if a.Quarter == 0 {
		return ""
	}
	switch m.Pointer {
	case Last:
		return QuarterLabel(a.Year, a.Quarter-1)
	case Next:
		return QuarterLabel(a.Year, a.Quarter+1)
	case YearAgo:
		return QuarterLabel(max(a.Year-1, 0), a.Quarter)
	}
	if ahead {
		return QuarterLabel(a.Year, a.Quarter+1)
	}
	return a.Label()
}

// yearOf is the fiscal year of m, whose part ends with the given quarter.
func (a Anchor) yearOf(m Mention, ahead bool, quarter int) int {
	if m.Year > 0 {
		return m.Year
	}
	if a.Year == 0 {
		return 0
	}
	// On a call about the last quarter the year that is spoken of in looking
	// ahead is the next one.
	current := a.Year
	if ahead && a.Quarter == 4 {
		current++
	}
	switch m.Pointer {
	case Last, YearAgo:
		return current - 1
	case Next:
		if a.EndMonth == 6 || a.EndMonth == 9 {
			return a.Year + 1 // in autumn the year that has begun is still the next one
		}
		return current + 1
	case This:
		return current
	}
	if m.Kind == Year {
		return current
	}
	if ahead {
		if quarter >= a.Quarter {
			return a.Year
		}
		return a.Year + 1
	}
	if quarter <= a.Quarter || m.Kind == Half && quarter == 4 {
		return a.Year
	}
	return a.Year - 1
}
