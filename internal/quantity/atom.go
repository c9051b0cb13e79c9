package quantity

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/token"
)

// atom is one end of a range, or a whole quantity: an interval with its unit.
type atom struct {
	first, end       int // its tokens
	low, high        decimal.Decimal
	hasLow, hasHigh  bool
	place            int8
	form             Form
	unit             string // "" as long as it is bare
	currency         bool   // unit is money
	scale            int8   // the power of ten of its scale word
	unitExp          int8   // the power of ten of its unit: -2 for cents and basis points
	words, signed    bool
	bound            cue // said within or behind it
	unitFrom, unitTo int // tokens of a unit that stands outside of it
}

// atomAt reads an atom that begins at token i.
func (p *parser) atomAt(i int) (atom, bool) {
	if m := p.m(i); p.kind(i) == token.Word {
		if m.is(bandRoles) {
			if a, ok := p.bandAt(i); ok {
				return a, true
			}
		}
		if m.is(roleFlat) {
			return p.flatAt(i), true
		}
	}
	if a, ok := p.fractionAt(i); ok {
		return a, true
	}
	return p.amountAt(i)
}

// head is what stands before the number of an amount.
type head struct {
	negative bool
	paren    int    // the "(" of an accountant's negative, or -1
	code     string // the currency
	exp      int8   // of a code that carries its scale
	end      int
}

// headAt reads "negative", "-", "$", "US$(", "(EUR" at token i.
func (p *parser) headAt(i int) head {
	h := head{paren: -1}
	h.negative, h.end = p.signs(i)
	if p.sign(h.end, '(') {
		h.paren, h.end = h.end, h.end+1
	}
	code, exp, end := p.moneyBefore(h.end)
	if code == "" {
		return h
	}
	h.code, h.exp, h.end = code, exp, end
	if h.paren < 0 && p.sign(end, '(') {
		h.paren, h.end = end, end+1
	}
	dash := p.kind(h.end) == token.Dash && p.kind(h.end+1) == token.Number && p.glued(h.end+1)
	if !h.negative && (p.kind(h.end) == token.Hyphen || dash) {
		h.negative, h.end = true, h.end+1
	}
	return h
}

// amountAt reads sign, currency, number, scale and unit.
func (p *parser) amountAt(i int) (atom, bool) {
	a := atom{first: i, form: FormNumber}
	h := p.headAt(i)
	if p.kind(h.end) != token.Number && h.code != "" && h.exp == 0 && !p.m(h.end).is(roleCardinal|roleHalf) {
		return a, false
	}
	n, ok := p.plain(h.end)
	if !ok {
		return a, false
	}
	if h.exp != 0 {
		v, err := n.value.Scale(h.exp)
		if err != nil {
			return a, false
		}
		n.value, n.place, n.scale = v, n.place+h.exp, h.exp
	}
	if h.paren >= 0 {
		if n, ok = p.closed(n, h); !ok {
			return a, false
		}
		h.negative = true
	}
	a.set(n)
	a.unit, a.currency = h.code, h.code != ""
	if p.decade(&a) {
		return a, true
	}
	p.letterScale(&a)
	p.scaleBehind(&a)
	p.unitBehind(&a)
	if h.paren >= 0 && a.unit == "" {
		return a, false
	}
	if h.negative {
		a.negate()
		a.signed = true
	}
	return a, true
}

// closed reads the ")" behind a number, and a scale behind it. A scale within
// brackets that hold the currency too makes a conversion: "yuan ($2.5 billion)".
func (p *parser) closed(n plain, h head) (plain, bool) {
	if !p.sign(n.end, ')') || n.scale != 0 && (h.code == "" || p.kind(h.paren+1) != token.Number) {
		return n, false
	}
	n.end++
	if n.scale == 0 {
		n, _ = p.scale(n)
	}
	return n, true
}

// set makes a the point that n is.
func (a *atom) set(n plain) {
	a.low, a.high, a.hasLow, a.hasHigh = n.value, n.value, true, true
	a.place, a.words, a.scale = n.place, n.words, n.scale
	a.end = max(a.end, n.end)
}

// negate turns the interval around zero.
func (a *atom) negate() {
	a.low, a.high = a.high.Neg(), a.low.Neg()
	a.hasLow, a.hasHigh = a.hasHigh, a.hasLow
}

