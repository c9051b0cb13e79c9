package token_test

import (
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// TestWordsAreFound scans words of every length, which a text shows eight bytes at a time, in
// and out of capitals, amid a text and at its end.
func TestWordsAreFound(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	v := token.NewVocabulary()
	var ids []token.ID
	for n := range letters {
		ids = append(ids, v.Add(letters[:n+1]))
	}
	for n, id := range ids {
		word := letters[:n+1]
		for _, text := range []string{word, word + " and so on and on", "A" + word[1:], strings.ToUpper(word) + " and so on"} {
			if got := v.Scan(nil, text, source.At(0, len(text)))[0].Word; got != id {
				t.Errorf("%q: got %d, want %d", text, got, id)
			}
		}
	}
}

// TestApostrophes scans "'s" behind either apostrophe, and one that is not known.
func TestApostrophes(t *testing.T) {
	v := token.NewVocabulary()
	v.Add("s")
	for text, want := range map[string]token.ID{"it's": v.Add("'s"), "we’ve": v.Add("'ve"), "they'd": 0} {
		if got := v.Scan(nil, text, source.At(0, len(text)))[1]; got.Word != want || got.Kind != token.Word {
			t.Errorf("%q: got %v, want %d", text, got, want)
		}
	}
}
