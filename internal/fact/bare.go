package fact

import (
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// bareMoney gives the numbers of a sentence that a scale word alone tells as amounts the
// currency of the call: "cash flow was 5 million, up from 2 million", "over 3.3 billion
// of free cash flow".
func (c *call) bareMoney(s *said) {
	if s.words&wordScale == 0 || !s.measured() {
		return
	}
	money := false // the amount before is one of money
	for qi := s.quantities[0]; qi < s.quantities[1]; qi++ {
		q := &c.quantities[qi]
		if q.Reject != "" {
			continue
		}
		switch classOf(q) {
		case unitMoney:
			money = true
			continue
		case unitBare:
		case unitCount, unitPerShare:
			money = false
			continue
		default:
			continue
		}
		if (q.Form != quantity.FormNumber && q.Form != quantity.FormRange) || c.class(q.Last-1)&wordScale == 0 || magnitude(q) < 1e6 {
			money = false
			continue
		}
		named, counts := c.moneyBehind(s, q.Last)
		money = named || !counts && c.moneyBefore(s, c.start(q), money)
		if money {
			q.Unit = c.currency
		}
	}
}

// moneyBehind reads what a bare amount is said to be of: whether it is a measure in
// money, "95 million in cash", and whether it is anything else, "3 million units".
func (c *call) moneyBehind(s *said, i int) (money, counts bool) {
	linked := false
	for j := i; j < s.last && j-i <= 7; j++ {
		if m, ok := c.marks.concept(j); ok {
			k := &c.e.taxonomy.Concepts[m.value]
			return k.Unit == concept.UnitMoney, k.Unit != concept.UnitMoney
		}
		if c.marks.at[j].concept != 0 || c.marks.at[j].unit || c.content(j) && c.marks.at[j].member == 0 {
			return false, true
		}
		if c.tokens[j].Kind == token.Punct || c.marks.at[j].period != 0 || c.marks.at[j].quantity != 0 {
			return false, linked && c.lower(i) == "of"
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueTotal, cueGAAP, cueNonGAAP, cueUnitNoun, cueAdd, cueExpect, cueTarget, cueAnnualized:
		case cueOf, cueIn:
			if linked {
				return false, c.lower(i) == "of"
			}
			linked = true
		case cueNone:
		default:
			return false, linked && c.lower(i) == "of"
		}
	}
	return false, linked && c.lower(i) == "of"
}

// moneyBefore reports whether the clause before token i is about a measure in money, or
// holds the number there against an amount of money.
func (c *call) moneyBefore(s *said, i int, amount bool) bool {
	for j := i - 1; j >= s.first; j-- {
		if m, ok := c.marks.concept(j); ok {
			return c.e.taxonomy.Concepts[m.value].Unit == concept.UnitMoney && !c.marks.at[m.first].aside
		}
		if c.marks.at[j].quantity != 0 {
			if q := c.marks.at[j].quantity - 1; amount && classOf(&c.quantities[q]) == unitMoney {
				return true
			}
			continue
		}
		switch {
		case c.marks.at[j].concept != 0 || c.marks.at[j].unit || c.text(j) == ";":
			return false
		case !c.content(j) || c.adverb(j) || c.marks.at[j].member != 0 || c.verbal(s, j):
			continue
		}
		start := c.phraseStart(s, j)
		if !c.prepositionBefore(s, start) {
			return false
		}
		j = start
	}
	return false
}
