package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// passage is the segment that a sentence of the prepared remarks is told under.
type passage struct {
	part
	turned bool // it was turned to in so many words
	headed bool // or heads the sentence that told of it first: "In Marine, revenue was"
	ahead  bool // that sentence looks ahead
	named  int  // the sentence that named it last
}

// toldReach is for how many sentences without a measure a segment holds behind the one
// that told a measure of it, turnedReach one that was turned to in so many words.
const (
	toldReach   = 4
	turnedReach = 40
)

// outline finds, in a call that goes through its segments one by one, the segment that
// each sentence of the prepared remarks is told under: from the sentence that turns to
// it, or tells a measure of it first, to the one that turns to another, to the company,
// or tells what only the company has.
func (c *call) outline() {
	for i := range c.t.Turns {
		_, heads := c.segmentOfSpeaker(i)
		c.bySegment = c.bySegment || heads
	}
	if !c.bySegment {
		return
	}
	c.passages = append(c.passages[:0], make([]passage, len(c.sentences))...)
	var now passage
	at := 0 // the sentence that told of it last
	for i := range c.sentences {
		s := &c.sentences[i]
		if i == 0 || s.turn != c.sentences[i-1].turn {
			now, _ = c.segmentOfSpeaker(s.turn)
			at = i
		}
		if !now.turned && i-at > toldReach || i-at > turnedReach {
			now = passage{}
		}
		if c.t.Turns[s.turn].Section != transcript.SectionPreparedRemarks {
			continue
		}
		next, said := c.passageFrom(i, &now)
		if said {
			now, now.named = next, i
		}
		if said || s.measured() && c.numbered(s) {
			at = i
		}
		if now.axis == AxisProduct || now.axis == AxisOther {
			now.axis = AxisSegment
		}
		c.passages[i] = now
	}
}

// passageFrom is the passage that begins with sentence i; none where it ends the one
// under way, and no answer where that goes on.
func (c *call) passageFrom(i int, now *passage) (passage, bool) {
	s := &c.sentences[i]
	if p, turns := c.turnsToSegment(s, i); turns {
		return p, true
	}
	p, says := c.tellsOf(s, now)
	if !says {
		p, says = c.opensOn(s)
	}
	if !says {
		says = c.turnsElsewhere(s)
	}
	switch {
	case says && p.name != "" && sameName(p.name, now.name):
		return *now, true
	case says:
		return p, true
	}
	return passage{}, c.turnsToWhole(s) || c.turnsToMeasure(s) || c.tellsWhole(s, now.turned) || !now.turned && !now.headed && c.opensWhole(s)
}

// opensWhole reports whether a paragraph opens with a measure of no part, other than the
// revenue that those of a segment open with, and the period that it is of: "Gross margin
// for the third quarter was".
func (c *call) opensWhole(s *said) bool {
	if !s.opens || !c.numbered(s) || c.lower(s.first) == "segment" {
		return false
	}
	for m := range c.measures(s) {
		next := int(m.last)
		if w := c.lower(next); w == "for" || w == "in" || w == "during" {
			next++
		}
		if c.article(next) || c.lower(next) == "our" {
			next++
		}
		return int(m.first) == s.first && m.value != c.e.known.revenue && next < s.last && c.marks.at[next].period != 0
	}
	return false
}

// turnsElsewhere reports whether the sentence s heads a passage about a segment by a name
// that is not known ("Now to the results of our marine segment"), says that regions
// follow, or tells the share of a part in the total.
func (c *call) turnsElsewhere(s *said) bool {
	if !c.numbered(s) && s.words&wordRegion != 0 && c.byRegion(s) {
		return true
	}
	if !c.numbered(s) {
		return s.last-s.first <= 14 && (s.words&wordSegment != 0 && (s.words&wordTurn != 0 || c.marks.cue(s.last-2) == cueUnitNoun) || goesOn(c.lower(s.first)) && !s.members && s.has(cueUnitNoun))
	}
	for j := s.first; j < s.last && j-s.first <= 4; j++ {
		if c.tellsShare(j) {
			return true
		}
	}
	return false
}

