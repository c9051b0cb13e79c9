package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/token"
)

// sizeOfMarket reads what is said of a market and not of the company: "the PC
// market declined 5%", "category growth of 4%", "an $11 billion market".
func (c *call) sizeOfMarket(r *reading) (choice, bool) {
	i := c.e.known.addressableMarket
	if i < 0 {
		return choice{}, false
	}
	at := -1
	switch u := r.class; {
	case u == unitMoney && magnitude(r.q) >= 1e6 && (!r.d.moves() || r.d.dest):
		if at = c.marketBehind(r); at < 0 {
			at = c.marketBefore(r, r.q.First)
		}
	case (u == unitPercent || u == unitPoints) && r.d.moves() && !r.d.dest && !r.d.origin, u == unitFlat:
		at = c.marketGrowing(r)
	}
	if at < 0 {
		return choice{}, false
	}
	f := fit{i, MeasureValue, ""}
	if r.class != unitMoney {
		f = fit{i, MeasureGrowth, "percent"} // points are said of a size all the same
	}
	return choice{fit: f, link: linkSubject, mention: mention{i, int32(at), int32(at + 1)}, score: 90}, true
}

// isMarket reports whether the noun at token i means a market as a whole, that is
// not one of the company's own.
func (c *call) isMarket(s *said, i int) bool {
	named := false // "the PC market" is one, "the pain relief category" the company's own
	switch c.lower(i) {
	case "market", "industry":
		named = true
	case "category", "categories":
	default:
		return false
	}
	for j := i - 1; j >= s.first && i-j <= 5; j-- {
		switch w := c.lower(j); {
		case w == "our" || w == "end" || w == "these" || w == "those" || w == "this" || w == "of" || w == "each" || w == "other" || w == "key":
			return false
		case w == "the" || w == "a" || w == "an":
			return !c.prepositionBefore(s, i)
		case c.marks.at[j].member != 0:
			m, _ := c.marks.memberOf(j)
			if !named || c.memberAt(m).axis == AxisGeography {
				return false // "the China market grew": what is sold there
			}
		case c.content(j) && !named:
			return false
		case !c.content(j) && c.marks.cue(j) != cueAdjective && c.marks.cue(j) != cueTotal && c.tokens[j].Kind != token.Hyphen:
			return !c.prepositionBefore(s, i)
		}
	}
	return true
}

// marketBefore is the market that the predicate before token i is said of; -1
// for none.
func (c *call) marketBefore(r *reading, i int) int {
	within := 0 // words of "for such pumps"
	for j := i - 1; j >= r.s.first && i-j <= 14; j-- {
		if c.isMarket(r.s, j) {
			next := c.lower(j + 1)
			if within == 0 || next == "for" || next == "in" {
				return j
			}
			return -1
		}
		if _, ok := c.marks.periodOf(j); ok {
			continue
		}
		if c.marks.at[j].concept != 0 || c.marks.at[j].quantity != 0 || c.tokens[j].Kind == token.Punct {
			return -1
		}
		switch q := c.marks.cue(j); {
		case q == cueExpect || q == cueTo || q.directs() || q == cueBy:
		case q == cueFunction:
			switch c.lower(j) {
			case "and", "but", "while", "as", "we", "you", "they", "with", "when", "that", "than":
				return -1
			}
		case q == cueAnaphor:
			if w := c.lower(j); w != "which" {
				return -1
			}
		default:
			within++
		}
	}
	return -1
}

// marketGrowing is the market that grows by r; -1 for none.
func (c *call) marketGrowing(r *reading) int {
	if r.d.behind && r.d.at >= r.q.Last { // "4% growth in categories"
		for j := r.d.at + 1; j < r.s.last && j-r.d.at <= 4; j++ {
			if c.lower(r.d.at+1) == "in" && (c.lower(j) == "category" || c.lower(j) == "categories") && c.lower(j-1) != "our" {
				return j
			}
		}
		return -1
	}
	predicate := r.q.First
	if r.d.at >= 0 && r.d.at < r.q.First {
		predicate = r.d.at
		if c.marks.cue(r.d.at).noun() && c.isMarket(r.s, r.d.at-1) {
			return r.d.at - 1 // "category growth was 4%"
		}
	}
	return c.marketBefore(r, predicate)
}

// marketBehind is the market that the amount is the size of: "an $18 billion
// market"; -1 for none.
func (c *call) marketBehind(r *reading) int {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 3; j++ {
		switch w := c.lower(j); {
		case w == "market" || w == "opportunity":
			if next := c.lower(j + 1); next == "cap" || next == "capitalization" || next == "value" || strings.HasPrefix(next, "share") {
				return -1
			}
			return j
		case c.marks.at[j].concept != 0 || !c.content(j) && c.marks.cue(j) != cueAdjective && c.marks.cue(j) != cueTotal:
			return -1
		}
	}
	return -1
}

// shareGained reads "gained two points of share", where nothing else is named that there
// may be a share of.
func (c *call) shareGained(r *reading) (choice, bool) {
	i := r.q.Last
	if p := r.prev; p != nil && r.class == unitPercent && r.d.dest && p.class == unitPoints && p.choice.measure == MeasureChange && c.e.taxonomy.Concepts[p.choice.concept].ID == "market_share" {
		return choice{fit: fit{p.choice.concept, MeasureValue, ""}, link: linkSubject, mention: p.choice.mention, score: 90}, true // "up 1.1 points to 6.9%"
	}
	if j := c.shareMoved(r); j >= 0 {
		k := int32(c.e.taxonomy.Find("market_share"))
		return choice{fit: fit{k, MeasureChange, ""}, link: linkNoun, mention: mention{k, int32(j), int32(j + 1)}, score: 90}, k >= 0
	}
	if r.class != unitPoints || c.lower(i) != "of" || c.lower(i+1) != "share" || i+2 < r.s.last && c.marks.cue(i+2) == cueOf {
		return choice{}, false
	}
	k := int32(c.e.taxonomy.Find("market_share"))
	return choice{fit: fit{k, MeasureChange, ""}, link: linkNoun, mention: mention{k, int32(i + 1), int32(i + 2)}, score: 90}, k >= 0
}

// shareMoved is the word "share" right before the verb that moves r: "our share rose by 1.1
// points"; -1 for none. That of earnings, of a whole or of one customer is not the market's.
func (c *call) shareMoved(r *reading) int {
	if r.class != unitPoints || !r.d.moves() || r.d.behind || r.d.at < r.s.first || r.d.at >= r.q.First {
		return -1
	}
	for j := r.d.at + 1; j < c.start(r.q); j++ {
		if q := c.marks.cue(j); q != cueBy && q != cueAdjective && !c.adverb(j) && c.lower(j) != "plus" {
			return -1
		}
	}
	j := r.d.at - 1
	for j > r.s.first && (c.marks.cue(j) == cueFunction || c.adverb(j) || c.marks.at[j].period != 0 || c.marks.cue(j) == cueIn) {
		j--
	}
	if j < r.s.first || c.lower(j) != "share" || c.marks.at[j].concept != 0 || c.lower(j-1) == "per" {
		return -1
	}
	return j
}
