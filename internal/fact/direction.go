package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// direction is how a number moves its measure.
type direction struct {
	sign   int8 // +1 up, -1 down; 0: the number is a level
	better int8 // +1 "improved", -1 "worsened": the sign depends on the concept
	at     int  // the token of the cue, or -1
	span   source.Span
	behind bool // the cue stands behind the number: "8% growth"
	dest   bool // "to" stands before: a level that was reached
	origin bool // "from" stands before: a level that was left
	by     bool // "by" stands before: a difference
	copied bool // taken from the number before: "down 12% sequentially and 5% year-over-year"
}

func (d direction) moves() bool { return d.sign != 0 || d.better != 0 }

// directionOf looks for what moves quantity qi of sentence s.
func (c *call) directionOf(s *said, qi int) direction {
	q := &c.quantities[qi]
	if d := c.fromFlat(q); d.moves() {
		return d
	}
	d := c.directionBefore(s, c.start(q))
	switch q.BoundSpan.Of(c.low) {
	case "below", "under", "above", "sub":
		d.dest = d.dest || d.moves() // "down below 3 times"
	}
	if i := c.start(q); d.moves() && c.lower(i-1) == "of" && c.lower(i-2) == "range" && c.lower(i-3) == "new" {
		return direction{at: -1} // "raise our outlook with a new range of"
	}
	if d.moves() && !d.dest && !d.origin && c.marks.cue(max(d.at, 0)).noun() && c.listsAmount(q) {
		return direction{at: -1}
	}
	d = c.levered(d, classOf(q))
	if d.moves() && c.marks.cue(d.at).adverb() {
		switch w := c.lower(d.at - 1); {
		case strings.HasPrefix(w, "end") || w == "wound" || w == "winding":
			d = direction{at: -1} // "we ended up at $246 million"
		case c.lower(c.start(q)-1) == "at" && classOf(q) == unitMoney:
			d.dest = true // "sales were higher at $378 million"
		}
	}
	if u := classOf(q); d.moves() && !d.behind && u != unitPercent && u != unitPoints && c.lower(d.at) == "contracted" {
		d = direction{at: -1} // "contracted 316 homes"
	}
	if d.moves() && !d.dest && !d.origin && !c.nounOfNumber(s, d.at) && !c.nextGrowth(q) {
		return d
	}
	if f := c.directionBehind(s, q.Last); f.moves() {
		f.by = d.by
		return f
	}
	if f := c.restatedBehind(s, qi); f.moves() {
		return f
	}
	if f := c.orAbove(s, q); f.moves() && !d.moves() {
		return f
	}
	if i := c.start(q) - 1; d.moves() && !d.dest && !d.origin && i-1 > d.at && c.article(i) && c.lower(i-1) == "and" {
		return direction{at: -1} // "8% revenue growth and a $1.3 billion run rate"
	}
	return d
}

// fromFlat is the direction of a range with an end at which nothing moves: "flat to up 1%".
func (c *call) fromFlat(q *quantity.Quantity) direction {
	if q.Form != quantity.FormRange && q.Form != quantity.FormBand || !strings.HasPrefix(c.lower(q.First), "flat") {
		return direction{at: -1}
	}
	switch u := classOf(q); {
	case u != unitPercent && u != unitPoints:
		return direction{at: -1}
	case q.HasLow && q.Low.Sign() < 0:
		return direction{sign: -1, at: q.First, span: c.span(q.First, q.First+1)}
	}
	return direction{sign: 1, at: q.First, span: c.span(q.First, q.First+1)}
}

// orAbove is the direction behind the rate that says an amount once more: "was $23 million
// or 12% lower", "income of $80 million was $23 million or 40% above the prior year".
func (c *call) orAbove(s *said, q *quantity.Quantity) direction {
	i := q.Last
	if classOf(q) != unitMoney || c.lower(i) != "or" || i+1 >= s.last {
		return direction{at: -1}
	}
	qi, ok := c.marks.isQuantity(i + 1)
	if !ok || classOf(&c.quantities[qi]) != unitPercent {
		return direction{at: -1}
	}
	end := c.quantities[qi].Last
	switch c.lower(end) {
	case "higher", "lower":
		return c.directionBehind(s, end)
	case "above", "below": // "income was $23 million or 12% above the prior year" is no movement
		if before := qi - 2; before >= s.quantities[0] && c.quantities[before].Unit == q.Unit && isBe(c.lower(c.start(q)-1)) {
			return c.directionBehind(s, end)
		}
	}
	return direction{at: -1}
}

