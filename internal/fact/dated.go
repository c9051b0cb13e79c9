package fact

import (
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// datedAt is the quarter at whose end the balance r stands, where a date behind it or
// before it says so: "compared to $97 million as of December 31, 2019".
func (c *call) datedAt(r *reading, next int) (string, source.Span) {
	if k := &c.e.taxonomy.Concepts[r.choice.concept]; !k.Instant || k.Unit != concept.UnitMoney || r.choice.measure != MeasureValue {
		return "", source.Span{}
	}
	for j := r.q.Last; j < next && j-r.q.Last <= 9; j++ {
		if p, ok := c.marks.periodOf(j); ok {
			return c.balanceOn(&c.periods[p], r.isBase(c))
		}
		if t := c.tokens[j]; t.Kind == token.Punct && t.Word != token.Comma || c.marks.cue(j) == cueVersus {
			break
		}
	}
	if r.isBase(c) {
		return "", source.Span{}
	}
	for i := r.s.periods[0]; i < r.s.periods[1] && c.periods[i].First < r.q.First; i++ {
		if first := c.periods[i].First; c.lower(first-1) == "of" && c.lower(first-2) == "as" {
			return c.balanceOn(&c.periods[i], false) // "as of March 31, we had cash of"
		}
	}
	return "", source.Span{}
}

// balanceOn is the quarter that ends with the month of a date. Where the call does not
// say with which months its quarters end, what another balance is held against is dated
// by the calendar: it is none of the reported quarter.
func (c *call) balanceOn(p *period.Mention, base bool) (string, source.Span) {
	if p.Kind != period.Month || p.Month == 0 {
		return "", source.Span{}
	}
	label := c.calendar.QuarterEnding(p.Year, p.Month)
	if label == "" && base {
		label = period.CalendarYear(c.anchor).QuarterEnding(p.Year, p.Month)
	}
	return label, p.Span
}

// doneOn is the quarter in which something was bought or borrowed once, where the sentence
// opens with the day: "On April 30, we closed a new $1.45 billion credit facility".
func (c *call) doneOn(r *reading) (string, source.Span) {
	switch c.e.taxonomy.Concepts[r.choice.concept].ID {
	case "acquisition_price", "credit_facility", "debt":
	default:
		return "", source.Span{}
	}
	if r.s.periods[0] == r.s.periods[1] || r.choice.measure != MeasureValue {
		return "", source.Span{}
	}
	p := &c.periods[r.s.periods[0]]
	if p.Kind != period.Month || p.Month == 0 || p.Last-p.First < 2 || p.First-r.s.first > 3 || c.lower(p.First-1) != "on" {
		return "", source.Span{}
	}
	for j := p.Last; j < r.q.First; j++ {
		switch c.lower(j) {
		case "closed", "completed", "acquired", "entered", "issued", "executed", "priced", "amended", "refinanced":
			return c.quarterOn(p), p.Span
		}
	}
	return "", source.Span{}
}

// quarterOn is the quarter of a day on which something is done once. Where the call does not
// say with which months its quarters end, it is that of the calendar, if this is to come.
func (c *call) quarterOn(p *period.Mention) string {
	if label := c.calendar.QuarterOf(p.Year, p.Month); label != "" {
		return label
	}
	if label := period.CalendarYear(c.anchor).QuarterOf(p.Year, p.Month); label == period.QuarterLabel(c.anchor.Year, c.anchor.Quarter+1) {
		return label
	}
	return ""
}

// payableIn is the quarter in which the dividend r is paid, where the sentence gives
// the date: "a dividend of $0.14 per share, payable on June 19".
func (c *call) payableIn(r *reading) (string, source.Span) {
	for i := r.s.periods[0]; i < r.s.periods[1]; i++ {
		p := &c.periods[i]
		if p.Kind != period.Month || p.Month == 0 {
			continue
		}
		for j := p.First - 1; j >= r.s.first && p.First-j <= 3; j-- {
			if w := c.lower(j); w == "payable" || w == "paid" {
				return c.quarterOn(p), p.Span
			}
		}
	}
	return "", source.Span{}
}
