package guidance_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/guidance"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// company is what an invented company said of its year 2023.
type company struct {
	statements []reconcile.Statement
	cues       []reconcile.Cue
}

var calls = []string{"2022Q4", "2023Q1", "2023Q2", "2023Q3", "2023Q4"}

// says adds a statement on call n: quote ends in the number.
func (c *company) says(n int, status fact.Status, basis fact.Basis, quote, low, high, unit string) {
	q := quantity.Quantity{Unit: unit, Bound: quantity.BoundExact, Precision: decimal.Must("0.5")}
	if q.HasLow = low != ""; q.HasLow {
		q.Low = decimal.Must(low)
	}
	if q.HasHigh = high != ""; q.HasHigh {
		q.High = decimal.Must(high)
	}
	at := int32(1000 * len(c.statements))
	f := &fact.Fact{
		ID: string(rune('a' + len(c.statements))), Concept: "operating_income", Measure: fact.MeasureValue, Status: status, Basis: basis,
		Value: q, Period: fact.Period{Label: "2023FY"}, Role: transcript.RoleExecutive,
	}
	f.Evidence.Quote = source.Span{Start: at, End: at + int32(len(quote)) + 5}
	f.Evidence.Value = source.Span{Start: at + int32(len(quote)), End: at + int32(len(quote)) + 5}
	c.statements = append(c.statements, reconcile.Statement{
		Fact: f, Call: calls[n], CallPeriod: calls[n], At: reconcile.Instant(n), Quote: quote + "12345", Section: transcript.SectionPreparedRemarks,
	})
}

func (c *company) guides(n int, quote, low, high string) {
	c.says(n, fact.StatusGuidance, fact.BasisNonGAAP, quote, low, high, "USD")
}

func (c *company) cue(n int, kind reconcile.CueKind, periods ...string) {
	c.cues = append(c.cues, reconcile.Cue{Kind: kind, Periods: periods, Call: calls[n], CallPeriod: calls[n], At: reconcile.Instant(n), Index: len(c.cues)})
}

func (c *company) ledger() []guidance.Series {
	b := reconcile.NewBook(concept.Standard(), c.statements)
	return guidance.Ledger(b, b.Series(), c.cues)
}

// TestActions: what each statement does follows from the numbers, whatever the
// words claim.
func TestActions(t *testing.T) {
	var c company
	c.guides(0, "We expect ", "100", "110")
	c.guides(1, "We are raising our outlook, and compared to our previous range of ", "100", "110")
	c.guides(1, "we now expect ", "105", "115")
	c.cue(2, reconcile.CueReaffirms, "2023FY")
	c.guides(3, "We continue to expect ", "105", "")
	got := c.ledger()
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	want := []guidance.Action{guidance.Initiated, guidance.Raised, guidance.ReaffirmedByReference, guidance.Widened}
	if len(got[0].Entries) != len(want) {
		t.Fatalf("%+v", got[0].Entries)
	}
	for i, e := range got[0].Entries {
		if e.Action != want[i] {
			t.Errorf("%d: %d, want %d", i, e.Action, want[i])
		}
	}
	if e := got[0].Entries[1]; e.MidpointChange.FloatString(0) != "5" {
		t.Errorf("%+v", e)
	}
	if e := got[0].Entries[3]; e.Words != guidance.Reaffirmed || e.Phrase != "continue to expect" || e.MidpointChange != nil {
		t.Errorf("%+v", e)
	}
}

// TestEveryAction: every way in which two ranges can lie.
func TestEveryAction(t *testing.T) {
	for _, c := range []struct {
		low, high string
		want      guidance.Action
	}{
		{"100", "110", guidance.Reaffirmed},
		{"101", "111", guidance.Raised},
		{"120", "130", guidance.Raised},
		{"99", "109", guidance.Lowered},
		{"102", "108", guidance.Narrowed},
		{"105", "105", guidance.Narrowed},
		{"105", "110", guidance.Narrowed},
		{"95", "110", guidance.Widened},
		{"100", "", guidance.Widened},
		{"", "90", guidance.Lowered},
		{"105", "", guidance.Raised},
	} {
		var co company
		co.guides(0, "We expect ", "100", "110")
		co.guides(1, "We expect ", c.low, c.high)
		if got := co.ledger()[0].Entries[1].Action; got != c.want {
			t.Errorf("%s to %s: %d, want %d", c.low, c.high, got, c.want)
		}
	}
}

