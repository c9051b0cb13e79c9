package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// finder is a way to find the concept of a number that modifies none, for the numbers
// told in some units.
type finder struct {
	units unitSet
	find  func(*call, *reading) (choice, bool)
}

// finders are all of them, in the order in which they are asked.
var finders = [...]finder{
	{in(unitMoney), (*call).amountSaid},
	{in(unitPercent), (*call).plusAgain},
	{anyUnit, (*call).restated},
	{in(unitPercent), (*call).rateLeft},
	{in(unitPoints), (*call).changeOfShare},
	{in(unitPercent), (*call).leasedOut},
	{in(unitRatio), (*call).timesEarnings},
	{in(unitCount), (*call).soldNoun},
	{in(unitBare), (*call).addedOf},
	{in(unitCount), (*call).usersByTrade},
	{in(unitCount), (*call).countedNoun},
	{in(unitBare), (*call).countedParts},
	{in(unitBare), (*call).closedOf},
	{in(unitBare), (*call).countedFar},
	{in(unitPoints), (*call).pointsOfShare},
	{anyUnit, (*call).listHead},
	{in(unitMoney), (*call).sameInMoney},
	{anyUnit, (*call).sizeOfMarket},
	{in(unitPercent, unitPoints), (*call).shareGained},
	{in(unitPercent, unitFlat), (*call).organicGrowth},
	{in(unitMoney), (*call).spentOnShares},
	{anyUnit, (*call).appended},
	{anyUnit, (*call).conceptBefore},
	{in(unitPercent), (*call).rateOfExpense},
	{in(unitPercent), (*call).heldAgainstRate},
	{in(unitMoney), (*call).heldAgainstPair},
	{in(unitMoney), (*call).guidedPerShare},
	{in(unitMoney), (*call).heldPerShare},
	{in(unitMoney), (*call).grownTo},
	{in(unitMoney), (*call).amountOfPart},
	{in(unitMoney), (*call).amountOfShare},
	{in(unitPercent, unitBare), (*call).saidBefore},
	{anyUnit, (*call).grownShare},
	{in(unitPercent), (*call).shareBeforeLast},
	{anyUnit, (*call).inherit},
	{in(unitPerShare), (*call).perShareAlone},
	{in(unitMoney), (*call).spentOnAssets},
	{in(unitPercent), (*call).shareOfPart},
	{in(unitPercent), (*call).shareInList},
	{in(unitPercent), (*call).shareOfMix},
	{in(unitPercent, unitMoney, unitPoints), (*call).onlyMeasure},
	{in(unitPercent, unitMoney), (*call).retold},
	{in(unitPercent), (*call).growthAsked},
}

// choose finds the concept and measure of r.
func (c *call) choose(r *reading) bool {
	if returned, ok := c.returnedToOwners(r); ok {
		r.choice = returned
		return true
	}
	if paid, ok := c.paidForBusiness(r); ok {
		r.choice = paid
		return true
	}
	if r.s.effects && c.alsoEffect(r) || c.weighsOn(r) || c.partOfMove(r) || c.seats(r) || c.ofPurchase(r) {
		return false
	}
	if c.spentCash(r) {
		used, ok := c.cashUsed(r)
		r.choice = used
		return ok
	}
	if left, ok := c.leftOfPlan(r); ok {
		r.choice = left
		return true
	}
	if behind, ok := c.conceptBehind(r.s, r.qi, r.d); ok && !c.threshold(r) {
		if behind.link == linkShare && c.ofPastPeriod(r) {
			return false
		}
		if behind.link == linkShare {
			return c.chooseShare(r, behind)
		}
		if c.issued(r, behind) || c.impactedBy(r, behind) {
			return false
		}
		r.choice = behind
		c.changeOfFlow(r)
		c.changeOfCount(r)
		used, says := c.inUse(r)
		return !says || len(used) > 0
	}
	if tax, ok := c.taxBenefit(r); ok {
		r.choice = tax
		return true
	}
	if r.q.Form == quantity.FormMultiple && c.doublesOther(r) || c.unchangedView(r) {
		return false
	}
	if c.effect(r) {
		r.s.effects = true
		return false
	}
	if places, ok := c.placesHeld(r); ok {
		r.choice = places
		return true
	}
	if again, ok := c.ratioAgain(r); ok {
		r.choice = again
		return true
	}
	if c.appendedToOther(r) || c.movesUnsaid(r) || c.threshold(r) || c.modelNumber(r) || c.ofLevels(r) || c.denied(r) || c.ofOtherNoun(r) {
		return false
	}
	for i := range finders {
		if !finders[i].units.has(r.class) {
			continue
		}
		if found, ok := finders[i].find(c, r); ok {
			r.choice = found
			if found.link == linkSubject {
				c.changeOfCount(r)
			}
			return true
		}
	}
	return false
}