// byRegion reports whether a sentence says that results are told by region: "here is our
// growth by region", "moving to our geographic results".
func (c *call) byRegion(s *said) bool {
	for j := s.first + 1; j < s.last; j++ {
		if c.class(j)&wordRegion == 0 {
			continue
		}
		switch c.lower(j + 1) {
		case "results", "performance", "perspective", "standpoint", "basis":
			return true
		}
		if c.lower(j-1) == "by" {
			return true
		}
	}
	return false
}

// outlined reports whether the outline tells what sentence n is about.
func (c *call) outlined(n int) bool {
	return c.bySegment && c.t.Turns[c.sentences[n].turn].Section == transcript.SectionPreparedRemarks
}

// turnsToMeasure reports whether the sentence s turns to a measure, and to no part of the
// company: "Turning now to gross margin".
func (c *call) turnsToMeasure(s *said) bool {
	if s.words&wordTurn == 0 || !s.measured() || c.numbered(s) {
		return false
	}
	turns := false
	for j := s.first; j < s.last && j-s.first <= 10; j++ {
		turns = turns || goesOn(c.lower(j))
		if c.marks.at[j].member != 0 {
			return false
		}
		if c.marks.at[j].concept != 0 {
			return turns
		}
	}
	return false
}

// isSegment reports whether a part is one of the segments that the call goes through.
func (c *call) isSegment(p part) bool { return c.segments[segmentKey(p.name)] != "" }

// turnsToSegment is the segment that the sentence s turns to in so many words, or
// consists of; none where it turns to another name.
func (c *call) turnsToSegment(s *said, i int) (passage, bool) {
	first, last := s.first, s.first
	if s.words&(wordTurn|wordBegin) != 0 {
		first, last = c.turnedName(s)
	}
	if last == first && i+1 < len(c.sentences) {
		first, last = c.headOf(s, &c.sentences[i+1])
	}
	for j := first; j < last && j < first+2; j++ {
		if m, ok := c.marks.memberOf(j); ok {
			p := c.inFull([]part{{c.memberAt(m), c.span(int(m.first), int(m.last)), false}})[0]
			if c.isSegment(p) {
				return passage{part: p, turned: true}, true
			}
		}
	}
	return passage{}, last > first && c.tokens[first].Is(token.Upper) && !c.ofStatements(first, last)
}

// tellsWhole reports whether the measure that a sentence tells first is one that only
// the company has, or, where its segment was not turned to in so many words, one that is
// not told by part. Guided revenue is the company's.
func (c *call) tellsWhole(s *said, turned bool) bool {
	if !s.measured() || !c.numbered(s) {
		return false
	}
	if c.marks.cue(s.first) != cueAnaphor && (c.toldPerShare(s) || !turned && (c.ofWhole(s) || c.inTermsOf(s))) {
		return true
	}
	guided := false
	dated := s.periods[0] != s.periods[1] && c.periods[s.periods[0]].First-s.first <= 4
	for j := s.first; j < s.last; j++ {
		if m, ok := c.marks.concept(j); ok {
			k := &c.e.taxonomy.Concepts[m.value]
			return k.Whole || guided && m.value == c.e.known.revenue || !turned && k.Unit == concept.UnitMoney && !k.ByPart && !k.BySegment
		}
		switch c.lower(j) {
		case "guide", "guiding", "guidance", "outlook":
			guided = true
		}
		guided = guided || dated && c.marks.cue(j) == cueExpect && classOf(&c.quantities[s.quantities[0]]) == unitMoney // "for 2020, we expect revenue of"
	}
	return false
}

// toldPerShare reports whether a sentence tells an amount per share, as of the company alone.
func (c *call) toldPerShare(s *said) bool {
	for qi := s.quantities[0]; qi < s.quantities[1]; qi++ {
		if classOf(&c.quantities[qi]) == unitPerShare {
			return true
		}
	}
	return false
}

// inTermsOf reports whether a sentence opens with the measure that it is about: "In terms of
// operating margin, we expect".
func (c *call) inTermsOf(s *said) bool {
	if c.lower(s.first) != "in" || c.lower(s.first+1) != "terms" {
		return false
	}
	for j := s.first + 3; j < s.last && c.marks.at[j].member == 0 && c.marks.cue(j) != cueUnitNoun; j++ {
		if c.marks.at[j].concept != 0 {
			return true
		}
	}
	return false
}