// listsAmount reports whether an amount with a measure of its own goes on with a list: "sales
// growth, margin expansion and $10 million of cash flow". What moved is over.
func (c *call) listsAmount(q *quantity.Quantity) bool {
	if w := c.lower(c.start(q) - 1); classOf(q) != unitMoney || w != "and" && w != "with" {
		return false
	}
	if w := c.lower(q.Last); w != "of" && w != "in" {
		return false
	}
	i := q.Last + 1
	for c.marks.cue(i) == cueAdjective && c.marks.at[i].concept == 0 {
		i++
	}
	_, measure := c.marks.concept(i)
	return measure
}

// levered settles what leverage tells of: an expense that is leveraged takes less of
// sales, "SG&A leveraged 40 basis points", and debt that is deleveraged is less.
func (c *call) levered(d direction, u unitClass) direction {
	if d.better == 0 || d.at < 0 || u == unitPoints {
		return d
	}
	switch w := c.lower(d.at); {
	case strings.HasPrefix(w, "delever"):
		d.sign, d.better = -1, 0
	case strings.HasPrefix(w, "lever"):
		return direction{at: -1} // "we are leveraged 3.2 times"
	}
	return d
}

// nounOfNumber reports whether the direction at token i is a noun that the
// number before it goes with: "a 19% increase and a 5% decrease".
func (c *call) nounOfNumber(s *said, i int) bool {
	if i < 0 || !c.marks.cue(i).noun() {
		return false
	}
	for j := i - 1; j >= s.first && i-j <= 5; j-- {
		if _, ok := c.marks.isQuantity(j); ok {
			return true
		}
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 {
			continue // "8% revenue growth and"
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueSequential, cueYearOverYear, cueOrganic, cueConstantCurrency:
			continue
		}
		break
	}
	return false
}

// nextGrowth reports whether a rate behind "and" or "with" has its own noun of growth right
// behind it: "improvement in the Americas and 12% growth in Europe", "with 50% digital growth".
func (c *call) nextGrowth(q *quantity.Quantity) bool {
	if w := c.lower(c.start(q) - 1); w != "and" && w != "with" || classOf(q) != unitPercent {
		return false
	}
	i := q.Last
	for i-q.Last < 3 && c.marks.at[i].member != 0 && c.marks.at[i].concept == 0 {
		i++
	}
	return c.marks.cue(i).noun()
}

// implied reads a rate that has a base and no word of movement: "cloud, 17%
// year-over-year" is a growth.
func (c *call) implied(r *reading) {
	i := r.q.Last
	if r.class != unitPercent || r.d.moves() || r.d.dest || r.d.origin || i >= r.s.last || r.q.Low.Sign() < 0 {
		return
	}
	if p, plus := r.prev, c.start(r.q)-1; c.lower(plus) == "plus" && p != nil && p.choice.measure == MeasureGrowth && plus > p.q.Last && plus-p.q.Last <= 7 {
		r.d = p.d // "plus 8% organic growth, and plus 11% in dollars"
		r.d.sign, r.d.behind, r.d.copied = 1, false, true
		return
	}
	if q := c.marks.cue(i); q == cueYearOverYear || q == cueSequential {
		m := c.marks.cueMention(i)
		r.d = direction{sign: 1, at: int(m.first), span: c.span(int(m.first), int(m.last)), behind: true}
	}
}