// pointsOfShare reads the change of the share before it: "64% of total software
// revenue, a rise of 9 points".
func (c *call) pointsOfShare(r *reading) (choice, bool) {
	if r.prev == nil || !r.d.moves() {
		return choice{}, false
	}
	share := r.prev.choice
	held := share.measure == MeasureValue && r.prev.class == unitPercent && c.e.taxonomy.Concepts[share.concept].Unit == concept.UnitMoney // "working capital was 14% of sales, down 90 basis points"
	if share.measure != MeasureShare && !held {
		return choice{}, false
	}
	return choice{fit: fit{share.concept, MeasureChange, ""}, link: linkList, mention: share.mention, score: 80}, true
}

// rateOfExpense reads the rate that the expense before it is of revenue: "SG&A was $45
// million and, as a percentage of sales, was 20%".
func (c *call) rateOfExpense(r *reading) (choice, bool) {
	if r.prev == nil || r.d.moves() {
		return choice{}, false
	}
	p := r.prev.choice
	if p.measure != MeasureValue || r.prev.class != unitMoney || !c.e.taxonomy.Concepts[p.concept].Expense {
		return choice{}, false
	}
	for j := r.prev.q.Last; j+1 < r.q.First; j++ {
		if strings.HasPrefix(c.lower(j), "percent") && c.lower(j+1) == "of" {
			return choice{fit: fit{p.concept, MeasureValue, "percent"}, link: linkSubject, mention: p.mention, score: 60}, true
		}
	}
	return choice{}, false
}

// heldAgainstRate reads the rate that another is held against: "as a percentage
// of revenue, EBITDA was 15.4%, compared with 8% a year ago".
func (c *call) heldAgainstRate(r *reading) (choice, bool) {
	if r.prev == nil || !r.isBase(c) && !c.ofFormerRange(r) && !c.priorGuidance(r) || c.saysRespectively(r) {
		return choice{}, false
	}
	held := r.prev
	if p := held.prev; p != nil && held.class == unitPoints && r.d.origin && p.choice.concept == held.choice.concept && p.choice.measure == MeasureValue {
		held = p // "14% of sales, down 90 basis points from the 14.9% of last year"
	}
	if held.class != unitPercent {
		return choice{}, false
	}
	rate := held.choice
	switch {
	case rate.measure == MeasureValue, rate.measure == MeasureGrowth && c.formerView(r):
	case rate.measure == MeasureGrowth && c.formerGrowth(r):
		if !r.d.moves() || r.d.origin {
			r.d = r.prev.d // "grew 5%, down from 8%": it grew then too
			r.d.behind, r.d.copied, r.d.origin = false, true, true
		}
	default:
		return choice{}, false
	}
	return choice{fit: rate.fit, link: linkSubject, mention: rate.mention, score: 60}, true
}

