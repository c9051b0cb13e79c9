package token

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
	words   []string // by ID
	table   []slot   // open addressing, a power of two, at most a quarter full
	shift   uint8    // leaves the bits of a place in the table
	codes   map[string]bool
	classes Class // that were given away
}

// slot is a place of the table. The key stands in it, so that most words are told
// from the table alone.
type slot struct {
	key   uint64 // 0: free, as no word is made of NULs
	id    ID     // 0: free
	class Class
	long  bool // the word is longer than its key
}

// noWord is the slot of what is none.
var noWord slot

// keyed is how many bytes of a word its key holds: it is the word, for most. The
// bytes behind them are mixed into it, as many at a time.
const keyed = 8

// extend goes on with the key of a word by up to as many bytes behind those that it
// was made of, in lower case, as a key would hold them alone. Its highest bit tells it
// from the key of a short word of ASCII letters.
func extend(key, more uint64) uint64 { return (key^more)*0x9e3779b97f4a7c15 | 1<<63 }

// keyOf is the key of a word in any case.
func keyOf(word string) uint64 {
	key := packed(word[:min(keyed, len(word))])
	for at := keyed; at < len(word); at += keyed {
		key = extend(key, packed(word[at:min(at+keyed, len(word))]))
	}
	return key
}

// packed is the key of a word of at most as many bytes as a key holds: its last byte is the
// highest.
func packed(word string) uint64 {
	key := uint64(0)
	for i := range len(word) {
		key = key>>8 | uint64(lower(word[i]))<<56
	}
	return key
}

// first is the key of the first n bytes, one or more, of eight in lower case.
func first(n int, eight uint64) uint64 { return eight << (8 * (keyed - n) & 63) }

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// NewVocabulary returns a vocabulary of no word but the two signs.
func NewVocabulary() *Vocabulary {
	v := &Vocabulary{
		words: make([]string, 1), table: make([]slot, 1024), shift: 64 - 10,
		codes: map[string]bool{},
	}
	v.Add(",")
	v.Add("/")
	return v
}

// Add puts a word, in any case, into the vocabulary and returns its ID.
func (v *Vocabulary) Add(word string) ID {
	key := keyOf(word)
	if s := v.find(key, word); s.id != 0 {
		return s.id
	}
	folded := []byte(word)
	for i := range folded {
		folded[i] = lower(folded[i])
	}
	id := ID(v.Size())
	v.words = append(v.words, string(folded))
	if v.Size()*4 > len(v.table) {
		old := v.table
		v.table, v.shift = make([]slot, 2*len(old)), v.shift-1
		for _, s := range old {
			if s.id != 0 {
				*v.find(s.key, v.words[s.id]) = s
			}
		}
	}
	*v.find(key, word) = slot{key: key, id: id, long: len(word) > keyed}
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
func (v *Vocabulary) Mark(id ID, c Class) {
	word := v.Text(id)
	v.find(keyOf(word), word).class |= c
}

// Size is one more than the greatest ID.
func (v *Vocabulary) Size() int { return len(v.words) }

// Text is the lower-cased word of an ID.
func (v *Vocabulary) Text(id ID) string { return v.words[id] }

// Lookup finds a word, in any case; 0 if it is not in the vocabulary.
func (v *Vocabulary) Lookup(word string) ID { return v.lookup(word).id }

func (v *Vocabulary) lookup(word string) *slot { return v.find(keyOf(word), word) }

// find is the place of a word, in any case, by its key: a free one, where it would
// stand, if the vocabulary does not know it.
func (v *Vocabulary) find(key uint64, word string) *slot {
	mask, long := uint64(len(v.table)-1), len(word) > keyed
	for at := v.place(key); ; at++ {
		s := &v.table[at&mask]
		if s.ends(key) && (s.id == 0 || s.long == long && (!long || equalFold(v.words[s.id], word))) {
			return s
		}
	}
}

// place is where the search for a key begins: the high bits of a product hang on all of it.
func (v *Vocabulary) place(key uint64) uint64 { return key * 0x9e3779b97f4a7c15 >> (v.shift & 63) }

// ends reports whether a search for the key ends at s, which is free or has it. That is one
// comparison: which of them a text has next cannot be foretold.
func (s *slot) ends(key uint64) bool { return min(s.key, s.key^key) == 0 }

// findShort is find for a word of ASCII letters that its key holds in full.
func (v *Vocabulary) findShort(key uint64) *slot {
	mask := uint64(len(v.table) - 1)
	for at := v.place(key); ; at++ {
		if s := &v.table[at&mask]; s.ends(key) {
			return s
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

// apostrophe finds "'s" by the letters in lower case behind its apostrophe, which may be any:
// fewer of them than a key holds.
func (v *Vocabulary) apostrophe(suffix string) *slot {
	return v.findShort(packed(suffix) | '\''<<(8*(keyed-1-len(suffix))))
}
