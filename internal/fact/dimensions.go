package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/token"
)

// dimensionsOf finds the parts of the company that r is about.
func (c *call) dimensionsOf(r *reading) []part {
	return c.notOfName(r, c.inSection(r, c.underWhole(r, c.partsOf(r))))
}

// notOfName drops the parts that are a word of the measure's own name: in "the investment
// income declined" that is no business.
func (c *call) notOfName(r *reading, parts []part) []part {
	for _, p := range parts {
		if c.e.namedBy(r.choice.concept, p.name) {
			return slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return c.e.namedBy(r.choice.concept, p.name) })
		}
	}
	return parts
}

// partsOf are those that the sentence and the passage name.
func (c *call) partsOf(r *reading) []part {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if k.Whole && r.choice.link != linkShare {
		return c.partsEarning(r)
	}
	if grown := c.partsGrown(r); len(grown) > 0 && (k.ByPart || k.BySegment) {
		if within := c.partsOfSubject(r, r.q.First); len(within) > 0 && !hasAxisOrName(grown, within[0]) {
			return append(grown, within...) // "our China business improved with 50% digital growth"
		}
		return c.underHeading(r, grown)
	}
	if r.choice.concept == c.e.known.capitalExpenditures {
		if purpose := c.partsOfPurpose(r); len(purpose) > 0 {
			return purpose
		}
	}
	if next := r.q.Last + 1; c.lower(r.q.Last) == "for" && (c.marks.cue(next) == cueTotal || c.lower(next) == "the" && c.marks.cue(next+1) == cueTotal) {
		return nil // "and 7% for the total company"
	}
	if parts, told := c.partsByLink(r); told {
		return parts
	}
	switch {
	case k.BySegment:
		return c.partsOfSegment(r)
	case !k.ByPart:
		return nil
	}
	m := r.choice.mention
	if owner := c.possessor(r); r.d.behind && r.choice.link == linkSubject && len(owner) > 0 {
		return owner // "offset by Fabrikam's 2% increase"
	}
	if r.d.behind && r.d.at > r.q.Last-1 && r.choice.link == linkSubject {
		if behind := c.partsBehind(r, r.d.at); len(behind) > 0 { // "mid-single-digit growth in Chile"
			return behind
		}
	}
	if opening := c.partsOfClause(r); len(opening) > 0 {
		return opening
	}
	own, whole := c.partsOfMention(r)
	if there := c.partsThere(r); len(there) > 0 {
		for _, p := range own {
			if !hasAxisOrName(there, p) {
				there = append(there, p)
			}
		}
		return there
	}
	if c.growthOnCause(r) && len(own) == 0 {
		return r.prev.dims
	}
	if len(own) == 0 && r.choice.link == linkBehind {
		own = c.partsBetween(r)
	}
	if len(own) == 0 {
		own = c.partsComprised(r)
	}
	if r.choice.link == linkSubject {
		if sub := c.partsOfPredicate(r); len(sub) > 0 {
			r.shared = sub
			return sub
		}
	}
	if len(own) == 0 {
		if !whole || c.talk.answers {
			r.shared = c.partsAround(r)
		}
		return r.shared
	}
	around := c.partsFronted(r.s, int(m.first))
	if _, ok := c.programme(r); ok && len(around) == 0 {
		around = c.partsAround(r) // members of a programme have a place beside
	}
	for _, p := range around {
		if !hasAxisOrName(own, p) {
			own = append(own, p)
		}
	}
	return own
}