// signs reads "negative", "minus", "-" before a number; "positive" and "+" are
// passed over.
func (p *parser) signs(i int) (negative bool, end int) {
	m := p.m(i)
	switch {
	case p.m(i-1).is(roleOr) && p.m(i-2).is(rolePlus):
		return false, i // "plus or minus 5" is 5
	case m.is(roleNegative) && p.kind(i) == token.Word:
		return true, i + 1
	case m.is(rolePositive) && p.kind(i) == token.Word, p.sign(i, '+'):
		return false, i + 1
	case p.minus(i):
		return true, i + 1
	}
	return false, i
}

// minus reports whether the token at i is the hyphen of "-5".
func (p *parser) minus(i int) bool {
	return p.kind(i) == token.Hyphen && !p.glued(i) && p.glued(i+1)
}

// moneyBefore reads a currency before a number: "$", "US$", "C $", "EUR", "Rs.".
func (p *parser) moneyBefore(i int) (code string, exp int8, end int) {
	t := p.kind(i)
	if t != token.Symbol && t != token.Word {
		return "", 0, i
	}
	if c, j := p.prefix.Match(p.t, i); j > 0 && p.word(j) == "$" && p.prefixes(i, j) {
		return c, 0, j + 1
	}
	m, j := p.money.Match(p.t, i)
	if j == 0 || m.exp < 0 {
		return "", 0, i
	}
	if t == token.Word && !p.codeLike(i) {
		return "", 0, i
	}
	for p.sign(j, '.') && p.kind(j+1) == token.Number || p.sign(j, ':') && p.kind(j+1) == token.Number {
		j++
	}
	return p.code(m.code), m.exp, j
}

// prefixes tells the C of "C$5" from a word that happens to stand before "$5".
func (p *parser) prefixes(i, j int) bool {
	if p.t[i].Is(token.Upper) && p.glued(j) {
		return true
	}
	w := p.word(i)
	return len(w) > 1 && w != "ca" && w != "can" && w != "us" && w != "au" && w != "sg" && w != "mx" && w != "nt" || w == "c"
}

// codeLike reports whether the word at i may stand before a number as its
// currency: in capitals, or "Rs", or before digits where it is no English word.
func (p *parser) codeLike(i int) bool {
	t := p.t[i]
	if t.Is(token.Caps) || p.word(i) == "Rs" {
		return true
	}
	switch strings.ToLower(p.word(i)) {
	case "usd", "eur", "gbp", "rmb", "inr", "cny", "rs":
		return true
	}
	return false
}

// shared are the names that several currencies go by: the call's own currency
// is meant if it is one of them, else the first.
var shared = ['z' + 1][]string{
	'$': {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS"},
	'c': {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD", "EUR", "ZAR"},
	'k': {"NOK", "DKK"},
	'p': {"MXN", "PHP", "CLP", "COP", "ARS"},
	'r': {"INR", "PKR", "LKR"},
	'l': {"GBP", "EGP"},
	'y': {"JPY", "CNY"},
}

// code resolves a shared name.
func (p *parser) code(c string) string {
	if len(c) != 1 {
		return c
	}
	codes := shared[c[0]]
	if slices.Contains(codes, p.currency) {
		return p.currency
	}
	return codes[0]
}

// scaleBehind reads the scale of "$5-plus billion", "$7-ish million".
func (p *parser) scaleBehind(a *atom) {
	p.plusBehind(a)
	i := a.after()
	if i > a.end && p.kind(i) == token.Hyphen {
		i++
	}
	if i == a.end || !p.m(i).is(roleScale) || p.kind(i) != token.Word || a.scale != 0 {
		return
	}
	if a.rescale(int8(p.m(i).number)) {
		a.scale, a.end = int8(p.m(i).number), i+1
	}
}

// letterScale reads "M", "bn", "k" behind digits.
func (p *parser) letterScale(a *atom) {
	m := p.m(a.end)
	if !m.is(roleLetter) || p.kind(a.end) != token.Word || a.words || a.scale != 0 {
		return
	}
	w := p.word(a.end)
	glued := p.glued(a.end)
	switch {
	case a.currency && (glued || len(w) > 1 || p.t[a.end].Is(token.Upper) && w != "T"):
	case glued && len(w) > 1:
	case glued && (w == "M" || w == "B" || w == "m" || w == "k" || w == "K"):
	case !glued && len(w) > 1 && w != "mm" && w != "MM":
	default:
		return
	}
	low, err1 := a.low.Scale(int8(m.second))
	high, err2 := a.high.Scale(int8(m.second))
	if err1 != nil || err2 != nil {
		return
	}
	a.low, a.high, a.place, a.scale = low, high, a.place+int8(m.second), int8(m.second)
	a.end++
}
