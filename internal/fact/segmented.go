package fact

// segmentedReach is how many sentences behind the one that says so tell of segments.
const segmentedReach = 8

// learnSegmented learns the names that open the sentences behind one that says that
// they tell of segments, where a measure follows: "Looking at revenue by segment.
// Harbor Products revenue was $268 million, up 3%." What opens a sentence there is
// the segment's whole name, kinds of product that end it included.
func (c *call) learnSegmented() {
	for i := range c.sentences {
		if !c.saysSegments(&c.sentences[i]) {
			continue
		}
		for j := i + 1; j < len(c.sentences) && j-i <= segmentedReach; j++ {
			s := &c.sentences[j]
			if s.turn != c.sentences[i].turn || c.saysSegments(s) {
				break
			}
			c.learnOpening(s)
		}
	}
}

// saysSegments reports whether a sentence says nothing but that segments follow.
func (c *call) saysSegments(s *said) bool {
	if s.words&wordSegment == 0 || c.numbered(s) {
		return false
	}
	for j := s.first + 1; j < s.last; j++ {
		switch c.lower(j) {
		case "segment", "segments":
			switch c.lower(j - 1) {
			case "by", "our", "individual", "reportable", "reporting":
				return true
			}
		}
	}
	return false
}

// learnOpening learns as a segment the name in capitals, of two words or more, that
// opens the sentence s before a measure that is told by part.
func (c *call) learnOpening(s *said) {
	first := s.first
	if c.marks.cue(first) == cueFunction || c.lower(first) == "our" {
		first++
	}
	end := c.capitalsAt(s, first)
	if and := c.pairedWith(s, end); and > end && end > first {
		end = and
	}
	if end-first < 2 || end >= s.last {
		return
	}
	m, ok := c.marks.concept(end)
	if !ok || !c.e.parts(m.value) || c.ownName(first, end) {
		return
	}
	c.learnt.segmentIs(c.span(first, end).Of(c.t.Text), 2)
}
