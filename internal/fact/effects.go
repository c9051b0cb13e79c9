package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// effect reports whether the number is the effect of something on a measure:
// "a 50 basis point headwind", "$20 million of the increase".
func (c *call) effect(r *reading) bool {
	i := r.q.Last
	if c.againstGuidance(r) {
		return true
	}
	if r.s.effects && i < r.s.last && (c.marks.cue(i) == cueVersus || c.marks.cue(i) == cueCause || c.marks.cue(i) == cueIn) && c.lower(i) != "in" && c.marks.at[min(i+1, r.s.last-1)].period == 0 {
		return true // the next item of a list of effects: "$0.10 from currency"
	}
	if c.movedByOther(r) || c.addsCents(r) || c.isWorth(r) || c.discounts(r) || c.explains(r) || c.partOfMovement(r) {
		return true
	}
	strange := 0
	for j := i; j < r.s.last && j-i <= 6; j++ {
		if c.tokens[j].Kind == token.Hyphen {
			continue
		}
		switch c.marks.cue(j) {
		case cueEffect:
			return !c.costOfNumber(r, j)
		case cueAdjective, cueTotal, cueBetter, cueWorse, cueAdd, cueSequential, cueYearOverYear:
			continue
		case cueNone:
			if c.marks.at[j].concept != 0 {
				continue
			}
			if c.content(j) && strange < 2 {
				strange++
				continue
			}
		}
		break
	}
	return c.effectBefore(r)
}

// explains reports whether the amount says what moved a measure, and not the measure:
// "the increase in SG&A reflects $4 million of freight and $2 million of rent".
func (c *call) explains(r *reading) bool {
	if r.class != unitMoney || r.d.moves() || !r.s.has(cueCause) || c.marks.cue(r.q.Last) != cueOf && c.lower(r.q.Last) != "from" && c.lower(r.q.Last) != "in" {
		return false
	}
	caused := false
	for j := r.q.First - 1; j > r.s.first+1 && r.q.First-j <= 24; j-- {
		if c.marks.cue(j) == cueCause {
			caused = true
		}
		if m, ok := c.marks.concept(j); ok && int(m.first) == j && c.lower(j-1) == "in" && c.marks.cue(j-2).noun() {
			return caused
		}
	}
	return false
}

// partOfMovement reports whether the number says what a part of the movement before it comes
// from, or what works against it: "margin expanded 180 basis points, including 60 basis points
// of lower freight", "sales grew 9%, with 4% from acquisitions".
func (c *call) partOfMovement(r *reading) bool {
	p, i := r.prev, r.q.Last
	if p == nil || !p.d.moves() || p.class != r.class || r.class != unitPoints && r.class != unitPercent || p.choice.measure == MeasureValue || r.d.by {
		return false
	}
	from := c.lower(i) == "from"
	if !from && c.lower(i) != "of" {
		return false
	}
	switch before := c.start(r.q) - 1; c.lower(before) {
	case "including", "reflecting", "with", "reflects", "includes":
	case "by", "to": // "driven by", "due to"
		if c.marks.cue(before) != cueCause && c.marks.cue(before-1) != cueCause && c.lower(before-3) != "offset" {
			return false
		}
	case "and", ",":
		if !from || !drives(c.lower(i+1)) {
			return false
		}
	default:
		return false
	}
	for j := i + 1; j < r.s.last && j-i <= 4 && c.tokens[j].Kind != token.Punct; j++ {
		if c.marks.at[j].period != 0 || c.marks.at[j].quantity != 0 || c.lower(j) == "growth" {
			return false
		}
		if m, ok := c.marks.concept(j); ok && !from {
			k := &c.e.taxonomy.Concepts[m.value]
			return k.Expense || strings.HasSuffix(k.ID, "inflation") || strings.HasSuffix(k.ID, "costs")
		}
	}
	return true
}

// drives reports whether a word names what moves the sales of any company.
func drives(word string) bool {
	switch word {
	case "price", "pricing", "volume", "volumes", "mix", "currency", "fx", "foreign", "acquisitions", "m&a", "inflation", "weather":
		return true
	}
	return false
}

