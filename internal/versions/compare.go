package versions

import (
	"cmp"
	"slices"

	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/source"
)

// How many words a passage has at the least that is missed where the other side
// has next to nothing: a whole turn, and a part of one.
const (
	missedTurn = 10
	missedPart = 30
)

// maxWeighed is how many numbers between two words that are aligned are held
// against each other; where there are more, the passages are of another kind.
const maxWeighed = 64

// comparison is the work on two transcripts.
type comparison struct {
	a, b  *speech
	to    alignment
	found []placed
	same  []int // by turn of a: how many of its numbers b has
}

// placed is a finding with its place among the words of a.
type placed struct {
	at int
	Finding
}

// slot is what lies between two words that are aligned and follow each other.
type slot struct {
	a, b         stretch
	numsA, numsB []number
}

// slots goes through all slots. A number stands before the word whose index it
// has.
func (w *comparison) slots() {
	w.same = make([]int, len(w.a.Turns))
	numsA, numsB := w.a.numbers, w.b.numbers
	from := stretch{} // where the slot under way begins, in a and in b
	for i := 0; i <= len(w.a.words); i++ {
		to := len(w.b.words)
		if i < len(w.a.words) {
			if w.to[i] == none {
				continue
			}
			to = int(w.to[i])
		}
		s := slot{a: stretch{from.first, i}, b: stretch{from.last, to}}
		s.numsA, numsA = until(numsA, i)
		s.numsB, numsB = until(numsB, to)
		if s.a.len()+s.b.len()+len(s.numsA)+len(s.numsB) > 0 {
			w.slot(s)
		}
		from = stretch{i + 1, to + 1}
	}
	for turn, n := range w.same {
		if n > 0 {
			w.agree(turn, n)
		}
	}
}

// until splits numbers behind those that stand before word i or an earlier one.
func until(all []number, i int) (these, rest []number) {
	n := 0
	for n < len(all) && all[n].behind <= i {
		n++
	}
	return all[:n], all[n:]
}

// slot compares what stands between two words that are aligned.
func (w *comparison) slot(s slot) {
	switch {
	case missed(w.a, s.a, s.b.len()):
		w.missing(w.a, w.b, s.a, s.numsA, s.a.first)
	case missed(w.b, s.b, s.a.len()):
		w.missing(w.b, w.a, s.b, s.numsB, s.a.first)
	case len(s.numsA)+len(s.numsB) == 0:
	case max(s.a.len(), s.b.len()) >= missedTurn || max(len(s.numsA), len(s.numsB)) > maxWeighed:
		w.reworded(s)
	default:
		w.numbers(s)
	}
}

// missed reports whether the words of one side are a passage that the other, with
// so few words there, does not have.
func missed(s *speech, at stretch, others int) bool {
	if at.len() < missedTurn || 3*others > at.len() {
		return false
	}
	return at.len() >= missedPart || s.wholeTurns(at) > 0
}

// wholeTurns is how many turns have all of their words in a stretch.
func (s *speech) wholeTurns(at stretch) (n int) {
	for i := at.first; i < at.last; {
		turn, first := s.words[i].turn, i
		for i < at.last && s.words[i].turn == turn {
			i++
		}
		if i-first == s.turns[turn].len() {
			n++
		}
	}
	return n
}

// numbers holds the numbers of a slot against each other: those that agree, in
// order, and those between them, one by one where they are as many.
func (w *comparison) numbers(s slot) {
	i, j := 0, 0
	for _, p := range append(common(s.numsA, s.numsB), pair{len(s.numsA), len(s.numsB)}) {
		if p.a-i == p.b-j {
			for ; i < p.a; i, j = i+1, j+1 {
				w.differ(&s.numsA[i], &s.numsB[j])
			}
		}
		for ; i < p.a; i++ {
			w.alone(w.a, w.b, &s.numsA[i], s.a.first)
		}
		for ; j < p.b; j++ {
			w.alone(w.b, w.a, &s.numsB[j], s.a.first)
		}
		if p.a < len(s.numsA) {
			w.same[s.numsA[p.a].turn]++
		}
		i, j = p.a+1, p.b+1
	}
}

// pair is two numbers, by index.
type pair struct{ a, b int }

// common is the longest sequence of numbers that agree and stand in the same order
// on both sides.
func common(a, b []number) (pairs []pair) {
	best := make([][]int, len(a)+1) // best[i][j]: of a[i:] and b[j:]
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if agrees(&a[i], &b[j]) {
				best[i][j] = max(best[i][j], best[i+1][j+1]+1)
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case agrees(&a[i], &b[j]) && best[i][j] == best[i+1][j+1]+1:
			pairs = append(pairs, pair{i, j})
			i, j = i+1, j+1
		case best[i+1][j] >= best[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// agrees reports whether two numbers can be the same by the digits that were said,
// in the same unit where both have one.
func agrees(a, b *number) bool {
	return (a.Unit == b.Unit || a.Unit == "" || b.Unit == "") && reconcile.IntervalOf(&a.Quantity).Overlaps(reconcile.IntervalOf(&b.Quantity))
}

// inOrder are the findings, in order of the first transcript.
func (w *comparison) inOrder() []Finding {
	slices.SortStableFunc(w.found, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	out := make([]Finding, len(w.found))
	for i := range w.found {
		out[i] = w.found[i].Finding
	}
	return out
}

func (w *comparison) add(at int, f Finding) { w.found = append(w.found, placed{at, f}) }

// passage is the place of some words, from the first to the last.
func (s *speech) passage(at stretch) *Passage {
	first, last := s.words[at.first], s.words[at.last-1]
	return &Passage{Turn: int(first.turn), Span: source.Span{Start: first.start, End: last.end}}
}

// place is where a number stands.
func (n *number) place() *Passage {
	return &Passage{Turn: n.turn, Span: n.sentence.Hull(n.Span), Value: n.Span}
}
