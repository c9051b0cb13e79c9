package fact

import (
	"github.com/callfacts/callfacts/internal/source"
)

// toldAs is the noun behind the number, or before it with "of", that the measure is said
// to be: "EBITDA was a $42 million loss", "the tax rate was a benefit of 2%"; -1 for none.
func (c *call) toldAs(r *reading) int {
	i := c.start(r.q) - 1
	noun := r.q.Last
	switch {
	case c.lower(i) == "of" && c.article(i-2):
		noun = i - 1
		i -= 3
	case c.article(i) && noun < r.s.last && c.lower(noun+1) != "on" && c.lower(noun+1) != "from":
		i--
	default:
		return -1
	}
	if i < r.s.first || c.marks.cue(i) != cueVersus && c.marks.cue(i) != cueTo && !isBe(c.lower(i)) && c.lower(i) != "being" {
		return -1
	}
	return noun
}

// beforeLoss is the token where the predicate of r begins, which stands at i else, where
// "a loss of" stands before the number: the loss is no subject of its own, unless the
// measure is said to include it.
func (c *call) beforeLoss(r *reading, i int) int {
	first := i
	for r.q.SignSpan.End > 0 && first-1 > r.s.first && c.tokens[first-1].Start >= r.q.SignSpan.Start {
		first--
	}
	switch c.lower(first - 2) {
	case "included", "includes", "include", "including":
		return i
	}
	return first
}

// lossBehind is the word that makes a measure a loss behind the number; the span is zero
// where nothing does.
func (c *call) lossBehind(r *reading) source.Span {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if noun := c.toldAs(r); noun >= 0 && (c.lower(noun) == "loss" && !k.Expense && !k.LowerBetter || c.lower(noun) == "benefit" && (k.ID == "income_tax" || k.ID == "tax_rate")) {
		return c.span(noun, noun+1)
	}
	return source.Span{}
}

// taxBenefit reads a tax that is told as what it gave back: "our tax rate was a benefit of
// 2%".
func (c *call) taxBenefit(r *reading) (choice, bool) {
	if !r.s.has(cueEffect) || r.class != unitPercent && r.class != unitMoney {
		return choice{}, false
	}
	if noun := c.toldAs(r); noun < 0 || c.lower(noun) != "benefit" {
		return choice{}, false
	}
	for j := r.q.First - 1; j >= r.s.first; j-- {
		m, ok := c.marks.concept(j)
		if !ok {
			continue
		}
		switch c.e.taxonomy.Concepts[m.value].ID {
		case "tax_rate", "income_tax":
			f, ok := c.e.fits(m.value, r.q, direction{at: -1}, true)
			return choice{fit: f, link: linkSubject, mention: m, score: 90}, ok
		}
		return choice{}, false
	}
	return choice{}, false
}
