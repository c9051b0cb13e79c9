// Package quantity reads number expressions: "$1.2 billion", "$950 million,
// plus or minus $20 million", "12% to 14%", "mid-single digit", "flat".
//
// Values are exact decimals; a value is an interval whose open end is unset.
// The span of a quantity covers the number with its currency sign, scale word,
// percent sign and points, so that reading the span again gives the same value.
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
// 4200000000 USD, "62.6%" is 62.6 percent.
type Quantity struct {
	Low, High       decimal.Decimal
	HasLow, HasHigh bool            // false: that end is open
	Unit            string          // "USD", "USD/share", "percent", "percentage_points", "days", ... or "" for a bare number
	Bound           Bound           //
	Form            Form            //
	Reject          string          // why the numeral is no quantity: "date", "year", "ordinal", ...; "" for a quantity
	Precision       decimal.Decimal // half of the last digit's place: "$4.2 billion" is 50000000; zero if exact
	Span            source.Span     // the value with sign, scale, percent and points
	SignSpan        source.Span     // "negative", "(": what made it negative, if not inside Span
	BoundSpan       source.Span     // "approximately", "more than"
	UnitSpan        source.Span     // "per share", "days": what gave the unit, if not inside Span
	First, Last     int             // the tokens of Span, half-open, in the list that was read
}
