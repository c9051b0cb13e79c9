package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// dimensionsOf finds the parts of the company that r is about.
func (c *call) dimensionsOf(r *reading) []part {
	if k := &c.e.taxonomy.Concepts[r.choice.concept]; k.Whole {
		return nil
	}
	switch r.choice.link {
	case linkList:
		if r.choice.measure == MeasureChange || r.d.origin {
			return r.prev.dims
		}
		return c.partsOfShare(r)
	case linkShare:
		return c.partsOfShare(r)
	case linkInherited, linkBusiness:
		return c.partsInherited(r)
	case linkNoun:
		return c.partsOfCount(r)
	}
	if k := &c.e.taxonomy.Concepts[r.choice.concept]; k.BySegment {
		return c.partsOfSegment(r)
	} else if !k.ByPart {
		return nil
	}
	m := r.choice.mention
	if r.d.behind && r.d.at > r.q.Last-1 && r.choice.link == linkSubject {
		if behind := c.partsBehind(r, r.d.at); len(behind) > 0 { // "mid-single-digit growth in Mexico"
			return behind
		}
	}
	own, whole, _ := c.premodifiers(int(m.first), r.s.first)
	if k, ok := c.marks.memberOf(int(m.first)); ok && k.first >= m.first && k.last <= m.last { // "franchise fees"
		own = append(own, part{c.memberAt(k), c.span(int(k.first), int(k.last)), false})
	}
	if r.choice.link == linkBehind && len(own) == 0 {
		own = c.possessor(r)
	}
	if behind := c.partsBehind(r, int(m.last)); len(behind) > 0 {
		own = append(own, behind...)
	}
	if before := c.start(r.q) - 1; r.choice.link == linkBehind && len(own) == 0 && r.prev != nil && before > r.prev.q.Last-1 && (strings.EqualFold(c.text(before), "on") || strings.EqualFold(c.text(before), "with")) {
		return r.prev.dims // "revenue increased 6% on 2% lower volumes"
	}
	if r.choice.link == linkBehind {
		if between := c.partsBetween(r); len(own) == 0 && len(between) > 0 {
			own = between
		}
	}
	if r.choice.link == linkSubject {
		if sub := c.partsOfPredicate(r); len(sub) > 0 {
			r.shared = sub
			return sub
		}
	}
	if whole && len(own) == 0 && !c.talk.answers {
		return nil
	}
	if h := &c.talk.head; len(own) == 0 && r.choice.link == linkSubject && h.ok && h.concept == r.choice.concept && h.sentence == r.n-1 && r.choice.measure == MeasureGrowth && r.prev == nil && h.measure == MeasureValue {
		// "Europe revenue was $5 million. Revenue was down 8%."
		for _, d := range h.dimensions {
			r.shared = append(r.shared, part{member: member{d.Axis, d.Member}, span: d.Span})
		}
		return r.shared
	}
	if len(own) == 0 {
		before := int(m.first)
		if r.choice.link == linkBehind {
			before = r.q.First
		}
		r.shared = c.partsOfSubject(r, before)
		if len(r.shared) == 0 {
			r.shared = c.partsFronted(r.s, r.q.First)
		}
		if len(r.shared) == 0 && r.prev != nil && c.subjectBefore(r.s, before).kind == subjectNone {
			r.shared = r.prev.shared
		}
		if len(r.shared) == 0 {
			r.shared = c.partsOfPlace(r)
		}
		if len(r.shared) == 0 {
			r.shared = c.partsOfHeading(r)
		}
		return r.shared
	}
	for _, p := range c.partsFronted(r.s, int(m.first)) {
		if !hasAxisOrName(own, p) {
			own = append(own, p)
		}
	}
	return own
}

func hasAxisOrName(parts []part, p part) bool {
	for _, o := range parts {
		if o.axis == p.axis || strings.EqualFold(o.name, p.name) {
			return true
		}
	}
	return false
}

// partsBehind reads "revenue from software", "orders in China", "growth in
// AppDynamics" behind token i.
func (c *call) partsBehind(r *reading, i int) []part {
	j := i
	for j < r.s.last && c.marks.cue(j).noun() {
		j++
	}
	if j >= r.s.last {
		return nil
	}
	q := c.marks.cue(j)
	if q != cueIn && q != cueOf && !strings.EqualFold(c.text(j), "from") {
		return nil
	}
	stop := r.q.First
	if i >= r.q.Last {
		stop = -1
	}
	return c.partsAt(r.s, j+1, stop)
}

