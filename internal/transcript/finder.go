package transcript

import "strings"

// finder finds any of many phrases in one pass over a text.
type finder struct {
	begin [1024]uint8 // by the first two bytes: one more than the index of a bucket
	some  [][]string  // phrases that begin alike
}

// newFinder makes a finder of phrases of two bytes or more, at most 255.
func newFinder(phrases ...string) *finder {
	f := new(finder)
	for _, w := range phrases {
		b := &f.begin[pair(w, 0)]
		if *b == 0 {
			f.some = append(f.some, nil)
			*b = uint8(len(f.some))
		}
		f.some[*b-1] = append(f.some[*b-1], w)
	}
	return f
}

// pair is a number of the two bytes at s[i:], its own for each two lower-case letters.
func pair(s string, i int) int { return (int(s[i])<<5 ^ int(s[i+1])) & 1023 }

// find is the place of the first phrase in s at or behind byte from, and the
// place behind it; ok is false if there is none.
func (f *finder) find(s string, from int) (at, end int, ok bool) {
	for i := from; i+1 < len(s); i++ {
		b := f.begin[pair(s, i)]
		if b == 0 {
			continue
		}
		for _, w := range f.some[b-1] {
			if strings.HasPrefix(s[i:], w) {
				return i, i + len(w), true
			}
		}
	}
	return 0, 0, false
}

// begins is strings.HasPrefix for the many times where not even the first byte
// is the same.
func begins(s, prefix string) bool {
	return s != "" && s[0] == prefix[0] && strings.HasPrefix(s, prefix)
}

// in reports whether s has one of the phrases.
func (f *finder) in(s string) bool {
	_, _, ok := f.find(s, 0)
	return ok
}