// partsByLink are the parts that follow from how the number was bound to its measure;
// told is false where that says nothing.
func (c *call) partsByLink(r *reading) (parts []part, told bool) {
	if used, _ := c.inUse(r); len(used) > 0 {
		return used, true
	}
	if c.ofSamePart(r) {
		return r.prev.dims, true
	}
	switch r.choice.link {
	case linkList:
		if (r.choice.measure == MeasureChange || r.d.origin) && len(c.partsFrom(r)) == 0 {
			return r.prev.dims, true
		}
		if dims := r.prev.dims; len(dims) == 1 && dims[0].span.Start >= r.prev.q.Span.End {
			if right := c.partRight(r); len(right) > 0 {
				return right, true // "54% consumer and 46% commercial"
			}
		}
		return c.partsOfShare(r), true
	case linkShare:
		if ranked := c.rankedGroup(r); len(ranked) > 0 {
			return ranked, true
		}
		return c.partsOfShare(r), true
	case linkInherited, linkBusiness:
		if k := &c.e.taxonomy.Concepts[r.choice.concept]; !k.ByPart && !k.BySegment {
			return nil, true
		}
		return c.partsInherited(r), true
	case linkNoun:
		return append(c.rankedGroup(r), c.partsOfCount(r)...), true
	}
	return nil, false
}

// partsOfClause are the parts that open the clause of r, whose measure was named in the one
// before: "margin in North America was 22%, and in Europe it was 19%".
func (c *call) partsOfClause(r *reading) []part {
	p := r.prev
	if p == nil || r.choice.link != linkSubject || int(r.choice.mention.first) >= p.q.First || r.d.moves() && r.d.at < p.q.Last {
		return nil
	}
	for j := p.q.Last; j < c.start(r.q); j++ {
		switch w := c.lower(j); {
		case w == ",", w == "and", w == "while", w == "but", w == ";":
			continue
		case w != "in" && w != "for":
			return nil
		}
		for j++; c.article(j) || c.lower(j) == "our"; j++ {
		}
		m, ok := c.marks.memberOf(j)
		if !ok {
			return nil
		}
		end := int(m.last)
		for c.marks.cue(end) == cueUnitNoun || c.tokens[end].Word == token.Comma {
			end++
		}
		if w := c.lower(end); w == "it" || w == "they" || w == "that" {
			end++
		}
		if !isBe(c.lower(end)) && !c.marks.cue(end).verb() {
			return nil
		}
		return c.partsAt(r.s, j, -1)
	}
	return nil
}

// partsThere are the parts that stand behind the number itself: "sales increased
// 16% in Europe, 7% in Latin America".
func (c *call) partsThere(r *reading) []part {
	i := c.memberBehind(r)
	if i < 0 || r.choice.link != linkSubject || c.lower(r.q.Last) != "in" {
		return nil
	}
	m, _ := c.marks.memberOf(i)
	if name := c.memberAt(m).name; int(m.value) >= len(c.e.lexicon.named) && name[0] >= 'a' && name[0] <= 'z' && c.learnt.count(name) < 3 {
		return nil
	}
	return c.partsAt(r.s, i, -1)
}

// memberBehind is where the part begins that the number itself is said to be in or
// from; -1 for none.
func (c *call) memberBehind(r *reading) int {
	i := r.q.Last
	if c.lower(i+1) == "from" {
		switch c.lower(i) {
		case "came", "comes", "coming", "was", "were", "is":
			i++ // "20% came from Asia"
		}
	}
	if i+1 >= r.s.last || c.lower(i) != "in" && c.lower(i) != "from" {
		return -1
	}
	i++
	for i < r.s.last && (c.article(i) || c.lower(i) == "our" || c.lower(i) == "other" || c.marks.cue(i) == cueTotal) {
		i++
	}
	if i >= r.s.last || c.marks.at[i].member == 0 {
		return -1
	}
	return i
}

