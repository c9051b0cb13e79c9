package fact

import (
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// baseAfter gives the movements of the sentence before the base that this one, which opens
// with them, names: "Revenue was $509 million, an increase of 28%. This year-over-year
// increase includes an acquisition."
func (c *call) baseAfter(s *said, n int) {
	if c.lower(s.first) != "this" || n == 0 {
		return
	}
	q := c.marks.cue(s.first + 1)
	if q != cueSequential && q != cueYearOverYear {
		return
	}
	m := c.marks.cueMention(s.first + 1)
	var d direction
	switch noun := c.marks.cue(int(m.last)); {
	case noun.noun(), noun == cueBetter, noun == cueWorse:
		c.point(&d, noun, int(m.last))
	default:
		return
	}
	for i := len(c.facts) - 1; i >= 0 && c.facts[i].Turn == s.turn && c.facts[i].Evidence.Value.Start >= c.tokens[c.sentences[n-1].first].Start; i-- {
		f := &c.facts[i]
		if f.Measure != MeasureGrowth && f.Measure != MeasureChange || f.Comparison != ComparisonUnspecified || d.sign != 0 && f.Value.Low.Sign() != int(d.sign) {
			continue
		}
		f.Comparison, f.Evidence.Comparison = comparisonOf(q), c.span(int(m.first), int(m.last))
	}
}

// isBase reports whether the number is what another is held against: "compared
// to 63.3%".
func (r *reading) isBase(c *call) bool {
	i := c.start(r.q)
	if r.prev != nil && i == r.prev.q.Last+1 && c.lower(i-1) == "or" {
		return r.prev.isBase(c) // "versus $143 million, or 61% of sales"
	}
	if r.prev != nil && c.periodOwning(r) != nil {
		return true
	}
	return c.heldNumber(i, r.s.first)
}

// toldBefore reports whether the sentence told the measure of r before.
func (r *reading) toldBefore() bool {
	for p := r.prev; p != nil && p.s == r.s; p = p.prev {
		if p.choice.concept == r.choice.concept {
			return true
		}
	}
	return false
}

// heldNumber reports whether the number that begins at token i is one that
// another is held against: "compared with adjusted EPS of".
func (c *call) heldNumber(i, floor int) bool {
	for k, words := i-1, 0; k >= floor && words < 9; k-- {
		if _, ok := c.marks.concept(k); ok {
			continue
		}
		if _, ok := c.marks.periodOf(k); ok {
			continue
		}
		words++
		switch c.marks.cue(k) {
		case cueVersus:
			w := c.lower(k)
			return w != "over" && w != "than"
		case cueFunction:
			switch c.text(k) {
			case "and", "was", "were", "is", "are", "or":
				return false
			}
		case cueAdjective, cueOf, cueGAAP, cueNonGAAP, cueUpNoun, cueDownNoun, cueTotal, cueEach, cueAnaphor, cueIn:
		case cueNone:
			if !c.content(k) || c.isPast(k) {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// isComparisonBase reports whether p stands behind "from", "compared to".
func (c *call) isComparisonBase(p *period.Mention) bool {
	for j := p.First - 1; j >= 0 && p.First-j <= 6; j-- {
		if c.tokens[j].Kind == token.Punct && c.text(j) != "." {
			return false
		}
		if outdoes(c.lower(j)) {
			return true
		}
		switch c.marks.cue(j) {
		case cueVersus:
			return p.Kind != period.YearToDate || c.lower(j) != "over" // but "over the first nine months"
		case cueUpAdverb, cueDownAdverb:
			return true // "above last year"
		case cueTo:
			// "flat to the prior year"
			if w := c.lower(j - 1); w == "similar" || w == "comparable" {
				return true
			}
			q, ok := c.marks.isQuantity(j - 1)
			return ok && c.quantities[q].Form == quantity.FormFlat
		case cueFunction, cueAdjective, cueAnaphor, cueOf, cueEach, cueIn:
			if c.lower(j) == "exceeded" {
				return true // "exceeded 2019 levels by 5%"
			}
			if q, ok := c.marks.isQuantity(j - 1); ok && c.quantities[q].Form == quantity.FormFlat && c.lower(j) == "with" {
				return true
			}
			if w := c.lower(j - 1); c.lower(j) == "with" && (w == "level" || w == "comparable") || c.lower(j) == "to" && (w == "similar" || w == "comparable") {
				return true
			}
			if c.lower(j) == "on" && c.marks.cue(j-1) == cueSequential {
				return true // "flat sequentially on the first quarter"
			}
			continue
		case cueNone:
			if _, ok := c.marks.isQuantity(j); ok {
				return false
			}
			continue
		}
		return false
	}
	return false
}

// belongsToBase reports whether p belongs to a number that is held against
// another: the "last quarter" of "compared to 63.8% last quarter".
func (c *call) belongsToBase(p *period.Mention) bool {
	for j := p.First - 1; j >= 0 && p.First-j <= 5; j-- {
		qi, ok := c.marks.isQuantity(j)
		if _, measure := c.marks.concept(j); measure {
			continue // "versus sales of $780 million a year ago"
		}
		if !ok {
			switch c.marks.cue(j) {
			case cueIn, cueFunction, cueAdjective, cueAnaphor, cueUpNoun:
				continue
			}
			return false
		}
		return c.heldNumber(c.start(&c.quantities[qi]), 0)
	}
	return false
}

// ofOtherThanBase reports whether p is that of the number that r is held against: "net income for
// the quarter was $34 million, compared to $31 million".
func (c *call) ofOtherThanBase(r *reading, p *period.Mention) bool {
	if !r.isBase(c) {
		return false
	}
	for told := r.prev; told != nil && told.s == r.s; told = told.prev {
		if told.choice.concept == r.choice.concept {
			return p.First < told.q.First && c.anchor.Resolve(*p, false) == c.anchor.Label()
		}
	}
	return false
}

// basePeriod is the period of a number that another is held against, where a
// comparison is all that the sentence says.
func (c *call) basePeriod(r *reading) Period {
	if !c.anchor.Known() {
		return Period{}
	}
	for j := r.s.first; j < r.s.last; j++ {
		switch c.marks.cue(j) {
		case cueSequential:
			return Period{Label: period.QuarterLabel(c.anchor.Year, c.anchor.Quarter-1)}
		case cueYearOverYear:
			return Period{Label: period.QuarterLabel(c.anchor.Year-1, c.anchor.Quarter)}
		}
	}
	return Period{}
}

// baseAgain reports whether r tells in other words a number that another is held
// against: "versus $11 million, or $0.37 per share, in the first quarter last year".
func (c *call) baseAgain(r *reading) bool {
	return r.prev != nil && c.orBetween(r.prev, r) && r.prev.isBase(c) && r.prev.fact.Period.Label != ""
}
