package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/token"
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
			if c.marks.at[j].cue != cueUnitNoun || c.marks.at[j-1].cue == cueUnitNoun {
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
					c.calledSegment(name, 1)
				}
				if c.measuresBehind(s, noun+1) || c.tellsShare(noun+1) || c.heads(i, noun+1) {
					c.calledSegment(name, 2) // it heads what is told of it
				}
			case "unit":
				if c.lower(noun-1) == "business" {
					c.calledSegment(name, 1)
				}
			case "business", "category", "group", "franchise", "line", "brand":
				if c.opensFrame(s, first) && c.measuresBehind(s, noun+1) {
					c.learnt.partIs(name)
				}
			}
		}
	}
}

// heads reports whether sentence i tells no number and ends at token end, and one of those
// behind it tells a measure by part: "Now to the results from our towing segment."
func (c *call) heads(i, end int) bool {
	s := &c.sentences[i]
	return !c.numbered(s) && s.last-s.first <= 14 && end+1 >= s.last && c.tellsSoon(i)
}

// frameOf is where the name begins that ends before token j and stands behind "our" or
// "the"; j for none.
func (c *call) frameOf(s *said, j int) int {
	for i := j - 1; i >= s.first && j-i <= 6; i-- {
		switch {
		case c.marks.at[i].quantity != 0 || c.marks.at[i].concept != 0 && c.marks.at[i].member == 0:
			return j
		case !c.tokens[i].Is(token.Upper) && (strings.HasSuffix(c.text(i), "ing") && c.lower(i-1) != "and" && !isActivity(c.lower(i)) || strings.HasSuffix(c.text(i), "est")): // but "digital and betting"
			return j
		case i > s.first && c.tokens[i].Is(token.Glued) && c.tokens[i-1].Kind == token.Hyphen || i+1 < j && c.tokens[i+1].Kind == token.Hyphen && c.tokens[i+1].Is(token.Glued):
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

// calledSegment counts that the call calls what has the name a segment, as often as that
// weighs.
func (c *call) calledSegment(name string, times int) {
	if name == "The" || name == "the" {
		return // "coming to the business segment highlights"
	}
	k := c.learnt.candidate(name)
	k.axis, k.count, k.called = AxisSegment, k.count+times, k.called+times
}

// partIs takes name for a part's, unless it is one already.
func (l *learnt) partIs(name string) {
	if k := l.seen[fold(name)]; k == nil || k.count < 2 {
		l.seen[fold(name)] = &candidate{name: name, axis: AxisProduct, count: 2, caps: capitalised(name)}
	}
}