// partsOfMention are the parts that the name of r's concept itself carries, and
// whether it says that it means the whole.
func (c *call) partsOfMention(r *reading) (own []part, whole bool) {
	m := r.choice.mention
	own, whole = c.premodifiers(int(m.first), r.s.first)
	if k, ok := c.marks.concept(int(m.first) - 1); ok && len(own) == 0 && c.e.taxonomy.Concepts[r.choice.concept].Unit == concept.UnitPercent {
		own, whole = c.partsOfRevenueKind(r, k) // "recurring revenue gross margin"
	}
	if line, ok := c.lineByRank(r); ok && (len(own) == 0 || own[0].name == "product") && !whole {
		own = []part{line}
	}
	if programme, ok := c.programme(r); ok {
		own = append([]part{programme}, slices.DeleteFunc(own, func(p part) bool { return p.span.Overlaps(programme.span) })...)
	}
	if k, ok := c.marks.memberOf(int(m.first)); ok && k.first >= m.first && k.last <= m.last && !strings.HasPrefix(c.e.taxonomy.Concepts[r.choice.concept].ID, strings.ToLower(c.memberAt(k).name)+"_") { // "franchise fees"
		own = append(own, part{c.memberAt(k), c.span(int(k.first), int(k.last)), false})
	}
	if r.choice.link == linkBehind && len(own) == 0 {
		own = c.possessor(r)
	}
	if len(own) == 0 && !whole {
		own = c.partsOfList(r)
	}
	return append(own, c.partsBehind(r, int(m.last))...), whole
}

// partsOfRevenueKind are the parts whose revenue k, right before the margin that r is of,
// is: "perpetual license revenue gross margin".
func (c *call) partsOfRevenueKind(r *reading, k mention) (own []part, whole bool) {
	switch {
	case k.value == c.e.known.revenue:
		return c.premodifiers(int(k.first), r.s.first)
	case strings.HasSuffix(c.e.taxonomy.Concepts[k.value].ID, "_revenue") && k.last-k.first == 2:
		span := c.span(int(k.first), int(k.last)-1)
		return []part{{member{AxisProduct, span.Of(c.t.Text)}, span, true}}, false
	}
	return nil, false
}

// partsOfList are the parts that stand before the first of two measures that "and"
// joins: "HSD revenues and income increased".
func (c *call) partsOfList(r *reading) []part {
	and := int(r.choice.mention.first) - 1
	if r.choice.link != linkSubject || and-1 <= r.s.first || c.lower(and) != "and" {
		return nil
	}
	first, ok := c.marks.concept(and - 1)
	if !ok || int(first.last) != and {
		return nil
	}
	parts, _ := c.premodifiers(int(first.first), r.s.first)
	return parts
}

// programme is the programme by name whose members r counts: "Contoso Rewards
// members". Where the call gives it a longer name, "Rewards members" are those of
// that name.
func (c *call) programme(r *reading) (part, bool) {
	m := r.choice.mention
	last := int(m.last) - 1
	if r.choice.concept != c.e.known.customers || last <= int(m.first) || !c.tokens[last-1].Is(token.Upper) {
		return part{}, false
	}
	switch c.text(last - 1) {
	case "Rewards", "Loyalty":
	default:
		return part{}, false
	}
	first := last - 1
	for first > r.s.first && c.tokens[first-1].Is(token.Upper) && c.content(first-1) {
		first--
	}
	span := c.span(first, last)
	name := span.Of(c.t.Text)
	if first+1 == last {
		full := c.learnt.fullest(name)
		if full == name {
			return part{}, false
		}
		name = full
	}
	return part{member{AxisCustomerType, name}, span, true}, true
}

// growthOnCause reports whether r tells what the growth before it rests on, as
// in "revenue increased 7% on 3% lower volumes".
func (c *call) growthOnCause(r *reading) bool {
	before := c.start(r.q) - 1
	if r.choice.link != linkBehind || r.prev == nil || before <= r.prev.q.Last-1 {
		return false
	}
	word := c.text(before)
	return strings.EqualFold(word, "on") || strings.EqualFold(word, "with")
}

