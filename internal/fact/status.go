package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
)

// claim is what a sentence claims a number to be, with the words that tell.
type claim struct {
	status Status
	span   source.Span
	ahead  bool // the sentence looks ahead: "the fourth quarter" is the next one
	past   bool // it is told in the past
}

// claimOf reads the status of r: from what governs it in its sentence, else from
// the passage.
func (c *call) claimOf(r *reading) claim {
	s := r.s
	if k, ok := c.hypothetical(r); ok {
		return k
	}
	w := c.witnesses(r)
	if w.target < 0 {
		w.target = c.targetBehind(r)
	}
	asked := s.asks && c.roleOf(s) == transcript.RoleAnalyst
	switch {
	case r.choice.link == linkBusiness && c.growthAimedAt(r):
		return claim{StatusTarget, source.Span{}, true, false}
	case w.revision >= 0 && (r.q.Form == quantity.FormRange || r.q.Form == quantity.FormPlusMinus || w.expect >= 0):
		return claim{StatusGuidance, c.cueSpan(w.revision), true, false}
	case c.longTermGrowth(r) >= 0:
		return claim{StatusTarget, c.cueSpan(c.longTermGrowth(r)), true, false}
	case w.expect < 0 && c.revisesYear(r) >= 0:
		return claim{StatusGuidance, c.cueSpan(c.revisesYear(r)), true, false}
	case w.target >= 0 && c.class(r.q.Last)&wordOutlook != 0 && c.lower(r.q.Last+1) == "range":
		return claim{StatusGuidance, c.cueSpan(r.q.Last), true, false} // "we target the low end of our $1 to $2 guidance range"
	case w.expect >= 0 && c.ofWhich(r) && c.pastBehind(r):
		return claim{StatusActual, source.Span{}, false, true}
	case w.target >= 0 && (w.past < 0 || w.past < w.target || w.target > r.q.First):
		return claim{StatusTarget, c.cueSpan(w.target), true, false}
	case w.target < 0 && c.isCurrent(r):
		return claim{StatusActual, source.Span{}, false, true}
	case r.d.origin && c.saysCurrent(r):
		return claim{StatusActual, source.Span{}, false, true}
	case c.formerOutlook(r):
		return claim{StatusGuidance, source.Span{}, true, false}
	case c.formerly(r):
		held := c.exceeds(r)
		return claim{StatusGuidance, source.Span{}, !held, held}
	case r.q.Form == quantity.FormRange && c.talk.outlook && c.talk.aheadTurn == s.turn && w.past == r.d.at && c.lower(r.q.First-1) == "of" && c.lower(r.q.First-2) == "range":
		return claim{StatusGuidance, c.talk.aheadSpan, true, false} // "interest expense increased to a range of"
	case w.past >= 0 && w.past > w.expect:
		return claim{StatusActual, source.Span{}, false, true}
	case w.expect >= 0 && asked && c.asking(s):
		return claim{StatusHypothetical, c.cueSpan(w.expect), true, false}
	case w.expect >= 0:
		return claim{StatusGuidance, c.cueSpan(w.expect), true, false}
	case w.past < 0 && c.talk.outlook && c.talk.aheadTurn == s.turn && !c.pastBehind(r) && (r.q.Form == quantity.FormRange || !c.present(s, r.q.First) || s.words&wordOutlook != 0 && c.atMidpoint(r)):
		return claim{StatusGuidance, c.talk.aheadSpan, true, false}
	}
	return claim{StatusActual, source.Span{}, false, c.pastBehind(r)}
}

// longTermGrowth is the word that says that r is the growth over years that a measure is to
// have: "our long-term EPS growth rate is 5% to 7%"; -1 for none.
func (c *call) longTermGrowth(r *reading) int {
	if r.choice.measure != MeasureGrowth || r.choice.mention.last == 0 {
		return -1
	}
	m := r.choice.mention
	growth := c.lower(int(m.last)-1) == "growth" || c.lower(int(m.last)) == "growth"
	for j := int(m.first) - 1; growth && j >= r.s.first; j-- {
		switch c.lower(j) {
		case "long-term", "longer-term", "long-run", "term", "run":
			return j
		case "adjusted", "core", "operating", "organic", "annual":
		default:
			return -1
		}
	}
	return -1
}

