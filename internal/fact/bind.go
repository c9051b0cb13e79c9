package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
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
	// outlook tells that the sentence before looked ahead.
	outlook bool
	// back is a period in the past that heads a passage: "For the full year, ...".
	back     string
	backSpan source.Span
	backAt   int // the sentence that set it
	// pair is the first of two periods that stood for two values, in order.
	pair *int
	// topics are the concepts that were spoken of last, the latest first.
	topics [3]topic
	// heading is the parts that a passage is about: "Turning to EMEA.", "China
	// delivered 3% comp growth."
	heading   []part
	headingAt int  // the sentence that set it
	answers   bool // it is what an answer is about
	turned    bool // it was turned to in so many words, and holds over paragraphs
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

// reading is the work on one quantity.
type reading struct {
	s      *said
	n      int // of s
	qi     int
	q      *quantity.Quantity
	d      direction
	choice choice
	prev   *reading // of the number before, in the same sentence
	dims   []part
	shared []part   // of these, those that the clause is about, which a coordinated number shares
	base   compared // of the fact that was stated last
	fact   Fact
}

// bind reads the quantities of sentence n.
func (c *call) bind(n int) {
	s := &c.sentences[n]
	if s.turn != c.talk.turn {
		c.newTurn(s, n)
	}
	c.passage(s, n)
	defer c.spokenOf(s, n)
	if s.quantities[0] == s.quantities[1] {
		c.outlookWithout(s)
		return
	}
	c.asides(s)
	before := len(c.facts)
	var last *reading
	readings := make([]reading, 0, s.quantities[1]-s.quantities[0])
	for qi := s.quantities[0]; qi < s.quantities[1]; qi++ {
		q := &c.quantities[qi]
		if q.Reject != "" {
			continue
		}
		r := reading{s: s, n: n, qi: qi, q: q, prev: last, d: c.directionOf(s, qi)}
		if last != nil && !r.d.moves() && !r.d.dest && !r.d.origin {
			c.copyDirection(&r, last)
		}
		c.implied(&r)
		ok := c.choose(&r, last, n)
		if !ok {
			continue
		}
		c.particular(&r)
		if last != nil && r.q.Form == quantity.FormFlat && last.choice.concept == r.choice.concept && classOf(last.q) != unitMoney && last.choice.measure == MeasureValue && (classOf(last.q) == unitPercent || last.choice.unit == "percent") {
			r.choice.measure, r.choice.unit = MeasureChange, "percentage_points" // the rate is flat
		}
		readings = append(readings, r)
		last = &readings[len(readings)-1]
	}
	for i := range readings {
		c.state(&readings[i], readings, i)
	}
	c.continueFrom(s, n, before)
}

// asides marks what a sentence sets aside: "excluding restructuring charges",
// and appositions such as ", a non-GAAP measure,".
func (c *call) asides(s *said) {
	for j := s.first; j < s.last; j++ {
		switch {
		case c.marks.cue(j) == cueExcluding && !strings.EqualFold(c.text(j), "ex") || strings.EqualFold(c.text(j), "including") && j > s.first && c.text(j-1) == ",":
			end := c.asideEnd(s, j)
			for ; j < end; j++ {
				c.marks.asideAt[j] = true
			}
		case c.tokens[j].Word == token.Comma && j+1 < s.last && strings.EqualFold(c.text(j+1), "which"):
			c.relative(s, j)
		case c.tokens[j].Kind == token.Punct && c.text(j) == "," && j+1 < s.last && (strings.EqualFold(c.text(j+1), "a") || strings.EqualFold(c.text(j+1), "an")):
			for k := j + 2; k < s.last && k-j <= 7; k++ {
				if _, ok := c.marks.isQuantity(k); ok || c.marks.cue(k).directs() {
					break
				}
				if c.tokens[k].Kind == token.Punct && c.text(k) == "," {
					for ; j < k; j++ {
						c.marks.asideAt[j] = true
					}
					break
				}
			}
		}
	}
}

// relative sets aside a clause with "which" whose sentence goes on behind it:
// "routing revenue, which was hit by shortages, decreased 16%".
func (c *call) relative(s *said, j int) {
	for k := j + 2; k+1 < s.last && k-j <= 25; k++ {
		if _, ok := c.marks.isQuantity(k); ok {
			return
		}
		if c.tokens[k].Word != token.Comma {
			continue
		}
		if q := c.marks.cue(k + 1); q.verb() || q.adverb() || q == cueBetter || q == cueWorse || strings.EqualFold(c.text(k+1), "was") || strings.EqualFold(c.text(k+1), "were") {
			for ; j <= k; j++ {
				c.marks.asideAt[j] = true
			}
			return
		}
	}
}

