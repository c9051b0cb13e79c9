package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// shareOfPart reads "15% of our enterprise business", "25% of our business": a
// share of the revenue of a part, or of all.
func (c *call) shareOfPart(r *reading) (choice, bool) {
	if r.d.moves() || c.marks.cue(r.q.Last) != cueOf || c.e.known.revenue < 0 {
		return choice{}, false
	}
	for j := r.q.Last + 1; j < r.s.last && j-r.q.Last <= 5; j++ {
		if m, ok := c.marks.memberOf(j); ok {
			j = int(m.last) - 1
			if c.marks.cue(j+1) == cueUnitNoun || c.tokens[j+1].Kind != token.Word || c.marks.cue(j+1) == cueFunction {
				return choice{fit: fit{c.e.known.revenue, MeasureShare, ""}, link: linkShare, mention: mention{c.e.known.revenue, int32(j + 1), int32(j + 1)}, score: 60}, true
			}
			continue
		}
		switch c.marks.cue(j) {
		case cueUnitNoun:
			if c.text(j) != "business" {
				return choice{}, false
			}
			return choice{fit: fit{c.e.known.revenue, MeasureShare, ""}, link: linkShare, mention: mention{c.e.known.revenue, int32(j), int32(j + 1)}, score: 60}, true
		case cueAdjective, cueTotal:
			continue
		}
		break
	}
	return choice{}, false
}

// shareInList reads the shares that a list tells before the last, which names the whole:
// "three 10% customers, at 22%, 15% and 11% of revenue".
func (c *call) shareInList(r *reading) (choice, bool) {
	if r.d.moves() {
		return choice{}, false
	}
	last, end := r.qi, r.q.Last
	for qi := r.qi + 1; qi < r.s.quantities[1]; qi++ {
		q := &c.quantities[qi]
		for end < q.First && (c.tokens[end].Word == token.Comma || c.lower(end) == "and") {
			end++
		}
		if end != q.First || classOf(q) != unitPercent || q.Reject != "" {
			break
		}
		last, end = qi, q.Last
	}
	if last == r.qi {
		return choice{}, false
	}
	whole, ok := c.conceptBehind(r.s, last, direction{at: -1})
	return choice{fit: whole.fit, link: linkShare, mention: whole.mention, score: 60}, ok && whole.link == linkShare && !c.saysRespectively(r)
}

// shareOfMix reads the parts of a whole that a sentence takes apart: "the geographic
// mix of revenue consisted of 70% from the U.S.; 20% from Europe".
func (c *call) shareOfMix(r *reading) (choice, bool) {
	if r.d.moves() || len(c.partsFrom(r)) == 0 && len(c.partRight(r)) == 0 {
		return choice{}, false
	}
	mix, whole := false, mention{}
	for j := r.s.first; j < r.q.First; j++ {
		switch c.lower(j) {
		case "mix", "split", "breakdown", "consisted", "consists":
			mix = true
			if w := c.lower(j - 1); (w == "sales" || w == "revenue") && j > r.s.first {
				whole = mention{c.e.known.revenue, int32(j - 1), int32(j)}
			}
		case "region", "geography", "geographies", "segment", "vertical", "channel":
			mix = mix || c.lower(j-1) == "by"
		}
		if m, ok := c.marks.concept(j); ok && whole.last == 0 {
			whole = m
		}
	}
	if !mix && !c.addsUp(r.s) || whole.last == 0 || whole.value < 0 {
		return choice{}, false
	}
	k := &c.e.taxonomy.Concepts[whole.value]
	return choice{fit: fit{whole.value, MeasureShare, ""}, link: linkShare, mention: whole, score: 60}, k.ByPart && k.Unit == concept.UnitMoney
}

// addsUp reports whether the percentages of a sentence are all of something: "the loan
// portfolio was 54% consumer and 46% commercial".
func (c *call) addsUp(s *said) bool {
	sum, n := 0.0, 0
	for qi := s.quantities[0]; qi < s.quantities[1]; qi++ {
		if q := &c.quantities[qi]; q.Reject == "" && classOf(q) == unitPercent && q.Form == quantity.FormNumber {
			sum += magnitude(q)
			n++
		}
	}
	return n >= 2 && sum > 98.5 && sum < 101.5
}

