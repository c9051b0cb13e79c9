// Package quantity reads number expressions: "$1.2 billion", "$730 million,
// plus or minus $15 million", "12% to 14%", "mid-single digit", "flat".
//
// It is a grammar over tokens, read once from left to right. A numeral is each
// maximal expression of digits, number words or value words; every one is
// returned, as a quantity or with the reason why it is none. The words are data,
// in words.txt; what vague words are taken to mean is in Conventions.
//
// An amount is a sign, a currency, a number, its scale and its unit (atom.go,
// number.go, unit.go); a band, a flat, a multiple, a fraction stand in its place
// (band.go, value.go). Two of them make a range, alternatives, a plus-minus
// (join.go). What stands around decides the rest: bounds, counted nouns, losses
// (read.go, assemble.go), and whether it is a quantity at all (reject.go,
// dates.go, names.go). Looking ahead and back is bounded, so that no text costs
// more than linear time.
//
// Values are exact decimals; a value is an interval whose open end is unset.
// The span of a quantity covers the number with its currency sign, scale word,
// percent sign and points and no other noun, so that reading the spans of its
// parts again gives the same quantity (reread.go).
package quantity

import (
	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/source"
)

// Bound says how the text limits the number.
type Bound uint8

const (
	BoundUnspecified Bound = iota
	BoundExact             // stated as it is
	BoundApprox            // "about", "roughly", "nearly"
	BoundAtLeast           // "over", "more than", "north of", "20-plus"
	BoundAtMost            // "less than", "up to", "slightly below"
)

// Form is how the text gives the number.
type Form uint8

const (
	FormNumber    Form = iota // digits or number words: "$4.2 billion", "two", "a penny"
	FormRange                 // both ends are said: "12% to 14%", "130 or 133"
	FormPlusMinus             // a middle and a half-width
	FormBand                  // a vague band: "mid-single digit", "low 20s", "double-digit"
	FormFlat                  // "flat", "unchanged": 0 percent
	FormMultiple              // "doubled", "tripled": growth of 100, 200 percent
	FormFraction              // "half", "a third", "two thirds": 50, 33.33, 66.67 percent
)

// Quantity is one number expression in base units: "$4.2 billion" is
// 4200000000 USD, "62.6%" is 62.6 percent, 100 basis points are 1 percentage
// point. At least one end is set, and the low one is not above the high one.
type Quantity struct {
	Low, High       decimal.Decimal
	HasLow, HasHigh bool // false: that end is open

	// Unit is an ISO 4217 code, that with "/share", Percent, PercentagePoints,
	// Ratio, the plural of a counted noun, or "" for a bare number.
	Unit string

	// Bound is about the number as it is said: a "loss of more than $5" is at
	// least 5, its interval up to -5.
	Bound Bound
	Form  Form

	// Reject is why the numeral is no quantity, one of the Reject constants; ""
	// for a quantity. Of a rejected numeral only Span, First and Last are set.
	Reject string

	// Precision is half of the place of the last digit that was said: 50000000
	// for "$4.2 billion", of a range that of its vaguer end. It is zero for a
	// count in full and for what a convention says. Two groups of zeros or more
	// at the end of a number in full are not taken as said: 500000 for
	// "$1,032,000,000", but 0.5 for "$94,000".
	Precision decimal.Decimal

	Span        source.Span // the value with sign, scale, percent and points
	SignSpan    source.Span // "loss of": what made it negative, if not inside Span
	BoundSpan   source.Span // "approximately", "or more", if not inside Span
	UnitSpan    source.Span // "per share", "days": what gave the unit, if not inside Span
	First, Last int         // the tokens of Span, half-open, in the list that was read
}