// revisesYear is the verb that revises what a year is to bring to r, of which no word says that
// it is an outlook: "we're raising full-year EBITDA to $2.4 billion"; -1 for none.
func (c *call) revisesYear(r *reading) int {
	if !r.d.dest && c.lower(c.start(r.q)-1) != "to" {
		return -1
	}
	year := false
	for j := c.start(r.q) - 2; j >= r.s.first && c.marks.at[j].quantity == 0; j-- {
		if p, ok := c.marks.periodOf(j); ok {
			m := &c.periods[p]
			year = year || m.Kind == period.Year && c.coming(c.anchor.Resolve(*m, true))
		}
		if c.class(j)&wordRevise != 0 && strings.HasSuffix(c.lower(j), "ing") {
			if w := c.lower(j - 1); !year || w != "'re" && w != "are" && w != "re" && w != "now" {
				return -1
			}
			return j
		}
	}
	return -1
}

// ofWhich reports whether r is a part of the number before it: "$70 million, of which
// approximately $28 million was recorded".
func (c *call) ofWhich(r *reading) bool {
	for j := c.start(r.q) - 1; j > r.s.first && c.start(r.q)-j <= 3; j-- {
		if c.lower(j) == "which" && c.lower(j-1) == "of" {
			return true
		}
	}
	return false
}

// atMidpoint reports whether r is told of the middle of a range that was guided to:
// "at its midpoint, this is flat".
func (c *call) atMidpoint(r *reading) bool {
	for j := r.s.first; j < r.q.First; j++ {
		if c.lower(j) == "midpoint" {
			return true
		}
	}
	return false
}

// reportsOn reports whether r is a movement that its sentence dates to the reported
// quarter by name, and holds against no outlook: what is over is not expected.
func (c *call) reportsOn(r *reading) bool {
	f := &r.fact
	return (f.Measure == MeasureGrowth || f.Measure == MeasureChange) && c.anchor.Known() && f.Period.Label == c.anchor.Label() && f.Evidence.Period.Start >= f.Evidence.Value.Start &&
		f.Evidence.Period.Start > r.q.Span.End && r.s.words&wordOutlook == 0 && !r.s.asks
}

// dueBy reports whether the sentence says what should be so by a date: "by the close
// of '20, we should see 35% of sales be services".
func (c *call) dueBy(s *said) bool {
	if s.words&wordDue == 0 {
		return false
	}
	for i := s.periods[0]; i < s.periods[1]; i++ {
		p := &c.periods[i]
		for j := p.First; p.EndOf && j >= s.first && p.First-j <= 5; j-- {
			if c.lower(j) == "by" {
				return true
			}
		}
	}
	return false
}

// isCurrent reports whether the measure is named as where it stands: "two to
// three weeks is the current lead time".
func (c *call) isCurrent(r *reading) bool {
	i := int(r.choice.mention.first)
	return r.choice.mention.last > 0 && i > r.s.first+1 && c.lower(i-1) == "current" && (c.lower(i-2) == "the" || c.lower(i-2) == "our")
}

// saysCurrent reports whether the number is where things stand: "from the current
// level of about 90%".
func (c *call) saysCurrent(r *reading) bool {
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 6; j-- {
		switch c.lower(j) {
		case "current", "present", "today":
			return true
		case "from":
			return false
		}
	}
	return false
}

// formerly reports whether the range is the guidance that a result is held
// against: "above the guidance range of $1.22 to $1.26".
func (c *call) formerly(r *reading) bool {
	if r.q.Form != quantity.FormRange && !c.ownedByGuide(r) {
		return false
	}
	if c.endOfRange(r) || isBe(c.lower(r.q.First-1)) && c.lower(r.q.First-2) == "range" && c.lower(r.q.First-3) == "our" {
		return true
	}
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 4; j-- {
		switch c.lower(j) {
		case "guidance", "outlook", "guide", "guided", "expectation", "expectations":
			return true
		case "range", "of", "was", "previous", "prior":
		default:
			return false
		}
	}
	return false
}

// endOfRange reports whether something stands at an end of the range r: "at the low end of
// our $400 million to $450 million range".
func (c *call) endOfRange(r *reading) bool {
	ranged := c.lower(r.q.Last) == "range"
	for j := r.q.First - 1; j >= r.s.first; j-- {
		switch c.lower(j) {
		case "range":
			ranged = true
		case "of", "our", "the", "that":
		default:
			return ranged && c.isSide(j)
		}
	}
	return false
}

