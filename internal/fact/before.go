package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// listHead reads a number that shares the head of the one before: "Europe made
// up roughly 54% of total revenue; Latin America, 29%; and APAC, 17%".
func (c *call) listHead(r *reading) (choice, bool) {
	last := r.prev
	if last == nil || last.choice.measure != MeasureShare || r.class != last.class || r.d.moves() && !r.d.origin {
		return choice{}, false
	}
	if r.d.origin { // "62% of total revenue, up from 58%"
		return choice{fit: last.choice.fit, link: linkList, mention: last.choice.mention, score: 80}, true
	}
	member := false
	for j := last.q.Last; j < r.q.First; j++ {
		if m, ok := c.marks.concept(j); ok {
			if m.value != last.choice.concept {
				return choice{}, false
			}
			continue
		}
		if _, ok := c.marks.memberOf(j); ok {
			member = true
			continue
		}
		if c.content(j) && c.tokens[j].Is(token.Upper) {
			member = true
		}
	}
	if !member && !c.nextYear(last, r) {
		return choice{}, false
	}
	return choice{fit: last.choice.fit, link: linkList, mention: last.choice.mention, score: 80}, true
}

// nextYear reports whether r goes on with the same share in other years: "compared to 11% in
// 2020, 8% in 2019, and 5% in 2018".
func (c *call) nextYear(last, r *reading) bool {
	i := last.q.Last
	if c.lower(i) != "in" || c.lower(r.q.Last) != "in" || c.marks.at[r.q.Last+1].period == 0 {
		return false
	}
	p, ok := c.marks.periodOf(i + 1)
	if !ok {
		return false
	}
	for i = c.periods[p].Last; i < r.q.First; i++ {
		if c.tokens[i].Word != token.Comma && c.lower(i) != "and" {
			return false
		}
	}
	return true
}

// isRate reports whether a mention ends in "rate" or the like.
func (c *call) isRate(m mention) bool {
	switch c.lower(int(m.last) - 1) {
	case "rate", "rates", "ratio", "percentage":
		return true
	}
	return false
}

// ofOther reports whether the number is an amount of something that no lexicon
// knows: "$400 million of available capacity".
func (c *call) ofOther(r *reading) bool {
	if c.marks.cue(r.q.Last) != cueOf || r.q.Last >= r.s.last {
		return false
	}
	for j := r.q.Last + 1; j < r.s.last && j-r.q.Last <= 4; j++ {
		if m, ok := c.marks.concept(j); ok && m.value >= 0 {
			return false
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueTotal:
			continue
		case cueUnitNoun:
			return true // "75% of the markets"
		case cueNone:
			return c.content(j) && c.marks.at[j].member == 0 && c.lower(j) != "change"
		}
		return false
	}
	return false
}

// subordinate weighs what makes the concept at m say something of another noun,
// and not what r is about.
func (c *call) subordinate(r *reading, m mention) int {
	i, weight := int(m.first), 0
	if c.causal(r.s, i) && r.q.First-int(m.last) > 3 {
		weight += 30
	}
	if c.ofUnknownHead(r.s, i) {
		weight += 75
	}
	if c.relatedTo(r.s, i) {
		weight += 40
	}
	if c.beneficiary(r.s, m) {
		weight += 30
	}
	return weight
}

// ofUnknownHead reports whether the concept at token i only says of what a noun
// that is no measure is told: "interest income on loans".
func (c *call) ofUnknownHead(s *said, i int) bool {
	j := i - 1
	for j > s.first && (c.marks.cue(j) == cueAdjective || c.marks.cue(j) == cueTotal || c.lower(j) == "our") {
		j--
	}
	if j <= s.first {
		return false
	}
	switch c.lower(j) {
	case "on", "from":
	default:
		return false
	}
	if c.marks.at[j-1].concept != 0 {
		return c.marks.concepts[c.marks.at[j-1].concept-1].value < 0
	}
	switch c.lower(j - 1) {
	case "returns", "proceeds", "taxes", "gains", "interest":
		return true
	}
	return false
}

// namesNumber reports whether the concept m stands right before the number, with
// "of" at most: "after capital expenditures of $27 million".
func (c *call) namesNumber(r *reading, m mention) bool {
	end := int(m.last)
	if w := c.lower(end + 1); c.lower(end+2) == "than" && (w == "greater" || w == "more") {
		return c.lower(end) == "of" && c.start(r.q) <= end+3 // "including EPS of greater than $4"
	}
	return c.marks.cue(end) == cueOf && c.lower(end) == "of" && c.start(r.q)-end <= 2 && c.quantityNext(end+1, r.q.First)
}