// totalOf reports whether what stands before the measure at token i is "total" or
// "overall", which in a passage about a segment is all of that.
func (c *call) totalOf(s *said, i int) bool {
	for j := i - 1; j >= s.first && i-j <= 3; j-- {
		switch c.lower(j) {
		case "total", "overall":
			return true
		case "company":
			return false
		}
	}
	return false
}

// opensOn is the segment by name that the sentence s begins with: "Our marine segment",
// "On to the harbor segment, which".
func (c *call) opensOn(s *said) (passage, bool) {
	for j := s.first; j < s.last && j-s.first <= 6; j++ {
		if m, ok := c.marks.memberOf(j); ok {
			p := c.inFull([]part{{c.memberAt(m), c.span(int(m.first), int(m.last)), false}})[0]
			named := j == s.first && c.tokens[j].Is(token.Upper) && !c.possessive(int(m.last)) || c.marks.cue(int(m.last)) == cueUnitNoun || c.marks.cue(int(m.last)-1) == cueUnitNoun
			return passage{part: p, turned: c.lower(s.first) == "on" || !c.numbered(s) && s.last-s.first <= 10, headed: c.marks.cue(s.first) == cueIn || c.class(int(m.last))&wordSegment != 0, ahead: c.looksAhead(s)}, named && c.isSegment(p)
		}
		if q := c.marks.cue(j); q != cueFunction && q != cueAdjective && q != cueIn && q != cueTo && c.tokens[j].Kind != token.Punct && c.lower(j) != "from" {
			break
		}
	}
	return passage{}, false
}

// framedBefore is the part that is named right before the measure at token i, with a
// comma between: "in our brush segment, net sales".
func (c *call) framedBefore(s *said, i int) []part {
	j := i - 1
	if j <= s.first || c.tokens[j].Word != token.Comma {
		return nil
	}
	for j--; j > s.first && c.marks.cue(j) == cueUnitNoun; j-- {
	}
	if m, ok := c.marks.memberOf(j); ok {
		return []part{{c.memberAt(m), c.span(int(m.first), int(m.last)), false}}
	}
	return nil
}

// tellsOf is the segment whose measure the sentence s tells first; none where it is
// told of all of the company, and no answer where the measure is told of neither.
func (c *call) tellsOf(s *said, now *passage) (passage, bool) {
	if !s.measured() || !c.numbered(s) {
		return passage{}, false
	}
	for m := range c.measures(s) {
		k := &c.e.taxonomy.Concepts[m.value]
		if k.Whole || !k.ByPart && !k.BySegment {
			continue
		}
		parts, whole := c.premodifiers(int(m.first), s.first)
		if whole && !((now.turned || now.headed) && c.totalOf(s, int(m.first))) {
			return passage{}, true
		}
		fronted := len(parts) == 0
		if fronted {
			parts = c.framedBefore(s, int(m.first))
		}
		if len(parts) == 0 {
			parts = c.partsFronted(s, int(m.first))
		}
		if next := int(m.last); len(parts) == 0 && next+1 < s.last {
			switch c.lower(next) {
			case "from", "in", "at":
				parts = c.partsAt(s, next+1, -1)
			case "for":
				if parts = c.partsAt(s, next+1, -1); len(parts) == 0 && c.capital(next+1) {
					return passage{}, true // "revenue for Fabrikam was"
				}
				fronted = s.words&wordSegment != 0 // "and for Fabrikam was"
			}
		}
		if len(parts) == 0 {
			parts, fronted = c.partsOfOwner(s, int(m.first)), false
		}
		for i, p := range c.inFull(parts) {
			if sameName(parts[i].name, now.name) {
				return *now, true
			}
			if c.isSegment(p) {
				return passage{part: p, headed: fronted, ahead: c.looksAhead(s)}, true
			}
		}
		return passage{}, false
	}
	return passage{}, false
}

