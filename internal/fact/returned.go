package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/token"
)

// leftOfPlan reads what is left of a plan or a credit line, whose size may stand
// between: "$230 million remaining on our $600 million repurchase plan", "$83 million
// remained available for repurchase", "$190 million of availability under our credit
// facility".
func (c *call) leftOfPlan(r *reading) (choice, bool) {
	if r.class != unitMoney {
		return choice{}, false
	}
	i, ok := c.saysLeft(r)
	if !ok {
		return choice{}, false
	}
	for j := i; j < r.s.last && j-i <= 12; j++ {
		if m, ok := c.marks.concept(j); ok {
			switch c.e.taxonomy.Concepts[m.value].ID {
			case "repurchase_authorization":
			case "share_repurchases": // "available for future share repurchases"
				m.value = c.e.known.repurchaseAuthorization
			case "credit_facility":
				ok = c.lower(i-1) != "outstanding" && c.lower(i-1) != "borrowings"
			default:
				return choice{}, false
			}
			return choice{fit: fit{m.value, MeasureValue, ""}, link: linkBehind, mention: m, score: 100}, ok && m.value >= 0
		}
		if w := c.lower(j); (w == "facility" || w == "facilities") && c.lower(i-1) != "outstanding" && c.marks.at[j].concept == 0 {
			k := c.e.known.creditFacility
			return choice{fit: fit{k, MeasureValue, ""}, link: linkBehind, mention: mention{k, int32(j), int32(j + 1)}, score: 100}, k >= 0
		}
		if c.tokens[j].Kind == token.Punct && c.tokens[j].Word != token.Comma {
			break
		}
	}
	return choice{}, false
}

// saysLeft is the token behind the words that say that r is what is left of something:
// "remaining on", "remained available under", "of undrawn capacity on".
func (c *call) saysLeft(r *reading) (int, bool) {
	left := false
	i := r.q.Last
	for ; i < r.s.last && i-r.q.Last <= 6; i++ {
		switch w := c.lower(i); {
		case isLeft(w), w == "remained", w == "remains", w == "remain", w == "availability", w == "undrawn", w == "unused", w == "untapped":
			left = true
		case w == "capacity", w == "borrowing", w == "of" && i == r.q.Last, w == "is", w == "was", w == "still", w == "borrowings":
		default:
			return i, left
		}
	}
	return i, left
}

// returnedToOwners reads "returned $84 million in total to shareholders".
func (c *call) returnedToOwners(r *reading) (choice, bool) {
	i := c.e.known.shareholderReturns
	if r.class != unitMoney || i < 0 || r.d.moves() {
		return choice{}, false
	}
	returned := -1
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 7 && returned < 0; j-- {
		switch c.lower(j) {
		case "return", "returned", "returning", "returns":
			returned = j
		}
	}
	if returned >= 0 {
		if how, ok := c.returnedThrough(r); ok {
			return how, true
		}
	}
	for j := r.q.Last; returned >= 0 && j < r.s.last && j-r.q.Last <= 9; j++ {
		if w := c.lower(j); strings.HasPrefix(w, "shareholder") || strings.HasPrefix(w, "stockholder") {
			return choice{fit: fit{i, MeasureValue, ""}, link: linkSubject, mention: mention{i, int32(returned), int32(returned + 1)}, score: 100}, true
		}
		if _, ok := c.marks.isQuantity(j); ok {
			break
		}
	}
	return choice{}, false
}

// returnedThrough reads how an amount was returned, right behind it: "returned $80 million
// through share repurchases", "in the form of dividends and buybacks".
func (c *call) returnedThrough(r *reading) (choice, bool) {
	j := r.q.Last
	switch w := c.lower(j); {
	case w == "through", w == "via":
		j++
	case w == "in" && c.lower(j+1) == "the" && c.lower(j+2) == "form" && c.lower(j+3) == "of":
		j += 4
	default:
		return choice{}, false
	}
	var ways [2]bool // dividends, repurchases
	at := mention{}
	for ; j < r.s.last && j-r.q.Last <= 12; j++ {
		if _, ok := c.marks.isQuantity(j); ok && c.marks.at[j].period == 0 {
			break
		}
		m, ok := c.marks.concept(j)
		if !ok {
			continue
		}
		switch id := c.e.taxonomy.Concepts[m.value].ID; id {
		case "dividends_paid", "dividend_per_share":
			ways[0] = true
		case "share_repurchases":
			ways[1] = true
		default:
			return choice{}, false
		}
		at = m
	}
	switch ways {
	case [2]bool{true, true}:
		at.value = c.e.known.shareholderReturns
	case [2]bool{true, false}:
		at.value = int32(c.e.taxonomy.Find("dividends_paid"))
	case [2]bool{false, true}:
		at.value = c.e.known.shareRepurchases
	default:
		return choice{}, false
	}
	return choice{fit: fit{at.value, MeasureValue, ""}, link: linkSubject, mention: at, score: 100}, at.value >= 0
}

// authorized reports whether r is what may be bought, and not what was: "the board
// approved the repurchase of up to $75 million of our stock".
func (c *call) authorized(r *reading) bool {
	for j := c.start(r.q) - 1; j >= r.s.first && r.q.First-j <= 14; j-- {
		if c.marks.at[j].quantity != 0 {
			return false
		}
		switch c.lower(j) {
		case "repurchased", "bought", "purchased", "spent", "completed", "used", "executed":
			return false
		case "authorized", "approved", "authorizes", "authorizing", "authorize", "approve":
			return true
		case "authorization":
			return c.lower(j+1) == "to" || c.lower(j+1) == "for"
		}
	}
	return false
}