// partRight is the part that stands right behind the number, to the next comma: "a
// sales mix of 70% dine-in, 18% delivery".
func (c *call) partRight(r *reading) []part {
	end := r.q.Last
	for end < r.s.last && end-r.q.Last < 4 && (c.content(end) || c.tokens[end].Kind == token.Hyphen || c.marks.at[end].member != 0 || c.marks.cue(end) == cueIn && c.tokens[end-1].Kind == token.Hyphen || c.lower(end) == "to" && c.tokens[end+1].Kind == token.Hyphen) {
		end++
	}
	if end == r.q.Last || end < r.s.last && c.tokens[end].Kind != token.Punct && c.lower(end) != "and" {
		return nil
	}
	span := c.span(r.q.Last, end)
	if m, ok := c.marks.memberOf(r.q.Last); ok && int(m.last) == end {
		return []part{{c.memberAt(m), span, false}}
	}
	return []part{{member{AxisOther, span.Of(c.t.Text)}, span, true}}
}

// partsFrom are the parts that the number itself is said to be from: "25% from
// EMEA".
func (c *call) partsFrom(r *reading) []part {
	i := c.memberBehind(r)
	if i < 0 {
		return nil
	}
	return c.partsAt(r.s, i, -1)
}

// chooseShare reads "Q of CONCEPT": a share of the whole, unless what stands
// before it is itself a measure told in percent of that concept.
func (c *call) chooseShare(r *reading, base choice) bool {
	if behind, ok := c.expenseBehind(r, base); ok {
		r.choice = behind
		c.marks.base(base.mention)
		return true
	}
	if before, ok := c.conceptBefore(r); ok && before.score > 60 {
		k := &c.e.taxonomy.Concepts[before.concept]
		if before.measure == MeasureValue && before.mention.last > 0 && k.ID != "revenue" {
			r.choice = before
			c.marks.base(base.mention)
			return true
		}
	}
	if before, ok := c.expenseBefore(r, base.concept); ok {
		r.choice = before
		c.marks.base(base.mention)
		return true
	}
	if same, ok := c.sameInPercent(r, base); ok {
		r.choice = same
		c.marks.base(base.mention)
		return true
	}
	if held, ok := c.heldInSales(r, base); ok {
		r.choice = held
		c.marks.base(base.mention)
		return true
	}
	c.marks.base(base.mention)
	if c.ofIncome(r, base) {
		return false
	}
	if base.concept == c.e.known.revenue && c.ofCost(r) {
		return false
	}
	if h := &c.talk.head; h.ok && r.n-h.sentence <= 2 && c.e.ofRevenue(h.concept) && c.subjectBefore(r.s, r.q.First).kind == subjectAnaphor {
		r.choice = choice{fit: fit{h.concept, MeasureValue, ""}, link: linkInherited, mention: mention{value: h.concept}, score: 60}
		return true
	}
	if t := &c.talk.topics[0]; !t.span.IsZero() && r.n-t.sentence <= 3 && c.e.taxonomy.Concepts[t.concept].Expense && c.subjectBefore(r.s, r.q.First).kind == subjectAnaphor {
		r.choice = choice{fit: fit{t.concept, MeasureValue, ""}, link: linkInherited, mention: mention{value: t.concept}, score: 50}
		return true
	}
	r.choice = base
	return true
}

// ofRevenue reports whether a concept is told in percent of revenue.
func (e *Extractor) ofRevenue(concept int32) bool {
	k := &e.taxonomy.Concepts[concept]
	return k.Expense || strings.HasSuffix(k.ID, "cash_flow_margin")
}

// rateOf is the concept that tells an amount in percent of revenue; -1 for none.
func (e *Extractor) rateOf(concept int32) int32 {
	k := &e.taxonomy.Concepts[concept]
	if k.Percent != "" {
		return int32(e.taxonomy.Find(k.Percent))
	}
	return int32(e.taxonomy.Find(k.ID + "_margin"))
}

