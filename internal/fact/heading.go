package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// partsOfHeading are the parts that the passage is about, for what companies
// tell by part; a sentence about the whole leaves them.
func (c *call) partsOfHeading(r *reading) []part {
	if k := &c.e.taxonomy.Concepts[r.choice.concept]; len(c.talk.heading) == 0 || !k.ByPart && !k.BySegment {
		return nil
	}
	if r.choice.concept != c.e.known.revenue && incomeLine(c.talk.heading) {
		return nil
	}
	if r.fact.Status == StatusGuidance && r.n-c.talk.headingAt > 3 && !(c.talk.answers && r.choice.concept == c.e.known.locations) {
		return nil // an outlook is for the whole, unless its part was just named
	}
	if !c.talk.turned && r.n > c.talk.headingAt && c.talk.heading[0].axis == AxisGeography && c.leavesPlace(r) {
		return nil
	}
	for j := r.s.first; j < r.q.First; j++ {
		if c.marks.at[j].aside {
			continue
		}
		if c.marks.cue(j) == cueTotal && c.lower(j) != "total" {
			return nil
		}
		if w := c.lower(j); w == "company" && c.tokens[j+1].Kind != token.Hyphen || w == "global" || w == "companywide" {
			return nil
		}
	}
	if !c.talk.turned && c.ofCompany(r) {
		return nil
	}
	if c.outlined(r.n) {
		return c.linesOf(c.talk.heading)
	}
	return c.talk.heading
}

// leavesPlace reports whether r, behind a sentence on one place, goes on to the company: to what
// it expects of a year, or to its gross margin.
func (c *call) leavesPlace(r *reading) bool {
	if id := c.e.taxonomy.Concepts[r.choice.concept].ID; id == "gross_margin" || id == "gross_profit" {
		return true
	}
	for i := r.s.periods[0]; i < r.s.periods[1] && r.fact.Status == StatusGuidance; i++ {
		if c.periods[i].Kind == period.Year {
			return true
		}
	}
	return false
}

