package fact

import (
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/source"
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

// askedFor reads a number of an answer, which has no noun of its own, as the one measure that
// the question asks for: "Where do you see capex?" "I'd say $200 million to $225 million."
func (c *call) askedFor(r *reading) (choice, bool) {
	if r.class == unitBare || r.s.has(cueEffect) || r.s.measured() || r.prev != nil || !c.alone(r) {
		return choice{}, false
	}
	_, i := c.asksFor(r)
	if i < 0 {
		return choice{}, false
	}
	if k := &c.e.taxonomy.Concepts[i]; k.Generic || r.d.moves() && !r.d.dest && !r.d.origin && !k.Growth {
		return choice{}, false
	}
	f, ok := c.e.fits(i, r.q, r.d, true)
	return choice{fit: f, link: linkInherited, mention: mention{value: i}, score: 30}, ok
}

// answerReach is how many words an answer says before the number that was asked for.
const answerReach = 16

// asksFor is the sentence in which the question before the answer that r begins asks for a
// measure, and the only one that it names; -1 for none.
func (c *call) asksFor(r *reading) (*said, int32) {
	if t := c.t.Turns[r.s.turn]; t.Section != transcript.SectionQuestionsAndAnswers || c.t.Speakers[t.Speaker].Role == transcript.RoleAnalyst {
		return nil, -1
	}
	n, said := r.n, 0
	for ; n >= 0 && c.sentences[n].turn == r.s.turn; n-- {
		s := &c.sentences[n]
		if n < r.n && (s.measured() || c.numbered(s)) {
			return nil, -1
		}
		if said += min(s.last, r.q.First) - s.first; said > answerReach {
			return nil, -1
		}
	}
	for question := n; n >= 0 && question-n < 2 && c.sentences[n].turn == r.s.turn-1; n-- {
		s := &c.sentences[n]
		if !s.measured() {
			continue
		}
		if !s.asks || s.has(cueEffect) || c.numbered(s) || c.roleOf(s) != transcript.RoleAnalyst {
			break
		}
		asked := int32(-1)
		for m := range c.measures(s) {
			if asked >= 0 && m.value != asked {
				return nil, -1
			}
			asked = m.value
		}
		return s, asked
	}
	return nil, -1
}

// periodAsked is the period that the question names for the measure that r, which begins the
// answer, is told of: "How do you see gross margin in the fourth quarter?" "Around 45%."
func (c *call) periodAsked(r *reading, k claim) (string, source.Span) {
	if r.choice.link != linkInherited || k.status == StatusTarget || r.s.periods[0] != r.s.periods[1] {
		return "", source.Span{}
	}
	s, i := c.asksFor(r)
	if i != r.choice.concept || i < 0 {
		return "", source.Span{}
	}
	for j := s.periods[1] - 1; j >= s.periods[0]; j-- {
		if p := &c.periods[j]; p.Kind.Fiscal() && (p.Pointer == period.Next || p.Pointer == period.Named) && !c.isComparisonBase(p) {
			return c.anchor.Resolve(*p, !k.past), p.Span
		}
	}
	return "", source.Span{}
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
