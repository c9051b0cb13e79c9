package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

// ConventionsVersion names the reading of vague words: raise it with every
// change of Conventions, of the thirds of a decade, or of a fraction.
const ConventionsVersion = "1"

// Convention is what a vague expression is taken to mean.
type Convention struct {
	Words     string
	Low, High int64
	Open      bool // no high end
}

// Conventions lists the bands by words. Of a decade, low is its first four
// numbers, mid the next three, high the last three: "low 20s" is 20 to 23,
// "mid-20s" 24 to 26, "high 20s" 27 to 29; of a single number its tenths
// likewise. A fraction is percent with two decimals: a third is 33.33.
// A multiple is growth: doubled is 100 percent. Flat is 0.
var Conventions = []Convention{
	{Words: "single digit", Low: 1, High: 9},
	{Words: "low single digit", Low: 1, High: 3},
	{Words: "mid single digit", Low: 4, High: 6},
	{Words: "high single digit", Low: 7, High: 9},
	{Words: "double digit", Low: 10, Open: true},
	{Words: "low double digit", Low: 10, High: 13},
	{Words: "mid double digit", Low: 14, High: 16},
	{Words: "high double digit", Low: 10, Open: true},
	{Words: "triple digit", Low: 100, Open: true},
	{Words: "low triple digit", Low: 100, Open: true},
	{Words: "mid triple digit", Low: 100, Open: true},
	{Words: "high triple digit", Low: 100, Open: true},
	{Words: "teens", Low: 13, High: 19},
	{Words: "low teens", Low: 11, High: 13},
	{Words: "mid teens", Low: 14, High: 16},
	{Words: "high teens", Low: 17, High: 19},
}

// convention indexes: base*4 + modifier, modifier 0 for none.
const (
	baseSingle = iota
	baseDouble
	baseTriple
	baseTeens
)

// bandRoles are the words that a band may begin with.
const bandRoles = roleModifier | roleDigits | roleTeens

// bandAt reads a band at token i: "mid-single digit", "low to mid-20s",
// "double-digit", "high teens", "mid-30%".
func (p *parser) bandAt(i int) (atom, bool) {
	low, high, j := p.modifiers(i)
	base, end, ok := p.bandBase(j, low > 0)
	if !ok {
		return p.decadeBand(i, j, low, high)
	}
	first, last := Conventions[base*4+low], Conventions[base*4+high]
	a := atom{
		first: i, end: end, form: FormBand, unit: Percent,
		low: decimal.New(first.Low, 0), hasLow: true,
		high: decimal.New(last.High, 0), hasHigh: !last.Open,
	}
	if last.Open {
		a.high = decimal.Decimal{}
		a.bound = cue{BoundAtLeast, false, i, i, i}
	}
	p.bandUnit(&a)
	return a, true
}

// modifiers reads "low", "low to mid", "mid- to high-"; both are 0 without one.
func (p *parser) modifiers(i int) (low, high, end int) {
	if !p.m(i).is(roleModifier) {
		return 0, 0, i
	}
	low = int(p.m(i).second)
	high, end = low, i+1
	if p.kind(end) == token.Hyphen {
		end++
	}
	j := end
	if p.m(j).is(roleTo|roleAnd|roleOr) || p.sign(j, '/') {
		if j++; p.kind(j) == token.Hyphen {
			j++
		}
	}
	if p.m(j).is(roleModifier) && int(p.m(j).second) > low {
		high, end = int(p.m(j).second), j+1
		if p.kind(end) == token.Hyphen {
			end++
		}
	}
	return low, high, end
}

// bandBase reads "single digit", "double-digits", "teens".
func (p *parser) bandBase(i int, modified bool) (base, end int, ok bool) {
	m := p.m(i)
	switch {
	case m.is(roleTeens) && (modified || strings.EqualFold(p.word(i), "teens")):
		return baseTeens, i + 1, true
	case m.is(roleDigits):
		base = int(m.second) - 1
		j := i + 1
		if p.kind(j) == token.Hyphen {
			j++
		}
		if p.m(j).is(roleDigit) {
			return base, j + 1, true
		}
		if modified && p.whole && i+1 == len(p.t) {
			return base, i + 1, true
		}
		if modified && p.m(j).is(roleTo|roleOr) { // "high single to low double digits"
			if j++; p.kind(j) == token.Hyphen {
				j++
			}
			if p.m(j).is(roleModifier|roleDigits) && p.digitAhead(j) {
				return base, i + 1, true
			}
		}
	}
	return 0, i, false
}

