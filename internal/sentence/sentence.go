// Package sentence cuts tokens into sentences. It works on the tokens of one
// turn from which Lines has taken the line ends that mean nothing.
package sentence

import (
	"strings"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/token"
)

// MaxTokens is the most tokens of a sentence; a longer one is cut, so that what
// later stages do with a sentence is bounded.
const MaxTokens = 400

// Sentence is a run of tokens, half-open.
type Sentence struct {
	First, Last int
	Opens       bool // the first of its paragraph
	Asks        bool // ends with a question mark
}

// Lines takes the line ends that mean nothing out of tokens, in place: vendors wrap
// lines. A Newline token stays where it ends a paragraph: at a blank line, behind a sign
// that ends a sentence, and before a bullet.
func Lines(text string, tokens []token.Token) []token.Token {
	if !token.HasNewline(text, tokens) {
		return tokens
	}
	kept := 0
	for i := range tokens {
		t := &tokens[i]
		if t.Kind == token.Newline && strings.Count(text[t.Start:t.End], "\n") < 2 && !behindEnd(text, tokens[:kept]) && !bullet(text[t.End:]) {
			continue
		}
		if kept < i {
			tokens[kept] = *t
		}
		kept++
	}
	return tokens[:kept]
}

// bullet reports whether a line begins with the sign of a list.
func bullet(line string) bool {
	line = strings.TrimLeft(line[:min(len(line), 16)], " \t")
	if strings.HasPrefix(line, "o ") || strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") {
		return true
	}
	r, _ := utf8.DecodeRuneInString(line)
	switch r {
	case '•', '●', '▪', '■', '◦', '‣', '·', '\uf0b7', '\uf0a7', '\uf076', '\uf0d8':
		return true
	}
	return false
}

func behindEnd(text string, tokens []token.Token) bool {
	if len(tokens) == 0 {
		return true
	}
	last := tokens[len(tokens)-1]
	return last.Kind == token.Newline || last.Kind == token.Punct && strings.IndexByte(".?!:", text[last.Start]) >= 0
}

// Split appends the sentences of tokens to dst: ordered, disjoint, covering
// every token but the Newlines between paragraphs and the bullets of lists.
func Split(dst []Sentence, text string, tokens []token.Token) []Sentence {
	first, opens := 0, true
	add := func(last int, asks bool) {
		for first < last && isBullet(text, tokens[first]) {
			first++
		}
		if last > first {
			dst = append(dst, Sentence{first, last, opens, asks})
			opens = false
		}
		first = last
	}
	for i := 0; i < len(tokens); i++ {
		switch t := &tokens[i]; {
		case t.Kind == token.Newline:
			add(i, false)
			first, opens = i+1, true
		case t.Kind == token.Punct && t.Word == 0 && ends(text, tokens, i):
			asks := text[t.Start] == '?'
			for i+1 < len(tokens) && closes(text, tokens[i+1]) {
				i++
			}
			add(i+1, asks)
		case i-first >= MaxTokens:
			add(i, false)
		}
	}
	add(len(tokens), false)
	return dst
}

// isBullet reports whether t is the sign of a list.
func isBullet(text string, t token.Token) bool {
	if t.Kind == token.Word {
		return t.End-t.Start == 1 && text[t.Start] == 'o'
	}
	return t.Kind == token.Punct && bullet(text[t.Start:t.End]+" ") || t.Kind == token.Dash && t.End-t.Start == 1
}

// closes reports whether t belongs to the end that stands before it.
func closes(text string, t token.Token) bool {
	if t.Kind != token.Punct || !t.Is(token.Glued) {
		return false
	}
	switch text[t.Start:t.End] {
	case ".", "?", "!", ")", `"`, "”", "'":
		return true
	}
	return false
}

// ends reports whether the sign at i ends a sentence.
func ends(text string, tokens []token.Token, i int) bool {
	switch text[tokens[i].Start] {
	case '?', '!':
		return true
	case '.':
	default:
		return false
	}
	if i+1 == len(tokens) {
		return true
	}
	next := tokens[i+1]
	if next.Kind == token.Newline {
		return true
	}
	if i > 0 && tokens[i-1].Kind == token.Word && abbreviated(text[tokens[i-1].Start:tokens[i-1].End]) {
		return false
	}
	if next.Kind == token.Word && !next.Is(token.Upper) {
		return false
	}
	return !next.Is(token.Glued) || next.Kind == token.Word || next.Kind == token.Punct
}

// abbreviated reports whether a full stop behind word shortens it.
func abbreviated(word string) bool {
	if len(word) == 1 {
		return word != "I"
	}
	switch word {
	case "Mr", "Mrs", "Ms", "Dr", "St", "vs", "Vs", "VS", "No", "approx", "Jr", "Sr", "Prof", "Rs", "Inc", "Corp", "Co", "Ltd", "Messrs", "Gen", "Sen":
		return true
	}
	return false
}
