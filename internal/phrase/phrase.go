// Package phrase finds the longest known phrase at each token: a trie over
// word identities. Hyphens that join words, commas and slashes count as nothing, so
// that "year-over-year" and "year over year" are one phrase, and so are "selling,
// general and administrative" and the same without its comma.
package phrase

import (
	"fmt"
	"strings"

	"github.com/callfacts/callfacts/internal/token"
)

// Lexicon maps phrases to values. Fill it with Add, then only read it.
type Lexicon[V any] struct {
	vocabulary *token.Vocabulary
	begins     token.Class // of the words that a phrase begins with
	first      []node[V]   // by word ID: those that words lead to from the root
	edges      edges       // from the second word on
	nodes      []node[V]   // the others
}

// node is a place in the trie. The number of one that a word leads to from the root is
// minus its ID, that of another one more than its index.
type node[V any] struct {
	value V
	ends  bool // a phrase ends here
	goes  bool // a longer one goes on
}

// New returns an empty lexicon over v.
func New[V any](v *token.Vocabulary) *Lexicon[V] {
	return &Lexicon[V]{vocabulary: v, begins: v.NewClass()}
}

// Add gives every phrase that the pattern stands for the value merge(old, had),
// where had tells whether the phrase was known. See Expand for the patterns.
func (l *Lexicon[V]) Add(pattern string, merge func(old V, had bool) V) error {
	phrases, err := Expand(pattern)
	if err != nil {
		return err
	}
	for _, p := range phrases {
		at := int32(0)
		for _, w := range strings.Fields(p) {
			at = l.step(at, l.vocabulary.Add(w))
		}
		if at == 0 {
			return fmt.Errorf("phrase: empty phrase in %q", pattern)
		}
		n := l.node(at)
		n.value, n.ends = merge(n.value, n.ends), true
	}
	return nil
}

func (l *Lexicon[V]) step(from int32, w token.ID) int32 {
	if from == 0 {
		if int(w) >= len(l.first) {
			l.first = append(l.first, make([]node[V], int(w)+1-len(l.first))...)
		}
		l.vocabulary.Mark(w, l.begins)
		return -int32(w)
	}
	next, at := int32(0), place(from, w)
	if l.edges.may(at) {
		next = l.edges.find(at, from, w)
	}
	if next == 0 {
		l.node(from).goes = true
		l.nodes = append(l.nodes, node[V]{})
		next = int32(len(l.nodes))
		l.edges.add(from, w, next)
	}
	return next
}

// node is the node of a number.
func (l *Lexicon[V]) node(number int32) *node[V] {
	if number < 0 {
		return &l.first[-number]
	}
	return &l.nodes[number-1]
}

// Begin is the class of the words that a phrase begins with.
func (l *Lexicon[V]) Begin() token.Class { return l.begins }

// Begins reports whether a phrase begins with the word of the token.
func (l *Lexicon[V]) Begins(t *token.Token) bool { return t.Class&l.begins != 0 }

// Alone is the value of the phrase that is one word.
func (l *Lexicon[V]) Alone(w token.ID) (v V, ok bool) {
	if int(w) >= len(l.first) {
		return v, false
	}
	return l.first[w].value, l.first[w].ends
}

// Match finds the longest phrase that begins at tokens[i]; it ends before
// tokens[end]. end is 0 if there is none, as behind the last token.
func (l *Lexicon[V]) Match(tokens []token.Token, i int) (v V, end int) {
	if i >= len(tokens) || !l.Begins(&tokens[i]) {
		return v, 0
	}
	w := tokens[i].Word
	n, node := &l.first[w], -int32(w)
	if n.ends {
		v, end = n.value, i+1
	}
	for n.goes {
		if i = Behind(tokens, i); i == len(tokens) {
			break
		}
		t := &tokens[i]
		at := place(node, t.Word)
		if t.Word == 0 || !l.edges.may(at) {
			break
		}
		if node = l.edges.find(at, node, t.Word); node == 0 {
			break
		}
		if n = &l.nodes[node-1]; n.ends {
			v, end = n.value, i+1
		}
	}
	return v, end
}

// Behind is where a phrase goes on behind tokens[i].
func Behind(tokens []token.Token, i int) int {
	if i++; i < len(tokens) {
		if t := &tokens[i]; t.Kind == token.Hyphen || t.Word == token.Comma || t.Word == token.Slash {
			i++
		}
	}
	return i
}

// Expand lists the phrases of a pattern: "{a|b c|} d" stands for "a d", "b c d"
// and "d"; braces may stand within braces; a word that ends in "(s)" stands for
// itself without and with the s. Hyphens and slashes separate words.
func Expand(pattern string) ([]string, error) {
	open := strings.IndexByte(pattern, '{')
	if open < 0 {
		return plurals(strings.NewReplacer("-", " ", "/", " ").Replace(pattern)), nil
	}
	choices, end, err := choicesAt(pattern, open)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, choice := range choices {
		more, err := Expand(pattern[:open] + choice + pattern[end:])
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// choicesAt splits the braces that open at a position into their choices; end
// is behind the closing one.
func choicesAt(pattern string, open int) (choices []string, end int, err error) {
	depth, from := 0, open+1
	for i := open; i < len(pattern); i++ {
		switch pattern[i] {
		case '{':
			depth++
		case '|':
			if depth == 1 {
				choices = append(choices, pattern[from:i])
				from = i + 1
			}
		case '}':
			if depth--; depth == 0 {
				return append(choices, pattern[from:i]), i + 1, nil
			}
		}
	}
	return nil, 0, fmt.Errorf("phrase: no } in %q", pattern)
}

func plurals(pattern string) []string {
	at := strings.Index(pattern, "(s)")
	if at < 0 {
		return []string{strings.Join(strings.Fields(pattern), " ")}
	}
	return append(plurals(pattern[:at]+pattern[at+3:]), plurals(pattern[:at]+"s"+pattern[at+3:])...)
}