// partsBetween are the parts between the number and the concept behind it, or
// behind both: "8% Americas revenue growth", "double-digit growth in orders in
// China".
func (c *call) partsBetween(r *reading) []part {
	for j := int(r.choice.mention.last); j < r.s.last && j-int(r.choice.mention.last) <= 3; j++ {
		q := c.marks.cue(j)
		if q == cueIn && !strings.EqualFold(c.text(j), "on") {
			return c.partsAt(r.s, j+1, -1)
		}
		if q.noun() || q == cueSequential || q == cueYearOverYear {
			continue
		}
		break
	}
	return nil
}

// partsAt reads the members that begin a noun phrase at token j.
func (c *call) partsAt(s *said, j, stop int) (found []part) {
	var parts []part
	defer func() { found = joinKindsForward(c.t.Text, parts) }()
	for k := j; k < s.last && k-j <= 10; k++ {
		if stop >= 0 && k >= stop {
			break
		}
		if m, ok := c.marks.memberOf(k); ok {
			parts = append(parts, part{c.memberAt(m), c.span(int(m.first), int(m.last)), false})
			k = int(m.last) - 1
			continue
		}
		switch c.marks.cue(k) {
		case cueAdjective, cueTotal, cueUnitNoun:
			continue
		case cueFunction:
			w := strings.ToLower(c.text(k))
			if w == "our" || w == "and" && len(parts) > 0 && k+1 < s.last && c.marks.memberAt[k+1] != 0 {
				continue
			}
		case cueNone:
			if c.content(k) && c.tokens[k].Is(token.Upper) && c.marks.conceptAt[k] == 0 {
				end := k
				for end < s.last && c.content(end) && c.tokens[end].Is(token.Upper) && c.marks.memberAt[end] == 0 {
					end++
				}
				parts = append(parts, part{member{AxisProduct, c.t.Text[c.tokens[k].Start:c.tokens[end-1].End]}, c.span(k, end), true})
				k = end - 1
				continue
			}
		}
		break
	}
	return parts
}

// joinKindsForward is joinKinds for parts in the order of the text.
func joinKindsForward(text string, parts []part) []part {
	slices.Reverse(parts)
	parts = joinKinds(text, parts)
	slices.Reverse(parts)
	return parts
}

// partsOfSubject are the parts that the clause of the concept at token i is
// about: "Our Enterprise business experienced 5% sales growth".
func (c *call) partsOfSubject(r *reading, i int) []part {
	sub := c.subjectBefore(r.s, i)
	if sub.kind != subjectMember {
		return nil
	}
	return c.partsEndingAt(r.s, int(sub.member.last))
}

// partsOfPredicate are the parts that stand between the concept and the
// number, as what the predicate is said of: "by vertical on revenue, Cloud
// increased 17%".
func (c *call) partsOfPredicate(r *reading) []part {
	predicate := r.q.First
	if r.d.at >= 0 && r.d.at < r.q.First {
		predicate = r.d.at
	}
	sub := c.subjectBefore(r.s, predicate)
	if sub.kind != subjectMember || sub.member.first < r.choice.mention.last {
		return nil
	}
	return c.partsEndingAt(r.s, int(sub.member.last))
}

// partsEndingAt are the member that ends before token i and those joined to it.
func (c *call) partsEndingAt(s *said, i int) []part {
	parts, _, _ := c.premodifiers(i, s.first)
	return parts
}

// possessor is the name before a number that modifies what it has: "Contoso
// Foods' 10% net revenue growth".
func (c *call) possessor(r *reading) []part {
	j := c.start(r.q) - 1
	for j > r.s.first && (c.marks.cue(j) == cueAdjective || c.marks.cue(j) == cueFunction && c.tokens[j].Kind == token.Word && !c.tokens[j].Is(token.Glued)) {
		j--
	}
	if j <= r.s.first || !c.tokens[j].Is(token.Glued) {
		return nil
	}
	switch c.text(j) {
	case "'", "’", "'s", "’s":
		parts, _, _ := c.premodifiers(j, r.s.first)
		return parts
	}
	return nil
}