// plusAgain reads the growth that "plus" says in another way: "EPS represents plus 8%
// organic growth, and plus 11% in dollars".
func (c *call) plusAgain(r *reading) (choice, bool) {
	if r.prev == nil || !r.d.copied || c.lower(c.start(r.q)-1) != "plus" || r.prev.choice.measure != MeasureGrowth {
		return choice{}, false
	}
	for j := r.prev.q.Last; j < r.q.First; j++ {
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 {
			return choice{}, false
		}
	}
	p := r.prev.choice
	return choice{fit: p.fit, link: linkSubject, mention: p.mention, score: 90}, true
}

// start is the first token of a quantity with its bound: "more than 50%".
func (c *call) start(q *quantity.Quantity) int {
	i := q.First
	if q.BoundSpan.IsZero() || q.BoundSpan.Start > q.Span.Start {
		return i
	}
	for i > 0 && c.tokens[i-1].Start >= q.BoundSpan.Start {
		i--
	}
	return i
}

// stops reports whether the token at i ends the search for a direction.
func (c *call) stops(i int) bool {
	t := c.tokens[i]
	switch t.Kind {
	case token.Punct:
		switch c.text(i) {
		case ",", ";", ":", ".", "?", "(", ")":
			return true
		}
	case token.Ellipsis:
		return true
	}
	_, is := c.marks.isQuantity(i)
	return is
}

// text is that of token i, and empty where the call has no such token.
func (c *call) text(i int) string {
	if i < 0 || i >= len(c.tokens) {
		return ""
	}
	return c.t.Text[c.tokens[i].Start:c.tokens[i].End]
}

// isSide reports whether the word at token i names a part of a range: "the lower end".
func (c *call) isSide(i int) bool {
	switch c.lower(i) {
	case "end", "half", "part", "side", "portion", "quartile":
		return true
	}
	return false
}

// directionBefore walks back from token i.
func (c *call) directionBefore(s *said, i int) direction {
	i = c.beforeHedge(s, i)
	d := direction{at: -1}
	strange, crossed := 0, 0
	for j := i - 1; j >= s.first && i-j <= 14 && !c.stops(j); j-- {
		if m, ok := c.marks.concept(j); ok {
			// "grew product revenue 8%", "increase in orders of 5%": one object may
			// stand between; beyond it only what governs it.
			if c.endsInMove(m) && (crossed == 0 || c.lower(int(m.last)) != "with") {
				c.point(&d, c.marks.cue(int(m.last)-1), int(m.last)-1)
				return d
			}
			if crossed++; crossed > 1 {
				break
			}
			j = int(m.first)
			continue
		}
		if c.accountsFor(j) || c.lower(j) == "be" && c.lower(j-1) == "and" && j-1 > s.first {
			return d // "to decline and be 400 basis points higher than a year ago"
		}
		if c.marks.at[j].concept != 0 && c.marks.at[j].phrase == 0 {
			strange++
			continue
		}
		q := c.marks.cue(j)
		switch {
		case d.by && c.surpassesPeriod(j, i-1):
			return direction{sign: 1, at: j, span: c.span(j, j+1), by: true} // "exceeding last year's quarter by 4%"
		case q == cueTo && j+1 < i && c.lower(j+1) == "be":
			continue // "growth is expected to be 8%"
		case q == cueTo && j == i-1 || q == cueTo && c.onlyRange(j+1, i):
			d.dest = true
			continue
		case q == cueVersus && c.lower(i-1) == "and" && c.holdsPeriod(int(c.marks.cueMention(j).last), i-1):
			return d // "up 11% from the prior year and 2% sequentially"
		case q == cueVersus && c.lower(j) == "from" && (j == i-1 || c.onlyRange(j+1, i)):
			d.origin = true
			continue
		case q == cueBy:
			d.by = true
			continue
		case q == cueVersus && (d.by || c.marks.cue(i-1) == cueOf) && c.holdsPeriod(int(c.marks.cueMention(j).last), i-1):
			continue // "grew EPS over last year by 7%", "growth relative to 2019 of 8%"
		case q == cueVersus:
			d.origin = d.origin || c.lower(j) != "over" && c.lower(j) != "than"
			return d
		case q.directs():
			if crossed > 0 && !q.verb() && q != cueBetter && !c.governs(j) && !(d.by && c.adverbOfVerb(j)) {
				return d
			}
			if q.adverb() && (c.isSide(j+1) || c.boundNotDirection(j) && !(d.by && c.marks.at[j+1].period != 0)) {
				continue // "at the lower end of our range"; but "below 2019 levels by 25%"
			}
			if d.dest && q.noun() && (c.marks.cue(j+1) == cueExpect || c.marks.cue(j+1) == cueTarget) {
				d.dest = false // "raise our growth expectation to": the level of a growth
			}
			c.point(&d, q, j)
			return d
		case d.by && c.movesBy(j, i) != cueNone:
			c.point(&d, c.movesBy(j, i), j)
			return d
		case q == cueNone:
			if c.marks.at[j].period != 0 || c.marks.at[j].member != 0 {
				continue
			}
			if c.tokens[j].Kind == token.Word && !c.adverb(j) {
				if strange++; strange > 2 {
					return d
				}
			}
		case q == cueEffect, q == cueCause, crossed > 0 && c.lower(j) == "with" && c.class(j-1)&wordOutlook != 0:
			return d // "raising our guidance range with revenue now between"
		}
	}
	return d
}

