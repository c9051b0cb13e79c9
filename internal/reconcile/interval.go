package reconcile

import (
	"math/big"
	"strings"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/quantity"
)

// Interval is what a number may be, both ends included; an end that is nil is
// open. Arithmetic on it is exact.
type Interval struct{ Low, High *big.Rat }

// How far from the number that is said a number may lie that is told as flat, in
// percent and in percentage points. With "about" it may lie twice as far, as it
// may for every other number.
var (
	flatPercent = big.NewRat(1, 1)
	flatPoints  = big.NewRat(1, 2)
)

// IntervalOf is what a quantity may be by the digits that were said: "$4.2
// billion" is 4.15 to 4.25 billion. What is told as "about" may be off by one in
// its last digit, "flat" by a percent or half a point.
func IntervalOf(q *quantity.Quantity) Interval {
	slack := rat(q.Precision)
	if q.Form == quantity.FormFlat {
		slack = flatPercent
		if q.Unit == quantity.PercentagePoints {
			slack = flatPoints
		}
	}
	if q.Bound == quantity.BoundApprox {
		slack = new(big.Rat).Add(slack, slack)
	}
	var i Interval
	if q.HasLow && (q.Bound != quantity.BoundAtMost || !q.HasHigh || q.Low.Cmp(q.High) != 0) {
		i.Low = new(big.Rat).Sub(rat(q.Low), slack)
	}
	if q.HasHigh && (q.Bound != quantity.BoundAtLeast || !q.HasLow || q.Low.Cmp(q.High) != 0) {
		i.High = new(big.Rat).Add(rat(q.High), slack)
	}
	return i
}

// Ends are the ends of a quantity as they were said, without their precision.
func Ends(q *quantity.Quantity) Interval {
	var i Interval
	if q.HasLow {
		i.Low = rat(q.Low)
	}
	if q.HasHigh {
		i.High = rat(q.High)
	}
	return i
}

// rat is the exact value of a decimal.
func rat(d decimal.Decimal) *big.Rat {
	exp := int64(d.Exp)
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(max(exp, -exp)), nil)
	if exp < 0 {
		return new(big.Rat).SetFrac(big.NewInt(d.Coef), power)
	}
	return new(big.Rat).SetInt(power.Mul(power, big.NewInt(d.Coef)))
}

// Closed reports whether both ends are known.
func (i Interval) Closed() bool { return i.Low != nil && i.High != nil }

// Width is the distance of the ends, nil if one is open.
func (i Interval) Width() *big.Rat {
	if !i.Closed() {
		return nil
	}
	return new(big.Rat).Sub(i.High, i.Low)
}

// Mid is the middle, nil if an end is open.
func (i Interval) Mid() *big.Rat {
	if !i.Closed() {
		return nil
	}
	sum := new(big.Rat).Add(i.Low, i.High)
	return sum.Quo(sum, big.NewRat(2, 1))
}

// Overlaps reports whether a number can be in both.
func (i Interval) Overlaps(o Interval) bool {
	below := i.High != nil && o.Low != nil && i.High.Cmp(o.Low) < 0
	above := i.Low != nil && o.High != nil && i.Low.Cmp(o.High) > 0
	return !below && !above
}

// Narrower reports whether i tells more than o.
func (i Interval) Narrower(o Interval) bool {
	a, b := i.Width(), o.Width()
	if a == nil || b == nil {
		return a != nil
	}
	return a.Cmp(b) < 0
}

// positive reports whether every number in it is above zero.
func (i Interval) positive() bool { return i.Low != nil && i.Low.Sign() > 0 }

func (i Interval) plus(o Interval) Interval {
	var sum Interval
	if i.Low != nil && o.Low != nil {
		sum.Low = new(big.Rat).Add(i.Low, o.Low)
	}
	if i.High != nil && o.High != nil {
		sum.High = new(big.Rat).Add(i.High, o.High)
	}
	return sum
}

func (i Interval) minus(o Interval) Interval {
	var negative Interval
	if o.High != nil {
		negative.Low = new(big.Rat).Neg(o.High)
	}
	if o.Low != nil {
		negative.High = new(big.Rat).Neg(o.Low)
	}
	return i.plus(negative)
}

// percent is i × 100.
func (i Interval) percent() Interval {
	hundred := big.NewRat(100, 1)
	var product Interval
	if i.Low != nil {
		product.Low = new(big.Rat).Mul(i.Low, hundred)
	}
	if i.High != nil {
		product.High = new(big.Rat).Mul(i.High, hundred)
	}
	return product
}

// over is i / o, for a positive o; an open end stays open.
func (i Interval) over(o Interval) Interval {
	var quotient Interval
	corner := func(n *big.Rat, small, large *big.Rat) *big.Rat {
		by := large
		if n != nil && n.Sign() < 0 {
			by = small
		}
		if n == nil || by == nil {
			return nil
		}
		return new(big.Rat).Quo(n, by)
	}
	quotient.Low = corner(i.Low, o.Low, o.High)
	quotient.High = corner(i.High, o.High, o.Low)
	return quotient
}

// growth is the change from base to i in percent, for a positive base.
func (i Interval) growth(base Interval) Interval {
	one := Interval{big.NewRat(1, 1), big.NewRat(1, 1)}
	return i.over(base).minus(one).percent()
}

// Decimals writes the ends with so many places behind the point at most, rounded
// outwards so that nothing is lost; an open end is "".
func (i Interval) Decimals(places int) (low, high string) {
	if i.Low != nil {
		low = rounded(i.Low, places, false)
	}
	if i.High != nil {
		high = rounded(i.High, places, true)
	}
	return low, high
}

// rounded writes a number, rounded down or up, without zeros at the end.
func rounded(r *big.Rat, places int, up bool) string {
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	scaled := new(big.Rat).Mul(r, new(big.Rat).SetInt(power))
	n := new(big.Int)
	n.Div(scaled.Num(), scaled.Denom()) // the denominator is positive: Div rounds down
	if up && !scaled.IsInt() {
		n.Add(n, big.NewInt(1))
	}
	s := new(big.Rat).SetFrac(n, power).FloatString(places)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}
