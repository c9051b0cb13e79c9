package store

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold prepares text for Postgres's parser of words, rune by rune, so that what
// it finds can be found in the text again: lower case without accents, whatever
// the database's locale; and blanks in place of what would make it see tags,
// paths, hosts or signs where people just write `and/or` or `capacity.The`.
func fold(text string) string {
	runes := []rune(text)
	for i, r := range runes {
		runes[i] = foldRune(r)
		switch r {
		case '<', '>', '&', '/', '@', '_', '\\', openMark, closeMark, 0:
			runes[i] = ' '
		case '.':
			if !isDigit(at(runes, i-1)) || !isDigit(at(runes, i+1)) {
				runes[i] = ' '
			}
		case '-':
			if isDigit(at(runes, i+1)) {
				runes[i] = ' '
			}
		}
	}
	return string(runes)
}

func at(runes []rune, i int) rune {
	if i < 0 || i >= len(runes) {
		return ' '
	}
	return runes[i]
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// foldRune is a letter in lower case without its accent.
func foldRune(r rune) rune {
	if r < 0x80 {
		return unicode.ToLower(r)
	}
	r = unicode.ToLower(r)
	decomposed := []rune(norm.NFD.String(string(r)))
	for _, mark := range decomposed[1:] {
		if !unicode.Is(unicode.Mn, mark) {
			return r // A syllable of letters.
		}
	}
	return decomposed[0]
}