// partsAround are the parts that the sentence, or what was said before it, puts
// r under, when its concept names none: the nearest that says any.
func (c *call) partsAround(r *reading) []part {
	before := int(r.choice.mention.first)
	if r.choice.link == linkBehind {
		before = r.q.First
	}
	if said := c.partsOfFigure(r); said != nil && len(c.partsFronted(r.s, r.q.First)) == 0 {
		return said
	}
	if parts := c.partsOfSubject(r, before); len(parts) > 0 {
		return c.placed(r, parts)
	}
	if parts := c.partsFronted(r.s, r.q.First); len(parts) > 0 {
		return parts
	}
	if parts := c.partsExpanded(r); len(parts) > 0 {
		return c.placed(r, parts)
	}
	if r.prev != nil && len(r.prev.shared) > 0 && c.subjectBefore(r.s, before).kind == subjectNone {
		return r.prev.shared
	}
	if c.follows(r) {
		return r.prev.dims
	}
	if parts := c.partsOfPlace(r); len(parts) > 0 {
		return parts
	}
	if r.prev != nil && hasAxis(r.prev.dims, AxisSegment) && c.joinedClause(r) {
		return r.prev.dims
	}
	if parts := c.crowned(r.s); len(parts) > 0 {
		return parts
	}
	return c.partsOfHeading(r)
}

// joinedClause reports whether the measure of r stands right behind the "and" that
// joins its clause to that of the number before: "Marine revenue was $5 million and
// operating margin was 18%".
func (c *call) joinedClause(r *reading) bool {
	i := int(r.choice.mention.first) - 1
	for i > r.prev.q.Last && (c.marks.cue(i) == cueNonGAAP || c.marks.cue(i) == cueGAAP || c.marks.cue(i) == cueAdjective || c.lower(i) == "an" || c.lower(i) == "a") {
		i--
	}
	return i >= r.prev.q.Last && (c.lower(i) == "and" || c.lower(i) == "with" || c.lower(i) == "while")
}

// follows reports whether r tells what the figure before it comes of: "margins of
// 25%, reflecting an income increase of $1.2 billion".
func (c *call) follows(r *reading) bool {
	if r.prev == nil || len(r.prev.dims) == 0 {
		return false
	}
	for j := r.prev.q.Last; j < min(int(r.choice.mention.first), r.q.First); j++ {
		switch c.text(j) {
		case "reflecting", "representing", "implying", "resulting", "translating":
			return true
		}
	}
	return false
}

// placed adds to the parts of a count the place where things are counted.
func (c *call) placed(r *reading, parts []part) []part {
	if c.e.taxonomy.Concepts[r.choice.concept].Unit != concept.UnitCount || hasAxis(parts, AxisGeography) {
		return parts
	}
	return append(parts, c.partsOfPlace(r)...)
}

// partsExpanded are what is brought to the number of things that r counts: "we
// expanded the rewards programme to almost 1,600 stores".
func (c *call) partsExpanded(r *reading) []part {
	if c.e.taxonomy.Concepts[r.choice.concept].Unit != concept.UnitCount {
		return nil
	}
	to := c.start(r.q) - 1
	if to <= r.s.first || c.marks.cue(to) != cueTo {
		return nil
	}
	for j := to - 1; j > r.s.first && to-j <= 6; j-- {
		if c.marks.at[j].member != 0 {
			return c.partsEndingAt(r.s, j+1)
		}
		if q := c.marks.cue(j); q != cueUnitNoun && q != cueIn && c.marks.at[j].period == 0 && c.lower(j) != "program" {
			return nil
		}
	}
	return nil
}

// partsOfFigure are the parts of the figure that the sentence before gave and
// this one gives the growth of: "Europe revenue was $5 million. Revenue was
// down 8%."
func (c *call) partsOfFigure(r *reading) (parts []part) {
	h := &c.talk.head
	if !h.ok || h.sentence != r.n-1 || h.measure != MeasureValue || h.concept != r.choice.concept {
		return nil
	}
	if r.choice.link != linkSubject || r.choice.measure != MeasureGrowth || r.prev != nil {
		return nil
	}
	parts = []part{}
	for _, d := range h.dimensions {
		parts = append(parts, part{member: member{d.Axis, d.Member}, span: d.Span})
	}
	return parts
}

func hasAxisOrName(parts []part, p part) bool {
	for _, o := range parts {
		if o.axis == p.axis || strings.EqualFold(o.name, p.name) {
			return true
		}
	}
	return false
}