// asideEnd is where what is set aside from token j on ends: at the comma, or at
// the verb that goes on with the sentence.
func (c *call) asideEnd(s *said, j int) int {
	// In the middle of a sentence what is set aside may be a list: it ends at the
	// verb, if one comes before any number.
	if j > s.first+2 {
		for k := j + 1; k < s.last && k-j <= 40; k++ {
			if _, ok := c.marks.isQuantity(k); ok || c.tokens[k].Kind == token.Punct && c.text(k) == ";" {
				break
			}
			switch c.text(k) {
			case "was", "were", "is", "are", "increased", "increase", "decreased", "grew", "declined", "rose", "totaled":
				return k
			}
		}
	}
	for k := j + 1; k < s.last && k-j <= 30; k++ {
		if c.tokens[k].Kind == token.Punct {
			switch c.text(k) {
			case ",", ";", ":", ".":
				return k
			}
		}
		switch w := c.text(k); w {
		case "was", "were", "is", "are", "grew", "declined", "increased", "decreased", "rose", "totaled":
			return k
		}
	}
	return j
}

// newTurn forgets what a new speaker does not lean on.
func (c *call) newTurn(s *said, n int) {
	c.talk.turn = s.turn
	c.talk.heading = nil
	c.talk.back = ""
	c.talk.outlook = false
	if c.t.Turns[s.turn].Section == transcript.SectionPreparedRemarks {
		c.talk.head = head{}
	}
	c.talk.answers = false
	if c.roleOf(s) != transcript.RoleAnalyst && s.turn > 0 && c.t.Turns[s.turn].Section == transcript.SectionQuestionsAndAnswers {
		c.talk.heading, c.talk.headingAt, c.talk.turned = c.subjectOfAnswer(n), n, true
		c.talk.answers = true
	}
}

// subjectOfAnswer is the region or segment that an answer, which begins with
// sentence n, and the question before it are about: the one that they name most,
// if they hardly name another.
func (c *call) subjectOfAnswer(n int) []part {
	counts := map[string]int{}
	var best part
	total := 0
	look := func(s *said) {
		for j := s.first; j < s.last; j++ {
			m, ok := c.marks.memberOf(j)
			if !ok {
				continue
			}
			j = int(m.last) - 1
			p := part{c.memberAt(m), c.span(int(m.first), int(m.last)), false}
			if p.axis != AxisGeography && p.axis != AxisSegment {
				continue
			}
			total++
			if counts[p.name]++; counts[p.name] > counts[best.name] || best.name == "" {
				best = p
			}
		}
	}
	turn := c.sentences[n].turn
	for i := n - 1; i >= 0 && c.sentences[i].turn == turn-1; i-- {
		look(&c.sentences[i])
	}
	for i := n; i < len(c.sentences) && c.sentences[i].turn == turn; i++ {
		look(&c.sentences[i])
	}
	if most := counts[best.name]; most < 2 || 4*most < 3*total {
		return nil
	}
	return []part{best}
}

// copyDirection carries the direction of the number before over "and" and
// commas: "a decline of 8% sequentially and 6% year-over-year".
func (c *call) copyDirection(r, last *reading) {
	if !last.d.moves() || last.d.dest || last.d.origin || last.d.behind {
		return
	}
	if classOf(last.q) != classOf(r.q) && classOf(r.q) != unitFlat && !(r.q.First-last.q.Last == 1 && strings.EqualFold(c.text(last.q.Last), "or")) {
		return // but "grew $300 million or 26%"
	}
	for j := last.q.Last; j < r.q.First; j++ {
		if _, ok := c.marks.concept(j); ok {
			return
		}
		switch q := c.marks.cue(j); {
		case q == cueTo || q == cueOf || q == cueEffect || q == cueCause || q == cueExcluding:
			return
		case q == cueVersus && c.quantityNext(j+1, r.q.First):
			return
		case q == cueNone && c.content(j) && c.marks.memberAt[j] == 0 && !c.adverb(j):
			return
		}
		if c.tokens[j].Kind == token.Punct && c.text(j) == ";" {
			return
		}
	}
	r.d = last.d
	r.d.copied = true
}

// quantityNext reports whether nothing but small words stands between from and to.
func (c *call) quantityNext(from, to int) bool {
	for k := from; k < to; k++ {
		switch c.marks.cue(k) {
		case cueFunction, cueAdjective:
		default:
			return false
		}
	}
	return true
}