// isWorth reports whether the number is what something other than a measure is worth:
// "the merit increases are worth about $3 million a quarter".
func (c *call) isWorth(r *reading) bool {
	j := c.start(r.q) - 1
	if c.lower(j) != "worth" || j-1 <= r.s.first {
		return false
	}
	switch c.lower(j - 1) {
	case "is", "are", "was", "were":
	default:
		return false
	}
	for j--; j >= r.s.first; j-- {
		if _, ok := c.marks.concept(j); ok {
			return false
		}
	}
	return true
}

// discounts reports whether the number is what is taken off a price: "20% off coupons".
func (c *call) discounts(r *reading) bool {
	if r.class != unitPercent || c.lower(r.q.Last) != "off" {
		return false
	}
	switch c.lower(r.q.Last + 1) {
	case "coupon", "coupons", "offer", "offers", "discount", "discounts", "promotion", "promotions", "sale", "sales", "deal", "deals", "everything":
		return true
	}
	return false
}

// alsoEffect reads the other words for an effect: "an effect of $9 million, or
// eleven basis points on the margin".
func (c *call) alsoEffect(r *reading) bool {
	i := c.start(r.q) - 1
	if i <= r.s.first || c.lower(i) != "or" && c.lower(i) != "and" {
		return false
	}
	if c.tokens[i-1].Word == token.Comma {
		i--
	}
	q, ok := c.marks.isQuantity(i - 1)
	return ok && !c.bound[q] && classOf(&c.quantities[q]) != r.class && (r.prev == nil || r.prev.qi != q)
}

// movedByOther reads what something else did to a measure: "lower yields lowered
// the margin by six basis points", "adding five basis points to margin".
func (c *call) movedByOther(r *reading) bool {
	if r.class != unitPoints {
		return r.class == unitMoney && c.addedTo(r)
	}
	j := c.start(r.q) - 1
	if j > r.s.first && c.marks.cue(j) == cueBy {
		j--
	}
	behind := false
	if m, ok := c.marks.concept(j); ok {
		for j = int(m.first) - 1; j > r.s.first && c.marks.cue(j) == cueAdjective; j-- {
		}
		behind = true
	}
	switch c.lower(j) {
	case "added", "adding", "adds", "contributed", "contributing":
		return behind || c.marks.cue(r.q.Last) == cueTo
	case "reduced", "reducing", "reduces", "increased", "increasing", "increases", "lowered", "lowering", "raised", "raising", "cost", "costing":
	default:
		return false
	}
	if !behind {
		return false
	}
	switch c.subjectBefore(r.s, j).kind {
	case subjectConcept, subjectUnknown, subjectAnaphor:
		return true
	}
	return false
}

// ofPurchase reads what a business that was bought, or a currency, did to a flow: "the
// Contoso acquisition added $14 million of sales", "currency translation reduced sales by
// 2%". It is the effect of one item.
func (c *call) ofPurchase(r *reading) bool {
	j := c.start(r.q) - 1
	if c.marks.cue(j) == cueBy {
		j--
	}
	m, named := c.marks.concept(j)
	if named {
		for j = int(m.first) - 1; j > r.s.first && c.marks.cue(j) == cueAdjective; j-- {
		}
	}
	switch c.lower(j) {
	case "added", "adds", "contributed", "contributes", "add", "contribute":
		if !named && c.marks.cue(r.q.Last) != cueOf && c.marks.cue(r.q.Last) != cueTo && c.lower(r.q.Last) != "in" {
			return false
		}
	case "reduced", "reduces", "increased", "increases", "lowered", "decreased", "impacted", "reduce":
		if !named {
			return false
		}
	default:
		return false
	}
	for k := j - 1; k >= r.s.first && j-k <= 6; k-- {
		switch c.lower(k) {
		case "acquisition", "acquisitions", "currency", "currencies", "exchange", "translation", "fx", "divestiture", "divestitures":
			return true
		case "we", "they", "it":
			return false // "after the acquisition we increased our sales by 8%"
		}
		if c.stops(k) || c.marks.at[k].concept != 0 && c.marks.concepts[c.marks.at[k].concept-1].value >= 0 {
			return false
		}
	}
	return false
}

