package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// growthAlone reports whether r is growth of which no word says what grows, where what was
// spoken of last that can grow is revenue: "next year we're looking at about 10% growth".
func (c *call) growthAlone(r *reading, sub subject) bool {
	switch {
	case r.q.Form == quantity.FormBand && !r.d.behind:
		if !c.bandOfGrowth(r) {
			return false
		}
	case !r.d.behind, c.lower(r.d.at) != "growth", r.d.dest, r.d.origin, !c.saysNoMore(r):
		return false
	}
	switch sub.kind {
	case subjectUnknown, subjectConcept:
		return false
	}
	for m := range c.measures(r.s) {
		if m.value != c.e.known.revenue {
			return false
		}
	}
	return c.revenueGrows(r)
}

// saysNoMore reports whether no noun stands by the growth that could be what grows: "a 10%
// growth year", but not "10% unit growth" or "10% growth in units".
func (c *call) saysNoMore(r *reading) bool {
	for j := r.q.Last; j < r.d.at; j++ {
		if c.lower(j) == "record" {
			return false // "26% record growth": that of those on record
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueYearOverYear, cueSequential, cueFunction:
		default:
			if c.tokens[j].Kind != token.Hyphen && !c.marks.at[j].unit && !c.adverb(j) && c.marks.at[j].period == 0 {
				return false
			}
		}
	}
	if before := c.start(r.q) - 1; before >= r.s.first && (c.content(before) && !c.adverb(before) || c.marks.at[before].concept != 0) {
		return false
	}
	next := r.d.at + 1
	if next >= r.s.last || c.marks.at[next].period != 0 {
		return true
	}
	if c.tokens[next].Word == token.Comma && next+1 < r.s.last && c.marks.at[next+1].concept != 0 {
		return false // "24% growth, sales growth in annuities"
	}
	switch c.lower(next) {
	case "rate", "rates", "level", "outlook", "guidance", "target", "algorithm", "range":
		next++
	}
	if next < r.s.last && c.marks.cue(next) == cueIn {
		j := next + 1
		for j < r.s.last && (c.marks.cue(j) == cueAdjective || c.marks.cue(j) == cueAnaphor || c.marks.cue(j) == cueEach) {
			j++
		}
		return j < r.s.last && (c.marks.at[j].period != 0 || c.marks.at[j].member != 0 || c.marks.cue(j) == cueUnitNoun)
	}
	return !c.content(next) || c.adverb(next)
}

// revenueGrows reports whether revenue is the measure that was spoken of last of those
// that grow.
func (c *call) revenueGrows(r *reading) bool {
	reach := 3
	if c.t.Turns[r.s.turn].Section == transcript.SectionQuestionsAndAnswers {
		reach = 10
	}
	for _, t := range c.talk.topics {
		if t.span.IsZero() || r.n-t.sentence > reach {
			continue
		}
		switch k := &c.e.taxonomy.Concepts[t.concept]; {
		case t.concept == c.e.known.revenue:
			return true
		case k.Growth, k.Unit == concept.UnitMoney, k.Unit == concept.UnitCount, k.Unit == concept.UnitPerShare:
			return false
		}
	}
	for i := len(c.facts) - 1; i >= 0 && len(c.facts)-i <= 12; i-- {
		if f := &c.facts[i]; f.Measure == MeasureGrowth {
			return f.Concept == "revenue"
		}
	}
	return false
}

// bandOfGrowth reports whether r is one of the bands in which growth is told, with no noun
// of its own, right behind the growth of revenue: "and high single digits for next year".
func (c *call) bandOfGrowth(r *reading) bool {
	words := r.q.Span.Of(c.low)
	if n := len(c.facts); n == 0 || c.facts[n-1].Concept != "revenue" || c.facts[n-1].Measure != MeasureGrowth || !strings.Contains(words, "digit") && !strings.Contains(words, "teen") {
		return false
	}
	if t := &c.talk.topics[0]; !t.span.IsZero() && r.n-t.sentence <= 10 && t.concept != c.e.known.revenue || c.lower(c.start(r.q)-1) == "negative" {
		return false
	}
	if _, ok := c.retold(r); ok {
		return false
	}
	i := r.q.Last
	return i >= r.s.last || (!c.content(i) || c.adverb(i)) && c.marks.at[i].concept == 0 && !c.marks.at[i].unit && c.marks.cue(i) != cueOf && c.lower(i) != "as"
}
