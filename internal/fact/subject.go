package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// link is how a number and its concept hang together; each is a rule with its
// name in CONTRIBUTING.md.
type link uint8

const (
	linkNone      link = iota
	linkBehind         // "8% revenue growth", "$1.3 billion of total cash"
	linkShare          // "15% of total revenue"
	linkSubject        // "revenue was $5 million, up 8%"
	linkNoun           // "9,218 employees"
	linkList           // "Europe was 54% of revenue; Latin America, 29%"
	linkInherited      // "Service was up 4%", "This represents a 1.4 point decline"
	linkBusiness       // "our cloud business grew 17%": revenue
	linkPerShare       // "we reported $0.72 per share"
	linkRepeat         // "that 30%", "the 70 goal": a number said before
)

var linkRules = [...]string{"", "concept-behind", "share-of-whole", "subject-before", "counted-noun", "list-shares-head", "discourse-concept", "business-grew", "per-share-alone", "number-said-before"}

// choice is a concept for a quantity.
type choice struct {
	fit
	link    link
	mention mention // where the concept is named; zero if inherited
	score   int
	said    int // of linkRepeat: the fact that said it, an index
}

// subjectKind is what the predicate of a number is said of.
type subjectKind uint8

const (
	subjectNone    subjectKind = iota // nothing is named in the clause
	subjectConcept                    //
	subjectMember                     // a part of the company
	subjectAnaphor                    // "it", "this"
	subjectWe                         // "we grew"
	subjectName                       // an unknown name in capitals
	subjectUnknown                    // a noun that no lexicon knows
)

type subject struct {
	kind     subjectKind
	concept  mention
	member   mention
	name     source.Span
	at       int
	business int // the token of "business", "segment" and the like behind the name, or 0
}

// subjectBefore looks for what the predicate before token i is said of, back to
// the start of the clause.
func (c *call) subjectBefore(s *said, i int) subject {
	if opening, ok := c.subjectOfFirst(s, i); ok {
		return opening
	}
	found := subject{at: i}
	for j, done := i-1, false; j >= s.first && !done; j-- {
		if c.marks.at[j].aside {
			continue
		}
		j, done = c.subjectAt(s, j, &found)
	}
	return found
}

// subjectOfFirst is the part that the sentence opens with, where the predicate
// before token i is its second one: "QLX makes progress with customers, and was up".
func (c *call) subjectOfFirst(s *said, i int) (subject, bool) {
	j := i - 1
	for j > s.first && (c.lower(j) == "also" || c.adverb(j)) {
		j--
	}
	switch c.lower(j) {
	case "was", "were", "is", "are":
	default:
		return subject{}, false
	}
	if j-1 <= s.first || c.lower(j-1) != "and" {
		return subject{}, false
	}
	for k := s.first; k < j && k-s.first <= 3; k++ {
		if m, ok := c.marks.memberOf(k); ok && c.marks.cue(int(m.last)) == cueFunction && c.marks.at[m.last].concept == 0 {
			return subject{kind: subjectMember, member: m, at: int(m.first)}, true
		}
	}
	return subject{}, false
}

