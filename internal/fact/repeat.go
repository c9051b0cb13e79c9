package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/decimal"
)

// statement is what two facts have in common that state the same value.
type statement struct {
	concept      string
	measure      Measure
	low, high    decimal.Decimal
	unit, period string
	members      string // of the dimensions; empty also for those of any part
}

// statements are the first facts that told the basis and the comparison of a
// value. What a fact finds costs the same however many were told.
type statements struct{ basis, comparison map[statement]*Fact }

func newStatements() statements {
	return statements{map[statement]*Fact{}, map[statement]*Fact{}}
}

func (t statements) reset() {
	clear(t.basis)
	clear(t.comparison)
}

// repeat gives a fact what an earlier statement of the same value told, and
// notes what it tells itself. A fact about the whole repeats one about any part.
func (t statements) repeat(f *Fact, k *concept.Concept) {
	if f.Value.Low.Sign() == 0 && f.Value.High.Sign() == 0 {
		return
	}
	same := statement{
		concept: f.Concept, measure: f.Measure, low: f.Value.Low.Reduced(), high: f.Value.High.Reduced(),
		unit: f.Value.Unit, period: f.Period.Label, members: members(f.Dimensions),
	}
	if f.Basis == BasisUnspecified && k.Adjustable {
		if o := t.basis[same]; o != nil {
			f.Basis, f.BasisSource, f.Evidence.Basis = o.Basis, BasisSourceRepeat, o.Evidence.Basis
		}
	}
	if f.Comparison == ComparisonUnspecified && !k.Growth {
		if o := t.comparison[same]; o != nil {
			f.Comparison, f.Evidence.Comparison = o.Comparison, o.Evidence.Comparison
		}
	}
	if f.Basis != BasisUnspecified {
		note(t.basis, same, f)
	}
	if f.Comparison != ComparisonUnspecified {
		note(t.comparison, same, f)
	}
}

// note keeps the first fact of a statement, also as one about any part.
func note(told map[statement]*Fact, same statement, f *Fact) {
	if told[same] == nil {
		told[same] = f
	}
	if same.members = ""; told[same] == nil {
		told[same] = f
	}
}

// members are the parts that dimensions name, as one word.
func members(all []Dimension) string {
	names := make([]string, len(all))
	for i := range all {
		names[i] = strings.ToLower(all[i].Member)
	}
	return strings.Join(names, "\n")
}
