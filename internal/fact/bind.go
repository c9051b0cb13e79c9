package fact

import (
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// reading is the work on one quantity.
type reading struct {
	s      *said
	n      int // of s
	qi     int
	q      *quantity.Quantity
	class  unitClass // of q
	d      direction
	choice choice
	prev   *reading // of the number before, in the same sentence
	moves  int      // the reading of its sentence whose figure it tells the movement of, counted from 1; 0 for none
	dims   []part
	shared []part   // of these, those that the clause is about, which a coordinated number shares
	base   compared // of the fact that was stated last
	fact   Fact

	negates source.Span // the word that makes the value negative, where no direction does
}

// bind reads the quantities of sentence n.
func (c *call) bind(n int) {
	s := &c.sentences[n]
	if s.turn != c.talk.turn {
		c.newTurn(s, n)
	}
	c.passage(s, n)
	c.baseAfter(s, n)
	defer c.spokenOf(s, n)
	if s.quantities[0] == s.quantities[1] {
		c.outlookWithout(s)
		return
	}
	c.asides(s)
	c.bareMoney(s)
	others := c.byOthers(s)
	before := len(c.facts)
	var last *reading
	readings := c.room(s.quantities[1] - s.quantities[0])
	for qi := s.quantities[0]; qi < s.quantities[1]; qi++ {
		q := &c.quantities[qi]
		if q.Reject != "" {
			continue
		}
		readings = readings[:len(readings)+1]
		r := &readings[len(readings)-1]
		*r = reading{} // large: what it has is set where it stands
		r.s, r.n, r.qi, r.q, r.class, r.prev, r.d = s, n, qi, q, classOf(q), last, c.directionOf(s, qi)
		if last != nil && !r.d.moves() && !r.d.dest && !r.d.origin {
			c.copyDirection(r, last)
		}
		c.implied(r)
		if !c.choose(r) || c.isPrice(r) || others && r.choice.concept != c.e.known.addressableMarket {
			readings = readings[:len(readings)-1]
			continue
		}
		c.particular(r)
		c.penetration(r)
		c.rateOfAmount(r)
		c.rateAgain(r, readings[:len(readings)-1])
		c.levelInPoints(r)
		c.movedRate(r)
		c.movedNoun(r)
		if r.class == unitMoney && r.choice.measure == MeasureValue && q.Form == quantity.FormRange && c.marks.cue(q.First).adverb() {
			r.choice.measure = MeasureChange // "down $40 million to up $15 million"
		}
		if last != nil && r.q.Form == quantity.FormFlat && last.choice.concept == r.choice.concept && last.class != unitMoney && last.choice.measure == MeasureValue && (last.class == unitPercent || last.choice.unit == "percent") {
			r.choice.measure, r.choice.unit = MeasureChange, "percentage_points" // the rate is flat
		}
		last = r
	}
	c.respectiveConcepts(readings)
	for i := range readings {
		c.state(&readings[i], readings, i)
	}
	c.continueFrom(s, n, before)
}

// levelInPoints reads the basis points that a measure moved to as its level: "declined 3
// basis points to 22 basis points".
func (c *call) levelInPoints(r *reading) {
	p := r.prev
	if p == nil || r.class != unitPoints || !r.d.dest || r.choice.measure != MeasureChange || p.choice.measure != MeasureChange {
		return
	}
	if p.choice.concept == r.choice.concept && c.lower(c.start(r.q)-1) == "to" && r.q.First-p.q.Last <= 8 {
		r.choice.measure, r.choice.unit = MeasureValue, "percent"
	}
}

// rateAgain reads basis points that move nothing as the rate that others of the same
// measure were before them: "22 basis points of loans, compared to 29 basis points".
func (c *call) rateAgain(r *reading, before []reading) {
	if r.class != unitPoints || r.d.moves() || c.marks.cue(c.start(r.q)-1) == cueBy {
		return
	}
	if whole, ok := c.marks.concept(r.q.Last + 1); ok && r.choice.measure == MeasureValue && c.marks.cue(r.q.Last) == cueOf && whole.value != r.choice.concept {
		c.marks.base(whole)
	}
	if r.choice.measure != MeasureChange {
		return
	}
	for i := range before {
		if o := &before[i]; o.class == unitPoints && o.choice.concept == r.choice.concept && o.choice.measure == MeasureValue {
			r.choice.measure, r.choice.unit = MeasureValue, o.choice.unit
		}
	}
}

// listsPlaces reports whether r goes on with a list of what moved where, which last
// begins: "a 21% increase in the Americas, 15% in Europe".
func (c *call) listsPlaces(last, r *reading) bool {
	if last.class != r.class || last.d.at < last.q.Last || last.d.at >= r.q.First || !c.inPlace(r.q.Last) || !c.inPlace(last.d.at+1) {
		return false
	}
	for j := last.d.at + 2; j < r.q.First; j++ {
		if c.marks.at[j].member == 0 && c.tokens[j].Word != token.Comma && c.lower(j) != "and" && !c.article(j) {
			return false
		}
	}
	return true
}

// inPlace reports whether "in" and a part of the company stand at token i.
func (c *call) inPlace(i int) bool {
	if c.lower(i) != "in" {
		return false
	}
	if i++; c.article(i) {
		i++
	}
	return c.marks.at[i].member != 0
}

// room is an empty slice with room for n readings: readings point at each other,
// so that none may move.
func (c *call) room(n int) []reading {
	if cap(c.readings) < n {
		c.readings = make([]reading, max(n, 16))
	}
	return c.readings[:0]
}

// copyDirection carries the direction of the number before over "and" and
// commas: "a decrease of 12% sequentially and 5% year-over-year".
func (c *call) copyDirection(r, last *reading) {
	if last.d.moves() && last.d.dest && c.inOtherWords(r, last) {
		r.d = last.d
		r.d.dest, r.d.copied = false, true // "rose to $0.114, or 6.5%"
		return
	}
	if r.class == unitPercent && c.marks.cue(r.q.Last) == cueOf && (isBe(c.lower(c.start(r.q)-1)) || r.q.Form == quantity.FormFraction) {
		return // "revenue was up 12%, and Asia was 33% of the total", "grew 8% despite half of our stores being closed"
	}
	if w := c.lower(c.start(r.q) - 1); r.class == unitFlat && (isBe(w) || w == "stayed" || w == "remained" || w == "held") {
		return // "China was down 15% and Europe was flat"
	}
	if c.movesAgain(r, last) || c.restatedAgain(last, r) || r.class == unitPercent && c.ledThere(last, r) {
		r.d = last.prev.d
		r.d.copied = true
		return
	}
	if c.reckonedAgain(last, r) {
		r.d = last.d
		r.d.copied = true
		return
	}
	if last.d.behind && c.listsPlaces(last, r) {
		r.d = last.d
		r.d.behind, r.d.copied = false, true
		return
	}
	if c.levelHeld(last, r) {
		return
	}
	if c.restates(last, r) {
		r.d = last.d
		r.d.behind, r.d.copied = false, true
		return
	}
	if !last.d.moves() || last.d.dest || last.d.origin || last.d.behind {
		return
	}
	if last.class != r.class && r.class != unitFlat && !c.orBetween(last, r) && !c.orBy(r) {
		return // but "grew $300 million or 26%"
	}
	for j := last.q.Last; j < r.q.First; j++ {
		if c.marks.cue(j) == cueExpect && r.q.Form == quantity.FormRange && r.class == unitMoney {
			return // "raising our guidance by $50 million and now expect $2.4 billion to $2.5 billion"
		}
		if c.accountsFor(j) {
			return // "growing 87% and representing 38% of sales"
		}
	}
	byConcept := c.byBefore(r) || c.elided(last, r)
	for j := last.q.Last; j < r.q.First; j++ {
		if _, ok := c.marks.concept(j); ok {
			if byConcept {
				continue // "grew revenue by 8% and earnings by 6%"
			}
			return
		}
		switch q := c.marks.cue(j); {
		case q == cueBy && byConcept:
		case q == cueTo || q == cueOf || q == cueEffect || q == cueCause || q == cueExcluding:
			return
		case q == cueVersus && c.quantityNext(j+1, r.q.First) && !c.holdsPeriod(int(c.marks.cueMention(j).last), c.start(r.q)-1):
			return
		case q == cueNone && c.content(j) && c.marks.at[j].member == 0 && !c.adverb(j) && c.lower(j) != "dollars" && c.lower(j+1) != "dollars":
			if byConcept && c.lower(c.start(r.q)-2) == "and" {
				continue // "by 20% measured in kronor and by 22% at constant rates"
			}
			return
		}
		if c.tokens[j].Kind == token.Punct && c.text(j) == ";" {
			return
		}
	}
	r.d = last.d
	r.d.copied = true
}

// elided reports whether the verb of the growth before is meant of the measure right before r
// too: "product revenue grew 4% and service revenue 1%", "we grew revenue 12% and EBITDA 15%".
func (c *call) elided(last, r *reading) bool {
	m, ok := c.marks.concept(c.start(r.q) - 1)
	if !ok || r.class != unitPercent || last.choice.measure != MeasureGrowth || c.marks.cue(r.q.Last) == cueOf || int(m.first) <= last.q.Last {
		return false
	}
	if k := &c.e.taxonomy.Concepts[max(m.value, 0)]; m.value < 0 || k.Unit == concept.UnitPercent || c.e.taxonomy.Concepts[last.choice.concept].Unit == concept.UnitPercent {
		return false
	}
	j := last.q.Last
	if c.tokens[j].Word == token.Comma {
		j++
	}
	return c.lower(j) == "and" || c.tokens[j-1].Word == token.Comma
}

// orBetween reports whether nothing but "or" stands between two numbers: "grew $300
// million or 26%", "increased by $3 million, or 5%".
func (c *call) orBetween(last, r *reading) bool {
	j := last.q.Last
	if c.tokens[j].Word == token.Comma {
		j++
	}
	return c.lower(j) == "or" && r.q.First == j+1
}

// movesAgain reports whether r is the movement before last reckoned in another way:
// "increased 15% to $860 million as reported and 7% on a pro forma basis".
func (c *call) movesAgain(r, last *reading) bool {
	if last.prev == nil || !last.d.dest || !last.prev.d.moves() || last.prev.d.dest || last.prev.d.origin || r.class != unitPercent || last.prev.class != unitPercent {
		return false
	}
	if i := c.start(r.q) - 1; c.lower(i) != "and" && c.lower(i) != "or" {
		return false
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 5; j++ {
		switch c.marks.cue(j) {
		case cueConstantCurrency, cueOrganic, cueNonGAAP, cueGAAP:
			return true
		}
		if c.tokens[j].Kind == token.Punct {
			return false
		}
	}
	return false
}

// byBefore reports whether "by" stands before the number and its bound.
func (c *call) byBefore(r *reading) bool {
	j := c.start(r.q) - 1
	for j > r.s.first && c.marks.cue(j) == cueFunction && c.tokens[j].Kind == token.Word && c.lower(j) != "and" && c.lower(j) != "or" {
		j--
	}
	return c.marks.cue(j) == cueBy
}

// orBy reports whether "or by" stands before the number: "to grow at least 40%,
// or by $6 million and more".
func (c *call) orBy(r *reading) bool {
	if !c.byBefore(r) {
		return false
	}
	for j := c.start(r.q) - 1; j > r.s.first && r.q.First-j <= 6; j-- {
		if c.lower(j) == "or" {
			return true
		}
	}
	return false
}

// inOtherWords reports whether r says the movement to the figure before it as a
// rate: ", or 9.4%".
func (c *call) inOtherWords(r, last *reading) bool {
	if r.class != unitPercent || last.class == unitPercent || c.marks.cue(r.q.Last) == cueOf {
		return false
	}
	j := last.q.Last
	if c.tokens[j].Word == token.Comma {
		j++
	}
	return c.lower(j) == "or" && c.start(r.q) == j+1
}

// quantityNext reports whether nothing but small words stands between from and to.
func (c *call) quantityNext(from, to int) bool {
	for k := from; k < to; k++ {
		switch c.marks.cue(k) {
		case cueFunction, cueAdjective:
		default:
			return false
		}
	}
	return true
}
