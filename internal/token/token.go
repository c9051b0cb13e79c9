// Package token cuts text into tokens: words, numbers, punctuation, currency
// signs. A token is a span with a kind, a few flags and the identity of its
// lower-cased word in a Vocabulary, so that later stages compare integers and
// never strings.
package token

import (
	"strings"

	"github.com/callfacts/callfacts/internal/source"
)

// Kind is the sort of a token.
type Kind uint8

const (
	Punct    Kind = iota // any other sign, one rune
	Word                 // letters: "revenue", "U.S.", "AT&T", "'s"
	Number               // digits with thousands commas and a decimal point: "1,032.50", ".5"
	Mixed                // letters, then digits: "Q1", "T4000", "FY20"
	Symbol               // "$", "€", "£", "¥", "₹", "%", and the like
	Hyphen               // "-" or a dash that joins its neighbours: "year-over-year", "15-20"
	Dash                 // "--", "—" or a lone "-": breaks off
	Ellipsis             // "..." or "…"
	Newline              // one or more line ends
)

// Flags tell how a token stands in the text.
type Flags uint8

const (
	Glued Flags = 1 << iota // no space before it
	Upper                   // begins with an upper-case letter
	Caps                    // has two letters or more, all of them upper case
	Lower                   // is a word without an upper-case letter
)

// Token is one token of a text.
type Token struct {
	Start, End int32
	Kind       Kind
	Flags      Flags
	Class      Class // of Word
	Word       ID    // of a Word, Number, Mixed or Symbol that the vocabulary knows, or Comma or Slash
}

// Span is the token's place in the text.
func (t Token) Span() source.Span { return source.Span{Start: t.Start, End: t.End} }

// Is reports whether t has all the flags of f.
func (t Token) Is(f Flags) bool { return t.Flags&f == f }

// HasNewline reports whether there may be a Newline among tokens of text: many a turn is one
// line, and its text is searched faster than its tokens.
func HasNewline(text string, tokens []Token) bool {
	if len(tokens) == 0 {
		return false
	}
	text = text[tokens[0].Start:tokens[len(tokens)-1].End]
	return strings.IndexByte(text, '\n') >= 0 || strings.IndexByte(text, '\r') >= 0
}

// Scan appends the tokens of text[span.Start:span.End] to dst. White space
// separates tokens and is not one, but for line ends; nor is a transcriber's note of how
// a word sounded.
func (v *Vocabulary) Scan(dst []Token, text string, span source.Span) []Token {
	s := scanner{text: text, i: int(span.Start), end: int(span.End), spaced: true, v: v, dst: dst}
	for s.i < s.end {
		switch classes[text[s.i]] {
		case classSpace:
			s.i++
			s.spaced = true
		case classLower, classUpper:
			s.words()
		default:
			s.next()
		}
	}
	return s.dst
}

type scanner struct {
	text   string
	i, end int
	spaced bool // white space, or where the span begins, stands before what comes
	v      *Vocabulary
	dst    []Token
}

// class of a byte, the first dispatch of the scanner.
type class uint8

const (
	classPunct class = iota
	classSpace
	classNewline
	classLower
	classUpper
	classDigit
	classSymbol
	classHyphen
	classDot
	classQuote
	classHigh // first byte of a multi-byte rune
)

var classes = func() (t [256]class) {
	for c := range t {
		switch {
		case c == '\n' || c == '\r':
			t[c] = classNewline
		case c == ' ' || c == '\t' || c == '\v' || c == '\f':
			t[c] = classSpace
		case c >= 'a' && c <= 'z':
			t[c] = classLower
		case c >= 'A' && c <= 'Z':
			t[c] = classUpper
		case c >= '0' && c <= '9':
			t[c] = classDigit
		case c == '$' || c == '%':
			t[c] = classSymbol
		case c == '-':
			t[c] = classHyphen
		case c == '.':
			t[c] = classDot
		case c == '\'':
			t[c] = classQuote
		case c >= 0x80:
			t[c] = classHigh
		}
	}
	return t
}()

// next scans what is neither white space nor a word of ASCII letters.
func (s *scanner) next() {
	switch classes[s.text[s.i]] {
	case classNewline:
		s.newline()
	case classDigit:
		s.number()
	case classSymbol:
		s.known(Symbol, s.i+1)
	case classHyphen:
		s.hyphen(1)
	case classDot:
		s.dot()
	case classQuote:
		s.apostrophe(1)
	case classHigh:
		s.high()
	default:
		if n := note(s.text[s.i:s.end]); n > 0 {
			s.i += n
			s.spaced = true
			return
		}
		s.emit(Punct, s.i+1)
		switch t := &s.dst[len(s.dst)-1]; s.text[t.Start] {
		case ',':
			t.Word = Comma
		case '/':
			t.Word = Slash
		}
	}
}

