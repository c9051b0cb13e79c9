package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

// link is what stands between the two ends of a range.
type link uint8

const (
	linkNone  link = iota
	linkTo         // "to", "-"
	linkAnd        // "and" after "between"
	linkOr         // "or"
	linkComma      // "75%, 80%"
)

// join reads the rest of a range, of alternatives, of a plus-minus.
func (p *parser) join(a *atom) {
	if p.plusMinus(a) {
		return
	}
	if a.form == FormFlat && p.flatTo(a) {
		return
	}
	for range 2 { // "flat to low to mid single digits" joins twice
		k, l := p.linkAt(a)
		if l == linkNone || !p.joinAt(a, k, l) || a.form != FormBand && a.form != FormFlat {
			return
		}
	}
}

// linkAt finds what links token a.end to a second end that begins at k.
func (p *parser) linkAt(a *atom) (k int, l link) {
	j := a.after()
	if p.kind(j) == token.Hyphen && p.m(j+1).is(roleTo|roleOr) {
		j++
	}
	switch m := p.m(j); {
	case m.is(roleTo):
		if !p.whole && p.from == a.first && !p.behindRange() && (p.ranged < 0 || p.changed > p.ranged || p.revised(a)) {
			return 0, linkNone
		}
		k, l = j+1, linkTo
		if p.kind(k) == token.Hyphen && p.glued(k) || p.m(k).is(rolePlus) && (p.whole || a.signed || p.m(a.first-1).is(rolePlus)) {
			k++ // "plus 13% to plus 14%", "minus 1% to plus 1%"
		}
	case m.is(roleAnd) && (p.whole || p.betweenAt(a)):
		k, l = j+1, linkAnd
		if p.m(k).is(rolePlus) && a.signed {
			k++ // "between minus 2% and plus 1%"
		}
	case m.is(roleOr):
		k, l = j+1, linkOr
	case p.kind(j) == token.Hyphen && p.glued(j):
		k, l = j+1, linkTo
	case p.kind(j) == token.Dash && p.t[j].End-p.t[j].Start != 2: // a lone "-" or an en dash
		k, l = j+1, linkTo
	case p.sign(j, ','):
		k, l = j+1, linkComma
	case p.sign(j, ':') && p.glued(j) && p.glued(j+1) && p.word(j+1) == "1":
		k, l = j+1, linkTo
	default:
		return 0, linkNone
	}
	if l == linkOr || l == linkComma {
		return k, l // "$3 million, or roughly $3.4 million" is another figure
	}
	return p.passBound(k), l
}

// betweenAt reports whether "between" stands before a, or before how it moves: "between down
// 1% and up 1%".
func (p *parser) betweenAt(a *atom) bool {
	if p.between < 0 || p.between == a.first {
		return p.between == a.first
	}
	_, first := p.directionBefore(a.first)
	return p.between == first
}

// behindRange reports whether "from" compares with a range that stands right before it: "$4.50
// to $4.70, up from $4.30 to $4.60".
func (p *parser) behindRange() bool {
	n := len(p.dst)
	return n > 0 && p.dst[n-1].Form == FormRange && p.from-1-p.floor <= 2
}

// revised reports whether a is what an outlook was before it was moved to another figure:
// "we lowered our forecast from $7.2 billion to $7 billion".
func (p *parser) revised(a *atom) bool {
	if !a.currency || p.ranged != p.from-2 || p.changed < 0 || p.ranged-p.changed > 10 {
		return false
	}
	switch strings.ToLower(p.word(p.changed)) {
	case "raise", "raised", "raising", "lower", "lowered", "lowering", "increase", "increased", "increasing", "decreased", "decreasing", "reduced", "reducing", "cut", "cutting":
	default:
		return false
	}
	b, ok := p.atomAt(p.passBound(a.after() + 1))
	return ok && b.currency && !p.m(b.after()).is(roleTo) // but "from $1 to $2 to $3 to $4"
}

// passBound steps over a bound between the ends: "12% to about 14%".
func (p *parser) passBound(k int) int {
	if k < len(p.t) && p.kind(k) == token.Word {
		if e, end := p.bound.Match(p.t, k); end > 0 && e.bound == BoundApprox {
			return end
		}
	}
	return k
}

