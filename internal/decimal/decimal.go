// Package decimal is the engine's exact decimal: an int64 coefficient and a
// power of ten. It keeps trailing zeros, never rounds, and reports overflow
// instead of losing digits.
package decimal

import (
	"errors"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Decimal is Coef × 10^Exp. The zero value is 0.
type Decimal struct {
	Coef int64
	Exp  int8
}

// ErrRange is returned for a number with more digits than an int64 holds, or
// an exponent outside [-18, 18].
var ErrRange = errors.New("decimal: out of range")

const maxExp = 18

// New is coef × 10^exp.
func New(coef int64, exp int8) Decimal { return Decimal{coef, exp} }

// Parse reads "1032000000", "-0.05", "1,032,000,000". Commas are ignored;
// anything else that is not a digit, one sign or one point is an error.
func Parse(s string) (Decimal, error) {
	var d Decimal
	neg, seen, point := false, false, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			seen = true
			digit := int64(c - '0')
			if d.Coef > (math.MaxInt64-digit)/10 {
				return Decimal{}, ErrRange
			}
			d.Coef = d.Coef*10 + digit
			if point {
				d.Exp--
				if d.Exp < -maxExp {
					return Decimal{}, ErrRange
				}
			}
		case c == '.' && !point:
			point = true
		case c == ',' && !point:
		case (c == '-' || c == '+') && i == 0:
			neg = c == '-'
		default:
			return Decimal{}, strconv.ErrSyntax
		}
	}
	if !seen {
		return Decimal{}, strconv.ErrSyntax
	}
	if neg {
		d.Coef = -d.Coef
	}
	return d, nil
}

// Must is Parse for constants of the program.
func Must(s string) Decimal {
	d, err := Parse(s)
	if err != nil {
		panic("decimal: " + s)
	}
	return d
}

// Neg is -d.
func (d Decimal) Neg() Decimal { return Decimal{-d.Coef, d.Exp} }

// Abs is d without its sign.
func (d Decimal) Abs() Decimal {
	if d.Coef < 0 {
		return d.Neg()
	}
	return d
}

// Sign is -1, 0 or 1.
func (d Decimal) Sign() int {
	switch {
	case d.Coef < 0:
		return -1
	case d.Coef > 0:
		return 1
	}
	return 0
}

// Scale is d × 10^n.
func (d Decimal) Scale(n int8) (Decimal, error) {
	e := int(d.Exp) + int(n)
	if e < -maxExp || e > maxExp {
		return Decimal{}, ErrRange
	}
	return Decimal{d.Coef, int8(e)}, nil
}

// Reduced is d without trailing zeros: of equal numbers it is the same.
func (d Decimal) Reduced() Decimal {
	if d.Coef == 0 {
		return Decimal{}
	}
	for d.Coef%10 == 0 && d.Exp < maxExp {
		d.Coef /= 10
		d.Exp++
	}
	return d
}

// align brings both to the smaller exponent.
func align(a, b Decimal) (int64, int64, int8, error) {
	for a.Exp > b.Exp {
		c, ok := mul(a.Coef, 10)
		if !ok {
			return 0, 0, 0, ErrRange
		}
		a = Decimal{c, a.Exp - 1}
	}
	for b.Exp > a.Exp {
		c, ok := mul(b.Coef, 10)
		if !ok {
			return 0, 0, 0, ErrRange
		}
		b = Decimal{c, b.Exp - 1}
	}
	return a.Coef, b.Coef, a.Exp, nil
}

func mul(a, b int64) (int64, bool) {
	neg := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(absolute(a), absolute(b))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if neg {
		return -int64(lo), true
	}
	return int64(lo), true
}

func absolute(a int64) uint64 {
	if a < 0 {
		return uint64(-(a + 1)) + 1
	}
	return uint64(a)
}

// Add is d + o.
func (d Decimal) Add(o Decimal) (Decimal, error) {
	a, b, e, err := align(d, o)
	if err != nil {
		return Decimal{}, err
	}
	s := a + b
	if (s > a) != (b > 0) && b != 0 {
		return Decimal{}, ErrRange
	}
	return Decimal{s, e}, nil
}

// Mul is d × o.
func (d Decimal) Mul(o Decimal) (Decimal, error) {
	c, ok := mul(d.Coef, o.Coef)
	e := int(d.Exp) + int(o.Exp)
	if !ok || e < -maxExp || e > maxExp {
		return Decimal{}, ErrRange
	}
	return Decimal{c, int8(e)}, nil
}

// Cmp compares the values of d and o: 1.0 and 1.00 are equal.
func (d Decimal) Cmp(o Decimal) int {
	if s, t := d.Sign(), o.Sign(); s != t || s == 0 {
		return s - t
	}
	a, b, _, err := align(d, o)
	if err != nil { // too far apart to align: the larger exponent is the larger magnitude
		if (d.Exp > o.Exp) == (d.Sign() > 0) {
			return 1
		}
		return -1
	}
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// String writes d in full, without an exponent: "1032000000", "0.05", "0.20".
func (d Decimal) String() string { return string(d.Append(nil)) }

// Append appends d's String to b.
func (d Decimal) Append(b []byte) []byte {
	if d.Coef < 0 {
		b = append(b, '-')
	}
	digits := strconv.FormatUint(absolute(d.Coef), 10)
	switch {
	case d.Exp >= 0:
		b = append(b, digits...)
		if d.Coef != 0 {
			b = append(b, strings.Repeat("0", int(d.Exp))...)
		}
	case len(digits) > int(-d.Exp):
		point := len(digits) + int(d.Exp)
		b = append(b, digits[:point]...)
		b = append(b, '.')
		b = append(b, digits[point:]...)
	default:
		b = append(b, "0."...)
		b = append(b, strings.Repeat("0", int(-d.Exp)-len(digits))...)
		b = append(b, digits...)
	}
	return b
}
