package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// underWhole adds to the part of which r tells within what is told of a larger one the parts
// of that: "Harbor grew 9%, led by 58% digital growth and 20% growth in China", "Asian revenue
// was $5 million, including $2 million from software".
func (c *call) underWhole(r *reading, own []part) []part {
	if len(own) == 0 || r.prev == nil || r.choice.measure == MeasureShare {
		return own
	}
	from := c.leadsToParts(r)
	if from < 0 || r.choice.measure != MeasureGrowth && c.lower(from) != "including" {
		return own
	}
	whole := r.prev
	for whole != nil && whole.q.First >= from {
		whole = whole.prev
	}
	if whole == nil || whole.choice.concept != r.choice.concept || whole.choice.measure == MeasureShare || own[0].span.Start < c.tokens[from].Start {
		return own
	}
	parts := own[:len(own):len(own)]
	for _, p := range whole.dims {
		if !hasAxisOrName(own, p) {
			parts = append(parts, p)
		}
	}
	return parts
}

// underHeading adds to parts those of another kind that the passage is about.
func (c *call) underHeading(r *reading, own []part) []part {
	if len(own) == 0 {
		return nil
	}
	for _, p := range c.partsOfHeading(r) {
		if !hasAxisOrName(own, p) {
			own = append(own[:len(own):len(own)], p)
		}
	}
	return own
}

// leadsToParts is where the words stand, before r, by which the growth of something goes on
// to that of its parts: "led by", "including", "with"; -1 for none.
func (c *call) leadsToParts(r *reading) int {
	for j := r.q.First - 1; j > r.s.first; j-- {
		switch c.lower(j) {
		case "led", "driven":
			if c.lower(j+1) == "by" {
				return j
			}
		case "including", "as":
			return j
		case "with":
			if c.lower(j-1) == "combined" {
				return -1
			}
			return j
		case "offset", "while", "but", "whereas", ".", ";":
			return -1
		}
	}
	return -1
}

// partsGrown are the parts between a number and the growth that it tells: "58% digital
// growth".
func (c *call) partsGrown(r *reading) []part {
	if !r.d.behind || r.d.at <= r.q.Last || r.d.at-r.q.Last > 6 || c.lower(r.d.at) != "growth" {
		return nil
	}
	var parts []part
	for j := r.q.Last; j < r.d.at; j++ {
		if m, ok := c.marks.memberOf(j); ok && !c.marks.names(j) {
			p := part{c.memberAt(m), c.span(int(m.first), int(m.last)), false}
			if int(m.value) >= len(c.e.lexicon.named) && (p.name == strings.ToUpper(p.name) || p.name == strings.ToLower(p.name)) {
				return nil // "12% GP growth", "3% contractual growth"
			}
			parts, j = append(parts, p), int(m.last)-1
			continue
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueOrganic, cueConstantCurrency, cueYearOverYear, cueSequential, cueTotal, cueUnitNoun:
		default:
			return nil // "2% cement demand growth"
		}
	}
	if len(parts) > 0 && r.d.at+1 < r.s.last {
		for _, p := range c.partsBehind(r, r.d.at) {
			if !hasAxisOrName(parts, p) {
				parts = append(parts, p) // "digital growth in Asia"
			}
		}
	}
	return parts
}

// subjectTaken is the part right before a relative pronoun, if sub is that: "led by Harbor,
// which grew 21%".
func (c *call) subjectTaken(s *said, sub subject) (subject, bool) {
	if sub.kind != subjectAnaphor || c.lower(sub.at) != "which" {
		return sub, false
	}
	j := sub.at - 1
	if c.tokens[j].Word == token.Comma {
		j--
	}
	if c.marks.cue(j) == cueUnitNoun {
		j--
	}
	if m, ok := c.marks.memberOf(j); ok && int(m.first) >= s.first {
		return subject{kind: subjectMember, member: m, at: int(m.first)}, true
	}
	return sub, false
}

// onlyRevenue reports whether a sentence names no measure but revenue.
func (c *call) onlyRevenue(s *said) bool {
	for m := range c.measures(s) {
		if m.value != c.e.known.revenue {
			return false
		}
	}
	return true
}

// beside reports whether p, of which the sentence before spoke, stands beside the first of
// own and not above it: it is a product and that a name which the call says again and again,
// or each is called by the same noun, as in "our cloud segment grew 30%. Our enterprise
// segment was up 1%".
func (c *call) beside(own []part, p part) bool {
	if len(own) == 0 {
		return false
	}
	o := own[0]
	if o.axis == AxisOther && p.axis == AxisProduct {
		return true
	}
	noun := c.nounBehind(p.span)
	return noun != "" && noun == c.nounBehind(o.span)
}

// nounBehind is what the part at sp is called right behind its name: a segment, a business.
func (c *call) nounBehind(sp source.Span) string {
	rest := strings.TrimPrefix(c.low[sp.End:], " ")
	for _, noun := range [...]string{"segment", "business", "division", "brand"} {
		if strings.HasPrefix(rest, noun) {
			return noun
		}
	}
	return ""
}
