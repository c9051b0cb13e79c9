package transcript

import (
	"strings"

	"github.com/callfacts/callfacts/internal/source"
)

// safeHarborWords mark a sentence of the formal warning about forward-looking
// statements.
var safeHarborWords = newFinder(
	"forward-looking", "forward looking", "safe harbor", "safe harbour", "risks and uncertainties", "differ materially", "undertake no obligation", "undertakes no obligation", "no obligation to update", "assumes no obligation", "assume no obligation", "does not undertake", "do not undertake",
	"risk factors", "private securities litigation", "actual results may", "actual results could", "cautionary statement", "disclaim any obligation", "disclaims any obligation", "only as of today", "only as of the date", "duty to update", "filings with the sec", "filed with the sec", "form 10-k", "factors that could cause",
)

// safeHarbor marks the safe-harbour passages of the opening turns: a run of
// sentences of which nearly each carries one of the phrases.
func (k *call) safeHarbor() {
	for i := range k.turns {
		if i > 6 || k.qa >= 0 && i >= k.qa {
			return
		}
		t := &k.turns[i]
		low := k.low(*t)
		first := strings.Index(low, "forward")
		if first < 0 {
			continue
		}
		// The passage stands around the words; a chief's speech is not searched whole.
		begin := k.p.runeStart(int(t.Span.Start)+max(0, first-1500)) - int(t.Span.Start)
		low = low[:min(len(low), lastForward(low, first)+2500)]
		if begin > 0 {
			begin += sentenceLen(low[begin:])
		}
		k.harborPassages(t, low, min(begin, len(low)))
	}
}

// lastForward is strings.LastIndex of the word, whose first place is known: it is
// seldom near the end.
func lastForward(low string, at int) int {
	for {
		k := strings.Index(low[at+1:], "forward")
		if k < 0 {
			return at
		}
		at += 1 + k
	}
}

// harborPassages marks the passages of low[begin:], the beginning of turn t.
func (k *call) harborPassages(t *Turn, low string, begin int) {
	hits := harborHits(low[begin:])
	from, to, gap := -1, -1, 0
	flush := func() {
		if from >= 0 && strings.Contains(low[from:to], "forward") && to-from > 100 {
			t.SafeHarbor = append(t.SafeHarbor, source.At(int(t.Span.Start)+from, int(t.Span.Start)+to))
		}
		from, to, gap = -1, -1, 0
	}
	for a := begin; len(hits) > 0; {
		if from < 0 {
			a = sentenceStart(low, a, begin+hits[0]) // what stands before is no part of a passage
		}
		b := a + sentenceLen(low[a:])
		hit := false
		for len(hits) > 0 && hits[0] < b-begin {
			hit = true
			hits = hits[1:]
		}
		if hit {
			if from < 0 {
				from = a
			}
			to, gap = b, 0
		} else if from >= 0 {
			if gap++; gap > 1 {
				flush()
			}
		}
		a = b + blanks(low[b:])
	}
	flush()
}

// harborHits are the places of the phrases in s, in order.
func harborHits(s string) []int {
	var hits []int
	for at, _, ok := safeHarborWords.find(s, 0); ok; at, _, ok = safeHarborWords.find(s, at+1) {
		hits = append(hits, at)
	}
	return hits
}

// sentenceLen is the length of the sentence that s begins with.
func sentenceLen(s string) int {
	for i := 1; i <= len(s); i++ {
		if sentenceEnds(s, i) {
			return i
		}
	}
	return len(s)
}

// sentenceStart is where the sentence begins that byte at stands in, of those that begin
// with the one at from.
func sentenceStart(s string, from, at int) int {
	for i := at; i > from; i-- {
		if sentenceEnds(s, i) {
			return i + blanks(s[i:])
		}
	}
	return from
}

// sentenceEnds reports whether a sentence ends before byte i.
func sentenceEnds(s string, i int) bool {
	c := s[i-1]
	return (c == '.' || c == '?' || c == '!') && (i == len(s) || s[i] == ' ' || s[i] == '\n' || s[i] == '\r')
}
