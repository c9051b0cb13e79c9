package period

import (
	"slices"
	"strconv"
	"strings"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// class is what a word does in the name of a period.
type class uint8

const (
	classOrdinal  class = iota + 1 // "first": value 1
	classQuarter                   // "quarter"
	classHalf                      // "half"
	classYear                      // "year"
	classFiscal                    // "fiscal", "calendar", "full"
	classThis                      // "this", "current"
	classLast                      // "last", "prior"
	classNext                      // "next"
	classSame                      // "same", "comparable"
	classAgo                       // "ago"
	classMonth                     // "March": value 3
	classMonths                    // "months"
	classNumber                    // "nine": value 9
	classOf                        // "of", "in", "the"
	classEnd                       // "end", "exit"
	classPeriod                    // "period"
	classToDate                    // "date" of "year to date"
	classEnded                     // "ended"
	classTrailing                  // "trailing"
	classBefore                    // "in", "for", "of": a bare year may follow
	classShort                     // "Q1": value 1; "H2": 12
	classArticle                   // "the", "a"
	classTo                        // "to"
)

type word struct {
	class class
	value int
}

// Reader finds the names of periods in tokens. Make one with NewReader; it is
// then only read, by any number of goroutines.
type Reader struct {
	words  []word      // by vocabulary ID
	begins token.Class // of the words that a period may begin with
}

var vocabulary = []struct {
	class class
	words map[string]int
}{
	{classOrdinal, map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "final": 4, "front": 1, "back": 2}},
	{classQuarter, map[string]int{"quarter": 0, "quarters": 0, "quarter's": 0}},
	{classHalf, map[string]int{"half": 0}},
	{classYear, map[string]int{"year": 0, "years": 0, "year's": 0}},
	{classFiscal, map[string]int{"fiscal": 0, "calendar": 0, "full": 0, "entire": 0, "fy": 0, "whole": 0, "financial": 0, "cy": 0}},
	{classThis, map[string]int{"this": 0, "current": 0, "present": 0}},
	{classLast, map[string]int{"last": 0, "prior": 0, "previous": 0, "preceding": 0, "past": 0}},
	{classNext, map[string]int{"next": 0, "coming": 0, "upcoming": 0, "following": 0}},
	{classSame, map[string]int{"same": 0, "comparable": 0, "corresponding": 0}},
	{classAgo, map[string]int{"ago": 0, "earlier": 0}},
	{classMonth, map[string]int{
		"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
		"september": 9, "october": 10, "november": 11, "december": 12,
		"jan": 1, "feb": 2, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
	}},
	{classMonths, map[string]int{"months": 0, "month": 0}},
	{classNumber, map[string]int{"two": 2, "three": 3, "six": 6, "nine": 9, "twelve": 12, "2": 2, "3": 3, "6": 6, "9": 9, "12": 12}},
	{classBefore, map[string]int{"in": 0, "for": 0, "during": 0, "through": 0, "by": 0, "since": 0, "from": 0, "versus": 0, "over": 0, "into": 0, "throughout": 0, "until": 0, "and": 0, "than": 0, "vs": 0, "our": 0, "on": 0, "beyond": 0, "early": 0, "late": 0, "mid": 0}},
	{classOf, map[string]int{"of": 0}},
	{classTo, map[string]int{"to": 0}},
	{classArticle, map[string]int{"the": 0, "a": 0, "an": 0, "that": 0, "one": 0}},
	{classEnd, map[string]int{"end": 0, "exit": 0, "exiting": 0, "exited": 0, "ends": 0, "close": 0}},
	{classPeriod, map[string]int{"period": 0, "time": 0}},
	{classToDate, map[string]int{"date": 0}},
	{classEnded, map[string]int{"ended": 0, "ending": 0}},
	{classTrailing, map[string]int{"trailing": 0, "rolling": 0}},
	{classShort, map[string]int{"q1": 1, "q2": 2, "q3": 3, "q4": 4, "h1": 11, "h2": 12}},
}

// NewReader adds the words that it knows to v, with which the tokens must be
// scanned.
func NewReader(v *token.Vocabulary) *Reader {
	r := &Reader{begins: v.NewClass()}
	for _, group := range vocabulary {
		for text, value := range group.words {
			id := v.Add(text)
			for int(id) >= len(r.words) {
				r.words = append(r.words, word{})
			}
			r.words[id] = word{group.class, value}
			if begin[group.class] {
				v.Mark(id, r.begins)
			}
		}
	}
	return r
}

