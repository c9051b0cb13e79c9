package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/transcript"
)

// segmentOfSpeaker is the part of the company that the speaker of a turn heads by title,
// and so speaks of: "President, Harbor Grill". The call names it too.
func (c *call) segmentOfSpeaker(turn int) (passage, bool) {
	t := &c.t.Turns[turn]
	if t.Section != transcript.SectionPreparedRemarks || c.t.Speakers[t.Speaker].Role == transcript.RoleAnalyst {
		return passage{}, false
	}
	headed := headedBy(c.t.Speakers[t.Speaker].Title)
	if headed == "" {
		return passage{}, false
	}
	headed = letters(headed)
	for _, m := range c.marks.members {
		k := c.memberAt(m)
		if k.axis != AxisGeography && k.axis != AxisCustomerType && spells(k.name, headed) {
			return passage{part: part{member{AxisSegment, k.name}, c.span(int(m.first), int(m.last)), false}, turned: true}, true
		}
	}
	return passage{}, false
}

// headedBy is what the holder of a title heads: "Harbor Grill" of "President, Harbor
// Grill Business Unit"; empty where the title names nothing, or another office.
func headedBy(title string) string {
	for _, office := range [...]string{"President", "Chief Executive Officer", "CEO", "Head"} {
		_, rest, ok := strings.Cut(title, office)
		if !ok {
			continue
		}
		rest = strings.Trim(strings.TrimPrefix(strings.TrimLeft(rest, ", -–—"), "of "), " ")
		for _, noun := range [...]string{" Business Unit", " Division", " Segment", " Group", " Business"} {
			rest = strings.TrimSuffix(rest, noun)
		}
		for _, other := range [...]string{"Officer", "Investor", "Chairman", "CEO", "Director", "Finance", "Counsel", "Secretary", "Treasurer", "President"} {
			if strings.Contains(rest, other) {
				return ""
			}
		}
		if len(rest) < 3 || strings.ContainsAny(rest, ",;&") {
			return ""
		}
		return rest
	}
	return ""
}