// partsOfSegment are the parts for what only a passage about a segment tells by
// part: expenses, net income.
func (c *call) partsOfSegment(r *reading) []part {
	own, whole := c.premodifiers(int(r.choice.mention.first), r.s.first)
	own = slices.DeleteFunc(own, func(p part) bool { return p.raw })
	if len(own) == 0 && !whole {
		own = c.partsOfList(r)
	}
	if len(own) > 0 || whole {
		return own
	}
	if c.follows(r) {
		return r.prev.dims
	}
	before := int(r.choice.mention.first)
	if r.choice.link == linkBehind {
		before = r.q.First
	}
	if sub := c.partsOfSubject(r, before); len(sub) > 0 {
		return sub
	}
	if fronted := c.partsFronted(r.s, before); hasAxis(fronted, AxisSegment) {
		return fronted
	}
	if c.talk.turned && !c.outlined(r.n) {
		return c.partsOfHeading(r)
	}
	return nil
}

// partsOfShare are the parts whose share of a whole r tells, and those of the
// whole where it is no total: "35% of security revenue".
func (c *call) partsOfShare(r *reading) []part {
	if from := c.partsFrom(r); len(from) > 0 {
		return from
	}
	if m := r.choice.mention; r.choice.link == linkShare && int(m.last) < r.q.First {
		if right := c.partRight(r); len(right) > 0 {
			return right // "a sales mix of 70% dine-in, 18% delivery"
		}
	}
	var parts []part
	m := r.choice.mention
	if r.choice.link == linkShare {
		whole, _ := c.premodifiers(int(m.first), r.q.Last)
		parts = append(parts, whole...)
		parts = append(parts, c.partsBehind(r, int(m.last))...)
	}
	sub := c.subjectBefore(r.s, r.q.First)
	switch sub.kind {
	case subjectMember:
		parts = append(parts, c.partsEndingAt(r.s, int(sub.member.last))...)
	case subjectName:
		if behind := c.partsOfSource(r, int(m.last)); r.choice.link == linkShare && len(behind) > 0 {
			return append(parts, behind...) // "as we said to Fabrikam, 30% of revenue came from software"
		}
		parts = append(parts, part{member{AxisCustomer, sub.name.Of(c.t.Text)}, sub.name, true})
	case subjectConcept:
		own, _ := c.premodifiers(int(sub.concept.first), r.s.first)
		if len(own) == 0 && r.prev != nil && c.lower(c.start(r.q)-1) == "or" {
			own = r.prev.dims // "contributed $300 million of revenue, or 30% of the total"
		}
		if len(own) == 0 && int(sub.concept.last) < r.q.First {
			own = c.partsBehind(r, int(sub.concept.last)) // "revenue from China was 20% of the total"
		}
		if kind, ok := c.kindOfWhole(r, sub.concept); ok && len(own) == 0 {
			own = []part{kind}
		}
		parts = append(parts, own...)
	default:
		if r.choice.link == linkShare {
			if behind := c.partsOfSource(r, int(m.last)); len(behind) > 0 {
				return append(parts, behind...)
			}
			if kind := c.partsOfPredicateKind(r, int(m.last)); len(kind) > 0 {
				return append(parts, kind...)
			}
		}
		if sub.kind == subjectAnaphor {
			return append(parts, c.partsOfAntecedent(r.s, sub.at)...)
		}
		if r.prev != nil && sub.kind == subjectNone {
			if kind, ok := c.kindOfWhole(r, r.prev.choice.mention); ok && len(r.prev.dims) == 0 {
				return append(parts, kind) // "subscription revenue was $71 million, and represented 91%"
			}
			return append(parts, r.prev.dims...)
		}
		return append(parts, c.partsOpening(r.s)...)
	}
	return parts
}

