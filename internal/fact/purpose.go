package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/token"
)

// partsOfPurpose are what capital is spent on, which parts it from all that is
// spent: "including $20 million for new restaurants", "$210 million to expand
// our repair shop network".
func (c *call) partsOfPurpose(r *reading) []part {
	if r.choice.measure != MeasureValue || r.class != unitMoney {
		return nil
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 10; j++ {
		if _, ok := c.marks.isQuantity(j); ok && c.marks.at[j].period == 0 && !c.yearsBehind(j) {
			return nil
		}
		if c.tokens[j].Kind == token.Punct {
			return nil
		}
		switch c.lower(j) {
		case "for", "on":
			return c.purposeAt(r.s, j+1)
		case "to":
			if j+1 < r.s.last && builds(c.text(j+1)) {
				return c.purposeAt(r.s, j+2)
			}
			if j+2 < r.s.last && c.adverbOrFurther(j+1) && builds(c.text(j+2)) {
				return c.purposeAt(r.s, j+3)
			}
			return nil
		case "and", "or", "but", "which", "that", "versus", "compared", "as", "from", "we", "you", "they", "primarily", "mainly", "largely", "mostly":
			return nil
		}
	}
	return nil
}

// spentOn reads an amount that begins its sentence, or what is said "of that", as what the
// capital told right before was spent on: "CapEx was $552 million. $311 million was for new
// plants."
func (c *call) spentOn(r *reading) (choice, bool) {
	h, k := &c.talk.head, c.e.known.capitalExpenditures
	if !h.ok || k < 0 || h.concept != k || h.measure != MeasureValue || h.sentence != r.n-1 || r.d.moves() || c.start(r.q)-r.s.first > 4 {
		return choice{}, false
	}
	for j := r.s.first; j < c.start(r.q); j++ {
		if c.content(j) && c.lower(j) != "amount" && !c.adverb(j) {
			return choice{}, false
		}
	}
	i := r.q.Last
	if !isBe(c.lower(i)) && c.lower(i) != "went" {
		return choice{}, false
	}
	switch c.lower(i + 1) {
	case "for", "on", "to", "related", "spent", "associated", "invested", "attributable":
		return choice{fit: fit{k, MeasureValue, ""}, link: linkInherited, mention: mention{value: k}, score: 50}, true
	}
	return choice{}, false
}

// yearsBehind reports whether the number at token i counts years: "over the past
// 10 years".
func (c *call) yearsBehind(i int) bool {
	return strings.HasPrefix(c.text(i+1), "year")
}

func (c *call) adverbOrFurther(i int) bool { return c.text(i) == "further" || c.adverb(i) }

// builds reports whether a verb says what capital is spent on.
func builds(verb string) bool {
	switch verb {
	case "expand", "build", "construct", "upgrade", "improve", "maintain", "replace", "modernize", "renovate", "remodel", "develop", "add", "open", "purchase", "acquire":
		return true
	}
	return false
}

// purposeAt reads the noun phrase that begins at token i: "the capacity of our
// repair shop network" is what it is the capacity of.
func (c *call) purposeAt(s *said, i int) []part {
	for i < s.last && (c.article(i) || c.marks.cue(i) == cueAdjective || c.marks.cue(i) == cueAdd && c.marks.at[i].concept == 0 || c.marks.cue(i) == cueFunction && c.tokens[i].Kind == token.Word) {
		i++
	}
	if i+1 < s.last && strings.HasSuffix(c.text(i), "ing") && (c.article(i+1) || c.marks.cue(i+1) == cueIn || c.marks.cue(i+1) == cueFunction && c.text(i+1) != "and") {
		return nil // "for sustaining the business"
	}
	if i+2 < s.last && c.marks.cue(i+1) == cueOf && measured(c.text(i)) {
		return c.purposeAt(s, i+2)
	}
	end := i
	for end < s.last && end-i < 6 && (c.noun(end) || end > i && end+1 < s.last && c.text(end) == "and" && c.noun(end+1)) {
		end++
	}
	for end > i && (measured(c.text(end-1)) || c.text(end-1) == "and") {
		end--
	}
	if end == i || end == i+1 && vague(c.text(i)) {
		return nil
	}
	span := c.span(i, end)
	return []part{{member{AxisOther, span.Of(c.t.Text)}, span, true}}
}

// noun reports whether token i may be a word of the name of what is bought or
// built.
func (c *call) noun(i int) bool {
	if c.marks.at[i].period != 0 || c.marks.at[i].quantity != 0 || c.marks.cue(i).verb() {
		return false
	}
	if m, ok := c.marks.concept(i); ok && m.value == c.e.known.capitalExpenditures {
		return false
	}
	switch c.word(i) {
	case "year", "quarter", "shareholders", "stockholders", "total", "capital", "growth", "future", "that", "remainder", "rest", "balance":
		return false
	}
	return c.content(i) || c.marks.at[i].concept != 0 || c.marks.at[i].member != 0 || c.marks.cue(i).noun()
}

// vague reports whether a noun tells nothing of what the money goes to.
func vague(noun string) bool {
	switch noun {
	case "projects", "investments", "initiatives", "business", "company", "call", "purposes", "needs", "things":
		return true
	}
	return false
}

// measured reports whether a noun tells how much there is of a thing.
func measured(noun string) bool {
	switch noun {
	case "capacity", "number", "size", "footprint", "fleet", "base", "range":
		return true
	}
	return false
}
