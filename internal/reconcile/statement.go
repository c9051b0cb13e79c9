// Package reconcile holds the facts of one company against each other, over all
// its calls: what was said of one thing at several times becomes a series, and
// what can be calculated from what was said becomes findings.
//
// Among several statements of one thing the most precise of those that agree
// wins; those that do not are listed, never averaged. Two statements agree where
// what they may be, by the digits that were said, overlaps.
package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// Instant is a time in microseconds since 1970, UTC: the engine knows no clock.
type Instant int64

// Statement is a fact with the circumstances in which it was said.
type Statement struct {
	Fact       *fact.Fact
	Call       string  // names the call
	CallPeriod string  // the label of the period that the call reports on, "" if unknown
	Transcript string  // names the transcript
	At         Instant // when it became known to the market
	Section    transcript.Section
	Quote      string // the bytes of Fact.Evidence.Quote
}

// before is the part of the quote before the number, and behind the one behind.
func (s *Statement) before() string {
	at := int(s.Fact.Evidence.Value.Start - s.Fact.Evidence.Quote.Start)
	if at < 0 || at > len(s.Quote) {
		return ""
	}
	return s.Quote[:at]
}

func (s *Statement) behind() string {
	at := int(s.Fact.Evidence.Value.End - s.Fact.Evidence.Quote.Start)
	if at < 0 || at > len(s.Quote) {
		return ""
	}
	return s.Quote[at:]
}

// recalls are words between a number and the clause before it that say that an
// earlier outlook is told once more, and recallsBehind those behind it.
var (
	recalls = []string{
		"previous", "prior guidance", "prior range", "prior outlook", "prior expectation", "prior forecast", "original", "earlier guidance",
		"earlier range", "earlier outlook", "our guidance of", "our guidance was", "the guidance of", "our guidance range of", "guidance range of", "our outlook of",
		"our range of", "our forecast of", "our expectation of", "our expectations of", "we guided to", "you guided to", "had guided", "had expected", "initial guidance", "initial outlook",
	}
	recallsBehind = []string{" before", " previously", " prior", " that we gave", " we gave"}
)

// RecallsGuidance reports whether the statement tells an earlier outlook once
// more: "compared to our guidance of $432 million". Such a number is neither an
// actual nor news.
func (s *Statement) RecallsGuidance() bool {
	if s.Fact.Measure != fact.MeasureValue && s.Fact.Measure != fact.MeasureGrowth {
		return false
	}
	if s.Fact.Status == fact.StatusGuidance && Ended(s.Fact.Period.Label, s.CallPeriod) {
		return true
	}
	const reach = 48
	before := s.before()
	before = strings.ToLower(before[max(0, len(before)-reach):])
	// Only the clause of the number: not beyond a number before it.
	if i := strings.LastIndexAny(before, "0123456789;"); i >= 0 {
		before = before[i+1:]
	}
	if slices.ContainsFunc(recalls, func(w string) bool { return strings.Contains(before, w) }) {
		return true
	}
	behind := strings.ToLower(s.behind())
	return s.Fact.Status == fact.StatusGuidance && slices.ContainsFunc(recallsBehind, func(w string) bool { return strings.HasPrefix(behind, w) })
}

// ahead reports whether a period had not ended when the statement was made: its
// number is no actual, or one of a part of the period.
func (s *Statement) ahead(period string) bool {
	return readSpan(period).year > 0 && readSpan(s.CallPeriod).year > 0 && !Ended(period, s.CallPeriod)
}

// Asserted reports whether an analyst says it: that is asked, not reported.
func (s *Statement) Asserted() bool { return s.Fact.Role == transcript.RoleAnalyst }

// thing is what a fact is about: statements of one thing can be held against each
// other.
type thing struct {
	concept    string
	measure    fact.Measure
	status     fact.Status
	comparison fact.Comparison
	basis      fact.Basis
	qualifiers string
	parts      string
	unit       string
	period     string
}

// onAnyBasis is the thing whatever its basis.
func (t thing) onAnyBasis() thing {
	t.basis = fact.BasisUnspecified
	return t
}

// Book holds the statements of one company, in order of time and text. The
// answers of its methods name statements by their index.
type Book struct {
	Statements []Statement

	taxonomy *concept.Taxonomy
	things   []thing           // by statement
	may      []Interval        // by statement: what its number may be
	names    map[string]string // of abbreviated parts: the folded name in full
	units    map[string]string // of a concept: the unit in which it is told mostly
	calls    []*call           // in order of time
}

// call is what was said on one call, by the company.
type call struct {
	name, period string
	at           Instant
	order        []thing // as they were said first
	said         map[thing][]int
	remarks      map[thing][]int         // of the prepared remarks, by things without their basis
	breaths      map[source.Span][]thing // what was said in one sentence
	readings     map[thing]*Reading      // what things came to
}