// joinAt joins a with the atom at k.
func (p *parser) joinAt(a *atom, k int, l link) bool {
	dir, at := p.direction(k)
	if dir != 0 && (l == linkComma || l == linkOr && a.form != FormFlat) {
		return false // "0.7%, or down 1% without it"
	}
	if at >= len(p.t) || !p.whole && p.rejected(at) {
		return false
	}
	b, ok := p.atomAt(at)
	if !ok || b.form == FormMultiple || a.form == FormMultiple {
		return false
	}
	if b.form == FormFraction != (a.form == FormFraction) {
		return false
	}
	if p.toOne(a, &b, l) {
		return true
	}
	c := *a
	if !p.align(&c, &b, l) {
		return false
	}
	if !p.whole && !p.isRange(&c, &b, l) {
		return false
	}
	if c.signed && !b.signed && dir == 0 && b.form == FormNumber && b.low.Cmp(times(c.low.Neg(), 13)) <= 0 && b.low.Cmp(c.low.Neg()) > 0 {
		b.negate() // "minus 25% to 30%"
		b.signed = true
	}
	before, first := p.directionBefore(a.first)
	switch {
	case before < 0 && (dir > 0 || b.form == FormFlat):
		c.negate()
		c.first = first
	case before > 0 && dir < 0:
		b.negate()
		c.first = first
	case before > 0 && b.form == FormFlat:
		c.first = first
	case dir < 0 && a.form == FormFlat:
		b.negate()
	}
	if !c.span(&b, (l == linkTo || l == linkAnd) && (dir != 0 || l == linkAnd || p.whole || before != 0 && b.form == FormFlat || c.signed || b.signed || p.ranged >= 0 && p.from != a.first || p.fallBefore(a.first) && c.low.Cmp(times(b.low, 20)) <= 0)) {
		return false
	}
	c.end = b.end
	*a = c
	return true
}

// toOne reads "1.8 to one", "3-to-1" as a ratio.
func (p *parser) toOne(a, b *atom, l link) bool {
	one := decimal.New(1, 0)
	if l != linkTo || a.unit != "" || b.unit != "" || a.form != FormNumber || a.scale != 0 || b.low.Cmp(one) != 0 || b.form != FormNumber || a.low.Cmp(one) <= 0 {
		return false
	}
	a.unit, a.end = Ratio, b.end
	return true
}

// span widens a to the hull of a and b.
func (a *atom) span(b *atom, swap bool) bool {
	x, y := *a, *b
	if x.hasLow && y.hasLow && x.low.Cmp(y.low) > 0 {
		if !swap {
			return false
		}
		x, y = y, x
	}
	if x.hasHigh && y.hasHigh && x.high.Cmp(y.high) > 0 {
		return false
	}
	if a.form == FormNumber && b.form == FormNumber && x.low.Cmp(y.high) == 0 {
		return false
	}
	a.low, a.hasLow, a.high, a.hasHigh = x.low, x.hasLow, y.high, y.hasHigh
	a.place = max(a.place, b.place)
	if vague := func(f Form) bool { return f == FormBand || f == FormFlat }; vague(a.form) && vague(b.form) {
		a.form = FormBand
	} else {
		a.form = FormRange
	}
	if !y.hasHigh && y.bound.bound != BoundUnspecified {
		a.bound = y.bound
	} else if b.bound.bound != BoundUnspecified {
		a.bound = b.bound
	}
	return true
}

// align gives both ends one unit and one scale.
func (p *parser) align(a, b *atom, l link) bool {
	switch {
	case a.form == FormFlat:
		a.unit, a.currency = b.unit, b.currency
		return b.unit != ""
	case b.form == FormFlat:
		return a.unit != ""
	case a.unit == b.unit:
	case a.unit == "" && a.form != FormBand:
		if a.scale != 0 && b.scale == 0 && b.currency && b.unitExp == 0 {
			return false
		}
		if !a.rescale(b.unitExp) {
			return false
		}
		a.unit, a.currency = b.unit, b.currency
	case b.unit == "" && b.form != FormBand && l != linkComma && l != linkOr && !p.counted(b):
		if a.unit == Percent && b.scale != 0 || !b.rescale(a.unitExp) {
			return false // "soaring 15% to 438 crores"
		}
		b.unit, b.currency = a.unit, a.currency
	default:
		return false
	}
	if a.scale == 0 && b.scale != 0 && b.form == FormNumber {
		return a.share(b)
	}
	return true
}

// counted reports whether a count noun follows the bare number b.
func (p *parser) counted(b *atom) bool {
	c := *b
	c.currency = false
	p.unitOutside(&c)
	return c.unit != "" || p.m(b.end).is(rolePercent)
}

// share gives a the scale of b: "$5 to $6 million"; "$950 to $1.1 billion" is
// in millions.
func (a *atom) share(b *atom) bool {
	for _, exp := range []int8{b.scale, b.scale - 3} {
		c := *a
		if exp > 0 && c.rescale(exp) && c.high.Abs().Cmp(b.high.Abs()) < 0 {
			*a = c
			return true
		}
	}
	return a.low.Cmp(b.low) < 0 && b.scale == 2
}

func (a *atom) rescale(exp int8) bool {
	low, err1 := a.low.Scale(exp)
	high, err2 := a.high.Scale(exp)
	if err1 != nil || err2 != nil {
		return false
	}
	if exp < 0 {
		low, high = reduce(low), reduce(high)
	}
	a.low, a.high, a.place = low, high, a.place+exp
	return true
}