// notes are what transcribers write behind a word of which they are not sure.
var notes = [...]string{"[phonetic]", "(phonetic)", "[ph]", "(ph)", "[sic]", "(sic)"}

// note is the length of the note that a text begins with: it is no part of the speech,
// and passed like white space. 0 for none.
func note(text string) int {
	if c := text[0]; c != '[' && c != '(' {
		return 0
	}
	for _, n := range notes {
		if len(text) >= len(n) && text[0] == n[0] && strings.EqualFold(text[:len(n)], n) {
			return len(n)
		}
	}
	return 0
}

// emit appends text[s.i:to] as a token and moves on behind it.
func (s *scanner) emit(k Kind, to int) { s.append(k, to, &noWord, 0) }

// known appends text[s.i:to] as a token that the vocabulary may know.
func (s *scanner) known(k Kind, to int) {
	s.append(k, to, s.v.lookup(s.text[s.i:to]), 0)
}

func (s *scanner) append(k Kind, to int, w *slot, f Flags) {
	if !s.spaced {
		f |= Glued
	}
	s.dst = append(s.dst, Token{int32(s.i), int32(to), k, f, w.class, w.id})
	s.i, s.spaced = to, false
}

func (s *scanner) newline() {
	to := s.i + 1
	for to < s.end {
		if c := classes[s.text[to]]; c != classNewline && c != classSpace {
			break
		}
		to++
	}
	s.emit(Newline, to)
	s.spaced = true
}

// dot is a full stop, an ellipsis, or the point of ".5".
func (s *scanner) dot() {
	switch {
	case s.i+1 < s.end && classes[s.text[s.i+1]] == classDigit && (s.i == 0 || classes[s.text[s.i-1]] != classDigit):
		s.number()
	case s.i+2 < s.end && s.text[s.i:s.i+3] == "...":
		s.emit(Ellipsis, s.i+3)
	default:
		s.emit(Punct, s.i+1)
	}
}

// hyphen tells a joining hyphen from a dash; width is the sign's length.
func (s *scanner) hyphen(width int) {
	to := s.i + width
	if width == 1 && to < s.end && s.text[to] == '-' {
		for to < s.end && s.text[to] == '-' {
			to++
		}
		s.emit(Dash, to)
		return
	}
	before := s.i > 0 && joins(s.text[s.i-1])
	after := to < s.end && joins(s.text[to])
	if before || after {
		s.emit(Hyphen, to)
		return
	}
	s.emit(Dash, to)
}

func joins(c byte) bool {
	switch classes[c] {
	case classLower, classUpper, classDigit, classHigh, classSymbol, classDot:
		return true
	}
	return c == ')' || c == '('
}

// apostrophe begins "'s" and "'t" behind a word; elsewhere it is a quote.
func (s *scanner) apostrophe(width int) {
	to := s.i + width
	if s.spaced || s.dst[len(s.dst)-1].Kind == Punct {
		s.emit(Punct, to)
		return
	}
	letters := to
	for letters < s.end && classes[s.text[letters]] == classLower {
		letters++
	}
	if letters == to || letters-to > 2 {
		s.emit(Punct, to)
		return
	}
	s.append(Word, letters, s.v.apostrophe(s.text[to:letters]), 0)
}

// high dispatches on a rune beyond ASCII: a letter, a sign, a space.
func (s *scanner) high() {
	r, width := decode(s.text[s.i:s.end])
	switch {
	case isSpace(r):
		s.i += width
		s.spaced = true
	case r == '\u2028' || r == '\u2029' || r == '\u0085':
		s.emit(Newline, s.i+width)
		s.spaced = true
	case r == '’' || r == '‘':
		s.apostrophe(width)
	case r == '–' || r == '‐' || r == '‑' || r == '−':
		s.hyphen(width)
	case r == '—' || r == '―':
		s.emit(Dash, s.i+width)
	case r == '…':
		s.emit(Ellipsis, s.i+width)
	case isSign(r):
		s.known(Symbol, s.i+width)
	case isLetter(r):
		s.letters(0, 0)
	default:
		s.emit(Punct, s.i+width)
	}
}