// digitAhead reports whether "digit" follows within a few words.
func (p *parser) digitAhead(i int) bool {
	for k := i; k < i+5; k++ {
		if p.m(k).is(roleDigit) {
			return true
		}
	}
	return false
}

// bandUnit gives a band the unit behind it; without one it is percent.
func (p *parser) bandUnit(a *atom) {
	i := a.end
	if p.kind(i) == token.Hyphen && p.glued(i+1) {
		i++
	}
	m := p.m(i)
	switch {
	case m.is(rolePercent):
		a.end = i + 1
	case m.is(roleScale), m.is(rolePlural) && scaleOf(p.word(i)) > 0:
		exp := int8(m.number)
		if m.is(rolePlural) {
			exp = scaleOf(p.word(i))
		}
		low, err1 := a.low.Scale(exp)
		high, err2 := a.high.Scale(exp)
		if err1 == nil && err2 == nil {
			a.low, a.high, a.unit, a.scale, a.end = low, high, "", exp, i+1
			if i = a.end; p.kind(i) == token.Hyphen {
				i++
			}
			p.moneyBehind(a, i)
		}
	case m.is(roleBasis) && p.m(i+1).is(rolePoint) && strings.EqualFold(p.word(i), "basis"):
		p.points(a, -2, i+2)
	case m.is(rolePoint) && strings.EqualFold(p.word(i), "points"):
		p.points(a, 0, i+1)
	}
}

// scaleOf is the power of ten of "millions"; 0 for none.
func scaleOf(word string) int8 {
	switch strings.ToLower(word) {
	case "hundreds":
		return 2
	case "thousands":
		return 3
	case "millions":
		return 6
	case "billions":
		return 9
	}
	return 0
}

// decade reads "the 20s", "the $40s": from 20 to 29.
func (p *parser) decade(a *atom) bool {
	c := a.low.Coef
	if !p.glued(a.end) || !strings.EqualFold(p.word(a.end), "s") || a.low.Exp != 0 || c%10 != 0 || c < 20 || c >= 1000 {
		return false
	}
	if !(p.whole && a.first == 0) && !strings.EqualFold(p.word(a.first-1), "the") {
		return false
	}
	a.high = decimal.New(c+9, 0)
	a.form = FormBand
	a.end++
	if !a.currency {
		a.unit = Percent
	}
	return true
}

// decadeBand reads the "20s" of "low 20s", the "30%" of "mid-30%", the "$40
// million" of "low $40 million range", whose modifiers end at j.
func (p *parser) decadeBand(i, j, low, high int) (atom, bool) {
	if low == 0 {
		return atom{}, false
	}
	if low != 2 && p.quoteBefore(j+1) {
		j++ // "low '20s", where "mid-'20s" may be years
	}
	a, ok := p.amountAt(j)
	if !ok || a.signed || a.low.Sign() <= 0 || p.m(j).is(roleScale) {
		return a, false
	}
	plural := false
	if p.glued(a.end) && strings.EqualFold(p.word(a.end), "s") {
		plural = true
		a.end++
		if p.m(a.end).is(rolePercent) {
			p.percentBehind(&a, a.end)
		}
	}
	digit := a.low
	for digit.Exp < 0 || digit.Coef >= 1000 && digit.Coef%10 == 0 {
		if digit.Coef%10 != 0 {
			return a, false
		}
		digit = decimal.New(digit.Coef/10, digit.Exp+1)
	}
	if !plural && a.unit == "" && !p.whole && !p.m(a.end).is(roleNeighborhood) {
		return a, false
	}
	exp := digit.Exp
	switch c := digit.Coef; {
	case c%10 == 0 && c >= 20 && c < 100: // the ones of a decade
	case c < 20, c%10 != 0 && c < 100 && (plural || p.whole || p.m(a.end).is(roleNeighborhood)): // the tenths of a number
		exp--
		c *= 10
		digit.Coef = c
	case c%100 == 0: // the tens of a hundred
		exp++
		digit.Coef = c / 10
	default:
		return a, false
	}
	thirds := [4][2]int64{{}, {0, 3}, {4, 6}, {7, 9}}
	a.low = decimal.New(digit.Coef+thirds[low][0], exp)
	a.high = decimal.New(digit.Coef+thirds[high][1], exp)
	a.first, a.form = i, FormBand
	if a.unit == "" && a.scale == 0 && exp <= 0 {
		a.unit = Percent // "low 3,000s" is a count
	}
	return a, true
}
