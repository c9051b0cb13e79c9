package quantity

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// TestStretch reads texts of random words of the lexicon, by stretches and token
// by token: what is passed by holds no numeral.
func TestStretch(t *testing.T) {
	v := token.NewVocabulary()
	r, err := NewReader(v)
	if err != nil {
		t.Fatal(err)
	}
	signs := strings.Split(". . ? ; , - -- $ % 5 12 2019 Q3 ( ) / ½ 's a the of figure \n", " ")
	words := append(strings.FieldsFunc(data, func(c rune) bool { return strings.ContainsRune(" ,{}|:\n", c) }), signs...)
	random := rand.New(rand.NewPCG(1, 2))
	numerals := 0
	for range 50_000 {
		var b strings.Builder
		for range 2 + random.IntN(14) {
			if random.IntN(6) > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(words[random.IntN(len(words))])
		}
		text := b.String()
		tokens := v.Scan(nil, text, source.At(0, len(text)))
		var p parser
		p.reset(r, text, tokens, "USD")
		for i := 0; i < len(p.t); {
			i = p.step(i)
		}
		if got := r.Read(nil, text, tokens, "USD"); !reflect.DeepEqual(got, p.dst) {
			t.Fatalf("%q\n got: %v\nwant: %v", text, got, p.dst)
		}
		numerals += len(p.dst)
	}
	if numerals < 10_000 {
		t.Errorf("%d numerals only: the texts try nothing", numerals)
	}
}
