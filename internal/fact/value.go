package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/quantity"
)

// valueOf is the quantity with the sign and unit that the reading gives it.
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
	case moves && sign == 0 && !negative && c.closed(r):
		negate(&v)
	case r.choice.measure == MeasureValue && !negative && c.isLoss(r):
		negate(&v)
	}
	return v
}

// closed reports whether the things counted are ones that went: "we closed 97".
func (c *call) closed(r *reading) bool {
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 4; j-- {
		switch strings.ToLower(c.text(j)) {
		case "closed", "closing", "eliminated", "cut", "lost", "shed", "close":
			return true
		}
	}
	return false
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

// isLoss reports whether the concept is named as a loss, or as what a tax gives
// back: "net loss was", "operating loss of", "loss per share", "a tax benefit of".
func (c *call) isLoss(r *reading) bool {
	m := r.choice.mention
	if m.last == 0 {
		return false
	}
	for j := m.first; j < m.last+2 && int(j) < r.q.First; j++ {
		k := &c.e.taxonomy.Concepts[r.choice.concept]
		switch w := c.text(int(j)); {
		case w == "benefit" && k.ID == "income_tax":
			return true
		case w == "loss" || w == "Loss" || w == "losses":
			return !k.Expense && k.ID != "provision_for_credit_losses" && k.ID != "net_charge_offs"
		}
	}
	return false
}
