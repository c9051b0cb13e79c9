package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/source"
)

// spentCash reads cash that went out, which is no balance: "we used $9 million of cash
// in operations" is a negative cash flow, "we burned $12 million of cash" no measure
// that is listed. It reports whether r is such an amount.
func (c *call) spentCash(r *reading) bool {
	if r.class != unitMoney || c.marks.cue(r.q.Last) != cueOf || !isCashUse(c.lower(c.verbBefore(r))) {
		return false
	}
	if i := c.lower(r.q.Last + 1); i != "cash" && i != "our" {
		return false
	}
	m, ok := c.marks.concept(r.q.Last + 1)
	return ok && c.e.taxonomy.Concepts[m.value].ID == "cash_and_investments"
}

// cashUsed reads spent cash as the flow that the words behind it name: "of cash in
// operations".
func (c *call) cashUsed(r *reading) (choice, bool) {
	m, _ := c.marks.concept(r.q.Last + 1)
	end := int(m.last)
	i := c.e.known.operatingCashFlow
	if w := c.lower(end); i < 0 || w != "in" && w != "for" && w != "on" {
		return choice{}, false
	}
	switch {
	case c.lower(end+1) == "operations", c.lower(end+1) == "operating" && c.lower(end+2) == "activities":
		m.value = i
		return choice{fit: fit{i, MeasureValue, ""}, link: linkBehind, mention: m, score: 100}, true
	}
	return choice{}, false
}

// isCashUse reports whether a verb says that cash went out.
func isCashUse(verb string) bool {
	switch verb {
	case "used", "burned", "burnt", "consumed", "use", "burn", "consume":
		return true
	}
	return false
}

// outflow is the word that says that a cash flow went out: "net cash used in operating
// activities", "free cash flow was a use of $8 million", "we used $9 million of cash in
// operations". Where nothing does, the span is zero.
func (c *call) outflow(r *reading) source.Span {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if k.Unit != concept.UnitMoney || !strings.HasSuffix(k.ID, "cash_flow") {
		return source.Span{}
	}
	for j := int(r.choice.mention.first); j < int(r.choice.mention.last); j++ {
		if c.lower(j) == "used" {
			return c.span(j, j+1)
		}
	}
	if j := c.verbBefore(r); r.choice.link == linkBehind && isCashUse(c.lower(j)) {
		return c.span(j, j+1)
	}
	if j := c.outflowOf(r); j >= 0 {
		return c.span(j, j+1)
	}
	return source.Span{}
}

// outflowOf is the noun that says that r went out: "free cash flow was an outflow of $12
// million"; -1 for none.
func (c *call) outflowOf(r *reading) int {
	j := c.start(r.q) - 2
	if j < r.s.first || c.lower(j+1) != "of" {
		return -1
	}
	switch c.lower(j) {
	case "use", "usage", "outflow", "burn":
		return j
	}
	return -1
}