// NewBook puts statements in order. The concepts are of the taxonomy that the
// facts were read by.
func NewBook(taxonomy *concept.Taxonomy, statements []Statement) *Book {
	b := &Book{Statements: slices.Clone(statements), taxonomy: taxonomy}
	slices.SortStableFunc(b.Statements, func(s, t Statement) int {
		return cmp.Or(cmp.Compare(s.At, t.At), strings.Compare(s.Call, t.Call), strings.Compare(s.Transcript, t.Transcript),
			cmp.Compare(s.Fact.Evidence.Value.Start, t.Fact.Evidence.Value.Start), strings.Compare(s.Fact.ID, t.Fact.ID))
	})
	b.names = abbreviations(b.Statements)
	b.units = b.mainUnits()
	b.things, b.may = make([]thing, len(b.Statements)), make([]Interval, len(b.Statements))
	byName := make(map[string]*call)
	for i := range b.Statements {
		s := &b.Statements[i]
		b.things[i], b.may[i] = b.thingOf(s), IntervalOf(&s.Fact.Value)
		c := byName[s.Call]
		if c == nil {
			c = &call{name: s.Call, period: s.CallPeriod, at: s.At, said: make(map[thing][]int), remarks: make(map[thing][]int), breaths: make(map[source.Span][]thing)}
			byName[s.Call] = c
			b.calls = append(b.calls, c)
		}
		if s.Asserted() || s.RecallsGuidance() || s.Fact.Status == fact.StatusActual && s.ahead(b.things[i].period) {
			continue
		}
		t := b.things[i]
		if len(c.said[t]) == 0 {
			c.order = append(c.order, t)
		}
		c.said[t] = append(c.said[t], i)
		if b.prepared(i) {
			c.remarks[t.onAnyBasis()] = append(c.remarks[t.onAnyBasis()], i)
		}
		c.breaths[s.Fact.Evidence.Quote] = append(c.breaths[s.Fact.Evidence.Quote], t)
	}
	return b
}

// concept is what the taxonomy knows of a concept; nothing of one that it does
// not have.
func (b *Book) concept(id string) concept.Concept {
	if i := b.taxonomy.Find(id); i >= 0 {
		return b.taxonomy.Concepts[i]
	}
	return concept.Concept{ID: id}
}

func (b *Book) thingOf(s *Statement) thing {
	f := s.Fact
	c := b.concept(f.Concept)
	t := thing{
		concept: f.Concept, measure: f.Measure, status: f.Status, comparison: f.Comparison, basis: b.basis(f),
		qualifiers: qualifiersKey(f.Qualifiers), parts: b.parts(f.Dimensions), period: Canonical(f.Period.Label, c.Instant),
	}
	if f.Measure == fact.MeasureValue || f.Measure == fact.MeasureChange {
		t.unit = f.Value.Unit
	}
	return t
}

// basis is the basis of a fact. What no adjustment reaches, such as revenue, has
// one basis only, whether it is named or not.
func (b *Book) basis(f *fact.Fact) fact.Basis {
	if f.Basis == fact.BasisGAAP && !b.adjustable(f.Concept) {
		return fact.BasisUnspecified
	}
	return f.Basis
}

func (b *Book) adjustable(id string) bool {
	c := b.concept(id)
	return c.Adjustable || b.taxonomy.Find(id) < 0
}

// isNatural reports whether a unit is one of the kind in which a concept is
// measured: research and development are dollars, not a percentage of revenue.
func isNatural(c concept.Concept, unit string) bool {
	currency := len(unit) == 3 && strings.ToUpper(unit) == unit
	switch c.Unit {
	case concept.UnitMoney:
		return currency
	case concept.UnitPerShare:
		return strings.HasSuffix(unit, "/share")
	case concept.UnitPercent:
		return unit == quantity.Percent
	case concept.UnitRatio:
		return unit == quantity.Ratio
	case concept.UnitDays:
		return unit == "days"
	case concept.UnitUnspecified:
		return true
	default:
		return unit != quantity.Percent && unit != quantity.PercentagePoints
	}
}

// mainUnits finds the unit in which each concept is told mostly.
func (b *Book) mainUnits() map[string]string {
	counts := make(map[string]map[string]int)
	for i := range b.Statements {
		f := b.Statements[i].Fact
		if f.Measure != fact.MeasureValue || !isNatural(b.concept(f.Concept), f.Value.Unit) {
			continue
		}
		if counts[f.Concept] == nil {
			counts[f.Concept] = make(map[string]int)
		}
		counts[f.Concept][f.Value.Unit]++
	}
	main := make(map[string]string, len(counts))
	for id, units := range counts {
		best := ""
		for unit, n := range units {
			if best == "" || n > units[best] || n == units[best] && unit < best {
				best = unit
			}
		}
		main[id] = best
	}
	return main
}

// unitOf is the main unit of a concept; percent for one that is a rate and was
// never told.
func (b *Book) unitOf(id string) string {
	if unit := b.units[id]; unit != "" {
		return unit
	}
	if b.concept(id).Unit == concept.UnitPercent {
		return quantity.Percent
	}
	return ""
}

func qualifiersKey(all []fact.Qualifier) string {
	sorted := slices.Sorted(slices.Values(all))
	key := make([]byte, 0, len(sorted))
	for _, q := range slices.Compact(sorted) {
		key = append(key, '0'+byte(q))
	}
	return string(key)
}