// formerGrowth reports whether the rate that the growth before it is held against is that
// of another period, and not of another part, market or way to reckon: "revenue grew
// 45%, up from 37% last quarter".
func (c *call) formerGrowth(r *reading) bool {
	if c.lower(r.prev.q.Last) == "from" || r.prev.d.better != 0 || r.prev.choice.link == linkBusiness && !r.d.moves() {
		return false // "the ratio increased in the quarter 32% from 22%": to, most likely
	}
	for j := r.prev.q.Last; j < c.start(r.q); j++ {
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 || c.marks.at[j].quantity != 0 || c.content(j) && !c.adverb(j) || c.text(j) == ";" {
			return false
		}
		switch c.marks.cue(j) {
		case cueGAAP, cueOrganic, cueConstantCurrency, cueEffect, cueCause, cueExcluding:
			return false
		}
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 4 && c.tokens[j].Kind != token.Punct; j++ {
		if c.marks.at[j].period != 0 {
			return true
		}
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 || c.content(j) && !c.adverb(j) {
			return false
		}
		switch c.marks.cue(j) {
		case cueGAAP, cueNonGAAP, cueOrganic, cueConstantCurrency, cueEffect, cueExcluding, cueOf, cueExpect, cueTarget, cueUnitNoun:
			return false
		}
	}
	return true
}

// ofFormerRange reports whether the number is the outlook that another is above or below:
// "which is above our previous range of 9% to 10%".
func (c *call) ofFormerRange(r *reading) bool {
	former := false
	for j := c.start(r.q) - 1; j >= r.prev.q.Last && r.q.First-j <= 8; j-- {
		switch c.lower(j) {
		case "previous", "previously", "prior", "initial", "original", "earlier":
			former = true
		case "above", "below", "exceeding", "exceeds":
			return former
		}
		if c.marks.at[j].concept != 0 || c.tokens[j].Word == token.Comma || c.marks.cue(j) == cueVersus {
			return false
		}
	}
	return false
}

// formerView reports whether the number is what was expected before: "growth of 9% to
// 10%, where our prior guidance was 6% to 8%".
func (c *call) formerView(r *reading) bool {
	for j := r.prev.q.Last; j < r.q.First; j++ {
		switch c.lower(j) {
		case "guidance", "outlook", "range", "forecast", "expectation", "expectations", "estimate", "previously", "originally":
			return true
		}
	}
	return false
}

// appended reads the movement of the figure that it follows: "drove earnings per
// share to $35.72, up 15.5%", "we shipped 11,300 units, up 7%".
func (c *call) appended(r *reading) (choice, bool) {
	p := r.prev
	if p == nil || p.choice.measure != MeasureValue || !r.d.moves() || r.d.dest || r.d.origin {
		return choice{}, false
	}
	end := p.q.Last
	switch p.choice.link {
	case linkSubject, linkBehind, linkNoun, linkPerShare:
		for end < r.q.First && c.marks.at[end].unit {
			end++ // "per diluted share"
		}
	default:
		return choice{}, false
	}
	if c.tokens[end].Word != token.Comma || r.d.at < end || r.d.at >= r.q.First || r.d.at-end > 4 {
		return choice{}, false
	}
	for j := end; j < r.q.First; j++ {
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 || c.marks.cue(j) == cueNone && c.content(j) && !c.adverb(j) {
			return choice{}, false
		}
		if w := c.text(j); w == "and" || w == "while" || w == "with" {
			return choice{}, false
		}
	}
	f, ok := c.e.fits(p.choice.concept, r.q, r.d, true)
	return choice{fit: f, link: linkSubject, mention: p.choice.mention, score: 95}, ok && f.concept == p.choice.concept
}

// appendedToOther reports whether r is the movement of a figure that is no fact:
// "underwriting margin was $142 million, up 9%".
func (c *call) appendedToOther(r *reading) bool {
	if !r.d.moves() || r.d.copied || r.d.dest || r.d.origin || r.d.at < r.s.first || r.d.at >= r.q.First {
		return false
	}
	j := r.d.at - 1
	if j <= r.s.first {
		return false
	}
	for j > r.s.first && (c.marks.cue(j) == cueFunction && c.tokens[j].Kind == token.Word || c.marks.cue(j) == cueAdjective) && c.text(j) != "and" {
		j--
	}
	if c.tokens[j].Word != token.Comma {
		return false
	}
	q, ok := c.marks.isQuantity(j - 1)
	return ok && classOf(&c.quantities[q]) == unitMoney && (r.prev == nil || r.prev.qi != q)
}

// modelNumber reports whether the number is part of a product's name: "our
// Falcon 5000 router family".
func (c *call) modelNumber(r *reading) bool {
	before, behind := r.q.First-1, r.q.Last
	if r.class != unitBare || r.q.Last-r.q.First > 1 || before <= r.s.first || behind >= r.s.last {
		return false
	}
	return c.tokens[before].Is(token.Upper) && (c.content(before) || c.marks.at[before].member != 0) && c.marks.at[before].concept == 0 && c.marks.at[before].period == 0 &&
		(c.content(behind) || c.marks.at[behind].member != 0) && !strings.Contains(r.q.Span.Of(c.t.Text), ",")
}

// ofLevels reports whether the number is told of a level of other days: "95% of
// pre-pandemic levels".
func (c *call) ofLevels(r *reading) bool {
	if r.class != unitPercent || c.marks.cue(r.q.Last) != cueOf {
		return false
	}
	for j := r.q.Last + 1; j < r.s.last && j-r.q.Last <= 6 && !c.stops(j); j++ {
		if w := c.lower(j); w == "level" || w == "levels" {
			return true
		}
	}
	return c.ofPastPeriod(r)
}

// ofPastPeriod reports whether the number is told of what another period had:
// "nearly 65% of their prior year's sales".
func (c *call) ofPastPeriod(r *reading) bool {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 3; j++ {
		p, ok := c.marks.periodOf(j)
		if !ok || c.periods[p].Pointer != period.Last {
			continue
		}
		if end := c.periods[p].Last; end < r.s.last {
			switch c.text(end) {
			case "'s", "’s", "'", "’":
				return true
			}
		}
	}
	return false
}

// denied reports whether the sentence says that the number is not expected: "we
// do not expect growth of 20%".
func (c *call) denied(r *reading) bool {
	for j := r.q.First - 1; j > r.s.first; j-- {
		if c.stops(j) {
			return false
		}
		if c.marks.cue(j) != cueExpect {
			continue
		}
		for k := j - 1; k >= r.s.first && j-k <= 2; k-- {
			if w := c.text(k); c.marks.cue(k) == cueNot || strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t") {
				return r.q.Form != quantity.FormFlat
			}
		}
	}
	return false
}

