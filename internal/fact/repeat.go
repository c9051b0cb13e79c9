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

// told are the first facts that told the basis and the comparison of a value.
type told struct{ basis, comparison *Fact }

// statements are what was told of each value. What a fact finds costs the same however
// many were told.
type statements map[statement]told

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
	before := t[same]
	if o := before.basis; o != nil && f.Basis == BasisUnspecified && k.Adjustable {
		f.Basis, f.BasisSource, f.Evidence.Basis = o.Basis, BasisSourceRepeat, o.Evidence.Basis
	}
	if o := before.comparison; o != nil && f.Comparison == ComparisonUnspecified && !k.Growth {
		f.Comparison, f.Evidence.Comparison = o.Comparison, o.Evidence.Comparison
	}
	t.note(same, before, f)
	if same.members != "" {
		same.members = ""
		t.note(same, t[same], f)
	}
}

// note keeps the first fact of a statement of which as much was told before.
func (t statements) note(same statement, before told, f *Fact) {
	now := before
	if now.basis == nil && f.Basis != BasisUnspecified {
		now.basis = f
	}
	if now.comparison == nil && f.Comparison != ComparisonUnspecified {
		now.comparison = f
	}
	if now != before {
		t[same] = now
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
