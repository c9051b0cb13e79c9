package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/token"
)

// perShareAlone reads an amount per share without a concept: what a company
// reports per share without further words is its earnings, or its funds from operations
// where it was those that it told per share before.
func (c *call) perShareAlone(r *reading) (choice, bool) {
	if c.e.known.eps < 0 || r.d.moves() && !r.d.dest && c.lostAt(r) < 0 || c.perShareOfOther(r) {
		return choice{}, false
	}
	if r.prev != nil && r.prev.choice.concept != c.e.known.eps && r.prev.class == unitMoney && c.lower(c.start(r.q)-1) == "or" {
		if k := &c.e.taxonomy.Concepts[r.prev.choice.concept]; k.PerShare == "" && k.LowerBetter {
			return choice{}, false // "charges of $8 million, or $0.07 per share"
		}
	}
	for j := r.s.first; j < r.q.First; j++ {
		if c.marks.cue(j) == cueEffect {
			return choice{}, false
		}
		if m, ok := c.marks.concept(j); ok && c.e.taxonomy.Concepts[m.value].PerShare == "" && c.e.taxonomy.Concepts[m.value].Unit == concept.UnitPerShare {
			return choice{}, false
		}
	}
	i := c.e.known.eps
	for k := len(c.facts) - 1; k >= 0; k-- {
		if f := &c.facts[k]; strings.HasSuffix(f.Value.Unit, "/share") && (f.Concept == "eps" || f.Concept == "ffo") {
			i = int32(c.e.taxonomy.Find(f.Concept))
			break
		}
	}
	return choice{fit: fit{i, MeasureValue, ""}, link: linkPerShare, mention: mention{value: i}, score: 40}, true
}

// lostAt is the verb that says that r was lost, right before it: "we lost $0.06 per share";
// -1 for none.
func (c *call) lostAt(r *reading) int {
	if i := c.verbBefore(r); c.lower(i) == "lost" && r.class == unitPerShare {
		return i
	}
	return -1
}

// perShareOfOther reports whether the amount per share is a price, or what an item comes to:
// "at $26 per share", "a charge of $0.09 per share", "$0.06 per share of interest".
func (c *call) perShareOfOther(r *reading) bool {
	for j := c.start(r.q) - 1; j >= r.s.first && r.q.First-j <= 20; j-- {
		switch c.lower(j) {
		case "traded", "trading", "nav", "dcf", "charge", "charges", "cost", "costs", "expense", "expenses", "impairment", "reserve", "price", "value", "premium", "stock", "dividend", "dividends",
			"bought", "repurchased", "return", "invest", "add", "adds", "adding", "equates", "equivalent", "unrealized", "capitalize":
			return true
		case "at", "for":
			if c.start(r.q)-j <= 3 && c.quantityNext(j+1, c.start(r.q)) {
				return true
			}
		}
	}
	k := r.q.Last
	for k < r.s.last && c.marks.at[k].unit {
		if c.lower(k) == "unit" {
			return true // "a profit of $90 per unit"
		}
		k++
	}
	if k >= r.s.last {
		return false
	}
	if c.lower(k) == "of" || c.lower(k) == "loss" && c.lower(k+1) == "on" {
		return true
	}
	if m, ok := c.marks.concept(k); ok && c.e.taxonomy.Concepts[m.value].LowerBetter {
		return true // "included a $2.55 per share impairment charge"
	}
	return c.content(k) && !c.adverb(k) && c.marks.at[k].period == 0 && c.marks.at[k].member == 0 && c.tokens[k].Kind == token.Word
}

// perShareNext reports whether the number behind r, or before it, tells the measure
// per share.
func (c *call) perShareNext(r *reading) bool {
	if r.prev != nil && r.prev.class == unitPerShare {
		return !c.saysRespectively(r)
	}
	for qi := r.qi + 1; qi < r.s.quantities[1]; qi++ {
		if q := &c.quantities[qi]; q.Reject == "" {
			return classOf(q) == unitPerShare && q.First-r.q.Last <= 6
		}
	}
	return false
}

// partsEarning is the business that is said to earn a result per share, which else is of the whole:
// "our electric transmission business earned $0.40 per share", "our Electric segment's earnings".
func (c *call) partsEarning(r *reading) []part {
	i := r.s.first
	if c.e.taxonomy.Concepts[r.choice.concept].ID != "eps" || r.choice.measure != MeasureValue || c.lower(i) != "our" && c.lower(i) != "the" {
		return nil
	}
	i++
	end := i
	for end-i < 5 && (c.content(end) || c.marks.at[end].member != 0) && !slices.Contains(businesses, c.lower(end)) {
		end++
	}
	if end == i || !slices.Contains(businesses, c.lower(end)) {
		return nil
	}
	axis := axisOfNoun(c.lower(end))
	if m, ok := c.marks.memberOf(i); ok && int(m.last) == end {
		axis = c.memberAt(m).axis
	}
	if !c.possessive(end+1) && c.lower(end+1) != "earned" && c.lower(end+1) != "contributed" && c.tokens[end+1].Word != token.Comma {
		return nil
	}
	span := c.span(i, end)
	return []part{{member{axis, span.Of(c.t.Text)}, span, true}}
}