// ofCost reports whether r says how large a cost is that has no concept, and no part of
// revenue: "concession costs were 18% of revenue".
func (c *call) ofCost(r *reading) bool {
	for j := c.start(r.q) - 1; j >= r.s.first; j-- {
		switch w := c.lower(j); {
		case w == "cost", w == "costs", w == "expense", w == "expenses", w == "overhead", w == "spend", w == "spending", w == "labor", w == "rent", w == "fuel", w == "payroll", w == "wages", w == "salaries", w == "freight":
			return c.marks.at[j].concept == 0
		case !isBe(w) && c.marks.at[j].period == 0 && c.marks.cue(j) != cueIn && c.marks.cue(j) != cueAdjective && !c.adverb(j) && w != "about" && w != "approximately":
			return false
		}
	}
	return false
}

// ofIncome reports whether an amount is told as a part of the income that it is no part
// of: "free cash flow was $33 million, or 92% of net income".
func (c *call) ofIncome(r *reading, base choice) bool {
	switch c.e.taxonomy.Concepts[base.concept].ID {
	case "net_income", "earnings":
	default:
		return false
	}
	if r.prev != nil && r.prev.choice.concept != base.concept && c.orBetween(r.prev, r) {
		return true
	}
	sub := c.subjectBefore(r.s, r.q.First)
	return sub.kind == subjectConcept && c.e.taxonomy.Concepts[sub.concept.value].Whole
}

// heldInSales reads a balance told in percent of sales: "working capital was 12.5% of
// sales".
func (c *call) heldInSales(r *reading, base choice) (choice, bool) {
	if base.concept == c.e.known.revenue && r.prev != nil && r.prev.choice.measure == MeasureValue && r.prev.class == unitMoney && c.orBetween(r.prev, r) {
		k := &c.e.taxonomy.Concepts[r.prev.choice.concept] // "working capital was $142 million, or 18% of sales"
		return choice{fit: fit{r.prev.choice.concept, MeasureValue, "percent"}, link: linkSubject, mention: r.prev.choice.mention, score: 90}, k.Instant && k.Unit == concept.UnitMoney && !k.ByPart
	}
	sub := c.subjectBefore(r.s, r.q.First)
	if base.concept != c.e.known.revenue || sub.kind != subjectConcept || !isBe(c.lower(c.start(r.q)-1)) {
		return choice{}, false
	}
	k := &c.e.taxonomy.Concepts[sub.concept.value]
	return choice{fit: fit{sub.concept.value, MeasureValue, ""}, link: linkSubject, mention: sub.concept, score: 90}, k.Instant && k.Unit == concept.UnitMoney && !k.ByPart
}

// sameInPercent reads "$186 million or 57% of revenue, compared to 61.4% of
// revenue": what was told in money, told as a rate.
func (c *call) sameInPercent(r *reading, base choice) (choice, bool) {
	if r.prev == nil {
		return choice{}, false
	}
	linked := c.heldNumber(c.start(r.q), r.s.first) || r.d.dest && r.prev.choice.measure == MeasureChange && r.prev.class == unitPoints
	for j := r.prev.q.Last; j < r.q.First && !linked; j++ {
		linked = c.lower(j) == "or" || c.tokens[j].Word == token.Comma && r.q.First-j <= 2
	}
	if !linked && (base.concept != c.e.known.revenue || !c.amountIs(r)) {
		return choice{}, false
	}
	p := r.prev.choice
	k := &c.e.taxonomy.Concepts[p.concept]
	switch i := c.e.rateOf(p.concept); {
	case i >= 0 && (k.Percent != "" || base.concept == c.e.known.revenue):
		return choice{fit: fit{i, MeasureValue, ""}, link: linkSubject, mention: p.mention, score: 90}, true
	case k.Expense, p.measure == MeasureValue && k.Unit == concept.UnitPercent && r.prev.class == unitPercent:
		return choice{fit: fit{p.concept, MeasureValue, ""}, link: linkSubject, mention: p.mention, score: 90}, true
	}
	return choice{}, false
}

// amountIs reports whether the rate of r is what the amount before it is said to be: "R&D expense
// of $20 million was 8% of sales", "which represented about 8%".
func (c *call) amountIs(r *reading) bool {
	if r.prev.class != unitMoney || r.prev.choice.measure != MeasureValue {
		return false
	}
	is := false
	for j := r.prev.q.Last; j < c.start(r.q); j++ {
		switch w := c.lower(j); {
		case isBe(w), w == "represented", w == "represents", w == "representing", w == "equaled", w == "equated", w == "ending", w == "finishing", w == "resulting":
			is = true
		case w == "at", w == "in", w == "which", w == "that", w == "or", w == "about", w == "approximately", w == "roughly", w == "just", w == "to", c.tokens[j].Word == token.Comma:
		default:
			return false
		}
	}
	return is
}

