package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// sourced is a basis with where it comes from.
type sourced struct {
	basis Basis
	from  BasisSource
	span  source.Span
}

// basisOf finds the basis of r: in its noun phrase, in its sentence, by an
// anaphor. Blanket clauses and repeats come after all facts are read.
func (c *call) basisOf(r *reading) sourced {
	if r.choice.mention.last > 0 {
		if b, ok := c.basisAt(r.s, int(r.choice.mention.first), int(r.choice.mention.last)); ok {
			return b
		}
	}
	if b, ok := c.basisOfSentence(r); ok {
		return b
	}
	if r.choice.link == linkInherited && c.talk.head.basis != BasisUnspecified && r.fact.Measure != MeasureValue {
		return sourced{c.talk.head.basis, BasisSourceAnaphor, c.talk.head.mention}
	}
	return sourced{}
}

func basisCue(q cue) Basis {
	switch q {
	case cueGAAP:
		return BasisGAAP
	case cueNonGAAP:
		return BasisNonGAAP
	}
	return BasisUnspecified
}

// basisAt reads a basis in the noun phrase of the concept at first..last:
// "non-GAAP operating margin", "diluted GAAP EPS", "adjusted EBITDA".
func (c *call) basisAt(s *said, first, last int) (sourced, bool) {
	for j := last - 1; j >= s.first && first-j <= 8; j-- {
		if b := basisCue(c.marks.cue(j)); b != BasisUnspecified {
			m := c.marks.cueMention(j)
			return sourced{b, BasisSourceSentence, c.span(int(m.first), int(m.last))}, true
		}
		if j >= first {
			continue
		}
		if _, ok := c.marks.periodOf(j); ok {
			continue
		}
		if _, ok := c.marks.memberOf(j); ok {
			continue
		}
		if _, ok := c.marks.concept(j); ok {
			break
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueTotal, cueUnitNoun, cueSequential, cueYearOverYear, cueUpNoun, cueDownNoun:
			if w := c.text(j); w == "the" || w == "our" || w == "a" {
				return sourced{}, false
			}
			continue
		case cueNone:
			if c.content(j) || c.tokens[j].Kind == token.Hyphen || c.tokens[j].Kind == token.Punct && c.text(j) == "'" {
				continue
			}
		}
		break
	}
	return sourced{}, false
}

// basisOfSentence reads "on a non-GAAP basis", "from a GAAP perspective".
func (c *call) basisOfSentence(r *reading) (sourced, bool) {
	for j := r.s.first; j < r.s.last; j++ {
		b := basisCue(c.marks.cue(j))
		if b == BasisUnspecified {
			continue
		}
		m := c.marks.cueMention(j)
		if !c.spansSentence(r.s, int(m.first), int(m.last)) {
			// "On the non-GAAP gross margin, total gross margin was": the same
			// concept, named before without a number.
			if k, ok := c.namedFirst(r, int(m.last)); !ok || k >= r.q.First {
				continue
			}
		}
		// Behind the number it goes with it, not with one of a later clause.
		if int(m.first) > r.q.Last {
			if c.crosses(r.q.Last, int(m.first)) {
				continue
			}
		}
		return sourced{b, BasisSourceSentence, c.span(int(m.first), int(m.last))}, true
	}
	return sourced{}, false
}

// spansSentence reports whether the basis cue at first..last is a phrase of its
// own: "... basis", "perspective", "terms".
func (c *call) spansSentence(s *said, first, last int) bool {
	if strings.Contains(strings.ToLower(c.t.Text[c.tokens[first].Start:c.tokens[last-1].End]), "basis") {
		return true
	}
	if last < s.last {
		switch strings.ToLower(c.text(last)) {
		case "basis", "perspective", "standpoint", "terms":
			return true
		}
	}
	return false
}

// namedFirst reports whether the concept of r, or nothing else, follows the cue
// that ends at last, before any number.
func (c *call) namedFirst(r *reading, last int) (int, bool) {
	for j := last; j < r.s.last && j-last <= 4; j++ {
		if m, ok := c.marks.concept(j); ok {
			if m.value != r.choice.concept || m == r.choice.mention {
				return 0, false
			}
			for k := int(m.last); k < r.s.last && k-int(m.last) <= 2; k++ {
				if c.tokens[k].Kind == token.Punct && c.text(k) == "," {
					return k, true
				}
			}
			return 0, false
		}
	}
	return 0, false
}

// crosses reports whether a number stands between the tokens from and to.
func (c *call) crosses(from, to int) bool {
	for k := from; k < to; k++ {
		if _, ok := c.marks.isQuantity(k); ok {
			return true
		}
	}
	return false
}
