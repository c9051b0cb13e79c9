package fact

import (
	"slices"

	"github.com/callfacts/callfacts/internal/source"
)

// mostDiscarded bounds the readings that a fact lists as not taken.
const mostDiscarded = 4

// discarded lists the other concepts and periods that the sentence of r names,
// the nearest first, with why each was not taken.
func (c *call) discarded(r *reading) []Alternative {
	var room [mostDiscarded]Alternative
	out := room[:0]
	add := func(field, value string, span source.Span, reason string) {
		for _, a := range out {
			if a.Field == field && a.Value == value {
				return
			}
		}
		if len(out) < mostDiscarded && value != "" {
			out = append(out, Alternative{Field: field, Value: value, Span: span, Reason: reason})
		}
	}
	named := c.marks.concepts[r.s.concepts[0]:r.s.concepts[1]]
	for _, m := range slices.Backward(named) {
		if m.value >= 0 && m.value != r.choice.concept && int(m.first) < r.q.First {
			add("concept", c.e.taxonomy.Concepts[m.value].ID, c.span(int(m.first), int(m.last)), c.whyNot(r, m, false))
		}
	}
	for _, m := range named {
		if m.value >= 0 && m.value != r.choice.concept && int(m.last) > r.q.Last {
			add("concept", c.e.taxonomy.Concepts[m.value].ID, c.span(int(m.first), int(m.last)), c.whyNot(r, m, true))
		}
	}
	for p := r.s.periods[0]; p < r.s.periods[1]; p++ {
		m := &c.periods[p]
		label := c.anchor.Resolve(*m, r.fact.Status != StatusActual)
		if label != r.fact.Period.Label && m.Span != r.fact.Evidence.Period {
			add("period", label, m.Span, "another period of the sentence stands nearer, or governs its clause")
		}
	}
	if len(out) == 0 {
		return nil
	}
	return slices.Clone(out)
}

// whyNot tells why the concept at m was not taken for r.
func (c *call) whyNot(r *reading, m mention, behind bool) string {
	if _, ok := c.e.fits(m.value, r.q, r.d, true); !ok {
		return "is not told in this unit"
	}
	for j := min(int(m.last), r.q.Last); j < max(int(m.first), r.q.First); j++ {
		if q, ok := c.marks.isQuantity(j); ok && q != r.qi {
			return "another number stands between"
		}
	}
	if r.choice.mention.last == 0 {
		return "the number goes on with what was spoken of before"
	}
	if behind {
		return "stands behind the number, which has its concept before it"
	}
	return "the concept that was taken governs the number"
}
