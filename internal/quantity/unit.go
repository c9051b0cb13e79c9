package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

// Units that are no currency and no count.
const (
	Percent          = "percent"
	PercentagePoints = "percentage_points"
	Ratio            = "ratio"
)

// unitBehind reads the unit that belongs to the number itself: percent, points,
// a currency in words; and "plus" or "ish" before or behind it.
func (p *parser) unitBehind(a *atom) {
	p.plusBehind(a)
	i := a.after()
	if p.kind(i) == token.Hyphen && p.glued(i) && p.glued(i+1) && !p.m(i+1).is(roleTo|roleOr) {
		i++
	}
	switch m := p.m(i); {
	case a.currency:
		p.moneyBehind(a, i)
	case m.is(rolePercent):
		p.percentBehind(a, i)
	case m.is(rolePer) && strings.EqualFold(p.word(i+1), "cent"):
		a.unit, a.end = Percent, i+2
	case m.is(roleBps):
		p.points(a, -2, i+1)
	case m.is(rolePpt) && p.kind(i) == token.Word:
		p.points(a, 0, i+1)
	case m.is(roleBasis):
		p.basisBehind(a, i)
	case m.is(rolePoint) && p.pointUnit(a, i):
		p.points(a, 0, i+1)
	default:
		p.moneyBehind(a, i)
	}
	p.plusBehind(a)
}

// percentBehind reads "%", "percent", "percentage points", "% points".
func (p *parser) percentBehind(a *atom, i int) {
	j := i + 1
	if p.kind(j) == token.Hyphen {
		j++
	}
	if p.m(j).is(rolePoint) && p.kind(i) == token.Word {
		p.points(a, 0, j+1)
		return
	}
	a.unit, a.end = Percent, i+1
}

// basisBehind reads "basis points", "full points".
func (p *parser) basisBehind(a *atom, i int) {
	j := i + 1
	if p.kind(j) == token.Hyphen {
		j++
	}
	if !p.m(j).is(rolePoint) {
		return
	}
	exp := int8(0)
	if strings.EqualFold(p.word(i), "basis") {
		exp = -2
	}
	p.points(a, exp, j+1)
}

// points makes a number one of percentage points; exp is -2 for basis points.
func (p *parser) points(a *atom, exp int8, end int) {
	low, err1 := a.low.Scale(exp)
	high, err2 := a.high.Scale(exp)
	if err1 != nil || err2 != nil {
		return
	}
	a.low, a.high, a.place = reduce(low), reduce(high), a.place+exp
	a.unit, a.unitExp, a.end = PercentagePoints, exp, end
}

// reduce drops the zeros behind the point, so that 100 basis points are 1 point.
func reduce(d decimal.Decimal) decimal.Decimal {
	for d.Exp < 0 && d.Coef%10 == 0 {
		d.Coef, d.Exp = d.Coef/10, d.Exp+1
	}
	return d
}

// pointUnit tells the points of a margin from the points that somebody makes.
func (p *parser) pointUnit(a *atom, i int) bool {
	if p.whole {
		return true
	}
	if a.scale != 0 && a.scale != 2 {
		return false
	}
	if p.sign(i+1, ':') || strings.EqualFold(p.word(i+1), "I") || p.m(i+1).is(roleTo) && strings.EqualFold(p.word(i+2), "make") {
		return false
	}
	if !a.words || p.cue.reach == a.first {
		return true
	}
	before, next := p.m(a.first-1), p.m(i+1)
	return strings.EqualFold(p.word(i+1), "of") || strings.EqualFold(p.word(a.first-1), "by") || before.is(roleUp|roleDown|roleTo|roleOr|roleChange) ||
		next.is(roleUp|roleDown|roleChange) || p.kind(a.end) == token.Hyphen
}

