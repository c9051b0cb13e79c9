package quantity

import (
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/source"
)

// Spans are the stretches of a text that say a quantity; all but Value may be
// zero.
type Spans struct {
	Value, Sign, Bound, Unit source.Span
}

// Spans returns where q was said.
func (q *Quantity) Spans() Spans { return Spans{q.Span, q.SignSpan, q.BoundSpan, q.UnitSpan} }

// Same reports whether q and o say the same: ends, unit, bound and form.
func (q *Quantity) Same(o *Quantity) bool {
	return q.HasLow == o.HasLow && q.HasHigh == o.HasHigh && q.Low.Cmp(o.Low) == 0 && q.High.Cmp(o.High) == 0 &&
		q.Unit == o.Unit && q.Bound == o.Bound && q.Form == o.Form
}

// Negated returns q on the other side of zero: what fell by 3 to 5 percent has
// grown by -5 to -3. The bound stays that of the number as it was said.
func (q Quantity) Negated() Quantity {
	q.Low, q.High, q.HasLow, q.HasHigh = q.High.Neg(), q.Low.Neg(), q.HasHigh, q.HasLow
	return q
}

// Reread reads a quantity from its spans alone, so that evidence can be
// checked: it returns what Read found there, or false where the words of the
// spans do not make a quantity. A span that Read did not give may be read too:
// what Value holds is then taken for one value, whatever stands around it.
func (r *Reader) Reread(text string, s Spans, currency string) (Quantity, bool) {
	p := new(parser)
	p.reset(r, text, r.vocabulary.Scan(nil, text, s.Value), currency)
	p.whole = true
	a, ok := p.atomAt(p.ahead())
	if !ok {
		return Quantity{}, false
	}
	p.join(&a)
	if a.end != len(p.t) && a.after() != len(p.t) {
		return Quantity{}, false
	}
	if !s.Unit.IsZero() && !r.rereadUnit(&a, text, s.Unit) {
		return Quantity{}, false
	}
	q := a.quantity()
	if b := a.bound.bound; b != BoundUnspecified {
		q.setBound(b)
	}
	if !s.Bound.IsZero() {
		b := r.rereadBound(text, s.Bound)
		if b == BoundUnspecified {
			return Quantity{}, false
		}
		q.setBound(b)
	}
	if !s.Sign.IsZero() {
		q = q.Negated()
	}
	q.Span, q.SignSpan, q.BoundSpan, q.UnitSpan = s.Value, s.Sign, s.Bound, s.Unit
	q.Last = len(p.t)
	return q, true
}

// ahead steps over the "down" and "down approximately" that a value may begin
// with.
func (p *parser) ahead() int {
	_, i := p.direction(0)
	math := func() bool { return p.sign(i, '<') || p.sign(i, '>') || p.sign(i, '~') }
	if p.m(0).is(roleNegative) && i == 0 {
		if i = 1; i >= len(p.t) || !math() {
			return 0 // "negative 1%" is a number
		}
	}
	if i == 0 || i >= len(p.t) {
		return 0
	}
	if math() {
		p.mathCue(i)
	} else if e, end := p.bound.Match(p.t, i); end > 0 {
		p.cue = cue{e.bound, e.hedge, i, end, end}
		p.reachOver(end)
	}
	if p.cue.reach > i {
		return p.cue.reach
	}
	return i
}

// rereadUnit gives a the unit that a span says.
func (r *Reader) rereadUnit(a *atom, text string, span source.Span) bool {
	p := new(parser)
	p.reset(r, text, r.vocabulary.Scan(nil, text, span), "")
	p.whole = true
	b := atom{unit: a.unit, currency: a.currency, low: decimal.New(1, 0)}
	p.unitOutside(&b)
	if b.unitTo > 0 {
		a.count(noun{unit: b.unit, exp: b.unitExp}, a.unitFrom, a.unitTo)
	}
	return b.unitTo > 0
}

// rereadBound is the bound that a span says.
func (r *Reader) rereadBound(text string, span source.Span) Bound {
	p := new(parser)
	p.reset(r, text, r.vocabulary.Scan(nil, text, span), "")
	if len(p.t) == 0 {
		return BoundUnspecified
	}
	if e, end := p.bound.Match(p.t, 0); end == len(p.t) {
		return e.bound
	}
	if e, end := p.behind.Match(p.t, 0); end == len(p.t) {
		return e.bound
	}
	switch w := p.word(0); {
	case w == "+", w == ">", p.m(0).is(rolePlus), isCustomer(w):
		return BoundAtLeast
	case w == "<", isNegation(w):
		return BoundAtMost
	case w == "~", strings.EqualFold(w, "ish"), p.m(0).is(roleNear | roleNeighborhood):
		return BoundApprox
	}
	return BoundUnspecified
}

// isCustomer and isNegation are the words that make "a 10% customer" one of at
// least, "not a 10% customer" one of at most.
func isCustomer(w string) bool {
	return strings.EqualFold(w, "customer") || strings.EqualFold(w, "customers")
}

func isNegation(w string) bool {
	return strings.EqualFold(w, "not") || strings.EqualFold(w, "no") || strings.EqualFold(w, "none") || strings.EqualFold(w, "any")
}
