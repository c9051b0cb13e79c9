package fact

import (
	"fmt"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// periodOf finds the period that r is for. next is where the next number of the
// sentence begins.
func (c *call) periodOf(r *reading, k claim, next int) (Period, source.Span) {
	if c.saidAgain(r) || c.baseAgain(r) {
		return r.prev.fact.Period, r.prev.fact.Evidence.Period
	}
	if label, span := c.datedAt(r, next); label != "" {
		return Period{Label: label}, span
	}
	if label, span := c.doneOn(r); label != "" {
		return Period{Label: label}, span
	}
	if p := c.periodSaid(r, next); p != nil && !c.inMonth(r) && !toldThen(k, p) {
		if before := c.thatSame(r, p); before != "" {
			return Period{Label: before}, p.Span
		}
		p = c.sameQuarter(r, p)
		label := c.anchor.Resolve(*p, k.ahead || c.comingNext(r, p, k))
		if _, part := splitLabel(c.talk.ahead); p.Vague && k.ahead && c.talk.ahead != "" && c.talk.aheadTurn == r.s.turn && (part == "FY") == (p.Kind == period.Year) {
			label = c.talk.ahead
		}
		if year, part := splitLabel(label); part == "FY" && year < c.anchor.Year && c.anchor.Known() && k.status != StatusGuidance && (r.isBase(c) || c.followsQuarter(r) || c.onTopOf(r)) && c.talk.back == "" && !c.yearSaid(r) && !strings.HasPrefix(p.Span.Of(c.low), "full") {
			label = period.QuarterLabel(year, c.anchor.Quarter)
		}
		if p.Kind == period.Year && p.Pointer == period.This && p.Year == 0 && k.past && c.anchor.Known() && c.anchor.Quarter < 4 && c.anchor.Quarter > 1 {
			label = c.anchor.Resolve(period.Mention{Kind: period.YearToDate}, false) // what "was this year" is the year to date
		}
		if year, part := splitLabel(label); p.EndOf && p.Kind == period.Year && p.Year == 0 && part == "Q4" && (r.isBase(c) || c.lower(p.First-1) == "at") && !k.ahead && k.status == StatusActual && c.coming(label) {
			label = period.QuarterLabel(year-1, 4) // "down from 2.8 times at year-end"
		}
		if same := c.samePart(r, p); same != "" {
			label = same
		}
		if of := c.quarterOfYear(r, p); of != "" {
			label = of
		}
		if c.isSince(p) && c.lower(p.Last) != "when" && c.lower(p.Last+1) != "when" || c.partOf(p) || p.Kind == period.YearToDate && r.prev != nil && p.Last <= r.prev.q.First && r.isBase(c) {
			return Period{}, p.Span // "for the nine months, EPS was $0.63, compared to $0.55": of which is not said
		}
		if k.status == StatusActual {
			label = c.balanceEnd(r, label)
		}
		if label != "" || !p.Kind.Fiscal() {
			return Period{Label: label}, p.Span
		}
	}
	if label, span := c.annual(r, k); label != "" {
		return Period{Label: label}, span
	}
	if label, span := c.yearAfter(r, k); label != "" {
		return Period{Label: label}, span
	}
	if label, span := c.periodAsked(r, k); label != "" {
		return Period{Label: label}, span
	}
	switch {
	case k.status == StatusTarget:
		return Period{Label: "LT"}, source.Span{}
	case k.status == StatusGuidance && k.past:
		return Period{Label: c.anchor.Label()}, source.Span{}
	case k.status == StatusGuidance:
		if h := &c.talk.head; r.choice.link == linkInherited && h.ok && h.sentence == r.n-1 && h.status == StatusGuidance && h.concept == r.choice.concept {
			return h.period, source.Span{} // "This total includes $310 million"
		}
		if c.talk.ahead != "" && c.talk.aheadTurn == r.s.turn {
			return Period{Label: c.talk.ahead}, c.talk.aheadSpan
		}
		return Period{}, source.Span{}
	case k.status == StatusHypothetical && k.ahead:
		return Period{}, source.Span{}
	case r.isBase(c) && (r.prev == nil || r.toldBefore()):
		return c.basePeriod(r), source.Span{}
	case c.habitual(r) && !c.isCurrent(r), c.inMonth(r), c.ofMonth(r):
		return Period{}, source.Span{}
	case c.talk.back != "" && (r.n-c.talk.backAt <= 2 || c.stillBack(r)):
		return Period{Label: c.balanceEnd(r, c.talk.back)}, c.talk.backSpan
	case c.talk.review.period != "" && !(r.choice.measure == MeasureValue && c.e.taxonomy.Concepts[r.choice.concept].Instant):
		return Period{Label: c.talk.review.period}, c.talk.review.span
	}
	return Period{Label: c.anchor.Label()}, source.Span{}
}

// balanceEnd is the quarter at whose end the balance r stands that is told for a longer
// period which is over, and the period itself for what is no balance.
func (c *call) balanceEnd(r *reading, label string) string {
	if r.choice.measure != MeasureValue || !c.e.taxonomy.Concepts[r.choice.concept].Instant {
		return label
	}
	year, part := splitLabel(label)
	switch {
	case part == "FY" && c.ended(year), part == "H2" && c.ended(year):
		return period.QuarterLabel(year, 4)
	case strings.HasPrefix(part, "YTD"):
		return period.QuarterLabel(year, int(part[3]-'0'))
	}
	return label
}

// samePart is the period a year before that of the number before r, where r is held against
// it for "the same period last year" and that is more than a quarter: the first nine months.
func (c *call) samePart(r *reading, p *period.Mention) string {
	said, lastYear := p.Span.Of(c.low), p.Year == c.anchor.Year-1
	switch {
	case r.prev == nil, r.prev.choice.concept != r.choice.concept, !r.isBase(c):
		return ""
	case p.Kind == period.Year && (lastYear || p.Pointer == period.Last) && !p.EndOf && !strings.HasPrefix(said, "full"), strings.HasSuffix(said, "year ago"):
		// "compared to $199 million in 2020", "last year", "a year ago"
	case !strings.Contains(said, "period"), p.Pointer != period.YearAgo && !(p.Pointer == period.Named && lastYear && strings.HasPrefix(said, "same")):
		return ""
	}
	own := r.prev.fact.Period.Label
	year, part := splitLabel(own)
	if p.Kind == period.Quarter && p.Part == 0 && strings.HasPrefix(part, "Q") && c.coming(own) {
		return period.QuarterLabel(year-1, int(part[1]-'0')) // "Q4 EPS should be $0.45, versus $0.41 a year ago"
	}
	if !strings.HasPrefix(part, "YTD") && !strings.HasPrefix(part, "H") || part == "YTD1" || year != c.anchor.Year {
		return ""
	}
	return fmt.Sprintf("%d%s", year-1, part)
}

// quarterOfYear is the quarter that the measure is named by, of the year p behind it: "third
// quarter sales were $295 million in fiscal year 2021". It is empty where none is.
func (c *call) quarterOfYear(r *reading, p *period.Mention) string {
	m := r.choice.mention
	if p.Kind != period.Year || p.Year == 0 || p.EndOf || p.First < int(m.last) || int(m.first) < r.s.first {
		return ""
	}
	for j := int(m.first) - 1; j >= r.s.first && int(m.first)-j <= 3; j-- {
		if i, ok := c.marks.periodOf(j); ok {
			if q := &c.periods[i]; q.Kind == period.Quarter && q.Part > 0 && q.Year == 0 && q.Pointer == period.Named {
				return period.QuarterLabel(p.Year, q.Part)
			}
			return ""
		}
		if c.marks.cue(j) == cueIn || c.tokens[j].Kind == token.Punct {
			return ""
		}
	}
	return ""
}

// partOf reports whether only days or weeks of the period p are spoken of: "the first
// four weeks of the second quarter".
func (c *call) partOf(p *period.Mention) bool {
	of := p.First - 1
	if c.article(of) {
		of--
	}
	if c.lower(of) != "of" {
		return false
	}
	switch c.lower(of - 1) {
	case "days", "weeks", "month":
		return true
	}
	return false
}

// saidAgain reports whether r tells in percent of something what the number before
// it told in money, with no more than a period between: "$143 million last year, or
// 61% of sales".
func (c *call) saidAgain(r *reading) bool {
	if r.prev == nil || r.prev.choice.concept != r.choice.concept || r.prev.class != unitMoney || r.class != unitPercent || r.choice.measure != MeasureValue {
		return false
	}
	i := c.start(r.q) - 1
	if c.lower(i) != "or" {
		return false
	}
	dated := false
	for j := r.prev.q.Last; j < i; j++ {
		_, ok := c.marks.periodOf(j)
		if !ok && c.tokens[j].Word != token.Comma {
			return false
		}
		dated = dated || ok
	}
	return dated
}

// habitual reports whether the sentence says what is the case in general, or
// was over many years: of no one period.
func (c *call) habitual(r *reading) bool {
	if r.s.words&wordHabit == 0 {
		return false
	}
	for j := r.s.first; j < r.s.last; j++ {
		next := ""
		if j+1 < r.s.last {
			next = c.text(j + 1)
		}
		switch c.lower(j) {
		case "typically", "historically", "traditionally":
			if j < r.q.First {
				return true
			}
		case "on", "any":
			if next == "given" || next == "average" && c.marks.at[j+1].concept == 0 && (j+2 >= r.s.last || !c.content(j+2)) {
				return true
			}
		case "past", "last":
			if j+2 < r.s.last && c.tokens[j+1].Kind == token.Number && c.text(j+2) == "years" {
				return true
			}
		}
	}
	return false
}

// inMonth reports whether a month alone dates the number: "71% in April", "fell in June to
// 68%", which is no fiscal period. Levels at a month's end are the quarter's.
func (c *call) inMonth(r *reading) bool {
	k := &c.e.taxonomy.Concepts[r.choice.concept]
	if k.Instant && k.Unit == concept.UnitMoney {
		return false
	}
	if c.lower(r.q.Last) == "in" && c.isMonth(r.q.Last+1) {
		return true
	}
	to := c.start(r.q) - 1
	if k.Unit != concept.UnitPercent || r.choice.measure != MeasureValue || c.lower(to) != "to" || c.marks.at[to-1].period == 0 {
		return false
	}
	for j := to - 1; to-j <= 4; j-- {
		if c.lower(j) == "in" {
			return c.isMonth(j + 1)
		}
	}
	return false
}

// ofMonth reports whether a month dates the rates of its sentence, "In October, comparable
// sales were up 3%", or the measure of r by name: "October comps", "comps in October".
func (c *call) ofMonth(r *reading) bool {
	if r.class != unitPercent {
		return false
	}
	m := r.choice.mention
	first, last := int(m.first), int(m.last)
	return c.lower(r.s.first) == "in" && c.isMonth(r.s.first+1) || m.last > 0 && (c.isMonth(first-1) || c.lower(last) == "in" && c.isMonth(last+1))
}

// isMonth reports whether a month stands at token i: "April", "early June", "the month of
// November 2020".
func (c *call) isMonth(i int) bool {
	switch c.lower(i) {
	case "early", "mid", "late":
		if i++; c.tokens[i].Kind == token.Hyphen {
			i++
		}
	case "the":
		if c.lower(i+1) == "month" && c.lower(i+2) == "of" {
			i += 3
		}
	}
	p, ok := c.marks.periodOf(i)
	return ok && c.periods[p].Kind == period.Month && c.periods[p].First == i && c.periods[p].Last-i <= 2
}

// followsQuarter reports whether the number before states the same measure for a
// quarter: "cash flow was $174 million, $93 million last year".
func (c *call) followsQuarter(r *reading) bool {
	if r.prev == nil || r.prev.choice.concept != r.choice.concept || r.choice.measure != MeasureValue {
		return false
	}
	_, part := splitLabel(r.prev.fact.Period.Label)
	return part != "" && part[0] == 'Q'
}

// annual reads "our annual operating ratio of": the year, where the call reports
// one or looks ahead to one.
func (c *call) annual(r *reading, k claim) (string, source.Span) {
	if c.anchor.Year == 0 || k.status != StatusGuidance && (k.status != StatusActual || c.anchor.Quarter != 4) {
		return "", source.Span{}
	}
	for j := int(r.choice.mention.first) - 1; j >= r.s.first && int(r.choice.mention.first)-j <= 3; j-- {
		if w := c.lower(j); w == "annual" || w == "yearly" || w == "full-year" {
			year := c.anchor.Year
			if k.ahead && c.anchor.Quarter == 4 {
				year++
			}
			return period.YearLabel(year), c.span(j, j+1)
		}
		if c.marks.cue(j) != cueAdjective && c.marks.cue(j) != cueGAAP && c.marks.cue(j) != cueNonGAAP {
			break
		}
	}
	return "", source.Span{}
}

// comingNext reports whether p is the quarter after the reported one, which is spoken of in the
// present or without a verb: "expenses are $420 million for Q1", "for Q4, loans up 1%".
func (c *call) comingNext(r *reading, p *period.Mention, k claim) bool {
	return p.Kind == period.Quarter && p.Part == c.anchor.Quarter%4+1 && p.Year == 0 && p.Pointer == period.Named &&
		k.status == StatusActual && !k.past && !r.isBase(c) && (c.verbless(r) || !r.d.moves() && c.present(r.s, r.q.First))
}

// verbless reports whether nothing but a measure, a part and the way it moves stands before r
// in its sentence: "for Q4, gross margin of 41%".
func (c *call) verbless(r *reading) bool {
	for j := r.s.first; j < c.start(r.q); j++ {
		at := &c.marks.at[j]
		if at.concept != 0 || at.member != 0 || at.period != 0 || at.quantity != 0 || c.tokens[j].Kind == token.Punct || c.article(j) {
			continue
		}
		switch q := c.marks.cue(j); {
		case q == cueIn, q == cueOf, q == cueNonGAAP, q == cueGAAP, q == cueAdjective, q.adverb():
		case c.lower(j) == "for", c.lower(j) == "and":
		default:
			return false
		}
	}
	return true
}

// yearAfter is the reported year where the sentence holds its figures against the
// year before: "up 12% versus fiscal 2019".
func (c *call) yearAfter(r *reading, k claim) (string, source.Span) {
	if k.status != StatusActual || c.anchor.Quarter != 4 || !c.anchor.Known() || r.isBase(c) {
		return "", source.Span{}
	}
	for i := r.s.periods[0]; i < r.s.periods[1]; i++ {
		if p := &c.periods[i]; p.Kind == period.Year && p.Year == c.anchor.Year-1 && c.isComparisonBase(p) {
			return period.YearLabel(c.anchor.Year), p.Span
		}
	}
	return "", source.Span{}
}

// ended reports whether a fiscal year is over at the end of the reported quarter.
func (c *call) ended(year int) bool {
	return year < c.anchor.Year || year == c.anchor.Year && c.anchor.Quarter == 4
}

// laterYear reports whether a period is of a year behind the reported one.
func (c *call) laterYear(label string) bool {
	year, _ := splitLabel(label)
	return c.anchor.Known() && year > c.anchor.Year
}

// onTopOf reports whether the number is the movement of the year before that
// another comes on top of.
func (c *call) onTopOf(r *reading) bool {
	for j := r.q.First - 1; j-2 >= r.s.first && r.q.First-j <= 5; j-- {
		if c.text(j) == "of" && c.text(j-1) == "top" && c.text(j-2) == "on" {
			return true
		}
	}
	return false
}

// yearSaid reports whether the sentence speaks of the reported year as a whole.
func (c *call) yearSaid(r *reading) bool {
	for i := r.s.periods[0]; i < r.s.periods[1]; i++ {
		p := &c.periods[i]
		if p.Kind == period.Year && (p.Year == c.anchor.Year || p.Pointer == period.This && p.Year == 0) {
			return true
		}
	}
	return false
}

// periodOwning is the period whose amount the number is, behind another number: "a 24%
// increase over the prior year amount of $7.02".
func (c *call) periodOwning(r *reading) *period.Mention {
	of := c.start(r.q) - 1
	if of-2 < r.s.first || c.lower(of) != "of" {
		return nil
	}
	switch c.lower(of - 1) {
	case "amount", "level", "figure", "total", "number", "rate":
	default:
		return nil
	}
	at := of - 2
	if c.possessive(at) {
		at--
	}
	p, ok := c.marks.periodOf(at)
	if !ok || !c.periods[p].Kind.Fiscal() {
		return nil
	}
	return &c.periods[p]
}

// periodSaid is the period that the sentence names for r, or nil.
func (c *call) periodSaid(r *reading, next int) *period.Mention {
	s := r.s
	if p := c.periodBehind(r, next); p != nil {
		return p
	}
	if p := c.periodOwning(r); p != nil {
		return p
	}
	if p := c.periodWithin(r); p != nil {
		return p
	}
	if p := c.periodBehindRate(r); p != nil {
		return p
	}
	for i := s.periods[1] - 1; i >= s.periods[0]; i-- {
		p := &c.periods[i]
		if p.First >= r.q.First || p.Kind == period.Month || c.noPeriod(r, p) {
			continue
		}
		if c.marks.at[p.First].aside && !c.marks.at[r.q.First].aside {
			continue // "excluding $3 million of sales to the games last year, revenue grew"
		}
		if c.isComparisonBase(p) {
			continue
		}
		if c.belongsToBase(p) && !r.isBase(c) || c.trails(r, p) || c.ofOtherThanBase(r, p) {
			continue
		}
		return p
	}
	return c.periodLater(r, next)
}

// periodBehindRate is the period behind the rate or the other measure that says r once
// more, for a number that another is held against: "compared to $85 million, or 34% of
// sales, in the first quarter of 2019", "or a loss per share of $0.29 last year".
func (c *call) periodBehindRate(r *reading) *period.Mention {
	if !r.isBase(c) {
		return nil
	}
	i := r.q.Last
	if c.tokens[i].Word == token.Comma {
		i++
	}
	if c.lower(i) != "or" {
		return nil
	}
	qi, ok := c.numberOfRate(i + 1)
	if !ok {
		return nil
	}
	for j := c.quantities[qi].Last; j < r.s.last && j-c.quantities[qi].Last <= 9; j++ {
		if p, ok := c.marks.periodOf(j); ok {
			if m := &c.periods[p]; m.Kind.Fiscal() {
				return m
			}
			return nil
		}
		if _, ok := c.marks.isQuantity(j); ok || c.marks.cue(j) == cueVersus {
			return nil
		}
	}
	return nil
}

// numberOfRate is the number at token i, or behind a measure that stands there.
func (c *call) numberOfRate(i int) (int, bool) {
	for j := i; j-i <= 8; j++ {
		if qi, ok := c.marks.isQuantity(j); ok {
			return qi, true
		}
		if c.marks.at[j].concept == 0 && c.marks.cue(j) != cueOf && c.marks.cue(j) != cueAdjective && !c.article(j) {
			return 0, false
		}
	}
	return 0, false
}

// periodWithin is the period between "compared to" and a number that another is
// held against: "against 2017 earnings per share of $3.61".
func (c *call) periodWithin(r *reading) *period.Mention {
	if !r.isBase(c) {
		return nil
	}
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 10; j-- {
		if p, ok := c.marks.periodOf(j); ok && c.periods[p].Kind != period.Month {
			return &c.periods[p]
		}
		if c.marks.cue(j) == cueVersus {
			break
		}
	}
	return nil
}

// periodBehind is a period close behind the number: "63.8% last quarter", "12%
// growth in Q1".
func (c *call) periodBehind(r *reading, next int) *period.Mention {
	reach := 9
	if r.isBase(c) && r.toldBefore() {
		reach = 15 // "compared to a 12% tax rate on both a GAAP and adjusted basis in the prior year"
	}
	for j := r.q.Last; j < next && j-r.q.Last <= reach; j++ {
		if p, ok := c.marks.periodOf(j); ok {
			m := &c.periods[p]
			if m.Kind == period.Month || c.noPeriod(r, m) || c.otherClause(r, j) || c.opensNext(r, m, next) || r.q.Form == quantity.FormMultiple && j == r.q.Last && m.Pointer == period.Last {
				return nil
			}
			return m
		}
		if j == r.q.Last && r.q.Form == quantity.FormPlusMinus && c.tokens[j].Word == token.Comma {
			continue // "$4.2 billion, plus or minus $50 million, for the year"
		}
		if t := c.tokens[j]; t.Kind == token.Punct && !t.Is(token.Glued) || t.Kind == token.Punct && c.text(j) != "'" && c.text(j) != "’" {
			return nil
		}
		if w := c.lower(j - 1); c.lower(j) == "with" && (w == "line" || w == "consistent" || w == "level" || w == "comparable") || c.lower(j) == "to" && (w == "similar" || w == "comparable") {
			return nil // "77%, in line with Q3 of 2022"
		}
		if w := c.lower(j); w == "bringing" || w == "taking" {
			return nil // "for $116 million, bringing our year-to-date total to"
		}
		if r.q.Form == quantity.FormFlat && (c.lower(j) == "with" || c.marks.cue(j) == cueTo || c.lower(j) == "on" && c.marks.cue(j-1) == cueSequential) {
			return nil // "flat with the first quarter", "flat sequentially on the first quarter"
		}
		switch c.marks.cue(j) {
		case cueVersus:
			if c.text(j) != "from" || c.lower(j+1) != "operations" && (!c.content(j+1) || !c.tokens[j+1].Is(token.Upper)) {
				return nil // but "received from Fabrikam in Q1"
			}
		case cueCause, cueEffect:
			return nil
		case cueUpAdverb, cueDownAdverb:
			if j > r.q.Last+1 || c.surpasses(j) {
				return nil
			}
		case cueUpVerb, cueDownVerb:
			if j > r.q.Last+1 {
				return nil
			}
		}
	}
	return nil
}

// opensNext reports whether the period p behind r is that of the next number, as r has one of
// its own: "we ended the first quarter at 5 times and this quarter at 5.1 times".
func (c *call) opensNext(r *reading, p *period.Mention, next int) bool {
	at := p.First - 1
	for at > r.q.Last && (c.article(at) || c.lower(at) == "for" || c.lower(at) == "in") {
		at--
	}
	if c.lower(at) == "and" && at == p.First-1 && c.namesMeasure(p, next) {
		return true // "Q4 revenue of $1 billion and full-year revenue of $4.2 billion"
	}
	if w := c.lower(p.Last); c.lower(at) != "and" || w != "at" && !isBe(w) && !(at < p.First-1 && next-p.Last <= 1) || next-p.Last > 3 {
		return false
	}
	for j := r.q.First - 1; j >= r.s.first && r.q.First-j <= 5; j-- {
		if c.marks.at[j].period != 0 {
			return true
		}
	}
	return false
}

// namesMeasure reports whether the period p stands right before a measure that is told before the
// token next: "full-year revenue".
func (c *call) namesMeasure(p *period.Mention, next int) bool {
	for j := p.Last; j < next && j-p.Last <= 4; j++ {
		if c.marks.at[j].concept != 0 {
			return true
		}
		if q := c.marks.cue(j); q != cueAdjective && q != cueNonGAAP && q != cueGAAP && q != cueTotal && c.marks.at[j].member == 0 && c.lower(j) != "s" && c.tokens[j].Kind != token.Punct {
			return false
		}
	}
	return false
}

// sameQuarter is the quarter that "the quarter" of p says again, which the sentence has named
// before: "in Q4 2020, costs fell 22%, against a revenue decline of 12% for the quarter".
func (c *call) sameQuarter(r *reading, p *period.Mention) *period.Mention {
	if !p.Vague || p.Kind != period.Quarter || p.Pointer != period.This {
		return p
	}
	for i := r.s.periods[0]; i < r.s.periods[1] && c.periods[i].First < p.First; i++ {
		if m := &c.periods[i]; m.Kind == period.Quarter && m.Pointer == period.Named && m.Year != 0 && !c.isComparisonBase(m) && !c.belongsToBase(m) {
			return m
		}
	}
	return p
}

// periodLater is a period at the end of the sentence, behind other numbers: "we
// expect revenue of $5 million and EPS of $1 for the second quarter".
func (c *call) periodLater(r *reading, next int) *period.Mention {
	for i := r.s.periods[0]; i < r.s.periods[1]; i++ {
		p := &c.periods[i]
		if (p.Pointer == period.Last || p.Pointer == period.YearAgo) && c.closesNumber(r.s, p.First) {
			continue // it belongs to that number
		}
		if r.choice.measure != MeasureValue && p.Pointer == period.Last && p.Last < r.s.last && c.tokens[p.Last].Is(token.Glued) {
			continue // "some of last year's benefits"
		}
		if c.basesPeriod(r, p.First) || c.otherClause(r, p.First) || p.Kind == period.YearToDate && c.grewAgain(r, p) {
			continue
		}
		if p.First < next || p.Kind == period.Month || c.noPeriod(r, p) || c.isComparisonBase(p) || c.belongsToBase(p) {
			continue
		}
		return p
	}
	return nil
}

// grewAgain reports whether p is of the next number, which tells once more how the measure of r
// grew: "up 4.2% and 3.9% year-to-date".
func (c *call) grewAgain(r *reading, p *period.Mention) bool {
	if r.choice.measure != MeasureGrowth || r.qi+1 >= r.s.quantities[1] {
		return false
	}
	next := &c.quantities[r.qi+1]
	if classOf(next) != r.class || p.First < next.Last || p.First > next.Last+2 {
		return false
	}
	for j := r.q.Last; j < c.start(next); j++ {
		if c.marks.at[j].concept != 0 || c.marks.at[j].member != 0 {
			return false
		}
	}
	return true
}

// otherClause reports whether the period at token i stands in another clause than the
// number before it: one that tells a cause ("as last year's results were weak"), or an
// outlook beside it ("and we expect second quarter revenue of").
func (c *call) otherClause(r *reading, i int) bool {
	we := false
	for j := r.q.Last; j < i; j++ {
		switch q := c.marks.cue(j); {
		case q == cueCause:
			return true
		case q == cueExpect && we, outdoes(c.lower(j)):
			return true
		case c.lower(j) == "and":
			we = c.lower(j+1) == "we"
		case c.lower(j) == "as" && i-j <= 2 && c.lower(j-1) != "same" && c.lower(j+1) != "of":
			return true
		}
	}
	return false
}

// basesPeriod reports whether the period at token i is that of a number which r
// is held against: "$185 million, compared to $170 million last quarter".
func (c *call) basesPeriod(r *reading, i int) bool {
	versus := false
	for j := r.q.Last; j < i; j++ {
		if c.marks.cue(j) == cueVersus {
			versus = true
		}
		if _, ok := c.marks.isQuantity(j); ok && versus {
			return true
		}
	}
	return false
}

// thatSame is the period of the fact before that "that same period" points at; empty where p
// says another.
func (c *call) thatSame(r *reading, p *period.Mention) string {
	if p.Pointer != period.YearAgo || p.Last-p.First != 2 || c.lower(p.First) != "same" || c.lower(p.First-1) != "that" || len(c.facts) == 0 {
		return ""
	}
	last := &c.facts[len(c.facts)-1]
	if last.Turn != r.s.turn {
		return ""
	}
	return last.Period.Label
}

// coming reports whether a period ends after the reported one.
func (c *call) coming(label string) bool {
	if len(label) < 6 || !c.anchor.Known() {
		return false
	}
	year, part := yearAndPart(label)
	if year != c.anchor.Year {
		return year > c.anchor.Year
	}
	switch {
	case part == "FY":
		return c.anchor.Quarter < 4
	case part[0] == 'Q':
		return int(part[1]-'0') > c.anchor.Quarter
	case part[0] == 'H':
		return 2*int(part[1]-'0') > c.anchor.Quarter
	}
	return false
}

// farAhead reports whether a period lies in the second year behind the reported
// one, or later: what is said of it is a goal and no outlook.
func (c *call) farAhead(label string) bool {
	year, part := splitLabel(label)
	return c.anchor.Known() && part == "FY" && year >= c.anchor.Year+2
}
