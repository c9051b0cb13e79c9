package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

// flatAt reads "flat", "flattish", "unchanged", "flat-ish" at token i.
func (p *parser) flatAt(i int) atom {
	a := atom{first: i, end: i + 1, form: FormFlat, hasLow: true, hasHigh: true, unit: Percent}
	if p.m(i).second == 1 {
		a.bound = cue{BoundApprox, false, i, i, i}
	}
	p.plusBehind(&a)
	return a
}

// fractionAt reads fractions and multiples at token i.
func (p *parser) fractionAt(i int) (atom, bool) {
	m := p.m(i)
	a := atom{first: i, form: FormFraction, hasLow: true, hasHigh: true, unit: Percent, end: i + 1}
	set := func(v decimal.Decimal) (atom, bool) {
		a.low, a.high = v, v
		return a, true
	}
	switch {
	case m.is(roleMultiple):
		a.form = FormMultiple
		return set(decimal.New(int64(m.number), 0))
	case m.is(roleTwice):
		a.form, a.unit = FormMultiple, Ratio
		return set(decimal.New(2, 0))
	case m.is(roleHalf):
		return p.half(i)
	}
	if end := p.aPoint(i); end > 0 {
		return p.point(a, i, end)
	}
	num, den, end := p.ratioWords(i)
	if den == 0 {
		return p.foldAt(i)
	}
	a.end = end
	if v, unit, exp, to := p.partOf(num, den, end); to > 0 {
		a.unit, a.end, a.form, a.place = unit, to, FormNumber, exp
		return set(v)
	}
	if den == 4 && !p.quarterOf(i, end) {
		return a, false
	}
	if v, ok := divide(num*100, den); ok {
		return set(v)
	}
	return set(decimal.New((num*100000/den+5)/10, -2))
}

// aPoint is the end of "a point", "a percentage point", "a percent" at i where
// it says how much: behind a bound, "up", "down" or "by"; or 0.
func (p *parser) aPoint(i int) int {
	if !strings.EqualFold(p.word(i), "a") {
		return 0
	}
	j := i + 1
	full := p.m(j).is(roleBasis)
	if full {
		j++
	}
	m := p.m(j)
	if !m.is(rolePoint) && (!m.is(rolePercent) || full) || strings.HasSuffix(p.word(j), "s") || len(p.word(j)) < 5 {
		return 0
	}
	if full || p.whole || p.cue.reach == i || p.m(i-1).is(roleUp|roleDown) || strings.EqualFold(p.word(i-1), "by") {
		if !strings.EqualFold(p.word(j+1), "of") || m.is(rolePoint) && full {
			return j + 1
		}
	}
	return 0
}

// point is the one point, or percent, that ends at end.
func (p *parser) point(a atom, i, end int) (atom, bool) {
	a.form, a.end = FormNumber, end
	a.low, a.unit = decimal.New(1, 0), Percent
	switch {
	case p.m(end - 1).is(rolePercent):
	case strings.EqualFold(p.word(i+1), "basis"):
		a.low, a.unit, a.place = decimal.New(1, -2), PercentagePoints, -2
	default:
		a.unit = PercentagePoints
	}
	a.high = a.low
	return a, true
}

// half reads "half", "a half" as 50 percent, "half a point" as half of it.
func (p *parser) half(i int) (atom, bool) {
	a := atom{first: i, end: i + 1, form: FormFraction, hasLow: true, hasHigh: true, unit: Percent}
	if n, ok := p.halfOf(i); ok {
		a.set(n)
		a.form, a.unit = FormNumber, ""
		a.end = n.end
		p.unitBehind(&a)
		return a, true
	}
	if v, unit, exp, to := p.partOf(1, 2, i+1); to > 0 {
		a.unit, a.end, a.form, a.place = unit, to, FormNumber, exp
		a.low, a.high = v, v
		return a, true
	}
	a.low = decimal.New(50, 0)
	a.high = a.low
	return a, true
}

// partOf reads the "a point" of "half a point", "three tenths of a percent",
// "a quarter of a penny" at token i; end is 0 if there is none.
func (p *parser) partOf(num, den int64, i int) (v decimal.Decimal, unit string, place int8, end int) {
	j := i
	if strings.EqualFold(p.word(j), "of") {
		j++
	}
	if p.kind(j) == token.Hyphen {
		j++
	}
	switch w := p.word(j); {
	case strings.EqualFold(w, "a") || strings.EqualFold(w, "an") || strings.EqualFold(w, "one"):
		j++
	}
	v, ok := divide(num, den)
	if !ok {
		return v, "", 0, 0
	}
	m := p.m(j)
	switch {
	case m.is(rolePoint):
		return v, PercentagePoints, v.Exp, j + 1
	case m.is(roleBasis) && p.m(j+1).is(rolePoint):
		if strings.EqualFold(p.word(j), "basis") {
			v, _ = v.Scale(-2)
		}
		return v, PercentagePoints, v.Exp, j + 2
	case m.is(rolePercent) && j > i && p.m(j+1).is(rolePoint):
		return v, PercentagePoints, v.Exp, j + 2
	case m.is(rolePercent) && j > i:
		return v, Percent, v.Exp, j + 1
	case m.is(roleRatio) && p.kind(j) == token.Word && j > i:
		return v, Ratio, v.Exp, j + 1
	}
	if p.kind(j) == token.Word && j > i {
		if c, to := p.money.Match(p.t, j); to > 0 && c.exp <= 0 {
			v, _ = v.Scale(c.exp)
			return v, p.code(c.code), v.Exp, to
		}
	}
	return v, "", 0, 0
}