// choose finds the concept and measure of r.
func (c *call) choose(r, last *reading, n int) bool {
	if behind, ok := c.conceptBehind(r.s, r.qi, r.d); ok && !c.threshold(r) {
		if behind.link == linkShare {
			return c.chooseShare(r, behind, n)
		}
		r.choice = behind
		c.changeOfCount(r)
		return true
	}
	if r.q.Form == quantity.FormMultiple && c.doublesOther(r) || c.unchangedView(r) {
		return false
	}
	if c.effect(r) {
		r.s.effects = true
		return false
	}
	if c.threshold(r) {
		return false
	}
	if share, ok := c.changeOfShare(r); ok {
		r.choice = share
		return true
	}
	if noun, ok := c.countedNoun(r); ok {
		r.choice = noun
		return true
	}
	if last != nil && last.choice.measure == MeasureShare && classOf(r.q) == unitPoints && r.d.moves() {
		// "71% of total software revenue, up 12 points"
		r.choice = choice{fit: fit{last.choice.concept, MeasureChange, ""}, link: linkList, mention: last.choice.mention, score: 80}
		return true
	}
	if list, ok := c.listHead(r, last); ok {
		r.choice = list
		return true
	}
	before, ok := c.conceptBefore(r)
	if ok {
		r.choice = before
		c.changeOfCount(r)
		return true
	}
	if inherited, ok := c.inherit(r, n); ok {
		r.choice = inherited
		return true
	}
	if again, ok := c.saidBefore(r); ok {
		r.choice = again
		return true
	}
	if alone, ok := c.perShareAlone(r); ok {
		r.choice = alone
		return true
	}
	if part, ok := c.shareOfPart(r); ok {
		r.choice = part
		return true
	}
	return false
}

// saidBefore reads a number that points back at one that was said: "that 30%",
// "your 20% number", "the 70 goal"; and, where a goal is spoken of, one without
// a measure of its own as another reading of the goal.
func (c *call) saidBefore(r *reading) (choice, bool) {
	u := classOf(r.q)
	if u != unitPercent && u != unitBare || r.d.moves() && !r.d.dest && !r.d.origin || r.q.First == r.s.first {
		return choice{}, false
	}
	points := false
	switch strings.ToLower(c.text(r.q.First - 1)) {
	case "that", "the", "your", "this", "those":
		points = true
	}
	aimed := c.aimed(r)
	for i := len(c.facts) - 1; i >= 0 && len(c.facts)-i <= 60 && (points || aimed); i-- {
		f := &c.facts[i]
		if f.Value.Unit != "percent" || f.Measure != MeasureValue && f.Measure != MeasureShare {
			continue
		}
		same := f.Value.Low.Cmp(r.q.Low) == 0 && f.Value.High.Cmp(r.q.High) == 0
		if points && same || aimed && f.Status == StatusTarget && (same || u == unitBare && magnitude(r.q) > 20 && magnitude(r.q) < 150) {
			k := int32(c.e.taxonomy.Find(f.Concept))
			return choice{fit: fit{k, f.Measure, "percent"}, link: linkRepeat, mention: mention{value: k}, score: 40, said: i}, true
		}
	}
	return choice{}, false
}

// perShareAlone reads an amount per share without a concept: what a company
// reports per share without further words is its earnings.
func (c *call) perShareAlone(r *reading) (choice, bool) {
	if classOf(r.q) != unitPerShare || c.e.known.eps < 0 || r.d.moves() && !r.d.dest {
		return choice{}, false
	}
	for j := r.s.first; j < r.q.First; j++ {
		if c.marks.cue(j) == cueEffect {
			return choice{}, false
		}
		if m, ok := c.marks.concept(j); ok && c.e.taxonomy.Concepts[m.value].PerShare == "" && c.e.taxonomy.Concepts[m.value].Unit == concept.UnitPerShare {
			return choice{}, false
		}
	}
	return choice{fit: fit{c.e.known.eps, MeasureValue, ""}, link: linkPerShare, mention: mention{value: c.e.known.eps}, score: 40}, true
}

// shareOfPart reads "15% of our enterprise business", "25% of our business": a
// share of the revenue of a part, or of all.
func (c *call) shareOfPart(r *reading) (choice, bool) {
	if classOf(r.q) != unitPercent || r.d.moves() || c.marks.cue(r.q.Last) != cueOf || c.e.known.revenue < 0 {
		return choice{}, false
	}
	for j := r.q.Last + 1; j < r.s.last && j-r.q.Last <= 5; j++ {
		if m, ok := c.marks.memberOf(j); ok {
			j = int(m.last) - 1
			if c.marks.cue(j+1) == cueUnitNoun || c.tokens[min(j+1, len(c.tokens)-1)].Kind != token.Word || c.marks.cue(j+1) == cueFunction {
				return choice{fit: fit{c.e.known.revenue, MeasureShare, ""}, link: linkShare, mention: mention{c.e.known.revenue, int32(j + 1), int32(j + 1)}, score: 60}, true
			}
			continue
		}
		switch c.marks.cue(j) {
		case cueUnitNoun:
			if w := c.text(j); w != "business" && w != "portfolio" {
				return choice{}, false
			}
			return choice{fit: fit{c.e.known.revenue, MeasureShare, ""}, link: linkShare, mention: mention{c.e.known.revenue, int32(j), int32(j + 1)}, score: 60}, true
		case cueAdjective, cueTotal:
			continue
		}
		break
	}
	return choice{}, false
}

