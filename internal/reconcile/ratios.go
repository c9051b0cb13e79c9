package reconcile

import (
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
)

// formula says how a number follows from two others.
type formula struct {
	result string
	how    operation
	a, b   string
}

type operation uint8

const (
	percentOf  operation = iota // a / b × 100
	quotient                    // a / b
	difference                  // a - b
	marginLess                  // a - c / revenue × 100, where b names c
)

// formulas are what is checked; those of one result stand together, and the first
// that can be carried out is.
var formulas = []formula{
	{"gross_margin", percentOf, "gross_profit", "revenue"},
	{"operating_margin", percentOf, "operating_income", "revenue"},
	{"operating_margin", marginLess, "gross_margin", "operating_expenses"},
	{"ebitda_margin", percentOf, "ebitda", "revenue"},
	{"net_margin", percentOf, "net_income", "revenue"},
	{"tax_rate", percentOf, "income_tax", "pretax_income"},
	{"eps", quotient, "net_income", "shares_outstanding"},
	{"free_cash_flow", difference, "operating_cash_flow", "capital_expenditures"},
	{"repurchase_price", quotient, "share_repurchases", "shares_repurchased"},
	{"dividend_per_share", quotient, "dividends_paid", "shares_outstanding"},
	{"net_cash", difference, "cash_and_investments", "debt"},
}

// ratios checks what the call tells of ratios and differences.
func (w *checker) ratios() {
	for _, t := range w.call.order {
		if t.measure != fact.MeasureValue || t.status != fact.StatusActual || t.qualifiers != "" {
			continue
		}
		if t.unit == quantity.Percent && w.unitOf(t.concept) != quantity.Percent && w.concept(t.concept).Expense {
			w.expense(t)
			continue
		}
		w.ratio(t)
	}
}

func (w *checker) ratio(t thing) {
	tried := false
	for _, f := range formulas {
		if f.result != t.concept || t.unit != w.unitOf(t.concept) {
			continue
		}
		if w.carryOut(f, t) {
			return
		}
		tried = true
	}
	if tried && t.parts == "" {
		w.unchecked(CheckRatio, ReasonMissing, "what it follows from is not told", w.here(t).Best)
	}
}

// input is what the call tells of a concept beside a thing, on its basis where
// the concept has one.
func (w *checker) input(t thing, concept string) *Reading {
	t.concept, t.unit = concept, w.unitOf(concept)
	t.period = Canonical(t.period, w.concept(concept).Instant)
	if !w.adjustable(concept) {
		t.basis = fact.BasisUnspecified
	}
	return w.here(t)
}

// carryOut checks a thing by a formula; false where something is not told.
func (w *checker) carryOut(f formula, t thing) bool {
	stated, a, b := w.here(t), w.input(t, f.a), w.input(t, f.b)
	if a == nil || b == nil {
		return false
	}
	facts := []int{stated.Best, a.Best, b.Best}
	left, right := w.interval(a.Best), w.interval(b.Best)
	text := w.describe(a.Best)
	var result Interval
	switch f.how {
	case difference:
		text += " less " + w.describe(b.Best)
		result = left.minus(right)
	case marginLess:
		revenue := w.input(t, "revenue")
		if revenue == nil || !w.interval(revenue.Best).positive() {
			return false
		}
		text += " less " + w.describe(b.Best) + " over " + w.describe(revenue.Best)
		result = left.minus(right.over(w.interval(revenue.Best)).percent())
		facts = append(facts, revenue.Best)
	default:
		if !right.positive() {
			return false
		}
		text += " over " + w.describe(b.Best)
		if result = left.over(right); f.how == percentOf {
			result = result.percent()
		}
	}
	w.conclude(CheckRatio, stated.Best, result, text, facts)
	return true
}

// expense checks an expense that is told as a percentage of revenue.
func (w *checker) expense(t thing) {
	amount := t
	amount.unit = w.unitOf(t.concept)
	stated, part, whole := w.here(t), w.here(amount), w.input(t, "revenue")
	if part == nil || whole == nil || !w.interval(whole.Best).positive() {
		w.unchecked(CheckRatio, ReasonMissing, "the amount or the revenue that it is of is not told", stated.Best)
		return
	}
	w.conclude(CheckRatio, stated.Best, w.interval(part.Best).over(w.interval(whole.Best)).percent(),
		w.describe(part.Best)+" over "+w.describe(whole.Best), []int{stated.Best, part.Best, whole.Best})
}

// conclude adds the finding of a number that was told beside what it follows from.
func (w *checker) conclude(check Check, stated int, result Interval, text string, facts []int) {
	said, unit := w.interval(stated), w.Statements[stated].Fact.Value.Unit
	if result.Low == nil && result.High == nil {
		w.unchecked(check, ReasonOpen, text+" have open ends", facts...)
		return
	}
	w.add(Finding{
		Check: check, Stated: said, Computed: result, Unit: unit, Facts: facts,
		Arithmetic: text + " makes " + result.Text(unit) + verdictWords(said, result, unit),
	})
}