// subjectAt lets token j, the next to the left, speak for what the subject is.
// It gives the first token of what it read, and whether the search is over.
func (c *call) subjectAt(s *said, j int, found *subject) (int, bool) {
	switch t := c.tokens[j]; {
	case t.Kind == token.Punct:
		text := c.text(j)
		return j, text == ";" || text == ":" || text == "?" || text == "," && found.kind != subjectNone
	case t.Kind == token.Dash && found.kind == subjectMember:
		return j, true
	}
	if _, is := c.marks.isQuantity(j); is {
		return j, true
	}
	if m, ok := c.marks.concept(j); ok {
		if c.prepositionBefore(s, int(m.first)) && c.causal(s, int(m.first)) {
			return int(m.first), false
		}
		switch found.kind {
		case subjectNone:
			*found = subject{kind: subjectConcept, concept: m, at: int(m.first)}
		case subjectMember, subjectName:
			found.kind, found.concept = subjectConcept, m
		}
		return j, true
	}
	if m, ok := c.marks.memberOf(j); ok {
		if found.kind == subjectNone {
			*found = subject{kind: subjectMember, member: m, at: int(m.first)}
			if c.marks.cue(int(m.last)) == cueUnitNoun && !strings.HasPrefix(c.text(int(m.last)), "market") {
				found.business = int(m.last)
			}
		}
		return int(m.first), false
	}
	if _, ok := c.marks.periodOf(j); ok {
		return j, false
	}
	switch c.marks.cue(j) {
	case cueAnaphor:
		if found.kind == subjectNone && !c.determines(j) {
			*found = subject{kind: subjectAnaphor, at: j}
			return j, true
		}
	case cueFunction, cueAsExpected:
		return j, c.subjectPronoun(j, found)
	case cueNone:
		return c.subjectWord(s, j, found)
	case cueUnitNoun, cueAdjective:
		if found.kind == subjectNone && c.ourselves(j) {
			*found = subject{kind: subjectWe, at: j}
			return j, true
		}
	}
	return j, false
}

// ourselves reports whether the word at token i is the company or its business as a whole,
// of which a verb says that it moved: "the underlying business grew".
func (c *call) ourselves(i int) bool {
	w, whole := c.lower(i), c.lower(i) == "company"
	if w != "business" && !whole || !c.marks.cue(i+1).verb() {
		return false
	}
	for i--; c.marks.cue(i) == cueTotal || c.marks.cue(i) == cueNonGAAP || c.marks.cue(i) == cueAdjective && !c.article(i); i-- {
		whole = true
	}
	return c.lower(i) == "our" || whole && c.article(i) // "the business" is the one that was spoken of
}

// subjectPronoun reads a function word: "we" is a subject, and a conjunction
// ends the clause of one that was found.
func (c *call) subjectPronoun(j int, found *subject) bool {
	switch c.lower(j) {
	case "we", "i", "you":
		if found.kind == subjectNone {
			*found = subject{kind: subjectWe, at: j}
			return true
		}
	case "and", "but", "while", "when", "because", "although", "whereas":
		return found.kind != subjectNone
	}
	return false
}

// subjectWord reads a word that no lexicon knows, with the phrase that it ends.
func (c *call) subjectWord(s *said, j int, found *subject) (int, bool) {
	none := found.kind == subjectNone
	if c.marks.at[j].concept != 0 && !c.prepositionBefore(s, j) && none {
		*found = subject{kind: subjectUnknown, at: j}
		return j, true
	}
	if !c.content(j) || c.adverb(j) && c.marks.cue(j+1) != cueUnitNoun {
		return j, false
	}
	if c.priceUnit(j) {
		return j - 1, false
	}
	if next := c.marks.cue(j + 1); next == cueTarget || next == cueAdjective || next == cueExpect && c.tokens[j+1].Kind == token.Word {
		return j, false // it goes with what follows: "internal goal"
	}
	if c.verbal(s, j) {
		return j, false
	}
	start := c.phraseStart(s, j)
	switch {
	case c.prepositionBefore(s, start):
		return start, false
	case none && c.marks.cue(j+1) == cueUnitNoun && axisOfNoun(c.word(j+1)) != AxisGeography && !strings.HasPrefix(c.word(j+1), "market"):
		first := start
		for first < j && !c.content(first) {
			first++ // "our"
		}
		*found = subject{kind: subjectName, name: c.span(first, j+1), at: start, business: j + 1}
		return start, false
	case !none:
		return start, false
	case c.named(s, start, j+1):
		*found = subject{kind: subjectName, name: c.span(start, j+1), at: start}
		return start, false
	}
	*found = subject{kind: subjectUnknown, at: j}
	return j, true
}

// priceUnit reports whether the noun at j is what a price is for, and no subject: "was
// $41.80 per barrel, down 14%".
func (c *call) priceUnit(j int) bool {
	if c.lower(j-1) != "per" || c.lower(j) == "annum" {
		return false
	}
	q, ok := c.marks.isQuantity(j - 2)
	return ok && classOf(&c.quantities[q]) == unitMoney
}