// moneyBehind reads a currency behind a number; it repeats or completes the
// sign before it ("$5 million dollars") or is the unit itself ("27 cents").
func (p *parser) moneyBehind(a *atom, i int) {
	if p.kind(i) != token.Word && p.kind(i) != token.Symbol {
		return
	}
	if a.currency && a.unit == p.code("$") && (p.word(i) == "US" || p.word(i) == "U.S.") && p.kind(i+1) != token.Word {
		a.unit, a.end = "USD", i+1 // "$5 million US" on a Canadian call
		return
	}
	m, end := p.money.Match(p.t, i)
	if end == 0 || m.exp > 0 || p.kind(i) == token.Symbol && (i > a.after() || !p.glued(i) || p.kind(end) == token.Number && p.glued(end)) {
		return
	}
	if a.currency {
		if m.exp == 0 && (len(m.code) == 1 || m.code == a.unit || a.unit == p.code("$") && p.t[i].Is(token.Caps)) {
			if len(m.code) > 1 {
				a.unit = m.code
			}
			a.end = end
		}
		return
	}
	if m.code == "l" && strings.EqualFold(p.word(end), "of") && m.exp == 0 && p.kind(i) == token.Word {
		return // pounds of copper
	}
	if strings.EqualFold(p.word(i), "won") && a.scale < 6 {
		return // the verb
	}
	low, err1 := a.low.Scale(m.exp)
	high, err2 := a.high.Scale(m.exp)
	if err1 != nil || err2 != nil {
		return
	}
	a.low, a.high, a.place = low, high, a.place+m.exp
	a.unit, a.currency, a.unitExp, a.end = p.code(m.code), true, m.exp, end
	if m.exp == 0 {
		p.cents(a)
	}
}

// cents adds the cents of "3 dollars [and] 50 cents".
func (p *parser) cents(a *atom) {
	i := a.end
	if p.m(i).is(roleAnd) {
		i++
	}
	if a.scale != 0 || a.place < 0 || p.kind(i) != token.Number && !p.m(i).is(roleCardinal) {
		return
	}
	n, ok := p.plain(i)
	if !ok || n.place != 0 || n.value.Cmp(decimal.New(100, 0)) >= 0 {
		return
	}
	m, end := p.money.Match(p.t, min(n.end, len(p.t)-1))
	switch {
	case end > n.end && m.exp == -2:
	case a.words && n.words && i == a.end && n.value.Cmp(decimal.New(10, 0)) > 0 && (n.end == len(p.t) || p.kind(n.end) == token.Punct):
		end = n.end
	default:
		return
	}
	sum, err := a.low.Add(decimal.New(n.value.Coef, -2))
	if err != nil || n.value.Exp != 0 {
		return
	}
	a.low, a.high, a.place, a.end = sum, sum, -2, end
}

// plusBehind reads "20-plus", "20+", "20-ish" as bounds that belong to the number.
func (p *parser) plusBehind(a *atom) {
	if a.bound.bound != BoundUnspecified {
		return
	}
	i := a.end
	hyphen := p.kind(i) == token.Hyphen && p.glued(i)
	if hyphen {
		i++
	}
	switch {
	case p.sign(i, '+') && p.glued(i) && p.kind(i+1) != token.Number && !p.sign(i+1, '/'):
		a.bound = cue{BoundAtLeast, false, i, i + 1, i}
	case p.m(i).is(rolePlus) && (hyphen || p.plusBound(i)):
		a.bound = cue{BoundAtLeast, false, i, i + 1, i}
	case p.glued(i) && strings.EqualFold(p.word(i), "ish"):
		a.bound = cue{BoundApprox, false, i, i + 1, i}
	default:
		return
	}
}

// after is where to look for what stands behind a and its bound.
func (a *atom) after() int {
	if a.bound.first >= a.end {
		return a.bound.end
	}
	return a.end
}

// oneOf reports whether a may count the noun at i in the singular: "one store",
// "a 200-store chain"; of "100 store managers" the managers are counted.
func (p *parser) oneOf(a *atom, i int) bool {
	return a.low.Cmp(decimal.New(1, 0)) == 0 || p.kind(i-1) == token.Hyphen && i == a.end+1
}

