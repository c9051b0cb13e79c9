// Package fact turns the speech of a transcript into financial facts: one
// number, or range, said about one measure of a business, with the exact bytes
// that say it; and into the numeral ledger, which gives every numeral of the
// speech its one fate.
package fact

import (
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Version names the engine's behaviour: raise it with every change that can
// alter an output. It is part of each extraction's key.
const Version = "7"

// Measure is which aspect of the concept the number states.
type Measure uint8

const (
	MeasureUnspecified Measure = iota
	MeasureValue               // the level itself
	MeasureGrowth              // relative change, percent, signed
	MeasureChange              // absolute change, in the concept's unit or points, signed
	MeasureShare               // part of a whole, percent
)

// Status is what the speaker claims the number to be.
type Status uint8

const (
	StatusUnspecified  Status = iota
	StatusActual              // reported
	StatusGuidance            // outlook for a coming period
	StatusTarget              // long-term model or goal
	StatusHypothetical        // asserted by nobody
)

// Comparison is the base of a growth or change.
type Comparison uint8

const (
	ComparisonUnspecified  Comparison = iota // the text does not tell
	ComparisonSequential                     // against the quarter before
	ComparisonYearOverYear                   // against the same period a year before
	ComparisonOther                          // a stated base that is neither
)

// Basis is the accounting basis, only where the text gives it.
type Basis uint8

const (
	BasisUnspecified Basis = iota
	BasisGAAP
	BasisNonGAAP
)

// Axis is the kind of part that a dimension names.
type Axis uint8

const (
	AxisUnspecified Axis = iota
	AxisSegment
	AxisProduct
	AxisGeography
	AxisCustomerType
	AxisCustomer
	AxisChannel
	AxisOther
)

// Dimension is one part of the company that a fact is about.
type Dimension struct {
	Axis   Axis
	Member string // the fullest name that the document uses
	Span   source.Span
}

// Period is the fiscal period that a number is for.
type Period struct {
	Label string // "2012Q1", "2012FY", "2012H1", "2012YTD3", "LT"; "" where the text does not tell
	Start string // "2012-01-01", where known
	End   string // "2012-03-31", where known; the day itself for an instant
}

// Qualifier is a condition under which the number holds.
type Qualifier uint8

const (
	QualifierUnspecified Qualifier = iota
	QualifierConstantCurrency
	QualifierOrganic
	QualifierExcludingItems
	QualifierAnnualized
)

// Evidence holds the spans that say each part of a fact. Zero spans: that part
// was not said in so many words (it was inherited, or is the default).
type Evidence struct {
	Value, Sign, Bound, Unit           source.Span
	Concept, Period, Comparison, Basis source.Span
	Quote                              source.Span // the sentence, or the stretch of it, that holds Value
}

// BasisSource says where a basis comes from.
type BasisSource uint8

const (
	BasisSourceUnspecified BasisSource = iota
	BasisSourceSentence                // said in the sentence itself
	BasisSourceBlanket                 // a blanket clause of the call, its span kept
	BasisSourceAnaphor                 // picked up from the figure just said
	BasisSourceRepeat                  // the same value was given that basis earlier in the call
)

// Fact is one reading of one number expression.
type Fact struct {
	ID          string // 16 characters, see Identify
	Concept     string // an id of the taxonomy
	Measure     Measure
	Status      Status
	Comparison  Comparison
	Basis       Basis
	BasisSource BasisSource
	Value       quantity.Quantity
	Period      Period
	Dimensions  []Dimension
	Qualifiers  []Qualifier
	Speaker     int // index into Transcript.Speakers
	Role        transcript.Role
	Turn        int // index into Transcript.Turns
	Evidence    Evidence
	Rules       []Step // how the reading came about, in order
	Discarded   []Alternative
}

// Step is one named rule that took part in a reading.
type Step struct {
	Rule string      // its name in CONTRIBUTING.md, such as "list-shares-head"
	Span source.Span // what it looked at
	Note string      // what it concluded
}

// Alternative is a reading that was considered and not taken.
type Alternative struct {
	Field  string // "concept", "period", ...
	Value  string
	Span   source.Span
	Reason string
}

// Fate is what became of a numeral.
type Fate uint8

const (
	FateUnspecified Fate = iota
	FateFact             // part of one or more facts
	FateRejected         // a date, a product name, an idiom, ...: Reason says which
	FateUnresolved       // understood as a number, not bound to a measure
)

// Numeral is one row of the ledger: a maximal numeral expression of the speech.
type Numeral struct {
	Span   source.Span
	Turn   int
	Fate   Fate
	Reason string // for FateRejected: "date", "time", "ordinal", "product", "form", "idiom", "list-count", ...
	Facts  []int  // indexes into Extraction.Facts, for FateFact
}

// Extraction is all that was extracted from one transcript.
type Extraction struct {
	Facts    []Fact    // in order of Evidence.Value, then of their fields
	Numerals []Numeral // a partition of the numerals of the speech, in order
	// TooMany says that the speech has more than quantity.Most numerals: then
	// there is nothing else.
	TooMany bool
}
