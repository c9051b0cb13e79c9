package fact

import "github.com/callfacts/callfacts/internal/token"

// nameOfUnit is where the name in capitals at token i ends that no lexicon knows, and that the
// counted noun stands right behind: "10,000 Harbor subscriptions"; i where there is none.
func (c *call) nameOfUnit(i int) int {
	end := i
	for end-i < 4 && c.content(end) && c.tokens[end].Is(token.Upper) {
		end++
	}
	if end == i || !c.marks.at[end].unit || c.ownName(i, end) {
		return i
	}
	return end
}

// partsOfVolume are the parts of the volume that units are told of: "pump volumes grew 24% to
// reach 23 million units", "pump volumes will be 95 million units".
func (c *call) partsOfVolume(r *reading) []part {
	before := c.lower(c.start(r.q) - 1)
	if p := r.prev; p != nil && p.choice.measure == MeasureGrowth && c.isVolume(p.choice.concept) && (before == "to" || before == "reach" || before == "reaching") {
		return p.dims
	}
	if sub := c.subjectBefore(r.s, r.q.First); sub.kind == subjectConcept && c.isVolume(sub.concept.value) {
		parts, _ := c.premodifiers(int(sub.concept.first), r.s.first)
		return parts
	}
	return nil
}

// isVolume reports whether a concept tells the movement of a volume.
func (c *call) isVolume(concept int32) bool {
	return c.e.taxonomy.Concepts[concept].ID == "volume_change"
}
