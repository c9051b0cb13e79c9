package source_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/source"
)

// TestLower lowers texts at every place relative to the pieces that they are read in,
// and keeps every byte's place.
func TestLower(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"Revenue ROSE @[`{ 5%":      "revenue rose @[`{ 5%",
		"ÉCLAIR’s Ørsted ŻABKA":     "éclair’s ørsted żabka",
		"İstanbul":                  "İstanbul", // its lower case is longer
		"a\xffB\xc3":                "a\xffb\xc3",
		strings.Repeat("\x80", 600): strings.Repeat("\x80", 600),
	} {
		for before := range 300 {
			pad := strings.Repeat("x", before)
			if got := source.Lower(pad + text); got != pad+want {
				t.Fatalf("behind %d bytes, %q: got %q, want %q", before, text, got[before:], want)
			}
		}
	}
}

// FuzzLower checks what Lower promises of any text.
func FuzzLower(f *testing.F) {
	f.Add("Ärger im Ǆ-Land, K (Kelvin) and ẞ")
	f.Fuzz(func(t *testing.T, text string) {
		low := source.Lower(text)
		if len(low) != len(text) {
			t.Fatalf("%d bytes for %d", len(low), len(text))
		}
		if want := strings.ToLower(text); utf8.ValidString(text) && len(want) == len(text) && utf8.RuneCountInString(want) == utf8.RuneCountInString(text) && sameWidths(text, want) && low != want {
			t.Fatalf("%q: got %q, want %q", text, low, want)
		}
	})
}

// sameWidths reports whether each character of a takes as many bytes as that of b.
func sameWidths(a, b string) bool {
	for a != "" {
		_, m := utf8.DecodeRuneInString(a)
		_, n := utf8.DecodeRuneInString(b)
		if m != n {
			return false
		}
		a, b = a[m:], b[n:]
	}
	return true
}