// Read appends the periods that tokens name to dst, in order and disjoint.
func (r *Reader) Read(dst []Mention, text string, tokens []token.Token, a Anchor) []Mention {
	s := scan{r: r, text: text, tokens: tokens, anchor: a}
	for i := 0; i < len(tokens); {
		if !s.begins(i) {
			i++
			continue
		}
		m, end := s.at(i)
		if end == 0 {
			i++
			continue
		}
		m.First, m.Last = i, end
		if i > 0 && m.Kind != Month {
			m.EndOf = m.EndOf || s.endBefore(i)
		}
		if m.Kind == Year && a.Known() && a.Quarter < 4 && (m.Year == a.Year || m.Year == 0 && m.Pointer == This) && s.soFarBefore(i) {
			m = Mention{First: i, Last: end, Kind: YearToDate, Year: m.Year}
		}
		if n := len(dst) - 1; m.Kind == Quarter && n >= 0 && dst[n].Kind == YearToDate && s.soFarBefore(i) {
			dst[n].Part, i = m.Part, end // "year-to-date through the second quarter"
			continue
		}
		if m.Kind == Quarter && a.Known() && s.soFarBefore(i) {
			m = Mention{First: i, Last: end, Kind: Undated} // a part of a quarter is none
		}
		m.Span = source.Span{Start: tokens[i].Start, End: tokens[end-1].End}
		dst = append(dst, m)
		i = end
	}
	return dst
}

type scan struct {
	r      *Reader
	text   string
	tokens []token.Token
	anchor Anchor
}

func (s *scan) word(i int) word {
	if i < 0 || i >= len(s.tokens) {
		return word{}
	}
	id := s.tokens[i].Word
	if int(id) >= len(s.r.words) {
		return word{}
	}
	return s.r.words[id]
}

func (s *scan) is(i int, c class) bool { return s.word(i).class == c }

// says reports whether the word w stands at token i.
func (s *scan) says(i int, w string) bool {
	return i >= 0 && i < len(s.tokens) && strings.EqualFold(s.text[s.tokens[i].Start:s.tokens[i].End], w)
}

// skip returns the next token behind hyphens.
func (s *scan) skip(i int) int {
	if i < len(s.tokens) && s.tokens[i].Kind == token.Hyphen {
		i++
	}
	return i
}

// endBefore reports whether "the end of", "exit" stands before i.
func (s *scan) endBefore(i int) bool {
	for i--; i >= 0 && (s.is(i, classOf) || s.is(i, classArticle) || s.is(i, classThis)); i-- {
	}
	return s.is(i, classEnd)
}

// soFarBefore reports whether "so far in the", "to date, in" or "on a year-to-date basis," stands
// before i.
func (s *scan) soFarBefore(i int) bool {
	j := i - 1
	if j > 0 && s.is(j, classArticle) {
		j--
	}
	if j > 0 && s.is(j, classBefore) {
		j--
	}
	if j > 0 && s.text[s.tokens[j].Start] == ',' {
		j--
	}
	if j < 1 {
		return false
	}
	switch strings.ToLower(s.text[s.tokens[j].Start:s.tokens[j].End]) {
	case "far":
		return true
	case "basis":
		j--
	}
	return s.is(j, classToDate) && (s.is(j-1, classTo) || s.tokens[j-1].Kind == token.Hyphen)
}

// begins reports whether a period may begin at token i, as most do not.
func (s *scan) begins(i int) bool {
	switch t := &s.tokens[i]; t.Kind {
	case token.Word:
		return t.Class&s.r.begins != 0
	case token.Number, token.Mixed:
		return true
	case token.Punct:
		c := s.text[t.Start]
		return c == '\'' || c >= 0x80
	}
	return false
}

// begin holds the classes that a period may begin with.
var begin = [classTo + 1]bool{
	classShort: true, classOrdinal: true, classFiscal: true, classThis: true, classLast: true, classNext: true, classSame: true,
	classYear: true, classQuarter: true, classMonth: true, classTrailing: true, classNumber: true,
}

