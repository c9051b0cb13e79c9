package versions

import "sort"

// none is the counterpart of what has none.
const none = -1

// alignment is, for each word of one transcript, the word of the other that it is,
// in order on both sides.
type alignment []int32

// count is how many words are aligned.
func (m alignment) count() (n int) {
	for _, to := range m {
		if to != none {
			n++
		}
	}
	return n
}

// The words in sequence that an anchor has: first long ones of the whole speech,
// then within what they leave open shorter ones, down to single words where little
// is left open. A common word alone says nothing in a long passage.
var anchors = []struct{ words, most int }{{5, 1 << 30}, {3, 1 << 30}, {1, 60}}

// align finds the words of b that the words of a are. Its time grows with the
// length of both: each word is looked at once for each kind of anchor.
func align(a, b []int32) alignment {
	w := &aligner{a: a, b: b, to: make(alignment, len(a))}
	for i := range w.to {
		w.to[i] = none
	}
	w.fill(stretch{0, len(a)}, stretch{0, len(b)}, 0)
	return w.to
}

type aligner struct {
	a, b []int32
	to   alignment
}

// stretch is some words in sequence, half-open.
type stretch struct{ first, last int }

func (s stretch) len() int { return s.last - s.first }

// fill aligns two stretches: what they begin and end with alike, then what lies
// between the anchors of a kind, by the next kind.
func (w *aligner) fill(a, b stretch, kind int) {
	for a.len() > 0 && b.len() > 0 && w.a[a.first] == w.b[b.first] {
		w.to[a.first] = int32(b.first)
		a.first, b.first = a.first+1, b.first+1
	}
	for a.len() > 0 && b.len() > 0 && w.a[a.last-1] == w.b[b.last-1] {
		a.last, b.last = a.last-1, b.last-1
		w.to[a.last] = int32(b.last)
	}
	if a.len() == 0 || b.len() == 0 || kind == len(anchors) || max(a.len(), b.len()) > anchors[kind].most {
		return
	}
	n := anchors[kind].words
	for _, at := range w.chain(a, b, n) {
		if at.a < a.first || at.b < b.first {
			continue // overlaps the one before, on another course
		}
		w.fill(stretch{a.first, at.a}, stretch{b.first, at.b}, kind+1)
		for k := range n {
			w.to[at.a+k] = int32(at.b + k)
		}
		a.first, b.first = at.a+n, at.b+n
	}
	w.fill(a, b, kind+1)
}

// anchor is a place where both have the same words.
type anchor struct{ a, b int }

// chain is the longest sequence of anchors of n words that runs in both orders: of
// those words that stand once in either stretch.
func (w *aligner) chain(a, b stretch, n int) []anchor {
	type places struct{ a, b, inA, inB int }
	found := make(map[uint64]*places)
	each := func(words []int32, s stretch, f func(p *places, at int)) {
		for i := s.first; i+n <= s.last; i++ {
			h := uint64(14695981039346656037)
			for _, key := range words[i : i+n] {
				h = (h ^ uint64(uint32(key))) * 1099511628211
			}
			p := found[h]
			if p == nil {
				p = new(places)
				found[h] = p
			}
			f(p, i)
		}
	}
	each(w.a, a, func(p *places, at int) { p.a, p.inA = at, p.inA+1 })
	each(w.b, b, func(p *places, at int) { p.b, p.inB = at, p.inB+1 })
	var all []anchor
	for _, p := range found {
		if p.inA == 1 && p.inB == 1 && same(w.a[p.a:p.a+n], w.b[p.b:p.b+n]) {
			all = append(all, anchor{p.a, p.b})
		}
	}
	sort.Slice(all, func(i, j int) bool { return all[i].a < all[j].a })
	return longestRising(all)
}

// same reports whether the words are the same, and not only their hash.
func same(a, b []int32) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// longestRising is the longest sequence of anchors, which are in order of a, that
// is in order of b too.
func longestRising(all []anchor) []anchor {
	var tails []int // tails[k]: the anchor with the least b at which a sequence of k+1 ends
	before := make([]int, len(all))
	for i := range all {
		k := sort.Search(len(tails), func(k int) bool { return all[tails[k]].b >= all[i].b })
		before[i] = none
		if k > 0 {
			before[i] = tails[k-1]
		}
		if k == len(tails) {
			tails = append(tails, i)
		} else {
			tails[k] = i
		}
	}
	out := make([]anchor, len(tails))
	if len(tails) == 0 {
		return nil
	}
	for k, i := len(tails)-1, tails[len(tails)-1]; k >= 0; k, i = k-1, before[i] {
		out[k] = all[i]
	}
	return out
}
