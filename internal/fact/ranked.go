package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/token"
)

// coreKind reports whether "core" tells what kind of a measure is meant, and no basis: "core
// deposits", "core product revenue".
func (c *call) coreKind(r *reading) bool { return c.coreAt(r) >= 0 }

// coreAt is where "core" stands that tells the kind of the measure of r; -1 for none.
func (c *call) coreAt(r *reading) int {
	first := int(r.choice.mention.first)
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	switch {
	case r.choice.mention.last == 0:
	case k.Instant && c.lower(first) == "core":
		return first
	case k.Instant && c.lower(first-1) == "core":
		return first - 1
	case k.ByPart:
		at := first - 1
		product := strings.HasPrefix(c.lower(at), "product")
		if product {
			at--
		}
		for c.marks.cue(at) == cueOrganic || c.marks.cue(at) == cueConstantCurrency {
			at--
		}
		if c.lower(at) == "core" && (product || r.choice.concept == c.e.known.revenue && c.hasRest()) {
			return at
		}
	}
	return -1
}

// hasRest reports whether the call speaks of what is not core: what is core is a part then.
func (c *call) hasRest() bool {
	return strings.Contains(c.low, "noncore ") || strings.Contains(c.low, "non-core ")
}

// lineByRank is the line of a measure that is told apart from the rest of it by its rank
// alone: "core deposits", "core product revenue", "other revenue".
func (c *call) lineByRank(r *reading) (part, bool) {
	i := c.coreAt(r)
	if i < 0 && r.choice.concept == c.e.known.revenue {
		switch i = int(r.choice.mention.first) - 1; {
		case i < r.s.first || c.lower(i) != "other":
			return part{}, false
		case c.lower(i-1) == "and" || c.lower(i-1) == "all" || c.lower(i-1) == "each":
			return part{}, false
		}
	}
	if i < r.s.first {
		return part{}, false
	}
	return part{member{AxisProduct, c.lower(i)}, c.span(i, i+1), true}, true
}

// crowned is the part that a sentence begins with and calls one of the company's: "Fragrance
// was our strongest category".
func (c *call) crowned(s *said) []part {
	end := s.first
	for end < s.last && end-s.first < 3 && c.content(end) && !c.adverb(end) {
		end++
	}
	if end == s.first || !isBe(c.lower(end)) || c.lower(end+1) != "our" {
		return nil
	}
	for j := end + 2; j-end <= 5; j++ {
		switch {
		case c.marks.cue(j) == cueUnitNoun:
			span := c.span(s.first, end)
			return []part{{member{AxisProduct, span.Of(c.t.Text)}, span, true}}
		case c.marks.cue(j) != cueAdjective && !c.content(j) && c.marks.cue(j) != cueUpVerb:
			return nil
		}
	}
	return nil
}

// rankedGroup is the group that the clause before r is about: "our top 10
// customers represented 45% of revenue".
func (c *call) rankedGroup(r *reading) []part {
	if r.choice.measure == MeasureChange {
		return nil
	}
	for j := r.q.First - 1; j > r.s.first+1; j-- {
		m, ok := c.marks.concept(j)
		if !ok {
			continue
		}
		number := int(m.first) - 1
		if c.e.taxonomy.Concepts[m.value].Unit == concept.UnitCount && number > r.s.first && c.tokens[number].Kind == token.Number && c.lower(number-1) == "top" {
			span := c.span(number-1, number+1)
			return []part{{member{AxisOther, "Top " + c.text(number)}, span, true}}
		}
		return nil
	}
	return nil
}
