package quantity

import (
	"strings"
	"sync"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// Reader reads quantities from tokens. Make one with NewReader; it is then only
// read, by any number of goroutines.
type Reader struct {
	*lexicon
	vocabulary *token.Vocabulary
	parsers    sync.Pool
}

// NewReader adds the words that it knows to v, which must be the vocabulary
// that the tokens are scanned with afterwards.
func NewReader(v *token.Vocabulary) (*Reader, error) {
	l, err := newLexicon(v)
	if err != nil {
		return nil, err
	}
	return &Reader{lexicon: l, vocabulary: v, parsers: sync.Pool{New: func() any { return new(parser) }}}, nil
}

// Most is how many numerals are read at most: what is known of one takes memory and
// time, and two bytes can be one.
const Most = 200_000

// Read appends every numeral of the tokens to dst, in order and disjoint: the
// quantities, and with a Reject reason those that are none. currency is what a
// bare "$" stands for, an ISO 4217 code. It stops when dst has more than Most.
func (r *Reader) Read(dst []Quantity, text string, tokens []token.Token, currency string) []Quantity {
	p := r.parsers.Get().(*parser)
	p.reset(r, text, tokens, currency)
	p.dst = dst
	for i := 0; i < len(p.t) && len(p.dst) <= Most; {
		last, end := p.stretch(i)
		for i <= last && len(p.dst) <= Most {
			if t := &p.t[i]; t.Kind == token.Word && t.Class&p.known == 0 { // most words have no part in a numeral
				i++
			} else {
				i = p.step(i)
			}
		}
		if i <= end {
			i = p.step(end)
		}
	}
	dst = p.dst
	p.dst, p.t, p.text = nil, nil, ""
	r.parsers.Put(p)
	return dst
}

// parser is the state of one reading: a single pass over the tokens that
// remembers what was said before a number and looks a few tokens ahead.
type parser struct {
	*lexicon
	text     string
	currency string
	t        []token.Token
	joined   []token.Token // t without the line ends within sentences
	index    []int32       // of joined in the caller's tokens; nil if t is theirs
	dst      []Quantity
	whole    bool // all tokens are one value: nothing is rejected

	floor   int // the first token that no numeral has used
	cue     cue // the bound that was read last
	between int // behind "between" and what may follow it
	from    int // behind "from" likewise
	loss    lossCue
	ranged  int // where "range", "guidance", "expect" was said, or -1
	changed int // where a verb of change was said, or -1
}

// cue is a bound that holds for the number that begins at reach.
type cue struct {
	bound      Bound
	hedge      bool
	first, end int
	reach      int
}

// lossCue is "loss of", "loss per share was": it makes money negative.
type lossCue struct {
	first, end, reach int
	armed             bool
}

func (p *parser) reset(r *Reader, text string, tokens []token.Token, currency string) {
	joined, index := p.joined[:0], p.index[:0]
	*p = parser{lexicon: r.lexicon, text: text, currency: currency, t: tokens, ranged: -1, changed: -1, between: -1, from: -1}
	p.cue.reach, p.loss.reach = -1, -1
	p.joined, p.index = joined, index
	p.joinLines()
}

// joinLines takes out the line ends within a sentence, which the grammar need
// not know: "low \ndouble digits".
func (p *parser) joinLines() {
	if !token.HasNewline(p.text, p.t) {
		return
	}
	from := 0
	for i := range p.t {
		if p.t[i].Kind == token.Newline && p.soft(i) {
			p.keep(from, i)
			from = i + 1
		}
	}
	if from > 0 {
		p.keep(from, len(p.t))
		p.t = p.joined
	}
}

// keep takes the tokens [first, end) over.
func (p *parser) keep(first, end int) {
	p.joined = append(p.joined, p.t[first:end]...)
	for i := first; i < end; i++ {
		p.index = append(p.index, int32(i))
	}
}

// soft reports whether the Newline at i is one single line end.
func (p *parser) soft(i int) bool {
	return strings.Count(p.text[p.t[i].Start:p.t[i].End], "\n") <= 1
}

// m is the meaning of the token at i, which may lie outside of the list.
func (p *parser) m(i int) meaning {
	if uint(i) >= uint(len(p.t)) {
		return meaning{}
	}
	if w := int(p.t[i].Word); w < len(p.words) {
		return p.words[w]
	}
	return meaning{}
}

// kind is the kind of the token at i; Newline outside of the list.
func (p *parser) kind(i int) token.Kind {
	if uint(i) >= uint(len(p.t)) {
		return token.Newline
	}
	return p.t[i].Kind
}

// glued reports whether the token at i follows the one before without a space.
func (p *parser) glued(i int) bool {
	return i > 0 && i < len(p.t) && p.t[i].Is(token.Glued) && p.t[i-1].End == p.t[i].Start
}

// sign reports whether the token at i is the one ASCII sign c.
func (p *parser) sign(i int, c byte) bool {
	return uint(i) < uint(len(p.t)) && p.t[i].End-p.t[i].Start == 1 && p.text[p.t[i].Start] == c
}

// word is the text of the token at i.
func (p *parser) word(i int) string {
	if uint(i) >= uint(len(p.t)) {
		return ""
	}
	return p.t[i].Span().Of(p.text)
}

// span is the hull of the tokens [first, end).
func (p *parser) span(first, end int) source.Span {
	if first >= end {
		return source.Span{}
	}
	return source.Span{Start: p.t[first].Start, End: p.t[end-1].End}
}

// stretch looks ahead from token i to the sign at which what was said before
// numbers is forgotten ("Rs. 500" goes on), or the last token, and for the last
// token on the way without which there is no numeral: what stands behind it need
// not be read, and most sentences hold none. last is -1 then.
func (p *parser) stretch(i int) (last, end int) {
	last = -1
	for ; i < len(p.t); i++ {
		switch t := &p.t[i]; t.Kind {
		case token.Word:
			if t.Class&p.needed != 0 {
				last = i
			}
		case token.Number, token.Symbol, token.Mixed:
			last = i
		case token.Punct:
			if t.Word == 0 && forgets(p.text[t.Start]) && p.kind(i+1) != token.Number {
				return last, i
			}
		}
	}
	return last, len(p.t) - 1
}

// forgets reports whether a sign ends what "range" or "grew" is said of.
func forgets(sign byte) bool { return sign == '.' || sign == '?' || sign == '!' || sign == ';' }

// step reads what begins at token i and returns where to go on.
func (p *parser) step(i int) int {
	t := &p.t[i]
	switch t.Kind {
	case token.Punct:
		if t.End-t.Start == 1 {
			switch c := p.text[t.Start]; {
			case forgets(c):
				p.ranged, p.changed = -1, -1
			case c == '~' || c == '<' || c == '>':
				p.mathCue(i)
			case c == '(':
				return p.numeral(i)
			}
		}
		return i + 1
	case token.Hyphen:
		if p.reachOver(i) || !p.minus(i) {
			return i + 1
		}
		return p.numeral(i)
	case token.Number, token.Symbol, token.Mixed:
		return p.numeral(i)
	case token.Word:
		return p.atWord(i)
	}
	return i + 1
}

// numeralRoles are the words that a numeral may begin with.
const numeralRoles = roleCardinal | roleScale | rolePlural | roleDozen | roleOrdinal | rolePart | roleHalf | roleMultiple |
	roleTwice | roleFlat | rolePoint | roleModifier | roleDigits | roleTeens | roleNegative

// openingRoles are all words that a numeral may begin with: those, what stands for
// money, and the article of "a million".
const openingRoles = numeralRoles | roleMoney | roleArticle

// notedRoles are the words that say something of the numbers behind them.
const notedRoles = roleBetween | roleFrom | roleLoss | roleLossPath | roleLossVerb | roleFiller | roleRange | roleChange

// neededRoles are those of the words without one of which no numeral is in words.
const neededRoles = numeralRoles&^(roleModifier|roleNegative) | rolePenny | rolePercent

func (p *parser) atWord(i int) int {
	m := p.m(i)
	if m.idiom {
		if _, end := p.idiom.Match(p.t, i); end > 0 && p.idiomatic(end) {
			for p.m(end).is(roleScale) && p.kind(end) == token.Word {
				end++ // "a couple of hundred million"
			}
			p.reject(i, end, RejectIdiom)
			return end
		}
	}
	if i < p.floor || m.is(openingRoles) {
		if to := p.numeral(i); to > i+1 || p.floor > i {
			return to
		}
	}
	if m.bound {
		if e, end := p.bound.Match(p.t, i); end > 0 && (e.bound == BoundApprox || p.mayBound(i)) {
			p.carry(i, end)
			for k := i; k < end; k++ {
				if p.m(k).is(roleRange) {
					p.ranged = k
				}
			}
			if !e.none {
				p.cue = cue{e.bound, e.hedge, i, end, end}
			}
			return end
		}
	}
	if m.is(notedRoles) {
		p.note(i, m)
	}
	return i + 1
}

// note remembers what the word at i, of meaning m, says of the numbers behind it.
func (p *parser) note(i int, m meaning) {
	switch {
	case m.is(roleBetween):
		p.between = i + 1
	case m.is(roleFrom):
		p.from = i + 1
	case m.is(roleLoss):
		p.loss = lossCue{first: i, end: i + 1, reach: i + 1}
	}
	if p.loss.reach == i && m.is(roleLossPath|roleLossVerb) {
		p.loss.reach = i + 1
		p.loss.armed = p.loss.armed || m.is(roleLossVerb)
		if i == p.loss.first+1 && m.is(roleLossVerb) {
			p.loss.end = i + 1
		}
	}
	if m.is(roleFiller) {
		if m.is(roleDefinite) && p.cue.reach == i && p.cue.bound != BoundApprox {
			p.cue.reach = -1 // "below the 5% of last year" compares
		}
		p.carry(i, i+1)
	}
	if m.is(roleRange) {
		p.ranged = i
	}
	if m.is(roleChange) {
		p.changed = i
	}
}

// reachOver lets a bound reach over the hyphen at i to the number that it joins:
// "sub-70".
func (p *parser) reachOver(i int) bool {
	if p.cue.reach != i || p.kind(i) != token.Hyphen || !p.glued(i+1) {
		return false
	}
	p.cue.reach = i + 1
	return true
}

// carry lets what was said before token i reach over the tokens up to end.
func (p *parser) carry(i, end int) {
	if p.cue.reach == i {
		p.cue.reach = end
	}
	if p.between == i {
		p.between = end
	}
	if p.from == i {
		p.from = end
	}
	if p.loss.reach == i {
		p.loss.reach = end
	}
}

// mayBound tells the bound "below" at i from the comparison of "5% below $3
// million" and "up 8% over last year".
func (p *parser) mayBound(i int) bool {
	return i == 0 || p.floor != i || len(p.dst) == 0 || p.dst[len(p.dst)-1].Reject != ""
}

// mathCue reads "~", "<", ">" as bounds.
func (p *parser) mathCue(i int) {
	b := BoundApprox
	switch p.text[p.t[i].Start] {
	case '<':
		b = BoundAtMost
	case '>':
		b = BoundAtLeast
	}
	p.cue = cue{b, false, i, i + 1, i + 1}
}

// emit appends a numeral that covers the tokens [first, end).
func (p *parser) emit(q Quantity, first, end int) {
	q.Span = p.span(first, end)
	q.First, q.Last = first, end
	if len(p.index) > 0 {
		q.First, q.Last = int(p.index[first]), int(p.index[end-1])+1
	}
	p.dst = append(p.dst, q)
	p.floor = end
}

func (p *parser) reject(first, end int, reason string) {
	p.emit(Quantity{Reject: reason}, first, end)
}
