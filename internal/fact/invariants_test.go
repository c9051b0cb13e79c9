package fact_test

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// calls are the texts that the invariants are checked on: the samples, and each
// block of the corpus as a call.
func calls(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../../samples/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no samples: ", err)
	}
	var all []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	for _, b := range readBlocks(t, casesFile) {
		if b.said != "" {
			all = append(all, b.call())
		}
	}
	return all
}

func parse(t testing.TB, text string) *transcript.Transcript {
	t.Helper()
	parsed, err := transcript.Parse(transcript.Document{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestInvariants(t *testing.T) {
	for _, text := range calls(t) {
		parsed := parse(t, text)
		check(t, parsed, fact.Standard().Extract(parsed))
	}
}

// TestManyNumbers: a sentence of 100,000 numbers has a ledger of as many.
func TestManyNumbers(t *testing.T) {
	const numbers = 100_000
	parsed := parse(t, "Operator: Good afternoon, and welcome to the Northwind Systems earnings conference call.\n"+
		"Marcus Oyelaran: Revenue was "+strings.Repeat("$12 million and 8%, ", numbers/2)+"in all.\nOperator: Thank you. You may disconnect.\n")
	x := fact.Standard().Extract(parsed)
	checkLedger(t, parsed, x)
	if len(x.Numerals) != numbers {
		t.Errorf("%d numerals", len(x.Numerals))
	}
}

// TestTooManyNumbers: as many numerals as may be have a ledger; with one more
// there is none, and it says so, whatever turns they stand in.
func TestTooManyNumbers(t *testing.T) {
	call := func(first, second int) string {
		return "Operator: Good afternoon, and welcome to the Northwind Systems earnings conference call.\n" +
			"Marcus Oyelaran: It was" + strings.Repeat(" 12,", first) + " in all.\nDana Whitfield: Thank you." + strings.Repeat(" 12,", second) + "\n"
	}
	const half = quantity.Most / 2
	if x := fact.Standard().Extract(parse(t, call(half, half))); x.TooMany || len(x.Numerals) != quantity.Most {
		t.Errorf("as many as may be: %v, %d", x.TooMany, len(x.Numerals))
	}
	if x := fact.Standard().Extract(parse(t, call(half, half+1))); !x.TooMany || len(x.Numerals)+len(x.Facts) != 0 {
		t.Errorf("one more: %v, %d", x.TooMany, len(x.Numerals))
	}
}

// check asserts what holds of every extraction, whatever the text.
func check(t testing.TB, tr *transcript.Transcript, x *fact.Extraction) {
	t.Helper()
	checkLedger(t, tr, x)
	ids := make(map[string]bool)
	last := int32(0)
	for i := range x.Facts {
		f := &x.Facts[i]
		if f.Evidence.Value.Start < last {
			t.Fatalf("fact %d %q: out of order", i, f.Evidence.Value.Of(tr.Text))
		}
		last = f.Evidence.Value.Start
		if len(f.ID) != 16 || f.ID != fact.Identify(f) || ids[f.ID] {
			t.Fatalf("fact %d %q: identity %q", i, f.Evidence.Value.Of(tr.Text), f.ID)
		}
		ids[f.ID] = true
		checkFact(t, tr, f)
		checkReread(t, tr.Text, f)
	}
}

// checkLedger: the rows are in order, each within the speech of its turn, and
// every digit that is spoken lies in one.
func checkLedger(t testing.TB, tr *transcript.Transcript, x *fact.Extraction) {
	t.Helper()
	covered := make([]bool, len(tr.Text))
	stated := make(map[source.Span][]int)
	last := int32(0)
	for _, n := range x.Numerals {
		said := n.Span.Of(tr.Text)
		if n.Span.Len() == 0 || n.Span.Start < last || !boundaries(tr.Text, n.Span) {
			t.Fatalf("numeral %q %v: empty, overlapping or off the characters", said, n.Span)
		}
		last = n.Span.End
		if n.Turn < 0 || n.Turn >= len(tr.Turns) || !tr.Turns[n.Turn].Span.Contains(n.Span) {
			t.Fatalf("numeral %q is not in turn %d", said, n.Turn)
		}
		for i := n.Span.Start; i < n.Span.End; i++ {
			covered[i] = true
		}
		switch {
		case n.Fate == fact.FateUnspecified, (n.Fate == fact.FateRejected) != (n.Reason != ""), (n.Fate == fact.FateFact) != (len(n.Facts) > 0):
			t.Fatalf("numeral %q: fate %d, reason %q, facts %v", said, n.Fate, n.Reason, n.Facts)
		}
		for _, i := range n.Facts {
			if i < 0 || i >= len(x.Facts) || x.Facts[i].Evidence.Value != n.Span {
				t.Fatalf("numeral %q: no such fact as %d", said, i)
			}
		}
		stated[n.Span] = n.Facts
	}
	for i := range x.Facts {
		if !slices.Contains(stated[x.Facts[i].Evidence.Value], i) {
			t.Fatalf("fact %d %q has no numeral", i, x.Facts[i].Evidence.Value.Of(tr.Text))
		}
	}
	for _, s := range tr.Segments {
		if s.Kind != transcript.SegmentSpeech {
			continue
		}
		for i := s.Span.Start; i < s.Span.End; i++ {
			if c := tr.Text[i]; c >= '0' && c <= '9' && !covered[i] {
				t.Fatalf("the digit at %d is in no row: %q", i, around(tr.Text, i))
			}
		}
	}
}

func around(text string, at int32) string {
	return strings.ToValidUTF8(text[max(0, at-40):min(int32(len(text)), at+40)], "?")
}

func boundaries(text string, s source.Span) bool {
	if s.Start < 0 || s.End < s.Start || int(s.End) > len(text) {
		return false
	}
	start := int(s.Start) == len(text) || utf8.RuneStart(text[s.Start])
	return start && (int(s.End) == len(text) || utf8.RuneStart(text[s.End]))
}

// checkFact: the fields are set, and what the words of the number give lies in
// its turn.
func checkFact(t testing.TB, tr *transcript.Transcript, f *fact.Fact) {
	t.Helper()
	said := f.Evidence.Value.Of(tr.Text)
	v := &f.Value
	switch {
	case f.Concept == "", f.Measure == fact.MeasureUnspecified, f.Status == fact.StatusUnspecified, len(f.Rules) == 0, f.Rules[0].Rule == "":
		t.Fatalf("%q: fields are missing: %+v", said, f)
	case !v.HasLow && !v.HasHigh, v.HasLow && v.HasHigh && v.Low.Cmp(v.High) > 0, v.Unit == "":
		t.Fatalf("%q: not an interval of a unit: %+v", said, v)
	case f.Comparison != fact.ComparisonUnspecified && f.Measure != fact.MeasureGrowth && f.Measure != fact.MeasureChange:
		t.Fatalf("%q: a level with a comparison", said)
	case (f.Basis == fact.BasisUnspecified) != (f.BasisSource == fact.BasisSourceUnspecified):
		t.Fatalf("%q: basis %d from %d", said, f.Basis, f.BasisSource)
	case f.Speaker != tr.Turns[f.Turn].Speaker || f.Role != tr.Speakers[f.Speaker].Role:
		t.Fatalf("%q: not its turn's speaker", said)
	case slices.ContainsFunc(f.Dimensions, func(d fact.Dimension) bool { return !fact.Standard().Names(tr.Text, d) }):
		t.Fatalf("%q: the words of a part do not name it: %+v", said, f.Dimensions)
	case !f.Evidence.Quote.Contains(f.Evidence.Value):
		t.Fatalf("%q is not in its quote %q", said, f.Evidence.Quote.Of(tr.Text))
	}
	turn := tr.Turns[f.Turn].Span
	e := &f.Evidence
	for _, s := range [...]source.Span{e.Value, e.Bound, e.Unit, e.Quote} {
		if !s.IsZero() && (!boundaries(tr.Text, s) || !turn.Contains(s)) {
			t.Fatalf("%q: evidence %q is not in its turn", said, s.Of(tr.Text))
		}
	}
	// A sign may lie in the concept's name, and so in another turn: "net loss".
	for _, s := range [...]source.Span{e.Sign, e.Concept, e.Period, e.Comparison, e.Basis} {
		if !boundaries(tr.Text, s) {
			t.Fatalf("%q: evidence %v is off the characters", said, s)
		}
	}
}

// checkReread: the spans of value, sign, bound and unit give the same quantity
// again, save the sign and the unit that its reading gives it: "a decline of 8%"
// is -8, "gross margin was flat" a change of no points.
func checkReread(t testing.TB, text string, f *fact.Fact) {
	t.Helper()
	v := &f.Value
	q, ok := fact.Standard().Reread(text, v.Spans(), "USD")
	if !ok {
		t.Fatalf("%q: cannot be read again from %+v", f.Evidence.Value.Of(text), v.Spans())
	}
	if !slices.EqualFunc(ends(v), ends(&q), func(a, b decimal.Decimal) bool { return a.Cmp(b) == 0 }) || q.Bound != v.Bound || q.Form != v.Form {
		t.Fatalf("%q: read again it is %+v, not %+v", f.Evidence.Value.Of(text), q, v)
	}
	if negative(v) && !negative(&q) && f.Evidence.Sign.IsZero() {
		t.Fatalf("%q: nothing says that it is negative: %+v", f.Evidence.Value.Of(text), v)
	}
	if !fact.Standard().UnitFollows(f, q.Unit) {
		t.Fatalf("%q: %s read again, not %s", f.Evidence.Value.Of(text), q.Unit, v.Unit)
	}
}

func negative(q *quantity.Quantity) bool {
	return q.HasLow && q.Low.Sign() < 0 || q.HasHigh && q.High.Sign() < 0
}

// ends are the ends of an interval without their signs, the lesser first.
func ends(q *quantity.Quantity) []decimal.Decimal {
	var all []decimal.Decimal
	if q.HasLow {
		all = append(all, q.Low.Abs())
	}
	if q.HasHigh {
		all = append(all, q.High.Abs())
	}
	slices.SortFunc(all, decimal.Decimal.Cmp)
	return all
}

// TestNothingLeaks: a call reads the same whatever was read before it, and
// beside it.
func TestNothingLeaks(t *testing.T) {
	texts := calls(t)
	parsed := make([]*transcript.Transcript, len(texts))
	want := make([]*fact.Extraction, len(texts))
	for i, text := range texts {
		parsed[i] = parse(t, text)
		fresh := fact.Standard()
		if i < 8 { // the samples and a few more, by one that has read nothing
			var err error
			if fresh, err = fact.New(concept.Standard()); err != nil {
				t.Fatal(err)
			}
		}
		want[i] = fresh.Extract(parsed[i])
	}
	for i := range parsed {
		j := (i*7 + 3) % len(parsed)
		fact.Standard().Extract(parsed[j])
		if got := fact.Standard().Extract(parsed[i]); !reflect.DeepEqual(got, want[i]) {
			t.Fatalf("call %d reads otherwise after call %d", i, j)
		}
	}
	for _, procs := range []int{1, 4} {
		old := runtime.GOMAXPROCS(procs)
		var group sync.WaitGroup
		for worker := range 3 {
			group.Go(func() {
				for k := range parsed {
					i := (k*5 + worker*31) % len(parsed)
					if got := fact.Standard().Extract(parsed[i]); !reflect.DeepEqual(got, want[i]) {
						t.Errorf("call %d reads otherwise among %d workers", i, procs)
					}
				}
			})
		}
		group.Wait()
		runtime.GOMAXPROCS(old)
	}
}

func FuzzExtract(f *testing.F) {
	for _, text := range calls(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 || !utf8.ValidString(text) {
			t.Skip()
		}
		parsed, err := transcript.Parse(transcript.Document{Text: text})
		if err != nil {
			t.Skip()
		}
		check(t, parsed, fact.Standard().Extract(parsed))
	})
}
