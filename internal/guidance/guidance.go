// Package guidance keeps the ledger of what a company said that it would do: for
// each concept, basis, part and period the statements over time, what each did to
// the one before, and what came of it.
//
// What a statement did is computed from the numbers alone. The words that go with
// it ("we are raising our outlook") stand beside it and may say something else.
package guidance

import (
	"math/big"
	"slices"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/reconcile"
)

// Action is what a statement does to the guidance before it.
type Action uint8

// The actions.
const (
	ActionUnspecified     Action = iota
	Initiated                    // the first for its period
	Raised                       // neither end is lower, one is higher, and it is no narrower range within
	Lowered                      // neither end is higher, one is lower
	Narrowed                     // within the range before
	Widened                      // around the range before
	Reaffirmed                   // the same numbers again
	ReaffirmedByReference        // "we are reaffirming our guidance", without a number
	Withdrawn                    // "we are withdrawing our guidance"
	Recalled                     // an earlier one told once more, of which no earlier call is known
)

// Entry is one statement of guidance.
type Entry struct {
	Action Action
	// Words is the action that the words claim, unspecified where they claim none,
	// and Phrase the words.
	Words  Action
	Phrase string

	Statement int   // index into Book.Statements; -1 where no number was said
	Also      []int // further statements on the same call
	Cue       int   // index into the cues; -1 where a number was said

	Call string
	At   reconcile.Instant
	// MidpointChange is how far the middle has moved, nil where that cannot be told.
	MidpointChange *big.Rat
}

// Series is the guidance for one measure of one thing in one period.
type Series struct {
	Concept    string
	Measure    fact.Measure
	Comparison fact.Comparison
	Basis      fact.Basis
	Unit       string
	Dimensions []fact.Dimension
	Qualifiers []fact.Qualifier
	Period     fact.Period
	Entries    []Entry // in order of time
	Outcome    Outcome

	of    *reconcile.Series
	point *reconcile.Point
}

// Point is the point of the series that the guidance is about.
func (g *Series) Point() *reconcile.Point { return g.point }

// Ledger gathers the guidance of a company, in the order of the series, and
// within one by period. The series are those of the book. Cues apply to what
// stood on the day and had not ended.
func Ledger(b *reconcile.Book, series []reconcile.Series, cues []reconcile.Cue) []Series {
	var all []Series
	for i := range series {
		for k := range series[i].Points {
			all = append(all, ofPoint(b, &series[i], &series[i].Points[k], cues)...)
		}
	}
	near := pointsOf(series)
	for i := range all {
		all[i].Outcome = outcome(b, near, &all[i])
	}
	return all
}

// kind is the measure of a guidance number: a level, growth, a change.
type kind struct {
	measure    fact.Measure
	comparison fact.Comparison
}

// ofPoint are the guidance series of one period: that of the level, and those of
// growth and change.
func ofPoint(b *reconcile.Book, s *reconcile.Series, p *reconcile.Point, cues []reconcile.Cue) []Series {
	byKind := make(map[kind][]int)
	var order []kind
	for _, i := range slices.Concat(p.Guidance, p.GuidanceGrowth, p.Recalled) {
		f := b.Statements[i].Fact
		k := kind{f.Measure, f.Comparison}
		if len(byKind[k]) == 0 {
			order = append(order, k)
		}
		byKind[k] = append(byKind[k], i)
	}
	var out []Series
	for _, k := range order {
		statements := byKind[k]
		slices.Sort(statements)
		f := b.Statements[statements[0]].Fact
		g := Series{
			Concept: s.Concept, Measure: k.measure, Comparison: k.comparison, Basis: s.Basis, Unit: f.Value.Unit,
			Dimensions: s.Dimensions, Qualifiers: s.Qualifiers, Period: p.Period,
			of: s, point: p,
		}
		g.Entries = entries(b, &g, statements, cues)
		out = append(out, g)
	}
	return out
}

