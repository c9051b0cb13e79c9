package fact

import (
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/transcript"
)

// retold reads a number in an answer or a question of which its sentence does not say
// what it is, and which the call told before of one measure alone: "so the step from
// there to 246 million". Numbers that many things may have are not taken.
func (c *call) retold(r *reading) (choice, bool) {
	if c.t.Turns[r.s.turn].Section != transcript.SectionQuestionsAndAnswers || !distinct(r.q) || r.q.Low.Sign() < 0 {
		return choice{}, false
	}
	if before := c.start(r.q) - 1; before >= r.s.first && (c.content(before) && !c.adverb(before) || c.marks.at[before].concept != 0) {
		return choice{}, false // "FX cost $15 million"
	}
	said := -1
	for i := len(c.facts) - 1; i >= 0 && len(c.facts)-i <= remembered; i-- {
		f := &c.facts[i]
		if f.Value.Unit != r.q.Unit || f.Value.HasLow != r.q.HasLow || f.Value.HasHigh != r.q.HasHigh || f.Value.Low.Cmp(r.q.Low) != 0 || f.Value.High.Cmp(r.q.High) != 0 {
			continue
		}
		if said >= 0 && (c.facts[said].Concept != f.Concept || c.facts[said].Measure != f.Measure) {
			return choice{}, false
		}
		said = i
	}
	if said < 0 || c.facts[said].Measure == MeasureShare {
		return choice{}, false
	}
	f := &c.facts[said]
	if f.Measure == MeasureValue && r.class == unitPercent && r.q.Low.Cmp(r.q.High) != 0 && !r.s.has(cueExpect, cueTarget) && c.foreignNoun(r.s, c.start(r.q)) {
		return choice{}, false // "content is at the high end of the 4% to 6%"
	}
	if grows := f.Measure == MeasureGrowth || f.Measure == MeasureChange; r.d.moves() && (!grows && !r.d.dest && !r.d.origin || grows && r.d.sign < 0) {
		return choice{}, false
	}
	k := int32(c.e.taxonomy.Find(f.Concept))
	return choice{fit: fit{k, f.Measure, f.Value.Unit}, link: linkRepeat, mention: mention{value: k}, score: 40, said: said}, true
}

// distinct reports whether few things in a call have the same number: an amount of two
// digits or more that are not zero, a rate with a decimal, a range.
func distinct(q *quantity.Quantity) bool {
	switch classOf(q) {
	case unitMoney:
		return q.Low.Reduced().Coef >= 10
	case unitPercent:
		return q.Form == quantity.FormRange || q.Form == quantity.FormNumber && q.Low.Reduced().Exp < 0
	}
	return false
}
