package token

import "strings"

// ID is the identity of a lower-cased word in a Vocabulary; 0 is no word of it.
type ID uint32

// Comma and Slash are the IDs of "," and "/" in every vocabulary: the signs that may
// stand within a phrase.
const (
	Comma ID = 1
	Slash ID = 2
)

// Class is a set of bits that stages give to words, each its own: what a word
// may be to a stage is told by the token alone.
type Class uint16

// Vocabulary is the set of the words that some stage has a meaning for. It is
// filled first and only read while scanning, then by any number of goroutines.
type Vocabulary struct {
	text     strings.Builder // the words, one behind the other: a scan meets them in few cache lines
	words    []word          // by ID
	table    []slot          // open addressing, a power of two
	codes    map[string]bool
	suffixes map[string]string // "s" -> "'s"
	classes  Class             // that were given away
}

// slot is a place of the table; the hash stands in it, so that a word that is not
// known is told from the table alone.
type slot struct {
	hash uint32
	id   ID // 0: free
}

// word is where a word stands in Vocabulary.text, and what it is to the stages.
type word struct {
	start uint32
	size  uint16
	class Class
}

// NewVocabulary returns a vocabulary of no word but the two signs.
func NewVocabulary() *Vocabulary {
	v := &Vocabulary{
		words: make([]word, 1), table: make([]slot, 1024),
		codes: map[string]bool{}, suffixes: map[string]string{},
	}
	v.Add(",")
	v.Add("/")
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

// Add puts a word, in any case, into the vocabulary and returns its ID.
func (v *Vocabulary) Add(text string) ID {
	h := hashOf(text)
	if id, _ := v.find(h, text); id != 0 {
		return id
	}
	id := ID(v.Size())
	folded := []byte(text)
	for i := range folded {
		folded[i] = lower(folded[i])
	}
	v.words = append(v.words, word{uint32(v.text.Len()), uint16(len(folded)), 0})
	v.text.Write(folded)
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
	if len(folded) > 1 && folded[0] == '\'' {
		v.suffixes[string(folded[1:])] = string(folded)
	}
	return id
}

// AddCurrencyCode adds a code such as "USD" that a number may follow without a
// space. Codes are upper case in the text.
func (v *Vocabulary) AddCurrencyCode(code string) ID {
	v.codes[code] = true
	return v.Add(code)
}

// NewClass gives a stage a bit that no other has.
func (v *Vocabulary) NewClass() Class {
	next := v.classes + 1
	if next == 0 {
		panic("token: a word has no bit left")
	}
	v.classes |= next
	return next
}

// Mark puts a word into a class.
func (v *Vocabulary) Mark(id ID, c Class) { v.words[id].class |= c }

// Size is one more than the greatest ID.
func (v *Vocabulary) Size() int { return len(v.words) }

// Text is the lower-cased word of an ID.
func (v *Vocabulary) Text(id ID) string { return v.textOf(v.words[id]) }

func (v *Vocabulary) textOf(w word) string {
	return v.text.String()[w.start : w.start+uint32(w.size)]
}

// Lookup finds a word, in any case; 0 if it is not in the vocabulary.
func (v *Vocabulary) Lookup(word string) ID {
	id, _ := v.lookup(word)
	return id
}

func (v *Vocabulary) lookup(word string) (ID, Class) { return v.find(hashOf(word), word) }

func (v *Vocabulary) place(s slot) {
	mask := uint32(len(v.table) - 1)
	at := s.hash & mask
	for v.table[at].id != 0 {
		at = (at + 1) & mask
	}
	v.table[at] = s
}

func (v *Vocabulary) find(hash uint32, text string) (ID, Class) {
	mask := uint32(len(v.table) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		s := v.table[at]
		if s.id == 0 {
			return 0, 0
		}
		if s.hash != hash {
			continue
		}
		if w := v.words[s.id]; equalFold(v.textOf(w), text) {
			return s.id, w.class
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

// apostrophe finds "'s" by what stands behind its apostrophe, which may be any.
func (v *Vocabulary) apostrophe(suffix string) (ID, Class) {
	if word, ok := v.suffixes[suffix]; ok {
		return v.lookup(word)
	}
	return 0, 0
}
