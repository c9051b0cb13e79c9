package fact

import (
	"slices"
	"strings"
)

// respective is the part that reading i takes of those that its sentence lists
// in the order of the numbers: "product and service revenue were $300 million
// and $124 million, respectively".
func (c *call) respective(r *reading, all []reading, i int) (part, bool) {
	first, last := c.alike(all, i)
	if n := last - first; n < 2 || len(r.dims) != n || !c.saysRespectively(&all[last-1]) {
		return part{}, false
	}
	parts := slices.Clone(r.dims)
	for _, p := range parts {
		if p.axis != parts[0].axis {
			return part{}, false
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return int(a.span.Start) - int(b.span.Start) })
	return parts[i-first], true
}

// alike are the readings around i that state one measure of one concept in one
// kind of unit, first to last, half-open.
func (c *call) alike(all []reading, i int) (first, last int) {
	same := func(a, b *reading) bool {
		return a.choice.concept == b.choice.concept && a.choice.measure == b.choice.measure && classOf(a.q) == classOf(b.q)
	}
	first, last = i, i+1
	for first > 0 && same(&all[first-1], &all[i]) {
		first--
	}
	for last < len(all) && same(&all[last], &all[i]) {
		last++
	}
	return first, last
}

// saysRespectively reports whether "respectively" stands behind r.
func (c *call) saysRespectively(r *reading) bool {
	for j := r.q.Last; j < r.s.last; j++ {
		if _, ok := c.marks.isQuantity(j); ok {
			return false
		}
		if strings.EqualFold(c.text(j), "respectively") {
			return true
		}
	}
	return false
}

// respectiveBasis is the basis of reading i where the sentence names both, in
// the order of the numbers: "GAAP and non-GAAP gross margins were 59.9% and
// 61.8%, respectively".
func (c *call) respectiveBasis(all []reading, i int) (sourced, bool) {
	first, last := c.alike(all, i)
	if last-first != 2 || !c.saysRespectively(&all[last-1]) {
		return sourced{}, false
	}
	var said []sourced
	for j := all[i].s.first; j < all[first].q.First; j++ {
		switch c.marks.cue(j) {
		case cueGAAP:
			said = append(said, sourced{BasisGAAP, BasisSourceSentence, c.cueSpan(j)})
		case cueNonGAAP:
			said = append(said, sourced{BasisNonGAAP, BasisSourceSentence, c.cueSpan(j)})
		default:
			continue
		}
		j = int(c.marks.cueMention(j).last) - 1
	}
	if len(said) != 2 || said[0].basis == said[1].basis {
		return sourced{}, false
	}
	return said[i-first], true
}