// verbal reports whether the unknown word at j is a verb: behind a pronoun, or
// before "to" like "equates to".
func (c *call) verbal(s *said, j int) bool {
	if c.tokens[j].Is(token.Upper) {
		return false
	}
	if c.marks.cue(j+1) == cueTo && strings.HasSuffix(c.word(j), "s") {
		return true
	}
	if j == s.first {
		return false
	}
	switch q := c.marks.cue(j - 1); q {
	case cueAnaphor:
		w := c.lower(j - 1)
		return w == "which" || w == "it" || w == "they"
	case cueFunction:
		switch c.lower(j - 1) {
		case "we", "i", "you", "he", "she", "who":
			return true
		}
	}
	return false
}

// named reports whether the words first..last are a name: in capitals, and not
// only since a sentence begins with them.
func (c *call) named(s *said, first, last int) bool {
	for k := first; k < last; k++ {
		if t := &c.tokens[k]; t.Kind == token.Hyphen {
			continue
		} else if !t.Is(token.Upper) {
			return false
		}
	}
	if c.ownName(first, last) || says(c.lower(last)) {
		return false // "as Andy highlighted"
	}
	return first > s.first || last-first > 1 || c.learnt.written(c.word(first))
}

// says reports whether a word is a verb that only people are the subject of.
func says(word string) bool {
	switch word {
	case "said", "says", "talked", "mentioned", "highlighted", "noted", "described", "discussed", "pointed", "alluded", "outlined", "referenced", "touched", "spoke":
		return true
	}
	return false
}

// determines reports whether the anaphor at j stands before a noun: "this
// business", "these results".
func (c *call) determines(j int) bool {
	k := j + 1
	if c.content(k) && !c.adverb(k) {
		return true
	}
	q := c.marks.cue(k)
	return q == cueUnitNoun || q == cueAdjective && c.text(j) != "it" || c.marks.at[k].concept != 0 || c.marks.at[k].period != 0
}

// phraseStart is the first token of the run of content words that ends at j.
func (c *call) phraseStart(s *said, j int) int {
	for j > s.first && (c.content(j-1) || c.marks.cue(j-1) == cueAdjective && c.text(j-1) != "the" || c.tokens[j-1].Kind == token.Hyphen || c.tokens[j-1].Kind == token.Number && c.tokens[j-2].Kind == token.Hyphen) {
		j--
	}
	return j
}

// prepositionBefore reports whether the noun phrase that begins at token i
// stands behind a preposition.
func (c *call) prepositionBefore(s *said, i int) bool {
	for j := i - 1; j >= s.first && i-j <= 5; j-- {
		switch q := c.marks.cue(j); q {
		case cueIn, cueOf, cueBy, cueCause, cueVersus, cueExcluding, cueTo:
			return true
		case cueAdjective, cueTotal, cueGAAP, cueNonGAAP, cueUnitNoun, cueSequential, cueYearOverYear:
			continue
		case cueFunction:
			switch c.lower(j) {
			case "with", "our", "among", "between", "under", "including", "into", "without":
				if c.lower(j) == "our" {
					continue
				}
				return true
			}
			return false
		case cueNone:
			if _, ok := c.marks.memberOf(j); ok {
				continue
			}
			if _, ok := c.marks.periodOf(j); ok {
				continue
			}
			if c.content(j) || c.tokens[j].Kind == token.Hyphen || c.tokens[j].Is(token.Glued) && c.tokens[j].Kind == token.Word {
				continue
			}
			return false
		default:
			return false
		}
	}
	return false
}

// causal reports whether the preposition before i tells a cause: "driven by
// revenue", "due to higher margins".
func (c *call) causal(s *said, i int) bool {
	for j := i - 1; j >= s.first && i-j <= 6; j-- {
		switch c.marks.cue(j) {
		case cueCause, cueExcluding:
			return true
		}
	}
	return false
}

