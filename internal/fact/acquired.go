package fact

import "github.com/callfacts/callfacts/internal/token"

// paidForBusiness reads the price of a business that was bought: "we acquired
// Contoso for $45 million", "$310 million to complete the deal".
func (c *call) paidForBusiness(r *reading) (choice, bool) {
	i := c.e.known.acquisitionPrice
	if r.class != unitMoney || i < 0 || r.d.moves() {
		return choice{}, false
	}
	at := c.boughtFor(r)
	if at < 0 {
		at = c.closesDeal(r)
	}
	if at < 0 {
		at = c.worthDeal(r)
	}
	return choice{fit: fit{i, MeasureValue, ""}, link: linkNoun, mention: mention{i, int32(at), int32(at + 1)}, score: 90}, at >= 0
}

// spentOnShares reads what was spent to buy the company's own shares: "we spent
// $2 billion to retire 3% of our shares".
func (c *call) spentOnShares(r *reading) (choice, bool) {
	i := c.e.known.shareRepurchases
	if i < 0 {
		return choice{}, false
	}
	if r.prev != nil && r.prev.choice.concept == c.e.known.sharesRepurchased && magnitude(r.q) >= 1e5 && c.boughtAt(r) {
		return choice{fit: fit{i, MeasureValue, ""}, link: linkNoun, mention: r.prev.choice.mention, score: 90}, true
	}
	if j := c.worthOfStock(r); j >= 0 && buysBack(c.lower(c.verbBefore(r))) && (c.byCompany(r.s, c.verbBefore(r)) || r.q.HasLow && c.lower(c.verbBefore(r)-1) == "to") {
		return choice{fit: fit{i, MeasureValue, ""}, link: linkNoun, mention: mention{i, int32(j), int32(j + 1)}, score: 90}, true
	}
	if j := c.purchaseOfShares(r); j >= 0 {
		return choice{fit: fit{i, MeasureValue, ""}, link: linkNoun, mention: mention{i, int32(j), int32(j + 1)}, score: 90}, true
	}
	if c.lower(r.q.Last) != "to" {
		return choice{}, false
	}
	switch c.lower(r.q.Last + 1) {
	case "retire", "repurchase", "buy":
	default:
		return choice{}, false
	}
	for j := r.q.Last + 2; j < r.s.last && j-r.q.Last <= 10; j++ {
		if c.lower(j) == "shares" || c.lower(j) == "stock" {
			return choice{fit: fit{i, MeasureValue, ""}, link: linkNoun, mention: mention{i, int32(j), int32(j + 1)}, score: 90}, true
		}
	}
	return choice{}, false
}

// purchaseOfShares is the noun of the purchase of shares that r was spent in, at a price that
// is told: "$40 million in the purchase of 1.5 million shares at an average price of"; -1 for
// none.
func (c *call) purchaseOfShares(r *reading) int {
	if r.qi+1 >= r.s.quantities[1] || c.quantities[r.qi+1].Unit != "shares" {
		return -1
	}
	for j := c.quantities[r.qi+1].First - 1; j > r.q.Last; j-- {
		switch c.lower(j) {
		case "purchase", "repurchase":
			if w := c.lower(r.q.Last); (w == "in" || w == "for" || w == "on" || w == "through") && j-r.q.Last <= 3 && c.atAverage(c.quantities[r.qi+1].Last) {
				return j
			}
			return -1
		case "of", "about", "approximately", "over", "nearly", "some":
		default:
			return -1
		}
	}
	return -1
}

// atAverage reports whether an average price follows the shares whose number ends at token i.
func (c *call) atAverage(i int) bool {
	for j := i; j-i <= 8 && c.tokens[j].Kind != token.Punct; j++ {
		if c.lower(j) == "average" {
			return true
		}
	}
	return false
}

// worthOfStock is the noun for the shares that r is the worth of: "$18 million worth of
// our common stock"; -1 for none. Another company's are named.
func (c *call) worthOfStock(r *reading) int {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 7; j++ {
		switch c.lower(j) {
		case "shares", "stock":
			if j > r.q.Last && (c.lower(j+1) != "in" || j+2 < r.s.last && c.marks.at[j+2].period != 0) && !(c.lower(j+1) == "of" && c.tokens[min(j+2, r.s.last-1)].Is(token.Upper)) {
				return j
			}
			return -1
		case "worth", "of", "our", "own", "its", "common", "the", "company", "'s", "’s", "class", "a":
		default:
			return -1
		}
	}
	return -1
}

// buysBack reports whether a verb says that shares were bought.
func buysBack(verb string) bool {
	switch verb {
	case "purchased", "bought", "acquired", "retired", "purchase", "buy", "acquire", "retire", "purchasing", "buying":
		return true
	}
	return false
}

