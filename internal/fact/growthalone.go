package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// growthAlone reports whether r is growth of which no word says what grows, where what was
// spoken of last that can grow is revenue, or a part or an outlook is named that it is of:
// "next year we're looking at about 10% growth".
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
		if !c.outlookOfGrowth(r) {
			return false
		}
	}
	for m := range c.measures(r.s) {
		if m.value != c.e.known.revenue && !c.causedBy(r, int(m.first)) {
			return false
		}
	}
	if sub.kind == subjectWe && c.inFrontedPart(r.s) {
		return true
	}
	named := c.outlookOfGrowth(r) || sub.kind == subjectWe && c.growsInParts(r)
	return named && c.revenueGrewLast(true) || c.revenueGrows(r)
}

// causedBy reports whether what stands at token i, behind r, only says what caused it.
func (c *call) causedBy(r *reading, i int) bool {
	for j := r.q.Last; j < i; j++ {
		if c.marks.cue(j) == cueCause {
			return true
		}
	}
	return false
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
			if c.tokens[j].Kind != token.Hyphen && !c.marks.at[j].unit && (!c.adverb(j) || c.marks.cue(j) == cueNone && strings.HasSuffix(c.lower(j), "ing")) && c.marks.at[j].period == 0 {
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
		return c.placeOfGrowth(r, next+1)
	}
	return !c.content(next) || c.adverb(next)
}

// placeOfGrowth reports whether a period or parts of the company stand at token i, and so no
// measure that grows: "growth in all five of our regions", "growth across every product line".
func (c *call) placeOfGrowth(r *reading, i int) bool {
	strange := 0
	for j := i; j < r.s.last && j-i <= 9; j++ {
		switch q := c.marks.cue(j); {
		case c.marks.at[j].concept != 0:
			return false
		case c.marks.at[j].period != 0, c.marks.at[j].member != 0, q == cueUnitNoun:
			return true
		case q == cueAdjective, q == cueAnaphor, q == cueEach, q == cueTotal, q == cueOf, c.tokens[j].Kind == token.Hyphen:
		case c.marks.at[j].quantity != 0, c.lower(j) == "our", c.lower(j) == "all", c.lower(j) == "and", c.lower(j) == "virtually", c.lower(j) == "nearly":
		case c.content(j) && strange < 2 && j > i:
			strange++ // "our industrial and communications segments"
		default:
			return false
		}
	}
	return false
}

// nameGrew reports whether r is the growth of what was named right before, where revenue is
// what grew last: "led by strength at Harbor, which grew 21%".
func (c *call) nameGrew(r *reading, sub subject) bool {
	if sub.kind != subjectAnaphor || c.lower(sub.at) != "which" || r.d.at != sub.at+1 || c.lower(r.d.at) != "grew" || c.e.known.revenue < 0 {
		return false
	}
	j := sub.at - 1
	if c.tokens[j].Word == token.Comma {
		j--
	}
	if c.marks.at[j].concept != 0 || c.marks.at[j].member == 0 && !(c.content(j) && c.tokens[j].Is(token.Upper)) {
		return false
	}
	if r.prev != nil {
		return r.prev.choice.concept == c.e.known.revenue && r.prev.choice.measure == MeasureGrowth
	}
	return c.revenueGrewLast(false)
}

// growsInParts reports whether the parts of the company stand behind the growth r, as parts:
// "growth in both our industrial and our medical segments".
func (c *call) growsInParts(r *reading) bool {
	if c.marks.cue(r.d.at+1) != cueIn {
		return false
	}
	for j := r.d.at + 2; j < r.s.last && j-r.d.at <= 9 && c.marks.at[j].period == 0; j++ {
		if c.marks.cue(j) == cueUnitNoun {
			w := c.lower(j)
			return c.placeOfGrowth(r, r.d.at+2) && !strings.HasPrefix(w, "market") && !strings.HasPrefix(w, "sector") // of those who buy
		}
	}
	return false
}

// inFrontedPart reports whether the sentence opens with the part that it is about: "In our
// appliance business, we saw".
func (c *call) inFrontedPart(s *said) bool {
	if q := c.marks.cue(s.first); q != cueIn {
		return false
	}
	part := false
	for j := s.first + 1; j < s.last && j-s.first <= 9; j++ {
		if c.tokens[j].Word == token.Comma {
			return part
		}
		if c.marks.at[j].concept != 0 || c.marks.at[j].quantity != 0 || c.marks.at[j].period != 0 {
			return false
		}
		part = part || c.marks.at[j].member != 0 || c.marks.cue(j) == cueUnitNoun
	}
	return false
}

// outlookOfGrowth reports whether r is an outlook for growth, of which no word says what
// grows: "confident in our outlook of 20% growth this year".
func (c *call) outlookOfGrowth(r *reading) bool {
	i := c.start(r.q) - 1
	if r.s.words&wordOutlook == 0 || c.lower(i) != "of" && c.lower(i) != "for" || c.class(i-1)&wordOutlook == 0 || c.lower(i-2) == "previous" {
		return false
	}
	j := i - 2
	for c.marks.at[j].period != 0 || c.marks.cue(j) == cueAdjective {
		j--
	}
	if c.marks.at[j].concept != 0 || c.content(j) {
		return false // "our EPS outlook of"
	}
	t := &c.talk.topics[0]
	return t.span.IsZero() || r.n-t.sentence > 1 || c.e.taxonomy.Concepts[t.concept].ByPart
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
	return c.revenueGrewLast(false)
}

// revenueGrewLast reports whether the growth that was told last is that of revenue, and
// fallback where none was.
func (c *call) revenueGrewLast(fallback bool) bool {
	for i := len(c.facts) - 1; i >= 0 && len(c.facts)-i <= 12; i-- {
		if f := &c.facts[i]; f.Measure == MeasureGrowth {
			return f.Concept == "revenue"
		}
	}
	return fallback
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