// endsInMove reports whether the measure's own last word is a move: "comp sales growth of 3%".
// A saving and a gain are no moves of anything.
func (c *call) endsInMove(m mention) bool {
	end := int(m.last) - 1
	return c.marks.cue(end).noun() && c.e.taxonomy.Concepts[m.value].ID != "cost_savings" && !strings.HasPrefix(c.lower(end), "gain")
}

// beforeHedge steps back from token i over what a speaker says when he looks for a number:
// "down, I'll call it, maybe 40 basis points".
func (c *call) beforeHedge(s *said, i int) int {
	if i <= s.first {
		return i
	}
	j := i
	for j > s.first && (c.lower(j-1) == "maybe" || c.lower(j-1) == "perhaps" || c.lower(j-1) == "roughly") {
		j--
	}
	if c.tokens[j-1].Word == token.Comma {
		j--
	}
	if c.lower(j-1) != "it" || c.lower(j-2) != "call" {
		return i
	}
	for j -= 2; j > s.first && i-j <= 8; j-- {
		switch c.lower(j - 1) {
		case "i", "'ll", "’ll", "'d", "’d", "let", "'s", "’s", "we", "will", "would":
			continue
		}
		break
	}
	if c.tokens[j-1].Word != token.Comma {
		return i
	}
	for k := j - 2; k >= s.first && j-k <= 4; k-- {
		if c.marks.cue(k).directs() {
			return j - 1
		}
	}
	return i
}

// surpassesPeriod reports whether the word at token j says that something is more than in
// the period that stands between it and token i.
func (c *call) surpassesPeriod(j, i int) bool {
	if !outdoes(c.lower(j)) {
		return false
	}
	period := false
	for j++; j < i; j++ {
		if c.marks.at[j].concept != 0 || c.marks.cue(j) == cueExpect || c.marks.cue(j) == cueTarget {
			return false
		}
		period = period || c.marks.at[j].period != 0
	}
	return period
}

// movesBy is the way in which a verb at token j, which is none of the lexicon's, moves what
// changes by the number at token i, and cueNone if it moves nothing: "revenue exceeded the
// 2019 period by 4%", "raising our EBITDA guidance by $40 million".
func (c *call) movesBy(j, i int) cue {
	switch c.marks.cue(j) {
	case cueFunction:
		if c.exceedsPeriod(j, i) {
			return cueUpVerb
		}
	case cueExpect:
		m := c.marks.cueMention(j)
		outlook := false
		for k := int(m.last); k < i; k++ {
			outlook = outlook || c.marks.cue(k) == cueExpect
		}
		switch w := c.lower(int(m.first)); {
		case outlook && strings.HasPrefix(w, "rais"):
			return cueUpVerb
		case outlook && strings.HasPrefix(w, "lower"):
			return cueDownVerb
		}
	}
	return cueNone
}

