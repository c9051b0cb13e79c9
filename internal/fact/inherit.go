package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// ofTopic reads the number with a concept that was spoken of shortly before: a
// rate for a rate, points for a rate, a bare number for a goal.
func (c *call) ofTopic(r *reading, n int, sub subjectKind) (choice, bool) {
	u := r.class
	grew := r.d.moves() && !r.d.dest && !r.d.origin
	if i := r.q.Last; i < r.s.last && (c.content(i) && !c.adverb(i) || c.marks.at[i].concept != 0 || c.marks.at[i].member != 0) {
		return choice{}, false // the number is that noun's
	}
	reach := 3
	if c.t.Turns[r.s.turn].Section == transcript.SectionQuestionsAndAnswers {
		reach = 10 // an answer stays with its question
	}
	for _, t := range c.talk.topics {
		if t.span.IsZero() || n-t.sentence > reach {
			continue
		}
		k := &c.e.taxonomy.Concepts[t.concept]
		if u == unitPercent && grew && sub == subjectAnaphor && k.ByPart && k.Unit == concept.UnitMoney {
			if f, ok := c.e.fits(t.concept, r.q, r.d, true); ok && f.measure == MeasureGrowth {
				return choice{fit: f, link: linkInherited, mention: mention{value: t.concept}, score: 40}, true
			}
		}
		if u == unitMoney && !grew && sub == subjectAnaphor && (k.Instant && c.lower(r.s.first) != "that" || c.saysOf(r)) && k.Unit == concept.UnitMoney && n == t.sentence+1 {
			if f, ok := c.e.fits(t.concept, r.q, r.d, true); ok { // "deposits were strong. They reached $2 trillion"
				return choice{fit: f, link: linkInherited, mention: mention{value: t.concept}, score: 40}, true
			}
		}
		if u == unitRatio && !grew && t.concept == c.e.known.leverage && n-t.sentence <= 3 {
			return choice{fit: fit{t.concept, MeasureValue, "ratio"}, link: linkInherited, mention: mention{value: t.concept}, score: 40}, true // "we project to end the year at 3.9 times"
		}
		if k.Unit != concept.UnitPercent || k.Growth || k.Generic {
			continue
		}
		switch {
		case u == unitPercent && !grew && sub != subjectAnaphor && c.farInto(r, t.concept):
			continue
		case u == unitPercent && !grew, u == unitPoints, u == unitFlat && (sub == subjectAnaphor || c.guides(r)):
		case u == unitBare && c.aimed(r) && magnitude(r.q) > 20 && magnitude(r.q) < 150:
			return choice{fit: fit{t.concept, MeasureValue, "percent"}, link: linkInherited, mention: mention{value: t.concept}, score: 40}, true
		default:
			continue
		}
		if f, ok := c.e.fits(t.concept, r.q, r.d, true); ok && (f.measure != MeasureValue || !c.ofForeign(r)) && (u != unitPoints || f.measure != MeasureValue || c.saysOf(r)) {
			return choice{fit: f, link: linkInherited, mention: mention{value: t.concept}, score: 40}, true
		}
	}
	return choice{}, false
}

// farInto reports whether a sentence has said so much before r, and not the noun of the
// measure's name, that it is hardly of what was spoken of before.
func (c *call) farInto(r *reading, concept int32) bool {
	id := c.e.taxonomy.Concepts[concept].ID
	noun := id[strings.LastIndexByte(id, '_')+1:]
	for j := r.s.first; j < r.q.First; j++ {
		if c.lower(j) == noun {
			return false // "the rate was"
		}
	}
	return r.q.First-r.s.first > 12
}

