package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

// numeral reads the numeral that begins at token i, if any, and returns where
// to go on.
func (p *parser) numeral(i int) int {
	if i < p.floor {
		return p.floor
	}
	m := p.m(i)
	if p.kind(i) == token.Word && !m.is(numeralRoles) && !(m.is(roleArticle) && p.aNumber(i)) && !(m.is(roleMoney) && p.anAmount(i)) {
		return i + 1
	}
	if p.bareQuarter(i, m) {
		return i + 1
	}
	if end, reason := p.rejection(i); reason != "" {
		p.reject(i, end, reason)
		return end
	}
	if a, ok := p.atomAt(i); ok {
		return p.quantity(a)
	}
	switch {
	case p.kind(i) == token.Number:
		p.reject(i, i+1, RejectProduct)
		return i + 1
	case p.kind(i) == token.Word && m.is(rolePlural|roleTwice) || m.is(roleScale) && !m.is(roleLetter):
		p.reject(i, i+1, RejectIdiom)
		return i + 1
	}
	return i + 1
}

// bareQuarter tells of the word at i, of meaning m, that it is a part by its name, as
// "quarter" is each time that a period is meant, and so begins no numeral.
func (p *parser) bareQuarter(i int, m meaning) bool {
	return m.roles&(numeralRoles|roleMoney) == rolePart && m.second != 3 && !p.whole && p.kind(i+1) != token.Hyphen && !p.m(i+1).is(roleHalf)
}

// aNumber reports whether the article at i begins a numeral: "a million", "a
// third", "a penny".
func (p *parser) aNumber(i int) bool {
	return p.m(i+1).is(rolePart|roleHalf|roleScale|roleDozen|rolePenny) || p.aPoint(i) > 0
}

// anAmount reports whether the word at i, with which the name of a currency may begin, begins
// a numeral: it is that currency, or joined to what makes it none.
func (p *parser) anAmount(i int) bool {
	if p.kind(i+1) == token.Hyphen || p.m(i+1).is(roleHalf) {
		return true
	}
	code, _, _ := p.moneyBefore(i)
	return code != ""
}

// quantity completes an atom and emits it.
func (p *parser) quantity(a atom) int {
	p.join(&a)
	p.unitOutside(&a)
	p.boundBehind(&a)
	p.unitOutside(&a)
	if end, reason := p.reconsider(&a); reason != "" {
		p.reject(a.first, end, reason)
		return end
	}
	q := a.quantity()
	c := a.bound
	if c.bound == BoundUnspecified {
		c = p.boundBefore(&a)
	}
	if c.bound != BoundUnspecified {
		q.setBound(c.bound)
		if c.first < a.first || c.first >= a.end {
			q.BoundSpan = p.span(c.first, c.end)
		}
	}
	if a.unitTo > 0 {
		q.UnitSpan = p.span(a.unitFrom, a.unitTo)
	}
	if p.loss.armed && p.loss.reach == a.first && a.currency && a.low.Sign() > 0 {
		q = q.Negated()
		q.SignSpan = p.span(p.loss.first, p.loss.end)
	}
	p.stumble(&q, a.first)
	p.emit(q, a.first, a.end)
	return a.end
}

// boundBefore is the bound that was said before an atom.
func (p *parser) boundBefore(a *atom) cue {
	if a.form == FormFlat && p.m(a.first-1).is(roleNear) {
		return cue{BoundApprox, false, a.first - 1, a.first, a.first}
	}
	if p.cue.reach != a.first || p.cue.hedge && (a.form == FormBand || a.form == FormRange) {
		return cue{}
	}
	if p.cue.end == p.cue.first+1 && strings.EqualFold(p.word(p.cue.first), "over") && a.unitTo > 0 && p.m(a.unitTo-1).is(roleTimeNoun) && !p.m(p.cue.first-1).is(roleLength) {
		return cue{} // "growth over 3 years"
	}
	return p.cue
}

// quantity is the atom as a quantity, without bound and evidence.
func (a *atom) quantity() Quantity {
	return Quantity{
		Low: a.low, High: a.high, HasLow: a.hasLow, HasHigh: a.hasHigh, Unit: a.unit, Form: a.form,
		Bound: BoundExact, Precision: a.precision(),
	}
}

