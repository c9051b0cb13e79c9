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
	{in(unitMoney), (*call).partOfSaid},
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
	{in(unitPoints), (*call).pointsSaid},
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
	{in(unitBare), (*call).heldAgainstBare},
	{in(unitMoney), (*call).heldAgainstPair},
	{in(unitMoney), (*call).guidedPerShare},
	{in(unitMoney), (*call).heldPerShare},
	{in(unitMoney), (*call).grownTo},
	{in(unitMoney), (*call).spentOn},
	{in(unitPercent), (*call).movedOtherwise},
	{in(unitMoney), (*call).amountOfPart},
	{in(unitMoney), (*call).amountOfShare},
	{in(unitPercent), (*call).rateOfBase},
	{in(unitPercent, unitBare), (*call).saidBefore},
	{anyUnit, (*call).grownShare},
	{in(unitPercent, unitFlat), (*call).grownBeside},
	{in(unitPercent), (*call).shareBeforeLast},
	{anyUnit, (*call).inherit},
	{anyUnit, (*call).askedFor},
	{in(unitPerShare), (*call).perShareAlone},
	{in(unitMoney), (*call).spentOnAssets},
	{in(unitPercent), (*call).shareOfPart},
	{in(unitPercent), (*call).shareInList},
	{in(unitPercent), (*call).shareOfMix},
	{in(unitPercent, unitMoney, unitPoints), (*call).onlyMeasure},
	{in(unitPercent, unitMoney), (*call).retold},
	{in(unitPercent), (*call).growthSaid},
	{in(unitPercent), (*call).growthAsked},
}

// findersFor are those for the numbers of a class.
var findersFor = func() (by [unitMultiple + 1][]func(*call, *reading) (choice, bool)) {
	for class := range by {
		for _, f := range finders {
			if f.units.has(unitClass(class)) {
				by[class] = append(by[class], f.find)
			}
		}
	}
	return by
}()

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
	if behind, ok := c.conceptBehind(r.s, r.qi, r.d); ok && !c.isThreshold(r) {
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
	if r.class == unitMoney && c.overOutlook(r) {
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
	if c.appendedToOther(r) || c.movesUnsaid(r) || c.isThreshold(r) || c.modelNumber(r) || c.ofLevels(r) || c.denied(r) || c.ofOtherNoun(r) {
		return false
	}
	for _, find := range findersFor[r.class] {
		if found, ok := find(c, r); ok && !c.unusual(r, found) {
			r.choice = found
			if found.link == linkSubject {
				c.changeOfCount(r)
			}
			return true
		}
	}
	return false
}

// unusual reports whether r lies outside what companies tell of a measure that is not named
// beside it: 75% is no churn spoken of before.
func (c *call) unusual(r *reading, found choice) bool {
	if found.link != linkInherited && found.link != linkRepeat || found.measure != MeasureValue || r.class != unitPercent {
		return false
	}
	k := &c.e.taxonomy.Concepts[found.concept]
	value := magnitude(r.q)
	if r.q.High.Sign() < 0 || !r.q.HasHigh && r.q.Low.Sign() < 0 {
		value = -value
	}
	return k.Low < k.High && (value < k.Low || value > k.High)
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
		if m := p.choice.mention; int(m.first) == end && p.choice.link == linkNoun {
			end = int(m.last) // "95.4% occupied, down 40 basis points"
		}
		end = c.pastPeriod(end)
	case linkInherited, linkBusiness: // "automotive revenue was $1 billion. Industrial was $377 million, up 12%"
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
	link := linkSubject
	if p.choice.link == linkInherited || p.choice.link == linkBusiness {
		link = p.choice.link
	}
	return choice{fit: f, link: link, mention: p.choice.mention, score: 95}, ok && f.concept == p.choice.concept
}

// pastPeriod is the token behind the period that stands at token i: "in the quarter".
func (c *call) pastPeriod(i int) int {
	if c.marks.cue(i) != cueIn && c.lower(i) != "during" && c.lower(i) != "for" {
		return i
	}
	j := i + 1
	if c.article(j) {
		j++
	}
	p, ok := c.marks.periodOf(j)
	if !ok {
		return i
	}
	return c.periods[p].Last
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
	if !r.s.has(cueExpect) {
		return false
	}
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

// isAsset reports whether a noun names what capital is spent on.
func isAsset(noun string) bool {
	switch strings.ToLower(noun) {
	case "equipment", "tractors", "trailers", "trucks", "facilities", "capacity", "buildings", "land", "plants", "machinery",
		"fleet", "vessels", "aircraft", "locomotives", "railcars", "warehouses", "construction", "renovations", "remodels", "property", "infrastructure", "network":
		return true
	}
	return false
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
		case "rate":
			if c.lower(j-1) == "growth" {
				return true
			}
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
