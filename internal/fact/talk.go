package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// talk is what was said so far that later sentences lean on.
type talk struct {
	turn int // of the last sentence
	head head
	// ahead is the period that an outlook speaks of, told once for a passage.
	ahead     string
	aheadSpan source.Span
	aheadTurn int
	// passed is the outlook that goes on behind a sentence which names another
	// period in passing.
	passed *outlook
	// outlook tells that the sentence before looked ahead.
	outlook bool
	// back is a period in the past that heads a passage: "For the full year, ...".
	back     string
	backSpan source.Span
	backAt   int // the sentence that set it
	// review is the period whose results were turned to in so many words, until something
	// else is: "Let me move on to our full-year results."
	review   outlook
	reviewAt int // the sentence that set it
	// versus is the comparison that heads a passage: "Let's get into the year-over-year
	// results of the segments."
	versus   compared
	versusAt int // the sentence that set it
	// pair is the first of two periods that stood for two values, in order.
	pair *int
	// topics are the concepts that were spoken of last, the latest first.
	topics [5]topic
	// heading is the parts that a passage is about: "Turning to EMEA.", "China
	// delivered 3% comp growth."
	heading   []part
	headingAt int  // the sentence that set it
	answers   bool // it is what an answer is about
	turned    bool // it was turned to in so many words, and holds over paragraphs
	bare      int  // the turn, counted from 1, that told a part's growth without a measure
	bullets   bool // the turn is written as a list, a sentence to a paragraph
}

// outlook is the period that a passage looks ahead to, or back on.
type outlook struct {
	period string
	span   source.Span
}

// topic is a concept that was spoken of, with or without a number.
type topic struct {
	concept  int32
	sentence int
	span     source.Span
}

// head is the reading that the next sentence may continue.
type head struct {
	ok         bool
	concept    int32
	measure    Measure
	dimensions []Dimension // of the sentence that named the concept
	basis      Basis
	status     Status
	period     Period
	mention    source.Span
	sentence   int
	named      bool // the concept was named in that sentence
}

// newTurn forgets what a new speaker does not lean on.
func (c *call) newTurn(s *said, n int) {
	c.talk.turn = s.turn
	c.talk.heading = nil
	c.talk.back = ""
	c.talk.review = outlook{}
	c.talk.versus = compared{}
	c.talk.outlook = false
	if c.t.Turns[s.turn].Section == transcript.SectionPreparedRemarks {
		c.talk.head = head{}
	}
	c.talk.answers = false
	c.talk.bullets = c.listed(s, n)
	if c.roleOf(s) != transcript.RoleAnalyst && s.turn > 0 && c.t.Turns[s.turn].Section == transcript.SectionQuestionsAndAnswers {
		c.talk.heading, c.talk.headingAt, c.talk.turned = c.subjectOfAnswer(n), n, true
		c.talk.answers = true
	}
}

// listed reports whether the turn that begins with sentence n is written as a
// list: its paragraphs are of one sentence, and end nothing.
func (c *call) listed(s *said, n int) bool {
	opens, all := 0, 0
	for i := n; i < len(c.sentences) && c.sentences[i].turn == s.turn; i++ {
		if all++; c.sentences[i].opens {
			opens++
		}
	}
	return all > 8 && 3*opens > 2*all
}

// subjectOfAnswer is the region or segment that an answer, which begins with
// sentence n, and the question before it are about: the one that they name most,
// if they hardly name another.
func (c *call) subjectOfAnswer(n int) []part {
	named := c.parts[:0]
	turn := c.sentences[n].turn
	for i := n - 1; i >= 0 && c.sentences[i].turn == turn-1; i-- {
		named = c.placesIn(&c.sentences[i], named)
	}
	for i := n; i < len(c.sentences) && c.sentences[i].turn == turn; i++ {
		named = c.placesIn(&c.sentences[i], named)
	}
	if c.parts = named; len(named) < 2 {
		return nil
	}
	counts := map[string]int{}
	for _, p := range named {
		for name := p.name; name != ""; { // "East China" is China too
			counts[name]++
			_, name, _ = strings.Cut(name, " ")
		}
	}
	best, most := -1, 0
	for i := range named {
		if count := counts[named[i].name]; count > most {
			best, most = i, count
		}
	}
	if most < 2 || 4*most < 3*len(named) {
		return nil
	}
	return []part{named[best]}
}

