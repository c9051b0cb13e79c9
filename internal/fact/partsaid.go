package fact

import (
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/token"
)

// partOfSaid reads an amount that is part of the one told right before: "we had $521 million
// of inventory. Roughly $60 million of that is work in process", "$141 million of which".
func (c *call) partOfSaid(r *reading) (choice, bool) {
	if r.d.moves() || !c.ofThat(r) {
		return choice{}, false
	}
	if p := r.prev; p != nil {
		if p.qi != r.qi-1 || p.class != unitMoney || p.choice.measure != MeasureValue || p.choice.link == linkShare || magnitude(r.q) > magnitude(p.q) {
			return choice{}, false
		}
		return choice{fit: p.choice.fit, link: linkList, mention: p.choice.mention, score: 70}, true
	}
	if r.n == 0 || len(c.facts) == 0 || r.qi > r.s.quantities[0] {
		return choice{}, false
	}
	f := &c.facts[len(c.facts)-1]
	if f.Turn != r.s.turn || f.Evidence.Value.Start < c.tokens[c.sentences[r.n-1].first].Start || f.Measure != MeasureValue || f.Value.Unit != r.q.Unit || magnitude(r.q) > magnitude(&f.Value) {
		return choice{}, false
	}
	i := int32(c.e.taxonomy.Find(f.Concept))
	return choice{fit: fit{i, MeasureValue, ""}, link: linkInherited, mention: mention{value: i}, score: 70}, c.e.taxonomy.Concepts[i].Unit == concept.UnitMoney
}

// ofThat reports whether r is so much of what was said: "of that", "of this investment". A
// part of a movement is none of the measure's level.
func (c *call) ofThat(r *reading) bool {
	if c.lower(r.q.Last) != "of" {
		return false
	}
	i := r.q.Last + 2
	switch c.lower(i - 1) {
	case "that", "this", "which":
	default:
		return false
	}
	for j := i; j < r.s.last && j-i <= 3; j++ {
		if c.marks.cue(j) == cueCause {
			return false // "$400 million of that was due to foreign exchange"
		}
	}
	switch c.lower(i) {
	case "amount", "total", "number", "investment", "spend", "spending", "cash", "debt", "expense", "balance":
		return true
	}
	return c.marks.cue(i) == cueFunction || c.marks.cue(i) == cueExpect || c.tokens[i].Kind == token.Punct || i >= r.s.last
}

// partsComprised is what an amount is of that a whole is said to be made up of, whether the call
// names it elsewhere or not: "revenue was comprised of $272 million in licensing and $15 million
// in products".
func (c *call) partsComprised(r *reading) []part {
	i := r.q.Last + 1
	if w := c.lower(i - 1); r.class != unitMoney || w != "in" && w != "from" || !c.saysComprised(r.s, r.q.First) {
		return nil
	}
	if m, ok := c.marks.memberOf(i); ok {
		return []part{{c.memberAt(m), c.span(int(m.first), int(m.last)), false}}
	}
	end := i
	for end < r.s.last && end-i < 4 && c.content(end) && c.marks.at[end].member == 0 {
		end++
	}
	if end == i || end < r.s.last && c.lower(end) != "and" && c.tokens[end].Kind != token.Punct {
		return nil
	}
	return []part{{member{AxisProduct, c.span(i, end).Of(c.t.Text)}, c.span(i, end), true}}
}

// saysComprised reports whether the sentence s says before token i what something is made up of.
func (c *call) saysComprised(s *said, i int) bool {
	for j := i - 1; j > s.first; j-- {
		switch c.lower(j) {
		case "comprised", "comprising", "composed", "consisted", "consisting", "consists":
			return true
		case "up":
			if c.lower(j-1) == "made" {
				return true
			}
		}
	}
	return false
}