// penetration reads the penetration of a channel as what it is, the share of revenue that
// is made there: "digital penetration was 30%".
func (c *call) penetration(r *reading) {
	if r.class != unitPercent && r.class != unitPoints || r.choice.mention.last == 0 || c.e.taxonomy.Concepts[r.choice.concept].ID != "penetration" {
		return
	}
	if m, ok := c.marks.memberOf(int(r.choice.mention.first)); !ok || c.memberAt(m).axis != AxisChannel || r.choice.measure == MeasureGrowth {
		return
	}
	r.choice.concept = c.e.known.revenue
	if r.choice.measure == MeasureValue {
		r.choice.measure = MeasureShare
	}
}

// sameInMoney reads the margin before it told in money: "operating margin was 8%, or
// $186 million".
func (c *call) sameInMoney(r *reading) (choice, bool) {
	if r.prev == nil || r.prev.class != unitPercent || r.prev.choice.measure != MeasureValue || c.lower(c.start(r.q)-1) != "or" || c.start(r.q)-r.prev.q.Last > 2 {
		return choice{}, false
	}
	f, ok := c.e.fits(r.prev.choice.concept, r.q, direction{at: -1}, true)
	return choice{fit: f, link: linkSubject, mention: r.prev.choice.mention, score: 90}, ok
}

// expenseBehind reads "8% to 9% of our revenue in capital expenditures".
func (c *call) expenseBehind(r *reading, base choice) (choice, bool) {
	i := int(base.mention.last)
	if c.marks.cue(i) != cueIn {
		return choice{}, false
	}
	for j := i + 1; j < r.s.last && j-i <= 4; j++ {
		if m, ok := c.marks.concept(j); ok {
			return choice{fit: fit{m.value, MeasureValue, ""}, link: linkBehind, mention: m, score: 100}, c.e.taxonomy.Concepts[m.value].Expense
		}
		if c.marks.cue(j) != cueAdjective && c.marks.cue(j) != cueFunction {
			break
		}
	}
	return choice{}, false
}

// expenseBefore finds the expense, or the amount, that is told in percent of the base.
func (c *call) expenseBefore(r *reading, base int32) (choice, bool) {
	for j := r.q.First - 1; j >= r.s.first; j-- {
		if qi, is := c.marks.isQuantity(j); is {
			if left := &c.quantities[qi]; classOf(left) == unitPercent && c.lower(left.First-1) == "from" && r.d.dest {
				j = left.First // "from 28.5% to 30.9% of revenue"
				continue
			}
			break
		}
		m, ok := c.marks.concept(j)
		if !ok || c.marks.at[j].base {
			continue
		}
		k := &c.e.taxonomy.Concepts[m.value]
		if k.Expense {
			return choice{fit: fit{m.value, MeasureValue, ""}, link: linkSubject, mention: m, score: 100}, true
		}
		if i := c.e.rateOf(m.value); i >= 0 && (k.Percent != "" || base == c.e.known.revenue) {
			return choice{fit: fit{i, MeasureValue, ""}, link: linkSubject, mention: m, score: 100}, true
		}
		return choice{}, false
	}
	return choice{}, false
}

// rateLeft reads the rate of revenue that an expense had before: "expenses increased from
// 28.5% to 30.9% of revenue".
func (c *call) rateLeft(r *reading) (choice, bool) {
	if c.lower(r.q.First-1) != "from" || c.lower(r.q.Last) != "to" {
		return choice{}, false
	}
	next, ok := c.marks.isQuantity(r.q.Last + 1)
	if !ok || classOf(&c.quantities[next]) != unitPercent {
		return choice{}, false
	}
	whole, ok := c.conceptBehind(r.s, next, direction{at: -1})
	if !ok || whole.link != linkShare {
		return choice{}, false
	}
	return c.expenseBefore(r, whole.concept)
}

