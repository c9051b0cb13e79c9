package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/token"
)

// guidedPerShare reads the few dollars that an outlook is set to, in a sentence that names
// no measure, as that which was told per share last: "our guidance is now a range of $4 to
// $4.10".
func (c *call) guidedPerShare(r *reading) (choice, bool) {
	if r.s.words&wordOutlook == 0 || r.s.has(cueEffect) || magnitude(r.q) >= 50 || r.q.Low.Exp > -2 && r.q.High.Exp > -2 || r.d.moves() && !r.d.dest && !r.d.origin || !c.outlookOf(r) {
		return choice{}, false
	}
	for range c.measures(r.s) {
		return choice{}, false
	}
	t := &c.talk.topics[0]
	named := !t.span.IsZero() && r.n-t.sentence <= 2 && t.concept == c.e.known.eps
	for k := len(c.facts) - 1; k >= 0 && len(c.facts)-k <= 6 && !named; k-- {
		f := &c.facts[k]
		if !strings.HasSuffix(f.Value.Unit, "/share") || f.Turn != r.s.turn {
			continue
		}
		switch f.Concept {
		case "eps", "ffo", "affo":
			i := int32(c.e.taxonomy.Find(f.Concept))
			return choice{fit: fit{i, MeasureValue, r.q.Unit + "/share"}, link: linkInherited, mention: mention{value: i}, score: 40}, true
		}
		return choice{}, false
	}
	if named {
		return choice{fit: fit{t.concept, MeasureValue, r.q.Unit + "/share"}, link: linkInherited, mention: mention{value: t.concept}, score: 40}, true
	}
	return choice{}, false
}

// heldPerShare reads an amount that earnings which were told per share, and by no name, are
// held against: "we lost $0.06 per share, compared with a loss of $0.04".
func (c *call) heldPerShare(r *reading) (choice, bool) {
	p := r.prev
	if p == nil || p.choice.link != linkPerShare || r.d.moves() || magnitude(r.q) >= 50 || !c.heldNumber(c.start(r.q), r.s.first) {
		return choice{}, false
	}
	return choice{fit: fit{p.choice.concept, MeasureValue, r.q.Unit + "/share"}, link: linkPerShare, mention: p.choice.mention, score: 40}, true
}

// outlookOf reports whether an outlook is named shortly before r, with no verb or number of
// another clause between.
func (c *call) outlookOf(r *reading) bool {
	for j := c.start(r.q) - 1; j >= r.s.first && r.q.First-j <= 9; j-- {
		if c.marks.at[j].quantity != 0 && r.q.HasLow != r.q.HasHigh || c.marks.cue(j) == cueEffect {
			return false
		}
		if c.class(j)&wordOutlook != 0 && c.lower(j) != "expectations" && c.lower(j) != "assumptions" {
			return true
		}
	}
	return false
}

// growthGuided reports whether a rate is what a flow of money is guided to, and so its growth:
// "we adjusted our revenue guidance to a range of 4% to 6%".
func (c *call) growthGuided(r *reading, m mention) bool {
	if flow := m.value == c.e.known.revenue || c.e.taxonomy.Concepts[m.value].ID == "net_operating_income"; r.s.words&wordOutlook == 0 || !flow || magnitude(r.q) > 60 || r.d.moves() && !r.d.dest && !r.d.origin {
		return false
	}
	end := int(m.last)
	w := c.lower(end)
	if w != "guidance" && w != "outlook" && w != "forecast" {
		w = c.lower(int(m.first) - 2)
		if c.lower(int(m.first)-1) != "for" || w != "guidance" && w != "outlook" && w != "forecast" {
			return false
		}
		end--
	}
	for j := end + 1; j < c.start(r.q); j++ {
		if c.content(j) && !c.adverb(j) && c.class(j)&wordOutlook == 0 && c.marks.at[j].period == 0 || c.text(j) == ";" || c.text(j) == "," || c.lower(j) == "and" {
			return false
		}
	}
	return true
}

// priorGuidance reports whether r is the outlook before, which the rate before it is held
// against: "growth of 6% to 8%, compared to our prior guidance of 1% to 5%".
func (c *call) priorGuidance(r *reading) bool {
	if r.s.words&wordOutlook == 0 || c.lower(c.start(r.q)-1) != "of" || c.class(c.start(r.q)-2)&wordOutlook == 0 {
		return false
	}
	for j := c.start(r.q) - 3; j >= r.prev.q.Last; j-- {
		if c.marks.cue(j) == cueVersus {
			return true
		}
		if c.marks.cue(j) != cueAdjective && c.marks.cue(j) != cueFunction && c.class(j)&wordOutlook == 0 {
			return false
		}
	}
	return false
}

// overOutlook reports whether r is by how much something was above or below an outlook, which
// is no level: "revenue was $209 million above the high end of our guidance".
func (c *call) overOutlook(r *reading) bool {
	if !isBe(c.lower(c.start(r.q) - 1)) {
		return false
	}
	i := r.q.Last
	switch c.lower(i) {
	case "above", "below", "better", "higher", "lower", "ahead":
	default:
		return false
	}
	for j := i + 1; j < r.s.last && j-i <= 7 && c.tokens[j].Kind != token.Punct; j++ {
		if c.class(j)&wordOutlook != 0 || c.marks.cue(j) == cueExpect || c.marks.cue(j) == cueAsExpected || c.lower(j) == "consensus" {
			return true
		}
		if c.marks.at[j].period != 0 || c.marks.at[j].quantity != 0 {
			return false
		}
	}
	return false
}

// ratioAgain reads a ratio that is named by no more than that, behind one that was named in
// full: "a book-to-bill ratio of 1.1 times and a full-year ratio of 1.2 times".
func (c *call) ratioAgain(r *reading) (choice, bool) {
	p := r.prev
	if p == nil || r.class != unitRatio || p.class != unitRatio || p.choice.measure != MeasureValue || r.d.moves() {
		return choice{}, false
	}
	j := c.start(r.q) - 1
	if w := c.lower(j); w != "of" && !isBe(w) || c.lower(j-1) != "ratio" || c.marks.at[j-1].concept != 0 {
		return choice{}, false
	}
	return choice{fit: p.choice.fit, link: linkSubject, mention: p.choice.mention, score: 60}, c.e.taxonomy.Concepts[p.choice.concept].Unit == concept.UnitRatio
}
