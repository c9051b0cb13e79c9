package versions_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/internal/versions"
)

func parse(t testing.TB, text string) *transcript.Transcript {
	t.Helper()
	call, err := transcript.Parse(transcript.Document{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return call
}

func sample(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../samples/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func compare(t testing.TB, one, other string) []versions.Finding {
	t.Helper()
	return versions.Standard().Compare(versions.Version{Name: "Acme", Transcript: parse(t, one)}, versions.Version{Name: "Daybreak", Transcript: parse(t, other)})
}

// lines are the findings that are not consistent, with the places that they name.
func lines(t testing.TB, one, other string) (out []string) {
	t.Helper()
	for _, f := range compare(t, one, other) {
		if f.Verdict == reconcile.Consistent {
			continue
		}
		line := f.Arithmetic
		for _, side := range []struct {
			text string
			at   *versions.Passage
		}{{one, f.One}, {other, f.Other}} {
			switch {
			case side.at == nil:
				line += " | -"
			case side.at.Value.IsZero():
				line += " | …"
			default:
				line += " | " + side.at.Value.Of(side.text)
			}
		}
		out = append(out, line)
	}
	return out
}

// TestVendors: two vendors' transcripts of one call, in other layouts, with other
// spellings and garbled letters: what differs is found, and nothing else.
func TestVendors(t *testing.T) {
	one, other := sample(t, "bluestem-2024-q3.txt"), sample(t, "../examples/vendors/bluestem-2024-q3.txt")
	want := []string{
		"Helen Brightwater: Acme has 17.9%, Daybreak has 17.5%: inconsistent | 17.9% | 17.5%",
		"Helen Brightwater: Acme has 3.5 million USD where Daybreak has no number | $3.5 million | -",
		"Helen Brightwater: Acme has 118 million USD, Daybreak has 180 million USD: inconsistent | $118 million | $180 million",
		"2 turns of Acme, by Carla Nunez and Helen Brightwater (21 words, 3 numbers), are not in Daybreak | … | -",
	}
	if got := lines(t, one, other); !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	agreed := 0
	for _, f := range compare(t, one, other) {
		if f.Verdict == reconcile.Consistent {
			var n int
			if _, err := fmt.Sscanf(f.Arithmetic[strings.Index(f.Arithmetic, ": ")+2:], "%d", &n); err != nil {
				t.Fatal(f.Arithmetic, err)
			}
			agreed += n
		}
	}
	if agreed != 81 {
		t.Errorf("%d numbers agree", agreed)
	}
	// The other way round the same differs.
	if got := lines(t, other, one); len(got) != len(want) || !strings.HasPrefix(got[0], "Helen Brightwater: Acme has 17.5%, Daybreak has 17.9%") || !strings.HasSuffix(got[3], "are not in Acme | - | …") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// TestSame: a transcript agrees with itself in everything.
func TestSame(t *testing.T) {
	text := sample(t, "northwind-2023-q1.txt")
	if got := lines(t, text, text); len(got) > 0 {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// TestAnotherCall: calls of two quarters are not held against each other.
func TestAnotherCall(t *testing.T) {
	got := lines(t, sample(t, "northwind-2023-q1.txt"), sample(t, "bluestem-2024-q2.txt"))
	if len(got) != 1 || !strings.Contains(got[0], "too few to be held against each other") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// TestNumbers: what one change of a text comes to.
func TestNumbers(t *testing.T) {
	text := sample(t, "northwind-2023-q1.txt")
	for _, c := range []struct {
		old, replaced string
		want          []string
	}{
		{"Revenue was $424 million", "Revenue was $442 million", []string{"Marcus T. Oyelaran: Acme has 424 million USD, Daybreak has 442 million USD: inconsistent | $424 million | $442 million"}},
		// The same number in other digits, and one that it may be.
		{"Revenue was $424 million", "Revenue was USD 424.0 million", nil},
		{"Revenue was $424 million", "Revenue was roughly $425 million", nil},
		{"Revenue was $424 million", "Revenue was 424 million", nil},
		{"Revenue was $424 million", "Revenue was €424 million", []string{"Marcus T. Oyelaran: Acme has 424 million USD, Daybreak has 424 million EUR: inconsistent | $424 million | €424 million"}},
		{"Revenue was $424 million", "Revenue was strong", []string{"Marcus T. Oyelaran: Acme has 424 million USD where Daybreak has no number | $424 million | -"}},
	} {
		if !strings.Contains(text, c.old) {
			t.Fatalf("%q is not in the sample", c.old)
		}
		if got := lines(t, text, strings.Replace(text, c.old, c.replaced, 1)); !slices.Equal(got, c.want) {
			t.Errorf("%s -> %s: %s", c.old, c.replaced, strings.Join(got, "\n"))
		}
	}
}

// TestMuchAlike: text that repeats itself has no words that stand once, and is
// aligned all the same, in time that grows with it.
func TestMuchAlike(t *testing.T) {
	turn := "Dana Whitfield: Revenue was $424 million, and revenue was up, and revenue was up 6%, and revenue was up.\nOperator: Thank you. Please go ahead.\n"
	text := "Northwind Systems, Inc. (NWSY) Q1 2023 Earnings Call\nApril 25, 2023\n\n" + strings.Repeat(turn, 4000)
	other := strings.Replace(text, "6%", "9%", 1)
	got := lines(t, text, other)
	if len(got) != 1 || !strings.HasSuffix(got[0], "| 6% | 9%") {
		t.Errorf("%d findings: %.400q", len(got), got)
	}
}

// FuzzCompare: no two texts make it panic, and every place lies in its text.
func FuzzCompare(f *testing.F) {
	f.Add(sample(f, "bluestem-2024-q3.txt"), sample(f, "../examples/vendors/bluestem-2024-q3.txt"))
	f.Add(sample(f, "northwind-2023-q1.txt"), sample(f, "northwind-2023-q2.txt"))
	f.Fuzz(func(t *testing.T, one, other string) {
		a, err := transcript.Parse(transcript.Document{Text: one})
		if err != nil {
			return
		}
		b, err := transcript.Parse(transcript.Document{Text: other})
		if err != nil {
			return
		}
		for _, x := range versions.Standard().Compare(versions.Version{Name: "a", Transcript: a}, versions.Version{Name: "b", Transcript: b}) {
			for _, side := range []struct {
				of *transcript.Transcript
				at *versions.Passage
			}{{a, x.One}, {b, x.Other}} {
				if side.at != nil && (side.at.Turn < 0 || side.at.Turn >= len(side.of.Turns) || side.at.Span.Of(side.of.Text) == "" || !side.at.Value.IsZero() && !side.at.Span.Contains(side.at.Value)) {
					t.Fatalf("%+v of %+v", side.at, x)
				}
			}
			if x.One == nil && x.Other == nil || x.Arithmetic == "" {
				t.Fatalf("%+v", x)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	one := versions.Version{Name: "a", Transcript: parse(b, sample(b, "bluestem-2024-q3.txt"))}
	other := versions.Version{Name: "b", Transcript: parse(b, sample(b, "../examples/vendors/bluestem-2024-q3.txt"))}
	b.SetBytes(int64(len(one.Text) + len(other.Text)))
	for b.Loop() {
		versions.Standard().Compare(one, other)
	}
}