// goesTo reports whether the mention is of those whom something goes to or comes from, and
// not what is told of: "demand through our wholesale customers was up 40%".
func (c *call) goesTo(s *said, m mention) bool {
	if c.e.taxonomy.Concepts[m.value].Unit != concept.UnitCount {
		return false
	}
	for j := int(m.first) - 1; j > s.first && int(m.first)-j <= 6; j-- {
		switch c.lower(j) {
		case "with":
			if c.marks.cue(int(m.last)).directs() {
				return false // "with active users increasing 12%"
			}
			fallthrough
		case "to", "for", "through", "from", "on", "at", "across":
			return c.tokens[j-1].Kind == token.Word && !c.marks.cue(j-1).directs()
		}
		if c.stops(j) || c.marks.at[j].concept != 0 || c.marks.cue(j) == cueOf || c.marks.cue(j) == cueIn || c.marks.cue(j).directs() {
			return false
		}
	}
	return false
}

// conceptBehind finds the concept that the number at quantity qi modifies:
// "8% revenue growth", "$1.3 billion of total cash", "10% growth in orders".
func (c *call) conceptBehind(s *said, q int, d direction) (choice, bool) {
	quantity := &c.quantities[q]
	i := quantity.Last
	of, in, noun, strange := false, false, false, 0
	for j := i; j < s.last && j-i <= 10; j++ {
		if c.tokens[j].Kind == token.Hyphen || j == i && c.marks.at[j].unit && c.marks.at[j].concept == 0 && (d.behind || quantity.Unit == "ratio") {
			continue // "a 3-day improvement in DSO", "5.1 times debt to EBITDA"
		}
		if m, ok := c.marks.concept(j); ok {
			return c.behind(s, q, d, m, of, in, noun)
		}
		if c.marks.at[j].concept != 0 {
			if w := c.lower(j); of && (w == "sales" || w == "revenue") && c.lower(j+1) == "mix" {
				return c.behind(s, q, d, mention{c.e.known.revenue, int32(j), int32(j + 1)}, of, in, noun) // "26% of our sales mix"
			}
			return choice{}, false
		}
		if term := c.termAt(j); term > j {
			j = term - 1
			continue
		}
		if whole, ok := c.marks.isQuantity(j); ok {
			if of && !in && !noun && classOf(quantity) == unitPercent && classOf(&c.quantities[whole]) == unitMoney && (c.lower(c.quantities[whole].Last) == "of" || c.lower(c.quantities[whole].Last) == "in") {
				j = c.quantities[whole].Last // "97% of our $5.5 billion of debt"
				continue
			}
			return choice{}, false
		}
		if _, ok := c.marks.memberOf(j); ok {
			continue
		}
		if _, ok := c.marks.periodOf(j); ok {
			continue
		}
		t := c.tokens[j]
		if t.Kind == token.Word && t.Is(token.Glued) && t.End-t.Start <= 4 || t.Kind == token.Punct && (c.text(j) == "'" || c.text(j) == "’") && t.Is(token.Glued) {
			continue
		}
		switch cue := c.marks.cue(j); {
		case j == i && c.marks.at[j].unit && classOf(quantity) == unitRatio: // "3.7 times net debt to EBITDA"
		case cue == cueOf && !of && !in:
			of = true
		case cue == cueIn && !of && !in:
			if c.lower(j) == "for" && (c.lower(j+1) == "a" || c.lower(j+1) == "an") && d.moves() && !d.behind {
				return choice{}, false // "was $92 million, up 6% for an operating margin of 23%"
			}
			if w := c.lower(j); w != "in" && w != "for" && !(w == "on" && c.spends(s, quantity.First)) && !(w == "through" && c.paysOwners(j+1)) {
				return choice{}, false
			}
			in = true
		case cue == cueTo && noun && d.at == j-1 && !of && !in && c.dividendAt(j+1):
			in = true // "a 10% increase to our quarterly dividend"
		case cue.noun(), cue.adverb() && j == i && d.behind, // "3% lower volumes"
			cue == cueBetter && of, // "10 basis points of improvement in"
			d.behind && d.at == j && c.isImprovement(j):
			noun = true
		case cue == cueIn && of && noun && !in && c.lower(j) == "in", cue == cueTo && noun && !of && !in && d.behind && (c.marks.cue(j+1) == cueAdjective || c.marks.names(j+1)): // "a 10% increase to the dividend"
			in = true
		case cue == cueAdjective, cue == cueTotal, cue == cueGAAP, cue == cueNonGAAP, cue == cueSequential, cue == cueYearOverYear,
			cue == cueUnitNoun, cue == cueEach && c.lower(j) == "all" && c.marks.at[j+1].concept != 0, cue == cueOrganic, cue == cueConstantCurrency, cue == cueAnnualized, cue == cueAdd, cue == cueAnaphor && (of || in), cue == cueTarget:
		case cue == cueFunction && (c.lower(j) == "worth" || of && c.lower(j) == "under" || j == i && c.lower(j) == "plus" && !quantity.HasHigh):
		case cue == cueFunction && j+1 < s.last && c.tokens[j+1].Kind == token.Hyphen: // "off-premise"
		case cue == cueFunction && c.hedges(j):
			j = int(c.marks.cueMention(j).last) - 1 // "25% of your total sort of revenue"
		case !of && !in && j > i && (c.lower(j) == "under" || c.lower(j) == "on") && isLeft(c.text(j-1)):
			in = true
		case cue == cueFunction && c.lower(j) == "and" && j > i && c.marks.at[j-1].member != 0 && j+1 < s.last && (c.marks.at[j+1].member != 0 || c.tokens[j+1].Is(token.Upper)):
		case cue == cueNone && c.tokens[j].Word == token.Comma && (of || in) && strange > 0:
		case cue == cueNone && c.content(j) && (strange < 2 || (of || in) && strange < 5):
			strange++
			if !of && !in && !c.tokens[j].Is(token.Upper) {
				strange++ // "$100 million investment in": the number is the unknown noun's
			}
		default:
			return choice{}, false
		}
	}
	return choice{}, false
}