// addedTo reads what something else adds to a flow: "adding $13 million to
// pre-tax income". What is added to a stock is how that changed.
func (c *call) addedTo(r *reading) bool {
	j := c.start(r.q) - 1
	switch c.lower(max(j, r.s.first)) {
	case "added", "adding", "adds", "contributed", "contributing":
	default:
		return false
	}
	if c.marks.cue(r.q.Last) != cueTo {
		return false
	}
	for k := r.q.Last + 1; k < r.s.last && k-r.q.Last <= 4; k++ {
		if m, ok := c.marks.concept(k); ok {
			return !c.e.taxonomy.Concepts[m.value].Instant
		}
	}
	return false
}

// againstGuidance reports whether the number is the distance from an outlook:
// "70 basis points below the low end of our guidance".
func (c *call) againstGuidance(r *reading) bool {
	i := r.q.Last
	if c.exceedsBy(r) {
		return true
	}
	if i >= r.s.last {
		return false
	}
	if was := c.start(r.q) - 1; r.class == unitMoney && c.lower(i) == "better" && isBe(c.lower(was)) && c.marks.cue(was-1) == cueAnaphor {
		return true // "this was $5 million better than the midpoint"
	}
	if r.class != unitPoints && r.class != unitPercent && (r.prev == nil || r.q.First-r.prev.q.Last > 3) {
		return false
	}
	if r.class == unitPercent && r.d.moves() && r.d.at < r.q.First {
		return false // "tracking up 11%, ahead of our expectations"
	}
	switch c.lower(i) {
	case "below", "above", "ahead", "better", "higher", "lower", "short":
	default:
		return false
	}
	for j := i + 1; j < r.s.last && j-i <= 9; j++ {
		switch c.lower(j) {
		case "guidance", "guide", "range", "expectations", "expectation", "midpoint", "consensus", "outlook", "forecast", "plan", "budget", "benchmark", "peers", "industry":
			return true
		}
		if _, ok := c.marks.isQuantity(j); ok || c.tokens[j].Kind == token.Punct {
			return false
		}
	}
	return false
}

// exceedsBy reads by how much an outlook was exceeded: "exceeded our outlook of
// $0.47 by $0.26".
func (c *call) exceedsBy(r *reading) bool {
	if c.marks.cue(c.start(r.q)-1) != cueBy {
		return false
	}
	outlook := false
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 18; j-- {
		switch c.lower(j) {
		case "guidance", "outlook", "expectation", "expectations", "consensus", "forecast", "benchmark", "industry", "midpoint":
			outlook = true
		case "exceeds":
			return outlook || c.marks.at[j+1].concept != 0 || c.marks.at[j+2].concept != 0 // "our cash exceeds our debt by"
		case "exceeded", "exceeding", "beat", "beating", "missed", "surpassed", "outperformed", "outperforming":
			return outlook
		}
	}
	return false
}

// effectBefore finds "an impact of", "contributed", "benefited by" before the
// number.
func (c *call) effectBefore(r *reading) bool {
	first := c.start(r.q)
	for j := first - 1; j >= r.s.first && first-j <= 5; j-- {
		if c.marks.at[j].period != 0 && r.class != unitPercent {
			continue // "a headwind next year of $2"
		}
		if c.lower(j) == "on" && c.marks.cue(j-1) == cueEffect && c.marks.at[j+1].concept != 0 {
			return true // "a currency impact on sales of $9 million"
		}
		if m, ok := c.marks.concept(j); ok && first-j <= 4 { // "impacting the margin by"
			j = int(m.first)
			continue
		}
		switch c.marks.cue(j) {
		case cueEffect:
			return !c.reachesRecord(j) && !c.leftOut(r.s, j)
		case cueOf, cueBy, cueFunction, cueAdjective, cueAnaphor, cueNonGAAP, cueGAAP:
			continue
		}
		return false
	}
	return false
}

// reachesRecord reports whether "hit" at token i says what was reached: "EPS hit a record
// high of $8".
func (c *call) reachesRecord(i int) bool {
	if c.lower(i) != "hit" {
		return false
	}
	if i++; c.article(i) {
		i++
	}
	switch c.lower(i) {
	case "record", "new", "all-time", "all":
		return true
	}
	return false
}

// leftOut reports whether the effect at token i is what the measure is told without: "the
// tax rate excluding discrete benefits was 21%".
func (c *call) leftOut(s *said, i int) bool {
	if !isBe(c.lower(i + 1)) {
		return false
	}
	for j := i - 1; j >= s.first && i-j <= 4; j-- {
		if c.marks.cue(j) == cueExcluding {
			return true
		}
	}
	return false
}

