package fact

import (
	"fmt"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
	"github.com/callfacts/callfacts/internal/transcript"
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
		label := c.anchor.Resolve(*p, k.ahead || c.comingFirst(r, p, k))
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
		if label != "" || p.Kind == period.Trailing || p.Kind == period.Month {
			return Period{Label: label}, p.Span
		}
	}
	if label, span := c.annual(r, k); label != "" {
		return Period{Label: label}, span
	}
	if label, span := c.yearAfter(r, k); label != "" {
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
	case c.habitual(r) && !c.isCurrent(r), c.inMonth(r):
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

// baseAgain reports whether r tells in other words a number that another is held
// against: "versus $11 million, or $0.37 per share, in the first quarter last year".
func (c *call) baseAgain(r *reading) bool {
	return r.prev != nil && c.orBetween(r.prev, r) && r.prev.isBase(c) && r.prev.fact.Period.Label != ""
}

// samePart is the period a year before that of the number before r, where r is held against
// it for "the same period last year" and that is more than a quarter: the first nine months.
func (c *call) samePart(r *reading, p *period.Mention) string {
	if p.Pointer != period.YearAgo && !(p.Pointer == period.Named && p.Year == c.anchor.Year-1 && strings.HasPrefix(p.Span.Of(c.low), "same")) || r.prev == nil || r.prev.choice.concept != r.choice.concept || !strings.Contains(p.Span.Of(c.low), "period") || !r.isBase(c) {
		return ""
	}
	own := r.prev.fact.Period.Label
	year, part := splitLabel(own)
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
	if isArticle(c.text(of)) {
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

// comingFirst reports whether p is the first quarter of the year to come, which a
// call on a fourth quarter speaks of in the present: "expenses are $420 million for
// Q1".
func (c *call) comingFirst(r *reading, p *period.Mention, k claim) bool {
	return p.Kind == period.Quarter && p.Part == 1 && p.Year == 0 && p.Pointer == period.Named && c.anchor.Quarter == 4 &&
		k.status == StatusActual && !k.past && !r.isBase(c) && !r.d.moves() && c.present(r.s, r.q.First)
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

// isBase reports whether the number is what another is held against: "compared
// to 63.3%".
func (r *reading) isBase(c *call) bool {
	i := c.start(r.q)
	if r.prev != nil && i == r.prev.q.Last+1 && c.lower(i-1) == "or" {
		return r.prev.isBase(c) // "versus $143 million, or 61% of sales"
	}
	if r.prev != nil && c.periodOwning(r) != nil {
		return true
	}
	return c.heldNumber(i, r.s.first)
}

// toldBefore reports whether the sentence told the measure of r before.
func (r *reading) toldBefore() bool {
	for p := r.prev; p != nil && p.s == r.s; p = p.prev {
		if p.choice.concept == r.choice.concept {
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
	if !ok || c.periods[p].Kind == period.Month || c.periods[p].Kind == period.Trailing {
		return nil
	}
	return &c.periods[p]
}

// basePeriod is the period of a number that another is held against, where a
// comparison is all that the sentence says.
func (c *call) basePeriod(r *reading) Period {
	if !c.anchor.Known() {
		return Period{}
	}
	for j := r.s.first; j < r.s.last; j++ {
		switch c.marks.cue(j) {
		case cueSequential:
			return Period{Label: period.QuarterLabel(c.anchor.Year, c.anchor.Quarter-1)}
		case cueYearOverYear:
			return Period{Label: period.QuarterLabel(c.anchor.Year-1, c.anchor.Quarter)}
		}
	}
	return Period{}
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

// ofOtherThanBase reports whether p is that of the number that r is held against: "net income for
// the quarter was $34 million, compared to $31 million".
func (c *call) ofOtherThanBase(r *reading, p *period.Mention) bool {
	if !r.isBase(c) {
		return false
	}
	for told := r.prev; told != nil && told.s == r.s; told = told.prev {
		if told.choice.concept == r.choice.concept {
			return p.First < told.q.First && c.anchor.Resolve(*p, false) == c.anchor.Label()
		}
	}
	return false
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
			if m := &c.periods[p]; m.Kind != period.Month && m.Kind != period.Trailing {
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
		if c.marks.at[j].concept == 0 && c.marks.cue(j) != cueOf && c.marks.cue(j) != cueAdjective && !isArticle(c.text(j)) {
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
	for at > r.q.Last && (isArticle(c.text(at)) || c.lower(at) == "for" || c.lower(at) == "in") {
		at--
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
		if c.basesPeriod(r, p.First) || c.otherClause(r, p.First) {
			continue
		}
		if p.First < next || p.Kind == period.Month || c.noPeriod(r, p) || c.isComparisonBase(p) || c.belongsToBase(p) {
			continue
		}
		return p
	}
	return nil
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

// trails reports whether p stands right behind an earlier number with another
// concept than r's, and the sentence opens with a period of its own: "For 2019 we
// had growth of 13% on top of 12% in 2018, and a margin of 21%".
func (c *call) trails(r *reading, p *period.Mention) bool {
	first := &c.periods[r.s.periods[0]]
	return r.prev != nil && p != first && first.First-r.s.first <= 4 && p.First >= r.prev.q.Last && c.closesNumber(r.s, p.First) &&
		r.choice.mention.last > 0 && int(r.choice.mention.first) >= p.Last
}

// nears reports whether the period p only draws near as something is told: "as we approach
// the fourth quarter, we have refined our guidance".
func (c *call) nears(p *period.Mention) bool {
	w := c.lower(p.First - 1)
	return w == "approach" || isArticle(w) && c.lower(p.First-2) == "approach"
}

// noPeriod reports whether p only says over what time a movement is measured, "16% growth
// over the last 12 months", until when a balance runs, since when there was no such number, or
// what draws near as it is told.
func (c *call) noPeriod(r *reading, p *period.Mention) bool {
	if c.nears(p) || c.namesDebt(r, p) || c.measuresAgainst(r, p) || c.isSince(p) && (p.Year == 0 || p.EndOf || c.unmatchedBefore(r.s, p.First-1)) {
		return true // "our highest revenue since 2006, as units grew 50%", "doubled since last year"
	}
	if p.Kind != period.Trailing {
		return c.dueThen(r, p)
	}
	if r.choice.measure == MeasureShare && p.First >= r.q.Last && p.First < int(r.choice.mention.last) {
		return false // "12% of trailing 12-month revenue"
	}
	if r.choice.measure != MeasureValue || c.e.taxonomy.Concepts[r.choice.concept].Instant && p.First > r.q.Last+3 {
		return true
	}
	return p.First < r.q.First && p.First > r.s.first+3 || p.First > r.q.Last+7
}

// namesDebt reports whether p tells one debt from another, and is no period of anything else:
// "our bonds due to mature in 2025", "the retirement of the 2023 senior notes".
func (c *call) namesDebt(r *reading, p *period.Mention) bool {
	id := c.e.taxonomy.Concepts[r.choice.concept].ID
	if p.Kind != period.Year || p.Year == 0 || id == "debt_maturities" {
		return false
	}
	for j := p.First - 1; j >= r.s.first && p.First-j <= 3 && id != "debt"; j-- {
		switch c.lower(j) {
		case "matures", "mature", "maturing", "due", "expires", "expire", "expiring":
			return true
		}
	}
	for j := p.Last; j < r.s.last && j-p.Last <= 2; j++ {
		switch c.lower(j) {
		case "notes", "bonds", "debentures":
			return true
		}
	}
	return false
}

// measuresAgainst reports whether p is one that the number of r is held against: "within 3% of
// 2019 levels", "even compared to a strong second quarter of 2018, revenue was up 4%".
func (c *call) measuresAgainst(r *reading, p *period.Mention) bool {
	if w := c.lower(p.Last); (w == "levels" || w == "level") && !r.isBase(c) {
		return true
	}
	if r.choice.measure != MeasureGrowth && r.choice.measure != MeasureChange || p.Kind != period.Quarter || p.Year == 0 || p.Year > c.anchor.Year-2 || p.Part != c.anchor.Quarter || p.First > r.q.First {
		return false
	}
	for j := p.First - 1; j >= r.s.first && p.First-j <= 9; j-- {
		switch c.lower(j) {
		case "compared", "compare", "comparing", "versus", "against", "looking", "relative":
			return true
		}
		if c.marks.at[j].quantity != 0 {
			return false
		}
	}
	return false
}

// toldThen reports whether p is when an outlook was given: "the guidance that we raised last
// quarter to $455 million".
func toldThen(k claim, p *period.Mention) bool {
	return k.status == StatusGuidance && p.Kind == period.Quarter && p.Pointer == period.Last && p.Part == 0
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

// isSince reports whether p is a year, or a part of one, since which something is told: "since
// 2018, we bought back $900 million", which is of no one period.
func (c *call) isSince(p *period.Mention) bool {
	if p.Kind != period.Year && p.Kind != period.Quarter {
		return false
	}
	for j := p.First - 1; j >= 0 && p.First-j <= 9; j-- {
		switch {
		case c.lower(j) == "since":
			return j == p.First-1 || p.Year != 0 && p.Year < c.anchor.Year // "since we expect growth in 2022" gives a reason
		case c.tokens[j].Kind == token.Punct || c.marks.at[j].quantity != 0:
			return false
		}
	}
	return false
}

// unmatchedBefore reports whether the words before token i say that there was no such number
// for so long: "our best quarterly revenue".
func (c *call) unmatchedBefore(s *said, i int) bool {
	for j := i - 1; j >= s.first && i-j <= 9 && c.tokens[j].Word != token.Comma; j-- {
		switch c.lower(j) {
		case "highest", "lowest", "best", "largest", "strongest", "fastest", "first", "biggest", "greatest", "most":
			return true
		}
	}
	return false
}

// dueThen reports whether p only says until when a balance runs: "a $1.6 billion credit
// facility, which matures in 2025".
func (c *call) dueThen(r *reading, p *period.Mention) bool {
	if k := &c.e.taxonomy.Concepts[r.choice.concept]; !k.Instant || k.ID == "debt_maturities" || r.choice.measure != MeasureValue {
		return false
	}
	for j := p.First - 1; j >= r.q.Last && p.First-j <= 4; j-- {
		switch c.lower(j) {
		case "matures", "mature", "maturing", "maturity", "due", "expires", "expire", "expiring", "expiration":
			return true
		}
	}
	return false
}

// pairedPeriod reads two values of one measure with two periods, in order:
// "cash flow came to $210 million and $0.8 billion in the last quarter and in
// 2021". nil if reading i is no part of such a pair.
func (c *call) pairedPeriod(all []reading, i int) *period.Mention {
	p, second := c.pairOf(all, i)
	if p == nil {
		return c.respectivePeriod(all, i)
	}
	if second {
		return &c.periods[*p+1]
	}
	return &c.periods[*p]
}

// respectivePeriod reads two values of one measure whose periods stand before them: "for
// 2023 and 2024, we expect revenue of $200 million and $300 million, respectively". nil
// if reading i is none of two such.
func (c *call) respectivePeriod(all []reading, i int) *period.Mention {
	s := all[i].s
	if s.periods[1]-s.periods[0] < 2 {
		return nil
	}
	first, last := c.alike(all, i)
	if last-first != 2 || !c.saysRespectively(&all[last-1]) {
		return nil
	}
	for p := s.periods[0]; p+1 < s.periods[1]; p++ {
		a, b := &c.periods[p], &c.periods[p+1]
		if b.Last <= all[first].q.First && b.First-a.Last <= 3 && (c.lower(a.Last) == "and" || c.lower(b.First-1) == "and") {
			return &c.periods[p+i-first]
		}
	}
	return nil
}

// pairOf finds the pair of periods for reading i: the index of the first of the
// two, and whether i takes the second. "The same period" is the pair before.
func (c *call) pairOf(all []reading, i int) (*int, bool) {
	first := i
	if i > 0 && c.pairs(&all[i-1], &all[i]) {
		first = i - 1
	} else if i+1 >= len(all) || !c.pairs(&all[i], &all[i+1]) {
		return nil, false
	}
	s, end := all[first].s, all[first+1].q.Last
	for p := s.periods[0]; p < s.periods[1]; p++ {
		a := &c.periods[p]
		if a.First < end || a.First-end > 5 {
			continue
		}
		if a.Pointer == period.YearAgo && c.talk.pair != nil && strings.Contains(a.Span.Of(c.low), "same") {
			return c.talk.pair, i > first
		}
		if p+1 < s.periods[1] && c.periods[p+1].First-a.Last <= 3 && c.lower(c.periods[p+1].First-1) == "and" || p+1 < s.periods[1] && c.periods[p+1].First-a.Last <= 3 && c.lower(a.Last) == "and" {
			c.talk.pair = &p
			return &p, i > first
		}
	}
	return nil, false
}

// pairs reports whether b follows a with "and" alone, and states the same
// measure.
func (c *call) pairs(a, b *reading) bool {
	if a.s != b.s || a.choice.concept != b.choice.concept || b.q.First-a.q.Last != 1 || a.class != b.class {
		return false
	}
	return c.lower(a.q.Last) == "and"
}

// isComparisonBase reports whether p stands behind "from", "compared to".
func (c *call) isComparisonBase(p *period.Mention) bool {
	for j := p.First - 1; j >= 0 && p.First-j <= 6; j-- {
		if c.tokens[j].Kind == token.Punct && c.text(j) != "." {
			return false
		}
		if outdoes(c.lower(j)) {
			return true
		}
		switch c.marks.cue(j) {
		case cueVersus:
			return p.Kind != period.YearToDate || c.lower(j) != "over" // but "over the first nine months"
		case cueUpAdverb, cueDownAdverb:
			return true // "above last year"
		case cueTo:
			// "flat to the prior year"
			if w := c.lower(j - 1); w == "similar" || w == "comparable" {
				return true
			}
			q, ok := c.marks.isQuantity(j - 1)
			return ok && c.quantities[q].Form == quantity.FormFlat
		case cueFunction, cueAdjective, cueAnaphor, cueOf, cueEach, cueIn:
			if c.lower(j) == "exceeded" {
				return true // "exceeded 2019 levels by 5%"
			}
			if q, ok := c.marks.isQuantity(j - 1); ok && c.quantities[q].Form == quantity.FormFlat && c.lower(j) == "with" {
				return true
			}
			if w := c.lower(j - 1); c.lower(j) == "with" && (w == "level" || w == "comparable") || c.lower(j) == "to" && (w == "similar" || w == "comparable") {
				return true
			}
			if c.lower(j) == "on" && c.marks.cue(j-1) == cueSequential {
				return true // "flat sequentially on the first quarter"
			}
			continue
		case cueNone:
			if _, ok := c.marks.isQuantity(j); ok {
				return false
			}
			continue
		}
		return false
	}
	return false
}

// belongsToBase reports whether p belongs to a number that is held against
// another: the "last quarter" of "compared to 63.8% last quarter".
func (c *call) belongsToBase(p *period.Mention) bool {
	for j := p.First - 1; j >= 0 && p.First-j <= 5; j-- {
		qi, ok := c.marks.isQuantity(j)
		if _, measure := c.marks.concept(j); measure {
			continue // "versus sales of $780 million a year ago"
		}
		if !ok {
			switch c.marks.cue(j) {
			case cueIn, cueFunction, cueAdjective, cueAnaphor, cueUpNoun:
				continue
			}
			return false
		}
		return c.heldNumber(c.start(&c.quantities[qi]), 0)
	}
	return false
}

// heldNumber reports whether the number that begins at token i is one that
// another is held against: "compared with adjusted EPS of".
func (c *call) heldNumber(i, floor int) bool {
	for k, words := i-1, 0; k >= floor && words < 9; k-- {
		if _, ok := c.marks.concept(k); ok {
			continue
		}
		if _, ok := c.marks.periodOf(k); ok {
			continue
		}
		words++
		switch c.marks.cue(k) {
		case cueVersus:
			w := c.lower(k)
			return w != "over" && w != "than"
		case cueFunction:
			switch c.text(k) {
			case "and", "was", "were", "is", "are", "or":
				return false
			}
		case cueAdjective, cueOf, cueGAAP, cueNonGAAP, cueUpNoun, cueDownNoun, cueTotal, cueEach, cueAnaphor, cueIn:
		case cueNone:
			if !c.content(k) || c.isPast(k) {
				return false
			}
		default:
			return false
		}
	}
	return false
}

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
	ahead := c.looksAhead(s)
	for i := s.periods[0]; i < s.periods[1]; i++ {
		p := &c.periods[i]
		if p.Vague && p.Kind == period.Quarter && n > c.talk.backAt {
			c.talk.back = "" // "in the quarter", behind what was told of the year
		}
		if p.Kind == period.Month || p.Kind == period.Trailing || p.Vague || c.isComparisonBase(p) || c.nears(p) || c.lower(p.First-1) == "as" && p.First > s.first+1 {
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