// at reads the period that begins at token i; end is 0 if there is none.
func (s *scan) at(i int) (m Mention, end int) {
	t := s.tokens[i]
	w := s.word(i)
	switch w.class {
	case classShort:
		if w.value > 10 {
			return s.suffix(Mention{Kind: Half, Part: w.value - 10}, i+1)
		}
		return s.suffix(Mention{Kind: Quarter, Part: w.value}, i+1)
	case classOrdinal:
		return s.ordinal(w.value, i)
	case classFiscal:
		return s.fiscal(i)
	case classThis, classLast, classNext, classSame:
		return s.pointed(w.class, i)
	case classYear:
		return s.year(i)
	case classQuarter:
		return s.bareQuarter(i)
	case classMonth:
		return s.month(w.value, i)
	case classTrailing:
		return s.trailing(i)
	}
	if m, end := s.monthsEnded(i); end > 0 {
		return m, end
	}
	switch t.Kind {
	case token.Mixed:
		return s.mixed(i)
	case token.Number:
		return s.number(i)
	case token.Punct:
		if y := s.shortYear(i); y > 0 && (s.before(i) || s.is(i-1, classOf)) {
			return Mention{Kind: Year, Year: y}, i + 2
		}
	}
	return m, 0
}

// before reports whether a bare year may stand at i.
func (s *scan) before(i int) bool {
	c := s.word(i - 1).class
	return c == classBefore || c == classOf || c == classTo || c == classEnd || c == classArticle
}

// ordinal reads "first quarter", "second half", "first nine months", "first
// three quarters".
func (s *scan) ordinal(n, i int) (Mention, int) {
	j := s.skip(i + 1)
	for s.is(j, classFiscal) {
		j = s.skip(j + 1)
	}
	switch s.word(j).class {
	case classQuarter:
		return s.suffix(Mention{Kind: Quarter, Part: n}, j+1)
	case classHalf:
		if n <= 2 {
			return s.suffix(Mention{Kind: Half, Part: n}, j+1)
		}
		if n == 4 { // "the final half"
			return s.suffix(Mention{Kind: Half, Part: 2}, j+1)
		}
	case classNumber:
		if count := s.word(j).value; n == 1 {
			switch k := s.skip(j + 1); {
			case s.is(k, classMonths) && count%3 == 0:
				return s.suffix(Mention{Kind: YearToDate, Part: count / 3}, k+1)
			case s.is(k, classQuarter) && count <= 3:
				return s.suffix(Mention{Kind: YearToDate, Part: count}, k+1)
			}
		}
	}
	return Mention{}, 0
}

// monthsEnded reads "the six months ended June 30", and "the nine months" on the call of
// a third quarter: of the reported year, where no other year is named. Twelve months are that
// year where the call is on its last quarter, and else no fiscal period.
func (s *scan) monthsEnded(i int) (Mention, int) {
	w := s.word(i)
	k := s.skip(i + 1)
	if s.is(k, classMonths) && s.is(k+1, classPeriod) {
		k++ // "the twelve-month period ended"
	} else if !s.is(k, classMonths) {
		return Mention{}, 0
	}
	if w.class != classNumber || w.value < 6 || w.value%3 != 0 || w.value == 12 && !s.is(k+1, classEnded) {
		return Mention{}, 0
	}
	if !s.is(k+1, classEnded) && (s.is(i-1, classArticle) || s.says(i-1, "through")) && w.value == 3*s.anchor.Quarter && s.word(k+1).class == 0 {
		return Mention{Kind: YearToDate, Part: w.value / 3}, k + 1 // "for the nine months", of the third quarter's call
	}
	if !s.is(k+1, classEnded) || !s.is(k+2, classMonth) {
		return Mention{}, 0
	}
	end := k + 3
	for j := end; j < len(s.tokens) && j-end < 3; j++ {
		if y, to := s.yearSaid(j); to > 0 {
			if s.anchor.Year != 0 && y.Year != s.anchor.Year {
				return Mention{}, 0
			}
			end = to
			break
		}
	}
	switch {
	case w.value < 12:
		return Mention{Kind: YearToDate, Part: w.value / 3}, end
	case s.anchor.Quarter == 4:
		return Mention{Kind: Year, Pointer: This}, end
	}
	return Mention{Kind: Trailing}, end
}