// placesIn appends the regions and segments that s names.
func (c *call) placesIn(s *said, to []part) []part {
	if !s.members {
		return to
	}
	for j := s.first; j < s.last; j++ {
		m, ok := c.marks.memberOf(j)
		if !ok {
			continue
		}
		j = int(m.last) - 1
		if p := (part{c.memberAt(m), c.span(int(m.first), int(m.last)), false}); p.axis == AxisGeography || p.axis == AxisSegment {
			to = append(to, p)
		}
	}
	return to
}

// spokenOf notes the concepts of sentence n.
func (c *call) spokenOf(s *said, n int) {
	for m := range c.measures(s) {
		if c.marks.isBase(m) || c.e.taxonomy.Concepts[m.value].Generic {
			continue
		}
		t := &c.talk.topics
		if t[0].concept != m.value || t[0].span.IsZero() {
			copy(t[1:], t[:])
		}
		t[0] = topic{m.value, n, c.span(int(m.first), int(m.last))}
	}
}

// lookBack lets a sentence that tells the results of the reported year alone head the next
// one: "revenue was $165 million in 2021. Operating income grew to $33 million."
func (c *call) lookBack(s *said, n, before int) {
	if c.anchor.Quarter != 4 || !c.anchor.Known() || c.talk.back != "" || c.t.Turns[s.turn].Section != transcript.SectionPreparedRemarks {
		return
	}
	label, named := period.YearLabel(c.anchor.Year), false
	for i := before; i < len(c.facts); i++ {
		f := &c.facts[i]
		if f.Period.Label != label || f.Status != StatusActual {
			return
		}
		named = named || !f.Evidence.Period.IsZero() && f.Evidence.Quote.Contains(f.Evidence.Period)
	}
	for i := s.periods[0]; named && i < s.periods[1]; i++ {
		if p := &c.periods[i]; p.Kind == period.Quarter {
			return
		} else if c.anchor.Resolve(*p, false) == label && !strings.HasPrefix(p.Span.Of(c.low), "this") {
			c.talk.back, c.talk.backSpan, c.talk.backAt = label, p.Span, n-1
		}
	}
}

// continueFrom remembers what the facts of sentence n leave for the next.
func (c *call) continueFrom(s *said, n, before int) {
	if len(c.facts) == before {
		c.outlookWithout(s)
		return
	}
	c.lookBack(s, n, before)
	guided := false
	for i := before; i < len(c.facts); i++ {
		f := &c.facts[i]
		if f.Rules[0].Rule == linkRules[linkBusiness] && len(f.Dimensions) > 0 {
			c.talk.bare = s.turn + 1
		}
		if f.Status == StatusGuidance {
			guided = true
			if c.coming(f.Period.Label) && (c.talk.ahead == "" || c.talk.aheadTurn != s.turn || f.Evidence.Period.Start < f.Evidence.Value.Start) {
				c.talk.ahead, c.talk.aheadSpan, c.talk.aheadTurn = f.Period.Label, f.Evidence.Period, s.turn
			}
		}
	}
	c.talk.outlook = guided || c.talk.outlook && c.lower(s.first) == "this" && strings.HasPrefix(c.lower(s.first+1), "compare")
	if guided {
		c.talk.aheadTurn = s.turn
	}
	last := &c.facts[before]
	for i := before; i < len(c.facts); i++ {
		if c.facts[i].Measure == MeasureValue || i == before {
			last = &c.facts[i]
		}
	}
	index := int32(c.e.taxonomy.Find(last.Concept))
	named := last.Rules[0].Rule != linkRules[linkInherited]
	h := &c.talk.head
	if !named && h.ok && h.concept == index {
		// A list goes on under the head that named the concept.
		h.sentence = n
		h.measure = last.Measure
		return
	}
	*h = head{
		ok: true, concept: index, measure: last.Measure, dimensions: last.Dimensions, basis: last.Basis, status: last.Status,
		period: last.Period, mention: last.Evidence.Concept, sentence: n, named: named,
	}
}