// adverbOfVerb reports whether the adverb of direction at token j makes a verb with the word
// before it: "will lower revenue by", "paid down debt by".
func (c *call) adverbOfVerb(j int) bool {
	switch w := c.lower(j - 1); c.lower(j) {
	case "lower":
		if m, ok := c.marks.concept(j + 1); ok && c.marks.cue(int(m.last)) == cueBy {
			return true // "have improved our credit and lower interest expense by"
		}
		return w == "to" || w == "will" || w == "would" || w == "should" || w == "may" || w == "could"
	case "down":
		return w == "pay" || w == "paid" || w == "paying" || w == "pays"
	}
	return false
}

// outdoes reports whether a verb says that something is more than another.
func outdoes(verb string) bool {
	return strings.HasPrefix(verb, "exceed") || strings.HasPrefix(verb, "surpass")
}

// isPeriod reports whether the tokens first..last are a period and no more.
func (c *call) isPeriod(first, last int) bool {
	p, ok := c.marks.periodOf(first)
	return ok && c.periods[p].First == first && c.periods[p].Last == last
}

// holdsPeriod reports whether the tokens first..last are a period, with an article
// at most.
func (c *call) holdsPeriod(first, last int) bool {
	return c.isPeriod(first, last) || c.article(first) && c.isPeriod(first+1, last)
}

// exceedsPeriod reports whether the verb at token j says that a figure was above that of
// another period, by the number at token i: "exceeded the comparable 2019 period by 4%".
func (c *call) exceedsPeriod(j, i int) bool {
	if !strings.HasPrefix(c.lower(j), "exceed") {
		return false
	}
	period := false
	for j++; j < i; j++ {
		period = period || c.marks.at[j].period != 0
		if c.content(j) && !c.adverb(j) && c.marks.at[j].period == 0 && c.lower(j) != "values" || c.marks.cue(j) == cueExpect || c.marks.at[j].concept != 0 {
			return false
		}
	}
	return period
}

// tellsShare reports whether the verb at j makes the number behind it a part of
// a whole: "grew 8% and represented 39% of revenue", "making up 30%".
func (c *call) tellsShare(j int) bool {
	switch c.lower(j) {
	case "represent", "represents", "represented", "representing", "comprise", "comprises", "comprised", "comprising", "constitutes", "constituted", "constituting":
		return true
	case "up":
		switch c.lower(max(j-1, 0)) {
		case "make", "makes", "made", "making":
			return true
		}
	}
	return false
}

// accountsFor reports whether the verb at j makes the number behind it a part of a whole,
// "accounting for 22%" too. That a part accounts for so much is told within a passage,
// where "represents" may begin another.
func (c *call) accountsFor(j int) bool {
	switch c.lower(j) {
	case "accounting", "accounted", "accounts":
		return c.lower(j+1) == "for"
	}
	return c.tellsShare(j)
}

// boundNotDirection reports whether an adverb such as "above" is a bound of the
// number, and no movement: "was above 60%".
func (c *call) boundNotDirection(j int) bool {
	switch c.lower(j) {
	case "above", "below", "less", "upward":
		return true
	case "fewer":
		return false
	}
	return false
}

// onlyRange reports whether the tokens from..to say no more than "a range of",
// "between", "about".
func (c *call) onlyRange(from, to int) bool {
	for k := from; k < to; k++ {
		switch c.marks.cue(k) {
		case cueFunction, cueAdjective, cueOf, cueIn, cueTotal, cueAdd:
		default:
			return false
		}
	}
	return to-from <= 5
}

// governs reports whether the noun at j is followed by "in" or "of": "increase
// in revenue of".
func (c *call) governs(j int) bool {
	q := c.marks.cue(j + 1)
	return q == cueIn || q == cueOf
}

// point sets the sign of cue q at token j.
func (c *call) point(d *direction, q cue, j int) {
	m := c.marks.cueMention(j)
	d.at, d.span = int(m.first), c.span(int(m.first), int(m.last))
	switch q {
	case cueUpVerb, cueUpNoun, cueUpAdverb, cueUpEither:
		d.sign = 1
	case cueDownVerb, cueDownNoun, cueDownAdverb, cueDownEither:
		d.sign = -1
	case cueBetter:
		d.better = 1
	case cueWorse:
		d.better = -1
	}
}