// changeOfShare reads "rose 140 basis points to 38.6% of all revenue".
func (c *call) changeOfShare(r *reading) (choice, bool) {
	if !r.d.moves() {
		return choice{}, false
	}
	next, ok := c.marks.isQuantity(r.q.Last + 1)
	if !ok || c.marks.cue(r.q.Last) != cueTo {
		return choice{}, false
	}
	share, ok := c.conceptBehind(r.s, next, direction{at: -1, dest: true})
	if !ok || share.link != linkShare {
		return choice{}, false
	}
	if rate, ok := c.conceptBefore(r); ok && rate.measure == MeasureChange && (c.e.taxonomy.Concepts[rate.concept].Expense || c.e.taxonomy.Concepts[rate.concept].Unit == concept.UnitPercent) {
		return rate, true // "SG&A leveraged 40 basis points to 14.2% of sales"
	}
	return choice{fit: fit{share.concept, MeasureChange, ""}, link: linkShare, mention: share.mention, score: 90}, true
}

// grownShare reads the growth of the part whose share of revenue was told in passing:
// "consumer, which represents 13% of revenue, declined 20%".
func (c *call) grownShare(r *reading) (choice, bool) {
	p := r.prev
	if p != nil && r.d.copied && r.class == p.class && p.choice.link == linkBusiness && p.choice.measure == MeasureGrowth {
		return p.choice, true // "was up 34% in dollars and 30% in local currencies"
	}
	if p == nil || p.choice.measure != MeasureShare || !c.marks.at[p.q.First].aside || r.class != unitPercent || r.d.dest || r.d.origin || r.d.at < p.q.Last || r.d.at >= r.q.First {
		return choice{}, false
	}
	sub := c.subjectBefore(r.s, r.d.at)
	return choice{fit: fit{p.choice.concept, MeasureGrowth, ""}, link: linkBusiness, mention: mention{value: p.choice.concept}, score: 60},
		r.d.moves() && !c.objectBetween(r) && (sub.kind == subjectMember || sub.kind == subjectName)
}

// grownBeside reads the growth of the part whose share was told right before it, or whose
// growth was: "towing represented 57% of revenue and increased 3% sequentially and 29%
// year-over-year, while up 40% in Chile".
func (c *call) grownBeside(r *reading) (choice, bool) {
	p := r.prev
	if p == nil || p.choice.link != linkShare || p.choice.measure != MeasureShare && p.choice.measure != MeasureGrowth || !r.d.moves() || r.d.dest || r.d.origin {
		return choice{}, false
	}
	grew := choice{fit: fit{p.choice.concept, MeasureGrowth, ""}, link: linkShare, mention: p.choice.mention, score: 60}
	if p.choice.measure == MeasureGrowth && r.d.copied {
		return grew, true
	}
	if r.d.at < p.q.Last || r.d.at >= r.q.First {
		return choice{}, false
	}
	joined := false
	for j := p.q.Last; j < r.d.at; j++ {
		switch q := c.marks.cue(j); {
		case c.lower(j) == "and", c.lower(j) == "while", c.tokens[j].Word == token.Comma:
			joined = true
		case c.marks.at[j].concept != 0 && !joined, q == cueOf, q == cueAdjective, q == cueTotal, q == cueSequential, q == cueYearOverYear, c.marks.at[j].period != 0:
		default:
			return choice{}, false
		}
	}
	return grew, joined
}

// shareBeforeLast reads the share of one part of revenue whose whole is named behind that
// of the next: "wholesale revenue was 67% and retail revenue was 33% of total revenue".
func (c *call) shareBeforeLast(r *reading) (choice, bool) {
	if r.d.moves() || r.qi+1 >= r.s.quantities[1] || !isBe(c.lower(c.start(r.q)-1)) || c.lower(r.q.Last) != "and" {
		return choice{}, false
	}
	next := &c.quantities[r.qi+1]
	whole, ok := c.conceptBehind(r.s, r.qi+1, direction{at: -1})
	if next.Reject != "" || classOf(next) != unitPercent || !isBe(c.lower(c.start(next)-1)) || !ok || whole.link != linkShare || whole.concept != c.e.known.revenue || magnitude(r.q)+magnitude(next) > 101 {
		return choice{}, false
	}
	sub := c.subjectBefore(r.s, c.start(r.q)-1)
	switch {
	case sub.kind == subjectMember, sub.kind == subjectConcept && sub.concept.value == c.e.known.revenue:
		return choice{fit: whole.fit, link: linkShare, mention: whole.mention, score: 60}, true
	}
	return choice{}, false
}
