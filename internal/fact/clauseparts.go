package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/token"
)

// partsBehind reads "revenue from software", "orders in China", "growth in
// Fabrikam Edge" behind token i.
func (c *call) partsBehind(r *reading, i int) []part {
	j := i
	for j < r.s.last && (c.marks.cue(j).noun() || j > i && c.lower(j) == "achieved") {
		j++
	}
	if j >= r.s.last {
		return nil
	}
	q := c.marks.cue(j)
	if q != cueIn && q != cueOf && c.lower(j) != "from" && !(q == cueTo && r.choice.concept == c.e.known.revenue && c.marks.at[j+1].member != 0) {
		return nil // "sales to enterprises"
	}
	stop := r.q.First
	if i >= r.q.Last {
		stop = -1
	}
	if core := j + 2; c.lower(j+1) == "our" && c.lower(core) == "core" && c.marks.cue(core+1) == cueUnitNoun {
		return []part{{member{AxisOther, "core"}, c.span(core, core+1), true}} // "occupancy of our core portfolio"
	}
	if c.lower(j+1) == "both" {
		j++
	}
	return c.partsAt(r.s, j+1, stop)
}

// partsBetween are the parts between the number and the concept behind it, or
// behind both: "8% Americas revenue growth", "double-digit growth in orders in
// China".
func (c *call) partsBetween(r *reading) []part {
	for j := int(r.choice.mention.last); j < r.s.last && j-int(r.choice.mention.last) <= 3; j++ {
		q := c.marks.cue(j)
		if q == cueIn && c.lower(j) != "on" {
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
func (c *call) partsAt(s *said, j, stop int) []part {
	parts := c.membersAt(s, j, stop)
	if len(parts) == 0 {
		return nil
	}
	return append(joinKindsForward(c.t.Text, parts), c.soldInto(s, parts)...)
}

// membersAt is partsAt without what the parts are sold into.
func (c *call) membersAt(s *said, j, stop int) (parts []part) {
	for k := j; k < s.last && k-j <= 10; k++ {
		if stop >= 0 && k >= stop {
			break
		}
		if m, ok := c.marks.memberOf(k); ok {
			if c.lower(int(m.last)) == "'" || c.lower(int(m.last)) == "’" {
				break // "workers' compensation" is none of the workers
			}
			parts = append(parts, part{c.memberAt(m), c.span(int(m.first), int(m.last)), false})
			k = int(m.last) - 1
			continue
		}
		switch c.marks.cue(k) {
		case cueAdjective, cueTotal, cueUnitNoun:
			continue
		case cueFunction:
			w := c.lower(k)
			if w == "our" || w == "and" && len(parts) > 0 && k+1 < s.last && c.marks.at[k+1].member != 0 {
				continue
			}
			if w != "and" || len(parts) == 0 {
				break
			}
			if end := c.businessesAt(s, k+1); end > k+1 {
				span := c.span(k+1, end)
				return append(parts, part{member{AxisProduct, span.Of(c.t.Text)}, span, true})
			}
			if k+2 < s.last && c.text(k+1) == "the" && c.marks.at[k+2].member != 0 {
				continue // "in Latin America and the Middle East"
			}
		case cueNone:
			if c.content(k) && c.tokens[k].Is(token.Upper) && c.marks.at[k].concept == 0 && !strings.HasPrefix(c.text(k+1), "dollar") {
				end := k
				for end < s.last && c.content(end) && c.tokens[end].Is(token.Upper) && c.marks.at[end].member == 0 {
					end++
				}
				parts = append(parts, part{member{AxisProduct, c.t.Text[c.tokens[k].Start:c.tokens[end-1].End]}, c.span(k, end), true})
				k = end - 1
				continue
			}
			if len(parts) > 0 {
				break
			}
			if end := c.businessAt(s, k); end > k {
				span := c.span(k, end)
				parts = append(parts, part{member{AxisProduct, span.Of(c.t.Text)}, span, true})
				k = end - 1
				continue
			}
		}
		break
	}
	return parts
}

// businessAt is the end of the words that begin at token k and say which business is meant:
// "our dental business", "the skin care category". It is k for none.
func (c *call) businessAt(s *said, k int) int {
	return c.namesOf(s, k, businesses...)
}

// businesses are nouns that make a part of the company of the name before them.
var businesses = []string{"business", "segment", "division", "category", "franchise"}

// businessesAt is the end of the words that begin at token k and say which is the last of
// several businesses: "our freight and towing segments". It is k for none.
func (c *call) businessesAt(s *said, k int) int {
	return c.namesOf(s, k, "businesses", "segments", "divisions", "categories", "regions")
}

// namesOf is the end of at most three words that begin at token k and stand before one of the
// nouns, or k.
func (c *call) namesOf(s *said, k int, nouns ...string) int {
	end := k
	for end < s.last && end-k < 3 && c.content(end) && (!c.adverb(end) || isActivity(c.lower(end))) && c.marks.at[end].member == 0 {
		end++
	}
	if end > k && slices.Contains(nouns, c.lower(end)) {
		return end
	}
	return k
}

// isActivity reports whether the participle may be what a business does: "our towing business".
func isActivity(participle string) bool {
	switch participle {
	case "growing", "existing", "remaining", "ongoing", "underlying", "leading", "emerging", "continuing", "following", "recurring", "operating", "reporting", "improving", "declining", "expanding":
		return false
	}
	return strings.HasSuffix(participle, "ing")
}

// soldInto is who the last of parts is sold to: "hardware that we sold into the
// residential market".
func (c *call) soldInto(s *said, parts []part) []part {
	j := s.first
	for j < s.last && c.tokens[j].Start < parts[len(parts)-1].span.End {
		j++
	}
	sold := false
	for k := j; k < s.last && k-j <= 6; k++ {
		if m, ok := c.marks.memberOf(k); ok {
			if p := c.memberAt(m); sold && p.axis == AxisCustomerType {
				return []part{{p, c.span(int(m.first), int(m.last)), false}}
			}
			return nil
		}
		switch c.lower(k) {
		case "that", "we", "the", "our", "which":
		case "sold", "sell":
			sold = true
		case "into", "to":
			if !sold {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

// partsFromPerspective are the parts that a number is told from the side of: "flat
// from an enterprise perspective and also from a services perspective".
func (c *call) partsFromPerspective(r *reading) []part {
	var parts []part
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 16; j++ {
		if _, ok := c.marks.isQuantity(j); ok || c.tokens[j].Kind == token.Punct {
			break
		}
		m, ok := c.marks.memberOf(j)
		if !ok || int(m.last) >= r.s.last {
			continue
		}
		switch c.lower(int(m.last)) {
		case "perspective", "standpoint":
			parts = append(parts, part{c.memberAt(m), c.span(int(m.first), int(m.last)), false})
		}
		j = int(m.last) - 1
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
// about: "Our government business experienced 9% sales growth".
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
	if r.d.at >= 0 && r.d.at < r.q.First && !r.d.copied {
		predicate = r.d.at
	}
	sub, _ := c.subjectTaken(r.s, c.subjectBefore(r.s, predicate))
	if sub.kind != subjectMember || sub.member.first < r.choice.mention.last {
		return nil
	}
	return c.partsEndingAt(r.s, int(sub.member.last))
}

// partsEndingAt are the member that ends before token i and those joined to it.
func (c *call) partsEndingAt(s *said, i int) []part {
	parts, _ := c.premodifiers(i, s.first)
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
		parts, _ := c.premodifiers(j, r.s.first)
		return parts
	}
	return nil
}

// partsFronted are the parts that open the sentence: "In EMEA, ...", "For HSD,
// the contribution margin was ...".
func (c *call) partsFronted(s *said, before int) []part {
	j := s.first
	for j < s.last && j-s.first <= 2 && (c.marks.cue(j) == cueFunction || c.tokens[j].Kind == token.Punct) {
		j++
	}
	if p, ok := c.businessFronted(s, j, before); ok {
		return []part{p}
	}
	if c.marks.cue(j) != cueIn && c.marks.cue(j) != cueTarget && c.lower(j) != "turning" && c.lower(j) != "looking" {
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

// businessFronted is the business that "in" at token i and a comma frame: "And in gaming, revenue
// declined", "In our licensing business, revenue was". A word alone is one that is met as a part
// or tells of things.
func (c *call) businessFronted(s *said, i, before int) (part, bool) {
	j := i + 1
	if c.lower(i) != "in" || j >= before {
		return part{}, false
	}
	if c.lower(j) == "our" || c.lower(j) == "the" {
		if end := c.businessAt(s, j+1); end > j+1 && end+1 < before && c.tokens[end+1].Word == token.Comma {
			span := c.span(j+1, end)
			return part{member{axisOfNoun(c.lower(end)), span.Of(c.t.Text)}, span, true}, true
		}
		return part{}, false
	}
	if j+1 >= before || !c.content(j) || c.marks.at[j].member != 0 || c.tokens[j+1].Word != token.Comma {
		return part{}, false
	}
	w := c.word(j)
	return part{member{AxisProduct, w}, c.span(j, j+1), true}, c.learnt.count(w) > 0 || strings.HasSuffix(w, "s") && c.learnt.count(w[:len(w)-1]) > 0
}

// grownPart is the part that the verb before the number of r says to be grown: "we aim to
// grow software in the mid-teens".
func (c *call) grownPart(r *reading) []part {
	if r.d.at < r.s.first || r.d.at >= r.q.First {
		return nil
	}
	switch c.lower(r.d.at) {
	case "grow", "growing", "grew", "grown", "expand", "expanding", "expanded":
	default:
		return nil
	}
	j := r.d.at + 1
	for j < r.q.First && (c.marks.cue(j) == cueAdjective || c.marks.cue(j) == cueTotal || c.article(j) || c.lower(j) == "our") {
		j++
	}
	m, ok := c.marks.memberOf(j)
	if !ok {
		return nil
	}
	for j = int(m.last); j < r.q.First; j++ {
		if q := c.marks.cue(j); q != cueIn && q != cueBy && q != cueUnitNoun && q != cueAdjective && q != cueFunction && !c.article(j) {
			return nil
		}
	}
	return []part{{c.memberAt(m), c.span(int(m.first), int(m.last)), false}}
}

func hasAxis(parts []part, axis Axis) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.axis == axis })
}

// partsOfPlace is the place that the sentence of r says it is about, where it
// names one alone: "we grew our store count by 17% in China".
func (c *call) partsOfPlace(r *reading) []part {
	var found []part
	for j := r.s.first; j < r.s.last; j++ {
		if qi, ok := c.marks.isQuantity(j); ok && j > r.q.Last && r.class == unitPercent && classOf(&c.quantities[qi]) == unitPercent && c.lower(r.q.Last+1) == "with" {
			break // "grew 9%, with 12% growth in Europe"
		}
		if j >= r.q.Last && (c.marks.cue(j) == cueCause || c.lower(j) == "as" && c.lower(j+1) != "well" || c.lower(j) == "including" || c.lower(j) == "included") {
			break // where a cause or a part lies says nothing of where the whole does
		}
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
			if found[0].name == p.name {
				continue
			}
			return nil
		}
		before := int(m.first) - 1
		if before >= r.s.first && c.lower(before) == "the" {
			before--
		}
		if before < r.s.first || c.marks.at[before].aside {
			return nil
		}
		switch c.lower(before) {
		case "in", "across", "throughout", "within":
			found = []part{p}
		default:
			return nil
		}
	}
	return found
}