// plusBound tells "20 plus" from the plus of a sum and of "plus or minus".
func (p *parser) plusBound(i int) bool {
	if p.m(i + 1).is(roleOr) {
		return false
	}
	return p.kind(i+1) != token.Number && (p.kind(i+1) != token.Symbol || p.m(i+1).is(rolePercent)) && !p.m(i+1).is(roleCardinal|roleFiller)
}

// unitOutside reads the unit that stands behind a number without being part of
// it: "per share", "days", "enterprise customers".
func (p *parser) unitOutside(a *atom) {
	if a.unitTo > 0 {
		return
	}
	if a.currency {
		p.perShare(a)
		return
	}
	if a.unit != "" {
		return
	}
	i := a.after()
	suffix := p.m(i).is(roleSuffix) && p.glued(i)
	if suffix || p.kind(i) == token.Hyphen && p.glued(i) {
		i++
	}
	if w := p.word(i + 1); strings.EqualFold(p.word(i), "of") && (p.m(i+1).is(roleLead) || strings.EqualFold(w, "these")) {
		if n, end := p.unitAt(i + 2); end > 0 && n.unit != listed {
			a.unit, a.unitFrom, a.unitTo = n.unit, i+2, end
		}
		return
	}
	if m := p.m(i); m.is(roleRatio) && p.kind(i) == token.Word && (a.place < 0 || p.ratio(i)) {
		a.unit, a.unitFrom, a.unitTo = Ratio, i, i+1
		return
	}
	for k := 0; k < 3 && p.kind(i) == token.Word; k++ {
		if n, end := p.unit.Match(p.t, i); end > 0 && (!n.singular || suffix || p.oneOf(a, i)) {
			a.count(n, i, end)
			return
		}
		if p.m(i).is(roleStop|roleCardinal|roleMonth|roleScale) && !(k == 0 && p.m(i).is(roleMonth)) {
			return
		}
		if i++; p.kind(i) == token.Hyphen {
			i++
		}
	}
}

// count makes the atom a number of the noun at the tokens from..to, or of as many of it
// as the noun tells: "61 MBoe" are 61,000 barrels.
func (a *atom) count(n noun, from, to int) {
	if n.exp != 0 {
		low, err1 := a.low.Scale(n.exp)
		high, err2 := a.high.Scale(n.exp)
		if err1 != nil || err2 != nil {
			return
		}
		a.low, a.high, a.place = reduce(low), reduce(high), a.place+n.exp
	}
	a.unit, a.unitExp, a.unitFrom, a.unitTo = n.unit, n.exp, from, to
}

// unitAt is the count noun that begins at token i.
func (p *parser) unitAt(i int) (n noun, end int) {
	if p.kind(i) != token.Word {
		return noun{}, 0
	}
	return p.unit.Match(p.t, i)
}

// ratio tells "three times" from "four times a year"; nothing happens 2.6 times.
func (p *parser) ratio(i int) bool {
	if w := p.word(i); strings.EqualFold(w, "x") {
		return true
	}
	switch strings.ToLower(p.word(i + 1)) {
	case "a", "per", "already", "since", "during", "this", "last", "each", "every", "in", "over":
		return false
	}
	return true
}

// perShare reads "per share", "a share", "-a-share", "per diluted share".
func (p *parser) perShare(a *atom) {
	i := a.after()
	if p.kind(i) == token.Hyphen {
		i++
	}
	from := i
	switch {
	case p.m(i).is(rolePer), strings.EqualFold(p.word(i), "a"), p.sign(i, '/'), strings.EqualFold(p.word(i), "each"):
		i++
	default:
		return
	}
	for range 3 {
		if p.kind(i) == token.Hyphen {
			i++
		}
		if p.m(i).is(roleShare) && !strings.EqualFold(p.word(i), "shares") {
			a.unit = perShareOf(a.unit)
			a.unitFrom, a.unitTo = from, i+1
			return
		}
		if !p.m(i).is(roleShareWord) {
			return
		}
		i++
	}
}

// perShareOf is "USD/share" for "USD".
func perShareOf(code string) string {
	if code == "USD" {
		return "USD/share"
	}
	return code + "/share"
}