// boughtAt reports whether r is what the shares before it were bought for: "27,100
// shares of its stock for about $0.9 million", "at a total cost of".
func (c *call) boughtAt(r *reading) bool {
	total := false
	for j := c.start(r.q) - 1; j > r.prev.q.Last && r.q.First-j <= 9; j-- {
		switch w := c.lower(j); w {
		case "for":
			return true
		case "at":
			return total
		case "total", "aggregate":
			total = true
		case "price", "cost", "consideration", "purchase":
		default:
			if q := c.marks.cue(j); q != cueOf && q != cueAdjective && q != cueTotal && !(q == cueFunction && c.article(j)) {
				return false
			}
		}
	}
	return false
}

// boughtFor is the word that says that something was bought for r; -1 for none.
func (c *call) boughtFor(r *reading) int {
	j := c.start(r.q) - 1
	for j > r.s.first && (c.marks.cue(j) == cueOf || c.marks.cue(j) == cueAdjective || c.marks.cue(j) == cueTotal || c.marks.cue(j) == cueFunction && c.tokens[j].Kind == token.Word) {
		switch c.lower(j) {
		case "and", "or", "by", "with":
			return -1
		}
		j--
	}
	if c.lower(j) != "for" {
		return -1
	}
	named := false // what is bought has a name
	for k := j - 1; k >= r.s.first && j-k <= 12; k-- {
		if c.countedThing(r.s, k) {
			named = true // "we acquired 4 properties for"
			continue
		}
		if c.marks.at[k].quantity != 0 || c.marks.at[k].concept != 0 {
			return -1
		}
		named = named || c.tokens[k].Is(token.Upper) && k > r.s.first && c.content(k)
		switch c.lower(k) {
		case "acquired", "acquire", "acquiring", "acquisition", "purchased", "bought", "purchase", "buy", "buying":
			if !named {
				return -1
			}
			return k
		}
	}
	return -1
}

// worthDeal is the word for the deal that r says the size of: "the $140 million
// acquisition of Contoso"; -1 for none.
func (c *call) worthDeal(r *reading) int {
	j := r.q.Last
	for j < r.s.last && (c.marks.cue(j) == cueAdjective || c.tokens[j].Kind == token.Hyphen || c.lower(j) == "all" || c.lower(j) == "cash") {
		j++
	}
	if j >= r.s.last || c.lower(j) != "acquisition" {
		return -1
	}
	for k := c.start(r.q) - 1; k > r.s.first && r.q.First-k <= 3; k-- {
		if w := c.lower(k); w == "its" || w == "their" {
			return -1 // a client's
		}
	}
	if next := j + 1; next < r.s.last && c.tokens[next].Kind != token.Punct && c.marks.cue(next) != cueOf && c.marks.cue(next) != cueFunction && c.marks.cue(next) != cueIn {
		return -1 // "$80 million acquisition synergies"
	}
	return j
}

// countedThing reports whether token k is part of a count of places or businesses, such
// as may be bought for a price: "4 properties", "12 restaurants".
func (c *call) countedThing(s *said, k int) bool {
	if m, ok := c.marks.concept(k); ok && m.value == c.e.known.locations {
		return true
	}
	q, ok := c.marks.isQuantity(k)
	if !ok {
		for q, ok = c.marks.isQuantity(k - 1); c.marks.at[k].unit && !ok && k-1 > s.first; k-- {
			q, ok = c.marks.isQuantity(k - 1)
		}
	}
	if !ok {
		return false
	}
	switch c.quantities[q].Unit {
	case "properties", "stores", "restaurants", "hotels", "buildings", "facilities", "communities", "branches", "dealerships", "clinics", "plants", "businesses", "companies", "vessels", "centers", "hospitals", "practices", "assets":
		return true
	}
	return false
}

// closesDeal is the word for the deal that r closes or pays for; -1 for none.
func (c *call) closesDeal(r *reading) int {
	i := r.q.Last
	if c.lower(i) == "in" && c.lower(i+1) == "cash" {
		i += 2
	}
	switch c.lower(i) {
	case "to":
		switch c.lower(i + 1) {
		case "close", "complete", "fund", "finance":
		default:
			return -1
		}
	case "on", "for": // "we deployed $310 million on two acquisitions"
		if !c.deployed(r) {
			return -1
		}
	default:
		return -1
	}
	for j := i + 1; j < r.s.last && j-i <= 7; j++ {
		switch c.lower(j) {
		case "acquisition", "acquisitions", "transaction", "deal":
			return j
		}
		if qi, ok := c.marks.isQuantity(j); ok && classOf(&c.quantities[qi]) == unitMoney || c.tokens[j].Kind == token.Punct {
			return -1
		}
	}
	return -1
}

// deployed reports whether r is what was spent: "we have deployed $310 million on".
func (c *call) deployed(r *reading) bool {
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 5; j-- {
		switch c.lower(j) {
		case "deployed", "spent", "invested", "deploying", "spend", "paid":
			return true
		}
	}
	return false
}
