package reconcile

import (
	"cmp"
	"strconv"
	"strings"
)

// span is a fiscal period taken apart: 2012Q3, 2012H1, 2012FY, 2012YTD3.
type span struct {
	year    int    // 0 where the text does not tell
	kind    string // "Q", "H", "FY", "YTD"
	part    int    // of Q, H, YTD
	correct bool
}

// readSpan reads a period's label; one that names no fiscal period ("LT", "")
// is not correct.
func readSpan(label string) span {
	digits := 0
	for digits < len(label) && label[digits] >= '0' && label[digits] <= '9' {
		digits++
	}
	s := span{correct: digits == 4 || digits == 0}
	if digits == 4 {
		s.year, _ = strconv.Atoi(label[:4])
	}
	rest := label[digits:]
	if rest == "FY" {
		s.kind = rest
		return s
	}
	s.kind = strings.TrimRight(rest, "1234")
	s.part, _ = strconv.Atoi(rest[len(s.kind):])
	switch s.kind {
	case "Q", "YTD":
		s.correct = s.correct && s.part >= 1 && s.part <= 4
	case "H":
		s.correct = s.correct && s.part >= 1 && s.part <= 2
	default:
		s.correct = false
	}
	return s
}

func (s span) String() string {
	year := ""
	if s.year > 0 {
		year = strconv.Itoa(s.year)
	}
	if s.kind == "FY" {
		return year + s.kind
	}
	return year + s.kind + strconv.Itoa(s.part)
}

// end is the quarter with which the period ends.
func (s span) end() int {
	switch s.kind {
	case "Q", "YTD":
		return s.part
	case "H":
		return 2 * s.part
	default:
		return 4
	}
}

// quarters is how long the period is.
func (s span) quarters() int {
	switch s.kind {
	case "Q":
		return 1
	case "H":
		return 2
	case "YTD":
		return s.part
	default:
		return 4
	}
}

// Canonical is the one label of a period that has several: two quarters of a year
// are its first half. What stands at an instant stands at the end of a quarter,
// however it is told.
func Canonical(label string, instant bool) string {
	s := readSpan(label)
	if !s.correct {
		return label
	}
	if instant {
		return span{s.year, "Q", s.end(), true}.String()
	}
	if s.kind == "YTD" {
		switch s.part {
		case 1:
			s.kind = "Q"
		case 2:
			s.kind, s.part = "H", 1
		case 4:
			s.kind = "FY"
		}
	}
	return s.String()
}

// YearAgo is the same period a year before, "" where it cannot be told.
func YearAgo(label string) string {
	s := readSpan(label)
	if !s.correct || s.year == 0 {
		return ""
	}
	s.year--
	return s.String()
}

// Before is the period of the same length before, "" where it cannot be told.
func Before(label string) string {
	s := readSpan(label)
	if !s.correct || s.year == 0 {
		return ""
	}
	switch {
	case s.kind == "FY":
		s.year--
	case s.kind == "YTD":
		return ""
	case s.part > 1:
		s.part--
	case s.kind == "Q":
		s.year, s.part = s.year-1, 4
	default:
		s.year, s.part = s.year-1, 2
	}
	return s.String()
}

// ComparePeriods orders labels by the end of the period, then shorter ones first;
// what is no fiscal period stands behind all.
func ComparePeriods(a, b string) int {
	s, t := readSpan(a), readSpan(b)
	if s.correct != t.correct {
		if s.correct {
			return -1
		}
		return 1
	}
	if !s.correct {
		return cmp.Compare(a, b)
	}
	return cmp.Or(cmp.Compare(s.year, t.year), cmp.Compare(s.end(), t.end()), cmp.Compare(s.quarters(), t.quarters()), cmp.Compare(a, b))
}

// Ended reports whether a period is over when a call tells of the period told.
func Ended(period, told string) bool {
	s, t := readSpan(period), readSpan(told)
	return s.correct && t.correct && s.year > 0 && t.year > 0 &&
		(s.year < t.year || s.year == t.year && s.end() <= t.end())
}