// fiscal reads "fiscal 2012", "full year 2012", "fiscal year", "FY 12",
// "fiscal first quarter", "fiscal Q1".
func (s *scan) fiscal(i int) (Mention, int) {
	j := s.skip(i + 1)
	for s.is(j, classFiscal) {
		j = s.skip(j + 1)
	}
	switch s.word(j).class {
	case classOrdinal, classShort:
		if m, end := s.at(j); end > 0 {
			return m, end
		}
	case classQuarter:
		return s.suffix(Mention{Kind: Quarter, Pointer: This, Vague: true}, j+1)
	case classYear:
		if m, end := s.yearSaid(j + 1); end > 0 {
			return m, end
		}
		return Mention{Kind: Year, Pointer: This}, j + 1
	}
	if m, end := s.yearSaid(j); end > 0 {
		return s.yearFirst(m, end)
	}
	return Mention{}, 0
}

// yearFirst reads on behind a year: "2021 third quarter", "fiscal '22 Q2".
func (s *scan) yearFirst(m Mention, end int) (Mention, int) {
	i := s.possessive(end)
	var part Mention
	to := 0
	switch w := s.word(i); w.class {
	case classOrdinal:
		part, to = s.ordinal(w.value, i)
	case classShort:
		part, to = s.at(i)
	case classYear:
		if part, to = s.year(i); part.Kind != YearToDate {
			to = 0
		}
	case classFiscal: // "the 2020 full year"
		if j := s.skip(i + 1); s.is(j, classYear) {
			return m, j + 1
		}
	}
	if to > 0 && part.Year == 0 && part.Pointer == Named && m.Year > 0 {
		part.Year = m.Year
		return part, to
	}
	return m, end
}

// pointers are what the words that point at a period point at.
var pointers = [classTo + 1]Pointer{classThis: This, classLast: Last, classNext: Next, classSame: YearAgo}

// pointed reads "this quarter", "last year", "the same period last year",
// "prior-year quarter", "past 12 months".
func (s *scan) pointed(c class, i int) (Mention, int) {
	p := pointers[c]
	j := s.skip(i + 1)
	for s.is(j, classFiscal) {
		j = s.skip(j + 1)
	}
	switch s.word(j).class {
	case classQuarter:
		if c == classSame {
			return s.same(Mention{Kind: Quarter, Pointer: YearAgo}, j+1)
		}
		return Mention{Kind: Quarter, Pointer: p}, j + 1
	case classPeriod:
		if c == classSame {
			return s.same(Mention{Kind: Quarter, Pointer: YearAgo}, j+1)
		}
	case classHalf:
		return Mention{Kind: Half, Pointer: p}, j + 1
	case classYear:
		if c == classThis && s.is(s.skip(j+1), classQuarter) {
			return Mention{Kind: Quarter, Pointer: This}, s.skip(j+1) + 1
		}
		if c == classLast {
			if k := s.possessive(s.skip(j + 1)); s.is(k, classQuarter) || s.is(k, classPeriod) {
				return Mention{Kind: Quarter, Pointer: YearAgo}, k + 1
			}
			if k := s.possessive(s.skip(j + 1)); s.is(k, classOrdinal) {
				if m, end := s.ordinal(s.word(k).value, k); end > 0 {
					m.Pointer = Last
					return m, end
				}
			}
		}
		if c == classNext && s.text[s.tokens[i].Start]|0x20 != 'n' && s.text[s.tokens[i].Start]|0x20 != 'f' {
			p = This // "the coming year" is the one that has begun
		}
		if c != classSame {
			return Mention{Kind: Year, Pointer: p}, j + 1
		}
	case classOrdinal: // "last first quarter", "this first quarter"
		if m, end := s.ordinal(s.word(j).value, j); end > 0 {
			if m.Pointer == Named && m.Year == 0 && c == classSame {
				m.Pointer = YearAgo
			}
			return m, end
		}
	case classNumber:
		if k := s.skip(j + 1); s.is(k, classMonths) && c == classLast && s.word(j).value == 12 {
			return Mention{Kind: Trailing}, k + 1
		}
	case classMonths:
		if c != classSame {
			return Mention{Kind: Month}, j + 1
		}
	}
	return Mention{}, 0
}

