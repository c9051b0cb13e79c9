package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// learnTurned learns the names of the parts that the speech turns to in so many words,
// in capitals or not: "I go on to the segment results, beginning with harbor services, on
// page nine". A name in lower case is one where a measure is told of its first
// word elsewhere, or where it heads what is told, as others do: "Moving to mobile."
func (c *call) learnTurned() {
	segments := -1 // the turn that goes through them
	var heads []string
	turns := 0 // to segments, or to what heads what is told
	for i := range c.sentences {
		s := &c.sentences[i]
		if s.words&(wordTurn|wordBegin) == 0 || c.t.Turns[s.turn].Section != transcript.SectionPreparedRemarks {
			continue
		}
		says := s.words&wordSegment != 0
		if s.words&wordTurn == 0 && !says {
			continue // "I'll start with a word on safety"
		}
		if says {
			segments = s.turn
		}
		first, last := c.turnedName(s)
		if last == first || c.ownName(first, last) || c.ofStatements(first, last) {
			continue
		}
		name := c.span(first, last).Of(c.t.Text)
		written := capitalised(name)
		framed := segments == s.turn && !written && c.framesRevenue(last)
		if c.numbers(s) > 1 && !framed {
			continue
		}
		if last+1 == s.last && c.tellsSoon(i) {
			heads = append(heads, name)
			turns++
		}
		switch {
		case says || framed || segments == s.turn && written:
			c.turnsTo(name)
			turns++
		case written || c.learnt.count(c.word(first)) >= 2 || c.learnt.count(name) >= 2:
			c.learnt.partIs(name)
			c.learnt.seen[fold(name)].turned = true
		}
	}
	for _, name := range heads {
		if turns >= 2 || capitalised(name) {
			c.turnsTo(name)
		}
	}
}

// framesRevenue reports whether a comma and revenue stand at token i: "Turning to marine
// services, revenue was".
func (c *call) framesRevenue(i int) bool {
	if c.lower(i) != "," {
		return false
	}
	m, ok := c.marks.concept(i + 1)
	return ok && m.value == c.e.known.revenue
}

// turnsTo notes a name as that of a segment which the speech turns to.
func (c *call) turnsTo(name string) {
	c.calledSegment(name, 2)
	c.learnt.seen[fold(name)].turned = true
}

// tellsSoon reports whether one of the three sentences behind sentence i tells a measure
// that is told by part.
func (c *call) tellsSoon(i int) bool {
	for j := i + 1; j < len(c.sentences) && j-i <= 3 && c.sentences[j].turn == c.sentences[i].turn; j++ {
		if s := &c.sentences[j]; c.numbered(s) && c.opensByPart(s) {
			return true
		}
	}
	return false
}

// turnedName is the name that sentence s turns to last: "Turning to", "I'll move on to",
// "starting with".
func (c *call) turnedName(s *said) (first, last int) {
	for j := s.first; j < s.last; j++ {
		if c.class(j)&(wordTurn|wordBegin) == 0 {
			continue
		}
		switch c.lower(j) {
		case "turn", "move", "shift":
			if j-s.first > 6 || c.lower(j+1) == "it" {
				continue // "whatever it takes to move to"
			}
		case "looking":
			if c.lower(j+1) != "at" {
				continue
			}
		case "turning", "moving", "shifting", "switching", "starting", "start", "beginning", "begin", "walk":
		default:
			continue
		}
		reach := 3
		for k := j + 1; k < s.last && k-j <= reach; k++ {
			switch c.lower(k) {
			case "slide", "page":
				reach += 6 // "go to slide 14 to review Marine"
			case "to", "with", "on", "for", "in", "at", "through", "review":
				if from, to := c.namedBehind(s, k+1); to > from && (c.lower(j) != "looking" || c.tokens[to].Kind == token.Punct || c.marks.cue(to) == cueUnitNoun) {
					first, last = from, to
				}
			}
		}
	}
	return first, last
}

// namedBehind is the name at token i of sentence s, behind an article and the like,
// where what follows says that results are told of it.
func (c *call) namedBehind(s *said, i int) (first, last int) {
	for i < s.last && (c.article(i) || c.lower(i) == "our" || c.marks.cue(i) == cueAdjective) {
		i++
	}
	end := i
	for end < s.last && end-i < 5 {
		and := end > i && end+1 < s.last && (c.lower(end) == "and" || c.text(end) == "&") && (c.content(end+1) || c.lower(end+1) == "other")
		if !and && !c.content(end) && c.marks.at[end].member == 0 {
			break
		}
		if end++; and && c.lower(end) == "other" {
			end++
			break
		}
	}
	if end == i || end >= s.last {
		return 0, 0
	}
	switch c.lower(end) {
	case "results", "performance", "segment", "division", "group", "business", "on", "'s", "’s", ",", ".":
		return i, end
	}
	if capitalised(c.span(i, end).Of(c.t.Text)) {
		return i, end // "moving on to Northport pro forma results"
	}
	return 0, 0
}

// ofStatements reports whether the tokens first..last name a part of the company's
// statements or of the call, and none of the company.
func (c *call) ofStatements(first, last int) bool {
	for j := first; j < last; j++ {
		switch c.lower(j) {
		case "balance", "sheet", "cash", "flow", "outlook", "guidance", "capital", "liquidity", "slide", "page", "results", "performance", "quarter", "year",
			"consolidated", "expenses", "expense", "tax", "taxes", "profitability", "questions", "q&a", "q", "p&l", "p", "call", "line", "statement", "income", "debt", "financial", "financials", "margins", "margin", "costs", "currency":
			return true
		}
		if c.people[c.word(j)]&ofSpeaker != 0 {
			return true
		}
		if c.tokens[j].Kind == token.Number || strings.HasSuffix(c.lower(j), "ly") {
			return true
		}
	}
	return false
}
