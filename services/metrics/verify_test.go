package metrics

import (
	"testing"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// TestVerifyFinds: whatever a fact says that its evidence does not, is found.
func TestVerifyFinds(t *testing.T) {
	const text = "Margin was about 62.5% of sales in the U.S."
	at := source.At(17, 22)
	sound := func() *store.Fact {
		return &store.Fact{Quote: text, Fact: fact.Fact{
			Value: quantity.Quantity{
				Low: decimal.Must("62.50"), High: decimal.Must("62.5"), HasLow: true, HasHigh: true, Unit: "percent", Bound: quantity.BoundApprox,
			},
			Dimensions: []fact.Dimension{{Axis: fact.AxisGeography, Member: "United States", Span: source.At(39, 43)}},
			Evidence:   fact.Evidence{Value: at, Bound: source.At(11, 16), Quote: source.At(0, len(text))},
		}}
	}
	if m := verify(sound(), text); !m.GetVerified() {
		t.Fatalf("%v", m)
	}
	for name, spoil := range map[string]func(*store.Fact){
		"lower end":      func(f *store.Fact) { f.Value.Low.Coef-- },
		"upper end":      func(f *store.Fact) { f.Value.High.Coef++ },
		"open end":       func(f *store.Fact) { f.Value.HasHigh = false },
		"unit":           func(f *store.Fact) { f.Value.Unit = "percentage_points" },
		"bound":          func(f *store.Fact) { f.Value.Bound = quantity.BoundExact },
		"bound's span":   func(f *store.Fact) { f.Evidence.Bound = source.At(0, 6) },
		"value's span":   func(f *store.Fact) { f.Evidence.Value = source.At(0, 6) },
		"quote":          func(f *store.Fact) { f.Quote = "Margin was about 62.6% of sales in the U.S." },
		"out of reach":   func(f *store.Fact) { f.Evidence.Quote.End++ },
		"part":           func(f *store.Fact) { f.Dimensions[0].Member = "Europe" },
		"part's span":    func(f *store.Fact) { f.Dimensions[0].Span = source.At(26, 31) },
		"part, beyond":   func(f *store.Fact) { f.Dimensions[0].Span.End++ },
		"sign, unspoken": func(f *store.Fact) { f.Value = f.Value.Negated() },
	} {
		f := sound()
		spoil(f)
		if m := verify(f, text); m.GetVerified() || m.GetReason() == "" {
			t.Errorf("%s: %v", name, m)
		}
	}
}