// beneficiary reports whether the counted things at m are those for which
// something is done: "the orders processed for customers increased 50%".
func (c *call) beneficiary(s *said, m mention) bool {
	if c.e.taxonomy.Concepts[m.value].Unit != concept.UnitCount {
		return false
	}
	j := int(m.first) - 1
	for j > s.first && (c.marks.at[j].member != 0 || c.marks.cue(j) == cueAdjective || c.lower(j) == "our") {
		j--
	}
	return j > s.first && c.lower(j) == "for" && c.tokens[j-1].Kind == token.Word && strings.HasSuffix(c.text(j-1), "ed")
}

// relatedTo reports whether the concept at token i only says what something else
// is related to: "an impairment related to goodwill".
func (c *call) relatedTo(s *said, i int) bool {
	for j := i - 1; j >= s.first && i-j <= 7; j-- {
		if c.marks.cue(j) == cueEffect {
			m := c.marks.cueMention(j)
			switch c.span(int(m.first), int(m.last)).Of(c.low) {
			case "related to", "associated with":
				return true
			}
			return false
		}
		if c.stops(j) || c.marks.at[j].concept != 0 || c.marks.cue(j).verb() {
			return false
		}
	}
	return false
}

// growthOf reports whether what the sentence speaks of is the growth of the measure
// at m: "revenue growth", "growth in billings".
func (c *call) growthOf(s *said, m mention) bool {
	if i := int(m.first); c.lower(i-1) == "in" && i-2 >= s.first && c.lower(i-2) == "growth" {
		return true
	}
	return int(m.last) < s.last && (c.lower(int(m.last)) == "growth" || c.lower(int(m.last)-1) == "growth")
}

// isRight reports whether the measure at m is said to be r, with nothing between.
func (c *call) isRight(r *reading, m mention) bool {
	i := int(m.last)
	return c.start(r.q) == i+1 && (c.lower(i) == "of" || isBe(c.lower(i))) && r.q.Form == quantity.FormNumber
}

// opensAsRate reports whether the sentence opens with "As a percentage of sales".
func (c *call) opensAsRate(r *reading) bool {
	return c.lower(r.s.first) == "as" && c.lower(r.s.first+1) == "a" && strings.HasPrefix(c.lower(r.s.first+2), "percent") && r.q.First-r.s.first > 4
}

// complements reports whether the noun at token i only says what the concept m is
// of: "the backlog of ordered but unbuilt yachts".
func (c *call) complements(m mention, i int) bool {
	if c.lower(int(m.last)) != "of" || i-int(m.last) > 8 {
		return false
	}
	for j := int(m.last) + 1; j < i; j++ {
		if _, ok := c.marks.isQuantity(j); ok || c.tokens[j].Kind == token.Punct || c.marks.at[j].concept != 0 || isBe(c.lower(j)) || c.marks.cue(j).directs() || c.lower(j) == "to" || c.lower(j) == "that" {
			return false
		}
	}
	return true
}

