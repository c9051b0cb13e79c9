package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// learnFramed learns the names that stand between "our" or "the" and the noun for a
// part of a company, in whatever letters: "in our tools and paint segment". What is
// called a segment is one; what is called a business or a category is a part where the
// sentence opens with it and goes on with a measure: "In our brush category, net sales
// were $87 million".
func (c *call) learnFramed() {
	for i := range c.sentences {
		s := &c.sentences[i]
		if !s.has(cueUnitNoun) {
			continue
		}
		for j := s.first + 2; j < s.last; j++ {
			if c.marks.cue(j) != cueUnitNoun || c.marks.cue(j-1) == cueUnitNoun {
				continue
			}
			first := c.frameOf(s, j)
			if first == j {
				continue
			}
			end := j
			if c.tokens[j].Is(token.Upper) && c.tokens[j-1].Is(token.Upper) {
				end++ // "Platforms Division": part of the name
			}
			name := c.span(first, end).Of(c.t.Text)
			noun := j
			for noun+1 < s.last && c.marks.cue(noun+1) == cueUnitNoun {
				noun++ // "business segment"
			}
			switch c.lower(noun) {
			case "segment", "division":
				if m, ok := c.marks.memberOf(first); !ok || int(m.last) < j || c.tokens[first].Is(token.Upper) {
					c.calledSegment(name)
				}
				if c.measuresBehind(s, noun+1) {
					c.calledSegment(name) // it heads what is told of it
					c.calledSegment(name)
				}
			case "business", "category", "group", "unit", "franchise", "line", "brand":
				if c.opensFrame(s, first) && c.measuresBehind(s, noun+1) {
					c.learnt.partIs(name)
				}
			}
		}
	}
}

// frameOf is where the name begins that ends before token j and stands behind "our" or
// "the"; j for none.
func (c *call) frameOf(s *said, j int) int {
	for i := j - 1; i > s.first && j-i <= 6; i-- {
		switch {
		case c.marks.at[i].quantity != 0 || c.marks.at[i].concept != 0 && c.marks.at[i].member == 0:
			return j
		case strings.HasSuffix(c.lower(i), "ing") || strings.HasSuffix(c.lower(i), "est"):
			return j
		case c.tokens[i].Is(token.Glued) && c.tokens[i-1].Kind == token.Hyphen || i+1 < j && c.tokens[i+1].Kind == token.Hyphen && c.tokens[i+1].Is(token.Glued):
		case c.content(i) || c.marks.at[i].member != 0 || c.tokens[i].Kind == token.Hyphen:
		case i+1 < j && (c.lower(i) == "and" || c.text(i) == "&"):
		case i+1 < j && (c.lower(i) == "our" || c.lower(i) == "the"):
			return i + 1
		default:
			return j
		}
	}
	return j
}

// opensFrame reports whether the sentence begins with the preposition and the article
// before the name at token first: "In our", "And within the".
func (c *call) opensFrame(s *said, first int) bool {
	in := first - 2
	if in < s.first || in-s.first > 2 || c.marks.cue(in) != cueIn && c.lower(in) != "within" && c.lower(in) != "for" {
		return false
	}
	for k := s.first; k < in; k++ {
		if c.marks.cue(k) != cueFunction && c.tokens[k].Kind != token.Punct {
			return false
		}
	}
	return true
}

// measuresBehind reports whether a measure that is told by part stands right behind
// the comma at token i, or the clause that the comma opens.
func (c *call) measuresBehind(s *said, i int) bool {
	if i >= s.last || c.tokens[i].Word != token.Comma {
		return false
	}
	for j := i + 1; j < s.last; j++ {
		if m, ok := c.marks.concept(j); ok {
			return c.e.parts(m.value)
		}
		if j-i > 4 && c.tokens[i+1].Word == 0 || j-i > 30 {
			return false
		}
	}
	return false
}

// calledSegment counts a name that the call calls a segment.
func (c *call) calledSegment(name string) {
	k := c.learnt.seen[fold(name)]
	if k == nil {
		k = &candidate{name: name, caps: capitalised(name)}
		c.learnt.seen[fold(name)] = k
	}
	k.count++
	k.axis, k.called = AxisSegment, k.called+1
}

// partIs takes name for a part's, unless it is one already.
func (l *learnt) partIs(name string) {
	if k := l.seen[fold(name)]; k == nil || k.count < 2 {
		l.seen[fold(name)] = &candidate{name: name, axis: AxisProduct, count: 2, caps: capitalised(name)}
	}
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
		c.learnt.segmentIs(name, 2)
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