// numberNext reports whether a number begins at token i, behind a bound at most.
func (c *call) numberNext(s *said, i int) bool {
	for j := i; j < s.last && j-i <= 3; j++ {
		if _, ok := c.marks.isQuantity(j); ok {
			return true
		}
		if q := c.marks.cue(j); q != cueFunction && q != cueAdjective && q != cueVersus {
			return false
		}
	}
	return false
}

// thanBefore is the sign of "less than" or "more than" at token i where a period
// follows: "$38 million less than in the first quarter of 2024".
func (c *call) thanBefore(s *said, i int) int8 {
	sign := int8(0)
	if i >= s.last {
		return 0
	}
	switch c.lower(i) {
	case "less":
		sign = -1
	case "more", "greater":
		sign = 1
	}
	if i+2 >= s.last || sign == 0 || c.lower(i+1) != "than" {
		return 0
	}
	for j := i + 2; j < s.last && j-i <= 4; j++ {
		if _, ok := c.marks.periodOf(j); ok {
			return sign
		}
	}
	return 0
}

// directionBehind walks on from token i, the first behind the number: "8%
// revenue growth", "2% decline in", "5% year-over-year increase", "9% higher".
func (c *call) directionBehind(s *said, i int) direction {
	d := direction{at: -1}
	if sign := c.thanBefore(s, i); sign != 0 {
		return direction{sign: sign, at: i, span: c.span(i, i+1), behind: true}
	}
	if j := i + 1; c.marks.cue(i) == cueOf && (c.lower(j) == "leverage" || c.lower(j) == "deleverage") {
		better := int8(1) // "60 basis points of leverage" in an expense
		if c.lower(j) == "deleverage" {
			better = -1
		}
		return direction{better: better, at: j, span: c.span(j, j+1), behind: true}
	}
	strange := 0
	for j := i; j < s.last && j-i <= 7; j++ {
		if c.tokens[j].Kind == token.Hyphen || c.marks.at[j].unit {
			continue
		}
		if c.stops(j) {
			break
		}
		q := c.marks.cue(j)
		if q.noun() && j == i+1 && c.article(i) && c.marks.cue(j+1) == cueOf && c.numberNext(s, j+2) {
			return d // "was $186 million an increase of $50 million"
		}
		if q.noun() || q.adverb() || (q == cueBetter || q == cueWorse) && !strings.HasSuffix(c.text(j), "d") && !strings.HasSuffix(c.text(j), "ing") {
			if q.adverb() {
				switch c.lower(j) {
				case "higher", "lower", "down", "up", "below", "above":
				case "fewer": // "42 fewer stores"
					if j > i {
						return d
					}
				case "less": // "revenue was 5% less", but not "5% less revenue"
					if j > i || c.content(j+1) || c.marks.at[j+1].concept != 0 || c.marks.at[j+1].member != 0 {
						return d
					}
				default:
					return d
				}
				if w := c.lower(j); (w == "down" || w == "up") && (j > i || c.numberNext(s, j+1)) {
					return d // it goes with the number that follows
				}
				// "12% lower tax rate" is no movement of what follows; "5% lower" is.
			}
			c.point(&d, q, j)
			d.behind = true
			return d
		}
		switch q {
		case cueAdjective, cueSequential, cueYearOverYear, cueOrganic, cueConstantCurrency, cueAnnualized, cueTotal, cueGAAP, cueNonGAAP, cueUnitNoun, cueAdd:
			continue
		case cueOf:
			if next := c.marks.cue(j + 1); j == i && (next.noun() || next == cueBetter) {
				continue // "10 basis points of improvement"
			}
			return d
		case cueNone:
		default:
			return d
		}
		if c.marks.at[j].concept != 0 {
			continue
		}
		if _, ok := c.marks.periodOf(j); ok {
			continue
		}
		if _, ok := c.marks.memberOf(j); ok {
			continue
		}
		if strange++; strange > 2 {
			return d
		}
	}
	return d
}
