package reconcile

import (
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
)

// movements checks what the call tells of growth and change against the levels
// that it tells, or that earlier calls told.
func (w *checker) movements() {
	for _, t := range w.call.order {
		if t.measure != fact.MeasureGrowth && t.measure != fact.MeasureChange || t.status != fact.StatusActual && t.status != fact.StatusGuidance {
			continue
		}
		if w.concept(t.concept).Growth && t.measure == fact.MeasureGrowth {
			continue // is itself a rate of growth: there are no levels
		}
		w.movement(t, w.here(t))
	}
}

func (w *checker) movement(t thing, stated *Reading) {
	check := CheckGrowth
	if t.measure == fact.MeasureChange {
		check = CheckChange
	}
	if t.qualifiers != "" {
		w.unchecked(check, ReasonQualified, "it holds under a condition for which no levels are told", stated.Best)
		return
	}
	to, from, ok := w.levelsOf(t, stated)
	switch {
	case !ok:
		w.unchecked(check, ReasonBaseUnknown, "what it is compared with is not told", stated.Best)
	case to == nil:
		w.unchecked(check, ReasonMissing, "the level of "+t.period+" is not told", stated.Best)
	case from == nil:
		w.unchecked(check, ReasonMissing, "the level that it is compared with is not told", stated.Best, to.Best)
	default:
		w.hold(check, stated, to, from)
	}
}

// levelsOf are the two levels of a movement; false where its base is not known.
// A base that is not told may stand in the same breath: "grew 10.2% from $300.9
// million in the third quarter of fiscal 2023".
func (w *checker) levelsOf(t thing, stated *Reading) (to, from *Reading, ok bool) {
	level := w.level(t, t.period)
	shareOfWhole := t.measure == fact.MeasureChange && t.unit == quantity.PercentagePoints && level.unit != quantity.Percent
	if shareOfWhole {
		level.measure, level.unit = fact.MeasureShare, ""
	}
	to = w.here(level)
	base := basePeriod(t.period, t.comparison)
	if base == "" {
		breath := w.call.breaths[w.Statements[stated.Best].Fact.Evidence.Quote]
		for _, other := range breath[:min(len(breath), maxWeighed)] {
			same := level
			same.period = other.period
			if other == same && other.period != t.period && ComparePeriods(other.period, t.period) < 0 {
				return to, w.here(other), true
			}
		}
		return to, nil, false
	}
	level.period, level.status = base, fact.StatusActual
	return to, w.known(level), true
}

// hold compares a movement with that between two levels.
func (w *checker) hold(check Check, stated, to, from *Reading) {
	said, high, low := w.interval(stated.Best), w.interval(to.Best), w.interval(from.Best)
	value := &w.Statements[stated.Best].Fact.Value
	f := Finding{Check: check, Stated: said, Unit: value.Unit, Facts: []int{stated.Best, to.Best, from.Best}}
	text := w.describe(to.Best) + " against " + w.describe(from.Best)
	switch {
	case check == CheckGrowth && !low.positive():
		w.unchecked(check, ReasonNotPositive, text+": there is no growth from zero or below", f.Facts...)
		return
	case check == CheckGrowth:
		f.Computed = high.growth(low)
	default:
		f.Computed = high.minus(low)
		if f.Unit == quantity.Percent {
			f.Unit = quantity.PercentagePoints
		}
	}
	if f.Computed.Low == nil && f.Computed.High == nil {
		w.unchecked(check, ReasonOpen, text+" have open ends", f.Facts...)
		return
	}
	f.Arithmetic = text + " makes " + f.Computed.Text(f.Unit) + verdictWords(said, f.Computed, f.Unit)
	w.add(f)
}
