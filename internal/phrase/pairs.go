package phrase

import "github.com/callfacts/callfacts/internal/token"

// Pairs are the two words that phrases of some lexicons begin with, each pair by two bits
// of one place. Most words of a text begin a phrase of some lexicon and few go on with the
// next word: that is told here for all the lexicons at once, from few cache lines.
type Pairs [1024]uint64

// AddTo adds the first two words of every phrase.
func (l *Lexicon[V]) AddTo(p *Pairs) {
	for _, e := range l.edges.table {
		if e.node < 0 {
			at, bits := pair(token.ID(-e.node), e.word)
			p[at] |= bits
		}
	}
}

// May tells of most pairs of words that no phrase begins with them.
func (p *Pairs) May(first, second token.ID) bool {
	at, bits := pair(first, second)
	return p[at]&bits == bits
}

// pair is the place of two words and their bits there.
func pair(first, second token.ID) (at int, bits uint64) {
	h := uint(place(-int32(first), second))
	return int(h >> 12 % uint(len(Pairs{}))), 1<<(h&63) | 1<<(h>>6&63)
}
