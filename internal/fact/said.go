package fact

import (
	"math"

	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
)

// amountSaid reads an amount that points back at one that was said before, of one measure
// alone: "that $160 million", "the $50 million we're talking about".
func (c *call) amountSaid(r *reading) (choice, bool) {
	if r.d.moves() || r.d.dest || r.d.origin || !c.pointsBack(r) || r.isBase(c) {
		return choice{}, false
	}
	said := c.soleSaid(0, MeasureValue, func(f *Fact) bool {
		return r.isAmountOf(f) && (f.Value.Unit == r.q.Unit || f.Value.Unit == r.q.Unit+"/share")
	})
	if said < 0 || round(r.q.Low) && r.s.turn-c.facts[said].Turn > 1 {
		return choice{}, false // round amounts are many
	}
	f := &c.facts[said]
	k := int32(c.e.taxonomy.Find(f.Concept))
	return choice{fit: fit{k, f.Measure, f.Value.Unit}, link: linkRepeat, mention: mention{value: k}, score: 100, said: said}, true
}

// soleSaid is the last of the facts from number from on that say the same as a number, where all
// of them are of one measure alone, and of that aspect of it; -1 for none.
func (c *call) soleSaid(from int, aspect Measure, same func(*Fact) bool) int {
	said := -1
	for i := len(c.facts) - 1; i >= max(from, 0); i-- {
		f := &c.facts[i]
		switch {
		case !same(f):
		case f.Measure != aspect, said >= 0 && c.facts[said].Concept != f.Concept:
			return -1
		case said < 0:
			said = i
		}
	}
	return said
}

// pointsSaid reads points that point back at a change which was told before, of one measure
// alone: "that 150 basis points", "the 150 basis points of improvement".
func (c *call) pointsSaid(r *reading) (choice, bool) {
	if r.d.moves() && !r.d.behind || r.d.dest || r.d.origin || r.q.Low.Cmp(r.q.High) != 0 || !c.pointsKnown(r) {
		return choice{}, false
	}
	unlike := false // one moved the other way
	said := c.soleSaid(0, MeasureChange, func(f *Fact) bool {
		same := f.Value.Unit == r.q.Unit && f.Value.Low.Abs().Cmp(r.q.Low) == 0 && f.Value.High.Abs().Cmp(r.q.High) == 0
		unlike = unlike || same && r.d.sign != 0 && int(r.d.sign) != f.Value.Low.Sign()
		return same
	})
	if said < 0 || unlike {
		return choice{}, false
	}
	f := &c.facts[said]
	if r.d.sign == 0 {
		r.d = direction{sign: int8(f.Value.Low.Sign()), at: -1}
	}
	k := int32(c.e.taxonomy.Find(f.Concept))
	return choice{fit: fit{k, f.Measure, f.Value.Unit}, link: linkRepeat, mention: mention{value: k}, score: 60, said: said}, true
}

// growthSaid reads a percentage that points back at a growth which was told before, of one
// measure alone: "that 3%", "the low single-digit guide", "a 3% number".
func (c *call) growthSaid(r *reading) (choice, bool) {
	if r.d.moves() && !r.d.behind || r.d.dest || r.d.origin || r.isBase(c) || !c.growthKnown(r) {
		return choice{}, false
	}
	said := c.soleSaid(len(c.facts)-remembered, MeasureGrowth, func(f *Fact) bool {
		return f.Value.Unit == r.q.Unit && r.isAmountOf(f)
	})
	if said < 0 || r.s.turn-c.facts[said].Turn > 1 && (magnitude(r.q) < 10 || math.Mod(magnitude(r.q), 5) == 0) {
		return choice{}, false // small and round rates are many
	}
	f := &c.facts[said]
	if r.d.sign == 0 {
		r.d = direction{sign: 1, at: -1}
	}
	k := int32(c.e.taxonomy.Find(f.Concept))
	return choice{fit: fit{k, f.Measure, f.Value.Unit}, link: linkRepeat, mention: mention{value: k}, score: 40, said: said}, true
}

// growthKnown reports whether a percentage is one that the hearer knows, and of no noun but
// growth or an outlook.
func (c *call) growthKnown(r *reading) bool {
	i, figure := r.q.Last, false
	switch c.lower(i) {
	case "number", "figure", "guide", "guidance", "outlook", "growth":
		i, figure = i+1, true
	}
	before := c.start(r.q) - 1
	switch c.lower(before) {
	case "that", "the", "this", "your":
	case "a":
		if !figure {
			return false
		}
	default:
		return false
	}
	if w := c.lower(before - 1); r.q.Form == quantity.FormBand && !figure || w == "in" || w == "around" || w == "call" {
		return false // "in the mid-teens" names what may be told of anything
	}
	switch c.marks.cue(i) {
	case cueFunction, cueAnaphor, cueExpect, cueYearOverYear, cueSequential, cueIn, cueHypothetical:
		return true
	case cueNone:
		return c.tokens[i].Kind == token.Punct || c.tokens[i].Kind == token.Dash || c.tokens[i].Kind == token.Ellipsis || i >= r.s.last
	}
	return false
}

// pointsKnown reports whether the points are some that the hearer knows, and of no noun but a
// movement: "that 150 basis point improvement".
func (c *call) pointsKnown(r *reading) bool {
	switch c.lower(c.start(r.q) - 1) {
	case "that", "the", "this", "those", "your":
	default:
		return false
	}
	i := r.q.Last
	if c.marks.cue(i) == cueOf {
		i++
	}
	if c.marks.at[i].concept != 0 || c.marks.at[i].member != 0 || c.marks.cue(i) == cueEffect {
		return false
	}
	return i == r.q.Last && !c.content(i) || c.marks.cue(i).noun() || c.marks.cue(i) == cueBetter || c.marks.cue(i) == cueTarget
}

// round reports whether a number has one digit that is not zero: "$500 million".
func round(d decimal.Decimal) bool {
	coef := d.Reduced().Abs().Coef
	return coef < 10
}

// pointsBack reports whether the amount is one that the hearer knows, and of no noun of
// its own: "that $160 million", but not "the $160 million plant".
func (c *call) pointsBack(r *reading) bool {
	switch c.lower(r.q.First - 1) {
	case "that", "the", "this", "those", "your":
	default:
		return false
	}
	i := r.q.Last
	if i >= r.s.last {
		return true
	}
	if c.marks.at[i].concept != 0 || c.marks.at[i].member != 0 || c.marks.at[i].unit {
		return false
	}
	switch c.marks.cue(i) {
	case cueFunction, cueAnaphor, cueExpect, cueTarget, cueHypothetical, cueAsExpected:
		return true
	case cueNone:
		return c.tokens[i].Kind == token.Punct || c.tokens[i].Kind == token.Dash
	}
	return false
}

// isAmountOf reports whether the quantity is the amount, or range, of the fact, whatever its unit.
func (r *reading) isAmountOf(f *Fact) bool {
	return f.Value.HasLow == r.q.HasLow && f.Value.HasHigh == r.q.HasHigh && f.Value.Low.Cmp(r.q.Low) == 0 && f.Value.High.Cmp(r.q.High) == 0
}
