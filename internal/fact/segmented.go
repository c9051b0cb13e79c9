package fact

import (
	"cmp"
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// segmentedReach is how many sentences behind the one that says so tell of segments.
const segmentedReach = 8

// learnSegmented learns the names that open the sentences behind one that says that
// they tell of segments, where a measure follows: "Looking at revenue by segment.
// Harbor Products revenue was $268 million, up 3%." What opens a sentence there is
// the segment's whole name, kinds of product that end it included.
func (c *call) learnSegmented() {
	for i := range c.sentences {
		if !c.saysSegments(&c.sentences[i]) || c.announced(&c.sentences[i]) {
			continue
		}
		at := i
		for j := i + 1; j < len(c.sentences) && j-at <= segmentedReach; j++ {
			s := &c.sentences[j]
			if s.turn != c.sentences[i].turn || c.turnsToWhole(s) {
				break
			}
			if c.learnOpening(s) || c.learnOpener(s) {
				at = j
			}
		}
	}
}

// saysSegments reports whether a sentence says that the results of segments follow:
// "Looking at revenue by segment", "Here are our segment results, on page nine".
func (c *call) saysSegments(s *said) bool {
	if s.words&wordDivision == 0 || c.numbers(s) > 1 {
		return false
	}
	for j := s.first; j < s.last; j++ {
		if c.class(j)&wordDivision == 0 {
			continue
		}
		switch c.lower(j + 1) {
		case "results", "performance", "highlights", "detail", "details", "level":
			return true
		}
		switch c.lower(j - 1) {
		case "by", "individual", "reportable", "reporting", "operating":
			return c.lower(j) == "segment" || c.lower(j) == "segments"
		}
		if _, ours := c.ownSegments(s, j); ours && c.lower(j) == "segments" {
			return true
		}
	}
	return false
}

// learnOpening learns as a segment the name in capitals that opens the sentence s before
// a measure that is told by part: of two words or more, or with the part's profit.
func (c *call) learnOpening(s *said) bool {
	first := s.first
	if c.marks.cue(first) == cueFunction || c.lower(first) == "our" {
		first++
	}
	end := c.capitalsAt(s, first)
	if and := c.pairedWith(s, end); and > end && end > first {
		end = and
	}
	if end == first || end >= s.last || end-first < 2 && !c.profitBehind(s, end+1) {
		return false
	}
	next := end
	for next < s.last && (c.marks.cue(next) == cueYearOverYear || c.marks.at[next].period != 0) {
		next++ // "Harbor Products year-over-year revenue"
	}
	m, ok := c.marks.concept(next)
	if !ok || !c.e.parts(m.value) || c.ownName(first, end) {
		return false
	}
	name := c.span(first, end).Of(c.t.Text)
	c.calledSegment(name, 2)
	return true
}

// learnTold learns the names that open sentences which tell the revenue and the profit
// of one part: "Harbor networks revenue fell 7% to $3 million, and EBITDA was
// flat", "At water parks, revenue and EBITDA were flat". Two sentences of that form make
// it one that the call tells parts in.
func (c *call) learnTold() {
	var names []string
	for i := range c.sentences {
		s := &c.sentences[i]
		if !s.measured() || c.t.Turns[s.turn].Section != transcript.SectionPreparedRemarks || c.numbers(s) < 2 {
			continue
		}
		if first, last := c.toldName(s); last > first {
			names = append(names, c.span(first, last).Of(c.t.Text))
		}
	}
	if len(names) < 2 {
		return
	}
	for _, name := range names {
		c.calledSegment(name, 2)
	}
}

// toldName is the name of two words or more that opens the sentence s before its
// revenue, which a profit follows.
func (c *call) toldName(s *said) (first, last int) {
	first = s.first
	for first < s.last && first-s.first < 2 && (c.marks.cue(first) == cueFunction || c.tokens[first].Kind == token.Punct || c.lower(first) == "finally") {
		first++
	}
	placed := c.marks.cue(first) == cueIn
	if placed {
		first++
	}
	last = first
	for last < s.last && last-first < 4 && c.content(last) && !c.adverb(last) {
		last++
	}
	if last-first < 2 || !placed && !c.tokens[first].Is(token.Upper) || c.ownName(first, last) {
		return 0, 0
	}
	next := last
	if placed && last < s.last && c.tokens[last].Word == token.Comma {
		next++
	}
	m, ok := c.marks.concept(next)
	if !ok || m.value != c.e.known.revenue || placed != (next > last) {
		return 0, 0
	}
	if !c.profitBehind(s, int(m.last)) {
		return 0, 0
	}
	return first, last
}

// profitBehind reports whether a profit is told from token i of the sentence s on, with no
// part of its own.
func (c *call) profitBehind(s *said, i int) bool {
	for ; i < s.last; i++ {
		if m, ok := c.marks.concept(i); ok && c.e.segmentProfit(m.value) && c.marks.at[i-1].member == 0 && !c.content(i-1) {
			return true
		}
	}
	return false
}

// findSegments finds the segments that the call goes through one by one: the parts whose
// profit it tells, each with the part's name before it or with its revenue ("Marine
// revenue was $5 million, with an operating margin of 18%"), those that head the
// sentence with its revenue, and those that it calls segments.
func (c *call) findSegments() {
	c.segments = map[string]string{}
	says := false
	for i := range c.sentences {
		s := &c.sentences[i]
		if c.t.Turns[s.turn].Section != transcript.SectionPreparedRemarks {
			continue
		}
		says = says || c.saysSegments(s)
		if !s.measured() || !c.numbered(s) {
			continue
		}
		if name := c.profitOf(s); name != "" && (name[0] < 'a' || name[0] > 'z' || strings.IndexByte(name, ' ') < 0) {
			c.segments[segmentKey(name)] = name
		}
		for _, p := range append(c.partsFronted(s, s.last), c.partsOfRevenue(s)...) {
			if p.axis == AxisSegment && !p.raw {
				c.segments[segmentKey(p.name)] = p.name // "In Marine, revenue was $5 million"
			}
		}
	}
	var called []*candidate
	for _, k := range c.learnt.seen {
		if k.called >= 2 {
			called = append(called, k)
			says = says || k.turned
		}
	}
	slices.SortFunc(called, func(a, b *candidate) int { return cmp.Or(a.called-b.called, strings.Compare(a.name, b.name)) })
	for _, k := range called {
		c.segments[segmentKey(k.name)] = k.name // of two spellings, the one that is said more
	}
	c.bySegment = len(c.segments) >= 2 || says && len(c.segments) == 1
	if len(c.segments) > 0 {
		c.spellOut()
	}
}

// partsOfRevenue are the parts that the sentence s begins by telling the revenue of:
// "Revenue from Marine was $5 million".
func (c *call) partsOfRevenue(s *said) []part {
	m, ok := c.marks.concept(s.first)
	if next := int(m.last); ok && m.value == c.e.known.revenue && next+1 < s.last && (c.lower(next) == "from" || c.lower(next) == "in" || c.lower(next) == "at") {
		return c.partsAt(s, next+1, -1)
	}
	return nil
}

// spellOut gives a segment that is called by one word of its name that name in full: by
// the first word of one segment's name, or of the one of several that the speech turns
// to, and by the last where that alone is called a segment too.
func (c *call) spellOut() {
	full := map[string]shorthand{}
	joined := map[string]*candidate{} // by the name written in one word
	for key, k := range c.learnt.seen {
		if strings.IndexByte(key, ' ') < 0 || k.axis == AxisGeography || k.count < 2 {
			continue
		}
		first, last := firstWord(key), key[strings.LastIndexByte(key, ' ')+1:]
		if c.segments[segmentKey(key)] != "" || c.segments[first] != "" && k.caps && c.learnt.seen[first] != nil {
			full[first] = full[first].stands(k)
		}
		if c.segments[last] != "" && k.caps && c.learnt.seen[last] != nil {
			full[last] = full[last].stands(k)
		}
	}
	for key, k := range c.learnt.seen {
		if c.segments[segmentKey(key)] == "" {
			continue
		}
		one := strings.ReplaceAll(key, " ", "")
		if had := joined[one]; had == nil || k.count > had.count || k.count == had.count && k.name < had.name {
			joined[one] = k // "North Port", "NorthPort"
		}
	}
	for key := range c.segments {
		if k := joined[strings.ReplaceAll(key, " ", "")]; k != nil {
			c.segments[key] = k.name
		}
	}
	for word, by := range full {
		if !by.several {
			c.segments[word] = by.name
			c.segments[segmentKey(by.name)] = by.name
		}
	}
}

// shorthand is the name that a word stands for.
type shorthand struct {
	name    string
	turned  bool // the speech turns to it
	several bool // it may be another's word as well
}

// stands notes that the word stands for the name of k too.
func (s shorthand) stands(k *candidate) shorthand {
	switch {
	case s.name == "" || k.turned && !s.turned:
		return shorthand{name: k.name, turned: k.turned}
	case k.turned == s.turned && k.name != s.name:
		s.several = true
	}
	return s
}

// segmentKey is a segment's name in lower case, without the noun for what it is.
func segmentKey(name string) string { return fold(trimName(name)) }

// mostBefore is behind how many words the first measure of a sentence stands that is
// about a part.
const mostBefore = 12

// profitOf is the name of the part whose profit the sentence s tells; "" for none.
func (c *call) profitOf(s *said) string {
	named := "" // the part whose revenue was told
	for m := range c.measures(s) {
		if named == "" && int(m.first)-s.first > mostBefore {
			return "" // told in passing
		}
		profit := c.e.segmentProfit(m.value)
		if m.value != c.e.known.revenue && !profit {
			continue
		}
		parts, whole := c.premodifiers(int(m.first), s.first)
		if len(parts) == 0 && !whole {
			parts = c.partsOfOwner(s, int(m.first))
		}
		own := ""
		for _, p := range c.inFull(parts) {
			if !p.raw && p.axis != AxisCustomerType && p.axis != AxisChannel && !c.hyphened(p) && !c.isOwn(p.name) {
				own = p.name
			}
		}
		switch {
		case whole:
			return ""
		case !profit:
			named = own
		case own != "" || named != "":
			return cmp.Or(own, named)
		}
	}
	return ""
}

// hyphened reports whether a hyphen joins what stands before a part to it:
// "same-property EBITDA".
func (c *call) hyphened(p part) bool {
	return p.span.Start > 0 && c.t.Text[p.span.Start-1] == '-'
}

// isOwn reports whether a name is a word of the company's.
func (c *call) isOwn(name string) bool { return c.nameOf(name)&ofCompany != 0 }

// segmentProfit reports whether a concept is a profit that companies tell by segment.
func (e *Extractor) segmentProfit(concept int32) bool {
	k := &e.taxonomy.Concepts[concept]
	return k.Adjustable && k.ByPart && !k.Generic && !strings.HasPrefix(k.ID, "gross_")
}