// paysOwners reports whether a dividend or the purchase of shares is named at token i,
// behind what may stand before it: "through our quarterly dividend".
func (c *call) paysOwners(i int) bool {
	for c.marks.at[i].concept == 0 && (c.marks.cue(i) == cueAdjective || c.marks.cue(i) == cueFunction) {
		i++
	}
	m, ok := c.marks.concept(i)
	if !ok || c.content(int(m.last)) { // "through our dividend reinvestment"
		return false
	}
	k := &c.e.taxonomy.Concepts[m.value]
	return k.ID == "share_repurchases" || k.ID == "dividends_paid" || k.Money == "dividends_paid"
}

// dividendAt reports whether the dividend is named at token i, behind an adjective at most.
func (c *call) dividendAt(i int) bool {
	for c.marks.cue(i) == cueAdjective && c.marks.at[i].concept == 0 {
		i++
	}
	m, ok := c.marks.concept(i)
	return ok && c.e.taxonomy.Concepts[m.value].ID == "dividend_per_share"
}

// isImprovement reports whether a noun stands at token i that says that something became
// better or worse: "a 3 point improvement in the combined ratio".
func (c *call) isImprovement(i int) bool {
	switch c.lower(i) {
	case "improvement", "improvements", "deterioration":
		return true
	}
	return false
}

// termAt is where the length of a term ends that begins at token i: "five-year" of "our
// $1 billion five-year credit facility"; i for none.
func (c *call) termAt(i int) int {
	if c.tokens[i+1].Kind == token.Hyphen {
		switch c.lower(i + 2) {
		case "year", "month", "day":
			return i + 3
		}
	}
	return i
}

// hedges reports whether "kind of" or "sort of" stands at token j.
func (c *call) hedges(j int) bool {
	m := c.marks.cueMention(j)
	switch c.span(int(m.first), int(m.last)).Of(c.low) {
	case "kind of", "sort of":
		return true
	}
	return false
}

