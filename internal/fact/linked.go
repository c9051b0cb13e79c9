package fact

import (
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// grownTo reads the amount that a growth led to where its measure is not named: "our leasing
// business grew 27% to $381 million", "Europe was flat at $150 million".
func (c *call) grownTo(r *reading) (choice, bool) {
	if !c.grewTo(r) {
		return choice{}, false
	}
	p := r.prev
	k := &c.e.taxonomy.Concepts[p.choice.concept]
	return choice{fit: fit{p.choice.concept, MeasureValue, ""}, link: p.choice.link, mention: p.choice.mention, score: 60}, k.Unit == concept.UnitMoney && magnitude(r.q) >= 1e5
}

// grewTo reports whether the growth told right before r led to r: "declined 3% to $210 million".
func (c *call) grewTo(r *reading) bool {
	p := r.prev
	if p == nil || p.choice.measure != MeasureGrowth || c.start(r.q) != p.q.Last+1 {
		return false
	}
	return r.d.dest || p.q.Form == quantity.FormFlat && c.lower(p.q.Last) == "at"
}

// movedOtherwise reads a growth as that of what grew right before it, reckoned in other terms.
func (c *call) movedOtherwise(r *reading) (choice, bool) {
	if !c.movedInOtherTerms(r) {
		return choice{}, false
	}
	return r.prev.choice, true
}

// movedInOtherTerms reports whether r tells the growth right before it in constant currency or
// without what was bought: "EMEA was down 2%, but up 1% in constant currency".
func (c *call) movedInOtherTerms(r *reading) bool {
	p := r.prev
	if p == nil || r.class != unitPercent || p.class != r.class || p.choice.measure != MeasureGrowth || !r.d.moves() || r.d.dest || r.d.origin || r.d.at < p.q.Last {
		return false
	}
	for j := p.q.Last; j < c.start(r.q); j++ {
		switch w := c.lower(j); {
		case w == ",", w == "but", w == "or", w == "and", j == r.d.at, c.adverb(j):
		default:
			return false
		}
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 4; j++ {
		if q := c.marks.cue(j); q == cueConstantCurrency || q == cueOrganic {
			return true
		}
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 || c.tokens[j].Kind == token.Punct && !c.tokens[j].Is(token.Glued) {
			return false
		}
	}
	return false
}

// appendedTo reports whether r is how the amount right before it moved, whose measure was named
// in another sentence.
func (c *call) appendedTo(r *reading) bool {
	p := r.prev
	if p == nil || r.choice.measure != MeasureGrowth || p.choice.measure != MeasureValue || r.choice.concept != p.choice.concept || r.choice.link != p.choice.link {
		return false
	}
	return (r.choice.link == linkInherited || r.choice.link == linkBusiness) && c.tokens[p.q.Last].Word == token.Comma && r.d.at > p.q.Last && r.d.at-p.q.Last <= 4
}

// rateOfBase reads the rate behind a second amount that goes with it as one went with the
// first: "$95 million, or 21.5% of revenue, compared to $80 million, or 20.1%".
func (c *call) rateOfBase(r *reading) (choice, bool) {
	p := r.prev
	if r.d.moves() || p == nil || p.prev == nil || p.prev.prev == nil || !c.inOtherWords(r, p) {
		return choice{}, false
	}
	rate, amount := p.prev, p.prev.prev
	if rate.class != unitPercent || rate.choice.measure != MeasureValue || p.choice.measure != MeasureValue {
		return choice{}, false
	}
	return rate.choice, amount.class == p.class && amount.choice.concept == p.choice.concept && amount.choice.measure == MeasureValue
}

// amountOfPart reads the amount that a part of a whole has, where its share stands behind
// "or": "optical networking was $388 million, or 76% of total revenue".
func (c *call) amountOfPart(r *reading) (choice, bool) {
	next := c.inOtherWordsBehind(r)
	if r.d.moves() || next < 0 {
		return choice{}, false
	}
	whole, ok := c.conceptBehind(r.s, next, direction{at: -1})
	if !ok || whole.link != linkShare {
		return choice{}, false
	}
	k := &c.e.taxonomy.Concepts[whole.concept]
	switch c.subjectBefore(r.s, c.start(r.q)).kind {
	case subjectMember, subjectName:
	case subjectUnknown:
		ok = k.ID == "loans" || len(c.partsOfShare(r)) > 0 // "restaurants totaled $66 million, or 2% of all loans"
	default:
		return choice{}, false
	}
	return choice{fit: fit{whole.concept, MeasureValue, ""}, link: linkShare, mention: whole.mention, score: 60}, ok && k.ByPart && k.Unit == concept.UnitMoney
}

// inOtherWordsBehind is the rate that says r in other words, right behind it: "$86 million,
// or 25% of sales"; -1 for none.
func (c *call) inOtherWordsBehind(r *reading) int {
	j := r.q.Last
	if c.lower(j) == "," {
		j++
	}
	if c.lower(j) != "or" || r.qi+1 >= r.s.quantities[1] {
		return -1
	}
	next := &c.quantities[r.qi+1]
	if next.Reject != "" || classOf(next) != unitPercent || c.start(next) != j+1 {
		return -1
	}
	return r.qi + 1
}

// amountOfShare reads the amount behind the share of the same part: "space was 40% of sales
// and totaled $120 million".
func (c *call) amountOfShare(r *reading) (choice, bool) {
	p := r.prev
	if p == nil || r.d.moves() || p.choice.measure != MeasureShare || p.choice.mention.last == 0 || int(p.choice.mention.first) < p.q.Last {
		return choice{}, false
	}
	j := int(p.choice.mention.last)
	if c.tokens[j].Word == token.Comma {
		j++
	}
	if c.lower(j) != "and" {
		return choice{}, false
	}
	switch j++; c.lower(j) {
	case "was", "were", "totaled", "reached":
	default:
		return choice{}, false
	}
	k := &c.e.taxonomy.Concepts[p.choice.concept]
	return choice{fit: fit{p.choice.concept, MeasureValue, ""}, link: linkShare, mention: p.choice.mention, score: 60}, c.start(r.q) == j+1 && k.Unit == concept.UnitMoney
}

// heldAgainstPair reads an amount that the one before the last is held against, which was
// told in two units: "net income was $27 million, or $0.37 per share, compared with $14
// million, or $0.22 per share".
func (c *call) heldAgainstPair(r *reading) (choice, bool) {
	if r.prev == nil || r.prev.prev == nil || r.d.moves() || !c.heldNumber(c.start(r.q), r.s.first) {
		return choice{}, false
	}
	told, other := r.prev.prev, r.prev
	if told.class != unitMoney || told.choice.measure != MeasureValue || other.class == unitMoney || !c.orBetween(told, other) {
		return choice{}, false
	}
	for j := other.q.Last; j < r.q.First; j++ {
		if c.marks.at[j].concept != 0 || c.text(j) == ";" {
			return choice{}, false
		}
	}
	return choice{fit: told.choice.fit, link: linkSubject, mention: told.choice.mention, score: 60}, true
}

// ofSamePart reports whether r is the amount or the growth of the part whose share or growth
// was told right before it.
func (c *call) ofSamePart(r *reading) bool {
	if c.movedInOtherTerms(r) || c.appendedTo(r) {
		return true
	}
	if p := r.prev; p != nil && r.choice.link == linkShare && r.choice.measure == MeasureGrowth {
		return p.choice.link == linkShare && p.choice.mention == r.choice.mention
	}
	if r.class != unitMoney || r.prev == nil || r.choice.measure != MeasureValue || r.prev.choice.concept != r.choice.concept {
		return false
	}
	return c.grewTo(r) || r.choice.link == linkBusiness || r.choice.link == linkShare && r.prev.choice.measure == MeasureShare && r.choice.mention == r.prev.choice.mention
}
