package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/period"
)

// pairedPeriod reads two values of one measure with two periods, in order:
// "cash flow came to $210 million and $0.8 billion in the last quarter and in
// 2021". nil if reading i is no part of such a pair.
func (c *call) pairedPeriod(all []reading, i int) *period.Mention {
	p, second := c.pairOf(all, i)
	if p == nil {
		return c.respectivePeriod(all, i)
	}
	if second {
		return &c.periods[*p+1]
	}
	return &c.periods[*p]
}

// respectivePeriod reads two values of one measure whose periods stand before them: "for
// 2023 and 2024, we expect revenue of $200 million and $300 million, respectively". nil
// if reading i is none of two such.
func (c *call) respectivePeriod(all []reading, i int) *period.Mention {
	s := all[i].s
	if s.periods[1]-s.periods[0] < 2 {
		return nil
	}
	first, last := c.alike(all, i)
	if last-first != 2 || !c.saysRespectively(&all[last-1]) {
		return nil
	}
	for p := s.periods[0]; p+1 < s.periods[1]; p++ {
		a, b := &c.periods[p], &c.periods[p+1]
		if b.Last <= all[first].q.First && b.First-a.Last <= 3 && (c.lower(a.Last) == "and" || c.lower(b.First-1) == "and") {
			return &c.periods[p+i-first]
		}
	}
	return nil
}

// pairOf finds the pair of periods for reading i: the index of the first of the
// two, and whether i takes the second. "The same period" is the pair before.
func (c *call) pairOf(all []reading, i int) (*int, bool) {
	first := i
	if i > 0 && c.pairs(&all[i-1], &all[i]) {
		first = i - 1
	} else if i+1 >= len(all) || !c.pairs(&all[i], &all[i+1]) {
		return nil, false
	}
	s, end := all[first].s, all[first+1].q.Last
	for p := s.periods[0]; p < s.periods[1]; p++ {
		a := &c.periods[p]
		if a.First < end || a.First-end > 5 {
			continue
		}
		if a.Pointer == period.YearAgo && c.talk.pair != nil && strings.Contains(a.Span.Of(c.low), "same") {
			return c.talk.pair, i > first
		}
		if p+1 < s.periods[1] && c.periods[p+1].First-a.Last <= 3 && c.lower(c.periods[p+1].First-1) == "and" || p+1 < s.periods[1] && c.periods[p+1].First-a.Last <= 3 && c.lower(a.Last) == "and" {
			c.talk.pair = &p
			return &p, i > first
		}
	}
	return nil, false
}

// pairs reports whether b follows a with "and" alone, and states the same
// measure.
func (c *call) pairs(a, b *reading) bool {
	if a.s != b.s || a.choice.concept != b.choice.concept || b.q.First-a.q.Last != 1 || a.class != b.class {
		return false
	}
	return c.lower(a.q.Last) == "and"
}