// chooseShare reads "Q of CONCEPT": a share of the whole, unless what stands
// before it is itself a measure told in percent of that concept.
func (c *call) chooseShare(r *reading, base choice, n int) bool {
	if behind, ok := c.expenseBehind(r, base); ok {
		r.choice = behind
		c.marks.base(base.mention)
		return true
	}
	if before, ok := c.conceptBefore(r); ok && before.score > 60 {
		k := &c.e.taxonomy.Concepts[before.concept]
		if before.measure == MeasureValue && before.mention.last > 0 && k.ID != "revenue" {
			r.choice = before
			c.marks.base(base.mention)
			return true
		}
	}
	if before, ok := c.expenseBefore(r); ok {
		r.choice = before
		c.marks.base(base.mention)
		return true
	}
	if same, ok := c.sameInPercent(r); ok {
		r.choice = same
		c.marks.base(base.mention)
		return true
	}
	c.marks.base(base.mention)
	if h := &c.talk.head; h.ok && n-h.sentence <= 2 && c.e.taxonomy.Concepts[h.concept].Expense && c.subjectBefore(r.s, r.q.First).kind == subjectAnaphor {
		r.choice = choice{fit: fit{h.concept, MeasureValue, ""}, link: linkInherited, mention: mention{value: h.concept}, score: 60}
		return true
	}
	r.choice = base
	return true
}

// sameInPercent reads "$811 million or 58% of net revenue, compared to 57.3% of
// net revenue": what was told in money, told as a rate.
func (c *call) sameInPercent(r *reading) (choice, bool) {
	if r.prev == nil {
		return choice{}, false
	}
	linked := c.heldNumber(c.start(r.q), r.s.first)
	for j := r.prev.q.Last; j < r.q.First && !linked; j++ {
		linked = strings.EqualFold(c.text(j), "or") || c.tokens[j].Word == token.Comma && r.q.First-j <= 2
	}
	if !linked {
		return choice{}, false
	}
	p := r.prev.choice
	k := &c.e.taxonomy.Concepts[p.concept]
	switch i := int32(c.e.taxonomy.Find(k.Percent)); {
	case k.Percent != "" && i >= 0:
		return choice{fit: fit{i, MeasureValue, ""}, link: linkSubject, mention: p.mention, score: 90}, true
	case k.Expense, p.measure == MeasureValue && k.Unit == concept.UnitPercent && classOf(r.prev.q) == unitPercent:
		return choice{fit: fit{p.concept, MeasureValue, ""}, link: linkSubject, mention: p.mention, score: 90}, true
	}
	return choice{}, false
}

// expenseBehind reads "10% to 15% of our revenue in capital expenditures".
func (c *call) expenseBehind(r *reading, base choice) (choice, bool) {
	i := int(base.mention.last)
	if c.marks.cue(i) != cueIn {
		return choice{}, false
	}
	for j := i + 1; j < r.s.last && j-i <= 4; j++ {
		if m, ok := c.marks.concept(j); ok {
			return choice{fit: fit{m.value, MeasureValue, ""}, link: linkBehind, mention: m, score: 100}, c.e.taxonomy.Concepts[m.value].Expense
		}
		if c.marks.cue(j) != cueAdjective && c.marks.cue(j) != cueFunction {
			break
		}
	}
	return choice{}, false
}

// particular replaces a generic concept by the one of its kind that was spoken
// of last: "margin" by gross margin.
func (c *call) particular(r *reading) {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if !k.Generic {
		return
	}
	for _, t := range c.talk.topics {
		if !t.span.IsZero() && strings.HasSuffix(c.e.taxonomy.Concepts[t.concept].ID, "_"+k.ID) {
			r.choice.concept = t.concept
			return
		}
	}
}

// changeOfCount makes a count of new or lost things a change: "553 net new
// stores".
func (c *call) changeOfCount(r *reading) {
	if r.choice.measure == MeasureValue && c.e.taxonomy.Concepts[r.choice.concept].Unit == concept.UnitCount && r.choice.mention.last > 0 &&
		(c.added(r) || c.newIn(r.choice.mention)) {
		r.choice.measure = MeasureChange
	}
}