// underPassage adds to the parts of r the segment that its sentence is told under.
func (c *call) underPassage(r *reading, parts []part) []part {
	p := &c.passages[r.n]
	if p.name == "" || c.outOfPassage(r, p, len(parts) == 0) {
		return parts
	}
	if before := int(r.choice.mention.first); c.lower(before) == "segment" || c.lower(before-1) == "segment" && before > r.s.first && !c.content(before-2) {
		if r.choice.link == linkShare && len(parts) > 0 && !sameName(parts[0].name, p.name) {
			return append(slices.Clone(parts), p.part) // "river was 71% of segment revenue"
		}
		return []part{p.part} // "segment operating income"
	}
	if c.saysTheSegment(r) {
		return []part{p.part}
	}
	for i, o := range parts {
		if o.axis != AxisGeography && strings.IndexByte(o.name, ' ') < 0 && !strings.EqualFold(o.name, p.name) && sameName(o.name, p.name) {
			parts = slices.Clone(parts)
			parts[i].member = p.member // "harbor", in the passage about Harbor Services
			return parts
		}
		if c.isSegment(o) || o.axis == p.axis || len(o.name) <= len(p.name) && sameName(o.name, p.name) {
			return parts
		}
	}
	if len(parts) > 0 && !p.turned && !p.headed {
		return parts
	}
	if len(parts) > 0 && (r.choice.link == linkBusiness || r.choice.link == linkInherited) && !(p.turned && c.lineOfSegment(parts)) {
		return parts // of itself, or beside the segment: "Food grew 3%"
	}
	return append(slices.Clone(parts), p.part)
}

// lineOfSegment reports whether the first of the parts is called a business of the
// segment: "in our tools business, we saw growth of 8%".
func (c *call) lineOfSegment(parts []part) bool {
	rest, ok := strings.CutPrefix(c.low[parts[0].span.End:], " business")
	return ok && rest != "" && (rest[0] == ' ' || rest[0] == ',')
}

// saysTheSegment reports whether the sentence says before r, or right behind it, that it tells of the segment as a whole:
// "for this segment, operating margin was", "the segment expanded margin by".
func (c *call) saysTheSegment(r *reading) bool {
	if r.s.words&wordSegment == 0 || r.choice.link == linkShare {
		return false
	}
	for j := r.s.first + 1; j < r.q.First; j++ {
		if w := c.lower(j); (w == "segment" || w == "division") && (c.lower(j-1) == "this" || c.lower(j-1) == "the") && c.tokens[j+1].Kind != token.Hyphen {
			return j-2 < r.s.first || c.lower(j-2) == "for" || c.tokens[j-2].Word == token.Comma || j == r.s.first+1
		}
	}
	return false
}

// outOfPassage reports whether r is not told under the segment of its sentence: alone says
// that no part was named.
func (c *call) outOfPassage(r *reading, p *passage, alone bool) bool {
	at := int(r.choice.mention.first)
	switch {
	case alone && r.choice.link == linkShare:
		return c.lower(at-1) != "segment" // "of segment revenue"
	case c.ofCompanyInWords(r):
		return !p.turned && !p.headed || !c.totalOf(r.s, at)
	case alone && !p.turned && !p.headed && p.named < r.n-1 && c.ofCompany(r):
		return true
	}
	return r.fact.Status == StatusGuidance && !p.turned && !p.ahead
}

// partsOfOwner is the part that the sentence begins with and says to have the measure
// at token i: "The harbor segment had gross profit of $12 million".
func (c *call) partsOfOwner(s *said, i int) []part {
	for j := s.first; j < i && j-s.first <= 4; j++ {
		if m, ok := c.marks.memberOf(j); ok {
			return []part{{c.memberAt(m), c.span(int(m.first), int(m.last)), false}}
		}
		if c.marks.cue(j) != cueFunction && c.marks.cue(j) != cueAdjective && c.tokens[j].Kind != token.Punct {
			return nil
		}
	}
	return nil
}

// sameName reports whether one of two names is the other's first or last word.
func sameName(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a == b || strings.HasPrefix(b, a+" ") || strings.HasSuffix(b, " "+a)
}

// linesOf are the parts of a heading without the segments that the outline tells of.
func (c *call) linesOf(heading []part) []part {
	return slices.DeleteFunc(slices.Clone(heading), func(p part) bool { return p.axis == AxisSegment || p.axis != AxisGeography && c.isSegment(p) })
}
