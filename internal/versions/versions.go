// Package versions holds two transcripts of one call against each other, such as
// those of two vendors: whether they have the same numbers at the same places, and
// the same turns.
//
// The speech of both is aligned word by word, whatever is labelled, spelled or
// broken into turns differently: words that stand nowhere else are anchors, and the
// longest chain of them that runs in both orders alike holds the rest. Numbers take
// no part in it. Between two words that are aligned, the numbers of both sides are
// held against each other by the digits that were said.
package versions

import (
	"sync"

	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Version is one transcript of a call, with the name by which a finding calls it.
type Version struct {
	Name string
	*transcript.Transcript
}

// Finding is what one place of the two comes to. Where a number differs, both
// places are set; where one side has nothing, the other is nil.
type Finding struct {
	Verdict    reconcile.Verdict
	Reason     reconcile.Reason // of NotCheckable
	One, Other *Passage
	// The number of either, of a place with a number.
	Stated, Computed reconcile.Interval
	Unit             string
	Arithmetic       string
}

// Passage is a place in one of the two.
type Passage struct {
	Turn  int // the first, where it covers several
	Span  source.Span
	Value source.Span // the number that is compared; zero where there is none
}

// Comparer compares transcripts. Make one with New; it is then only read, by any
// number of goroutines.
type Comparer struct {
	vocabulary *token.Vocabulary
	quantities *quantity.Reader
}

// New makes a comparer.
func New() (*Comparer, error) {
	c := &Comparer{vocabulary: token.NewVocabulary()}
	var err error
	c.quantities, err = quantity.NewReader(c.vocabulary)
	return c, err
}

// Standard is a comparer that all share.
var Standard = sync.OnceValue(func() *Comparer {
	c, err := New()
	if err != nil {
		panic(err) // the embedded data is checked by a test
	}
	return c
})

// leastShared is the part of the shorter speech, in percent, that two transcripts
// of one call have in common at the least.
const leastShared = 20

// Compare holds two transcripts against each other, in order of the first.
func (c *Comparer) Compare(one, other Version) []Finding {
	ids := make(map[string]int32)
	a, b := c.read(one, ids), c.read(other, ids)
	m := align(a.keys(), b.keys())
	w := &comparison{a: a, b: b, to: m}
	if shorter := min(len(a.words), len(b.words)); 100*m.count() < leastShared*shorter || shorter == 0 {
		return []Finding{w.strangers(shorter)}
	}
	w.slots()
	return w.inOrder()
}
