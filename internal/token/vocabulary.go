package token

import "strings"

// ID is the identity of a lower-cased word in a Vocabulary; 0 is no word of it.
type ID uint32

// Comma is the ID of "," in every vocabulary: the one sign that may stand within
// a phrase.
const Comma ID = 1

// Vocabulary is the set of the words that some stage has a meaning for. It is
// filled first and only read while scanning, then by any number of goroutines.
type Vocabulary struct {
	text     strings.Builder // the words, one behind the other: a scan meets them in few cache lines
	starts   []uint32        // of the words in text, by ID, and the end of the last
	table    []slot          // open addressing, a power of two
	codes    map[string]bool
	suffixes map[string]ID // "s" -> the ID of "'s"
}

// slot is a place of the table; the hash stands in it, so that a word that is not
// known is told from the table alone.
type slot struct {
	hash uint32
	id   ID // 0: free
}

// NewVocabulary returns a vocabulary of no word but the Comma.
func NewVocabulary() *Vocabulary {
	v := &Vocabulary{
		starts: make([]uint32, 2), table: make([]slot, 1024),
		codes: map[string]bool{}, suffixes: map[string]ID{},
	}
	v.Add(",")
	return v
}

const (
	hashStart = uint32(2166136261)
	hashPrime = uint32(16777619)
)

func hashOf(word string) uint32 {
	h := hashStart
	for i := 0; i < len(word); i++ {
		h = (h ^ uint32(lower(word[i]))) * hashPrime
	}
	return h
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// Add puts word, in any case, into the vocabulary and returns its ID.
func (v *Vocabulary) Add(word string) ID {
	h := hashOf(word)
	if id := v.find(h, word); id != 0 {
		return id
	}
	id := ID(v.Size())
	folded := []byte(word)
	for i := range folded {
		folded[i] = lower(folded[i])
	}
	v.text.Write(folded)
	v.starts = append(v.starts, uint32(v.text.Len()))
	v.place(slot{h, id})
	if v.Size()*2 > len(v.table) {
		old := v.table
		v.table = make([]slot, 2*len(old))
		for _, s := range old {
			if s.id != 0 {
				v.place(s)
			}
		}
	}
	if len(word) > 1 && word[0] == '\'' {
		v.suffixes[string(folded[1:])] = id
	}
	return id
}

// AddCurrencyCode adds a code such as "USD" that a number may follow without a
// space. Codes are upper case in the text.
func (v *Vocabulary) AddCurrencyCode(code string) ID {
	v.codes[code] = true
	return v.Add(code)
}

// Size is one more than the greatest ID.
func (v *Vocabulary) Size() int { return len(v.starts) - 1 }

// Text is the lower-cased word of an ID.
func (v *Vocabulary) Text(id ID) string { return v.text.String()[v.starts[id]:v.starts[id+1]] }

// Lookup finds a word, in any case; 0 if it is not in the vocabulary.
func (v *Vocabulary) Lookup(word string) ID { return v.find(hashOf(word), word) }

func (v *Vocabulary) place(s slot) {
	mask := uint32(len(v.table) - 1)
	at := s.hash & mask
	for v.table[at].id != 0 {
		at = (at + 1) & mask
	}
	v.table[at] = s
}

func (v *Vocabulary) find(hash uint32, word string) ID {
	mask := uint32(len(v.table) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := v.table[at]
		if s.id == 0 || s.hash == hash && equalFold(v.Text(s.id), word) {
			return s.id
		}
	}
}

// equalFold compares a folded word with one of any ASCII case.
func equalFold(folded, word string) bool {
	if len(folded) != len(word) {
		return false
	}
	if folded == word {
		return true
	}
	for i := 0; i < len(word); i++ {
		if folded[i] != lower(word[i]) {
			return false
		}
	}
	return true
}

func (v *Vocabulary) currency(word string) bool {
	return len(word) >= 2 && len(word) <= 4 && v.codes[word]
}

func (v *Vocabulary) apostrophe(suffix string) ID { return v.suffixes[suffix] }
