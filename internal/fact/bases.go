package fact

import "github.com/callfacts/callfacts/internal/transcript"

// farthestBase is how many sentences of a speech a base holds that was announced for them.
const farthestBase = 40

// announceBase notes the base that a sentence without a number says the passage behind it is
// told against: "Let's get into the segments' year-over-year results."
func (c *call) announceBase(s *said, n int) {
	if !s.has(cueYearOverYear) || s.has(cueSequential) || c.t.Turns[s.turn].Section != transcript.SectionPreparedRemarks {
		return
	}
	announces, base := false, -1
	for j := s.first; j < s.last; j++ {
		switch q := c.marks.cue(j); {
		case q.verb() || q.adverb() || q == cueBetter || q == cueEffect || q == cueExpect && j-s.first > 5:
			return // it tells how something moved
		case q == cueYearOverYear:
			base = j
		}
		switch c.lower(j) {
		case "let", "turning", "begin", "focus", "focusing", "review", "discuss", "walk":
			announces = true
		}
	}
	if announces && base >= 0 {
		m := c.marks.cueMention(base)
		c.talk.base, c.talk.baseAt = compared{ComparisonYearOverYear, c.span(int(m.first), int(m.last))}, n
	}
}

// announced is the base that was announced for the passage which r stands in.
func (c *call) announced(r *reading) []compared {
	if c.talk.base.comparison == ComparisonUnspecified || r.n-c.talk.baseAt > farthestBase || r.fact.Status != StatusActual || c.e.taxonomy.Concepts[r.choice.concept].Growth {
		return nil
	}
	if r.fact.Measure != MeasureGrowth && r.class != unitPoints {
		return nil // what was opened or repaid is against nothing
	}
	return []compared{c.talk.base}
}

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