// newIn reports whether the words of a mention say that the things are new.
func (c *call) newIn(m mention) bool {
	for j := m.first; j < m.last; j++ {
		switch strings.ToLower(c.text(int(j))) {
		case "new", "additions", "openings", "wins", "adds", "closures":
			return true
		}
	}
	return false
}

// unchangedView reports whether what is unchanged is the outlook, and no
// measure: "our expectation for net interest income is unchanged".
func (c *call) unchangedView(r *reading) bool {
	if r.q.Form != quantity.FormFlat || !strings.EqualFold(r.q.Span.Of(c.t.Text), "unchanged") {
		return false
	}
	for j := r.s.first; j < r.q.First; j++ {
		switch strings.ToLower(c.text(j)) {
		case "expectation", "expectations", "guidance", "outlook", "forecast", "view", "range", "estimate", "metrics", "assumptions", "target", "targets", "plan":
			return true
		}
	}
	return false
}

// doublesOther reports whether what is doubled is named behind the word, and is
// no measure: "double the performance".
func (c *call) doublesOther(r *reading) bool {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 3; j++ {
		if _, ok := c.marks.concept(j); ok {
			return false
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueTotal:
			continue
		}
		return c.content(j) && !c.adverb(j)
	}
	return false
}

// expenseBefore finds the expense that is told in percent of revenue.
func (c *call) expenseBefore(r *reading) (choice, bool) {
	for j := r.q.First - 1; j >= r.s.first; j-- {
		if _, is := c.marks.isQuantity(j); is {
			break
		}
		m, ok := c.marks.concept(j)
		if !ok {
			continue
		}
		k := &c.e.taxonomy.Concepts[m.value]
		if k.Expense {
			return choice{fit: fit{m.value, MeasureValue, ""}, link: linkSubject, mention: m, score: 100}, true
		}
		if k.Percent != "" {
			if i := c.e.taxonomy.Find(k.Percent); i >= 0 {
				return choice{fit: fit{int32(i), MeasureValue, ""}, link: linkSubject, mention: m, score: 100}, true
			}
		}
		return choice{}, false
	}
	return choice{}, false
}

// changeOfShare reads "increased 180 basis points to 47.4% of total revenue".
func (c *call) changeOfShare(r *reading) (choice, bool) {
	if classOf(r.q) != unitPoints || !r.d.moves() {
		return choice{}, false
	}
	next, ok := c.marks.isQuantity(r.q.Last + 1)
	if !ok || c.marks.cue(r.q.Last) != cueTo {
		return choice{}, false
	}
	share, ok := c.conceptBehind(r.s, next, direction{at: -1, dest: true})
	if !ok || share.link != linkShare {
		return choice{}, false
	}
	return choice{fit: fit{share.concept, MeasureChange, ""}, link: linkShare, mention: share.mention, score: 90}, true
}

// effect reports whether the number is the effect of something on a measure:
// "a 50 basis point headwind", "$20 million of the increase".
func (c *call) effect(r *reading) bool {
	i := r.q.Last
	if c.againstGuidance(r) {
		return true
	}
	if r.s.effects && i < r.s.last && (c.marks.cue(i) == cueVersus || c.marks.cue(i) == cueCause || c.marks.cue(i) == cueIn) && !strings.EqualFold(c.text(i), "in") {
		return true // the next item of a list of effects: "$0.10 from currency"
	}
	strange := 0
	for j := i; j < r.s.last && j-i <= 6; j++ {
		if c.tokens[j].Kind == token.Hyphen {
			continue
		}
		switch c.marks.cue(j) {
		case cueEffect:
			return true
		case cueAdjective, cueTotal, cueBetter, cueWorse, cueAdd:
			continue
		case cueNone:
			if _, ok := c.marks.concept(j); ok {
				continue
			}
			if c.content(j) && strange < 2 {
				strange++
				continue
			}
		}
		break
	}
	return c.effectBefore(r)
}

// againstGuidance reports whether the number is the distance from an outlook:
// "50 basis points below the bottom end of our guidance".
func (c *call) againstGuidance(r *reading) bool {
	i := r.q.Last
	if i >= r.s.last || classOf(r.q) != unitPoints && (r.prev == nil || r.q.First-r.prev.q.Last > 3) {
		return false
	}
	switch strings.ToLower(c.text(i)) {
	case "below", "above", "ahead", "better", "higher", "lower", "short":
	default:
		return false
	}
	for j := i + 1; j < r.s.last && j-i <= 9; j++ {
		switch strings.ToLower(c.text(j)) {
		case "guidance", "guide", "range", "expectations", "expectation", "midpoint", "consensus", "outlook", "forecast", "plan", "budget":
			return true
		}
		if _, ok := c.marks.isQuantity(j); ok || c.tokens[j].Kind == token.Punct {
			return false
		}
	}
	return false
}

