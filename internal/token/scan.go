package token

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// words scans words of ASCII letters and the blanks between them, up to what is
// neither. Most words are letters in lower case but for the first: they are scanned
// eight at once. What changes with each is kept out of the scanner, where it would go
// through memory.
func (s *scanner) words() {
	text, dst := s.text[:s.end], s.dst
	i, glued := s.i, Glued
	if s.spaced {
		glued = 0
	}
	for i+keyed <= len(text) {
		f := begins[text[i]]
		if f == 0 {
			if classes[text[i]] != classSpace {
				break
			}
			i, glued = i+1, 0
			continue
		}
		eight := load(text[i:]) | ('a' - 'A') // lowers the first letter
		n := lowers(eight)
		key, to := first(n, eight), i+n
		for n == keyed && to+keyed <= len(text) {
			eight = load(text[to:])
			if n = lowers(eight); n > 0 {
				key, to = extend(key, first(n, eight)), to+n
			}
		}
		if n == keyed || !wordEnds[text[to]] || to == i+1 && text[to] == '.' {
			s.i, s.spaced, s.dst = i, glued == 0, dst
			s.letters(to-i, int(f&Upper)/int(Upper))
			dst, i, glued = s.dst, s.i, Glued
			continue
		}
		var w *slot
		if to-i <= keyed {
			w = s.v.findShort(key)
		} else {
			w = s.v.find(key, text[i:to])
		}
		dst = append(dst, Token{int32(i), int32(to), Word, f | glued, w.class, w.id})
		i, glued = to, Glued
		if text[to] == ' ' {
			i, glued = to+1, 0
		}
	}
	s.i, s.spaced, s.dst = i, glued == 0, dst
	if i < s.end && begins[text[i]] != 0 {
		s.letters(0, 0)
	}
}

// begins are the flags that an ASCII letter gives to the word that it begins, were it
// to go on in lower case; 0 for all else.
var begins = func() (t [256]Flags) {
	for c := range t {
		switch classes[c] {
		case classLower:
			t[c] = Lower
		case classUpper:
			t[c] = Upper
		}
	}
	return t
}()

// load reads the first eight bytes of a text, the first of them as the lowest.
func load(t string) uint64 {
	_ = t[keyed-1]
	return uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
		uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
}

// lowers counts the letters in lower case that eight bytes begin with. Taken from what
// leaves the high bit to the sign before 'a', and added to what makes it of the sign
// behind 'z', a byte shows on which side of them it is. The next word waits for
// it, so it takes as few steps as it can.
func lowers(eight uint64) int {
	const each, high = 0x0101010101010101, 0x8080808080808080
	low := eight &^ high
	others := ((0x80+'a'-1)*each - low) | (low + (0x7f-'z')*each) | eight
	return bits.TrailingZeros64(others&high) / 8
}

// wordEnds are the bytes before which a word ends, whatever it is, but for a point,
// which may shorten a letter.
var wordEnds = func() (t [256]bool) {
	for c := range t {
		switch classes[c] {
		case classSpace, classNewline, classSymbol, classHyphen, classQuote, classDot:
			t[c] = true
		case classPunct:
			t[c] = c != '&'
		}
	}
	return t
}()

// letters scans the letters of a word, behind those that were scanned: how many,
// and how many of them capitals. Letters followed by digits become one
// Mixed token, save after a currency code ("USD34.6"), where a number begins.
func (s *scanner) letters(letters, upper int) {
	text, i := s.text[:s.end], s.i+letters
	for i < len(text) {
		c := text[i]
		if 'a' <= c && c <= 'z' { // as most are
			letters++
			i++
			continue
		}
		switch classes[c] {
		case classUpper:
			upper++
			letters++
			i++
			continue
		case classHigh:
			r, width := decode(text[i:])
			if !isLetter(r) && !unicode.Is(unicode.Mn, r) {
				break
			}
			if unicode.IsUpper(r) {
				upper++
			}
			letters++
			i += width
			continue
		case classPunct:
			if c == '&' && letters > 0 && i+1 < len(text) && classes[text[i+1]] == classUpper && upper == letters {
				i++
				continue
			}
		case classDot:
			if to := abbreviation(text, s.i, i); to > 0 {
				s.flagged(Word, to, 2, 2)
				return
			}
		case classDigit:
			if s.v.currency(text[s.i:i]) {
				break
			}
			s.mixed(i)
			return
		}
		break
	}
	s.flagged(Word, i, upper, letters)
}