// incomeLine reports whether a heading is a kind of income, which other measures
// are not told by.
func incomeLine(heading []part) bool {
	name := strings.ToLower(heading[len(heading)-1].name)
	for _, end := range [...]string{"income", "fees", "fee", "charges"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// ofCompany reports whether r is told in the words for the company's own
// results: on a basis by name, or as what the quarter ended with.
func (c *call) ofCompany(r *reading) bool {
	if before := int(r.choice.mention.first) - 1; before >= r.s.first {
		if q := c.marks.cue(before); q == cueGAAP || q == cueNonGAAP {
			return true
		}
	}
	for j := r.s.first; j+2 < r.q.First && j-r.s.first <= 3; j++ {
		if w := c.text(j); (w == "ended" || w == "exited" || w == "closed") && c.text(j+1) == "the" {
			return true // "we ended the quarter with"
		}
	}
	return false
}

// setHeading reads what a sentence makes the passage be about.
func (c *call) setHeading(s *said, n int) {
	if c.talk.answers && len(c.talk.heading) > 0 {
		return // an answer stays with what it is about
	}
	if c.talk.heading != nil && c.leavesHeading(s, n) {
		c.talk.heading = nil
	}
	if parts := c.turnedTo(s); len(parts) > 0 {
		c.talk.heading, c.talk.headingAt, c.talk.turned = parts, n, true
		return
	}
	if parts := c.answersOn(s, n); len(parts) > 0 {
		c.talk.heading, c.talk.headingAt, c.talk.turned = parts, n, true
		return
	}
	if !s.members && !s.has(cueTotal) && s.words&wordTurn == 0 {
		return // it names nothing that a passage may be about
	}
	j := s.first
	for j < s.last && j-s.first <= 6 && c.leadsIn(s, j) {
		j++
	}
	turning, strong := false, false
	for k := s.first; k < j; k++ {
		switch c.lower(k) {
		case "turning", "moving", "looking", "shifting", "starting", "beginning", "to":
			turning, strong = true, true
		case "in", "for", "within", "on":
			turning = true
		}
	}
	if c.marks.cue(j) == cueTotal || strong && c.marks.at[j].concept != 0 {
		c.talk.heading = nil
		return
	}
	parts := c.partsAt(s, j, -1)
	if len(parts) == 0 || len(parts) > 1 && parts[0].axis == parts[1].axis {
		return
	}
	last := parts[len(parts)-1]
	end := j
	for end < s.last && c.tokens[end].Start < last.span.End {
		end++
	}
	for end < s.last && (c.marks.cue(end) == cueUnitNoun || c.tokens[end].Is(token.Glued) && c.tokens[end].Kind == token.Word) {
		end++
	}
	if end+1 < s.last && end > j && c.tokens[end-1].Is(token.Glued) && c.content(end) && !c.tokens[end].Is(token.Upper) && s.quantities[0] == s.quantities[1] {
		end++ // "Europe's recovery is slow"
	}
	sided := turning && end < s.last && (c.lower(end) == "front" || c.lower(end) == "side") // "on the services front"
	verb := end < s.last && (c.marks.cue(end) == cueFunction || c.marks.cue(end).verb() || c.tokens[end].Kind == token.Punct || c.tokens[end].Kind == token.Word && c.adverb(end))
	if turning || verb && end > j || end >= s.last {
		for _, p := range parts {
			if p.raw && !sided || p.axis == AxisOther && !strong {
				return
			}
		}
		if strong || end >= s.last || end == s.last-1 && c.tokens[end].Kind == token.Punct {
			c.talk.heading, c.talk.headingAt, c.talk.turned = parts, n, true
			return
		}
		c.talk.heading, c.talk.headingAt, c.talk.turned = parts, n, false
	}
}

// leavesHeading reports whether sentence n is no more about what the passage was about.
func (c *call) leavesHeading(s *said, n int) bool {
	return n-c.talk.headingAt > headingReach && c.t.Turns[s.turn].Section == transcript.SectionPreparedRemarks || c.ofWhole(s) ||
		!c.talk.turned && (s.opens && !c.talk.bullets || c.datesMeasure(s)) || c.turnsToWhole(s)
}

// datesMeasure reports whether a sentence begins with a period and a measure of no part: "For
// the quarter, gross margin increased".
func (c *call) datesMeasure(s *said) bool {
	if c.marks.cue(s.first) != cueIn || s.periods[0] == s.periods[1] || c.periods[s.periods[0]].First-s.first > 2 {
		return false
	}
	i := c.periods[s.periods[0]].Last
	if i >= s.last || c.tokens[i].Word != token.Comma {
		return false
	}
	for i++; i < s.last && (c.marks.cue(i) == cueAdjective || c.marks.cue(i) == cueNonGAAP || c.marks.cue(i) == cueGAAP); {
		i++
	}
	m, ok := c.marks.concept(i)
	return ok && c.e.taxonomy.Concepts[m.value].Unit == concept.UnitPercent
}

// leadsIn reports whether the word at token j may stand before what the sentence is
// about.
func (c *call) leadsIn(s *said, j int) bool {
	switch c.marks.cue(j) {
	case cueFunction, cueIn, cueTo, cueAdjective:
		return true
	case cueNone:
		if c.marks.at[j].member == 0 && c.adverb(j) {
			return true
		}
	}
	return c.tokens[j].Word == token.Comma || j == s.first && c.class(j)&wordTurn != 0
}

// inSection adds the segment that the passage is about to the parts of r, for what is
// told by part.
func (c *call) inSection(r *reading, parts []part) []part {
	if k := &c.e.taxonomy.Concepts[r.choice.concept]; c.outlined(r.n) && !k.Whole && (k.ByPart || k.BySegment) {
		return c.underPassage(r, parts)
	}
	return parts
}

// ofCompanyInWords reports whether the sentence says before r that it speaks of all
// the company.
func (c *call) ofCompanyInWords(r *reading) bool {
	for j := r.s.first; j < r.q.First; j++ {
		if c.marks.cue(j) == cueTotal && c.lower(j) != "total" || c.lower(j) == "company" || c.lower(j) == "globally" {
			return true
		}
	}
	return false
}

// turnedTo is the part that a sentence turns to, which tells no number of it: "Let's
// move to Slide 9 and Consumer Banking".
func (c *call) turnedTo(s *said) []part {
	if s.words&(wordTurn|wordBegin) == 0 || c.numbered(s) {
		return nil
	}
	first, last := c.turnedName(s)
	for j := first; j < last; j++ {
		if m, ok := c.marks.memberOf(j); ok {
			if p := c.memberAt(m); p.axis == AxisGeography || p.axis == AxisSegment || p.axis == AxisOther && s.words&wordTurn != 0 || c.marks.cue(int(m.last)) == cueUnitNoun {
				return []part{{p, c.span(int(m.first), int(m.last)), false}}
			}
		}
	}
	return nil
}

// answersOn is the one region or segment that an answer says it is about, in the
// opening of one of its first sentences: "On store growth in EMEA, we continue to build".
func (c *call) answersOn(s *said, n int) []part {
	if !c.talk.answers || n-c.talk.headingAt > 3 || c.marks.cue(s.first) != cueIn && c.lower(s.first) != "as" {
		return nil
	}
	var found []part
	for j := s.first + 1; j < s.last; j++ {
		if _, ok := c.marks.isQuantity(j); ok {
			return nil // what is said of it, and not what the answer is about
		}
		if c.tokens[j].Word == token.Comma && j > s.first+2 {
			return found
		}
		m, ok := c.marks.memberOf(j)
		if !ok {
			continue
		}
		j = int(m.last) - 1
		p := part{c.memberAt(m), c.span(int(m.first), int(m.last)), false}
		if p.axis != AxisGeography && p.axis != AxisSegment || !c.placedBy(s, int(m.first)) {
			continue
		}
		if len(found) > 0 && found[0].name != p.name {
			return nil
		}
		found = []part{p}
	}
	return nil
}

// placedBy reports whether the noun phrase at token i stands behind a word that
// puts something in a place or under a head: "in the", "on", "from a".
func (c *call) placedBy(s *said, i int) bool {
	i--
	for i > s.first && (c.article(i) || c.lower(i) == "our") {
		i--
	}
	if i < s.first {
		return false
	}
	switch c.lower(i) {
	case "in", "on", "for", "from", "within", "across", "regarding", "around":
		return true
	}
	return false
}

// turnsToWhole reports whether a sentence turns to the company's statements:
// "turning to the remaining lines of the P&L".
func (c *call) turnsToWhole(s *said) bool {
	if s.words&wordTurn == 0 {
		return false
	}
	turns := false
	for j := s.first; j < s.last && j-s.first <= 14; j++ {
		switch w := c.lower(j); w {
		default:
			turns = turns || goesOn(w) || w == "review" || w == "discuss"
		case "p", "p&l", "statement", "sheet", "consolidated", "profitability", "liquidity", "capital", "guidance", "outlook", "expectations", "comparisons":
			if turns {
				return true
			}
		}
	}
	return false
}

// goesOn reports whether a word says that the speech goes on to something else.
func goesOn(word string) bool {
	switch word {
	case "turn", "turning", "move", "moving", "shifting", "switching", "looking":
		return true
	}
	return false
}

// headingReach is for how many sentences a heading holds.
const headingReach = 14

// ofWhole reports whether a sentence tells a measure that only the company as a
// whole has: earnings per share, taxes, cash.
func (c *call) ofWhole(s *said) bool {
	if s.quantities[0] == s.quantities[1] {
		return false
	}
	for m := range c.measures(s) {
		if c.e.taxonomy.Concepts[m.value].Whole {
			return true
		}
	}
	return false
}