// effectBefore finds "an impact of", "contributed", "benefited by" before the
// number.
func (c *call) effectBefore(r *reading) bool {
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 5; j-- {
		if m, ok := c.marks.concept(j); ok && r.q.First-j <= 4 { // "impacting the margin by"
			j = int(m.first)
			continue
		}
		switch c.marks.cue(j) {
		case cueEffect:
			return true
		case cueOf, cueBy, cueFunction, cueAdjective, cueAnaphor, cueNonGAAP, cueGAAP:
			continue
		}
		return false
	}
	return false
}

// countedNoun reads "9,218 employees", "150 customers": the noun is the concept.
func (c *call) countedNoun(r *reading) (choice, bool) {
	if classOf(r.q) != unitCount {
		return choice{}, false
	}
	i := c.e.byNoun(r.q.Unit)
	if m, ok := c.unitConcept(r); ok {
		i = m.value
	}
	if r.q.Unit == "shares" {
		i = c.sharesConcept(r)
	}
	if i < 0 {
		return choice{}, false
	}
	m := MeasureValue
	if r.d.moves() && !r.d.dest && !r.d.origin || c.added(r) {
		m = MeasureChange
	}
	if m == MeasureValue && magnitude(r.q) < 10 {
		return choice{}, false // "two people", "both customers": nobody's total
	}
	at := mention{i, int32(r.q.First), int32(r.q.Last)}
	return choice{fit: fit{i, m, ""}, link: linkNoun, mention: at, score: 100}, true
}

// unitConcept is the concept that the counted noun itself names: "8 service
// centers".
func (c *call) unitConcept(r *reading) (mention, bool) {
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 5; j++ {
		if !c.marks.unitAt[j] {
			continue
		}
		m, ok := c.marks.concept(j)
		return m, ok && c.e.taxonomy.Concepts[m.value].Unit == concept.UnitCount
	}
	return mention{}, false
}

// byNoun is the concept that counts a noun, or -1.
func (e *Extractor) byNoun(noun string) int32 {
	switch noun {
	case "employees":
		return e.known.headcount
	case "customers":
		return e.known.customers
	}
	for i := range e.taxonomy.Concepts {
		k := &e.taxonomy.Concepts[i]
		if k.Noun == noun && k.Noun != "shares" && k.Noun != "weeks" {
			return int32(i)
		}
	}
	return -1
}

// sharesConcept tells shares that were bought from those that stand.
func (c *call) sharesConcept(r *reading) int32 {
	for j := r.s.first; j < r.s.last; j++ {
		if m, ok := c.marks.concept(j); ok {
			switch m.value {
			case c.e.known.shareRepurchases, c.e.known.sharesRepurchased:
				return c.e.known.sharesRepurchased
			case c.e.known.sharesOutstanding:
				return c.e.known.sharesOutstanding
			}
		}
	}
	return -1
}

// added reports whether the things counted are new ones: "added", "opened",
// "net new".
func (c *call) added(r *reading) bool {
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 5; j-- {
		switch c.marks.cue(j) {
		case cueAdd:
			return true
		case cueFunction, cueAdjective, cueOf, cueTotal:
			continue
		}
		break
	}
	for j := r.q.Last; j < r.s.last && j-r.q.Last <= 2; j++ {
		if c.marks.cue(j) != cueAdd {
			continue
		}
		switch strings.ToLower(c.text(j)) {
		case "new", "net", "additional", "incremental":
			return true
		}
	}
	return false
}

// threshold reports whether the amount only says which customers are counted:
// "customers with at least $100,000 in annual recurring revenue".
func (c *call) threshold(r *reading) bool {
	if classOf(r.q) != unitMoney {
		return false
	}
	i := c.start(r.q)
	for j := i - 1; j >= r.s.first && i-j <= 4; j-- {
		switch strings.ToLower(c.text(j)) {
		case "with", "generating", "contributing", "spending", "exceeding", "over", "than", "above", "paying", "under", "below":
		case "greater", "more", "of", "in", "excess", "each":
			continue
		default:
			return false
		}
		for k := j - 1; k >= r.s.first && j-k <= 3; k-- {
			if m, ok := c.marks.concept(k); ok && (c.e.taxonomy.Concepts[m.value].Unit == concept.UnitCount || j-k == 1 && c.e.taxonomy.Concepts[m.value].ID == "loans") || c.marks.unitAt[k] {
				return true
			}
		}
	}
	return false
}

