package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// numbersInNames takes back the numbers that are part of a name which the call says
// again and again: "Contour 365 revenue", "the Falcon 9 family". They are words of
// the name then.
func (c *call) numbersInNames() {
	said, again := map[string]int{}, false
	for i := range c.quantities {
		if first := c.nameBefore(i); first >= 0 && classOf(&c.quantities[i]) == unitBare {
			name := c.span(first, c.quantities[i].Last).Of(c.t.Text)
			said[name]++
			again = again || said[name] > 1
		}
	}
	if !again {
		return
	}
	for i := range c.quantities {
		first := c.nameBefore(i)
		if first < 0 {
			continue
		}
		q := &c.quantities[i]
		_, measured := c.marks.concept(q.Last)
		if n := said[c.span(first, q.Last).Of(c.t.Text)]; n < 3 && !(n == 2 && measured) {
			continue
		}
		q.Reject = quantity.RejectProduct
		c.marks.unmarkQuantity(q)
		for j := q.Last; c.marks.at[j].unit; j++ {
			c.marks.at[j].unit = false
		}
		c.tokens[q.First].Kind = token.Mixed
	}
}

// nameBefore is the word in capitals that stands right before the bare number i, as
// in a name; -1 if there is none.
func (c *call) nameBefore(i int) int {
	q := &c.quantities[i]
	before := q.First - 1
	if q.Reject != "" && q.Reject != quantity.RejectProduct || q.Last-q.First != 1 || classOf(q) != unitBare && classOf(q) != unitCount || q.HasLow && q.Low.Exp < 0 ||
		before < 0 || c.tokens[q.First].Kind != token.Number || strings.Contains(c.word(q.First), ",") {
		return -1
	}
	if t := &c.tokens[before]; !t.Is(token.Upper) || !c.content(before) || c.isPlace(before) || c.nameOf(c.word(before))&ofSpeaker != 0 {
		return -1
	}
	return before
}
