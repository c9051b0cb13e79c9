package fact

import (
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// heldAgainstRate reads the rate that another is held against: "as a percentage
// of revenue, EBITDA was 15.4%, compared with 8% a year ago".
func (c *call) heldAgainstRate(r *reading) (choice, bool) {
	if r.prev == nil || !r.isBase(c) && !c.ofFormerRange(r) && !c.priorGuidance(r) || c.saysRespectively(r) {
		return choice{}, false
	}
	held := r.prev
	if p := held.prev; p != nil && held.class == unitPoints && r.d.origin && p.choice.concept == held.choice.concept && p.choice.measure == MeasureValue {
		held = p // "14% of sales, down 90 basis points from the 14.9% of last year"
	}
	if held.class != unitPercent {
		return choice{}, false
	}
	rate := held.choice
	switch {
	case rate.measure == MeasureValue, rate.measure == MeasureGrowth && c.formerView(r):
	case rate.measure == MeasureGrowth && c.formerGrowth(r):
		if !r.d.moves() || r.d.origin {
			r.d = r.prev.d // "grew 5%, down from 8%": it grew then too
			r.d.behind, r.d.copied, r.d.origin = false, true, true
		}
	default:
		return choice{}, false
	}
	return choice{fit: rate.fit, link: linkSubject, mention: rate.mention, score: 60}, true
}

// heldAgainstBare reads the ratio, rate or days, told without a unit, that one of the same kind
// is held against: "book-to-bill was 1.08, compared to 1.12 a year ago".
func (c *call) heldAgainstBare(r *reading) (choice, bool) {
	p := r.prev
	if p == nil || p.choice.measure != MeasureValue || p.q.Form != quantity.FormNumber || r.q.Form != quantity.FormNumber || !r.isBase(c) && !r.d.origin || c.content(r.q.Last) && !c.adverb(r.q.Last) {
		return choice{}, false
	}
	unit := p.choice.unit
	if unit == "" {
		unit = p.q.Unit
	}
	if unit != "ratio" && unit != "days" && !(unit == "percent" && p.class == unitBare) {
		return choice{}, false
	}
	if a, b := magnitude(p.q), magnitude(r.q); b < a/3 || b > 3*a {
		return choice{}, false
	}
	told := p.choice
	told.unit, told.score = unit, 60
	return told, true
}

// formerGrowth reports whether the rate that the growth before it is held against is that
// of another period, and not of another part, market or way to reckon: "revenue grew
// 45%, up from 37% last quarter".
func (c *call) formerGrowth(r *reading) bool {
	if c.lower(r.prev.q.Last) == "from" || r.prev.d.better != 0 || r.prev.choice.link == linkBusiness && !r.d.moves() {
		return false // "the ratio increased in the quarter 32% from 22%": to, most likely
	}
	for j := r.prev.q.Last; j < c.start(r.q); j++ {
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 || c.marks.at[j].quantity != 0 || c.content(j) && !c.adverb(j) || c.text(j) == ";" {
			return false
		}
		switch c.marks.cue(j) {
		case cueGAAP, cueOrganic, cueConstantCurrency, cueEffect, cueCause, cueExcluding:
			return false
		}
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 4 && c.tokens[j].Kind != token.Punct; j++ {
		if c.marks.at[j].period != 0 {
			return true
		}
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 || c.content(j) && !c.adverb(j) {
			return false
		}
		switch c.marks.cue(j) {
		case cueGAAP, cueNonGAAP, cueOrganic, cueConstantCurrency, cueEffect, cueExcluding, cueOf, cueExpect, cueTarget, cueUnitNoun:
			return false
		}
	}
	return true
}

// ofFormerRange reports whether the number is the outlook that another is above or below:
// "which is above our previous range of 9% to 10%".
func (c *call) ofFormerRange(r *reading) bool {
	former := false
	for j := c.start(r.q) - 1; j >= r.prev.q.Last && r.q.First-j <= 8; j-- {
		switch c.lower(j) {
		case "previous", "previously", "prior", "initial", "original", "earlier":
			former = true
		case "above", "below", "exceeding", "exceeds":
			return former
		}
		if c.marks.at[j].concept != 0 || c.tokens[j].Word == token.Comma || c.marks.cue(j) == cueVersus {
			return false
		}
	}
	return false
}

// formerView reports whether the number is what was expected before: "growth of 9% to
// 10%, where our prior guidance was 6% to 8%".
func (c *call) formerView(r *reading) bool {
	for j := r.prev.q.Last; j < r.q.First; j++ {
		switch c.lower(j) {
		case "guidance", "outlook", "range", "forecast", "expectation", "expectations", "estimate", "previously", "originally":
			return true
		}
	}
	return false
}