// isLeft reports whether a word says that an amount is what is left: "$144
// million remaining under our repurchase authorization".
func isLeft(word string) bool {
	switch strings.ToLower(word) {
	case "remaining", "left", "available", "outstanding":
		return true
	}
	return false
}

// spends reports whether the number at token i is what was spent: "we spent $75
// million on share repurchases".
func (c *call) spends(s *said, i int) bool {
	reach := 4
	if c.lower(i-1) == "and" {
		reach = 14 // "we spent $4 million on buybacks and $3 million on dividends"
	}
	for j := i - 1; j >= s.first && i-j <= reach; j-- {
		switch c.lower(j) {
		case "spend", "spent", "spending", "invest", "invested", "investing":
			return true
		}
	}
	return false
}

// behind judges the concept m that was found behind quantity q.
func (c *call) behind(s *said, q int, d direction, m mention, of, in, noun bool) (choice, bool) {
	quantity := &c.quantities[q]
	u := classOf(quantity)
	k := &c.e.taxonomy.Concepts[m.value]
	percent := u == unitPercent
	switch {
	case noun && d.behind && in && (c.marks.cue(int(m.last)) == cueExpect || c.marks.cue(int(m.last)) == cueTarget):
		return choice{}, false // "a $0.10 increase in our EPS guidance"
	case noun && d.behind:
		// "10% growth in orders", "8% revenue growth"
		f, ok := c.e.fits(m.value, quantity, d, true)
		return choice{fit: f, link: linkBehind, mention: m, score: 120}, ok
	case percent && of:
		if d.moves() && !d.dest && !d.origin {
			return choice{}, false
		}
		if k.ID == "price_change" && c.marks.cue(quantity.Last) == cueOf && int(m.first) == quantity.Last+1 && magnitude(quantity) < 20 {
			return choice{fit: fit{m.value, MeasureGrowth, ""}, link: linkBehind, mention: m, score: 105}, true // "we had 3% of price"
		}
		if k.ID == "volume_change" && c.e.known.unitsSold >= 0 && c.lower(int(m.first)) != "sales" {
			return choice{fit: fit{c.e.known.unitsSold, MeasureShare, ""}, link: linkShare, mention: m, score: 110}, true // "13% of our total volume"
		}
		return choice{fit: fit{m.value, MeasureShare, ""}, link: linkShare, mention: m, score: 110}, k.Unit != concept.UnitPercent || k.ID == "operating_income"
	case percent && in:
		if !d.moves() {
			return choice{}, false
		}
		f, ok := c.e.fits(m.value, quantity, d, false)
		return choice{fit: f, link: linkBehind, mention: m, score: 90}, ok
	case of || in:
		f, ok := c.e.fits(m.value, quantity, d, false)
		if u == unitMoney && f.measure == MeasureValue && c.growthBehind(s, int(m.last)) {
			f.measure = MeasureChange // "$15 million of NOI growth", "$5 million in debt reduction"
		}
		return choice{fit: f, link: linkBehind, mention: m, score: 105}, ok
	}
	// Directly before the concept: "8% revenue growth", "20% tax rate".
	if percent && !d.behind && k.Unit != concept.UnitPercent && !c.growthBehind(s, int(m.last)) {
		if second, ok := c.marks.concept(int(m.last) + 1); ok && c.lower(int(m.last)) == "and" && c.growthBehind(s, int(second.last)) {
			d.behind, d.sign = true, 1 // "double-digit revenue and operating income growth"
			return c.behind(s, q, d, second, of, in, noun)
		}
		return choice{}, false
	}
	f, ok := c.e.fits(m.value, quantity, d, true)
	return choice{fit: f, link: linkBehind, mention: m, score: 115}, ok
}

// growthBehind reports whether a noun of direction follows at token i.
func (c *call) growthBehind(s *said, i int) bool {
	return i < s.last && c.marks.cue(i).noun()
}
