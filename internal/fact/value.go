package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
)

// valueOf is the quantity with the sign and unit that the reading gives it. Where a
// word that tells no direction makes it negative, r.negates is that word.
func (c *call) valueOf(r *reading) quantity.Quantity {
	v := *r.q
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if r.choice.unit != "" {
		v.Unit = r.choice.unit
		if len(v.Unit) > 4 && v.Unit[:4] == "USD/" && c.currency != "USD" {
			v.Unit = c.currency + v.Unit[3:]
		} else if v.Unit == "USD" {
			v.Unit = c.currency
		}
	}
	moves := r.choice.measure == MeasureGrowth || r.choice.measure == MeasureChange
	sign := r.d.sign
	if r.d.better != 0 {
		sign = r.d.better
		if k.LowerBetter {
			sign = -sign
		}
	}
	if (r.d.dest || r.d.origin) && r.choice.measure == MeasureGrowth && c.growthOf(r.s, r.choice.mention) {
		sign = 0 // "growth slowed to 7%" is growth still
	}
	negative := v.HasLow && v.Low.Sign() < 0 || v.HasHigh && v.High.Sign() < 0
	switch {
	case moves && sign < 0 && !negative:
		negate(&v)
	case moves && sign == 0 && !negative:
		r.negates = c.closed(r)
	case r.choice.measure == MeasureValue && !negative:
		if r.negates = c.loss(r); r.negates.IsZero() {
			r.negates = c.outflow(r)
		}
		if r.negates.IsZero() {
			r.negates = c.lossBehind(r)
		}
		if j := c.signBefore(r); r.negates.IsZero() && j >= 0 && c.lower(j) == "negative" {
			r.negates = c.span(j, j+1)
		}
	}
	if !r.negates.IsZero() {
		negate(&v)
	}
	if r.choice.measure == MeasureShare && v.Bound == quantity.BoundAtLeast {
		c.bounded(r, &v)
	}
	return v
}

// bounded turns a bound that nobody reaches: "no customer has more than 8%".
func (c *call) bounded(r *reading, v *quantity.Quantity) {
	if no := c.noneHasMore(r); !no.IsZero() {
		said := *r.q // the number in the text stays as it is, what bounds it is "no"
		said.BoundSpan = no
		r.q = &said
		v.Bound, v.Low, v.HasLow, v.High, v.HasHigh = quantity.BoundAtMost, v.High, v.HasHigh, v.Low, v.HasLow
		v.BoundSpan = no
	}
}

// noneHasMore is the word that says that nobody has the share that r tells, so that each
// has it at most: "no single customer accounted for more than 8% of revenue". Where
// nothing does, the span is zero.
func (c *call) noneHasMore(r *reading) source.Span {
	for j := c.start(r.q) - 1; j >= r.s.first && !c.stops(j); j-- {
		if w := c.lower(j); w != "no" && w != "none" {
			continue
		}
		for k := j + 1; k < r.q.First && k-j <= 4; k++ {
			switch strings.TrimSuffix(c.lower(k), "s") {
			case "customer", "client", "tenant", "payer", "supplier", "vendor", "distributor", "account", "product", "industry", "borrower", "name", "one":
				return c.span(j, j+1)
			}
		}
	}
	return source.Span{}
}

// going is the word that says that the things counted will go, or go: "we plan to close
// 200 stores", "a loss of 2 million subscribers". Where nothing does, the span is zero.
func (c *call) going(r *reading) source.Span {
	for j := c.start(r.q) - 1; j > r.s.first && r.q.First-j <= 4; j-- {
		switch c.lower(j) {
		case "close", "lose", "shed", "shutter":
			if c.lower(j-1) == "to" || c.lower(j-1) == "will" {
				return c.span(j, j+1)
			}
		case "loss":
			if c.lower(j+1) == "of" {
				return c.span(j, j+1)
			}
		}
		if c.stops(j) || c.content(j) || c.marks.at[j].concept != 0 {
			break // "to close the acquisition of 12 stores"
		}
	}
	return source.Span{}
}

// closed is the word that says that the things counted are ones that went: "we
// closed 97". Where nothing does, the span is zero.
func (c *call) closed(r *reading) source.Span {
	if word := c.going(r); !word.IsZero() {
		return word
	}
	if j := int(r.choice.mention.last); r.class == unitMoney && r.choice.link == linkBehind && c.marks.cue(j) == cueDownNoun {
		return c.span(j, j+1) // "$500 million of debt reduction"
	}
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 4; j-- {
		switch c.lower(j) {
		case "closed", "closing", "eliminated", "cut", "lost", "shed", "close":
			return c.span(j, j+1)
		case "sold", "divested", "sale", "divestiture", "disposition", "closure", "consolidated":
			if r.choice.concept == c.e.known.locations {
				return c.span(j, j+1)
			}
		case "acquisition", "purchase":
			return source.Span{} // "to close the acquisition of 12 stores"
		}
	}
	return source.Span{}
}

// negate turns the interval around zero.
func negate(v *quantity.Quantity) {
	v.Low, v.High = v.High.Neg(), v.Low.Neg()
	v.HasLow, v.HasHigh = v.HasHigh, v.HasLow
	if v.Bound == quantity.BoundAtLeast && v.HasLow != v.HasHigh {
		// "down more than 10%": the movement is at least as great, told from -10.
		v.Low, v.HasLow, v.High, v.HasHigh = v.High, v.HasHigh, v.Low, v.HasLow
	}
}

// loss is the word that names the concept as a loss, or as what a tax gives back:
// "net loss was", "operating loss of", "loss per share", "a tax benefit of". Where
// nothing does, the span is zero.
func (c *call) loss(r *reading) source.Span {
	m := r.choice.mention
	if i := c.lostAt(r); i >= 0 && r.choice.concept == c.e.known.eps {
		return c.span(i, i+1)
	}
	if i := c.start(r.q) - 2; r.choice.link == linkPerShare && c.lower(i) == "loss" && c.lower(i+1) == "of" {
		return c.span(i, i+1)
	}
	if m.last == 0 {
		return source.Span{}
	}
	for j := m.first; j < m.last+2 && int(j) < r.q.First; j++ {
		k := &c.e.taxonomy.Concepts[r.choice.concept]
		switch w := c.text(int(j)); {
		case w == "benefit" && k.ID == "income_tax":
			return c.span(int(j), int(j)+1)
		case w == "loss" || w == "Loss" || w == "losses":
			if k.Expense || k.ID == "provision_for_credit_losses" || k.ID == "net_charge_offs" {
				return source.Span{}
			}
			return c.span(int(j), int(j)+1)
		}
	}
	return source.Span{}
}

// leastAmount is what any amount of a company's statements comes to.
const leastAmount = 10_000

// isPrice reports whether r is what one thing costs or brings, and no amount of its measure:
// too small for one, and told per thing or of what was spoken of before. "Tenant sales reached
// $448 per square foot."
func (c *call) isPrice(r *reading) bool {
	k, v := &c.e.taxonomy.Concepts[r.choice.concept], magnitude(r.q)
	perShare := k.PerShare == k.ID // "FFO of $1.73"
	if r.class != unitMoney || k.Unit != concept.UnitMoney || perShare || v == 0 || v >= leastAmount {
		return false
	}
	switch c.lower(r.q.Last) {
	case "per", "a", "an", "each":
		return true
	}
	return r.choice.link == linkInherited || r.choice.link == linkRepeat || r.choice.link == linkBehind
}