// listHead reads a number that shares the head of the one before: "the Americas
// were approximately 51% of total revenue; EMEA, 30%; and APAC, 19%".
func (c *call) listHead(r, last *reading) (choice, bool) {
	if last == nil || last.choice.measure != MeasureShare || classOf(r.q) != classOf(last.q) || r.d.moves() && !r.d.origin {
		return choice{}, false
	}
	if r.d.origin { // "75% of total revenue, up from 72%"
		return choice{fit: last.choice.fit, link: linkList, mention: last.choice.mention, score: 80}, true
	}
	member := false
	for j := last.q.Last; j < r.q.First; j++ {
		if m, ok := c.marks.concept(j); ok {
			if m.value != last.choice.concept {
				return choice{}, false
			}
			continue
		}
		if _, ok := c.marks.memberOf(j); ok {
			member = true
			continue
		}
		if c.content(j) && c.tokens[j].Is(token.Upper) {
			member = true
		}
	}
	if !member {
		return choice{}, false
	}
	return choice{fit: last.choice.fit, link: linkList, mention: last.choice.mention, score: 80}, true
}

// isRate reports whether a mention ends in "rate" or the like.
func (c *call) isRate(m mention) bool {
	switch strings.ToLower(c.text(int(m.last) - 1)) {
	case "rate", "rates", "ratio", "percentage":
		return true
	}
	return false
}

// ofOther reports whether the number is an amount of something that no lexicon
// knows: "$400 million of available capacity".
func (c *call) ofOther(r *reading) bool {
	if c.marks.cue(r.q.Last) != cueOf || r.q.Last >= r.s.last {
		return false
	}
	for j := r.q.Last + 1; j < r.s.last && j-r.q.Last <= 4; j++ {
		if m, ok := c.marks.concept(j); ok && m.value >= 0 {
			return false
		}
		switch c.marks.cue(j) {
		case cueAdjective, cueTotal:
			continue
		case cueUnitNoun:
			return true // "75% of the markets"
		case cueNone:
			return c.content(j) && c.marks.memberAt[j] == 0
		}
		return false
	}
	return false
}

// conceptBefore weighs the concepts that stand before the number.
func (c *call) conceptBefore(r *reading) (choice, bool) {
	best := choice{}
	at := r.q.First
	predicate := r.q.First
	if r.d.at >= 0 && r.d.at < r.q.First {
		predicate = r.d.at
	}
	sub := c.subjectBefore(r.s, predicate)
	other := c.ofOther(r)
	penalty, seen := 0, 0
	for j := at - 1; j >= r.s.first; j-- {
		t := c.tokens[j]
		if t.Kind == token.Punct {
			switch c.text(j) {
			case ";":
				penalty += 40
			case ",":
				penalty += 3
			case ":", "?":
				penalty += 10
			}
			continue
		}
		if _, is := c.marks.isQuantity(j); is && (j == r.s.first || c.marks.quantityAt[j-1] != c.marks.quantityAt[j]) {
			penalty += 4
			continue
		}
		m, ok := c.marks.concept(j)
		if !ok {
			continue
		}
		j = int(m.first)
		if c.marks.isBase(m) {
			continue
		}
		close := at-int(m.last) <= 6 && penalty < 4
		f, ok := c.e.fits(m.value, r.q, r.d, close)
		if !ok && classOf(r.q) == unitPercent && c.isRate(m) { // "a charge-off rate of about 4%"
			f, ok = fit{m.value, MeasureValue, ""}, true
		}
		if !ok {
			if seen++; seen > 6 {
				break
			}
			continue
		}
		score := 100 - (at - int(m.last)) - penalty
		if c.causal(r.s, j) && at-int(m.last) > 3 {
			score -= 30
		}
		if other {
			score -= 60
		}
		if sub.kind == subjectUnknown && sub.at > int(m.last) {
			score -= 70
		}
		if (sub.kind == subjectMember || sub.kind == subjectName) && sub.at > int(m.last) {
			score -= 5
			if c.e.taxonomy.Concepts[f.concept].Unit == concept.UnitCount {
				score -= 40
			}
		}
		if score > best.score {
			best = choice{fit: f, link: linkSubject, mention: m, score: score}
		}
		penalty += 12
	}
	return best, best.score > 30
}

// spokenOf notes the concepts of sentence n.
func (c *call) spokenOf(s *said, n int) {
	for j := s.first; j < s.last; j++ {
		m, ok := c.marks.concept(j)
		if !ok {
			continue
		}
		j = int(m.last) - 1
		if c.marks.isBase(m) || c.e.taxonomy.Concepts[m.value].Generic {
			continue
		}
		t := &c.talk.topics
		if t[0].concept != m.value || t[0].span.IsZero() {
			t[2], t[1] = t[1], t[0]
		}
		t[0] = topic{m.value, n, c.span(int(m.first), int(m.last))}
	}
}

