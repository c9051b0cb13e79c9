package fact

import "github.com/callfacts/callfacts/internal/concept"

// movedRate reads by how many points a rate moved that is told in percent: "gross margin
// was 42%, up 2% from last year".
func (c *call) movedRate(r *reading) {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if r.class != unitPercent || k.Unit != concept.UnitPercent || k.Growth || r.choice.unit != "" || !r.d.moves() || r.d.dest || r.d.origin || r.d.copied || r.choice.link == linkShare {
		return
	}
	if r.choice.measure != MeasureValue && r.choice.measure != MeasureGrowth || !c.movesRight(r) {
		return
	}
	if next, ok := c.marks.isQuantity(r.q.Last + 1); ok && c.marks.cue(r.q.Last) == cueTo && classOf(&c.quantities[next]) == unitMoney {
		r.choice.measure = MeasureGrowth // "gross margin decreased 4% to $160 million"
		if i := c.e.taxonomy.Find(k.Money); k.Money != "" && i >= 0 {
			r.choice.concept = int32(i)
		}
		return
	}
	if r.d.behind && (c.lower(r.d.at) == "up" || c.lower(r.d.at) == "down") {
		r.choice.measure, r.d = MeasureValue, direction{at: -1} // "the margin was 9%, up from the first quarter"
		return
	}
	if magnitude(r.q) < 10 && k.ID != "utilization" {
		r.choice.measure, r.choice.unit = MeasureChange, "percentage_points"
	}
}

// movesRight reports whether the word of movement stands right before the number, or
// behind it.
func (c *call) movesRight(r *reading) bool {
	if r.d.behind {
		return true
	}
	for j := r.d.at + 1; j < c.start(r.q); j++ {
		if q := c.marks.cue(j); r.d.at < 0 || q != cueBy && q != cueAdjective && !c.adverb(j) || c.lower(j) == "average" {
			return false
		}
	}
	return true
}

// movedNoun reads which way points went from the noun that governs their measure: "a modest
// decline in gross margin from what we expected, of maybe 100 basis points".
func (c *call) movedNoun(r *reading) {
	if r.class != unitPoints || r.choice.measure != MeasureChange || r.d.moves() || r.choice.mention.last == 0 || int(r.choice.mention.first) > r.q.First {
		return
	}
	j := int(r.choice.mention.first) - 1
	for c.marks.cue(j) == cueAdjective && j > r.s.first {
		j--
	}
	if c.marks.cue(j) == cueIn && c.marks.cue(j-1).noun() {
		c.point(&r.d, c.marks.cue(j-1), j-1)
	}
}