// fitBefore reads r for the measure at m, which stands before it; close tells that
// little stands between.
func (c *call) fitBefore(r *reading, m mention, close bool) (fit, bool) {
	f, ok := c.e.fits(m.value, r.q, r.d, close)
	k := &c.e.taxonomy.Concepts[m.value]
	if j := c.outflowOf(r); j >= 0 && c.lower(j) == "outflow" && !strings.HasSuffix(k.ID, "cash_flow") {
		return fit{}, false // "for cash, we expect an outflow of $500 million": no balance
	}
	if !ok && r.class == unitBare && k.Unit == concept.UnitCount && c.ledTo(r, m.value) {
		return fit{m.value, MeasureValue, k.Noun}, true
	}
	if !ok && r.class == unitMoney && r.d.dest && k.Money != "" && r.prev != nil && r.prev.choice.concept == int32(c.e.taxonomy.Find(k.Money)) {
		return fit{r.prev.choice.concept, MeasureValue, ""}, true // "gross margin decreased 4% to $160 million"
	}
	if k.Unit == concept.UnitPercent && k.Money != "" && !ok && r.class == unitMoney && magnitude(r.q) >= 1e5 && c.inOtherWordsBehind(r) >= 0 {
		return c.e.sibling(k.Money, MeasureValue) // "gross margin for the quarter was $86 million or 25% of sales"
	}
	if w := c.lower(int(m.last) - 1); !ok && close && m.value == c.e.known.sameStoreSales && r.class == unitMoney && magnitude(r.q) >= 1e6 && (w == "sales" || strings.HasPrefix(w, "revenue")) && !r.d.moves() {
		return fit{c.e.known.revenue, MeasureValue, ""}, true // "same-property revenues of $239 million"
	}
	if ok && f.unit == "shares" && r.class == unitMoney && c.elsewhere(m, r) {
		return fit{}, false // "on 25 million shares compared to $40 million"
	}
	if r.class != unitPercent {
		return f, ok
	}
	rate := fit{m.value, MeasureValue, ""}
	if (!r.d.moves() || r.d.dest || r.d.origin) && (k.Expense || k.Percent != "" || k.Instant && k.Unit == concept.UnitMoney && !k.ByPart) && (c.asRate(m) || c.opensAsRate(r)) {
		if k.Percent != "" {
			return c.e.sibling(k.Percent, MeasureValue)
		}
		return rate, true // "SG&A as a percentage of revenue was 22%"
	}
	switch {
	case ok:
		return f, true
	case c.growthGuided(r, m):
		return fit{m.value, MeasureGrowth, ""}, true
	case close && k.Unit == concept.UnitRatio && m.value != c.e.known.inventoryTurns && (!r.d.moves() || r.d.dest) && !c.content(r.q.Last) && !c.elsewhere(m, r) && c.lower(int(m.first)-1) != "we":
		return fit{m.value, MeasureValue, "percent"}, true // "book-to-bill was north of 130%"
	case !r.d.moves() && k.Expense && c.isRight(r, m): // "adjusted SG&A of 29%"
		return rate, true
	case !r.d.moves() && close && k.ID == "leverage_ratio" && strings.Contains(c.span(int(m.first), int(m.last)).Of(c.low), "cap"):
		return rate, true // "a debt-to-cap ratio of 29%"
	case c.isRate(m): // "a charge-off rate of roughly 3%"
		return rate, true
	case (r.d.dest || r.d.origin) && c.growthOf(r.s, m): // "revenue growth accelerated to 12% from 9%"
		return fit{m.value, MeasureGrowth, ""}, true
	}
	return f, false
}

// elsewhere reports whether the words between the measure at m and the number turn to
// something else: another noun, another case, other words for it.
func (c *call) elsewhere(m mention, r *reading) bool {
	for j := int(m.last); j < c.start(r.q); j++ {
		if q := c.marks.cue(j); q == cueVersus || c.tokens[j].Kind == token.Punct || c.content(j) && !c.adverb(j) && c.marks.at[j].period == 0 {
			return true
		}
		if w := c.lower(j); w == "or" || w == "and" || w == "as" {
			return true
		}
	}
	return false
}

// asRate reports whether "as a percentage of" stands behind the measure at m, and the
// period that it is told for: "SG&A for the quarter, as a percentage of sales, was 43%".
func (c *call) asRate(m mention) bool {
	i := int(m.last)
	for i-int(m.last) <= 5 && (c.tokens[i].Word == token.Comma || c.marks.at[i].period != 0 || c.marks.cue(i) == cueIn || c.marks.cue(i) == cueAdjective) {
		i++
	}
	if !c.marks.at[i].aside || c.lower(i) != "as" {
		return false
	}
	for c.marks.at[i].aside && !c.marks.at[i].base {
		i++
	}
	whole, ok := c.marks.concept(i)
	return ok && !c.e.taxonomy.Concepts[whole.value].Instant // but "interest expense as a percentage of debt"
}

// ledTo reports whether r is the count that the movement right before it led to:
// "customers grew 29% to 412".
func (c *call) ledTo(r *reading, concept int32) bool {
	p := r.prev
	if i := r.q.Last; i < r.s.last && (c.content(i) || c.marks.cue(i) == cueAdd) {
		return false // "to 318 new issues"
	}
	return p != nil && p.choice.concept == concept && p.choice.measure != MeasureValue && r.d.dest && c.start(r.q) == p.q.Last+1 && magnitude(r.q) >= 10
}