// partsOfSegment are the parts for what only a passage about a segment tells by
// part: expenses, net income.
func (c *call) partsOfSegment(r *reading) []part {
	own, whole, _ := c.premodifiers(int(r.choice.mention.first), r.s.first)
	own = slices.DeleteFunc(own, func(p part) bool { return p.raw })
	if len(own) > 0 || whole {
		return own
	}
	before := int(r.choice.mention.first)
	if r.choice.link == linkBehind {
		before = r.q.First
	}
	if sub := c.partsOfSubject(r, before); len(sub) > 0 {
		return sub
	}
	if c.talk.turned {
		return c.partsOfHeading(r)
	}
	return nil
}

// partsOfHeading are the parts that the passage is about, for what companies
// tell by part; a sentence about the whole leaves them.
func (c *call) partsOfHeading(r *reading) []part {
	if k := &c.e.taxonomy.Concepts[r.choice.concept]; len(c.talk.heading) == 0 || !k.ByPart && !k.BySegment {
		return nil
	}
	if r.fact.Status == StatusGuidance && r.n-c.talk.headingAt > 3 {
		return nil // an outlook is for the whole, unless its part was just named
	}
	for j := r.s.first; j < r.q.First; j++ {
		if c.marks.asideAt[j] {
			continue
		}
		if c.marks.cue(j) == cueTotal && !strings.EqualFold(c.text(j), "total") {
			return nil
		}
		if w := c.text(j); strings.EqualFold(w, "company") || strings.EqualFold(w, "global") || strings.EqualFold(w, "companywide") {
			return nil
		}
	}
	return c.talk.heading
}

