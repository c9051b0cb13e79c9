package fact

import (
	"iter"
	"strings"

	"github.com/callfacts/callfacts/internal/token"
)

// words is a set of classes of words that rules look for in every sentence. What
// a token belongs to, and whether a sentence has such a word at all, is known
// from one look, so that a rule costs nothing where it cannot hold.
type words uint32

const (
	wordTurn        words = 1 << iota // "turning to": what a passage is about may change
	wordAhead                         // "looking ahead"
	wordAside                         // "which", "including", "as": a part of the sentence may stand apart from there on
	wordApposed                       // or from the comma before it on: ", a non-GAAP measure,"
	wordRevise                        // says that an outlook is set or changed
	wordOutlook                       // what is set or changed
	wordPast                          // a finite verb of the past that no ending tells
	wordAuxiliary                     // makes the participle behind it no past
	wordSegment                       // calls a part of the company a segment
	wordRegion                        // results may be told by region
	wordDivision                      // it, or what is told of one: "divisional results"
	wordHabit                         // tells what is the case in general
	wordDue                           // says that something is to come of itself
	wordOperational                   // tells growth at constant rates: "operational growth"
	wordScale                         // tells an amount: "42 million"
	wordBegin                         // "start with": what a passage is about may begin
	wordOthers                        // says who forecasts something, or that somebody does
)

var wordClasses = map[words]string{
	wordTurn:        "slide turn turning move moving shifting shift switching look looking jump jumping starting beginning review discuss",
	wordBegin:       "start begin walk",
	wordAhead:       "turning looking moving ahead",
	wordAside:       "as included including which",
	wordApposed:     "a an representing accounting comprising",
	wordRevise:      "raise raising raised lower lowering lowered narrow narrowing narrowed update updating updated tighten tightening tightened revise revising revised increasing reaffirm reaffirming reaffirmed reiterate reiterating reiterated maintaining establishing initiating introducing refined refining",
	wordOutlook:     "range guidance outlook forecast midpoint expectations assumptions",
	wordPast:        "was were had did came saw grew rose fell went made got sold bought paid spent held ran became stood hit brought gave kept shrank won",
	wordAuxiliary:   "be is are to will",
	wordSegment:     "segment segments division divisions",
	wordRegion:      "region geography geographies geographic geographical regional",
	wordDivision:    "segment segments business divisional",
	wordHabit:       "typically historically traditionally given average past last",
	wordDue:         "should driving",
	wordOperational: "operational",
	wordScale:       "million billion",
	wordOthers:      "according predicts predicted predicting forecasts estimates projects analysts economists forecasters",
}

// classify gives each word of the vocabulary its classes.
func (l *lexicon) classify(v *token.Vocabulary) {
	for _, list := range wordClasses {
		for _, w := range strings.Fields(list) {
			v.Add(w)
		}
	}
	l.words = make([]words, v.Size())
	for class, list := range wordClasses {
		for _, w := range strings.Fields(list) {
			l.words[v.Lookup(w)] |= class
		}
	}
}

// class is what a word belongs to.
func (l *lexicon) class(w token.ID) words {
	if int(w) < len(l.words) {
		return l.words[w]
	}
	return 0
}

// class is what the word at token i belongs to, in any case.
func (c *call) class(i int) words { return c.e.lexicon.class(c.tokens[i].Word) }

// lower is the text of token i in lower case, and empty where the call has no
// such token.
func (c *call) lower(i int) string {
	if uint(i) >= uint(len(c.tokens)) {
		return ""
	}
	t := &c.tokens[i]
	return c.low[t.Start:t.End]
}

// held is what stands in a sentence.
type held struct {
	words   words  // the classes of its words
	cues    uint64 // by cue
	members bool   // it names a part of the company
}

// has reports whether one of the cues stands in the sentence.
func (h held) has(cues ...cue) bool {
	for _, q := range cues {
		if h.cues&(1<<q) != 0 {
			return true
		}
	}
	return false
}

// holds notes what stands in a sentence, and which of its words are in capitals.
func (c *call) holds(s *said) {
	var h held
	var members int32
	l, capitals := c.e.lexicon, c.capitals
	s.capitals[0] = len(capitals)
	tokens := c.tokens[s.first:s.last]
	at := c.marks.at[s.first:s.last][:len(tokens)]
	for i := range tokens {
		t := &tokens[i]
		h.words |= l.class(t.Word)
		h.cues |= 1 << (at[i].cue & 63) // there are fewer
		members |= at[i].member
		if t.Is(token.Upper) {
			capitals = append(capitals, int32(s.first+i))
		}
	}
	h.members = members != 0
	s.held, s.capitals[1], c.capitals = h, len(capitals), capitals
}

// measured reports whether a sentence names a measure.
func (s *said) measured() bool { return s.concepts[0] < s.concepts[1] }

// measures are the concepts that a sentence names, in order.
func (c *call) measures(s *said) iter.Seq[mention] {
	return func(yield func(mention) bool) {
		for _, m := range c.marks.concepts[s.concepts[0]:s.concepts[1]] {
			if m.value >= 0 && !yield(m) {
				return
			}
		}
	}
}

// shapes tells of most words that a set does not hold them, in any case, without a
// look at the set: by their first two bytes the lengths that occur.
type shapes [1024]uint16

func (s *shapes) add(word string) { s[opening(word)] |= 1 << min(len(word), 15) }

// may tells by the shape of a word whether a set may hold it.
func may[T string | []byte](s *shapes, word T) bool {
	return s[opening(word)]&(1<<min(len(word), 15)) != 0
}

// longer tells by the first two bytes of a word whether a set may hold a longer one.
func (s *shapes) longer(word []byte) bool {
	return len(word) >= 15 || s[opening(word)]>>(len(word)+1) != 0
}

// opening is a number of the first two bytes of a word, in any case.
func opening[T string | []byte](word T) int {
	a, b := 0, 0
	if len(word) > 0 {
		a = int(word[0] | 0x20)
	}
	if len(word) > 1 {
		b = int(word[1] | 0x20)
	}
	return (a<<5 ^ b) & 1023
}
