package fact

import (
	"github.com/callfacts/callfacts/internal/phrase"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// mention is a phrase of a lexicon at its tokens.
type mention struct {
	value       int32 // of a concept its index, of a member its index into named; -1: a phrase that is no concept
	first, last int32 // tokens, half-open
}

// marks says for each token which phrase of which kind stands there; kinds may
// overlap ("comp growth" is a concept, its second word a cue).
type marks struct {
	concepts []mention
	members  []mention

	at []mark // by token
}

// mark is what stands at one token: what it is part of by its index and one, a cue by
// its first token and one. 0 is none.
type mark struct {
	concept, member, phrase, quantity, period int32

	cue   cue  // of phrase
	base  bool // the whole that a share was told of, no subject of what follows
	unit  bool // the noun that a quantity counts
	aside bool // "excluding ...", and what else stands between commas and is no subject
}

func (m *marks) reset() {
	m.concepts, m.members, m.at = m.concepts[:0], m.members[:0], m.at[:0]
}

// grow makes room for n tokens.
func (m *marks) grow(n int) { m.at = append(m.at, make([]mark, n-len(m.at))...) }

// quantity marks a numeral; one that was rejected only where no period is read
// later is of no interest to binding, and is left out.
func (m *marks) quantity(index int32, first, last int, real bool) {
	if !real {
		return
	}
	for i := first; i < last; i++ {
		m.at[i].quantity = index + 1
	}
}

// unmarkQuantity takes the mark of a numeral back.
func (m *marks) unmarkQuantity(q *quantity.Quantity) {
	for i := q.First; i < q.Last; i++ {
		m.at[i].quantity = 0
	}
}

// period marks a period; its tokens are no quantity.
func (m *marks) period(index int32, first, last int) {
	for i := first; i < last; i++ {
		m.at[i].period = index + 1
	}
}

// phrases marks what the lexicons know among the tokens of one turn, which
// stand at base in the call.
func (m *marks) phrases(l *lexicon, tokens []token.Token, base int) {
	concept, cued, named := 0, 0, 0 // behind the last phrase of each kind
	for i := range tokens {
		t := &tokens[i]
		if t.Class&l.begins == 0 {
			continue
		}
		alone, next := l.alone[t.Word], phrase.Behind(tokens, i)
		if i >= cued && !alone.names && !(alone.cased && t.Is(token.Upper)) && (next == len(tokens) || !l.pairs.May(t.Word, tokens[next].Word)) { // as most are
			if alone.cue != cueNone {
				m.at[base+i].phrase, m.at[base+i].cue = int32(base+i+1), alone.cue
			}
			continue
		}
		if i >= concept && l.concepts.Begins(t) {
			if v, end := l.concepts.Match(tokens, i); end > 0 && (v < capitalsOnly || t.Is(token.Caps)) {
				if v >= capitalsOnly {
					v -= capitalsOnly
				}
				m.concepts = append(m.concepts, mention{max(v-1, -1), int32(base + i), int32(base + end)})
				for k := base + i; k < base+end; k++ {
					m.at[k].concept = int32(len(m.concepts))
				}
				concept = end
			}
		}
		if i >= cued && l.cues.Begins(t) {
			if v, end := l.cues.Match(tokens, i); end > 0 && (v != cueExcluding || !t.Is(token.Caps)) && (end > i+1 || !t.Is(token.Upper) || !m.endsName(l, tokens, i, base) && !beginsName(tokens, i, v)) { // "EX" names something
				for k := base + i; k < base+end; k++ {
					m.at[k].phrase, m.at[k].cue = int32(base+i+1), v
				}
				cued = end
			}
		}
		if i >= named && l.members.Begins(t) {
			if v, end := l.members.Match(tokens, i); end > 0 && (v < capitalsOnly || t.Is(token.Caps)) {
				if v >= capitalsOnly {
					v -= capitalsOnly
				}
				if !m.withinNone(base+i, base+end) {
					m.member(v-1, base+i, base+end)
				}
				named = end
			}
		}
	}
}

// withinNone reports whether the tokens first..end stand in a longer phrase that looks like
// a measure and is none: "capital markets day".
func (m *marks) withinNone(first, end int) bool {
	k := m.at[first].concept
	return k != 0 && m.concepts[k-1].value < 0 && int(m.concepts[k-1].last) > end
}

// beginsName reports whether token i is a verb of movement in capitals, within a
// sentence, before another word in capitals: part of a name, as in "sales in
// Advanced Masonry".
func beginsName(tokens []token.Token, i int, q cue) bool {
	if !q.verb() || i == 0 || i+1 >= len(tokens) {
		return false
	}
	t, before, behind := &tokens[i], &tokens[i-1], &tokens[i+1]
	return t.Is(token.Upper) && !t.Is(token.Caps) && before.Kind == token.Word && !before.Is(token.Caps) && behind.Kind == token.Word && behind.Is(token.Upper)
}

// endsName reports whether token i, a capital, is a common noun behind a word in
// capitals that no lexicon knows: part of a name, as in "TR Front End".
func (m *marks) endsName(l *lexicon, tokens []token.Token, i, base int) bool {
	t := &tokens[i]
	if i == 0 || t.Kind != token.Word || t.Is(token.Caps) || !l.nameEnds[t.Word] {
		return false
	}
	b := &tokens[i-1]
	return b.Kind == token.Word && b.Is(token.Upper) && m.at[base+i-1].phrase == 0 && m.at[base+i-1].concept == 0 && m.at[base+i-1].quantity == 0 && m.at[base+i-1].period == 0
}

func (m *marks) member(index int32, first, last int) {
	m.members = append(m.members, mention{index, int32(first), int32(last)})
	for i := first; i < last; i++ {
		m.at[i].member = int32(len(m.members))
	}
}

// unmarkMember takes the mark of a member back.
func (m *marks) unmarkMember(n mention) {
	for i := n.first; i < n.last; i++ {
		m.at[i].member = 0
	}
}

// cue is the cue at token i.
func (m *marks) cue(i int) cue {
	if uint(i) >= uint(len(m.at)) {
		return cueNone
	}
	return m.at[i].cue
}

// cueMention is the cue phrase that covers token i.
func (m *marks) cueMention(i int) mention {
	phrase, last := m.at[i].phrase, i+1
	for last < len(m.at) && m.at[last].phrase == phrase {
		last++
	}
	return mention{int32(m.at[i].cue), phrase - 1, int32(last)}
}

// concept is the concept phrase that covers token i; ok only for real ones.
func (m *marks) concept(i int) (c mention, ok bool) {
	if uint(i) >= uint(len(m.at)) || m.at[i].concept == 0 {
		return mention{}, false
	}
	c = m.concepts[m.at[i].concept-1]
	return c, c.value >= 0
}

// names reports whether a phrase of the taxonomy covers token i, one that is known to be no
// measure included.
func (m *marks) names(i int) bool { return uint(i) < uint(len(m.at)) && m.at[i].concept != 0 }

// memberOf is the member phrase that covers token i.
func (m *marks) memberOf(i int) (mention, bool) {
	if uint(i) >= uint(len(m.at)) || m.at[i].member == 0 {
		return mention{}, false
	}
	return m.members[m.at[i].member-1], true
}

// covers reports whether a phrase goes on from token i-1 to token i.
func (m *marks) covers(i int) bool {
	a, b := &m.at[i-1], &m.at[i]
	same := func(a, b int32) bool { return a != 0 && a == b }
	return same(a.concept, b.concept) || same(a.member, b.member) || same(a.phrase, b.phrase) || same(a.quantity, b.quantity) || same(a.period, b.period)
}

// isQuantity reports whether token i is part of a quantity, and of which.
func (m *marks) isQuantity(i int) (int, bool) {
	if uint(i) >= uint(len(m.at)) || m.at[i].quantity == 0 {
		return 0, false
	}
	return int(m.at[i].quantity - 1), true
}

// periodOf is the period that covers token i.
func (m *marks) periodOf(i int) (int, bool) {
	if uint(i) >= uint(len(m.at)) || m.at[i].period == 0 {
		return 0, false
	}
	return int(m.at[i].period - 1), true
}

// base marks a concept as the whole that another was told in percent of; isBase
// asks.
func (m *marks) base(c mention) {
	for i := int(c.first); i < int(c.last); i++ {
		m.at[i].base = true
	}
}

func (m *marks) isBase(c mention) bool { return m.at[c.first].base || m.at[c.first].aside }