// costOfNumber reports whether r is the cost named right before it, of which the words at
// token i only say what it is for: "integration costs of $98 million related to the merger".
func (c *call) costOfNumber(r *reading, i int) bool {
	if w := c.lower(i); i != r.q.Last || r.class != unitMoney || w != "related" && w != "associated" {
		return false
	}
	for j := c.start(r.q) - 1; j > r.s.first && r.q.First-j <= 4; j-- {
		if m, ok := c.marks.concept(j); ok {
			k := &c.e.taxonomy.Concepts[m.value]
			return c.namesNumber(r, m) && k.LowerBetter && !k.Instant && k.Unit == concept.UnitMoney
		}
	}
	return false
}

// impactedBy reports whether something was hit by so much of a measure: "we were impacted by
// $100 million of revenue". What hits may be a cost; it is none of what a company takes in.
func (c *call) impactedBy(r *reading, behind choice) bool {
	i := c.start(r.q) - 1
	return c.marks.cue(i) == cueBy && c.marks.cue(i-1) == cueEffect && !c.e.taxonomy.Concepts[behind.concept].LowerBetter && behind.measure == MeasureValue
}

// movesUnsaid reports whether the amount is that by which something moved, where no word
// says which way: "supply impacted our revenue by $25 million". It is no level. An outlook
// that moves as the one before it moves so too: "raising our EPS guide by $0.38 and our cash
// flow guide by $500 million".
func (c *call) movesUnsaid(r *reading) bool {
	i := c.start(r.q) - 1
	if r.class != unitMoney && r.class != unitPerShare || r.d.moves() || c.marks.cue(i) != cueBy {
		return false
	}
	if c.signBefore(r) >= 0 {
		return false // "free cash flow was negative by $7 million"
	}
	for p := r.prev; p != nil; p = p.prev {
		if p.d.by && p.d.moves() && p.choice.measure == MeasureChange {
			if c.marks.cue(i-1) == cueExpect {
				r.d = p.d
				r.d.copied = true
			}
			break
		}
	}
	return !r.d.moves()
}

// signBefore is the token that says on which side of zero the amount is that follows "by":
// "free cash flow was negative by $7 million". Where none does, it is -1.
func (c *call) signBefore(r *reading) int {
	i := c.start(r.q) - 1
	if c.marks.cue(i) != cueBy {
		return -1
	}
	for j := i - 1; j >= r.s.first && i-j <= 6; j-- {
		if w := c.lower(j); w == "negative" || w == "positive" {
			return j
		}
	}
	return -1
}

// threshold reports whether the amount only says which customers are counted, or what
// something else is told for: "customers with at least $75,000 in annual recurring revenue".
func (c *call) threshold(s *said, q *quantity.Quantity) bool {
	i := c.start(q)
	if m, ok := c.marks.concept(i - 1); i < q.First && i > s.first && (ok && c.e.taxonomy.Concepts[m.value].Unit == concept.UnitCount || c.marks.at[i-1].unit) {
		return true // "412 customers above $100,000 in ARR"
	}
	if w := c.lower(i - 1); (w == "each" || w == "every") && c.lower(q.Last) == "of" {
		return true // "each $10 million of additional revenue carries a margin of 45%"
	}
	if c.lower(i-1) == "with" && c.marks.cue(i-1) == cueVersus {
		return false // "$0.37 per share compared with $14 million"
	}
	for j := i - 1; j >= s.first && i-j <= 4; j-- {
		switch c.lower(j) {
		case "with", "generating", "contributing", "spending", "exceeding", "over", "than", "above", "paying", "under", "below":
		case "crossed", "exceed", "exceeded", "surpassed":
			if w := c.lower(j - 1); w != "that" && w != "who" && w != "which" {
				return false
			}
		case "greater", "more", "of", "in", "excess", "each":
			continue
		default:
			m, ok := c.marks.concept(j)
			with := int(m.first) - 1
			for c.marks.cue(with) == cueAdjective {
				with--
			}
			if !ok || c.lower(with) != "with" || c.marks.cue(with) == cueVersus {
				return false
			}
			j = with // "80 customers with annual revenue greater than $60,000"
		}
		for k := j - 1; k >= s.first && j-k <= 3; k-- {
			if m, ok := c.marks.concept(k); ok && (c.e.taxonomy.Concepts[m.value].Unit == concept.UnitCount || j-k == 1 && c.e.taxonomy.Concepts[m.value].ID == "loans") || c.marks.at[k].unit {
				return true
			}
		}
	}
	return false
}

