package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
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
	b := c.basisSaid(r)
	i := r.q.Last
	if c.tokens[i].Word == token.Comma {
		i++
	}
	if b.basis == BasisGAAP && c.lower(i) == "excluding" {
		b, _ = c.basisByExclusion(r) // "our reported rate was 13% or 13.9%, excluding special items"
	}
	return b
}

// basisSaid is the basis that the words before and behind r name.
func (c *call) basisSaid(r *reading) sourced {
	if c.coreKind(r) || c.underlyingSales(r) {
		return sourced{}
	}
	if b, ok := c.basisAlone(r); ok {
		return b
	}
	if r.choice.mention.last > 0 {
		if b, ok := c.basisAt(r.s, int(r.choice.mention.first), int(r.choice.mention.last)); ok {
			return b
		}
	}
	if b, ok := c.basisOfSentence(r); ok {
		return b
	}
	if b, ok := c.basisOfSibling(r); ok {
		return b
	}
	if r.choice.link == linkInherited && c.talk.head.basis != BasisUnspecified && r.fact.Measure != MeasureValue {
		return sourced{c.talk.head.basis, BasisSourceAnaphor, c.talk.head.mention}
	}
	return sourced{}
}

// underlyingSales reports whether the only word for a basis in the sentence is "underlying" or
// "core", which tells of revenue how its growth is reckoned.
func (c *call) underlyingSales(r *reading) bool {
	if r.choice.concept != c.e.known.revenue || !r.s.has(cueNonGAAP) || r.s.has(cueGAAP) {
		return false
	}
	found := false
	for j := r.s.first; j < r.s.last; j++ {
		if c.marks.cue(j) == cueNonGAAP {
			if w := c.lower(j); w != "underlying" && w != "core" {
				return false
			}
			found = true
		}
	}
	return found
}

// basisAlone reads a basis that stands for the measure told before: "GAAP gross margin was
// 58% and non-GAAP was 59%", "; on a non-GAAP basis, it was 59%".
func (c *call) basisAlone(r *reading) (sourced, bool) {
	if r.prev == nil || int(r.choice.mention.first) >= r.prev.q.First || !r.s.has(cueGAAP, cueNonGAAP) {
		return sourced{}, false
	}
	if p := r.prev; p.choice.mention == r.choice.mention && p.choice.mention.last > 0 && r.d.moves() && p.fact.Evidence.Basis.Start > c.tokens[p.choice.mention.last-1].Start {
		return sourced{p.fact.Basis, BasisSourceAnaphor, p.fact.Evidence.Basis}, true // "it was $181 million, up 4%"
	}
	for j := r.prev.q.Last; j < r.q.First; j++ {
		b := basisCue(c.marks.cue(j))
		if b == BasisUnspecified {
			continue
		}
		next := c.behindBasis(int(c.marks.cueMention(j).last))
		return sourced{b, BasisSourceSentence, c.cueSpan(j)}, isBe(c.lower(next)) || c.lower(next) == "of" || next == c.start(r.q)
	}
	return sourced{}, false
}

// behindBasis is the token behind the rest of a phrase for a basis at token i, and behind the
// pronoun that follows: "basis, it".
func (c *call) behindBasis(i int) int {
	if isBasisNoun(c.lower(i)) {
		i++
	}
	if c.tokens[i].Word == token.Comma {
		i++
	}
	if w := c.lower(i); w == "it" || w == "they" || w == "that" {
		i++
	}
	return i
}

// isBasisNoun reports whether a word ends a phrase for a basis: "on a GAAP basis".
func isBasisNoun(w string) bool {
	return w == "basis" || w == "perspective" || w == "standpoint" || w == "terms"
}

// opensClause reports whether a clause with a number of its own begins with the phrase for a
// basis at token j: "and on a non-GAAP basis, EPS was $0.58".
func (c *call) opensClause(r *reading, j int) bool {
	for j--; j > r.q.Last && (c.article(j) || c.marks.cue(j) == cueIn); j-- {
	}
	if w := c.lower(j); w != "and" && w != "while" && w != "but" && w != ";" {
		return false
	}
	return r.qi+1 < r.s.quantities[1]
}

