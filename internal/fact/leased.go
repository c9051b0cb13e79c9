package fact

// leasedOut reads how much of a property is let where a participle tells it: "our
// portfolio was 95.1% occupied", "we ended the quarter 95% leased".
func (c *call) leasedOut(r *reading) (choice, bool) {
	i := c.e.known.occupancy
	if i < 0 || r.d.moves() && !r.d.dest && !r.d.origin || magnitude(r.q) > 100 {
		return choice{}, false
	}
	switch c.lower(r.q.Last) {
	case "leased", "occupied":
	default:
		return choice{}, false
	}
	if w := c.lower(r.q.Last + 1); c.lower(c.start(r.q)-1) == "not" || w == "or" && r.q.Last+1 < r.s.last {
		return choice{}, false // "we're not 100% leased", "80% leased or under negotiation"
	}
	if next := r.q.Last + 1; next < r.s.last && (c.content(next) && !c.adverb(next) && c.marks.at[next].period == 0 || c.marks.cue(next) == cueUnitNoun || c.lower(next) == "by" || c.lower(next) == "from") {
		return choice{}, false // "60% leased fleet", "40% occupied by one tenant"
	}
	for j := r.s.first; j < r.s.last; j++ {
		if c.lower(j) == "owned" {
			return choice{}, false // "80% leased and 20% owned"
		}
	}
	return choice{fit: fit{i, MeasureValue, ""}, link: linkNoun, mention: mention{i, int32(r.q.Last), int32(r.q.Last + 1)}, score: 90}, true
}
