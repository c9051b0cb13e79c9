package transcript

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// finder finds any of many phrases in one pass over a text. As Wu and Manber
// have it, a window as long as the shortest phrase moves over the text, and the
// two bytes at its end tell how far no phrase can begin: most of the text is
// never looked at.
type finder struct {
	phrases []string
	window  int
	step    [1024]int8 // by pair: how far the window moves, or no more than 0: minus the place in some
	some    [][]uint8  // phrases whose first bytes end in one pair, by their places in phrases
}

// newFinder makes a finder of at most 64 phrases of two bytes or more.
func newFinder(phrases ...string) *finder {
	f := &finder{phrases: phrases, window: len(phrases[0])}
	for _, w := range phrases {
		f.window = min(f.window, len(w))
	}
	for k := range f.step {
		f.step[k] = int8(f.window - 1)
	}
	for _, w := range phrases {
		for i := 0; i+2 < f.window; i++ {
			k := pair(w, i)
			f.step[k] = min(f.step[k], int8(f.window-2-i))
		}
	}
	for n, w := range phrases {
		k := pair(w, f.window-2)
		if f.step[k] > 0 {
			f.step[k] = -int8(len(f.some))
			f.some = append(f.some, nil)
		}
		f.some[-f.step[k]] = append(f.some[-f.step[k]], uint8(n))
	}
	return f
}

// pair is a number of the two bytes at s[i:], its own for each two lower-case letters.
func pair(s string, i int) int { return (int(s[i])<<5 ^ int(s[i+1])) & 1023 }

// next is the first place at or behind byte i where one of some phrases may
// begin; there are none behind the last.
func (f *finder) next(s string, i int) (at int, some []uint8) {
	for i += f.window; i <= len(s); {
		n := f.step[pair(s, i-2)]
		if n <= 0 {
			return i - f.window, f.some[-n]
		}
		i += int(n)
	}
	return len(s), nil
}

// find is the place of the first phrase in s at or behind byte from, and the
// place behind it; ok is false if there is none.
func (f *finder) find(s string, from int) (at, end int, ok bool) {
	for at, some := f.next(s, from); some != nil; at, some = f.next(s, at+1) {
		for _, n := range some {
			if w := f.phrases[n]; strings.HasPrefix(s[at:], w) {
				return at, at + len(w), true
			}
		}
	}
	return 0, 0, false
}

// in reports whether s has one of the phrases.
func (f *finder) in(s string) bool {
	_, _, ok := f.find(s, 0)
	return ok
}

// said tells which of the phrases s has, a bit for each by its place; it stops
// when there are enough.
func (f *finder) said(s string, enough int) (said uint64) {
	for at, some := f.next(s, 0); some != nil; at, some = f.next(s, at+1) {
		for _, n := range some {
			if strings.HasPrefix(s[at:], f.phrases[n]) {
				if said |= 1 << n; bits.OnesCount64(said) == enough {
					return said
				}
			}
		}
	}
	return said
}

// heads are how some phrases begin: by pair, whether one begins with it.
type heads [1024]bool

func newHeads(phrases ...string) *heads {
	h := new(heads)
	for _, w := range phrases {
		h[pair(w, 0)] = true
	}
	return h
}

// mayBegin is a cheap test that most lines fail: whether the first two letters
// of s, what else there is left out, are those of one of the phrases.
func (h *heads) mayBegin(s string) bool {
	first := 0
	for i := 0; i < len(s); i++ {
		switch c := lowered[s[i]]; {
		case c >= utf8.RuneSelf:
			return true
		case c < 'a' || c > 'z':
		case first == 0:
			first = int(c)
		default:
			return h[(first<<5^int(c))&1023]
		}
	}
	return false
}

// at reports whether one of the phrases may begin at byte i.
func (h *heads) at(s string, i int) bool { return i+1 < len(s) && h[pair(s, i)] }

// begins is strings.HasPrefix for the many times where not even the first byte
// is the same.
func begins(s, prefix string) bool {
	return s != "" && s[0] == prefix[0] && strings.HasPrefix(s, prefix)
}
