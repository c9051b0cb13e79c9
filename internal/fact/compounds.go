package fact

import "github.com/callfacts/callfacts/internal/concept"

// otherThing reports whether the words around a mention make another thing of the
// measure: "inventory holding gains" are no inventory, "sales per advisor" no sales,
// "opex to sales" tells of no sales.
func (c *call) otherThing(m *mention) bool {
	k := &c.e.taxonomy.Concepts[m.value]
	i := int(m.last)
	switch c.lower(i) {
	case "per":
		return k.Unit == concept.UnitMoney && c.perOther(i+1)
	case "refinancing", "refinancings", "issuance", "issuances", "deferral", "deferrals", "requirement", "requirements", "holdback", "proceeds", "outlay", "draw", "draws",
		"gathering", "collection", "capacity", "differential", "decrement", "synergies", "synergy", "payroll":
		return k.Unit != concept.UnitCount && k.ID != "cost_savings"
	case "release", "releases", "reversal", "reversals":
		return k.Instant
	case "impact", "headwind", "headwinds", "tailwind", "tailwinds":
		return true
	case "cost", "costs", "expense", "expenses":
		return !k.LowerBetter
	case "holding", "valuation", "origination", "acquisition", "extinguishment":
		return c.gainOrCost(i + 1)
	}
	return c.wholeOfRatio(m) || c.endsName(m) || m.last-m.first == 1 && c.lower(int(m.first)) == "employee" && c.content(i) && c.lower(i) != "base" && c.lower(i) != "population"
}

// endsName reports whether the mention is "other expense" as the end of the name of
// another one: "utilities and other expense".
func (c *call) endsName(m *mention) bool {
	i := int(m.first)
	if m.last-m.first != 2 || c.lower(i) != "other" || c.lower(i-1) != "and" {
		return false
	}
	w := c.lower(i + 1)
	return (w == "expense" || w == "expenses") && c.content(i-2) && !c.adverb(i-2)
}

// perOther reports whether what stands behind "per" is neither a share nor a time: the
// measure is told of each of something.
func (c *call) perOther(i int) bool {
	switch c.lower(i) {
	case "share", "diluted", "basic", "common", "ordinary", "fully", "ads", "annum", "year", "quarter", "month", "week", "day":
		return false
	}
	return c.content(i) || c.marks.names(i) || c.marks.cue(i) == cueAdjective
}

// gainOrCost reports whether token i names an item of the accounts.
func (c *call) gainOrCost(i int) bool {
	switch c.lower(i) {
	case "gain", "gains", "loss", "losses", "cost", "costs", "expense", "expenses", "charge", "charges", "adjustment", "adjustments", "fees":
		return true
	}
	return false
}

// wholeOfRatio reports whether the mention is sales that another measure is told in
// proportion to: "working capital to revenue".
func (c *call) wholeOfRatio(m *mention) bool {
	i := int(m.first)
	if m.value != c.e.known.revenue || c.lower(i-1) != "to" {
		return false
	}
	_, measure := c.marks.concept(i - 2)
	return measure
}
