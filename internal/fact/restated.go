package fact

import (
	"github.com/callfacts/callfacts/internal/token"
)

// restates reports whether r says the movement before it in other words, a rate for an
// amount or an amount for a rate: "increased $16 million year-over-year, or about 14%", "a
// $20 million increase, or 44%".
func (c *call) restates(last, r *reading) bool {
	if last == nil || !last.d.moves() || last.d.dest || last.d.origin || !c.otherUnit(last, r) {
		return false
	}
	j := last.q.Last
	for j < r.q.First && c.tokens[j].Start < last.q.UnitSpan.End {
		j++
	}
	if last.d.behind && last.d.at < r.q.First {
		j = max(j, last.d.at+1)
	}
	start := c.start(r.q)
	for j < start && c.lower(j) != "or" {
		switch {
		case c.tokens[j].Word == token.Comma, c.comparisonAt(j), c.marks.at[j].period != 0, c.lower(j) == "the":
			j++
		default:
			return false
		}
	}
	if c.marks.cue(j+1) == cueBy {
		j++
	}
	behind := r.q.Last
	if behind < r.s.last && (c.marks.cue(behind) == cueOf || c.marks.at[behind].concept != 0) {
		return false // "or 14% of revenue"
	}
	return start == j+1
}

// restatedAgain reports whether r begins another movement as the two before it tell one:
// "up $4 million, or 3%, sequentially and $12 million, or 9%, year-over-year".
func (c *call) restatedAgain(last, r *reading) bool {
	p := last.prev
	start := c.start(r.q)
	if p == nil || p.class != r.class || last.class == r.class || c.lower(start-1) != "and" || !c.restates(p, last) {
		return false
	}
	for j := last.q.Last; j < start-1; j++ {
		if c.tokens[j].Word != token.Comma && !c.comparisonAt(j) && c.marks.at[j].period == 0 && c.lower(j) != "the" && c.marks.cue(j) != cueIn {
			return false
		}
	}
	return true
}

// ledThere reports whether r says as a rate what led to the figure before it: "grew $16
// million to $130 million, or 14%".
func (c *call) ledThere(last, r *reading) bool {
	p := last.prev
	return p != nil && last.d.dest && !last.d.moves() && p.class == unitMoney && last.class == unitMoney && p.d.moves() && !p.d.dest && !p.d.origin && c.inOtherWords(r, last)
}

// levelHeld reports whether r is no movement as the rate before it is, but the level that
// another is held against: "up 125%, or $2.5 million versus $1.1 million".
func (c *call) levelHeld(last, r *reading) bool {
	_, ok := c.marks.isQuantity(r.q.Last + 1)
	return ok && c.marks.cue(r.q.Last) == cueVersus && r.class == unitMoney && last.class == unitPercent
}

// otherUnit reports whether r is a rate where last is an amount, or the other way about.
func (c *call) otherUnit(last, r *reading) bool {
	switch last.class {
	case unitMoney, unitPerShare, unitCount, unitBare:
		return r.class == unitPercent
	case unitPercent:
		return r.class == unitMoney
	}
	return false
}

// restated reads the movement before r told in other words.
func (c *call) restated(r *reading) (choice, bool) {
	p := r.prev
	if !r.d.copied || p == nil || p.choice.measure != MeasureGrowth && p.choice.measure != MeasureChange || !c.restates(p, r) {
		return choice{}, false
	}
	f, ok := c.e.fits(p.choice.concept, r.q, r.d, true)
	return choice{fit: f, link: linkSubject, mention: p.choice.mention, score: 95}, ok && f.measure != MeasureValue
}

// restatedBehind is the direction that a movement told in two ways has behind the second:
// "a $54 million, or 126%, increase".
func (c *call) restatedBehind(s *said, qi int) direction {
	q := &c.quantities[qi]
	or := q.Last
	for or < s.last && c.tokens[or].Start < q.UnitSpan.End {
		or++ // "a $0.02 per share or 5% increase"
	}
	if c.lower(or) == "," {
		or++
	}
	none := direction{at: -1}
	if c.lower(or) != "or" || !c.article(c.start(q)-1) || qi+1 >= s.quantities[1] {
		return none
	}
	next := &c.quantities[qi+1]
	if c.start(next) != or+1 || next.Reject != "" || classOf(next) != unitPercent || classOf(q) == unitPercent {
		return none
	}
	behind := next.Last
	if c.lower(behind) == "," {
		behind++
	}
	if d := c.directionBehind(s, behind); d.moves() && c.marks.cue(d.at).noun() && d.at-behind <= 1 {
		return d
	}
	return none
}

// reckonedAgain reports whether r is the movement that last tells, reckoned without currency
// or acquisitions: "improved 29% at actual exchange rates, and 28% at constant currency".
func (c *call) reckonedAgain(last, r *reading) bool {
	i := c.start(r.q) - 1
	if r.class != unitPercent || last.class != unitPercent || !last.d.moves() || last.d.dest || last.d.origin || last.d.behind || c.lower(i) != "and" && c.lower(i) != "or" {
		return false
	}
	for j := last.q.Last; j < i; j++ {
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 || c.text(j) == ";" || c.marks.cue(j) == cueTo {
			return false
		}
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 3; j++ {
		switch c.marks.cue(j) {
		case cueConstantCurrency, cueOrganic:
			return true
		}
	}
	return false
}
