package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

var decimalTen = decimal.New(10, 0)

// The reasons why a numeral is no quantity.
const (
	RejectDate      = "date"       // April 24, 2012; 12/31
	RejectYear      = "year"       // 2012, the 1990s
	RejectTime      = "time"       // 4:30 p.m.
	RejectOrdinal   = "ordinal"    // first question, 2nd
	RejectPeriod    = "period"     // Q1, first quarter, second half, the last 12 months
	RejectProduct   = "product"    // T4000, 5G, 100-gig
	RejectForm      = "form"       // 10-K
	RejectPhone     = "phone"      // telephone numbers, passcodes
	RejectIdiom     = "idiom"      // one of, a couple, 24/7
	RejectListCount = "list-count" // two questions, three things
	RejectClock     = "clock"      // 30 minutes of questions
	RejectReference = "reference"  // slide 5, Topic 606
	RejectRank      = "rank"       // top 10, number one
	RejectStumble   = "stumble"    // the 15 -- $515 million
)

// rejection tells why the numeral at token i is no quantity, and where it ends;
// the reason is "" where it may be one.
func (p *parser) rejection(i int) (end int, reason string) {
	if reason := p.goesOn(i); reason != "" {
		return i + 1, reason
	}
	switch p.kind(i) {
	case token.Mixed:
		return p.mixed(i)
	case token.Number:
		if p.figures(i) {
			return i + 3, RejectIdiom
		}
		return p.rejectNumber(i)
	case token.Word:
		if p.figures(i) {
			return i + 3, RejectIdiom
		}
		return p.rejectWord(i)
	}
	return 0, ""
}

// rejected reports whether the numeral at i is none that a range could end with.
func (p *parser) rejected(i int) bool {
	_, reason := p.rejection(i)
	return reason != ""
}

// rejectWord looks at a number in words.
func (p *parser) rejectWord(i int) (int, string) {
	m := p.m(i)
	switch {
	case m.is(roleOrdinal):
		if _, den, _ := p.ratioWords(i); den > 0 {
			return 0, ""
		}
		if p.m(i + 1).is(roleHalf) {
			return i + 2, RejectPeriod
		}
		if p.kind(i+1) == token.Hyphen && p.m(i+2).is(roleHalf) {
			return i + 3, RejectPeriod
		}
		if p.periodAhead(i+1) || p.ordinalsAhead(i+1) || (p.kind(i+1) == token.Number || p.m(i+1).is(roleCardinal)) && p.periodAhead(i+2) {
			return i + 1, RejectPeriod
		}
		return i + 1, RejectOrdinal
	case m.is(roleHalf):
		return p.halfPeriod(i)
	case p.m(i + 1).is(roleHalf): // "a half"
		return p.halfPeriod(i + 1)
	case m.is(roleCardinal):
		if end, reason := p.yearWords(i); reason != "" {
			return end, reason
		}
		if p.t[i].Is(token.Upper) && p.kind(i-1) == token.Word && i > p.floor && p.kind(i+1) == token.Word && p.t[i+1].Is(token.Upper) && p.m(i+1).roles == 0 {
			return i + 1, RejectProduct // "Seven Hills" within a sentence
		}
		return p.reference(i)
	}
	return 0, ""
}

// idiomatic tells an idiom from a number that only begins like one.
func (p *parser) idiomatic(end int) bool {
	return !strings.EqualFold(p.word(end-1), "one") || !p.m(end).is(roleScale|rolePercent|rolePoint)
}

// listed reports whether "one" goes on with a list of counts: "four were cloud,
// one was enterprise".
func (p *parser) listed(a *atom) bool {
	n := len(p.dst)
	if n == 0 || p.floor < a.first-8 || p.dst[n-1].Reject != "" || p.dst[n-1].Unit != "" {
		return false
	}
	switch strings.ToLower(p.word(a.end)) {
	case "was", "is":
		return strings.EqualFold(p.word(p.floor), "were") || strings.EqualFold(p.word(p.floor), "are")
	}
	return false
}

// enumerates reports whether a numbers what is being told: "One, the volume;
// two, the price".
func (p *parser) enumerates(a *atom) bool {
	if !p.sign(a.end, ',') && !p.sign(a.end, ':') && p.kind(a.end) != token.Dash || a.low.Cmp(decimalTen) > 0 {
		return false
	}
	i := a.first - 1
	if strings.EqualFold(p.word(i), "then") {
		i--
	}
	return i < 0 || p.kind(i) == token.Punct || p.kind(i) == token.Newline || p.m(i).is(roleAnd)
}

// attribute reports whether the "double" of "double ordering" only tells what
// kind of thing is meant.
func (p *parser) attribute(a *atom) bool {
	if w := p.word(a.first); !strings.EqualFold(w, "double") && !strings.EqualFold(w, "triple") || p.cue.reach == a.first {
		return false
	}
	next := p.m(a.end)
	verb := p.m(a.first-1).is(roleTo) || strings.EqualFold(p.word(a.first-1), "will") || strings.EqualFold(p.word(a.first-1), "would")
	return !verb && p.kind(a.end) == token.Word && !next.is(roleStop|roleFiller|roleLead)
}

// reconsider rejects an atom for what stands around the whole of it.
func (p *parser) reconsider(a *atom) (end int, reason string) {
	before := p.m(a.first - 1)
	switch {
	case a.unit == listed:
		if a.low.Exp >= 0 && a.low.Cmp(decimal.New(100, 0)) < 0 {
			return a.end, RejectListCount
		}
		a.unit, a.unitFrom, a.unitTo = "", 0, 0
	case a.form == FormMultiple && a.bound.bound == BoundUnspecified && p.attribute(a):
		return a.end, RejectIdiom
	case a.unit == "" && a.words && a.form == FormNumber && a.scale == 0:
		if p.enumerates(a) {
			return a.end, RejectListCount
		}
		if before.is(roleOr) && p.m(a.first-2).is(roleTimeNoun) {
			return a.end, RejectIdiom // "a month or two"
		}
		if strings.EqualFold(p.word(a.first), "one") && a.end == a.first+1 && p.cue.reach != a.first && !p.listed(a) {
			return a.end, RejectIdiom
		}
		if before.is(roleLead) || strings.EqualFold(p.word(a.end), "of") && a.low.Cmp(decimalTen) < 0 {
			return a.end, RejectListCount
		}
	case a.unitTo > 0 && p.m(a.unitTo-1).is(roleTimeNoun) && a.form != FormBand:
		if before.is(roleLasting) {
			return a.end, RejectPeriod
		}
		if p.clockLength(a) {
			return a.end, RejectClock
		}
	}
	return 0, ""
}