// saidBefore reads a number that points back at one that was said: "that 30%",
// "your 20% number", "the 70 goal"; and, where a goal is spoken of, one without
// a measure of its own as another reading of the goal.
func (c *call) saidBefore(r *reading) (choice, bool) {
	if r.d.moves() && !r.d.dest && !r.d.origin || r.q.First == r.s.first {
		return choice{}, false
	}
	points := false
	switch c.lower(r.q.First - 1) {
	case "that", "the", "your", "this", "those":
		points = true
	}
	aimed := c.aimed(r)
	for i := len(c.facts) - 1; i >= 0 && len(c.facts)-i <= 60 && (points || aimed); i-- {
		f := &c.facts[i]
		if f.Value.Unit != "percent" || f.Measure != MeasureValue && f.Measure != MeasureShare {
			continue
		}
		same := f.Value.Low.Cmp(r.q.Low) == 0 && f.Value.High.Cmp(r.q.High) == 0
		if points && same || aimed && f.Status == StatusTarget && (same || r.class == unitBare && magnitude(r.q) > 20 && magnitude(r.q) < 150) {
			k := int32(c.e.taxonomy.Find(f.Concept))
			return choice{fit: fit{k, f.Measure, "percent"}, link: linkRepeat, mention: mention{value: k}, score: 40, said: i}, true
		}
	}
	return choice{}, false
}

// perShareAlone reads an amount per share without a concept: what a company
// reports per share without further words is its earnings, or its funds from operations
// where it was those that it told per share before.
func (c *call) perShareAlone(r *reading) (choice, bool) {
	if c.e.known.eps < 0 || r.d.moves() && !r.d.dest && c.lostAt(r) < 0 || c.perShareOfOther(r) {
		return choice{}, false
	}
	if r.prev != nil && r.prev.choice.concept != c.e.known.eps && r.prev.class == unitMoney && c.lower(c.start(r.q)-1) == "or" {
		if k := &c.e.taxonomy.Concepts[r.prev.choice.concept]; k.PerShare == "" && k.LowerBetter {
			return choice{}, false // "charges of $8 million, or $0.07 per share"
		}
	}
	for j := r.s.first; j < r.q.First; j++ {
		if c.marks.cue(j) == cueEffect {
			return choice{}, false
		}
		if m, ok := c.marks.concept(j); ok && c.e.taxonomy.Concepts[m.value].PerShare == "" && c.e.taxonomy.Concepts[m.value].Unit == concept.UnitPerShare {
			return choice{}, false
		}
	}
	i := c.e.known.eps
	for k := len(c.facts) - 1; k >= 0; k-- {
		if f := &c.facts[k]; strings.HasSuffix(f.Value.Unit, "/share") && (f.Concept == "eps" || f.Concept == "ffo") {
			i = int32(c.e.taxonomy.Find(f.Concept))
			break
		}
	}
	return choice{fit: fit{i, MeasureValue, ""}, link: linkPerShare, mention: mention{value: i}, score: 40}, true
}

