package fact

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"

	"github.com/callfacts/callfacts/internal/period"
)

// finish orders and names the facts and writes the ledger.
func (c *call) finish() *Extraction {
	out := &Extraction{}
	if len(c.facts) > 0 {
		out.Facts = make([]Fact, 0, len(c.facts))
	}
	for _, i := range c.inOrder() {
		n := len(out.Facts)
		out.Facts = append(out.Facts, c.facts[i])
		f := &out.Facts[n]
		c.date(f)
		if f.ID = Identify(f); n > 0 && out.Facts[n-1].ID == f.ID {
			out.Facts = out.Facts[:n]
		}
	}
	clear(out.Facts[len(out.Facts):cap(out.Facts)])
	clear(c.facts)
	out.Numerals = c.ledger(out.Facts)
	return out
}

// inOrder are the indexes of the facts in the order of their numerals. The facts
// themselves are large, and stay where they are.
func (c *call) inOrder() []int32 {
	c.order = c.order[:0]
	for i := range c.facts {
		c.order = append(c.order, int32(i))
	}
	slices.SortStableFunc(c.order, func(a, b int32) int {
		return int(c.facts[a].Evidence.Value.Start) - int(c.facts[b].Evidence.Value.Start)
	})
	return c.order
}

// date gives a fact the days of its period; a level has that on which it stands.
func (c *call) date(f *Fact) {
	f.Period.Start, f.Period.End = c.calendar.Dates(f.Period.Label)
	if k := c.e.taxonomy.Find(f.Concept); k >= 0 && c.e.taxonomy.Concepts[k].Instant && f.Measure == MeasureValue {
		f.Period.Start = ""
	}
}

// endMonth is a month with which the call says that quarters end, or 0.
func (c *call) endMonth() int {
	var votes [3]int
	for i := range c.periods {
		if m := c.periods[i].Month; m > 0 && c.periods[i].Kind != period.Month {
			votes[m%3]++
		}
	}
	best := 0
	for k := range votes {
		if votes[k] > votes[best] {
			best = k
		}
	}
	for k := range votes {
		if k != best && votes[k] == votes[best] {
			return 0 // none, or as many of either
		}
	}
	return best + 3
}

// ledger gives every numeral its fate.
func (c *call) ledger(facts []Fact) []Numeral {
	rows := make([]Numeral, 0, len(c.quantities))
	indexes := make([]int, 0, len(facts)) // of all rows
	turn, sentence, at := 0, 0, 0
	for i := range c.quantities {
		q := &c.quantities[i]
		for sentence < len(c.sentences) && q.First >= c.sentences[sentence].last {
			sentence++
		}
		if sentence < len(c.sentences) {
			turn = c.sentences[sentence].turn
		}
		row := Numeral{Span: q.Span, Turn: turn, Fate: FateUnresolved}
		switch {
		case q.Reject != "":
			row.Fate, row.Reason = FateRejected, q.Reject
		case c.bound[i]:
			row.Fate = FateFact
			for at < len(facts) && facts[at].Evidence.Value.Start < q.Span.Start {
				at++
			}
			from := len(indexes)
			for k := at; k < len(facts) && facts[k].Evidence.Value == q.Span; k++ {
				indexes = append(indexes, k)
			}
			if len(indexes) > from {
				row.Facts = slices.Clip(indexes[from:])
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// names writes a hash as the name of a fact.
var names = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567")

// Identify is the name of a reading: 16 characters of a hash over what was read
// and where. The same reading of the same words keeps it across versions.
func Identify(f *Fact) string {
	var buffer [512]byte
	b := buffer[:0]
	b = appendNumber(b, int(f.Evidence.Value.Start))
	b = appendNumber(b, int(f.Evidence.Value.End))
	b = appendField(b, f.Concept)
	for _, n := range [...]uint8{uint8(f.Measure), uint8(f.Comparison), uint8(f.Status), uint8(f.Basis)} {
		b = appendNumber(b, int(n))
	}
	b = appendField(b, f.Period.Label)
	for _, d := range f.Dimensions {
		b = appendNumber(b, int(d.Axis))
		b = appendField(b, d.Member)
	}
	for _, q := range f.Qualifiers {
		b = appendNumber(b, int(q))
	}
	sum := sha256.Sum256(b)
	var name [16]byte
	names.Encode(name[:], sum[:10])
	return string(name[:])
}

func appendNumber(b []byte, n int) []byte {
	return append(strconv.AppendInt(b, int64(n), 10), 0)
}

func appendField(b []byte, s string) []byte { return append(append(b, s...), 0) }