// setHeading reads what a sentence makes the passage be about.
func (c *call) setHeading(s *said, n int) {
	if c.talk.answers && len(c.talk.heading) > 0 {
		return // an answer stays with what it is about
	}
	if n-c.talk.headingAt > headingReach && c.t.Turns[s.turn].Section == transcript.SectionPreparedRemarks || c.ofWhole(s) || s.opens && !c.talk.turned {
		c.talk.heading = nil
	}
	if parts := c.turnedTo(s); len(parts) > 0 {
		c.talk.heading, c.talk.headingAt, c.talk.turned = parts, n, true
		return
	}
	j := s.first
	for j < s.last && j-s.first <= 6 && (c.marks.cue(j) == cueFunction || c.marks.cue(j) == cueIn || c.marks.cue(j) == cueTo || c.marks.cue(j) == cueAdjective || c.tokens[j].Kind == token.Punct && c.text(j) == "," || c.marks.cue(j) == cueNone && c.marks.memberAt[j] == 0 && c.adverb(j)) {
		j++
	}
	turning, strong := false, false
	for k := s.first; k < j; k++ {
		switch strings.ToLower(c.text(k)) {
		case "turning", "moving", "looking", "shifting", "to":
			turning, strong = true, true
		case "in", "for", "within", "on":
			turning = true
		}
	}
	if c.marks.cue(j) == cueTotal || strong && c.marks.conceptAt[min(j, len(c.tokens)-1)] != 0 {
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
	verb := end < s.last && (c.marks.cue(end) == cueFunction || c.marks.cue(end).verb() || c.tokens[end].Kind == token.Punct || c.tokens[end].Kind == token.Word && c.adverb(end))
	if turning || verb && end > j || end >= s.last {
		for _, p := range parts {
			if p.raw || p.axis == AxisOther && !strong {
				return
			}
		}
		c.talk.heading, c.talk.headingAt, c.talk.turned = parts, n, strong || end >= s.last
	}
}

// turnedTo reads "Let's move to Slide 9 and Consumer Banking": the part that a
// sentence without numbers of its own turns to.
func (c *call) turnedTo(s *said) []part {
	at := -1
	for j := s.first; j < s.last && j-s.first <= 10 && at < 0; j++ {
		switch strings.ToLower(c.text(j)) {
		case "slide":
			at = j + 1
		case "turn", "turning", "move", "moving", "shifting", "shift", "switching", "look", "looking", "jump", "jumping":
			for k := j + 1; k < s.last && k-j <= 3; k++ {
				if w := strings.ToLower(c.text(k)); w == "to" || w == "at" || w == "on" {
					at = k + 1
				}
			}
		}
	}
	if at < 0 {
		return nil
	}
	for j := at; j < s.last && j-at <= 26; j++ {
		if _, ok := c.marks.isQuantity(j); ok {
			return nil
		}
		if m, ok := c.marks.memberOf(j); ok {
			if p := c.memberAt(m); p.axis == AxisGeography || p.axis == AxisSegment || p.axis == AxisOther || c.marks.cue(int(m.last)) == cueUnitNoun {
				return []part{{p, c.span(int(m.first), int(m.last)), false}}
			}
		}
		if c.tokens[j].Kind == token.Punct && c.tokens[j].Word != token.Comma || c.marks.cue(j).verb() {
			return nil
		}
	}
	return nil
}

// headingReach is for how many sentences a heading holds.
const headingReach = 14

// ofWhole reports whether a sentence tells a measure that only the company as a
// whole has: earnings per share, taxes, cash.
func (c *call) ofWhole(s *said) bool {
	if s.quantities[0] == s.quantities[1] {
		return false
	}
	for j := s.first; j < s.last; j++ {
		if m, ok := c.marks.concept(j); ok && c.e.taxonomy.Concepts[m.value].Whole {
			return true
		}
	}
	return false
}

// partsFronted are the parts that open the sentence: "In EMEA, ...", "For PSD,
// the contribution margin was ...".
func (c *call) partsFronted(s *said, before int) []part {
	j := s.first
	for j < s.last && j-s.first <= 2 && (c.marks.cue(j) == cueFunction || c.tokens[j].Kind == token.Punct) {
		j++
	}
	if c.marks.cue(j) != cueIn && c.marks.cue(j) != cueTarget && !strings.EqualFold(c.text(j), "turning") && !strings.EqualFold(c.text(j), "looking") {
		return nil
	}
	comma := -1
	for k := j; k < before && k-j <= 12; k++ {
		if c.tokens[k].Kind == token.Punct && c.text(k) == "," {
			comma = k
			break
		}
	}
	if comma < 0 {
		return nil
	}
	return c.partsAt(s, j+1, comma)
}

// partsOfShare are the parts whose share of a whole r tells, and those of the
// whole where it is no total: "35% of security revenue".
func (c *call) partsOfShare(r *reading) []part {
	var parts []part
	m := r.choice.mention
	if r.choice.link == linkShare {
		whole, _, _ := c.premodifiers(int(m.first), r.q.Last)
		parts = append(parts, whole...)
		parts = append(parts, c.partsBehind(r, int(m.last))...)
	}
	sub := c.subjectBefore(r.s, r.q.First)
	switch sub.kind {
	case subjectMember:
		parts = append(parts, c.partsEndingAt(r.s, int(sub.member.last))...)
	case subjectName:
		parts = append(parts, part{member{AxisCustomer, sub.name.Of(c.t.Text)}, sub.name, true})
	case subjectConcept:
		own, _, _ := c.premodifiers(int(sub.concept.first), r.s.first)
		parts = append(parts, own...)
	default:
		if r.choice.link == linkShare {
			if behind := c.partsOfSource(r, int(m.last)); len(behind) > 0 {
				return append(parts, behind...)
			}
		}
		if sub.kind == subjectAnaphor {
			return append(parts, c.partsOfAntecedent(r.s, sub.at)...)
		}
		if r.prev != nil && sub.kind == subjectNone {
			return append(parts, r.prev.dims...)
		}
		return append(parts, c.partsOpening(r.s)...)
	}
	return parts
}

// partsOfAntecedent are the parts that a relative pronoun at token i takes up:
// "our cloud business, which accounts for".
func (c *call) partsOfAntecedent(s *said, i int) []part {
	if w := strings.ToLower(c.text(i)); w != "which" && w != "that" {
		return nil
	}
	for j := i - 1; j >= s.first && i-j <= 3; j-- {
		if c.tokens[j].Kind == token.Punct || c.marks.cue(j) == cueUnitNoun {
			continue
		}
		if c.marks.memberAt[j] != 0 {
			return c.partsEndingAt(s, j+1)
		}
		break
	}
	return nil
}

// partsOpening are the parts, or the unknown name, that the sentence begins
// with: "Fabrikam continues to be a customer, accounting for 15% of revenue".
func (c *call) partsOpening(s *said) []part {
	if m, ok := c.marks.memberOf(s.first); ok {
		return []part{{c.memberAt(m), c.span(int(m.first), int(m.last)), false}}
	}
	end := s.first
	for end < s.last && c.content(end) && c.tokens[end].Is(token.Upper) {
		end++
	}
	if end == s.first || c.ownName(s.first, end) {
		return nil
	}
	return []part{{member{AxisCustomer, c.t.Text[c.tokens[s.first].Start:c.tokens[end-1].End]}, c.span(s.first, end), true}}
}

// partsOfSource reads "20% of revenue came from software", "30% of our revenue
// be software".
func (c *call) partsOfSource(r *reading, i int) []part {
	for j := i; j < r.s.last && j-i <= 6; j++ {
		switch c.marks.cue(j) {
		case cueFunction, cueIn:
			continue
		}
		if c.marks.memberAt[j] != 0 {
			return c.partsAt(r.s, j, -1)
		}
		break
	}
	return nil
}

// partsInherited are those of the own subject, with those of the head that are
// of another kind.
func (c *call) partsInherited(r *reading) []part {
	predicate := r.q.First
	if r.d.at >= 0 && r.d.at < r.q.First {
		predicate = r.d.at
	}
	sub := c.subjectBefore(r.s, predicate)
	var own []part
	if r.d.behind {
		own = c.partsBehind(r, r.d.at)
	}
	switch {
	case len(own) > 0:
	case sub.kind == subjectMember:
		own = c.partsEndingAt(r.s, int(sub.member.last))
	case sub.kind == subjectName:
		own = []part{{member{AxisProduct, sub.name.Of(c.t.Text)}, sub.name, true}}
	}
	if len(own) == 0 {
		own = c.partsFronted(r.s, r.q.First)
	}
	if r.choice.link == linkBusiness {
		return own
	}
	for _, d := range c.talk.head.dimensions {
		p := part{member: member{d.Axis, d.Member}, span: d.Span}
		if !hasAxisOrName(own, p) {
			own = append(own, p)
		}
	}
	if len(own) == 0 && sub.kind == subjectAnaphor {
		own = c.partsOfHeading(r)
	}
	return own
}

// partsOfCount are the parts around a counted noun: "150 customers for the QFX
// product line".
func (c *call) partsOfCount(r *reading) []part {
	var parts []part
	i := r.q.Last
	for i < r.s.last && i-r.q.Last <= 4 {
		if c.marks.unitAt[i] {
			i++
			continue
		}
		if m, ok := c.marks.memberOf(i); ok {
			parts = append(parts, part{c.memberAt(m), c.span(int(m.first), int(m.last)), false})
			i = int(m.last)
			continue
		}
		q := c.marks.cue(i)
		if q == cueIn || q == cueOf {
			parts = append(parts, c.partsAt(r.s, i+1, -1)...)
			break
		}
		if c.tokens[i].Kind == token.Punct || q == cueFunction {
			break
		}
		i++
	}
	if len(parts) == 0 {
		parts = c.partsFronted(r.s, r.q.First)
	}
	if !hasAxis(parts, AxisGeography) {
		parts = append(parts, c.partsOfPlace(r)...)
	}
	if len(parts) == 0 {
		parts = c.partsOfHeading(r)
	}
	return parts
}

func hasAxis(parts []part, axis Axis) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.axis == axis })
}