// lostAt is the verb that says that r was lost, right before it: "we lost $0.06 per share";
// -1 for none.
func (c *call) lostAt(r *reading) int {
	if i := c.verbBefore(r); c.lower(i) == "lost" && r.class == unitPerShare {
		return i
	}
	return -1
}

// perShareOfOther reports whether the amount per share is a price, or what an item comes to:
// "at $26 per share", "a charge of $0.09 per share", "$0.06 per share of interest".
func (c *call) perShareOfOther(r *reading) bool {
	for j := c.start(r.q) - 1; j >= r.s.first && r.q.First-j <= 20; j-- {
		switch c.lower(j) {
		case "traded", "trading", "nav", "dcf", "charge", "charges", "cost", "costs", "expense", "expenses", "impairment", "reserve", "price", "value", "premium", "stock", "dividend", "dividends",
			"bought", "repurchased", "return", "invest", "add", "adds", "adding", "equates", "equivalent", "unrealized", "capitalize":
			return true
		case "at", "for":
			if c.start(r.q)-j <= 3 && c.quantityNext(j+1, c.start(r.q)) {
				return true
			}
		}
	}
	k := r.q.Last
	for k < r.s.last && c.marks.at[k].unit {
		if c.lower(k) == "unit" {
			return true // "a profit of $90 per unit"
		}
		k++
	}
	if k >= r.s.last {
		return false
	}
	if c.lower(k) == "of" || c.lower(k) == "loss" && c.lower(k+1) == "on" {
		return true
	}
	if m, ok := c.marks.concept(k); ok && c.e.taxonomy.Concepts[m.value].LowerBetter {
		return true // "included a $2.55 per share impairment charge"
	}
	return c.content(k) && !c.adverb(k) && c.marks.at[k].period == 0 && c.marks.at[k].member == 0 && c.tokens[k].Kind == token.Word
}

// spentOnAssets reads what is spent on things that last: "we intend to spend
// $35 million for new barges".
func (c *call) spentOnAssets(r *reading) (choice, bool) {
	if r.d.moves() || c.e.known.capitalExpenditures < 0 {
		return choice{}, false
	}
	verb := -1
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 12 && verb < 0; j-- {
		if _, ok := c.marks.concept(j); ok {
			return choice{}, false
		}
		switch c.lower(j) {
		case "spend", "spent", "spending", "invest", "invested", "investing":
			verb = j
		}
	}
	for j := verb; verb >= 0 && j < r.s.last && j < r.q.Last+14; j++ {
		if isAsset(c.text(j)) {
			i := c.e.known.capitalExpenditures
			return choice{fit: fit{i, MeasureValue, ""}, link: linkNoun, mention: mention{i, int32(j), int32(j + 1)}, score: 50}, true
		}
	}
	return choice{}, false
}

// leftOfPlan reads what is left of a plan or a credit line, whose size may stand
// between: "$230 million remaining on our $600 million repurchase plan", "$83 million
// remained available for repurchase", "$190 million of availability under our credit
// facility".
func (c *call) leftOfPlan(r *reading) (choice, bool) {
	i, ok := c.saysLeft(r)
	if r.class != unitMoney || !ok {
		return choice{}, false
	}
	for j := i; j < r.s.last && j-i <= 12; j++ {
		if m, ok := c.marks.concept(j); ok {
			switch c.e.taxonomy.Concepts[m.value].ID {
			case "repurchase_authorization":
			case "share_repurchases": // "available for future share repurchases"
				m.value = c.e.known.repurchaseAuthorization
			case "credit_facility":
				ok = c.lower(i-1) != "outstanding" && c.lower(i-1) != "borrowings"
			default:
				return choice{}, false
			}
			return choice{fit: fit{m.value, MeasureValue, ""}, link: linkBehind, mention: m, score: 100}, ok && m.value >= 0
		}
		if w := c.lower(j); (w == "facility" || w == "facilities") && c.lower(i-1) != "outstanding" && c.marks.at[j].concept == 0 {
			k := c.e.known.creditFacility
			return choice{fit: fit{k, MeasureValue, ""}, link: linkBehind, mention: mention{k, int32(j), int32(j + 1)}, score: 100}, k >= 0
		}
		if c.tokens[j].Kind == token.Punct && c.tokens[j].Word != token.Comma {
			break
		}
	}
	return choice{}, false
}

