package guidance

import (
	"math/big"
	"slices"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/reconcile"
)

// Result is what came of guidance.
type Result uint8

// The results.
const (
	ResultUnspecified Result = iota
	Above                    // the actual is above the range
	Within                   // in it
	Below                    // below it
	NotComparable            // Reason says why
)

// Reason is why guidance and actual cannot be compared.
type Reason uint8

// The reasons.
const (
	ReasonUnspecified   Reason = iota
	NoActual                   // no actual has been told
	BasisDiffers               // the actual is on another basis: non-GAAP guidance is never held against a GAAP actual
	BasisNotStated             // one of the two does not tell its basis
	UnitDiffers                // the actual is in another unit
	DimensionsDiffer           // the actual is about another part
	QualifiersDiffer           // the actual holds under other conditions
	ComparisonNotStated        // growth against an unknown base
	ActualOpen                 // the actual has an open end: "more than"
	TooImprecise               // the actual's digits do not tell
	WithdrawnBefore            // the guidance was withdrawn
	LongTerm                   // it names no period that ends
)

// Outcome is guidance against the actual as it was first told.
type Outcome struct {
	Result   Result
	Reason   Reason
	Guidance int      // the statement that stood last, -1 for none
	Actual   int      // the statement of the actual, -1 for none
	By       *big.Rat // how far the actual lies beyond the nearer end, in the unit of the guidance; nil unless above or below
}

func outcome(b *reconcile.Book, near map[about][]place, g *Series) Outcome {
	o := Outcome{Result: NotComparable, Guidance: -1, Actual: -1}
	for _, e := range g.Entries {
		switch {
		case e.Action == Withdrawn:
			o.Reason = WithdrawnBefore
		case e.Statement >= 0:
			o.Guidance, o.Reason = e.Statement, ReasonUnspecified
		}
	}
	switch {
	case o.Reason != ReasonUnspecified || o.Guidance < 0:
		return o
	case !reconcile.Ended(g.Period.Label, g.Period.Label):
		o.Reason = LongTerm
		return o
	case g.Measure != fact.MeasureValue && g.Comparison != fact.ComparisonSequential && g.Comparison != fact.ComparisonYearOverYear:
		o.Reason = ComparisonNotStated
		return o
	}
	// The series is on one basis, of one part, in one unit, under one set of
	// conditions: its actual is the one to hold it against.
	r := g.readingOf(g.point)
	if r == nil {
		o.Reason = whyNot(near, g)
		return o
	}
	o.Actual = r.Best
	o.judge(b)
	return o
}

// about is a concept in a period, and place a point about it.
type about struct{ concept, period string }

type place struct {
	series *reconcile.Series
	point  *reconcile.Point
}

// pointsOf finds the points by what they are about.
func pointsOf(series []reconcile.Series) map[about][]place {
	near := make(map[about][]place)
	for i := range series {
		s := &series[i]
		for k := range s.Points {
			p := &s.Points[k]
			at := about{s.Concept, p.Period.Label}
			near[at] = append(near[at], place{s, p})
		}
	}
	return near
}

// readingOf is what a point tells of the measure that was guided to.
func (g *Series) readingOf(p *reconcile.Point) *reconcile.Reading {
	movements := p.Growth
	switch g.Measure {
	case fact.MeasureValue:
		return p.First
	case fact.MeasureChange:
		movements = p.Change
	case fact.MeasureShare:
		return p.Share
	}
	for _, m := range movements {
		if m.Comparison == g.Comparison {
			return m.Stated
		}
	}
	return nil
}

// whyNot finds the nearest actual of the period, and what keeps it from being
// compared.
func whyNot(near map[about][]place, g *Series) Reason {
	reason := NoActual
	for _, at := range near[about{g.Concept, g.Period.Label}] {
		s := at.series
		if g.readingOf(at.point) == nil {
			continue
		}
		found := UnitDiffers
		switch {
		case !s.SameParts(g.of):
			found = DimensionsDiffer
		case !slices.Equal(s.Qualifiers, g.Qualifiers):
			found = QualifiersDiffer
		case s.Basis != g.Basis && (s.Basis == fact.BasisUnspecified || g.Basis == fact.BasisUnspecified):
			found = BasisNotStated
		case s.Basis != g.Basis:
			found = BasisDiffers
		}
		if rank(found) > rank(reason) {
			reason = found
		}
	}
	return reason
}

// rank orders reasons by how near the actual came.
func rank(r Reason) int {
	return slices.Index([]Reason{NoActual, DimensionsDiffer, QualifiersDiffer, UnitDiffers, BasisDiffers, BasisNotStated}, r)
}

// judge compares actual and guidance.
func (o *Outcome) judge(b *reconcile.Book) {
	guided, came := &b.Statements[o.Guidance].Fact.Value, &b.Statements[o.Actual].Fact.Value
	of := reconcile.Ends(guided)
	if of.Closed() && of.Low.Cmp(of.High) == 0 {
		of = reconcile.IntervalOf(guided) // a point is meant as exactly as it was said
	}
	ends, may := reconcile.Ends(came), reconcile.IntervalOf(came)
	if !ends.Closed() || !may.Closed() {
		o.Reason = ActualOpen
		return
	}
	mid := ends.Mid()
	high, low := of.High, of.Low
	switch {
	case high != nil && mid.Cmp(high) > 0:
		if may.Low.Cmp(high) < 0 {
			o.Reason = TooImprecise
			return
		}
		o.Result, o.By = Above, new(big.Rat).Sub(mid, nearest(reconcile.Ends(guided).High, high))
	case low != nil && mid.Cmp(low) < 0:
		if may.High.Cmp(low) > 0 {
			o.Reason = TooImprecise
			return
		}
		o.Result, o.By = Below, new(big.Rat).Sub(nearest(reconcile.Ends(guided).Low, low), mid)
	default:
		o.Result = Within
	}
}

// nearest is the end as it was said.
func nearest(said, end *big.Rat) *big.Rat {
	if said != nil {
		return said
	}
	return end
}
