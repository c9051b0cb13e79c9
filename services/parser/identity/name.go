// Package identity says which documents are of one company and of one call,
// and how both are named. It is pure: the same set of documents gives the same
// answer, in whatever order they came.
package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxName is the most characters of the last part of a resource name.
const maxName = 63

// legalForms are the words that a company's name ends with and that vendors
// write or leave out as they like.
var legalForms = words(`inc incorporated corp corporation co company companies ltd limited llc lp llp plc
	ag se sa sas spa nv bv ab asa oyj oy kgaa gmbh kk pte pty bhd tbk jsc pjsc ltda cv sab as
	adr class common the`)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

// Slug is a company's name as the last part of a resource name: without legal
// form, transliterated to ASCII, in lower case, words joined by hyphens, at most
// 63 characters. It is empty where nothing of the name can be written so.
func Slug(name string) string {
	words := slugWords(name)
	if len(words) > 1 && words[0] == "the" {
		words = words[1:]
	}
	for len(words) > 1 && legalForms[words[len(words)-1]] {
		words = words[:len(words)-1]
	}
	slug := strings.Join(words, "-")
	if len(slug) > maxName {
		slug = slug[:maxName]
		if cut := strings.LastIndexByte(slug, '-'); cut > maxName/2 {
			slug = slug[:cut]
		}
	}
	return strings.Trim(slug, "-")
}

// slugWords splits a name at what is neither letter nor digit. Apostrophes and
// the dots of initials join, an ampersand is the word `and`.
func slugWords(name string) []string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	for _, r := range norm.NFKD.String(name) {
		r = unicode.ToLower(r)
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			word.WriteRune(r)
		case r == '\'', r == '’', r == '.', unicode.Is(unicode.Mn, r):
		case r == '&':
			end()
			words = append(words, "and")
		case letters[r] != "":
			word.WriteString(letters[r])
		default:
			end()
		}
	}
	end()
	return words
}

// letters are those that do not decompose into an ASCII letter and a mark.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ħ': "h", 'ı': "i", 'ŋ': "n",
}

// Exchange is one spelling for the many that an exchange has.
func Exchange(exchange string) string {
	key := strings.Join(slugWords(exchange), "")
	for _, e := range exchanges {
		for _, prefix := range e.prefixes {
			if strings.HasPrefix(key, prefix) {
				return e.name
			}
		}
	}
	return strings.ToUpper(key)
}

// exchanges are sought in this order: the first prefix decides.
var exchanges = []struct {
	name     string
	prefixes []string
}{
	{"NYSEAMERICAN", []string{"nyseamerican", "nysemkt", "nyseamex", "amex", "americanstockexchange"}},
	{"NYSEARCA", []string{"nysearca", "arca"}},
	{"NYSE", []string{"nyse", "newyorkstockexchange"}},
	{"NASDAQ", []string{"nasdaq", "nsdq", "nasd"}},
	{"LSE", []string{"lse", "londonstockexchange"}},
	{"TSX", []string{"tsx", "torontostockexchange"}},
	{"OTC", []string{"otc", "pink"}},
}

// Ticker is one spelling for a ticker symbol: BRK.B, BRK-B and brk/b are one.
func Ticker(ticker string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case '-', '/', ' ':
			return '.'
		}
		return r
	}, strings.TrimSpace(ticker)))
}