// saysLeft is the token behind the words that say that r is what is left of something:
// "remaining on", "remained available under", "of undrawn capacity on".
func (c *call) saysLeft(r *reading) (int, bool) {
	left := false
	i := r.q.Last
	for ; i < r.s.last && i-r.q.Last <= 6; i++ {
		switch w := c.lower(i); {
		case isLeft(w), w == "remained", w == "remains", w == "remain", w == "availability", w == "undrawn", w == "unused", w == "untapped":
			left = true
		case w == "capacity", w == "borrowing", w == "of" && i == r.q.Last, w == "is", w == "was", w == "still", w == "borrowings":
		default:
			return i, left
		}
	}
	return i, left
}

// returnedToOwners reads "returned $84 million in total to shareholders".
func (c *call) returnedToOwners(r *reading) (choice, bool) {
	i := c.e.known.shareholderReturns
	if r.class != unitMoney || i < 0 || r.d.moves() {
		return choice{}, false
	}
	returned := -1
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 7 && returned < 0; j-- {
		switch c.lower(j) {
		case "return", "returned", "returning", "returns":
			returned = j
		}
	}
	if returned >= 0 {
		if how, ok := c.returnedThrough(r); ok {
			return how, true
		}
	}
	for j := r.q.Last; returned >= 0 && j < r.s.last && j-r.q.Last <= 9; j++ {
		if w := c.lower(j); strings.HasPrefix(w, "shareholder") || strings.HasPrefix(w, "stockholder") {
			return choice{fit: fit{i, MeasureValue, ""}, link: linkSubject, mention: mention{i, int32(returned), int32(returned + 1)}, score: 100}, true
		}
		if _, ok := c.marks.isQuantity(j); ok {
			break
		}
	}
	return choice{}, false
}

// returnedThrough reads how an amount was returned, right behind it: "returned $80 million
// through share repurchases", "in the form of dividends and buybacks".
func (c *call) returnedThrough(r *reading) (choice, bool) {
	j := r.q.Last
	switch w := c.lower(j); {
	case w == "through", w == "via":
		j++
	case w == "in" && c.lower(j+1) == "the" && c.lower(j+2) == "form" && c.lower(j+3) == "of":
		j += 4
	default:
		return choice{}, false
	}
	var ways [2]bool // dividends, repurchases
	at := mention{}
	for ; j < r.s.last && j-r.q.Last <= 12; j++ {
		if _, ok := c.marks.isQuantity(j); ok && c.marks.at[j].period == 0 {
			break
		}
		m, ok := c.marks.concept(j)
		if !ok {
			continue
		}
		switch id := c.e.taxonomy.Concepts[m.value].ID; id {
		case "dividends_paid", "dividend_per_share":
			ways[0] = true
		case "share_repurchases":
			ways[1] = true
		default:
			return choice{}, false
		}
		at = m
	}
	switch ways {
	case [2]bool{true, true}:
		at.value = c.e.known.shareholderReturns
	case [2]bool{true, false}:
		at.value = int32(c.e.taxonomy.Find("dividends_paid"))
	case [2]bool{false, true}:
		at.value = c.e.known.shareRepurchases
	default:
		return choice{}, false
	}
	return choice{fit: fit{at.value, MeasureValue, ""}, link: linkSubject, mention: at, score: 100}, at.value >= 0
}

// isAsset reports whether a noun names what capital is spent on.
func isAsset(noun string) bool {
	switch strings.ToLower(noun) {
	case "equipment", "tractors", "trailers", "trucks", "facilities", "capacity", "buildings", "land", "plants", "machinery",
		"fleet", "vessels", "aircraft", "locomotives", "railcars", "warehouses", "construction", "renovations", "remodels", "property", "infrastructure", "network":
		return true
	}
	return false
}

