package fact

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