// namedBy reports whether a word is one of a concept's ID.
func (e *Extractor) namedBy(concept int32, word string) bool {
	for w := range strings.SplitSeq(e.taxonomy.Concepts[concept].ID, "_") {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// guides reports whether the number is what is guided to: "we're guiding to
// flat".
func (c *call) guides(r *reading) bool {
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 5; j-- {
		switch c.lower(j) {
		case "guide", "guiding", "guided", "guidance":
			return true
		}
	}
	return false
}

// growthAimedAt reports whether the number is the growth that the company as a whole
// is to have over years, with nothing named that grows: "we remain committed to our
// 6% to 8% growth rate". It is that of revenue.
func (c *call) growthAimedAt(r *reading) bool {
	if !r.d.behind || c.lower(r.d.at) != "growth" && c.lower(r.d.at) != "cagr" || !c.article(c.start(r.q)-1) && c.lower(c.start(r.q)-1) != "our" && c.lower(c.start(r.q)-1) != "that" {
		return false
	}
	aims := false
	for j := r.s.first; j < r.s.last; j++ {
		if _, ok := c.marks.concept(j); ok || j > r.d.at && c.lower(j) == "in" && j-r.d.at <= 2 {
			return false
		}
		switch c.lower(j) {
		case "committed", "achieve", "achieving", "compounded", "compound", "confident", "confidence", "model", "algorithm":
			aims = true
		}
	}
	return aims
}

// growthExpected reports whether the clause guides to growth, and names nothing
// that grows: "we lift the growth expectation for the year to 14% to 16%". It is
// that of revenue.
func (c *call) growthExpected(r *reading) bool {
	growth, expected := false, false
	for j := r.q.First - 1; j >= r.s.first; j-- {
		if _, ok := c.marks.concept(j); ok || c.stops(j) {
			break
		}
		switch c.marks.cue(j) {
		case cueUpNoun:
			growth = growth || c.lower(j) == "growth"
		case cueExpect:
			expected = true
		}
	}
	return growth && expected
}

// organicGrowth reads growth that is named by how it is reckoned alone: "we delivered
// 6% organic growth", "organic growth was 5%". It is that of revenue.
func (c *call) organicGrowth(r *reading) (choice, bool) {
	i := c.e.known.revenue
	if i < 0 || r.d.at < 1 || r.d.dest || r.d.origin || c.lower(r.d.at) != "growth" {
		return choice{}, false
	}
	if q := c.marks.cue(r.d.at - 1); q != cueOrganic && q != cueConstantCurrency && c.lower(r.d.at-1) != "internal" || r.d.at-1 < r.s.first {
		return choice{}, false
	}
	if named, ok := c.conceptBefore(r); ok && named.concept == i {
		return named, true
	}
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 4; j-- {
		if c.accountsFor(j) {
			return choice{}, false // "EPS of $2 represents 9% organic growth"
		}
	}
	for j := r.d.at - 2; j >= r.s.first && r.d.at-j <= 4; j-- {
		if _, ok := c.marks.isQuantity(j); ok {
			break
		}
		if c.marks.at[j].concept != 0 || c.lower(j) == "of" {
			return choice{}, false // "same-store organic growth"
		}
	}
	if next := c.lower(r.d.at + 1); next == "in" || next == "of" && r.d.behind {
		for j := r.d.at + 2; j < r.s.last && j-r.d.at <= 4; j++ {
			if c.marks.at[j].concept != 0 {
				return choice{}, false // "organic growth in deposits"
			}
		}
	}
	return choice{fit: fit{i, MeasureGrowth, "percent"}, link: linkBusiness, mention: mention{value: i}, score: 80}, true
}

// saysOf reports whether the sentence says no more of what was turned to than
// its number: "They were $185 million".
func (c *call) saysOf(r *reading) bool {
	switch c.lower(r.s.first) {
	case "they", "it":
		switch c.lower(r.s.first + 1) {
		case "was", "were", "came", "totaled":
			return r.q.First-r.s.first <= 4
		}
	}
	return false
}

// aimed reports whether the clause speaks of a goal.
func (c *call) aimed(r *reading) bool {
	if !r.s.has(cueTarget) {
		return false
	}
	for j := max(r.s.first, r.q.First-10); j < min(r.s.last, r.q.Last+6); j++ {
		if c.marks.cue(j) == cueTarget {
			return true
		}
	}
	return false
}

// objectBetween reports whether the verb before the number has an object that no
// lexicon knows: "we reduced restaurant expense by 20%".
func (c *call) objectBetween(r *reading) bool {
	if r.d.at < 0 || r.d.at >= r.q.First || !c.marks.cue(r.d.at).verb() {
		return false
	}
	switch c.lower(r.d.at + 1) {
	case "that", "it", "this", "them", "these", "those":
		return true // "we've reduced that 40%"
	}
	for j := r.d.at + 1; j < r.q.First; j++ {
		if c.marks.at[j].concept != 0 || c.marks.cue(j) == cueNone && c.content(j) && !c.adverb(j) && !c.tokens[j].Is(token.Upper) && c.marks.at[j].member == 0 {
			return true
		}
	}
	return false
}

// predicated reports whether the number is itself what is spoken of: "of which 85%
// were time charters".
func (c *call) predicated(r *reading) bool {
	i := r.q.Last
	if i+1 >= r.s.last || r.class != unitPercent {
		return false
	}
	if !r.d.moves() && c.lower(c.start(r.q)-1) == "the" {
		return true // "the 7% is a clean number"
	}
	switch c.text(i) {
	case "was", "were", "is", "are", "will", "came", "comes":
		return c.marks.cue(i+1) == cueNone && c.content(i+1) && !c.adverb(i+1) || c.marks.cue(i+1) == cueIn || c.text(i) == "will" || c.text(i+1) == "from"
	}
	return false
}

// grewBare reports whether a region's growth is told without a measure as others
// were in this speech, behind another measure of another region: "Europe grew 3%.
// Asia's income fell 5%. Africa grew 2%." It is that of revenue.
func (c *call) grewBare(r *reading, sub subject) bool {
	h := &c.talk.head
	if sub.kind != subjectMember || c.talk.bare != r.s.turn+1 || !h.named || h.concept == c.e.known.revenue {
		return false
	}
	m := c.memberAt(sub.member)
	for _, d := range h.dimensions {
		region := d.Axis == m.axis || d.Axis == AxisGeography || d.Axis == AxisSegment || d.Member == strings.ToUpper(d.Member)
		if region && !strings.EqualFold(d.Member, m.name) {
			return true
		}
	}
	return false
}

// stayedFlat reports whether r says of its subject that it is flat: "Europe was
// roughly flat".
func (c *call) stayedFlat(r *reading, sub subject) bool {
	if r.class != unitFlat || sub.kind != subjectMember {
		return false
	}
	if m := c.memberAt(sub.member); m.axis == AxisProduct && m.name[0] >= 'a' && m.name[0] <= 'z' {
		return false // "the average fee is flat"
	}
	j := c.start(r.q) - 1
	for j > r.s.first && c.marks.cue(j) == cueFunction && !isBe(c.lower(j)) {
		j--
	}
	return isBe(c.lower(j)) || c.lower(j) == "be"
}

// inherit reads the number with the concept of the sentences before.
func (c *call) inherit(r *reading) (choice, bool) {
	if c.ofOther(r) || c.predicated(r) {
		return choice{}, false
	}
	n := r.n
	h := &c.talk.head
	predicate := r.q.First
	if r.d.at >= 0 && r.d.at < r.q.First {
		predicate = r.d.at
	}
	sub := c.subjectBefore(r.s, predicate)
	grew := r.d.moves() && !r.d.dest && !r.d.origin
	percent := r.class == unitPercent || r.class == unitFlat
	taken := false
	if grew && percent {
		sub, taken = c.subjectTaken(r.s, sub)
	}
	if grew && percent && c.nameGrew(r, sub) {
		return choice{fit: fit{c.e.known.revenue, MeasureGrowth, ""}, link: linkBusiness, mention: mention{value: c.e.known.revenue}, score: 50}, true
	}
	if h.ok && n-h.sentence <= 3 {
		switch sub.kind {
		case subjectUnknown, subjectConcept:
			if r.class != unitPercent || !r.d.behind || !c.outlookOfGrowth(r) {
				return choice{}, false
			}
		case subjectAnaphor, subjectNone:
			points := r.class == unitPoints && n-h.sentence <= 3
			if n-h.sentence > 1 && !points {
				break
			}
			if f, ok := c.e.fits(h.concept, r.q, r.d, false); ok && (f.measure != MeasureValue || !c.ofForeign(r)) && (f.measure != MeasureValue || sub.kind == subjectAnaphor || f.measure == h.measure && h.measure == MeasureValue && n == h.sentence) {
				return choice{fit: f, link: linkInherited, mention: mention{value: f.concept}, score: 50}, true
			}
		case subjectMember, subjectName:
			if grew && percent && !taken && c.grewBare(r, sub) {
				break
			}
			if k := &c.e.taxonomy.Concepts[h.concept]; !k.ByPart && !k.BySegment && r.class != unitPerShare {
				break // "We raised our dividend by 11%. India was flat."
			}
			if unit := c.e.taxonomy.Concepts[h.concept].Unit; sub.business > 0 && (unit == concept.UnitCount || unit == concept.UnitRatio) {
				break // "our cloud routing business saw growth", behind a number of customers
			}
			if f, ok := c.e.fits(h.concept, r.q, r.d, false); ok && (f.measure != MeasureValue || h.measure == MeasureValue && n-h.sentence <= 1) {
				return choice{fit: f, link: linkInherited, mention: mention{value: f.concept}, score: 50}, true
			}
			if h.measure == MeasureShare && r.class == unitPercent && !grew {
				return choice{fit: fit{h.concept, MeasureShare, ""}, link: linkInherited, mention: mention{value: h.concept}, score: 50}, true
			}
		}
	}
	if h.ok && n-h.sentence <= 1 && r.class == unitBare && c.e.taxonomy.Concepts[h.concept].Unit == concept.UnitCount && (c.added(r) || !c.closed(r).IsZero()) {
		// "We opened 84 stores. We closed 97."
		return choice{fit: fit{h.concept, MeasureChange, c.e.taxonomy.Concepts[h.concept].Noun}, link: linkInherited, mention: mention{value: h.concept}, score: 50}, true
	}
	if (percent || r.q.Form == quantity.FormFlat) && len(c.partsFromPerspective(r)) > 0 && c.e.known.revenue >= 0 {
		return choice{fit: fit{c.e.known.revenue, MeasureGrowth, "percent"}, link: linkBusiness, mention: mention{value: c.e.known.revenue}, score: 45}, true
	}
	if grew && percent && len(c.grownPart(r)) > 0 && c.e.known.revenue >= 0 {
		return choice{fit: fit{c.e.known.revenue, MeasureGrowth, ""}, link: linkBusiness, mention: mention{value: c.e.known.revenue}, score: 40}, true
	}
	if taken && (!c.onlyRevenue(r.s) || r.prev == nil && r.qi > r.s.quantities[0]) {
		return choice{}, false
	}
	switch sub.kind {
	case subjectNone, subjectAnaphor, subjectWe:
		if t, ok := c.ofTopic(r, n, sub.kind); ok {
			return t, true
		}
	}
	if grew && percent && r.d.behind && (len(c.partsBehind(r, r.d.at)) > 0 || len(c.partsGrown(r)) > 0) && c.e.known.revenue >= 0 {
		return choice{fit: fit{c.e.known.revenue, MeasureGrowth, ""}, link: linkBusiness, mention: mention{value: c.e.known.revenue}, score: 40}, true
	}
	if r.class == unitPercent && (c.growthExpected(r) || c.growthAimedAt(r) || c.growthAlone(r, sub)) && c.e.known.revenue >= 0 {
		return choice{fit: fit{c.e.known.revenue, MeasureGrowth, ""}, link: linkBusiness, mention: mention{value: c.e.known.revenue}, score: 40}, true
	}
	if (grew || c.stayedFlat(r, sub)) && percent && (sub.kind == subjectMember || sub.kind == subjectWe || sub.business > 0) && c.e.known.revenue >= 0 {
		if sub.kind != subjectMember && !grew || sub.kind == subjectWe && !(r.d.at >= 0 && c.marks.cue(r.d.at).verb()) || c.objectBetween(r) {
			return choice{}, false
		}
		return choice{fit: fit{c.e.known.revenue, MeasureGrowth, ""}, link: linkBusiness, mention: mention{value: c.e.known.revenue}, score: 40}, true
	}
	return choice{}, false
}
