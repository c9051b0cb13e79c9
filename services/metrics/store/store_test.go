package store_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/postgres/pgtest"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/services/metrics/store"
)

var database = pgtest.Template{Migrate: store.Migrate}

const text = "Revenue of Northwind Systems was $4.20 billion in the Americas, and gross margin 62.6%."

// call is the transcript of a short call.
func call() *transcript.Transcript {
	return &transcript.Transcript{
		Text:     text,
		Speakers: []transcript.Speaker{{ID: "s1", Name: "Jane Doe", Role: transcript.RoleExecutive, Status: transcript.StatusResolved}},
		Turns:    []transcript.Turn{{Section: transcript.SectionPreparedRemarks, Span: source.At(0, len(text))}},
	}
}

// revenue is a fact with every field set.
func revenue() fact.Fact {
	return fact.Fact{
		ID: "00000000revenue0", Concept: "revenue", Measure: fact.MeasureGrowth, Status: fact.StatusActual,
		Comparison: fact.ComparisonSequential, Basis: fact.BasisNonGAAP, BasisSource: fact.BasisSourceBlanket,
		Value: quantity.Quantity{
			Low: decimal.Must("4200000000"), High: decimal.New(42, 8), HasLow: true, HasHigh: true, Unit: "USD",
			Bound: quantity.BoundApprox, Form: quantity.FormNumber, Precision: decimal.Must("5000000"),
			Span: source.At(33, 46), SignSpan: source.At(1, 2), BoundSpan: source.At(2, 3), UnitSpan: source.At(3, 4),
		},
		Period:     fact.Period{Label: "2012Q1", Start: "2012-01-01", End: "2012-03-31"},
		Dimensions: []fact.Dimension{{Axis: fact.AxisGeography, Member: "Americas", Span: source.At(54, 62)}},
		Qualifiers: []fact.Qualifier{fact.QualifierOrganic},
		Role:       transcript.RoleExecutive,
		Evidence: fact.Evidence{
			Value: source.At(33, 46), Sign: source.At(1, 2), Bound: source.At(2, 3), Unit: source.At(3, 4),
			Concept: source.At(0, 7), Period: source.At(4, 5), Comparison: source.At(5, 6), Basis: source.At(6, 7), Quote: source.At(0, 63),
		},
		Rules:     []fact.Step{{Rule: "copula", Span: source.At(0, 46), Note: "revenue was"}, {Rule: "dimension"}},
		Discarded: []fact.Alternative{{Field: "period", Value: "2012FY", Span: source.At(1, 3), Reason: "farther"}},
	}
}

// margin is a fact with as little as can be, open upwards.
func margin() fact.Fact {
	return fact.Fact{
		ID: "000000000margin0", Concept: "gross_margin", Measure: fact.MeasureValue, Status: fact.StatusGuidance,
		Value:    quantity.Quantity{Low: decimal.Must("0.00"), HasLow: true, Unit: "percent", Bound: quantity.BoundAtLeast, Span: source.At(81, 86)},
		Evidence: fact.Evidence{Value: source.At(81, 86), Quote: source.At(0, len(text))},
	}
}

func extraction(facts ...fact.Fact) *fact.Extraction {
	return &fact.Extraction{
		Facts: facts,
		Numerals: []fact.Numeral{
			{Span: source.At(33, 46), Fate: fact.FateFact, Facts: []int{0}},
			{Span: source.At(81, 86), Fate: fact.FateUnresolved},
		},
	}
}

func id(n int) string { return fmt.Sprintf("%016x", n) }

var spring = time.Date(2012, 4, 24, 21, 0, 0, 0, time.UTC)

// result is an extraction of transcript n, of a call of its own, n days after
// spring.
func result(n int, facts ...fact.Fact) store.Result {
	day := spring.AddDate(0, 0, n)
	return store.Result{
		Key:           store.Key{Transcript: id(n), Revision: 1, Engine: "1"},
		Said:          store.Transcript{ID: id(n), Company: "northwind-systems", Call: "call-" + id(n), AcceptTime: day.Add(time.Hour)},
		EffectiveTime: day, Source: call(), Extraction: extraction(facts...),
	}
}

// save stores results as a worker does: it reads the versions first.
func save(t *testing.T, s *store.Store, results ...store.Result) (stale []string) {
	t.Helper()
	for i := range results {
		versions, err := s.Versions(t.Context(), []string{results[i].Transcript})
		if err != nil {
			t.Fatal(err)
		}
		results[i].Said.Version = versions[results[i].Transcript]
	}
	return saveAsRead(t, s, results...)
}

func saveAsRead(t *testing.T, s *store.Store, results ...store.Result) (stale []string) {
	t.Helper()
	if err := s.Save(t.Context(), results, func(_ pgx.Tx, ids []string) error { stale = ids; return nil }); err != nil {
		t.Fatal(err)
	}
	return stale
}

// facts returns the ids of a transcript's facts in force at a time.
func facts(t *testing.T, s *store.Store, n int, at time.Time) (all []store.Fact) {
	t.Helper()
	all, err := s.Facts(t.Context(), at, store.FactName{Transcript: id(n), Fact: revenue().ID}, store.FactName{Transcript: id(n), Fact: margin().ID})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestRoundTrip: what is stored comes back as it was, digit by digit.
func TestRoundTrip(t *testing.T) {
	s := store.New(database.Open(t))
	save(t, s, result(1, revenue(), margin()))
	got := facts(t, s, 1, time.Time{})
	if len(got) != 2 {
		t.Fatalf("%d facts", len(got))
	}
	want := map[string]fact.Fact{revenue().ID: revenue(), margin().ID: margin()}
	for _, f := range got {
		trace, engine, err := s.Trace(t.Context(), store.FactName{Transcript: id(1), Fact: f.ID}, time.Time{})
		if err != nil || engine != "1" {
			t.Errorf("%q, %v", engine, err)
		}
		f.Rules, f.Discarded = trace.Rules, trace.Discarded
		if w := want[f.ID]; !reflect.DeepEqual(normal(f.Fact), normal(w)) {
			t.Errorf("got  %+v\nwant %+v", f.Fact, w)
		}
		if f.Company != "northwind-systems" || f.Call != "call-"+id(1) || f.Transcript != id(1) || f.SpeakerID != "s1" || f.SpeakerName != "Jane Doe" {
			t.Errorf("names %+v", f)
		}
		if f.Quote != f.Evidence.Quote.Of(text) || !f.EffectiveTime.Equal(spring.AddDate(0, 0, 1)) || f.RecordTime.IsZero() {
			t.Errorf("quote and times %+v", f)
		}
	}
	e, err := s.Extraction(t.Context(), id(1), 1)
	if err != nil || e.State != store.Succeeded || e.FactCount != 2 || e.NumeralCount != 2 || e.UnresolvedCount != 1 {
		t.Errorf("%+v, %v", e, err)
	}
}

// normal compares decimals by their digits.
func normal(f fact.Fact) fact.Fact {
	f.Value.Low, f.Value.High = decimal.Must(f.Value.Low.String()), decimal.Must(f.Value.High.String())
	f.Value.Precision = decimal.Must(f.Value.Precision.String())
	return f
}
