package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/token"
)

// ofOtherNoun reports whether the number is told of a noun that no lexicon
// knows, and so of no measure before it: "an unlevered return of 9.6%", "a 270
// basis point reduction in write-offs", "a 12% unlevered return".
func (c *call) ofOtherNoun(r *reading) bool {
	return c.ownedBefore(r) || c.movesOther(r) || c.modifiesOther(r) || c.moveOfOther(r) || c.listsOther(r) || c.amountOfOther(r)
}

// moveOfOther reads "on a yield improvement of 10%": what moved is the noun before the
// movement.
func (c *call) moveOfOther(r *reading) bool {
	i := c.start(r.q) - 1
	if c.lower(i) != "of" || i-2 < r.s.first || !c.marks.cue(i-1).noun() && !c.isImprovement(i-1) {
		return false
	}
	noun := i - 2
	if _, ok := c.marks.concept(c.phraseStart(r.s, noun) - 1); ok {
		return false // "pretax income dollar growth of $12 million"
	}
	if c.isMarket(r.s, noun) {
		return false
	}
	return c.content(noun) && c.tokens[noun].Kind == token.Word && !c.tokens[noun].Is(token.Upper) && !c.adverb(noun) && c.marks.at[noun].member == 0 && c.tokens[noun-1].Kind != token.Hyphen
}

// listsOther reads the item of a list of amounts that no lexicon knows: "$470 million of
// dividends and $90 million of donations".
func (c *call) listsOther(r *reading) bool {
	i := r.q.Last
	if r.class != unitMoney || r.prev == nil || r.prev.class != unitMoney || r.prev.choice.link != linkBehind || c.lower(i) != "of" && c.lower(i) != "for" && c.lower(i) != "in" {
		return false
	}
	first := int(r.prev.choice.mention.last)
	if first <= r.prev.q.Last || first > r.q.First || !c.unknownPhrase(r.s, i+1) {
		return false
	}
	for j := i + 1; j < r.s.last && j-i <= 4; j++ {
		if w := c.lower(j); w == "investments" || w == "securities" {
			return false // "$50 million in cash and $70 million in short-term investments"
		}
	}
	for j := first; j < c.start(r.q); j++ {
		if w := c.lower(j); w != "and" && w != "," && w != "as" && w != "well" && w != "plus" {
			return false
		}
	}
	return true
}

// amountOfOther reads an amount of what no lexicon knows: "after the share repurchases we
// recorded $30 million in early extinguishment cost".
func (c *call) amountOfOther(r *reading) bool {
	i := r.q.Last
	if r.class != unitMoney || c.lower(i) != "of" && c.lower(i) != "in" || !c.unknownPhrase(r.s, i+1) || c.purchaseOfShares(r) >= 0 {
		return false
	}
	for j := i + 1; j < r.s.last && j-i <= 5 && !c.stops(j); j++ {
		switch strings.TrimSuffix(c.lower(j), "s") {
		case "stock", "share", "investment", "security", "securitie", "proceed", "inflow", "outflow", "income", "losse", "commencement", "equity", "aggregate", "form", "account", "work", "capacity", "acquisition", "decade", "quarter", "year", "month", "week", "day":
			return false
		}
	}
	return true
}

// ownedBefore reads "an unlevered return of 9.6%": the noun before "of" has the
// number, unless it stands for the number alone ("a milestone of") or right
// behind a measure.
func (c *call) ownedBefore(r *reading) bool {
	j := c.start(r.q) - 1
	for j > r.s.first && (c.marks.cue(j) == cueFunction || c.marks.cue(j) == cueAdjective) && !c.tokens[j].Is(token.Glued) {
		j--
	}
	noun := j - 1
	if next := j + 1; next < r.q.First && c.lower(next) == "totaling" {
		noun = j // "a charge totaling $5 million"
	} else if j <= r.s.first || c.marks.cue(j) != cueOf || c.lower(j) != "of" {
		return false
	}
	if r.class == unitPerShare && noun >= r.s.first && c.marks.at[noun].concept != 0 {
		m, ok := c.marks.concept(noun)
		if !ok {
			return true
		}
		k := &c.e.taxonomy.Concepts[m.value]
		return k.LowerBetter && k.PerShare == "" && k.Unit == concept.UnitMoney // "higher interest expense of $0.05 per share"
	}
	if noun < r.s.first || !c.content(noun) || c.tokens[noun].Kind != token.Word || c.marks.at[noun].member != 0 || c.tokens[noun].Is(token.Upper) || c.adverb(noun) || isCarrier(c.text(noun)) && !c.lossesOf(noun) {
		return false
	}
	if r.q.Unit == "shares" && c.buysOwnShares(r) {
		return false // "the purchase of 1.5 million shares at an average price of"
	}
	start := c.phraseStart(r.s, noun)
	for k := start - 1; k >= r.s.first && start-k <= 4; k-- { // "net income from continuing operations of"
		if m, ok := c.marks.concept(k); ok {
			return !c.fitsAtAll(m.value, r)
		}
		switch c.marks.cue(k) {
		case cueAdjective, cueFunction, cueTo, cueIn, cueVersus, cueBy:
			continue
		}
		return true
	}
	return true
}

