package fact

import (
	"github.com/callfacts/callfacts/internal/transcript"
)

// growthAsked reads a percentage of an answer, which has no noun of its own, as the growth
// of revenue that the question was about: "What organic growth do you expect?" "I'd say 3%
// to 4%." Neither the question nor the answer up to it may name another measure.
func (c *call) growthAsked(r *reading) (choice, bool) {
	i := c.e.known.revenue
	if i < 0 || r.d.moves() && !r.d.dest && !r.d.origin || r.s.has(cueEffect) || !c.alone(r) {
		return choice{}, false
	}
	if t := c.t.Turns[r.s.turn]; t.Section != transcript.SectionQuestionsAndAnswers || c.t.Speakers[t.Speaker].Role == transcript.RoleAnalyst {
		return choice{}, false
	}
	question, asks := -1, false
	for n := r.n; n >= 0 && r.s.turn-c.sentences[n].turn <= 3; n-- {
		s := &c.sentences[n]
		switch {
		case question >= 0 && s.turn != question:
			return choice{fit: fit{i, MeasureGrowth, "percent"}, link: linkInherited, mention: mention{value: i}, score: 30}, asks
		case c.namesOther(s, i):
			return choice{}, false
		case c.roleOf(s) == transcript.RoleAnalyst:
			question = s.turn
			asks = asks || c.speaksOfGrowth(s)
		}
	}
	return choice{}, false
}

// alone reports whether no noun stands by r that the percentage could be of.
func (c *call) alone(r *reading) bool {
	switch c.subjectBefore(r.s, c.start(r.q)).kind {
	case subjectUnknown, subjectConcept:
		return false
	}
	if i := c.start(r.q) - 1; i >= r.s.first && (c.content(i) && !c.adverb(i) || c.marks.at[i].concept != 0) {
		return false
	}
	i := r.q.Last
	return i >= r.s.last || (!c.content(i) || c.adverb(i)) && c.marks.at[i].concept == 0 && !c.marks.at[i].unit && c.marks.at[i].member == 0 && c.marks.cue(i) != cueOf && c.marks.cue(i) != cueExpect && !isBe(c.lower(i))
}

// namesOther reports whether a sentence names another measure than i.
func (c *call) namesOther(s *said, i int32) bool {
	for m := range c.measures(s) {
		if m.value != i {
			return true
		}
	}
	return false
}

// speaksOfGrowth reports whether a sentence speaks of the growth of revenue: "organic
// growth", "top line growth", "growth in sales".
func (c *call) speaksOfGrowth(s *said) bool {
	if !s.has(cueUpNoun) {
		return false
	}
	for j := s.first; j < s.last; j++ {
		if c.lower(j) != "growth" {
			continue
		}
		if s.measured() || j > s.first && (c.marks.cue(j-1) == cueOrganic || c.marks.cue(j-1) == cueConstantCurrency) || j+1 < s.last && (c.lower(j+1) == "rate" || c.lower(j+1) == "outlook" || c.lower(j+1) == "guidance") {
			return true
		}
	}
	return false
}