// whereMeasured reports whether what is counted says where the measure before it was
// made: "net sales from our stores declined".
func (c *call) whereMeasured(s *said, m mention) bool {
	if c.e.taxonomy.Concepts[m.value].Unit != concept.UnitCount {
		return false
	}
	j := int(m.first) - 1
	for j > s.first && (c.marks.cue(j) == cueAdjective || c.marks.at[j].member != 0 || c.article(j) || c.lower(j) == "our" || c.marks.cue(j) == cueEach || c.marks.cue(j) == cueOf || c.marks.cue(j) == cueTotal) {
		j--
	}
	switch c.lower(j) {
	case "in", "from", "at", "across", "through":
	default:
		return false
	}
	measure, ok := c.marks.concept(j - 1)
	return ok && int(measure.first) >= s.first && c.e.taxonomy.Concepts[measure.value].Unit != concept.UnitCount
}

// otherLine reports whether the growth is of a part behind a line of revenue whose growth
// was told: "subscription revenue rising 28% and advertising up 40%".
func (c *call) otherLine(r *reading, m mention, sub subject) bool {
	if r.prev == nil || r.prev.choice.mention != m || sub.kind != subjectMember && sub.kind != subjectName || sub.at <= int(m.last) {
		return false
	}
	switch c.e.taxonomy.Concepts[m.value].ID {
	case "subscription_revenue", "recurring_revenue":
		return c.e.known.revenue >= 0
	}
	return false
}

// measureBefore reports whether any phrase of the taxonomy may stand before the number.
func (c *call) measureBefore(r *reading) bool {
	s := r.s
	return c.marks.names(s.first) || s.measured() && int(c.marks.concepts[s.concepts[0]].first) < r.q.First
}

// conceptBefore weighs the concepts that stand before the number.
func (c *call) conceptBefore(r *reading) (choice, bool) {
	best := choice{}
	if !c.measureBefore(r) {
		return best, false
	}
	at := r.q.First
	predicate := r.q.First
	if r.d.at >= 0 && r.d.at < r.q.First {
		predicate = r.d.at
	}
	predicate = c.beforeLoss(r, predicate)
	sub := c.subjectBefore(r.s, predicate)
	other := c.ofOther(r)
	grown := len(c.grownPart(r)) > 0
	penalty, seen := 0, 0
	for j := at - 1; j >= r.s.first; j-- {
		t := c.tokens[j]
		if t.Kind == token.Punct {
			switch c.text(j) {
			case ";":
				penalty += 40
			case ",":
				penalty += 3
			case ":", "?":
				penalty += 10
			}
			continue
		}
		if _, is := c.marks.isQuantity(j); is && (j == r.s.first || c.marks.at[j-1].quantity != c.marks.at[j].quantity) {
			penalty += 4
			continue
		}
		m, ok := c.marks.concept(j)
		if !ok {
			continue
		}
		j = int(m.first)
		if c.marks.at[m.first].base || c.marks.at[m.first].aside && !c.namesNumber(r, m) || c.whereMeasured(r.s, m) {
			continue
		}
		close := at-int(m.last) <= 6 && penalty < 4
		f, ok := c.fitBefore(r, m, close)
		if !ok {
			if seen++; seen > 6 {
				break
			}
			continue
		}
		score := 100 - (at - int(m.last)) - penalty
		score -= c.subordinate(r, m)
		if grown && int(m.last) <= r.d.at {
			score -= 70 // "bring it to more customers, grow software in the mid-teens"
		}
		if other {
			score -= 60
		}
		if f.measure == MeasureGrowth && c.goesTo(r.s, m) {
			score -= 60
		}
		if sub.kind == subjectUnknown && sub.at > int(m.last) && !c.complements(m, sub.at) && sub.at != c.outflowOf(r) && c.lower(sub.at) != "inflow" && !(r.prev != nil && sub.at == c.toldAs(r.prev)) {
			score -= 70
		}
		if (sub.kind == subjectMember || sub.kind == subjectName) && sub.at > int(m.last) {
			score -= 5
			if c.e.taxonomy.Concepts[f.concept].Unit == concept.UnitCount {
				score -= 40
				if sub.business > 0 {
					score -= 40 // "... customers, although our routing business saw growth"
				}
			}
		}
		if score > best.score {
			best = choice{fit: f, link: linkSubject, mention: m, score: score}
		}
		penalty += 12
	}
	if best.measure == MeasureGrowth && c.otherLine(r, best.mention, sub) {
		best.concept = c.e.known.revenue
	}
	return best, best.score > 30
}