// partsOfPlace is the place that the sentence of r says it is about, where it
// names one alone: "we grew our store count by 17% in China".
func (c *call) partsOfPlace(r *reading) []part {
	var found []part
	for j := r.s.first; j < r.s.last; j++ {
		m, ok := c.marks.memberOf(j)
		if !ok {
			continue
		}
		j = int(m.last) - 1
		p := part{c.memberAt(m), c.span(int(m.first), int(m.last)), false}
		if p.axis != AxisGeography {
			continue
		}
		if len(found) > 0 {
			return nil
		}
		before := int(m.first) - 1
		if before >= r.s.first && strings.EqualFold(c.text(before), "the") {
			before--
		}
		if before < r.s.first || c.marks.asideAt[before] {
			return nil
		}
		switch strings.ToLower(c.text(before)) {
		case "in", "across", "throughout", "within":
			found = []part{p}
		default:
			return nil
		}
	}
	return found
}

// dimensions makes the fact's dimensions of parts: one for each name, without
// generic trailing nouns.
func dimensions(parts []part) []Dimension {
	var out []Dimension
	for _, p := range parts {
		name := trimName(p.name)
		if name == "" {
			continue
		}
		again := false
		for _, d := range out {
			again = again || strings.EqualFold(d.Member, name)
		}
		if !again {
			out = append(out, Dimension{p.axis, name, p.span})
		}
	}
	return out
}

// trimName takes generic nouns off the end of a name.
func trimName(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	for {
		at := strings.LastIndexByte(name, ' ')
		if at < 0 {
			return name
		}
		switch strings.ToLower(name[at+1:]) {
		case "product", "products", "line", "family", "series", "portfolio", "platform", "business", "segment", "region", "customers":
			name = name[:at]
			continue
		}
		return name
	}
}