// possessive skips the 's of "last year's quarter".
func (s *scan) possessive(i int) int {
	if i < len(s.tokens) && s.tokens[i].Is(token.Glued) && s.tokens[i].Kind == token.Word && s.tokens[i].End-s.tokens[i].Start <= 4 && s.text[s.tokens[i].End-1] == 's' && s.tokens[i].Start > 0 && s.text[s.tokens[i].Start] != 's' {
		return i + 1
	}
	return i
}

// same reads on behind "the same quarter": "last year", "a year ago", "of 2011".
func (s *scan) same(m Mention, end int) (Mention, int) {
	j := end
	for s.is(j, classOf) || s.is(j, classBefore) || s.is(j, classArticle) {
		j++
	}
	switch {
	case s.is(j, classLast) && s.is(s.skip(j+1), classYear):
		return m, s.skip(j+1) + 1
	case s.is(j, classYear) && s.is(s.skip(j+1), classAgo):
		return m, s.skip(j+1) + 1
	}
	if y, to := s.yearSaid(j); to > 0 && s.anchor.Known() {
		m.Pointer, m.Part, m.Year = Named, s.anchor.Quarter, y.Year
		return m, to
	}
	return m, end
}

// year reads "year to date", "year-ago quarter", "a year ago", "year-end",
// "the year", "year 2012".
func (s *scan) year(i int) (Mention, int) {
	j := s.skip(i + 1)
	switch {
	case s.is(j, classTo) && s.is(s.skip(j+1), classToDate):
		return s.suffix(Mention{Kind: YearToDate}, s.skip(j+1)+1)
	case s.is(j, classAgo):
		if k := s.skip(j + 1); s.is(k, classQuarter) || s.is(k, classPeriod) {
			return Mention{Kind: Quarter, Pointer: YearAgo}, k + 1
		}
		return s.yearsAgo(i), j + 1
	case s.is(j, classEnd) && s.tokens[i+1].Kind == token.Hyphen:
		if m, end := s.yearSaid(j + 1); end > 0 {
			m.EndOf = true
			return m, end
		}
		return Mention{Kind: Year, Pointer: This, EndOf: true}, j + 1
	}
	if m, end := s.yearSaid(j); end > 0 && j == i+1 {
		return m, end
	}
	if s.word(i-1).class == classArticle && s.text[s.tokens[i-1].Start]|0x20 == 't' && !s.overYear(i+1) { // "the year"
		return Mention{Kind: Year, Pointer: This, Vague: true}, i + 1
	}
	return Mention{}, 0
}

// yearsAgo is the quarter "a year ago", "four years ago", of which "year" stands at i: the
// reported one of that year. On the call of a last quarter it is as well the year; how many
// "a few years" are is not said.
func (s *scan) yearsAgo(i int) Mention {
	back := 1
	if s.says(i, "years") {
		if back = s.count(i - 1); back == 0 || s.anchor.Year == 0 {
			return Mention{Kind: Undated}
		}
	}
	switch {
	case s.anchor.Quarter == 4 || s.anchor.Quarter == 0:
		if back > 1 {
			return Mention{Kind: Year, Year: s.anchor.Year - back}
		}
		return Mention{Kind: Year, Pointer: Last}
	case back > 1:
		return Mention{Kind: Quarter, Part: s.anchor.Quarter, Year: s.anchor.Year - back}
	}
	return Mention{Kind: Quarter, Pointer: YearAgo}
}

// count is the number at token i, in digits or words up to twelve; 0 for none.
func (s *scan) count(i int) int {
	if i < 0 {
		return 0
	}
	t := s.tokens[i]
	if n, err := strconv.Atoi(s.text[t.Start:t.End]); err == nil && n < 100 {
		return n
	}
	return slices.Index(numbers[:], strings.ToLower(s.text[t.Start:t.End])) + 1
}

var numbers = [...]string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

// overYear reports whether "-over-year" stands at i: "that year-over-year growth".
func (s *scan) overYear(i int) bool {
	j := s.skip(i)
	return s.is(j, classBefore) && s.is(s.skip(j+1), classYear)
}

// numberOfQuarter is the quarter that the word at token i counts, behind
// "quarter"; 0 for none.
func (s *scan) numberOfQuarter(i int) int {
	if i >= len(s.tokens) {
		return 0
	}
	return slices.Index(numbers[:4], strings.ToLower(s.text[s.tokens[i].Start:s.tokens[i].End])) + 1
}

