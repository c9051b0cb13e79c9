package reconcile

import (
	"math/big"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/transcript"
)

// additive reports whether levels of a kind of unit can be added.
func additive(unit concept.UnitKind) bool {
	return unit == concept.UnitMoney || unit == concept.UnitCount
}

// midpoints checks what was told for the midpoint of guidance: a number beside
// its range, and growth beside the range of the level.
func (w *checker) midpoints() {
	for _, t := range w.call.order {
		if t.status != fact.StatusGuidance {
			continue
		}
		for _, i := range w.call.said[t] {
			quote := strings.ToLower(w.Statements[i].Quote)
			if !strings.Contains(quote, "midpoint") && !strings.Contains(quote, "mid-point") {
				continue
			}
			switch t.measure {
			case fact.MeasureValue:
				w.midpoint(i, t)
			case fact.MeasureGrowth:
				w.midpointGrowth(i, t)
			}
		}
	}
}

// rangeOf is the statement of a thing that gives a range, -1 if none does.
func (w *checker) rangeOf(t thing) int {
	for _, i := range w.call.said[t] {
		if ends := Ends(&w.Statements[i].Fact.Value); ends.Closed() && ends.Low.Cmp(ends.High) < 0 {
			return i
		}
	}
	return -1
}

func (w *checker) midpoint(stated int, t thing) {
	ends := Ends(&w.Statements[stated].Fact.Value)
	of := w.rangeOf(t)
	if of < 0 || !ends.Closed() || ends.Low.Cmp(ends.High) != 0 {
		return
	}
	mid := Ends(&w.Statements[of].Fact.Value).Mid()
	w.conclude(CheckMidpoint, stated, Interval{mid, mid}, "the middle of "+w.describe(of), []int{stated, of})
}

func (w *checker) midpointGrowth(stated int, t thing) {
	of := w.rangeOf(w.level(t, t.period))
	level := w.level(t, basePeriod(t.period, t.comparison))
	level.status = fact.StatusActual
	base := w.known(level)
	if of < 0 || level.period == "" {
		return
	}
	if base == nil || !w.interval(base.Best).positive() {
		w.unchecked(CheckMidpoint, ReasonMissing, "the level that it is compared with is not told", stated, of)
		return
	}
	mid := Ends(&w.Statements[of].Fact.Value).Mid()
	w.conclude(CheckMidpoint, stated, Interval{mid, mid}.growth(w.interval(base.Best)),
		"the middle of "+w.describe(of)+" against "+w.describe(base.Best), []int{stated, of, base.Best})
}

// answers checks what is said again in an answer against the prepared remarks.
func (w *checker) answers() {
	for _, t := range w.call.order {
		if t.status != fact.StatusActual && t.status != fact.StatusGuidance {
			continue
		}
		for _, i := range w.call.said[t] {
			if w.Statements[i].Section == transcript.SectionQuestionsAndAnswers {
				w.answer(i, t)
			}
		}
	}
}

// answer holds one answer against what the prepared remarks said of the same
// thing; where one of them leaves the basis open, it counts as the same.
func (w *checker) answer(answer int, t thing) {
	var prepared []int
	for _, i := range w.call.remarks[t.onAnyBasis()] {
		if basis := w.things[i].basis; basis == t.basis || basis == fact.BasisUnspecified || t.basis == fact.BasisUnspecified {
			prepared = append(prepared, i)
		}
		if len(prepared) == maxWeighed {
			break
		}
	}
	said := w.interval(answer)
	if len(prepared) == 0 {
		return
	}
	remark := prepared[0]
	for _, i := range prepared {
		if w.interval(i).Overlaps(said) {
			remark = i
			break
		}
	}
	before := w.interval(remark)
	f := Finding{Check: CheckAnswer, Stated: said, Computed: before, Unit: w.Statements[answer].Fact.Value.Unit, Facts: []int{answer, remark}}
	f.Arithmetic = "the answer says " + w.describe(answer) + "; the prepared remarks said " + Spoken(&w.Statements[remark].Fact.Value)
	switch {
	case said.Overlaps(before):
		f.Arithmetic += ": consistent"
	case t.measure == fact.MeasureValue && additive(w.concept(t.concept).Unit) && farApart(said, before):
		f.Verdict, f.Reason = NotCheckable, ReasonAnotherThing
		f.Arithmetic += ": so far apart that the answer may be about a part"
	default:
		f.Arithmetic += ": inconsistent"
	}
	w.add(f)
}

// farApart reports whether one amount is less than half of the other.
func farApart(a, b Interval) bool {
	if !a.positive() || !b.positive() || !a.Closed() || !b.Closed() {
		return true
	}
	ratio := new(big.Rat).Quo(a.Mid(), b.Mid())
	return ratio.Cmp(big.NewRat(1, 2)) < 0 || ratio.Cmp(big.NewRat(2, 1)) > 0
}