// particular replaces a generic concept by the one of its kind that was spoken
// of last: "margin" by gross margin.
func (c *call) particular(r *reading) {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if k.ID == "acquisition_price" && r.prev != nil && r.prev.choice.concept == c.e.known.sharesRepurchased {
		r.choice.concept = c.e.known.shareRepurchases // "bought 108,600 shares for a purchase price of $4 million"
		return
	}
	if i := c.e.known.repurchaseAuthorization; r.choice.concept == c.e.known.shareRepurchases && i >= 0 && r.class == unitMoney && r.choice.measure == MeasureValue && c.authorized(r) {
		r.choice.concept = i
		return
	}
	if i := c.repaid(r); k.ID == "debt" && r.class == unitMoney && i >= 0 {
		sign := int8(-1)
		if strings.HasPrefix(c.lower(i), "borrow") {
			sign = 1
		}
		r.choice.measure, r.d = MeasureChange, direction{sign: sign, at: i, span: c.span(i, i+1)}
		return
	}
	if k.ID == "loans" && r.class == unitMoney && r.choice.measure == MeasureValue && c.lower(c.verbBefore(r)) == "originated" {
		if i := c.e.taxonomy.Find("loan_originations"); i >= 0 {
			r.choice.concept = int32(i) // "we originated $410 million of loans"
		}
		return
	}
	if k.ID == "earnings" && r.choice.measure != MeasureValue && c.e.known.eps >= 0 && c.perShareNext(r) {
		r.choice.concept = c.e.known.eps // "adjusted earnings increased 21% to $1.12 per share"
		return
	}
	if !k.Generic {
		return
	}
	if p := r.prev; p != nil && c.plain(r.choice.mention) && c.e.taxonomy.Concepts[p.choice.concept].Percent != "net_margin" && strings.HasSuffix(c.e.taxonomy.Concepts[p.choice.concept].Percent, "_"+k.ID) {
		r.choice.concept = int32(c.e.taxonomy.Find(c.e.taxonomy.Concepts[p.choice.concept].Percent)) // "EBITDA was $5 million and the margin 12%"
		return
	}
	for _, t := range c.talk.topics {
		if !t.span.IsZero() && strings.HasSuffix(c.e.taxonomy.Concepts[t.concept].ID, "_"+k.ID) {
			r.choice.concept = t.concept
			return
		}
	}
}

// plain reports whether no noun stands before the measure at m that tells which it is.
func (c *call) plain(m mention) bool {
	i := int(m.first) - 1
	return m.last-m.first == 1 && i >= 0 && !c.content(i) && c.marks.at[i].member == 0
}

// authorized reports whether r is what may be bought, and not what was: "the board
// approved the repurchase of up to $75 million of our stock".
func (c *call) authorized(r *reading) bool {
	for j := c.start(r.q) - 1; j >= r.s.first && r.q.First-j <= 14; j-- {
		if c.marks.at[j].quantity != 0 {
			return false
		}
		switch c.lower(j) {
		case "repurchased", "bought", "purchased", "spent", "completed", "used", "executed":
			return false
		case "authorized", "approved", "authorizes", "authorizing", "authorize", "approve":
			return true
		case "authorization":
			return c.lower(j+1) == "to" || c.lower(j+1) == "for"
		}
	}
	return false
}

// perShareNext reports whether the number behind r, or before it, tells the measure
// per share.
func (c *call) perShareNext(r *reading) bool {
	if r.prev != nil && r.prev.class == unitPerShare {
		return !c.saysRespectively(r)
	}
	for qi := r.qi + 1; qi < r.s.quantities[1]; qi++ {
		if q := &c.quantities[qi]; q.Reject == "" {
			return classOf(q) == unitPerShare && q.First-r.q.Last <= 6
		}
	}
	return false
}

// issued reports whether r is what was borrowed on one day, and not what is owed: "we
// issued $500 million of senior notes".
func (c *call) issued(r *reading, behind choice) bool {
	if r.class != unitMoney || behind.measure != MeasureValue || c.e.taxonomy.Concepts[behind.concept].ID != "debt" {
		return false
	}
	switch c.lower(c.verbBefore(r)) {
	case "issued", "issue", "issuing", "priced", "placed", "refinanced", "issuance", "offering", "raised":
		return true
	}
	return false
}