// bareQuarter reads "the quarter", "quarter ended March 31", "quarter-to-date".
func (s *scan) bareQuarter(i int) (Mention, int) {
	if j := s.skip(i + 1); s.is(j, classTo) && s.is(s.skip(j+1), classToDate) {
		return Mention{Kind: Undated}, s.skip(j+1) + 1 // a part of a quarter is none
	}
	if n := s.numberOfQuarter(i + 1); n > 0 {
		return s.suffix(Mention{Kind: Quarter, Part: n}, i+2) // "quarter four"
	}
	if s.is(i+1, classEnded) && s.is(i+2, classMonth) {
		m, end := s.monthQuarter(s.word(i+2).value, i+3)
		if end == 0 {
			return Mention{Kind: Quarter, Pointer: This}, i + 1
		}
		if end < len(s.tokens) && s.tokens[end].Kind == token.Number && m.Year == 0 {
			end++ // the day
			if end < len(s.tokens) && s.text[s.tokens[end].Start] == ',' {
				end++
			}
			if _, to := s.yearSaid(end); to > 0 {
				end = to // a calendar year: the fiscal one follows from the month
			}
		}
		return m, end
	}
	if s.is(i-1, classArticle) && s.text[s.tokens[i-1].Start]|0x20 == 't' {
		return Mention{Kind: Quarter, Pointer: This, Vague: true}, i + 1
	}
	return Mention{}, 0
}

// month reads "the March quarter", and months and days that are no fiscal period.
func (s *scan) month(n, i int) (Mention, int) {
	if n == 5 && !s.tokens[i].Is(token.Upper) { // the verb "may"
		return Mention{}, 0
	}
	if n == 3 && !s.tokens[i].Is(token.Upper) { // the verb "march"
		return Mention{}, 0
	}
	if j := s.skip(i + 1); s.is(j, classQuarter) {
		return s.monthQuarter(n, j+1)
	}
	m, j := Mention{Kind: Month, Month: n}, i+1
	if j < len(s.tokens) && s.tokens[j].Kind == token.Number && s.tokens[j].End-s.tokens[j].Start <= 2 {
		j++
		if j+1 < len(s.tokens) && s.text[s.tokens[j].Start] == ',' {
			if y, to := s.yearSaid(j + 1); to > 0 {
				m.Year = y.Year
				return m, to
			}
		}
		return m, j
	}
	if s.is(j, classOf) {
		j++
	}
	if y, to := s.yearSaid(j); to > 0 {
		m.Year = y.Year
		return m, to
	}
	return m, i + 1
}

// monthQuarter is the fiscal quarter that ends in month n, as near to the
// reported one as can be.
func (s *scan) monthQuarter(n, end int) (Mention, int) {
	a := s.anchor
	if !a.Known() || a.EndMonth == 0 {
		return Mention{Kind: Quarter, Pointer: This, Month: n}, end
	}
	off := (n - a.EndMonth + 12) % 12
	switch {
	case off%3 != 0: // a fiscal quarter that ends in the month beside
		off = (off + 1) / 3
	default:
		off /= 3
	}
	quarter := (a.Quarter-1+off)%4 + 1
	return s.suffix(Mention{Kind: Quarter, Part: quarter, Month: n}, end)
}

// trailing reads "trailing 12 months".
func (s *scan) trailing(i int) (Mention, int) {
	j := s.skip(i + 1)
	for ; s.is(j, classNumber) || s.is(j, classOrdinal) || s.is(j, classQuarter) || j < len(s.tokens) && s.tokens[j].Kind == token.Hyphen; j++ {
	}
	if s.is(j, classMonths) {
		return Mention{Kind: Trailing}, j + 1
	}
	return Mention{}, 0
}