// TestOutcomes: against the actual on the same basis only, or why not.
func TestOutcomes(t *testing.T) {
	for what, c := range map[string]struct {
		basis  fact.Basis
		value  string
		unit   string
		more   func(*company)
		result guidance.Result
		reason guidance.Reason
		by     string
	}{
		"above":               {fact.BasisNonGAAP, "112", "USD", nil, guidance.Above, 0, "2"},
		"within":              {fact.BasisNonGAAP, "110", "USD", nil, guidance.Within, 0, ""},
		"below":               {fact.BasisNonGAAP, "90", "USD", nil, guidance.Below, 0, "10"},
		"a GAAP actual":       {fact.BasisGAAP, "112", "USD", nil, guidance.NotComparable, guidance.BasisDiffers, ""},
		"an unknown basis":    {fact.BasisUnspecified, "112", "USD", nil, guidance.NotComparable, guidance.BasisNotStated, ""},
		"another unit":        {fact.BasisNonGAAP, "112", "EUR", nil, guidance.NotComparable, guidance.UnitDiffers, ""},
		"digits do not tell":  {fact.BasisNonGAAP, "110.2", "USD", nil, guidance.NotComparable, guidance.TooImprecise, ""},
		"none":                {0, "", "", nil, guidance.NotComparable, guidance.NoActual, ""},
		"withdrawn":           {fact.BasisNonGAAP, "112", "USD", func(c *company) { c.cue(2, reconcile.CueWithdraws) }, guidance.NotComparable, guidance.WithdrawnBefore, ""},
		"withdrawn elsewhere": {fact.BasisNonGAAP, "112", "USD", func(c *company) { c.cue(2, reconcile.CueWithdraws, "2024FY") }, guidance.Above, 0, "2"},
	} {
		var co company
		co.guides(0, "We expect ", "100", "110")
		if c.more != nil {
			c.more(&co)
		}
		if c.value != "" {
			co.says(4, fact.StatusActual, c.basis, "It was ", c.value, c.value, c.unit)
		}
		for _, g := range co.ledger() {
			by := ""
			if g.Outcome.By != nil {
				by = g.Outcome.By.FloatString(0)
			}
			if g.Outcome.Result != c.result || g.Outcome.Reason != c.reason || by != c.by {
				t.Errorf("%s: %+v by %q", what, g.Outcome, by)
			}
		}
	}
}

// TestGivenAgain: guidance that is told beside the result is no news; where no
// earlier call is known, it is what the result is held against.
func TestGivenAgain(t *testing.T) {
	var c company
	c.says(4, fact.StatusActual, fact.BasisNonGAAP, "It was ", "112", "112", "USD")
	c.says(4, fact.StatusActual, fact.BasisNonGAAP, "compared to our guidance of ", "100", "110", "USD")
	got := c.ledger()
	if len(got) != 1 || len(got[0].Entries) != 1 || got[0].Entries[0].Action != guidance.Recalled || got[0].Outcome.Result != guidance.Above {
		t.Errorf("%+v", got)
	}
	c.guides(0, "We expect ", "100", "110")
	got = c.ledger()
	if len(got) != 1 || len(got[0].Entries) != 1 || got[0].Entries[0].Action != guidance.Initiated || got[0].Outcome.Result != guidance.Above {
		t.Errorf("%+v", got)
	}
}

// TestSamples: the guidance of the sample calls for revenue, and what came of it.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob("../../samples/northwind-*.txt")
	if err != nil || len(files) != 4 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	var statements []reconcile.Statement
	for n, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		call, err := transcript.Parse(transcript.Document{Text: string(text)})
		if err != nil {
			t.Fatal(err)
		}
		facts := fact.Standard().Extract(call).Facts
		for i := range facts {
			f := &facts[i]
			statements = append(statements, reconcile.Statement{
				Fact: f, Call: calls[n+1], CallPeriod: calls[n+1], At: reconcile.Instant(n), Section: call.Turns[f.Turn].Section, Quote: f.Evidence.Quote.Of(call.Text),
			})
		}
	}
	b := reconcile.NewBook(concept.Standard(), statements)
	var got []string
	for _, g := range guidance.Ledger(b, b.Series(), nil) {
		if g.Concept != "revenue" || g.Measure != fact.MeasureValue || len(g.Dimensions) > 0 {
			continue
		}
		line := g.Period.Label
		for _, e := range g.Entries {
			line += " " + [...]string{"", "initiated", "raised", "lowered", "narrowed", "widened", "reaffirmed", "by reference", "withdrawn", "recalled"}[e.Action]
		}
		got = append(got, line+": "+[...]string{"", "above", "within", "below", "not comparable"}[g.Outcome.Result])
	}
	want := `2023Q1 recalled: within
2023Q2 initiated: within
2023Q3 initiated: above
2023Q4 initiated: within
2023FY initiated raised raised: within
2024Q1 initiated: not comparable
2024FY initiated: not comparable`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}
