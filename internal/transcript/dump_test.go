package transcript

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden dumps")

var (
	roleNames    = [...]string{"?", "operator", "host", "executive", "analyst", "other"}
	sectionNames = [...]string{"?", "prepared", "q&a", "closing"}
	statusNames  = [...]string{"?", "resolved", "ambiguous", "unidentified"}
	kindNames    = [...]string{"?", "header", "roster", "mark", "label", "speech", "furniture", "boilerplate", "advertisement", "unparsed"}
)

// dump writes a transcript as a person would check it.
func dump(t *Transcript) string {
	var b strings.Builder
	e := t.Event
	fmt.Fprintf(&b, "layout %s (%s)\n", t.Layout.Name, t.Layout.Reason)
	fmt.Fprintf(&b, "company %q %s:%s\n", t.Company.Name, t.Company.Exchange, t.Company.Ticker)
	fmt.Fprintf(&b, "event %d %s %s %s %s %s\n", e.FiscalYear, e.FiscalPeriod, e.Date, e.LocalTime, e.TimeZone, e.StartTime)
	for _, c := range t.Conflicts {
		fmt.Fprintf(&b, "conflict %s: %s, not %s: %s\n", c.Field, c.Used, c.Other, c.Reason)
	}
	for _, w := range t.Warnings {
		fmt.Fprintf(&b, "warning %s\n", w.Code)
	}
	for _, s := range t.Speakers {
		fmt.Fprintf(&b, "%-3s %-9s %-12s %q, %q, %q", s.ID, roleNames[s.Role], statusNames[s.Status], s.Name, s.Title, s.Firm)
		for _, a := range s.Aliases {
			fmt.Fprintf(&b, " also %q", a)
		}
		b.WriteString("\n")
	}
	for i, u := range t.Turns {
		fmt.Fprintf(&b, "%2d %-8s %-3s %s\n", i, sectionNames[u.Section], t.Speakers[u.Speaker].ID, ends(u.Span.Of(t.Text)))
		for _, h := range u.SafeHarbor {
			fmt.Fprintf(&b, "   safe harbour: %s\n", ends(h.Of(t.Text)))
		}
	}
	for _, x := range t.Exchanges {
		fmt.Fprintf(&b, "exchange %d-%d %s", x.FirstTurn, x.LastTurn, t.Speakers[x.Questioner].ID)
		for _, a := range x.Answerers {
			b.WriteString(" > " + t.Speakers[a].ID)
		}
		b.WriteString("\n")
	}
	for _, s := range t.Segments {
		if s.Kind != SegmentSpeech && s.Kind != SegmentLabel {
			fmt.Fprintf(&b, "%s: %s\n", kindNames[s.Kind], ends(s.Span.Of(t.Text)))
		}
	}
	return b.String()
}

// ends is the beginning and the end of a text on one line.
func ends(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	r := []rune(s)
	if len(r) <= 72 {
		return s
	}
	return string(r[:36]) + " … " + string(r[len(r)-34:])
}

// samples are the invented documents of testdata, by name.
func samples(t testing.TB) map[string]string {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 15 {
		t.Fatalf("testdata: %d samples, %v", len(files), err)
	}
	out := make(map[string]string)
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(f), ".txt")] = string(b)
	}
	return out
}

func TestGolden(t *testing.T) {
	for name, text := range samples(t) {
		t.Run(name, func(t *testing.T) {
			tr, err := Parse(Document{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, tr)
			got := dump(tr)
			file := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("differs from %s (run with -update and read the difference):\n%s", file, difference(string(want), got))
			}
		})
	}
}

// difference shows the lines that changed.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var b strings.Builder
	for i := 0; i < max(len(w), len(g)); i++ {
		a, c := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			c = g[i]
		}
		if a != c {
			fmt.Fprintf(&b, "-%s\n+%s\n", a, c)
		}
	}
	return b.String()
}
