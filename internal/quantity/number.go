package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

// plain is a number without its unit.
type plain struct {
	value decimal.Decimal
	place int8 // the power of ten of the last digit said
	end   int  // behind its tokens
	words bool // said in words only
	scale int8 // the power of ten of its scale words
}

// maxWords bounds a number in words, so that no text costs more than linear time.
const maxWords = 24

// plain reads a number that begins at token i.
func (p *parser) plain(i int) (n plain, ok bool) {
	switch {
	case p.kind(i) == token.Number:
		n, ok = p.digitsAt(i)
	case p.m(i).is(roleHalf):
		n, ok = p.halfOf(i)
		return n, ok
	case p.m(i).is(roleCardinal):
		n, ok = p.wordsAt(0, i)
	case p.m(i).is(roleScale) && p.m(i).number == 2 && p.bareScale(i):
		n, ok = p.wordsAt(100, i+1)
	case p.pointFirst(i):
		n, ok = p.pointWords(plain{end: i, words: true}), true
	case p.m(i).is(roleScale|roleDozen) && p.kind(i) == token.Word && p.bareScale(i):
		n, ok = plain{value: decimal.New(1, 0), end: i, words: true}, true
	case p.kind(i) == token.Word && strings.EqualFold(p.word(i), "a") && p.m(i+1).is(roleScale) && p.m(i+1).number == 2:
		n, ok = p.wordsAt(100, i+2)
	case p.kind(i) == token.Word && strings.EqualFold(p.word(i), "a") && p.m(i+1).is(roleScale|roleDozen|rolePenny):
		n, ok = plain{value: decimal.New(1, 0), end: i + 1, words: true}, true
	}
	if !ok {
		return n, false
	}
	if m, yes := p.fraction(n); yes {
		n = m
	}
	return p.scale(n)
}

// bareScale tells the number of "hundred percent" and "another million" from
// the scale of "multi-million" and "per thousand".
func (p *parser) bareScale(i int) bool {
	if p.whole {
		return true
	}
	if p.kind(i-1) == token.Hyphen || p.m(i-1).is(rolePer) || strings.EqualFold(p.word(i-1), "of") {
		return false
	}
	return p.m(i).number == 2 || p.m(i-1).is(roleFiller|roleLead|roleOrdinal|roleTo|roleOr) || p.cue.reach == i
}

// digitsAt reads a number in digits; "Rs.500" is no fraction.
func (p *parser) digitsAt(i int) (plain, bool) {
	text := p.word(i)
	if text[0] == '.' && p.glued(i) && i > p.floor && strings.EqualFold(p.word(i-1), "Rs") {
		text = text[1:]
	}
	d, err := decimal.Parse(text)
	if err != nil {
		return plain{}, false
	}
	n := plain{value: d, place: d.Exp, end: i + 1}
	for d.Exp == 0 && n.place < 9 && strings.HasSuffix(text, ",000") { // "1,032,000,000" is said to the million
		text = text[:len(text)-4]
		n.place += 3
	}
	if n.place == 3 {
		n.place = 0 // "40,000" is as exact as it looks
	}
	return n, true
}

// pointFirst reports whether "point five percent" stands at i.
func (p *parser) pointFirst(i int) bool {
	if !p.m(i).is(rolePoint) || !strings.EqualFold(p.word(i), "point") || p.kind(i-1) == token.Number {
		return false
	}
	end := p.pointWords(plain{end: i, words: true}).end
	return end > i && (p.whole || p.m(end).is(rolePercent|roleScale|rolePoint))
}

// wordsAt reads a number below a thousand in words, and "fifteen hundred"; value
// is the hundred of "a hundred and ten" that was read before token i.
func (p *parser) wordsAt(value int64, i int) (plain, bool) {
	end := i
	for end < len(p.t) && end-i < maxWords {
		m := p.m(end)
		v := int64(m.number)
		switch {
		case m.is(roleCardinal) && (end == i || value%100 == 0 && value > 0 && v > 0 || value%100 >= 20 && value%10 == 0 && v > 0 && v < 10):
			value += v
			end++
		case m.is(roleScale) && v == 2 && value > 0 && value < 100:
			value *= 100
			end++
		case p.kind(end) == token.Hyphen && p.m(end+1).is(roleCardinal) && value%100 >= 20 && value%10 == 0 && p.m(end+1).number < 10:
			end++
		case m.is(roleAnd) && value >= 100 && value%100 == 0 && p.m(end+1).is(roleCardinal):
			end++
		default:
			n := plain{value: decimal.New(value, 0), end: end, words: true}
			return p.pointWords(n), value > 0 || end > i
		}
	}
	return plain{value: decimal.New(value, 0), end: end, words: true}, true
}

// pointWords reads the decimals of "one point two five".
func (p *parser) pointWords(n plain) plain {
	if !p.m(n.end).is(rolePoint) || !strings.EqualFold(p.word(n.end), "point") {
		return n
	}
	end, coef, exp := n.end+1, n.value.Coef, int8(0)
	for exp > -4 && p.m(end).is(roleCardinal) && p.m(end).number < 10 {
		coef, exp = coef*10+int64(p.m(end).number), exp-1
		end++
	}
	if exp == 0 {
		return n
	}
	n.value, n.place, n.end = decimal.New(coef, exp), exp, end
	return n
}

// fraction reads the fraction behind a whole number: "3 1/2", "two and a half".
func (p *parser) fraction(n plain) (plain, bool) {
	i := n.end
	if v, end, ok := p.slashed(i); ok && n.place == 0 && !p.glued(i) {
		return n.plus(v, end)
	}
	if p.kind(i) == token.Symbol {
		if v, ok := vulgar(p.word(i)); ok {
			return n.plus(v, i+1)
		}
	}
	if end := p.andAHalf(i); end > 0 {
		return n.plus(decimal.New(5, -1), end)
	}
	return n, false
}

