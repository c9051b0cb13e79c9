package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// counts are the numbers of segments that a company may have.
var counts = []string{"two", "three", "four", "five", "six", "seven"}

// announced learns the segments that a sentence lists: "I'll now discuss the results for
// our two segments, North America and International". It reports whether there are any.
func (c *call) announced(s *said) bool {
	for j := s.first; j < s.last; j++ {
		if c.lower(j) != "segments" {
			continue
		}
		if many, ours := c.ownSegments(s, j); ours && c.learnListed(s, j+1, many) {
			return true
		}
	}
	return false
}

// learnListed learns the names listed from token i of the sentence s on as segments: as
// many as were announced, or names in capitals.
func (c *call) learnListed(s *said, i, many int) bool {
	names := c.namesListed(s, i)
	if len(names) < 2 || many > 0 && len(names) != many {
		return false
	}
	if many == 0 && slices.ContainsFunc(names, func(n source.Span) bool { return !capitalised(n.Of(c.t.Text)) }) {
		return false
	}
	for _, n := range names {
		c.calledSegment(n.Of(c.t.Text), 2)
	}
	return true
}

// ownSegments reports whether "segments" at token i is said of the company's own, and of
// how many: "our three business segments", "each of our segments", "our segments".
func (c *call) ownSegments(s *said, i int) (many int, ours bool) {
	for j := i - 1; j >= s.first && i-j <= 4; j-- {
		switch w := c.lower(j); w {
		case "business", "operating", "reporting", "reportable", "core", "main", "of":
		case "our", "all":
			return many, w == "our"
		case "the":
			return many, many > 0
		default:
			at := slices.Index(counts, w)
			if at < 0 {
				return 0, false
			}
			many = at + 2
		}
	}
	return 0, false
}

// namesListed are the names of a list that goes on to the end of the clause: ", North
// America and International".
func (c *call) namesListed(s *said, i int) []source.Span {
	switch {
	case i >= s.last:
		return nil
	case c.tokens[i].Word == token.Comma || c.text(i) == ":" || c.lower(i) == "are" || c.tokens[i].Kind == token.Dash:
		i++
	default:
		return nil
	}
	var names []source.Span
	first := i
	for ; i < s.last; i++ {
		w := c.lower(i)
		switch {
		case w == "&" || c.tokens[i].Kind == token.Hyphen || c.content(i) || c.marks.at[i].member != 0 || c.tokens[i].Is(token.Upper) && c.marks.at[i].quantity == 0 && c.marks.at[i].period == 0:
			continue
		case w == "and" || w == "," || w == "." || w == ";":
			if i > first && i-first <= 4 {
				names = append(names, c.span(first, i))
			} else if i > first {
				return nil
			}
			if first = i + 1; w == "." || w == ";" {
				return names
			}
		default:
			return nil
		}
	}
	return names
}

// learnOpener learns as a segment the name that opens the sentence s before a verb, behind
// one that announced the results of segments, where the call says the name once more, or
// calls it a segment: "Global harbors achieved record results".
func (c *call) learnOpener(s *said) bool {
	first := s.first
	if !c.tokens[first].Is(token.Upper) || c.adverb(first) {
		return false
	}
	if c.lower(first) == "our" || c.article(first) {
		first++
	}
	end := first
	for end < s.last && end-first < 5 && (c.content(end) && !c.isVerb(end) || c.lower(end) == "global" || end > first && (c.lower(end) == "and" || c.text(end) == "&")) {
		end++
	}
	if end > first && c.marks.cue(end) == cueUnitNoun && c.tokens[end].Is(token.Upper) {
		end++ // "Data Center Group"
	}
	verb := end
	for verb < s.last && c.class(verb)&wordSegment != 0 {
		verb++
	}
	if end == first || end == first+1 && c.marks.at[first].member != 0 || !c.isVerb(verb) || c.ownName(first, end) {
		return false
	}
	if span := c.span(first, end); verb > end || c.namesSegment(s, span, end-first) {
		c.calledSegment(span.Of(c.t.Text), 2)
		return true
	}
	return false
}

// namesSegment reports whether the call calls what opens the sentence s a segment
// elsewhere, or writes it as a name of so many words, which it says again or abbreviates.
func (c *call) namesSegment(s *said, span source.Span, many int) bool {
	name := span.Of(c.t.Text)
	if many == 1 {
		return s.opens && c.learnt.written(name) && c.saidTwice(span)
	}
	if capitalised(name) && (c.saidTwice(span) || many >= 3 && c.abbreviates(name)) {
		return true
	}
	return strings.Contains(c.low, span.Of(c.low)+" segment")
}

// abbreviates reports whether the call has the initials of a name.
func (c *call) abbreviates(name string) bool {
	short := strings.ToUpper(initials(fold(name)))
	return short != "" && strings.Contains(c.t.Text, short)
}

// isVerb reports whether the word at token i says what a part of the company did.
func (c *call) isVerb(i int) bool {
	w := c.lower(i)
	return c.marks.cue(i).verb() || c.class(i)&wordPast != 0 || c.tokens[i].Kind == token.Word && !c.tokens[i].Is(token.Upper) && strings.HasSuffix(w, "ed") && len(w) > 4 || w == "continues" || w == "continued" || w == "is" || w == "has"
}