// lossesOf reports whether the losses at token i are those of a noun of their own: "minimal
// credit losses of $17 million".
func (c *call) lossesOf(i int) bool {
	return c.lower(i) == "losses" && c.marks.cue(i-1) == cueNone && c.content(i-1) && !c.adverb(i-1) && c.marks.at[i-1].concept == 0 && c.marks.at[i-1].member == 0 && c.marks.at[i-1].period == 0
}

// fitsAtAll reports whether the number may be one of the concept.
func (c *call) fitsAtAll(concept int32, r *reading) bool {
	_, ok := c.e.fits(concept, r.q, r.d, true)
	return ok
}

// isCarrier reports whether a noun before "of" stands for the number itself, and
// names nothing that has it.
func isCarrier(noun string) bool {
	switch strings.ToLower(noun) {
	case "consists", "consisted", "loss", "losses", "ago", "part", "outflow", "inflow":
		return true
	}
	switch strings.ToLower(strings.TrimSuffix(noun, "s")) {
	case "sum", "figure", "milestone", "order", "tune", "maximum", "minimum", "excess", "pace", "set", "equivalent", "mean", "median", "peak", "trough", "margin",
		"value", "high", "low", "gain", "clip", "estimate", "multiple", "north", "south", "somewhere", "quarter", "profit", "stockholder", "shareholder", "operation", "size", "point", "threshold", "cost", "price", "amount", "proceed":
		return true
	}
	return false
}

// movesOther reads "a 270 basis point reduction in write-offs".
func (c *call) movesOther(r *reading) bool {
	if !r.d.behind || r.d.at < r.q.Last || !c.marks.cue(r.d.at).noun() {
		return false
	}
	i := r.d.at + 1
	if i >= r.s.last || c.marks.cue(i) != cueIn && c.marks.cue(i) != cueOf || c.lower(i) != "in" && c.lower(i) != "of" {
		return false
	}
	return c.unknownPhrase(r.s, i+1)
}

// modifiesOther reads "a 12% unlevered return".
func (c *call) modifiesOther(r *reading) bool {
	i := r.q.Last
	if u := r.class; u != unitPercent && u != unitMoney || i >= r.s.last || i == r.q.First || r.d.behind {
		return false
	}
	if before := c.start(r.q) - 1; before < r.s.first || !c.article(before) {
		return false
	}
	return c.lower(i) != "loss" && c.unknownPhrase(r.s, i)
}

// article reports whether the word at token i is an article, or stands for one.
func (c *call) article(i int) bool {
	switch c.lower(i) {
	case "a", "an", "the", "our", "another":
		return true
	}
	return false
}

// unknownPhrase reports whether a noun phrase in lower case begins at token i
// that no lexicon knows a word of.
func (c *call) unknownPhrase(s *said, i int) bool {
	nouns := 0
	for j := i; j < s.last && j-i <= 6; j++ {
		_, measure := c.marks.concept(j)
		switch q := c.marks.cue(j); {
		case c.marks.at[j].concept != 0 && !measure:
			nouns++ // a phrase that is known to be no measure
			continue
		case measure || c.marks.at[j].member != 0 || c.marks.at[j].period != 0 || c.marks.at[j].quantity != 0:
			return false
		case q == cueAdjective || q == cueTotal || c.tokens[j].Kind == token.Hyphen:
			continue
		case q == cueFunction && (c.lower(j) == "our" || c.lower(j) == "average"):
			continue
		case q == cueNone && c.content(j) && c.tokens[j].Is(token.Upper):
			return false
		case q == cueNone && c.content(j) && !(nouns == 0 && c.adverb(j)):
			nouns++
			continue
		case q.noun() || q == cueUnitNoun:
			return false
		}
		break
	}
	return nouns > 0
}

// timesEarnings reads debt told in multiples of EBITDA: "net debt of $495 million, or 1.8
// times adjusted EBITDA".
func (c *call) timesEarnings(r *reading) (choice, bool) {
	i := c.e.known.leverage
	if i < 0 {
		return choice{}, false
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 8; j++ {
		m, ok := c.marks.concept(j)
		switch {
		case ok && c.e.taxonomy.Concepts[m.value].ID == "ebitda":
			owed, ok := c.owed(r)
			return choice{fit: fit{i, MeasureValue, ""}, link: linkSubject, mention: owed, score: 90}, ok
		case ok, c.tokens[j].Kind == token.Punct, c.marks.cue(j).directs():
			return choice{}, false
		}
	}
	return choice{}, false
}

// owed is the debt that the clause before r is about.
func (c *call) owed(r *reading) (mention, bool) {
	for j := r.q.First - 1; j >= r.s.first; j-- {
		if m, ok := c.marks.concept(j); ok {
			id := c.e.taxonomy.Concepts[m.value].ID
			return m, id == "debt" || id == "net_cash"
		}
	}
	return mention{}, false
}