// repaid is the word that says that the number is what of a debt was paid, or taken; -1 for none: "we repaid nearly
// $350 million of debt".
func (c *call) repaid(r *reading) int {
	i := c.start(r.q) - 1
	for i > r.s.first && (c.marks.cue(i) == cueAdjective || c.marks.cue(i) == cueFunction && c.text(i) != "down" && c.text(i) != "off") {
		i--
	}
	switch c.lower(i) {
	case "repaid", "prepaid", "retired", "redeemed", "repay", "retire", "prepay", "redeem", "borrowed", "redeeming", "repaying", "retiring":
		return i
	case "of":
		switch c.lower(i - 1) {
		case "repayment", "prepayment", "redemption", "retirement":
			return i - 1
		}
	case "down", "off":
		if i > r.s.first && strings.HasPrefix(c.lower(i-1), "pa") {
			return i - 1
		}
	}
	return -1
}

// rateOfAmount makes points that say an amount in other words a rate: "net
// charge-offs came to $21 million, or 34 basis points".
func (c *call) rateOfAmount(r *reading) {
	if r.class != unitPoints || r.prev == nil || r.choice.measure != MeasureChange {
		return
	}
	p := &r.prev.choice
	if r.d.origin && p.concept == r.choice.concept && p.measure == MeasureValue && r.prev.class == unitPoints {
		r.choice.measure, r.choice.unit = MeasureValue, "percent" // "22 basis points of loans, up from 15 basis points"
		return
	}
	if r.d.moves() {
		return
	}
	if p.concept == r.choice.concept && p.measure == MeasureValue && r.prev.class == unitMoney && c.lower(c.start(r.q)-1) == "or" {
		r.choice.measure, r.choice.unit = MeasureValue, "percent"
	}
}

// unchangedView reports whether what is unchanged is the outlook, and no
// measure: "our expectation for net interest income is unchanged".
func (c *call) unchangedView(r *reading) bool {
	if r.q.Form != quantity.FormFlat || r.q.Span.Of(c.low) != "unchanged" {
		return false
	}
	for j := r.s.first; j < r.q.First; j++ {
		switch c.lower(j) {
		case "expectation", "expectations", "guidance", "outlook", "forecast", "view", "range", "estimate", "metrics", "assumptions", "target", "targets", "plan":
			return true
		}
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 4; j++ {
		switch c.lower(j) {
		case "guidance", "outlook", "forecast", "expectation", "expectations":
			return true // "unchanged from our previous guidance"
		}
	}
	return false
}

// doublesOther reports whether what is doubled is named behind the word, and is
// no measure: "double the performance".
func (c *call) doublesOther(r *reading) bool {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 3; j++ {
		if _, ok := c.marks.concept(j); ok {
			return false
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueTotal:
			continue
		}
		return c.content(j) && !c.adverb(j)
	}
	return false
}

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
	if !member {
		return choice{}, false
	}
	return choice{fit: last.choice.fit, link: linkList, mention: last.choice.mention, score: 80}, true
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
	if i := c.e.taxonomy.Find(k.Money); !ok && r.class == unitMoney && r.d.dest && k.Money != "" && r.prev != nil && r.prev.choice.concept == int32(i) {
		return fit{int32(i), MeasureValue, ""}, true // "gross margin decreased 4% to $160 million"
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
	for i < len(c.tokens) && i-int(m.last) <= 5 && (c.tokens[i].Word == token.Comma || c.marks.at[i].period != 0 || c.marks.cue(i) == cueIn || c.marks.cue(i) == cueAdjective) {
		i++
	}
	if i >= len(c.tokens) || !c.marks.at[i].aside || c.lower(i) != "as" {
		return false
	}
	for i < len(c.tokens) && c.marks.at[i].aside && !c.marks.at[i].base {
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
	for j > s.first && (c.marks.cue(j) == cueAdjective || c.marks.at[j].member != 0 || isArticle(c.text(j)) || c.lower(j) == "our" || c.marks.cue(j) == cueEach || c.marks.cue(j) == cueOf || c.marks.cue(j) == cueTotal) {
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

// conceptBefore weighs the concepts that stand before the number.
func (c *call) conceptBefore(r *reading) (choice, bool) {
	best := choice{}
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
