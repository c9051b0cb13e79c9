package fact

import (
	"strings"
)

// ofOnline reports whether a penetration is that of a channel, and so its share of sales:
// "digital penetration was 30%".
func (c *call) ofOnline(m mention) bool {
	named := ""
	if m.last > 0 {
		named = c.lower(int(m.first))
	}
	for i := 0; i < len(c.talk.topics) && m.last == 0; i++ {
		if t := &c.talk.topics[i]; t.concept == m.value && !t.span.IsZero() {
			named, _, _ = strings.Cut(t.span.Of(c.low), " ")
			break
		}
	}
	switch named {
	case "digital", "e", "e-commerce", "ecommerce", "online":
		return true
	}
	return false
}

// particular replaces a generic concept by the one of its kind that was spoken
// of last: "margin" by gross margin.
func (c *call) particular(r *reading) {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if k.ID == "acquisition_price" && r.prev != nil && r.prev.choice.concept == c.e.known.sharesRepurchased {
		r.choice.concept = c.e.known.shareRepurchases // "bought 108,600 shares for a purchase price of $4 million"
		return
	}
	if i := c.e.known.repurchaseAuthorization; r.choice.concept == c.e.known.shareRepurchases && i >= 0 && r.class == unitMoney && r.choice.measure == MeasureValue && c.authorized(r) {
		r.choice.concept = i
		return
	}
	if i := c.repaid(r); k.ID == "debt" && r.class == unitMoney && i >= 0 {
		sign := int8(-1)
		if strings.HasPrefix(c.lower(i), "borrow") {
			sign = 1
		}
		r.choice.measure, r.d = MeasureChange, direction{sign: sign, at: i, span: c.span(i, i+1)}
		return
	}
	if k.ID == "loans" && r.class == unitMoney && r.choice.measure == MeasureValue && c.lower(c.verbBefore(r)) == "originated" {
		if i := c.e.taxonomy.Find("loan_originations"); i >= 0 {
			r.choice.concept = int32(i) // "we originated $410 million of loans"
		}
		return
	}
	if i := c.e.taxonomy.Find("cost_savings"); i >= 0 && k.Expense && r.class == unitMoney && r.choice.measure == MeasureChange && r.d.sign < 0 && strings.HasPrefix(c.lower(int(r.choice.mention.first)-1), "annual") {
		r.choice.concept, r.choice.measure, r.d = int32(i), MeasureValue, direction{at: -1} // "will reduce annual expenses by $80 million"
		return
	}
	if k.ID == "penetration" && r.class == unitPercent && r.choice.measure == MeasureValue && c.e.known.revenue >= 0 && c.ofOnline(r.choice.mention) {
		r.choice.concept, r.choice.measure = c.e.known.revenue, MeasureShare
		return
	}
	if k.ID == "earnings" && r.choice.measure != MeasureValue && c.e.known.eps >= 0 && c.perShareNext(r) {
		r.choice.concept = c.e.known.eps // "adjusted earnings increased 21% to $1.12 per share"
		return
	}
	if !k.Generic {
		return
	}
	if p := r.prev; p != nil && p.choice.mention == r.choice.mention && r.choice.mention.last > 0 {
		r.choice.concept = p.choice.concept // "margin expanded 40 basis points to 13.6%"
		return
	}
	if p := r.prev; p != nil && c.plain(r.choice.mention) {
		if rate := c.e.rateOf(p.choice.concept); rate >= 0 {
			if id := c.e.taxonomy.Concepts[rate].ID; id != "net_margin" && strings.HasSuffix(id, "_"+k.ID) {
				r.choice.concept = rate // "EBITDA was $5 million and the margin 12%"
				return
			}
		}
	}
	for _, t := range c.talk.topics {
		if !t.span.IsZero() && strings.HasSuffix(c.e.taxonomy.Concepts[t.concept].ID, "_"+k.ID) {
			r.choice.concept = t.concept
			return
		}
	}
}

// plain reports whether no noun stands before the measure at m that tells which it is.
func (c *call) plain(m mention) bool {
	i := int(m.first) - 1
	return m.last-m.first == 1 && i >= 0 && !c.content(i) && c.marks.at[i].member == 0
}

// issued reports whether r is what was borrowed on one day, and not what is owed: "we
// issued $500 million of senior notes".
func (c *call) issued(r *reading, behind choice) bool {
	if r.class != unitMoney || behind.measure != MeasureValue || c.e.taxonomy.Concepts[behind.concept].ID != "debt" {
		return false
	}
	switch c.lower(c.verbBefore(r)) {
	case "issued", "issue", "issuing", "priced", "placed", "refinanced", "issuance", "offering", "raised":
		return true
	}
	return false
}

// repaid is the word that says that the number is what of a debt was paid, or taken: "we
// repaid nearly $350 million of debt"; -1 for none.
func (c *call) repaid(r *reading) int {
	i := c.start(r.q) - 1
	for i > r.s.first && (c.marks.cue(i) == cueAdjective || c.marks.cue(i) == cueFunction && c.text(i) != "down" && c.text(i) != "off") {
		i--
	}
	switch c.lower(i) {
	case "repaid", "prepaid", "retired", "redeemed", "repay", "retire", "prepay", "redeem", "borrowed", "redeeming", "repaying", "retiring":
		return i
	case "of":
		switch c.lower(i - 1) {
		case "repayment", "prepayment", "redemption", "retirement":
			return i - 1
		}
	case "down", "off":
		if i > r.s.first && strings.HasPrefix(c.lower(i-1), "pa") {
			return i - 1
		}
	}
	return -1
}

// rateOfAmount makes points that say an amount in other words a rate: "net
// charge-offs came to $21 million, or 34 basis points".
func (c *call) rateOfAmount(r *reading) {
	if r.class != unitPoints || r.prev == nil || r.choice.measure != MeasureChange {
		return
	}
	p := &r.prev.choice
	if r.d.origin && p.concept == r.choice.concept && p.measure == MeasureValue && r.prev.class == unitPoints {
		r.choice.measure, r.choice.unit = MeasureValue, "percent" // "22 basis points of loans, up from 15 basis points"
		return
	}
	if r.d.moves() {
		return
	}
	if p.concept == r.choice.concept && p.measure == MeasureValue && r.prev.class == unitMoney && c.lower(c.start(r.q)-1) == "or" {
		r.choice.measure, r.choice.unit = MeasureValue, "percent"
	}
}
