package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// passage reads what a sentence sets for those that follow: the period of an
// outlook, a year that is looked back on, the part that is turned to.
func (c *call) passage(s *said, n int) {
	if last := c.talk.passed; last != nil {
		c.talk.ahead, c.talk.aheadSpan, c.talk.passed = last.period, last.span, nil
	}
	turns := s.words&wordTurn != 0 && !c.numbered(s)
	if s.opens || n-c.talk.backAt > 4 || turns {
		c.talk.back = ""
	}
	if n-c.talk.reviewAt > reviewReach || turns && !s.members && s.words&(wordSegment|wordDivision|wordRegion) == 0 {
		c.talk.review = outlook{}
	}
	c.setHeading(s, n)
	c.setVersus(s, n)
	ahead := s.periods[0] < s.periods[1] && c.looksAhead(s)
	for i := s.periods[0]; i < s.periods[1]; i++ {
		p := &c.periods[i]
		if p.Vague && p.Kind == period.Quarter && n > c.talk.backAt {
			c.talk.back = "" // "in the quarter", behind what was told of the year
		}
		if !p.Kind.Fiscal() || p.Vague || c.isComparisonBase(p) || c.nears(p) || c.lower(p.First-1) == "as" && p.First > s.first+1 {
			continue
		}
		if turns && c.turnsBackTo(s, p) {
			c.talk.review, c.talk.reviewAt = outlook{c.anchor.Resolve(*p, false), p.Span}, n
			continue
		}
		if ahead {
			label := c.anchor.Resolve(*p, true)
			if c.coming(label) {
				if !c.headsOutlook(s, p) || c.farAhead(label) && c.numbered(s) {
					c.talk.passed = &outlook{c.talk.ahead, c.talk.aheadSpan}
				}
				c.talk.ahead, c.talk.aheadSpan, c.talk.aheadTurn = label, p.Span, s.turn
				break
			}
		}
		if (p.First-s.first <= 4 || c.resultsFor(s, p)) && (p.Kind == period.Year || p.Kind == period.YearToDate || p.Kind == period.Half) && !ahead {
			c.talk.back, c.talk.backSpan, c.talk.backAt = c.anchor.Resolve(*p, false), p.Span, n
		} else if p.First-s.first <= 5 && p.Kind == period.Quarter {
			c.talk.back, c.talk.review = "", outlook{}
		} else if p.Kind == period.Quarter && n-c.talk.backAt > 0 {
			c.talk.back = ""
		}
	}
}

// stillBack reports whether the period that was looked back on goes on behind the second
// sentence: a flow of this year's, in the prepared remarks.
func (c *call) stillBack(r *reading) bool {
	year, _ := splitLabel(c.talk.back)
	return year == c.anchor.Year && c.t.Turns[r.s.turn].Section == transcript.SectionPreparedRemarks && !c.e.taxonomy.Concepts[r.choice.concept].Instant && r.choice.measure != MeasureShare && !strings.HasPrefix(r.fact.Concept, "dividend_per")
}

// reviewReach is for how many sentences the period holds whose results were turned to.
const reviewReach = 30

// turnsBackTo reports whether a sentence that turns to something turns to the results of
// the period p, this year's that has ended: "Let me move on to our full-year results".
func (c *call) turnsBackTo(s *said, p *period.Mention) bool {
	label := c.anchor.Resolve(*p, false)
	if p.Kind != period.Year && p.Kind != period.YearToDate && p.Kind != period.Half || c.coming(label) {
		return false
	}
	if year, part := splitLabel(label); year != c.anchor.Year || part == "FY" && !c.ended(year) {
		return false
	}
	for j := s.first; j < p.First; j++ {
		if c.marks.cue(j) == cueExpect {
			return false
		}
	}
	if c.resultsFor(s, p) {
		return true
	}
	for j := p.Last; j < s.last; j++ {
		switch c.lower(j) {
		case "results", "performance", "numbers", "highlights":
			return c.marks.cue(j+1) != cueExpect
		case "financial", "operating", "consolidated", "segment":
		default:
			return j == s.last-1 && c.tokens[j].Kind == token.Punct
		}
	}
	return false
}

// headsOutlook reports whether the coming period p is what the passage from
// sentence s on looks ahead to, and is not only named in passing.
func (c *call) headsOutlook(s *said, p *period.Mention) bool {
	return c.talk.ahead == "" || c.talk.aheadTurn != s.turn || s.words&wordOutlook != 0 && (!c.numbered(s) || s.words&wordRevise != 0 && p.Kind == period.Year) || p.First-s.first <= 8
}

// numbered reports whether a sentence has a number that is no date.
func (c *call) numbered(s *said) bool { return c.numbers(s) > 0 }

// numbers is how many numbers a sentence has that are no dates.
func (c *call) numbers(s *said) int {
	n := 0
	for qi := s.quantities[0]; qi < s.quantities[1]; qi++ {
		if c.quantities[qi].Reject == "" {
			n++
		}
	}
	return n
}

// resultsFor reports whether a sentence without numbers turns to the results of a
// period: "I now turn to our results for fiscal 2020".
func (c *call) resultsFor(s *said, p *period.Mention) bool {
	if s.quantities[0] != s.quantities[1] {
		return false
	}
	for j := p.First - 1; j > s.first && p.First-j <= 4; j-- {
		switch c.lower(j) {
		case "results", "performance":
			return true
		case "for", "of", "the", "our", "in":
		default:
			return false
		}
	}
	return false
}

// looksAhead reports whether a sentence speaks of what is expected.
func (c *call) looksAhead(s *said) bool {
	if !s.has(cueExpect) && s.words&wordAhead == 0 {
		return false
	}
	for j := s.first; j < s.last; j++ {
		if q := c.marks.cue(j); q == cueExpect && !c.heldAgainst(j, s) {
			return true
		}
		if c.class(j)&wordAhead == 0 {
			continue
		}
		switch c.text(j) {
		case "turning", "Turning", "looking", "Looking", "moving", "Moving", "ahead":
			return true
		}
	}
	return false
}

// outlookWithout carries an outlook over a sentence that has no number.
func (c *call) outlookWithout(s *said) {
	if s.opens {
		c.talk.outlook = false
	}
	for i := s.periods[0]; i < s.periods[1]; i++ {
		if p := &c.periods[i]; !p.Vague && c.looksAhead(s) && c.coming(c.anchor.Resolve(*p, true)) {
			c.talk.outlook, c.talk.aheadTurn = true, s.turn
		}
	}
}