// kindOfWhole is the part of the whole that the measure at m is by its name:
// "subscription revenue represented 91% of total revenue", "criticized loans were 4% of loans".
func (c *call) kindOfWhole(r *reading, m mention) (part, bool) {
	if m.last == 0 || !strings.HasSuffix(c.e.taxonomy.Concepts[m.value].ID, "_"+c.e.taxonomy.Concepts[r.choice.concept].ID) {
		return part{}, false
	}
	last := int(m.last)
	switch c.lower(last - 1) {
	case "revenue", "revenues", "sales", "loans", "deposits":
		last--
	}
	if last <= int(m.first) {
		return part{}, false
	}
	span := c.span(int(m.first), last)
	if named, ok := c.marks.memberOf(int(m.first)); ok {
		return part{c.memberAt(named), span, false}, true
	}
	return part{member{AxisOther, span.Of(c.low)}, span, true}, true
}

// partsOfAntecedent are the parts that a relative pronoun at token i takes up:
// "our cloud business, which accounts for".
func (c *call) partsOfAntecedent(s *said, i int) []part {
	if w := c.lower(i); w != "which" && w != "that" {
		return nil
	}
	for j := i - 1; j >= s.first && i-j <= 3; j-- {
		if c.tokens[j].Kind == token.Punct || c.marks.cue(j) == cueUnitNoun {
			continue
		}
		if c.marks.at[j].member != 0 {
			return c.partsEndingAt(s, j+1)
		}
		if m, ok := c.marks.concept(j); ok {
			return c.partsEndingAt(s, int(m.first)) // "cloud revenue, which represents"
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
	if end == s.first || c.ownName(s.first, end) || end == s.first+1 && c.opensNoName(s.first) {
		return nil
	}
	if behind := c.opensNoun(s.first, end); behind > end {
		if c.marks.cue(behind) != cueFunction || c.lower(behind) == "for" {
			return nil // "Loan deferrals for tenants totaled"
		}
		span := c.span(s.first, behind)
		return []part{{member{AxisProduct, span.Of(c.t.Text)}, span, true}}
	}
	return []part{{member{AxisCustomer, c.t.Text[c.tokens[s.first].Start:c.tokens[end-1].End]}, c.span(s.first, end), true}}
}

// partsOfSource reads "20% of revenue came from software", "35% of sales
// be software".
func (c *call) partsOfSource(r *reading, i int) []part {
	for j := i; j < r.s.last && j-i <= 6; j++ {
		switch c.marks.cue(j) {
		case cueFunction, cueIn:
			continue
		}
		if c.lower(j) == "from" {
			continue
		}
		if c.marks.at[j].member != 0 || j > i && c.lower(j-1) == "from" {
			return c.partsAt(r.s, j, -1)
		}
		break
	}
	return nil
}

// partsOfPredicateKind reads the kind that a share of a whole is said to be of: "93% of
// our debt is fixed rate".
func (c *call) partsOfPredicateKind(r *reading, i int) []part {
	if w := c.lower(i); w != "is" && w != "are" && w != "was" && w != "were" {
		return nil
	}
	first := i + 1
	end := first
	for end < r.s.last && end-first < 5 && (c.content(end) || c.marks.cue(end) == cueAdjective || c.tokens[end].Kind == token.Hyphen || c.lower(end) == "rate") && c.marks.at[end].concept == 0 {
		end++
	}
	if end == first || end < r.s.last && c.tokens[end].Kind != token.Punct && c.lower(end) != "and" || strings.HasSuffix(c.word(first), "ly") {
		return nil
	}
	span := c.span(first, end)
	return []part{{member{AxisOther, span.Of(c.t.Text)}, span, true}}
}

// partsInherited are those of the own subject, with those of the head that are
// of another kind.
func (c *call) partsInherited(r *reading) []part {
	predicate := r.q.First
	if r.d.at >= 0 && r.d.at < r.q.First {
		predicate = r.d.at
	}
	sub := c.subjectBefore(r.s, predicate)
	if r.choice.measure == MeasureGrowth {
		sub, _ = c.subjectTaken(r.s, sub)
	}
	own := c.partsFromPerspective(r)
	if len(own) == 0 && r.d.behind {
		own = c.partsBehind(r, r.d.at)
	}
	switch grown := c.grownPart(r); {
	case len(own) > 0:
	case len(grown) > 0:
		own = grown
	case sub.kind == subjectMember:
		own = c.partsEndingAt(r.s, int(sub.member.last))
	case sub.kind == subjectName:
		if sub.business > 0 {
			own = c.partsEndingAt(r.s, sub.business)
		}
		if len(own) == 0 {
			own = []part{{member{AxisProduct, sub.name.Of(c.t.Text)}, sub.name, true}}
		}
	}
	if len(own) == 0 {
		own = c.partsFronted(r.s, r.q.First)
	}
	if r.choice.link == linkBusiness {
		if len(own) == 0 && r.n-c.talk.headingAt <= 2 {
			return c.partsOfHeading(r) // "On the services front, ... We grew 2%."
		}
		return own
	}
	if hasAxis(own, AxisSegment) {
		return own // one segment after another
	}
	for _, d := range c.talk.head.dimensions {
		p := part{member: member{d.Axis, d.Member}, span: d.Span}
		if !hasAxisOrName(own, p) && !c.beside(own, p) {
			own = append(own, p)
		}
	}
	if len(own) == 0 && sub.kind == subjectAnaphor {
		own = c.partsOfHeading(r)
	}
	return own
}

// partsOfCount are the parts around a counted noun: "170 customers for the AX9
// product line".
func (c *call) partsOfCount(r *reading) []part {
	var parts []part
	i := r.q.Last
	for c.kindBehind(r) && c.marks.at[i].member == 0 {
		i++ // "four were cloud"
	}
	for i < r.s.last && i-r.q.Last <= 4 {
		if c.marks.at[i].unit {
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
		if end := c.nameOfUnit(i); end > i {
			span := c.span(i, end)
			parts, i = c.underHeading(r, append(parts, part{member{AxisProduct, span.Of(c.t.Text)}, span, true})), end
			continue
		}
		if c.tokens[i].Kind == token.Punct || q == cueFunction {
			break
		}
		i++
	}
	if r.choice.concept == c.e.known.headcount && r.choice.unit == "employees" && r.q.Unit != "hires" && r.q.Unit != "employees" {
		return append(parts, part{member{AxisOther, r.q.Unit}, r.q.UnitSpan, true}) // "we hired 250 drivers"
	}
	if len(parts) == 0 && r.choice.concept == c.e.known.unitsSold {
		parts = c.underHeading(r, c.partsOfVolume(r))
	}
	if len(parts) == 0 && r.choice.concept == c.e.known.locations {
		parts = c.partsOfSubject(r, r.q.First) // "Fabrikam Grill opened two restaurants"
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

// dimensions makes the fact's dimensions of parts: one for each name, without
// generic trailing nouns.
func dimensions(parts []part) []Dimension {
	var out []Dimension
	for _, p := range parts {
		name := trimName(p.name)
		if name == "" || p.raw && namesNoPart(name) {
			continue
		}
		again := false
		for _, d := range out {
			again = again || strings.EqualFold(d.Member, name)
		}
		if states[name] && p.axis == AxisProduct {
			p.axis = AxisGeography
		}
		if !again {
			out = append(out, Dimension{p.axis, name, p.span})
		}
	}
	return out
}

// namesNoPart reports whether a word that may stand where a part is named never names one.
func namesNoPart(word string) bool {
	switch word {
	case "customer", "one", "value", "cost", "pre-tax", "pretax", "after-tax":
		return true
	}
	return false
}

// trimName takes generic nouns off the end of a name.
func trimName(name string) string {
	if !evenlySpaced(name) {
		name = strings.Join(strings.Fields(name), " ")
	}
	for {
		at := strings.LastIndexByte(name, ' ')
		if at < 0 {
			return name
		}
		switch strings.ToLower(name[at+1:]) {
		case "product", "products", "line", "family", "series", "portfolio", "platform", "business", "segment", "region", "customers":
			if name[:at] == "small" {
				return name // "small business" are customers of the kind
			}
			name = name[:at]
			continue
		}
		return name
	}
}