// basisOfSibling takes the basis of the number before, of which r is the rate or
// the amount per share: "non-GAAP operating income was $123 million, an operating
// margin of 18%"; and, in "This compares to ...", that of what it is compared to.
func (c *call) basisOfSibling(r *reading) (sourced, bool) {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if !k.Adjustable {
		return sourced{}, false
	}
	if p := r.prev; p != nil && p.fact.Basis != BasisUnspecified && p.fact.BasisSource == BasisSourceSentence && r.choice.measure == MeasureValue && c.joinedTo(r) {
		return sourced{p.fact.Basis, BasisSourceSentence, p.fact.Evidence.Basis}, true
	}
	for p := r.prev; p != nil; p = p.prev {
		o := &c.e.taxonomy.Concepts[p.choice.concept]
		if p.fact.Basis != BasisUnspecified && (o.Percent == k.ID || o.PerShare == k.ID || p.choice.concept == r.choice.concept && r.isBase(c)) {
			return sourced{p.fact.Basis, BasisSourceAnaphor, p.fact.Evidence.Basis}, true
		}
	}
	if c.lower(r.s.first) == "this" && r.s.first+1 < r.s.last && (c.text(r.s.first+1) == "compares" || c.text(r.s.first+1) == "compared") {
		for i := len(c.facts) - 1; i >= 0 && len(c.facts)-i <= 8; i-- {
			if f := &c.facts[i]; f.Concept == k.ID && f.Turn == r.s.turn {
				return sourced{f.Basis, BasisSourceAnaphor, f.Evidence.Basis}, f.Basis != BasisUnspecified
			}
		}
	}
	return sourced{}, false
}

// bothBases are the facts of r where it is said on both bases: "GAAP and non-GAAP tax rates
// are expected to be 10%".
func (c *call) bothBases(r *reading) []Fact {
	if r.choice.mention.last == 0 || r.qi+1 < r.s.quantities[1] && c.e.taxonomy.Concepts[r.choice.concept].Unit != concept.UnitPercent || !r.s.has(cueGAAP) || !r.s.has(cueNonGAAP) {
		return nil
	}
	second := int(r.choice.mention.first) - 1
	for second > r.s.first && c.marks.cue(second) == cueAdjective {
		second--
	}
	and := c.startOfCue(second) - 1
	if and <= r.s.first || c.lower(and) != "and" {
		return nil
	}
	a, b := basisCue(c.marks.cue(and-1)), basisCue(c.marks.cue(second))
	if a == BasisUnspecified || b == BasisUnspecified || a == b || c.saysInTurn(r.s) {
		return nil
	}
	one, other := r.fact, r.fact
	one.Basis, one.BasisSource, one.Evidence.Basis = a, BasisSourceSentence, c.cueSpan(and-1)
	other.Basis, other.BasisSource, other.Evidence.Basis = b, BasisSourceSentence, c.cueSpan(second)
	one.Dimensions, one.Rules = slices.Clone(one.Dimensions), slices.Clone(one.Rules)
	return []Fact{one, other}
}

// startOfCue is where the cue phrase that covers token i begins.
func (c *call) startOfCue(i int) int {
	if c.marks.cue(i) == cueNone {
		return i
	}
	return int(c.marks.cueMention(i).first)
}

// saysInTurn reports whether a sentence gives its numbers in the order of what they are of.
func (c *call) saysInTurn(s *said) bool {
	for j := s.first; j < s.last && s.has(cueEach); j++ {
		if c.lower(j) == "respectively" {
			return true
		}
	}
	return false
}

// joinedTo reports whether the measure of r is joined to the one before by
// "and", so that what stands before the first is said of both: "GAAP sales of
// $6.1 billion and EPS of $1.85".
func (c *call) joinedTo(r *reading) bool {
	p := r.prev
	if r.choice.link != linkSubject || p.choice.link != linkSubject || int(r.choice.mention.first) < p.q.Last || p.fact.Evidence.Basis.End > c.tokens[p.choice.mention.last-1].End {
		return false
	}
	joined := false
	for j := p.q.Last; j < int(r.choice.mention.first); j++ {
		switch q := c.marks.cue(j); {
		case c.lower(j) == "and":
			joined = true
		case c.article(j):
			return false // "and a net loss" begins anew
		case c.tokens[j].Word == token.Comma, q == cueAdjective:
		default:
			if c.text(j) != "record" {
				return false
			}
		}
	}
	for j := int(p.choice.mention.last); j < p.q.First; j++ {
		if c.marks.cue(j) == cueOf {
			return joined // one verb has both as its objects
		}
	}
	return false
}