// flagged emits a word with the flags that its letters give it.
func (s *scanner) flagged(k Kind, to int, upper, letters int) {
	var f Flags
	if c := s.text[s.i]; classes[c] == classUpper || c >= 0x80 && upper > 0 {
		f |= Upper
	}
	switch {
	case upper == 0 && k == Word:
		f |= Lower
	case letters > 1 && upper == letters:
		f |= Caps
	}
	s.append(k, to, s.v.lookup(s.text[s.i:to]), f)
}

// abbreviation finds the end of "U.S." or "e.g." whose first letter stands at
// from and first point at dot; 0 if it is none.
func abbreviation(text string, from, dot int) int {
	if dot-from != 1 {
		return 0
	}
	to, parts := from, 0
	for to+1 < len(text) && isASCIILetter(text[to]) && text[to+1] == '.' {
		to += 2
		parts++
	}
	if parts < 2 {
		return 0
	}
	return to
}

// mixed scans the rest of a name such as "Q1" or "T4000" whose first digit
// stands at i.
func (s *scanner) mixed(i int) {
	upper := 0
	for i < s.end {
		c := classes[s.text[i]]
		if c != classDigit && c != classLower && c != classUpper {
			break
		}
		i++
	}
	if classes[s.text[s.i]] == classUpper {
		upper = 1
	}
	s.flagged(Mixed, i, upper, 2)
}

// maxGroups bounds the groups of two digits that are looked ahead, so that no
// text costs more than linear time.
const maxGroups = 6

// number scans digits with thousands commas (Indian ones too) and one decimal
// point.
func (s *scanner) number() {
	i := s.i
	for i < s.end && classes[s.text[i]] == classDigit {
		i++
	}
	for i < s.end && s.text[i] == ',' {
		group := s.group(i+1, maxGroups)
		if group == 0 {
			break
		}
		i += 1 + group
	}
	if i+1 < s.end && s.text[i] == '.' && classes[s.text[i+1]] == classDigit {
		i++
		for i < s.end && classes[s.text[i]] == classDigit {
			i++
		}
	}
	s.known(Number, i)
}

// group is the length of the digits at i that a comma joins to those before it:
// three, or the two of Indian numbers ("12,34,567") that up to more groups follow.
func (s *scanner) group(i, more int) int {
	switch n := digits(s.text[i:s.end]); {
	case n == 3:
		return 3
	case n == 2 && i+2 < s.end && s.text[i+2] == ',' && more > 0 && s.group(i+3, more-1) > 0:
		return 2
	}
	return 0
}

// digits counts the digits that text begins with, up to four.
func digits(text string) int {
	n := 0
	for n < len(text) && n < 4 && classes[text[n]] == classDigit {
		n++
	}
	return n
}

func decode(s string) (rune, int) { return utf8.DecodeRuneInString(s) }

func isASCIILetter(c byte) bool { return classes[c] == classLower || classes[c] == classUpper }

func isLetter(r rune) bool { return unicode.IsLetter(r) }

func isSpace(r rune) bool {
	return r == '\u00a0' || r == '\u202f' || r == '\u3000' || r >= '\u2000' && r <= '\u200b' || r == '\ufeff'
}

func isSign(r rune) bool {
	return unicode.Is(unicode.Sc, r) || r == '％' || r == '±' || r == '½' || r == '¼' || r == '¾' || r == '⅓' || r == '⅔'
}
