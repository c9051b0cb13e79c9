package phrase_test

import (
	"testing"

	"github.com/callfacts/callfacts/internal/phrase"
	"github.com/callfacts/callfacts/internal/token"
)

// TestPairs asks for the pairs that phrases begin with, and for some that none does.
func TestPairs(t *testing.T) {
	v := token.NewVocabulary()
	l := phrase.New[bool](v)
	for _, p := range []string{"net sales", "net sales growth", "free cash flow", "year-over-year", "margin"} {
		if err := l.Add(p, func(bool, bool) bool { return true }); err != nil {
			t.Fatal(err)
		}
	}
	var pairs phrase.Pairs
	l.AddTo(&pairs)
	for words, want := range map[[2]string]bool{
		{"net", "sales"}: true, {"free", "cash"}: true, {"year", "over"}: true,
		{"sales", "growth"}: false, {"cash", "flow"}: false, {"margin", "net"}: false,
	} {
		if got := pairs.May(v.Lookup(words[0]), v.Lookup(words[1])); got != want {
			t.Errorf("%q: got %v, want %v", words, got, want)
		}
	}
}