// plus adds a fraction that ends before the token end.
func (n plain) plus(v decimal.Decimal, end int) (plain, bool) {
	sum, err := n.value.Add(v)
	if err != nil {
		return n, false
	}
	n.value, n.place, n.end = sum, sum.Exp, end
	return n, true
}

// andAHalf is the end of "and a half" at i, or 0.
func (p *parser) andAHalf(i int) int {
	if p.m(i).is(roleAnd) && strings.EqualFold(p.word(i+1), "a") && p.m(i+2).is(roleHalf) && !strings.EqualFold(p.word(i+3), "of") {
		return i + 3
	}
	if p.m(i).is(roleAnd) && p.m(i+1).is(roleHalf) && (p.whole || p.m(i+2).is(roleTimeNoun|roleScale)) {
		return i + 2
	}
	if p.kind(i) == token.Hyphen && p.m(i+1).is(roleAnd) {
		j := i + 2
		if p.kind(j) == token.Hyphen {
			j++
		}
		if strings.EqualFold(p.word(j), "a") {
			if j++; p.kind(j) == token.Hyphen {
				j++
			}
			if p.m(j).is(roleHalf) {
				return j + 1
			}
		}
	}
	return 0
}

// slashed reads "1/2", "3 / 4" at i when it is a binary fraction or a third.
func (p *parser) slashed(i int) (v decimal.Decimal, end int, ok bool) {
	if p.kind(i) != token.Number || !p.sign(i+1, '/') || p.kind(i+2) != token.Number || p.glued(i+1) != p.glued(i+2) || p.sign(i+3, '/') {
		return v, 0, false
	}
	a, b := p.word(i), p.word(i+2)
	if len(a) > 2 || len(b) > 2 {
		return v, 0, false
	}
	n, _ := decimal.Parse(a)
	d, _ := decimal.Parse(b)
	if n.Exp != 0 || d.Exp != 0 || n.Coef <= 0 || n.Coef >= d.Coef {
		return v, 0, false
	}
	switch d.Coef {
	case 2, 4, 8, 16, 32:
		v, ok = divide(n.Coef, d.Coef)
	}
	return v, i + 3, ok
}

// divide is a / b, exact.
func divide(a, b int64) (decimal.Decimal, bool) {
	exp := int8(0)
	for a%b != 0 && exp > -6 {
		a, exp = a*10, exp-1
	}
	return decimal.New(a/b, exp), a%b == 0
}

func vulgar(sign string) (decimal.Decimal, bool) {
	switch sign {
	case "½":
		return decimal.New(5, -1), true
	case "¼":
		return decimal.New(25, -2), true
	case "¾":
		return decimal.New(75, -2), true
	}
	return decimal.Decimal{}, false
}

// halfOf reads "half a million", "half million".
func (p *parser) halfOf(i int) (plain, bool) {
	j := i + 1
	if p.kind(j) == token.Hyphen {
		j++
	}
	if w := p.word(j); strings.EqualFold(w, "a") || strings.EqualFold(w, "an") {
		j++
	}
	m := p.m(j)
	if !m.is(roleScale | roleDozen) {
		return plain{}, false
	}
	n, ok := p.scale(plain{value: decimal.New(5, -1), place: -1, end: j, words: true})
	return n, ok
}

// scale reads the scale words behind a number, "and a half" behind them, and
// the smaller groups that follow: "two million five hundred thousand".
func (p *parser) scale(n plain) (plain, bool) {
	last := int16(99)
	for range maxWords {
		i := n.end
		if p.kind(i) == token.Hyphen && p.glued(i) && p.m(i+1).is(roleScale) && p.glued(i+1) {
			i++
		}
		m := p.m(i)
		switch {
		case m.is(roleScale) && p.kind(i) == token.Word:
			v, err := n.value.Scale(int8(m.number))
			if err != nil {
				return n, false
			}
			n.value, n.place, n.end, n.scale = v, n.place+int8(m.number), i+1, n.scale+int8(m.number)
			last = m.number
		case m.is(roleDozen):
			v, err := n.value.Mul(decimal.New(12, 0))
			if err != nil {
				return n, false
			}
			n.value, n.end = v, i+1
			return n, true
		case last < 99:
			return p.tail(n, last)
		default:
			return n, true
		}
	}
	return n, true
}

// tail adds what may follow a scale word: "and a half", "five hundred thousand".
func (p *parser) tail(n plain, last int16) (plain, bool) {
	if end := p.andAHalf(n.end); end > 0 {
		half, err := decimal.New(5, -1).Scale(int8(last))
		if err != nil {
			return n, true
		}
		n, _ = n.plus(half, end)
		return n, true
	}
	for range maxWords {
		i := n.end
		if p.m(i).is(roleAnd) && n.words {
			i++
		}
		var more plain
		var ok bool
		switch {
		case p.m(i).is(roleCardinal) && n.words:
			more, ok = p.wordsAt(0, i)
		case p.kind(i) == token.Number && i == n.end:
			more, ok = p.digitsAt(i)
		}
		if !ok || more.place < 0 {
			return n, true
		}
		exp := int16(0)
		if m := p.m(more.end); m.is(roleScale) {
			exp = m.number
			more.end++
		}
		if exp >= last || exp == 0 && !more.words {
			return n, true
		}
		v, err := more.value.Scale(int8(exp))
		if err != nil {
			return n, true
		}
		if n, ok = n.plus(v, more.end); !ok {
			return n, true
		}
		n.place = int8(exp)
		if last = exp; exp == 0 {
			return n, true
		}
	}
	return n, true
}