// ofTopic reads the number with a concept that was spoken of shortly before: a
// rate for a rate, points for a rate, a bare number for a goal.
func (c *call) ofTopic(r *reading, n int, sub subjectKind) (choice, bool) {
	u := classOf(r.q)
	grew := r.d.moves() && !r.d.dest && !r.d.origin
	if i := r.q.Last; i < r.s.last && (c.content(i) && !c.adverb(i) || c.marks.conceptAt[i] != 0 || c.marks.memberAt[i] != 0) {
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
		if k.Unit != concept.UnitPercent || k.Growth || k.Generic {
			continue
		}
		switch {
		case u == unitPercent && !grew, u == unitPoints, u == unitFlat && sub == subjectAnaphor:
		case u == unitBare && c.aimed(r) && magnitude(r.q) > 20 && magnitude(r.q) < 150:
			return choice{fit: fit{t.concept, MeasureValue, "percent"}, link: linkInherited, mention: mention{value: t.concept}, score: 40}, true
		default:
			continue
		}
		if f, ok := c.e.fits(t.concept, r.q, r.d, true); ok {
			return choice{fit: f, link: linkInherited, mention: mention{value: t.concept}, score: 40}, true
		}
	}
	return choice{}, false
}

// aimed reports whether the clause speaks of a goal.
func (c *call) aimed(r *reading) bool {
	for j := max(r.s.first, r.q.First-8); j < min(r.s.last, r.q.Last+6); j++ {
		if c.marks.cue(j) == cueTarget {
			return true
		}
	}
	return false
}

// inherit reads the number with the concept of the sentences before.
func (c *call) inherit(r *reading, n int) (choice, bool) {
	h := &c.talk.head
	predicate := r.q.First
	if r.d.at >= 0 && r.d.at < r.q.First {
		predicate = r.d.at
	}
	sub := c.subjectBefore(r.s, predicate)
	grew := r.d.moves() && !r.d.dest && !r.d.origin
	percent := classOf(r.q) == unitPercent || classOf(r.q) == unitFlat
	if h.ok && n-h.sentence <= 3 {
		switch sub.kind {
		case subjectUnknown, subjectConcept:
			return choice{}, false
		case subjectAnaphor, subjectNone:
			points := classOf(r.q) == unitPoints && n-h.sentence <= 3
			if n-h.sentence > 1 && !points {
				break
			}
			if f, ok := c.e.fits(h.concept, r.q, r.d, false); ok && (f.measure != MeasureValue || sub.kind == subjectAnaphor || f.measure == h.measure && h.measure == MeasureValue && n == h.sentence) {
				return choice{fit: f, link: linkInherited, mention: mention{value: f.concept}, score: 50}, true
			}
		case subjectMember, subjectName:
			if f, ok := c.e.fits(h.concept, r.q, r.d, false); ok && (f.measure != MeasureValue || h.measure == MeasureValue && n-h.sentence <= 1) {
				return choice{fit: f, link: linkInherited, mention: mention{value: f.concept}, score: 50}, true
			}
			if h.measure == MeasureShare && classOf(r.q) == unitPercent && !grew {
				return choice{fit: fit{h.concept, MeasureShare, ""}, link: linkInherited, mention: mention{value: h.concept}, score: 50}, true
			}
		}
	}
	if h.ok && n-h.sentence <= 1 && classOf(r.q) == unitBare && c.e.taxonomy.Concepts[h.concept].Unit == concept.UnitCount && (c.added(r) || c.closed(r)) {
		// "We opened 84 stores. We closed 97."
		return choice{fit: fit{h.concept, MeasureChange, c.e.taxonomy.Concepts[h.concept].Noun}, link: linkInherited, mention: mention{value: h.concept}, score: 50}, true
	}
	switch sub.kind {
	case subjectNone, subjectAnaphor, subjectWe:
		if t, ok := c.ofTopic(r, n, sub.kind); ok {
			return t, true
		}
	}
	if grew && percent && r.d.behind && len(c.partsBehind(r, r.d.at)) > 0 && c.e.known.revenue >= 0 {
		return choice{fit: fit{c.e.known.revenue, MeasureGrowth, ""}, link: linkBusiness, mention: mention{value: c.e.known.revenue}, score: 40}, true
	}
	if grew && percent && (sub.kind == subjectMember || sub.kind == subjectWe) && c.e.known.revenue >= 0 {
		if sub.kind == subjectWe && !(r.d.at >= 0 && c.marks.cue(r.d.at).verb()) {
			return choice{}, false
		}
		return choice{fit: fit{c.e.known.revenue, MeasureGrowth, ""}, link: linkBusiness, mention: mention{value: c.e.known.revenue}, score: 40}, true
	}
	return choice{}, false
}