// suffix reads the year behind a quarter or half: "of fiscal 2012", "'12",
// "of last year".
func (s *scan) suffix(m Mention, end int) (Mention, int) {
	j := end
	if j < len(s.tokens) && s.tokens[j].Kind == token.Punct && s.text[s.tokens[j].Start] == ',' && s.tokens[j].Start+2 < int32(len(s.text)) {
		if _, to := s.yearSaid(j + 1); to > 0 && s.tokens[j+1].Kind == token.Number && to-j == 2 && !s.unitBehind(to) {
			y, _ := s.yearSaid(j + 1)
			m.Year = y.Year
			return m, to
		}
	}
	for s.is(j, classOf) || s.is(j, classArticle) || s.is(j, classBefore) && (s.tokens[j].End-s.tokens[j].Start == 2 || s.is(j-1, classOf)) {
		j++ // "of our fiscal year 2020"
	}
	if j < len(s.tokens) && s.tokens[j].Kind == token.Hyphen {
		j++
	}
	c := s.word(j).class
	if c == classLast || c == classThis || c == classNext {
		if k := s.skip(j + 1); s.is(k, classYear) || s.is(k, classFiscal) && s.is(k+1, classYear) {
			m.Pointer = map[class]Pointer{classThis: This, classLast: Last, classNext: Next}[c]
			if s.is(k, classFiscal) {
				k++
			}
			return m, k + 1
		}
		return m, end
	}
	if s.is(j, classYear) && s.is(s.skip(j+1), classAgo) {
		m.Pointer = Last
		return m, s.skip(j+1) + 1
	}
	whole := false
	for s.is(j, classFiscal) || s.is(j, classYear) {
		whole = s.is(j, classYear)
		j = s.skip(j + 1)
	}
	if y, to := s.yearSaid(j); to > 0 {
		m.Year = y.Year
		return m, to
	}
	if whole { // "the first nine months of the fiscal year"
		return m, j
	}
	return m, end
}

// unitBehind reports whether what stands at i makes the number before it a
// quantity and no year.
func (s *scan) unitBehind(i int) bool {
	return i < len(s.tokens) && s.tokens[i].Kind == token.Symbol
}

// yearSaid reads "2012", "'12", "FY12" at i.
func (s *scan) yearSaid(i int) (Mention, int) {
	if i >= len(s.tokens) {
		return Mention{}, 0
	}
	t := s.tokens[i]
	switch t.Kind {
	case token.Number:
		if y := fullYear(s.text[t.Start:t.End]); y > 0 && !s.unitBehind(i+1) {
			if last := s.splitYear(i, y); last > 0 {
				return Mention{Kind: Year, Year: y + last}, i + 2
			}
			return Mention{Kind: Year, Year: y}, i + 1
		}
		// "FY 12", "fiscal 12"
		if n := t.End - t.Start; n == 2 && s.is(i-1, classFiscal) && !s.unitBehind(i+1) {
			return Mention{Kind: Year, Year: 2000 + int(s.text[t.Start]-'0')*10 + int(s.text[t.Start+1]-'0')}, i + 1
		}
	case token.Punct:
		if y := s.shortYear(i); y > 0 {
			return Mention{Kind: Year, Year: y}, i + 2
		}
	case token.Mixed:
		if m, end := s.mixed(i); end > 0 && m.Kind == Year && m.Year > 0 {
			return m, end
		}
	}
	return Mention{}, 0
}

// splitYear is the last digit of a year that a speech recogniser wrote apart,
// as in "fiscal 2020 7"; 0 if there is none.
func (s *scan) splitYear(i, year int) int {
	if year%10 != 0 || i == 0 || i+1 >= len(s.tokens) || !s.is(i-1, classFiscal) || s.unitBehind(i+2) {
		return 0
	}
	t := s.tokens[i+1]
	if t.Kind != token.Number || t.End-t.Start != 1 {
		return 0
	}
	return int(s.text[t.Start] - '0')
}

// shortYear is the year of "'12" whose apostrophe stands at i; 0 if it is none.
func (s *scan) shortYear(i int) int {
	t := s.tokens[i]
	if i+1 >= len(s.tokens) || s.text[t.Start] != '\'' && s.text[t.Start:t.End] != "’" && s.text[t.Start:t.End] != "‘" {
		return 0
	}
	n := s.tokens[i+1]
	if n.Kind != token.Number || !n.Is(token.Glued) || n.End-n.Start != 2 {
		return 0
	}
	y := int(s.text[n.Start]-'0')*10 + int(s.text[n.Start+1]-'0')
	if y > 60 {
		return 1900 + y
	}
	return 2000 + y
}