// isThreshold reports whether r is one.
func (c *call) isThreshold(r *reading) bool {
	return r.class == unitMoney && c.threshold(r.s, r.q)
}

// partOfMove reports whether the number is a part of how a measure moved, which one item
// made: "$5 million of the sales increase", "half of the growth in revenue".
func (c *call) partOfMove(r *reading) bool {
	i := r.q.Last
	if c.lower(i) != "of" || r.class != unitMoney && r.class != unitPoints && r.class != unitPercent {
		return false
	}
	switch c.lower(i + 1) {
	case "the", "that", "this", "our":
	default:
		return false
	}
	for j := i + 2; j < r.s.last && j-i <= 8; j++ {
		switch q := c.marks.cue(j); {
		case q.noun() || c.lower(j) == "increase" || c.lower(j) == "decrease" || c.lower(j) == "decline":
			return c.lower(j+1) != "rate" && !c.marks.names(j+1) // "half of our growth investments"
		case c.marks.at[j].concept != 0, c.marks.at[j].period != 0, c.marks.at[j].member != 0, q == cueAdjective, q == cueYearOverYear, q == cueSequential, q == cueTotal, q == cueOrganic, q == cueNonGAAP:
		default:
			return false
		}
	}
	return false
}

// addsCents reports whether the amount is what something else adds to a result per share:
// "a lower tax rate added $0.02".
func (c *call) addsCents(r *reading) bool {
	if r.class != unitPerShare && (r.class != unitMoney || magnitude(r.q) >= 1) {
		return false
	}
	i := c.start(r.q) - 1
	for c.article(i) || c.lower(i) == "approximately" || c.lower(i) == "about" {
		i--
	}
	switch c.lower(i) {
	case "added", "adding", "adds", "contributed", "contributing":
		return true
	case "exclude", "excludes", "excluding", "excluded", "include", "includes", "including", "included":
		end := r.q.Last
		for end < r.s.last && c.marks.at[end].unit {
			end++
		}
		w := c.lower(end) // "EPS includes $0.03 of charges", "exclude the $0.05 per share loss"
		return w == "of" || w == "for" || w == "from" || w == "related" || i < c.start(r.q)-1 && (c.content(end) || w == "loss" || w == "gain")
	}
	return false
}

// changeOfFlow reads the amount by which a flow is more or less: "offset by $7 million of
// lower license revenue".
func (c *call) changeOfFlow(r *reading) {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if r.class != unitMoney || r.choice.measure != MeasureValue || k.Instant || !k.ByPart || c.lower(r.q.Last) != "of" && c.lower(r.q.Last) != "in" {
		return
	}
	sign := int8(1)
	switch c.lower(r.q.Last + 1) {
	case "higher", "increased", "incremental", "additional":
	case "lower", "reduced", "decreased":
		sign = -1
	default:
		return
	}
	r.choice.measure = MeasureChange
	r.d = direction{sign: sign, at: r.q.Last + 1, behind: true}
}

// seats reports whether the members that are counted sit on a board.
func (c *call) seats(r *reading) bool {
	if c.lower(r.q.Last) != "members" && c.lower(r.q.Last-1) != "members" {
		return false
	}
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 8; j-- {
		switch c.lower(j) {
		case "board", "committee", "council":
			return true
		}
	}
	return false
}

// weighsOn reports whether the number is what weighs on a measure: "$5 million of
// revenue headwind", "35 basis points of margin impact".
func (c *call) weighsOn(r *reading) bool {
	i := r.q.Last
	if q := c.marks.cue(i); q != cueOf && c.lower(i) != "in" {
		return false
	}
	for j := i + 1; j < r.s.last && j-i <= 5; j++ {
		at := c.marks.at[j].concept
		if at == 0 {
			if q := c.marks.cue(j); q != cueAdjective && q != cueNone && q != cueNonGAAP {
				return false
			}
			continue
		}
		switch c.text(int(c.marks.concepts[at-1].last)) {
		case "headwind", "headwinds", "tailwind", "tailwinds", "drag", "impact", "pressure":
			return true
		}
		return false
	}
	return false
}
