package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/fact"
)

// Check is what a finding checks.
type Check uint8

// The checks.
const (
	CheckUnspecified Check = iota
	CheckShares            // shares of one whole sum to 100%
	CheckParts             // the parts of a total sum to it
	CheckShare             // a share is part / whole
	CheckGrowth            // growth matches the two levels
	CheckChange            // a change matches the two levels
	CheckRatio             // a ratio is what its parts make it
	CheckMidpoint          // what is told for the midpoint is that of the range
	CheckAnswer            // an answer repeats what the prepared remarks said
)

// Verdict is what a check comes to.
type Verdict uint8

// The verdicts.
const (
	VerdictUnspecified Verdict = iota
	Consistent                 // the numbers can be the same, by the digits that were said
	Inconsistent               // they cannot
	NotCheckable               // Reason says why
)

// Reason is why something cannot be checked.
type Reason uint8

// The reasons.
const (
	ReasonUnspecified  Reason = iota
	ReasonMissing             // a number that it takes was not told
	ReasonOpen                // a number has an open end
	ReasonNotPositive         // growth from zero or below means nothing
	ReasonQualified           // it holds under a condition that the levels do not
	ReasonBaseUnknown         // what it is compared with was not told
	ReasonIncomplete          // the parts that were told are not the whole
	ReasonOverlap             // the parts may overlap
	ReasonAnotherThing        // too far apart to be of one thing
)

// Finding is one check over facts.
type Finding struct {
	Check   Check
	Verdict Verdict
	Reason  Reason // of NotCheckable
	Call    string // the call on which the number that is checked was said
	Concept string
	Period  string
	// Stated is what was said, and Computed what it should be; both are unset
	// where nothing could be calculated.
	Stated, Computed Interval
	Unit             string
	Arithmetic       string // the calculation in words and numbers
	Facts            []int  // the statements that it used, the one that is checked first
}

// Findings carries out every check within each call and across calls, in order of
// the calls and of the text.
func (b *Book) Findings() []Finding {
	w := &checker{Book: b}
	for i, c := range b.calls {
		c.readings = make(map[thing]*Reading)
		w.call, w.earlier = c, b.calls[:i+1]
		w.shares()
		w.parts()
		w.shareOfWhole()
		w.movements()
		w.ratios()
		w.midpoints()
		w.answers()
	}
	slices.SortStableFunc(w.found, func(f, g Finding) int {
		s, t := &b.Statements[f.Facts[0]], &b.Statements[g.Facts[0]]
		return cmp.Or(cmp.Compare(s.At, t.At), strings.Compare(s.Call, t.Call), cmp.Compare(f.Facts[0], g.Facts[0]), cmp.Compare(f.Check, g.Check))
	})
	return w.found
}

// checker checks one call after the other.
type checker struct {
	*Book
	call    *call
	earlier []*call // the calls so far, this one included
	found   []Finding
	adding  map[string]bool // sets of parts that made up their total once
}

// here is what the call comes to on a thing, nil where it does not tell.
func (w *checker) here(t thing) *Reading { return w.on(w.call, t) }

// on is what a call comes to on a thing, nil where it does not tell.
func (w *checker) on(c *call, t thing) *Reading {
	said := c.said[t]
	if len(said) == 0 {
		return nil
	}
	r := c.readings[t]
	if r == nil {
		r = w.read(said)
		c.readings[t] = r
	}
	return r
}

// known is what this call tells of a thing, or the last before it that did.
func (w *checker) known(t thing) *Reading {
	for i := len(w.earlier) - 1; i >= 0; i-- {
		if r := w.on(w.earlier[i], t); r != nil {
			return r
		}
	}
	return nil
}

// level is the level that a fact about a thing is measured on.
func (w *checker) level(t thing, period string) thing {
	t.measure, t.comparison, t.period, t.unit = fact.MeasureValue, fact.ComparisonUnspecified, period, w.unitOf(t.concept)
	return t
}

// add adds a finding about a statement of this call; the verdict follows from the
// two intervals where it is not set.
func (w *checker) add(f Finding) {
	if f.Verdict == VerdictUnspecified {
		f.Verdict = Inconsistent
		if f.Stated.Overlaps(f.Computed) {
			f.Verdict = Consistent
		}
	}
	first := &w.Statements[f.Facts[0]]
	f.Call, f.Concept = first.Call, first.Fact.Concept
	if f.Period == "" {
		f.Period = w.things[f.Facts[0]].period
	}
	w.found = append(w.found, f)
}

// unchecked adds a finding that nothing could be said about a statement.
func (w *checker) unchecked(check Check, reason Reason, why string, facts ...int) {
	f := w.Statements[facts[0]].Fact
	w.add(Finding{
		Check: check, Verdict: NotCheckable, Reason: reason, Facts: facts, Unit: f.Value.Unit,
		Arithmetic: w.describe(facts[0]) + ": " + why,
	})
}

// measureWords and comparisonWords name what a number is in the arithmetic.
var (
	measureWords    = map[fact.Measure]string{fact.MeasureGrowth: " growth", fact.MeasureChange: " change", fact.MeasureShare: " share"}
	comparisonWords = map[fact.Comparison]string{
		fact.ComparisonSequential: " over the quarter before", fact.ComparisonYearOverYear: " over the year before", fact.ComparisonOther: " over another base",
	}
	basisWords = map[fact.Basis]string{fact.BasisGAAP: "GAAP ", fact.BasisNonGAAP: "non-GAAP "}
)

// subject names what a statement is about: `non-GAAP gross margin of Americas,
// 2012Q1`.
func (w *checker) subject(statement int) string {
	f, t := w.Statements[statement].Fact, w.things[statement]
	text := basisWords[t.basis] + strings.ReplaceAll(f.Concept, "_", " ") + measureWords[f.Measure]
	if len(f.Dimensions) > 0 {
		text += " of " + partName(f.Dimensions)
	}
	if t.period != "" {
		text += ", " + t.period
	}
	return text + comparisonWords[f.Comparison]
}

func partName(dimensions []fact.Dimension) string {
	names := make([]string, len(dimensions))
	for i, d := range dimensions {
		names[i] = d.Member
	}
	return strings.Join(names, " and ")
}

// describe names a statement with its number: `revenue, 2012Q1 = 1.032 billion
// USD`.
func (w *checker) describe(statement int) string {
	return w.subject(statement) + " = " + Spoken(&w.Statements[statement].Fact.Value)
}

// verdictWords end the arithmetic.
func verdictWords(stated, computed Interval, unit string) string {
	if stated.Overlaps(computed) {
		return "; " + stated.Text(unit) + " is told: consistent"
	}
	return "; " + stated.Text(unit) + " is told: inconsistent"
}
