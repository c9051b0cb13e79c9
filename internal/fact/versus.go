package fact

import "github.com/callfacts/callfacts/internal/transcript"

// versusReach is for how many sentences a comparison holds that heads a passage.
const versusReach = 25

// setVersus notes the comparison that a sentence of the prepared remarks without numbers
// turns to: "Let's get into the year-over-year results of the segments". It holds until the
// speech turns to what is no part of the company.
func (c *call) setVersus(s *said, n int) {
	if c.talk.versus.comparison != ComparisonUnspecified && (n-c.talk.versusAt > versusReach || !c.numbered(s) && (c.turnsToWhole(s) || c.looksAhead(s))) {
		c.talk.versus = compared{}
	}
	if !s.has(cueYearOverYear, cueSequential) || c.numbered(s) || s.measured() || s.asks || s.last-s.first > 32 || c.t.Turns[s.turn].Section != transcript.SectionPreparedRemarks || !c.announces(s) {
		return
	}
	for j := s.first; j < s.last; j++ {
		switch c.marks.cue(j) {
		case cueYearOverYear:
			c.talk.versus, c.talk.versusAt = compared{ComparisonYearOverYear, c.cueSpan(j)}, n
		case cueSequential:
			c.talk.versus, c.talk.versusAt = compared{ComparisonSequential, c.cueSpan(j)}, n
		}
	}
}

// announces reports whether a sentence says near its beginning what the speech comes to: "let
// me", "let's", "I'll", "turning to".
func (c *call) announces(s *said) bool {
	for j := s.first; j < s.last && j-s.first <= 10; j++ {
		switch c.lower(j) {
		case "let", "let's", "let’s", "i'll", "i’ll", "turning", "moving":
			return true
		}
	}
	return false
}