// fullYear is the year that four digits name, 1990 to 2049; 0 if they do not.
func fullYear(digits string) int {
	if len(digits) != 4 {
		return 0
	}
	y := 0
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0
		}
		y = y*10 + int(c-'0')
	}
	if y < 1990 || y > 2049 {
		return 0
	}
	return y
}

// number reads "1Q12", "4Q", "1H", and a bare year behind a preposition.
func (s *scan) number(i int) (Mention, int) {
	t := s.tokens[i]
	digits := s.text[t.Start:t.End]
	if len(digits) == 1 && i+1 < len(s.tokens) && s.tokens[i+1].Is(token.Glued) {
		return s.reversed(int(digits[0]-'0'), i+1)
	}
	if y := fullYear(digits); y > 0 && !s.unitBehind(i+1) && (i == 0 || s.tokens[i-1].Kind != token.Symbol) && !s.inName(i, y) {
		return s.yearFirst(Mention{Kind: Year, Year: y}, i+1)
	}
	return Mention{}, 0
}

// inName reports whether the number at i is part of a name, or the count 2000, rather than a
// year: "the Global 2000", "Suite 2016", "by 2000 units".
func (s *scan) inName(i, year int) bool {
	if i < 2 {
		return false
	}
	name := &s.tokens[i-1]
	if year == 2000 && s.anchor.Year > 2005 && !s.before(i) {
		return true
	}
	if year > s.anchor.Year && i+1 < len(s.tokens) && isGoal(strings.ToLower(s.text[s.tokens[i+1].Start:s.tokens[i+1].End])) {
		return false // "our Vision 2025 goals"
	}
	return name.Kind == token.Word && name.Is(token.Upper) && s.word(i-1).class == 0 && s.tokens[i-2].Kind == token.Word && s.tokens[i-2].Word != 0 && !s.tokens[i-2].Is(token.Upper)
}

// isGoal reports whether the word says that a year before it is one that is aimed at.
func isGoal(word string) bool {
	switch word {
	case "goal", "goals", "target", "targets", "plan", "plans", "ambition", "ambitions", "objective", "objectives", "financial", "outlook":
		return true
	}
	return false
}

// reversed reads the "Q12" of "1Q12" and the "H" of "1H".
func (s *scan) reversed(n, i int) (Mention, int) {
	t := s.tokens[i]
	tail := s.text[t.Start:t.End]
	if t.Kind != token.Word && t.Kind != token.Mixed || n < 1 || n > 4 {
		return Mention{}, 0
	}
	m := Mention{Kind: Quarter, Part: n}
	switch {
	case tail[0]|0x20 == 'q':
	case tail[0]|0x20 == 'h' && n <= 2:
		m.Kind = Half
	default:
		return Mention{}, 0
	}
	if len(tail) == 1 {
		return s.suffix(m, i+1)
	}
	if y := tailYear(tail[1:]); y > 0 {
		m.Year = y
		return m, i + 1
	}
	return Mention{}, 0
}

// mixed reads "FY20", "FY2020", "CY20", "Q1FY20".
func (s *scan) mixed(i int) (Mention, int) {
	t := s.tokens[i]
	word := s.text[t.Start:t.End]
	switch {
	case len(word) >= 4 && word[1]|0x20 == 'y' && (word[0]|0x20 == 'f' || word[0]|0x20 == 'c'):
		if y := tailYear(word[2:]); y > 0 {
			return Mention{Kind: Year, Year: y}, i + 1
		}
	case len(word) >= 6 && word[0]|0x20 == 'q' && word[1] >= '1' && word[1] <= '4':
		rest := word[2:]
		if len(rest) > 2 && rest[1]|0x20 == 'y' {
			rest = rest[2:]
		}
		if y := tailYear(rest); y > 0 {
			return Mention{Kind: Quarter, Part: int(word[1] - '0'), Year: y}, i + 1
		}
	}
	return Mention{}, 0
}

// tailYear is the year of "12" or "2012".
func tailYear(digits string) int {
	if len(digits) == 2 && digits[0] >= '0' && digits[0] <= '6' && digits[1] >= '0' && digits[1] <= '9' {
		return 2000 + int(digits[0]-'0')*10 + int(digits[1]-'0')
	}
	return fullYear(digits)
}