// exceeds reports whether the result of the reported period is held against the
// guidance that r is: "exceeded our outlook range of".
func (c *call) exceeds(r *reading) bool {
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 10; j-- {
		switch c.lower(j) {
		case "exceeded", "exceeding", "above", "below", "beat", "beating", "topped", "topping", "surpassed", "surpassing", "than", "line", "ahead":
			return true
		case "from":
			return false
		case "to":
			return c.lower(j-1) == "compared" && r.prev != nil && r.prev.fact.Status == StatusActual
		}
	}
	return false
}

// ownedByGuide reports whether the number is "our guide of".
func (c *call) ownedByGuide(r *reading) bool {
	j := r.q.First - 1
	if j-1 < r.s.first || c.marks.cue(j) != cueOf {
		return false
	}
	switch c.lower(j - 1) {
	case "guidance", "outlook", "guide", "expectation", "expectations":
		return c.marks.cue(j-1) == cueAsExpected || c.heldAgainst(j-1, r.s)
	}
	return false
}

func (c *call) roleOf(s *said) transcript.Role {
	return c.t.Speakers[c.t.Turns[s.turn].Speaker].Role
}

// cueSpan is the place of the cue at token j, or of the token.
func (c *call) cueSpan(j int) source.Span {
	if c.marks.at[j].phrase == 0 {
		return c.span(j, j+1)
	}
	m := c.marks.cueMention(j)
	return c.span(int(m.first), int(m.last))
}

// witness holds the nearest tokens before a number that tell its status; -1 for
// none.
type witness struct {
	past, expect, target int
	revision             int // "raising our guidance to", "narrowed the range"
}

func (c *call) witnesses(r *reading) witness {
	w := witness{-1, -1, -1, -1}
	changed, outlook := -1, false
	for j := r.q.First - 1; j >= r.s.first; j-- {
		if c.marks.at[j].aside {
			continue
		}
		switch c.marks.cue(j) {
		case cueExpect:
			if w.expect < 0 && !c.heldAgainst(j, r.s) && !c.estimatesPast(r.s, j) && !c.looksAt(j) {
				w.expect = j
			}
		case cueTarget:
			if w.target < 0 && !c.pastTarget(r, j) {
				w.target = j
			}
		}
		switch class := c.class(j); {
		case class&wordRevise != 0:
			if changed < 0 {
				changed = j
			}
		case class&wordOutlook != 0:
			outlook = true
		case w.past < 0 && w.expect < 0 && c.isPast(j):
			w.past = j
		}
	}
	if changed >= 0 && outlook {
		w.revision = changed
	}
	return w
}

// pastTarget reports whether the goal at token j is only what the number behind it
// is held against: "still below our own long-term goal at 2.1 times".
func (c *call) pastTarget(r *reading, j int) bool {
	if next := c.lower(c.start(r.q) - 1); next != "at" && next != "with" && next != "was" && next != "is" {
		return false
	}
	first := int(c.marks.cueMention(j).first)
	for k := first - 1; k >= r.s.first && first-k <= 4; k-- {
		switch c.lower(k) {
		case "below", "above", "within", "under", "over", "exceeding", "beyond":
			return true
		}
	}
	return false
}

// looksAt reports whether a sentence turns to something at token j: "Looking at
// our customers".
func (c *call) looksAt(j int) bool { return c.text(int(c.marks.cueMention(j).first)) == "Looking" }

// estimatesPast reports whether the word at j only says that a figure of the past
// is not yet final: "we stayed well capitalized, with an estimated ratio of 11.6%".
func (c *call) estimatesPast(s *said, j int) bool {
	if c.text(j) != "estimated" || j == s.first || !c.article(j-1) && c.marks.cue(j-1) != cueAdjective {
		return false
	}
	past := false
	for k := j - 1; k >= s.first; k-- {
		past = past || c.isPast(k)
		if w := c.text(k); c.marks.cue(k) == cueExpect || w == "midpoint" || w == "range" {
			return false
		}
	}
	return past
}

// heldAgainst reports whether the expectation at j is one that the number is
// only held against: "better than we expected".
func (c *call) heldAgainst(j int, s *said) bool {
	for k := j - 1; k >= s.first && j-k <= 5; k-- {
		switch c.lower(k) {
		case "as", "than":
			if j-k <= 2 || j-k <= 3 && formerWord(c.text(j-1)) {
				return true
			}
		case "above", "below", "exceeded", "exceeding", "beat", "beating", "topped", "topping", "surpassed", "surpassing", "versus":
			return true
		case "with":
			w := c.lower(max(k-1, s.first))
			return w == "line" || w == "consistent"
		case "on", "against":
			w := c.lower(max(k-1, s.first))
			return w == "delivered" || w == "executed" || w == "performed"
		case "of":
			if w := c.lower(max(k-1, s.first)); w != "end" && w != "ahead" && w != "midpoint" {
				return false
			}
		}
		if q := c.marks.cue(k); q != cueFunction && q != cueAdjective && q != cueOf && q != cueAnaphor && q != cueUpAdverb && q != cueAsExpected {
			return false
		}
	}
	return false
}