// basisCue is the basis that a cue names.
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
		if c.lower(j) == "reported" && c.e.taxonomy.Concepts[c.conceptAt(last-1)].Adjustable && c.marks.cue(j) == cueAdjective && !c.article(j+1) && !(j > s.first && c.marks.cue(j-1) == cueFunction && c.lower(j-1) != "our") {
			return sourced{BasisGAAP, BasisSourceSentence, c.span(j, j+1)}, true
		}
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

// conceptAt is the concept that the mention at token i names, or the first of
// the taxonomy.
func (c *call) conceptAt(i int) int32 {
	if m, ok := c.marks.concept(i); ok {
		return m.value
	}
	return 0
}

// basisOfSentence reads "on a non-GAAP basis", "from a GAAP perspective",
// "excluding special items": behind the number and before the next, else the
// nearest before it.
func (c *call) basisOfSentence(r *reading) (sourced, bool) {
	if !r.s.has(cueGAAP, cueNonGAAP) {
		return c.basisByExclusion(r)
	}
	for j := r.q.Last; j < r.s.last; j++ {
		if _, ok := c.marks.isQuantity(j); ok {
			break
		}
		if b, ok := c.basisPhrase(r, j); ok {
			if c.opensClause(r, c.startOfCue(j)) {
				break
			}
			return b, true
		}
	}
	for j := r.q.First - 1; j >= r.s.first; j-- {
		if b, ok := c.basisPhrase(r, j); ok {
			return b, true
		}
	}
	return c.basisByExclusion(r)
}

// basisPhrase reads a phrase about basis at token j that stands for itself.
func (c *call) basisPhrase(r *reading, j int) (sourced, bool) {
	b := basisCue(c.marks.cue(j))
	if b == BasisUnspecified {
		return sourced{}, false
	}
	m := c.marks.cueMention(j)
	if !c.spansSentence(r.s, int(m.first), int(m.last)) {
		// "On the non-GAAP gross margin, total gross margin was": the same
		// concept, named before without a number.
		if k, ok := c.namedFirst(r, int(m.last)); !ok || k >= r.q.First {
			return sourced{}, false
		}
	}
	return sourced{b, BasisSourceSentence, c.span(int(m.first), int(m.last))}, true
}

// basisByExclusion reads "excluding special items, EPS was": earnings without
// named items are adjusted ones.
func (c *call) basisByExclusion(r *reading) (sourced, bool) {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if !r.s.has(cueExcluding) || !k.Adjustable || k.Unit != concept.UnitPerShare && k.PerShare == "" && k.ID != "net_income" {
		return sourced{}, false
	}
	for j := r.s.first; j < r.q.First; j++ {
		if c.marks.cue(j) != cueExcluding || !c.marks.at[j].aside {
			continue
		}
		m := c.marks.cueMention(j)
		return sourced{BasisNonGAAP, BasisSourceSentence, c.span(int(m.first), int(m.last))}, true
	}
	return sourced{}, false
}

// spansSentence reports whether the basis cue at first..last is a phrase of its
// own: "... basis", "perspective", "terms".
func (c *call) spansSentence(s *said, first, last int) bool {
	text := c.span(first, last).Of(c.low)
	if strings.Contains(text, "basis") || strings.HasPrefix(text, "as ") || strings.HasPrefix(text, "excluding") || strings.HasPrefix(text, "before") || strings.Contains(text, "operations") {
		return true
	}
	if w := c.lower(first - 1); first > s.first && (w == "for" || w == "under") && c.tokens[last].Word == token.Comma {
		return true // "For GAAP, we expect a net loss"
	}
	return last < s.last && isBasisNoun(c.lower(last))
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