// entries orders the statements of one series and the cues that reach it by time,
// and computes what each did.
func entries(b *reconcile.Book, g *Series, statements []int, cues []reconcile.Cue) []Entry {
	var all []Entry
	standing := -1 // the entry whose numbers stand
	for len(statements) > 0 || standing >= 0 && len(cues) > 0 {
		if standing < 0 || len(cues) == 0 || len(statements) > 0 && b.Statements[statements[0]].At <= cues[0].At {
			if len(statements) == 0 {
				break
			}
			var of []int
			of, statements = sameCall(b, statements)
			if e, ok := said(b, all, standing, of); ok {
				all = append(all, e)
				standing = len(all) - 1
			}
			continue
		}
		cue := cues[0]
		n := cue.Index
		cues = cues[1:]
		if e, ok := referred(g, all, cue, n); ok {
			all = append(all, e)
			if e.Action == Withdrawn {
				standing = len(all) - 1
			}
		}
	}
	return all
}

// sameCall takes the statements of the first call from a list.
func sameCall(b *reconcile.Book, statements []int) (of, rest []int) {
	n := 1
	for n < len(statements) && b.Statements[statements[n]].Call == b.Statements[statements[0]].Call {
		n++
	}
	return statements[:n], statements[n:]
}

// said is the entry of the statements of one call: the first that is news. What
// only recalls the numbers that stand is none.
func said(b *reconcile.Book, all []Entry, standing int, statements []int) (Entry, bool) {
	e := Entry{Statement: -1, Cue: -1, Call: b.Statements[statements[0]].Call, At: b.Statements[statements[0]].At}
	for _, i := range statements {
		switch {
		case b.Statements[i].RecallsGuidance():
		case e.Statement < 0:
			e.Statement = i
		default:
			e.Also = append(e.Also, i)
		}
	}
	if e.Statement < 0 {
		if standing >= 0 {
			return e, false
		}
		e.Statement, e.Also, e.Action = statements[0], statements[1:], Recalled
		return e, true
	}
	e.Words, e.Phrase = claimed(b.Statements[e.Statement].Quote)
	before := earlier(b, all, standing, statements)
	if before < 0 {
		e.Action = Initiated
		return e, true
	}
	is, was := reconcile.Ends(&b.Statements[e.Statement].Fact.Value), reconcile.Ends(&b.Statements[before].Fact.Value)
	e.Action = compare(was, is)
	if m, n := was.Mid(), is.Mid(); m != nil && n != nil {
		e.MidpointChange = new(big.Rat).Sub(n, m)
	}
	return e, true
}

// earlier is the statement whose numbers stood: that of the standing entry, or
// where no earlier call is known, what this call recalls; -1 for none.
func earlier(b *reconcile.Book, all []Entry, standing int, statements []int) int {
	if standing >= 0 {
		if all[standing].Action == Withdrawn {
			return -1
		}
		return all[standing].Statement
	}
	for _, i := range statements {
		if b.Statements[i].RecallsGuidance() {
			return i
		}
	}
	return -1
}

// compare says what a range does to the one before. An open end lies beyond every
// number.
func compare(was, is reconcile.Interval) Action {
	low, high := compareLow(is.Low, was.Low), compareHigh(is.High, was.High)
	switch {
	case low == 0 && high == 0:
		return Reaffirmed
	case low >= 0 && high <= 0:
		return Narrowed
	case low <= 0 && high >= 0:
		return Widened
	case low > 0:
		return Raised
	default:
		return Lowered
	}
}

func compareLow(a, b *big.Rat) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	default:
		return a.Cmp(b)
	}
}

func compareHigh(a, b *big.Rat) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	default:
		return a.Cmp(b)
	}
}

// referred is the entry of a cue that reaches a series: it speaks of guidance that
// stands, for a period that has not ended, on a call that says no number of it.
func referred(g *Series, all []Entry, cue reconcile.Cue, index int) (Entry, bool) {
	e := Entry{Statement: -1, Cue: index, Call: cue.Call, At: cue.At, Phrase: cue.Quote}
	last := all[len(all)-1]
	if last.Call == cue.Call || last.Action == Withdrawn || last.Action == Recalled {
		return e, false
	}
	if reconcile.Ended(g.Period.Label, cue.CallPeriod) || !cue.Reaches(g.Concept, g.Period.Label) {
		return e, false
	}
	e.Action, e.Words = ReaffirmedByReference, Reaffirmed
	if cue.Kind == reconcile.CueWithdraws {
		e.Action, e.Words = Withdrawn, Withdrawn
	}
	return e, true
}