// formerWord reports whether a word makes guidance that of an earlier day.
func formerWord(word string) bool {
	switch word {
	case "prior", "previous", "original", "initial", "earlier":
		return true
	}
	return false
}

// isPast reports whether the word at j is a finite verb of the past.
func (c *call) isPast(j int) bool {
	t := &c.tokens[j]
	if t.Kind != token.Word || t.Is(token.Upper) || t.End-t.Start < 3 {
		return false
	}
	w := c.text(j)
	if !strings.HasSuffix(w, "ed") {
		return c.class(j)&wordPast != 0 && (w != "was" || c.text(j+1) != "to") // "our goal was to be at 25%"
	}
	switch w {
	case "adjusted", "expected", "projected", "estimated", "anticipated", "combined", "consolidated", "weighted", "diluted",
		"limited", "related", "based", "compared", "fixed", "detailed", "targeted", "planned", "budgeted", "guided", "need", "indeed", "exceed",
		"annualized", "implied", "increased", "improved", "leased", "owned", "operated", "licensed", "franchised", "united", "advanced", "forecasted", "assumed", "associated":
		return (w == "increased" || w == "improved") && !c.auxiliaryBefore(j)
	case "reported":
		if c.lower(j-1) == "and" && c.toBeBehind(j) {
			return false // "and reported EPS to be $2.31"
		}
		return j > 0 && c.marks.cue(j-1) == cueFunction && !c.auxiliaryBefore(j)
	default:
		return len(w) > 4 && !c.auxiliaryBefore(j)
	}
}

// toBeBehind reports whether "to be" follows close behind token j, before any
// number.
func (c *call) toBeBehind(j int) bool {
	for k := j + 1; k-j <= 6; k++ {
		if _, ok := c.marks.isQuantity(k); ok {
			return false
		}
		if c.text(k) == "to" && c.text(k+1) == "be" {
			return true
		}
	}
	return false
}

// auxiliaryBefore reports whether "be", "is", "are" makes the participle at j
// one of the present or future.
func (c *call) auxiliaryBefore(j int) bool {
	for k := j - 1; k >= 0 && j-k <= 2; k-- {
		if c.class(k)&wordAuxiliary != 0 {
			return true
		}
	}
	return false
}

// pastBehind reports whether the clause goes on in the past behind the number:
// "EPS of $0.64 was ahead of our expectations".
func (c *call) pastBehind(r *reading) bool {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 12; j++ {
		if _, ok := c.marks.isQuantity(j); ok || c.tokens[j].Kind == token.Punct && c.text(j) == ";" {
			return false
		}
		if c.isPast(j) {
			return true
		}
		switch c.text(j) {
		case "reflects", "includes", "excludes", "represents":
			return r.q.Form != quantity.FormRange
		}
	}
	return false
}

// present reports whether the sentence says how things stand.
func (c *call) present(s *said, before int) bool {
	for j := s.first; j < before; j++ {
		switch c.lower(j) {
		case "is", "are", "have", "has", "remain", "remains", "maintain", "continue", "continues", "now", "'re", "'ve", "re", "ve":
			return true
		}
	}
	return false
}

// targetBehind finds "... target", "... goal" directly behind the number.
func (c *call) targetBehind(r *reading) int {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 4; j++ {
		switch c.marks.cue(j) {
		case cueTarget:
			return j
		case cueNone:
			return -1
		case cueAdjective, cueUpNoun, cueTotal:
		default:
			return -1
		}
	}
	return -1
}

// asking reports whether the sentence puts a number to the other side: "should
// we think about 5%?".
func (c *call) asking(s *said) bool {
	for j := s.first; j < s.last; j++ {
		if c.marks.cue(j) == cueAsk {
			return true
		}
	}
	return false
}

