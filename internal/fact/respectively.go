package fact

import (
	"slices"

	"github.com/callfacts/callfacts/internal/token"
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

// respectiveConcepts gives numbers that took one measure, of those that their
// sentence lists in the order of the numbers, each its own: "revenue and operating
// income were up 17% and 19%, respectively".
func (c *call) respectiveConcepts(all []reading) {
	for i := 0; i < len(all); {
		last := c.figures(all, i)
		if last-i >= 2 && (c.saysRespectively(&all[last-1]) || c.movedAlike(all, last, last-i)) {
			c.figuresListed(all[i:last])
		}
		i = last
	}
	for i := range all {
		if last := c.movements(all, i); last-i >= 2 && c.saysRespectively(&all[last-1]) && c.movedRespectively(all, i, last) {
			break
		}
	}
	for i := 0; i < len(all); {
		first, last := c.alike(all, i)
		i = last
		if last-first < 2 || all[first].choice.link != linkSubject || !c.saysRespectively(&all[last-1]) {
			continue
		}
		if c.movedRespectively(all, first, last) {
			continue
		}
		listed := c.listedWith(all[first].s, all[first].choice.mention, last-first)
		if len(listed) != last-first {
			continue
		}
		for k, m := range listed {
			r := &all[first+k]
			if f, ok := c.e.fits(m.value, r.q, r.d, true); ok {
				r.choice.fit, r.choice.mention = f, m
			}
		}
	}
}

// figures is the end of the amounts that begin at reading i and stand one behind another.
func (c *call) figures(all []reading, i int) int {
	for first := i; i < len(all); i++ {
		if r := &all[i]; r.choice.measure != MeasureValue || r.choice.link != linkSubject || i > first && !c.onlyCommas(all[i-1].q.Last, c.start(r.q)) {
			return max(i, first+1)
		}
	}
	return i
}

// onlyCommas reports whether nothing but commas and "and" stands from token i to token end.
func (c *call) onlyCommas(i, end int) bool {
	for ; i < end; i++ {
		if c.lower(i) != "and" && c.tokens[i].Word != token.Comma {
			return false
		}
	}
	return true
}

// movedAlike reports whether n movements begin at reading i, of which the sentence says that
// they are those of as many figures.
func (c *call) movedAlike(all []reading, i, n int) bool {
	return i < len(all) && c.movements(all, i) == i+n && c.saysRespectively(&all[i+n-1])
}

// figuresListed gives amounts each the measure of as many that stand before them: "revenue,
// net income and EPS on a GAAP basis were $6 million, $1 million and $3.25, respectively".
func (c *call) figuresListed(run []reading) {
	r := &run[0]
	i := c.start(r.q) - 1
	for ; i >= r.s.first && c.marks.at[i].concept == 0; i-- {
		switch q := c.marks.cue(i); {
		case q == cueGAAP, q == cueNonGAAP, q == cueFunction, q == cueOf, c.marks.at[i].period != 0, c.tokens[i].Word == token.Comma:
		default:
			return
		}
	}
	m, ok := c.marks.concept(i)
	if !ok {
		return
	}
	listed := c.listedWith(r.s, m, len(run))
	if len(listed) != len(run) {
		return
	}
	fits := make([]fit, len(run))
	for k, m := range listed {
		f, ok := c.e.fits(m.value, run[k].q, run[k].d, true)
		if !ok || f.concept != m.value || f.measure != MeasureValue {
			return
		}
		fits[k] = f
	}
	for k, m := range listed {
		run[k].choice.fit, run[k].choice.mention = fits[k], m
	}
}

// movements is the end of the rates that begin at reading i and tell, one behind another,
// how so many measures moved.
func (c *call) movements(all []reading, i int) int {
	first := &all[i]
	if !first.d.moves() || first.d.dest || first.d.origin || first.class != unitPercent && first.class != unitPoints {
		return i
	}
	for i++; i < len(all) && (all[i].class == unitPercent || all[i].class == unitPoints); i++ {
		if !c.onlyCommas(all[i-1].q.Last, c.start(all[i].q)) {
			return i
		}
	}
	return i
}

// movedRespectively gives the movements first..last of all each the measure of one
// of as many figures that stand before them: "revenue of $7.4 billion and EPS of
// $2.35, up 22% and 41%, respectively".
func (c *call) movedRespectively(all []reading, first, last int) bool {
	n := last - first
	if first < n {
		return false
	}
	figures := all[first-n : first]
	for k := range figures {
		if figures[k].choice.measure != MeasureValue || k > 0 && figures[k].choice.concept == figures[k-1].choice.concept || figures[k].choice.mention.last == 0 {
			return false
		}
	}
	for k := range figures {
		r := &all[first+k]
		if !r.d.moves() {
			r.d = all[first].d
			r.d.behind, r.d.copied = false, true
		}
		if f, ok := c.e.fits(figures[k].choice.concept, r.q, r.d, true); ok && f.measure != MeasureValue {
			r.choice.fit, r.choice.mention, r.moves = f, figures[k].choice.mention, first-n+k+1
		}
	}
	return true
}

// listedWith are the n mentions that end with m, joined by "and" and commas, in
// their order; fewer where so many are not listed.
func (c *call) listedWith(s *said, m mention, n int) []mention {
	listed := []mention{m}
	joined := false
	for j := int(m.first) - 1; j >= s.first && len(listed) < n; j-- {
		if before, ok := c.marks.concept(j); ok && joined {
			listed = append(listed, before)
			j, joined = int(before.first), false
			continue
		}
		switch q := c.marks.cue(j); {
		case c.tokens[j].Word == token.Comma, q == cueFunction && c.lower(j) == "and":
			joined = true
		case q == cueAdjective, q == cueTotal, q == cueGAAP, q == cueNonGAAP:
		default:
			return nil
		}
	}
	slices.Reverse(listed)
	return listed
}

// alike are the readings around i that state one measure of one concept in one
// kind of unit, first to last, half-open.
func (c *call) alike(all []reading, i int) (first, last int) {
	same := func(a, b *reading) bool {
		return a.choice.concept == b.choice.concept && a.choice.measure == b.choice.measure && a.class == b.class
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
	for j := r.q.First; j < r.s.last; j++ {
		if _, ok := c.marks.isQuantity(j); ok && j >= r.q.Last {
			return false
		}
		if c.lower(j) == "respectively" {
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
		case cueAdjective:
			if c.lower(j) != "reported" {
				continue
			}
			said = append(said, sourced{}) // "reported and adjusted EPS": the text does not call it GAAP
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