// setBound sets the bound and leaves open the end that it says nothing of.
func (q *Quantity) setBound(b Bound) {
	q.Bound = b
	if q.Low.Cmp(q.High) != 0 || !q.HasLow || !q.HasHigh {
		return
	}
	switch b {
	case BoundAtLeast:
		q.HasHigh, q.High = false, decimal.Decimal{}
	case BoundAtMost:
		q.HasLow, q.Low = false, decimal.Decimal{}
	}
}

// precision is half of the place of the last digit that was said. A count in
// full, a band and other conventions are exact.
func (a *atom) precision() decimal.Decimal {
	switch a.form {
	case FormBand, FormFlat, FormFraction, FormMultiple:
		return decimal.Decimal{}
	}
	if !a.currency && a.unit != Percent && a.unit != PercentagePoints && a.place >= 0 && a.scale == 0 && a.unit != "" {
		return decimal.Decimal{}
	}
	if a.place < -17 || a.place > 17 {
		return decimal.Decimal{}
	}
	return decimal.New(5, a.place-1)
}

// boundBehind reads "or so", "or more", the "range" of "in that 65% range".
func (p *parser) boundBehind(a *atom) {
	if a.bound.bound != BoundUnspecified || a.form != FormNumber && a.form != FormRange && a.form != FormFraction {
		return
	}
	i := max(a.end, a.unitTo)
	if i >= len(p.t) {
		return
	}
	if p.kind(i) == token.Hyphen {
		if i++; i >= len(p.t) {
			return
		}
	}
	if e, end := p.behind.Match(p.t, i); end > 0 && p.kind(end) != token.Number && (len(p.word(i)) <= 3 || p.kind(end) == token.Punct) {
		a.bound = cue{e.bound, false, i, end, i}
		return
	}
	if a.unit == Percent && p.plusOf(i) {
		a.bound = cue{BoundAtLeast, false, i, i + 1, i}
		return
	}
	if p.m(i).is(roleNeighborhood) && a.form == FormNumber && a.unit != "" {
		a.bound = cue{BoundApprox, false, i, i + 1, i}
		return
	}
	if a.unit == Percent && a.form == FormNumber && isCustomer(p.word(i)) {
		a.bound = cue{BoundAtLeast, false, i, i + 1, i}
		for k := a.first - 1; k >= a.first-2; k-- {
			if isNegation(p.word(k)) {
				a.bound = cue{BoundAtMost, false, k, k + 1, k}
			}
		}
	}
}

// plusOf reports whether the word at token i is the "plus" of "15% plus operating
// margins": what it would add stands behind an article or is a number.
func (p *parser) plusOf(i int) bool {
	if !strings.EqualFold(p.word(i), "plus") || p.kind(i+1) != token.Word || p.m(i+1).is(openingRoles) {
		return false
	}
	switch strings.ToLower(p.word(i + 1)) {
	case "the", "or", "another", "about", "approximately", "any", "our", "some", "what", "whatever", "we", "interest", "tax", "taxes", "a", "an", "around", "inflation":
		return false
	}
	return true
}

// stumble rejects the number before q that was broken off or said twice: "the
// 15 -- $515 million", "double-digit -- solid double-digit growth".
func (p *parser) stumble(next *Quantity, first int) {
	n := len(p.dst)
	if n == 0 || p.floor == 0 || p.floor >= first || p.kind(p.floor) != token.Dash && p.kind(p.floor) != token.Ellipsis || first > p.floor+4 && !p.sorry(p.floor, first) {
		return
	}
	q := &p.dst[n-1]
	if q.Reject != "" || (q.Unit != "" || q.Form != FormNumber) && !q.Same(next) {
		return
	}
	*q = Quantity{Reject: RejectStumble, Span: q.Span, First: q.First, Last: q.Last}
}

// sorry reports whether a speaker begs pardon between the tokens from and to: "18.4 -- I'm
// sorry, 18.5%".
func (p *parser) sorry(from, to int) bool {
	for i := from; i < to && to-from <= 7; i++ {
		if strings.EqualFold(p.word(i), "sorry") {
			return true
		}
	}
	return false
}