// hypothetical reads counterfactuals and what-ifs, and numbers that an analyst
// puts up for an answer.
func (c *call) hypothetical(r *reading) (claim, bool) {
	for j := r.q.First - 1; j >= r.s.first; j-- {
		if _, ok := c.marks.isQuantity(j); ok {
			break
		}
		if c.tokens[j].Kind == token.Punct && c.text(j) == ";" {
			break
		}
		if c.marks.cue(j) == cueHypothetical && c.counterfactual(j) && !c.reportedWithout(r.s, j) {
			return claim{StatusHypothetical, c.cueSpan(j), false, false}, true
		}
	}
	if r.s.asks && c.roleOf(r.s) == transcript.RoleAnalyst {
		for j := r.s.first; j < r.q.First; j++ {
			if w := c.lower(j); c.marks.cue(j) == cueAsk && !c.asksToTell(j) && (w == "should" || w == "can" || w == "could" || w == "would" || w == "do") {
				return claim{StatusHypothetical, c.span(j, j+1), true, false}, true
			}
		}
	}
	return claim{}, false
}

// reportedWithout reports whether "would have" at token j tells what was reported without an
// item, which is then told as it was: "excluding these two charges, G&A would have been $86
// million". What would have been without something never was.
func (c *call) reportedWithout(s *said, j int) bool {
	if !strings.HasPrefix(c.cueSpan(j).Of(c.low), "would") {
		return false
	}
	for k := s.first; k < j; k++ {
		switch w := c.lower(k); c.marks.cue(k) {
		case cueExcluding:
			if w != "without" && w != "absent" && w != "before" && w != "the" {
				return true
			}
		case cueNonGAAP:
			if w == "normalized" || w == "pro" {
				return true
			}
		}
	}
	return false
}

// counterfactual reports whether the cue at j says that nobody asserts what
// follows.
func (c *call) counterfactual(j int) bool {
	m := c.marks.cueMention(j)
	switch text := c.span(int(m.first), int(m.last)).Of(c.low); text {
	case "if we", "if you":
		next := int(m.last)
		switch c.lower(next) {
		case "just", "also", "then", "actually":
			next++
		}
		if c.asksToTell(next) {
			return false // "if you could give us some color on the 12% decline"
		}
		if c.lower(next) == "start" && c.lower(next+1) != "to" {
			return false // "if we start with the $24 million of last year"
		}
		switch c.lower(next) {
		case "break", "read", "average", "annualize", "divide", "subtract", "combine", "look", "think", "go", "take", "recall", "remember", "exclude", "adjust", "compare", "correlate", "consider", "see", "strip", "normalize", "back", "put", "add", "will", "set", "ignore", "leave", "step":
			return false // a way to speak
		}
		return true
	case "would have been", "would have", "would've been", "would've", "could have", "if it", "if they", "what if", "suppose", "let's say", "hypothetically":
		return true
	case "if your", "if our":
		return c.marks.at[m.last].concept != 0
	case "if sales", "if revenue", "if revenues", "if volume", "if volumes", "if rates", "if prices":
		return c.lower(int(m.last)+1) != "only" // "if sales are only down 4%": they are
	default:
		return false
	}
}

// asksToTell reports whether the words from token i on ask the other side to say more: "can you
// talk about", "guys could give us". What they ask about is as it was told.
func (c *call) asksToTell(i int) bool {
	for j := i; j-i <= 5; j++ {
		switch c.lower(j) {
		case "could", "can", "would", "you", "guys", "maybe", "just", "please", "also", "perhaps", "help", "us", "might", "kind", "of", "all":
			continue
		case "talk", "give", "provide", "quantify", "share", "comment", "elaborate", "walk", "remind", "touch", "expand", "discuss", "describe", "bracket", "offer", "tell", "speak", "clarify", "parse", "unpack", "explain", "address":
			return j > i
		}
		return false
	}
	return false
}

// formerOutlook reports whether the sentence begins with an outlook that was given
// before: "our previous guidance was for revenue of $1.25 billion".
func (c *call) formerOutlook(r *reading) bool {
	for j := r.s.first; j < r.q.First && j-r.s.first <= 5; j++ {
		if c.class(j)&wordOutlook != 0 {
			return formerWord(c.text(j - 1))
		}
	}
	return false
}

// saysFormer reports whether a sentence speaks of an outlook that was given before.
func (c *call) saysFormer(s *said) bool {
	if s.words&wordOutlook == 0 {
		return false
	}
	for j := s.first; j < s.last; j++ {
		if formerWord(c.text(j)) {
			return true
		}
	}
	return false
}
