package fact

import "github.com/callfacts/callfacts/internal/token"

// inUse is what those who are counted are said to use, the name in capitals of a
// product: "more than 3,500 customers rely on Harbor Sentinel". says is whether they are
// said to use, or to have bought, anything at all: they are those of that then, and no
// total of the company's.
func (c *call) inUse(r *reading) (used []part, says bool) {
	switch r.choice.concept {
	case c.e.known.customers, c.e.known.users, c.e.known.subscribers:
	default:
		return nil, false
	}
	if r.choice.measure != MeasureValue || r.choice.mention.last == 0 || int(r.choice.mention.first) < r.q.First {
		return nil, false
	}
	j := int(r.choice.mention.last)
	for j < r.s.last && inBetween(c.lower(j)) {
		j++
	}
	if j >= r.s.last || !usesOrBuys(c.lower(j)) {
		return nil, false
	}
	for j++; j < r.s.last && (c.lower(j) == "on" || c.lower(j) == "our" || c.article(j)); j++ {
	}
	end := j
	for end < r.s.last && end-j < 4 && (c.content(end) || c.marks.at[end].member != 0) && c.tokens[end].Kind == token.Word && c.tokens[end].Is(token.Upper) {
		end++
	}
	if end == j {
		return nil, true
	}
	if m, ok := c.marks.memberOf(j); ok && int(m.last) >= end {
		return []part{{c.memberAt(m), c.span(int(m.first), int(m.last)), false}}, true
	}
	span := c.span(j, end)
	return []part{{member{AxisProduct, span.Of(c.t.Text)}, span, false}}, true
}

// usersByTrade reads users by what they are: "4 million developers use Harbor Studio",
// "2 million players use our platform", "20 million listeners a month".
func (c *call) usersByTrade(r *reading) (choice, bool) {
	i := c.e.known.users
	if i < 0 || magnitude(r.q) < 1000 {
		return choice{}, false
	}
	switch r.q.Unit {
	case "developers", "employees", "consumers", "players", "gamers", "listeners", "readers", "viewers", "creators", "engineers":
	default:
		return choice{}, false
	}
	noun := r.q.Last
	for noun < r.s.last-1 && !c.marks.at[noun].unit {
		noun++
	}
	j := noun + 1
	for j < r.s.last && inBetween(c.lower(j)) {
		j++
	}
	if w := c.lower(j); (w == "a" || w == "per" || w == "each" || w == "every") && (c.lower(j+1) == "month" || c.lower(j+1) == "day" || c.lower(j+1) == "week") {
		return choice{fit: fit{i, MeasureValue, r.q.Unit}, link: linkNoun, mention: mention{i, int32(noun), int32(noun + 1)}, score: 90}, true
	}
	if w := c.lower(j); j+1 >= r.s.last || w != "use" && w != "using" || c.lower(j+1) != "our" && !c.tokens[j+1].Is(token.Upper) {
		return choice{}, false
	}
	return choice{fit: fit{i, MeasureValue, "users"}, link: linkNoun, mention: mention{i, int32(noun), int32(noun + 1)}, score: 90}, true
}

// inBetween reports whether a word may stand between those who use something and the
// verb: "customers have already ordered", "developers around the world use".
func inBetween(word string) bool {
	switch word {
	case "have", "has", "had", "are", "already", "now", "currently", "today", "who", "that", "also", "around", "the", "world", "worldwide", "globally":
		return true
	}
	return false
}

// usesOrBuys reports whether a verb says that somebody uses something, or bought it.
func usesOrBuys(verb string) bool {
	switch verb {
	case "use", "uses", "used", "using", "rely", "relying", "adopt", "adopted", "adopting", "deploy", "deployed", "deploying", "order", "ordered", "ordering",
		"buy", "bought", "buying", "purchase", "purchased", "chosen", "selected", "trial", "trialing", "testing":
		return true
	}
	return false
}