// ratioWords reads "a third", "one-third", "two thirds", "1/3", "¾" at token i.
func (p *parser) ratioWords(i int) (num, den int64, end int) {
	m := p.m(i)
	switch {
	case m.is(roleCardinal) && m.number > 0 && m.number < 10:
		num = int64(m.number)
	case strings.EqualFold(p.word(i), "a") && p.kind(i) == token.Word:
		num = 1
	case p.kind(i) == token.Symbol:
		return vulgarThird(p.word(i), i)
	case p.kind(i) == token.Number && p.sign(i+1, '/') && p.kind(i+2) == token.Number && p.glued(i+1) && p.glued(i+2) && !p.sign(i+3, '/'):
		a, _ := decimal.Parse(p.word(i))
		b, _ := decimal.Parse(p.word(i + 2))
		if a.Exp == 0 && b.Exp == 0 && a.Coef > 0 && a.Coef < b.Coef && b.Coef <= 10 {
			return a.Coef, b.Coef, i + 3
		}
		return 0, 0, i
	case m.is(rolePart) && m.second == 3 && strings.EqualFold(p.word(i+1), "of") && (strings.EqualFold(p.word(i-1), "another") || p.cue.reach == i), m.is(rolePart) && p.whole:
		return 1, int64(m.second), i + 1 // "another third of"
	default:
		return 0, 0, i
	}
	j := i + 1
	hyphen := p.kind(j) == token.Hyphen
	if hyphen {
		j++
	}
	m = p.m(j)
	switch {
	case m.is(roleHalf) && num == 1:
		return 1, 2, j + 1
	case strings.HasPrefix(strings.ToLower(p.word(j+1)), "part") && len(p.word(j+1)) < 8: // "one third party"
		return 0, 0, i
	case !m.is(rolePart) || num > 1 != strings.HasSuffix(strings.ToLower(p.word(j)), "s") && !hyphen:
		return 0, 0, i
	}
	if strings.EqualFold(p.word(i), "a") && !p.ofPart(i, j) {
		return 0, 0, i
	}
	return num, int64(m.second), j + 1
}

// ofPart tells "a third of" and "about a third" from "a third quarter".
func (p *parser) ofPart(i, j int) bool {
	if p.whole || strings.EqualFold(p.word(j+1), "of") || p.m(j+1).is(rolePoint) {
		return true
	}
	if p.m(j).second == 4 {
		return false
	}
	return p.kind(j+1) != token.Hyphen && (p.cue.reach == i || p.kind(j+1) != token.Word)
}

// quarterOf tells the quarter of a whole from that of a year.
func (p *parser) quarterOf(i, end int) bool {
	if p.whole || p.kind(i) == token.Number {
		return true
	}
	if !strings.EqualFold(p.word(end), "of") || p.m(i-1).is(roleLasting|roleOrdinal) {
		return false
	}
	switch strings.ToLower(p.word(end + 1)) {
	case "our", "all", "total", "that", "its", "their", "these", "those", "them", "it", "revenue", "revenues", "sales":
		return true
	case "the":
		return !p.m(end + 2).is(rolePeriodNoun)
	}
	return false
}

func vulgarThird(sign string, i int) (num, den int64, end int) {
	switch sign {
	case "½":
		return 1, 2, i + 1
	case "¼":
		return 1, 4, i + 1
	case "¾":
		return 3, 4, i + 1
	case "⅓":
		return 1, 3, i + 1
	case "⅔":
		return 2, 3, i + 1
	}
	return 0, 0, i
}

// foldAt reads "3-fold", "ten fold": growth of 200, 900 percent.
func (p *parser) foldAt(i int) (atom, bool) {
	a := atom{first: i, form: FormMultiple, hasLow: true, hasHigh: true, unit: Percent}
	if p.kind(i) != token.Number && !p.m(i).is(roleCardinal) {
		return a, false
	}
	j := i + 1
	if p.kind(j) == token.Hyphen {
		j++
	}
	if !strings.EqualFold(p.word(j), "fold") {
		return a, false
	}
	n, ok := p.plain(i)
	if !ok || n.end != i+1 {
		return a, false
	}
	v, err := n.value.Mul(decimal.New(100, 0))
	if err != nil {
		return a, false
	}
	if v, err = v.Add(decimal.New(-100, 0)); err != nil {
		return a, false
	}
	a.low, a.high, a.end = reduce(v), reduce(v), j+1
	return a, true
}