// isRange tells a range from two numbers that only stand together.
func (p *parser) isRange(a, b *atom, l link) bool {
	switch l {
	case linkTo:
		return !p.changeTo(a, b)
	case linkOr:
		if a.unit == Percent && a.place < 0 && b.place < 0 && a.form == FormNumber {
			return false // "30.3%, or 37.8% without it": nobody wavers between tenths
		}
		if w := p.word(p.behindComma(b.end)); strings.EqualFold(w, "excluding") || strings.EqualFold(w, "without") {
			return false // "13% or 13.9%, excluding special items"
		}
		return b.low.Cmp(times(a.low, 50)) < 0
	case linkComma:
		return p.alternatives(a, b)
	}
	return true
}

// changeTo reports whether a is a change and b what came of it: "declined $48
// million to $95 million", "up $5 million to $30 million", "by 3 days to 39".
func (p *parser) changeTo(a, b *atom) bool {
	if a.unit == "" && a.form == FormNumber {
		return strings.EqualFold(p.word(a.first-1), "by") && b.low.Cmp(times(a.low, 250)) >= 0 // "increased by 12 to 812"
	}
	if a.unit == "" || a.form != FormNumber || p.from == a.first || a.currency && a.scale == 0 && b.scale != 0 {
		return false
	}
	i := a.first - 1
	if p.cue.reach == a.first {
		i = p.cue.first - 1
	}
	if strings.EqualFold(p.word(i), "another") {
		i--
	}
	far := b.low.Cmp(times(a.low, 25)) >= 0
	switch m := p.m(i); {
	case a.unit == Percent || a.unit == PercentagePoints:
		return p.ranged < 0 && (far && p.pastChange(i) || m.is(roleChange) && a.low.Sign() > 0 && b.low.Cmp(times(a.low, 120)) >= 0) // "up 1.2% to 42.3%"
	case strings.EqualFold(p.word(i), "by"), m.is(roleOr) && a.currency:
		return far || a.currency && a.scale != 0 && p.ranged < 0 && p.pastChange(i-1) // "increased by $9 million to $12 million"
	case m.is(roleChange):
		return a.currency && b.low.Cmp(times(a.low, 250)) >= 0 || p.ranged < 0 && (far || a.currency && p.pastChange(i))
	}
	return false
}

// pastChange reports whether the word at i says that something has changed.
func (p *parser) pastChange(i int) bool {
	if !p.m(i).is(roleChange) {
		return false
	}
	switch w := p.word(i); strings.ToLower(w) {
	case "grew", "rose", "fell":
		return true
	default:
		return strings.HasSuffix(w, "ed")
	}
}

// times is tenths of d.
func times(d decimal.Decimal, tenths int64) decimal.Decimal {
	v, err := d.Mul(decimal.New(tenths, -1))
	if err != nil {
		return d
	}
	return v
}

// alternatives tells "75%, 80%" from a list: two ends close together, and no
// third one.
func (p *parser) alternatives(a, b *atom) bool {
	if b.unit == "" && !p.counted(b) || a.unit != b.unit || a.form == FormFlat || b.form == FormFlat {
		return false
	}
	if a.form != b.form || a.form == FormBand && !near(a, b) || a.form != FormBand && b.low.Cmp(times(a.low, 20)) > 0 {
		return false
	}
	if n := len(p.dst); n > 0 && p.dst[n-1].Reject == "" && p.floor > 0 && p.floor >= a.first-3 && p.dst[n-1].Unit == a.unit {
		return false
	}
	i := b.end
	if p.sign(i, ',') {
		i++
	}
	if p.m(i).is(roleAnd | roleOr) {
		i++
	}
	return i == b.end || i >= len(p.t) || p.kind(i) != token.Number && p.kind(i) != token.Symbol
}

// near reports whether band b begins where band a ends.
func near(a, b *atom) bool {
	next, err := a.high.Add(decimal.New(1, 0))
	return err == nil && a.hasHigh && b.low.Cmp(next) <= 0
}

// direction reads "up", "slightly down" before the second end.
func (p *parser) direction(k int) (dir, end int) {
	for range 3 {
		switch m := p.m(k); {
		case m.is(roleUp) && !m.is(roleModifier):
			dir, k = 1, k+1
		case m.is(roleDown) && !m.is(roleNegative|roleModifier):
			dir, k = -1, k+1
		case m.is(roleSlight):
			k++
		default:
			return dir, k
		}
	}
	return dir, k
}

// fallBefore reports whether "decline of", "down" stands before the token at i,
// of which the larger number may come first: "a decline of 3.5% to 2.5%".
func (p *parser) fallBefore(i int) bool {
	if p.cue.reach == i {
		i = p.cue.first
	}
	if strings.EqualFold(p.word(i-1), "of") {
		i--
	}
	return p.m(i - 1).is(roleDown)
}

