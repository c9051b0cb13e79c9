package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// claim is what a sentence claims a number to be, with the words that tell.
type claim struct {
	status Status
	span   source.Span
	ahead  bool // the sentence looks ahead: "the fourth quarter" is the next one
}

// claimOf reads the status of r from its clause and sentence.
func (c *call) claimOf(r *reading) claim {
	s, q := r.s, r.q
	if k, ok := c.hypothetical(r); ok {
		return k
	}
	past, expect, target := -1, -1, -1
	for j := q.First - 1; j >= s.first; j-- {
		switch cu := c.marks.cue(j); cu {
		case cueExpect:
			if expect < 0 && !c.expectedBefore(j, s) {
				expect = j
			}
		case cueTarget:
			if target < 0 {
				target = j
			}
		case cueFunction, cueUpVerb, cueDownVerb, cueBetter, cueAdd:
			if past < 0 && expect < 0 && c.isPast(j) {
				past = j
			}
		}
	}
	if target < 0 {
		target = c.targetBehind(r)
	}
	role := c.t.Speakers[c.t.Turns[s.turn].Speaker].Role
	switch {
	case target >= 0 && (past < 0 || past < target) && !c.pastTarget(target):
		m := c.marks.cueMention(target)
		return claim{StatusTarget, c.span(int(m.first), int(m.last)), true}
	case past >= 0 && past > expect:
		return claim{StatusActual, source.Span{}, false}
	case expect >= 0:
		m := c.marks.cueMention(expect)
		if s.asks && role == transcript.RoleAnalyst && c.asking(s) {
			return claim{StatusHypothetical, c.span(int(m.first), int(m.last)), true}
		}
		return claim{StatusGuidance, c.span(int(m.first), int(m.last)), true}
	case past < 0 && c.talk.outlook && c.talk.aheadTurn == s.turn && !c.present(s, q.First):
		return claim{StatusGuidance, c.talk.aheadSpan, true}
	}
	return claim{StatusActual, source.Span{}, false}
}

// present reports whether the sentence says how things stand.
func (c *call) present(s *said, before int) bool {
	for j := s.first; j < before; j++ {
		switch strings.ToLower(c.text(j)) {
		case "is", "are", "have", "has", "remain", "remains", "maintain", "continue", "continues", "now", "'re", "'ve", "re", "ve":
			return true
		}
	}
	return false
}

// expectedBefore reports whether the expectation at j is one that the number is
// only held against: "better than we expected".
func (c *call) expectedBefore(j int, s *said) bool {
	for k := j - 1; k >= s.first && j-k <= 2; k-- {
		w := strings.ToLower(c.text(k))
		if w == "as" || w == "than" {
			return true
		}
	}
	return false
}

// isPast reports whether the word at j is a finite verb of the past.
func (c *call) isPast(j int) bool {
	switch w := strings.ToLower(c.text(j)); w {
	case "was", "were", "had", "did", "came", "saw", "grew", "rose", "fell", "went", "ended", "took", "made", "got", "sold", "bought", "paid", "spent", "held", "ran", "became", "stood", "hit", "brought", "gave", "kept", "shrank", "won", "exceeded", "finished":
		return true
	default:
		return len(w) > 4 && strings.HasSuffix(w, "ed") && !c.auxiliaryBefore(j)
	}
}

// auxiliaryBefore reports whether "be", "is", "are" makes the participle at j
// one of the present or future.
func (c *call) auxiliaryBefore(j int) bool {
	for k := j - 1; k >= 0 && j-k <= 2; k-- {
		switch strings.ToLower(c.text(k)) {
		case "be", "is", "are", "to", "will":
			return true
		}
	}
	return false
}

// pastTarget reports whether the "target" at j is one that was met or left
// behind, or only a verb's complement.
func (c *call) pastTarget(j int) bool {
	return strings.EqualFold(c.text(j), "over") // "over time" tells nothing by itself
}

// targetBehind finds "... target", "... goal" directly behind the number.
func (c *call) targetBehind(r *reading) int {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 4; j++ {
		switch c.marks.cue(j) {
		case cueTarget:
			switch strings.ToLower(c.text(j)) {
			case "over", "long", "longer":
				return -1
			}
			return j
		case cueNone:
			if c.tokens[j].Kind == token.Punct {
				return -1
			}
		}
	}
	return -1
}

// asking reports whether the sentence puts a number to the other side: "should
// we think about 5%?".
func (c *call) asking(s *said) bool {
	for j := s.first; j < s.last; j++ {
		if c.marks.cue(j) == cueAsk {
			return true
		}
	}
	return false
}

// hypothetical reads counterfactuals and what-ifs.
func (c *call) hypothetical(r *reading) (claim, bool) {
	for j := r.q.First - 1; j >= r.s.first; j-- {
		if _, ok := c.marks.isQuantity(j); ok {
			break
		}
		if c.tokens[j].Kind == token.Punct && c.text(j) == ";" {
			break
		}
		if c.marks.cue(j) != cueHypothetical {
			continue
		}
		switch w := strings.ToLower(c.text(j)); w {
		case "say", "every", "each", "for", "sensitivity":
			continue
		case "would", "could", "might":
			if j > 0 && (strings.EqualFold(c.text(j-1), "we") || strings.EqualFold(c.text(j-1), "I")) && c.marks.cue(j+1) == cueExpect {
				continue
			}
		}
		m := c.marks.cueMention(j)
		text := strings.ToLower(c.t.Text[c.tokens[m.first].Start:c.tokens[m.last-1].End])
		if strings.Contains(text, "have") || strings.Contains(text, "'ve") || strings.HasPrefix(text, "if") || strings.HasPrefix(text, "what") || strings.HasPrefix(text, "suppose") || strings.HasPrefix(text, "let") || strings.HasPrefix(text, "hypo") {
			return claim{StatusHypothetical, c.span(int(m.first), int(m.last)), false}, true
		}
	}
	if r.s.asks && c.t.Speakers[c.t.Turns[r.s.turn].Speaker].Role == transcript.RoleAnalyst {
		for j := r.s.first; j < r.q.First; j++ {
			if w := strings.ToLower(c.text(j)); c.marks.cue(j) == cueAsk && (w == "should" || w == "can" || w == "could" || w == "would") {
				return claim{StatusHypothetical, c.span(j, j+1), true}, true
			}
		}
	}
	return claim{}, false
}