// directionBefore reads "down" before the first end, at i-1 or before a bound.
func (p *parser) directionBefore(i int) (dir, first int) {
	j := i - 1
	if p.cue.reach == i {
		j = p.cue.first - 1
	}
	for range 2 {
		switch m := p.m(j); {
		case j < p.floor:
			return 0, i
		case m.is(roleDown):
			return -1, j
		case m.is(roleUp):
			return 1, j
		case m.is(roleSlight):
			j--
		default:
			return 0, i
		}
	}
	return 0, i
}

// flatTo reads the open end of "flat to up", "flat to slightly down", "flat or
// down".
func (p *parser) flatTo(a *atom) bool {
	i := a.end
	if p.kind(i) == token.Hyphen {
		i++
	}
	if !p.m(i).is(roleTo | roleOr) {
		return false
	}
	if i++; p.kind(i) == token.Hyphen {
		i++
	}
	dir, end := p.direction(i)
	if dir == 0 {
		return false
	}
	if p.m(end - 1).is(roleSlight) { // "flat to up slightly": the adverb is no part
		end--
	}
	if to := p.passBound(end); to < len(p.t) && !p.rejected(to) {
		if b, ok := p.atomAt(to); ok && b.unit != "" && b.form != FormFlat {
			return false
		}
	}
	a.end = end
	if dir > 0 {
		a.hasHigh = false
		a.bound = cue{BoundAtLeast, false, a.first, a.first, a.first}
	} else {
		a.hasLow = false
		a.bound = cue{BoundAtMost, false, a.first, a.first, a.first}
	}
	return true
}

// plusMinus reads ", plus or minus $15 million", or what part of the middle it is: ", plus or
// minus 2%".
func (p *parser) plusMinus(a *atom) bool {
	i := p.behindComma(a.end)
	if strings.EqualFold(p.word(i), "respectively") {
		i = p.behindComma(i + 1) // "59.2% and 59.5%, respectively, plus or minus 50 basis points"
	}
	j := p.plusMinusSign(i)
	if j == 0 || a.form != FormNumber {
		return false
	}
	if e, end := p.bound.Match(p.t, j); end > j && e.bound == BoundApprox {
		j = end // "plus or minus about $4 million"
	}
	if p.m(j).is(roleCardinal) || p.kind(j) == token.Number || p.kind(j) == token.Symbol || p.m(j).is(roleHalf) || strings.EqualFold(p.word(j), "a") {
		b, ok := p.atomAt(j)
		if !ok || !b.hasLow || !b.hasHigh {
			return false
		}
		c := *a
		switch {
		case b.unit == "" && !p.counted(&b):
			if b.scale == 0 && a.scale != 0 {
				b.rescale(a.scale)
			} else {
				b.rescale(a.unitExp)
			}
		case c.unit == "":
			c.unit, c.currency = b.unit, b.currency
			if b.scale != 0 && c.scale == 0 {
				c.rescale(b.scale)
			}
			c.rescale(b.unitExp)
		case c.currency && b.unit == Percent:
			part, err := b.high.Scale(-2)
			if err == nil {
				b.high, err = c.high.Mul(part)
			}
			if err != nil {
				return false
			}
		case c.unit != b.unit && !(c.unit == Percent && b.unit == PercentagePoints):
			return false
		}
		low, err1 := c.low.Add(b.high.Neg())
		high, err2 := c.high.Add(b.high)
		if err1 != nil || err2 != nil || b.high.Sign() < 0 {
			return false
		}
		c.low, c.high, c.form, c.end, c.place = low, high, FormPlusMinus, b.end, max(c.place, b.place)
		*a = c
		return true
	}
	return false
}

// behindComma is the token at i, or behind the comma there.
func (p *parser) behindComma(i int) int {
	if p.sign(i, ',') {
		i++
	}
	return i
}

// plusMinusSign is the end of "plus or minus", "plus/minus", "+/-", "±" at i,
// or 0.
func (p *parser) plusMinusSign(i int) int {
	switch {
	case p.kind(i) == token.Symbol && p.word(i) == "±":
		return i + 1
	case p.m(i).is(rolePlus):
		j := i + 1
		for p.kind(j) == token.Hyphen || p.m(j).is(roleOr) || p.sign(j, '/') || p.m(j).is(roleAnd) {
			j++
		}
		if j > i+1 && strings.EqualFold(p.word(j), "minus") {
			return j + 1
		}
	case p.sign(i, '+') && p.sign(i+1, '/') && p.sign(i+2, '-'):
		return i + 3
	case strings.EqualFold(p.word(i), "give") && p.m(i+1).is(roleOr) && strings.EqualFold(p.word(i+2), "take"):
		return i + 3
	}
	return 0
}
