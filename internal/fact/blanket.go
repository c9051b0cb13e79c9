package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// blanket is what opening statements set for the whole call.
type blanket struct {
	yearOverYear source.Span // "all comparisons are year-over-year unless stated otherwise"
	sequential   source.Span
	guidance     source.Span // "guidance is provided on a non-GAAP basis"
	everything   source.Span // "our comments will be on an adjusted basis"
	concepts     []int32     // those that everything is said of; all if empty
	own          bool        // it is said of what one speaker tells: "my comments today"
	speaker      int         // who
}

// clause is what the words of a sentence say about how figures are meant.
type clause struct {
	yoy, seq, non, gaap bool
	guide               bool // guidance, outlook
	forward             bool // forward-looking
	comparison          bool // comparisons, growth rates
	growth              bool // year-over-year growth
	unless, all         bool
	reconcile           bool // where reconciliations are found: says nothing of the figures
	figures             bool // references, comments, discussion
	basis               bool
	certain             bool // some figures only
	these               bool // those that were just spoken of
	own                 bool // of one speaker: "my comments"
	are                 bool // that figures are non-GAAP, not what is
	concepts            []int32
}

// blankets reads the clauses that set a basis or comparison for the call.
func (c *call) blankets() {
	guided := false // the sentence before speaks of guidance
	for i := range c.sentences {
		s := &c.sentences[i]
		if c.t.Turns[s.turn].Section == transcript.SectionQuestionsAndAnswers {
			break
		}
		if c.numbers(s) > 2 || s.last-s.first > 100 {
			continue
		}
		if !c.meansFigures(s) {
			continue
		}
		k := c.clauseOf(s)
		if k.these { // "these metrics are ...": those that were just spoken of
			k.guide, k.figures = k.guide || guided, false
		}
		guided = k.guide
		span := c.span(s.first, s.last)
		b := &c.blanket
		switch {
		case k.growth && k.unless && !k.seq && b.yearOverYear.IsZero(),
			(k.comparison || k.figures) && k.yoy && (k.unless || k.all) && !k.seq && b.yearOverYear.IsZero():
			b.yearOverYear = span
		case k.comparison && k.seq && k.unless && !k.yoy:
			b.sequential = span
		}
		if !k.non || k.reconcile || k.certain {
			continue
		}
		switch {
		case k.guide && k.basis && !k.gaap || k.guide && k.basis && k.unless, k.forward && k.all && !k.gaap:
			if b.guidance.IsZero() {
				b.guidance = span
			}
		case k.figures && (k.unless || k.basis && !k.gaap && !k.comparison || k.all && k.are && !k.gaap && !k.comparison):
			if b.everything.IsZero() {
				b.everything, b.concepts = span, k.concepts
				b.own, b.speaker = k.own, c.t.Turns[s.turn].Speaker
			}
		}
	}
}

// meansFigures reports whether a sentence names a basis, a comparison or
// guidance at all.
func (c *call) meansFigures(s *said) bool {
	if s.has(cueNonGAAP, cueSequential, cueYearOverYear) {
		return true
	}
	for j := s.first; j < s.last && s.has(cueExpect); j++ {
		if c.marks.cue(j) == cueExpect {
			if w := c.text(j); w == "guidance" || w == "outlook" || w == "Guidance" || w == "Outlook" {
				return true
			}
		}
	}
	return c.yearAgoOf(s)
}

// clauseOf reads the words of a sentence.
func (c *call) clauseOf(s *said) clause {
	var k clause
	excepted := false // "with the exception of revenue, comments are on an adjusted basis"
	for j := s.first; j < s.last; j++ {
		if m, ok := c.marks.concept(j); ok && c.e.taxonomy.Concepts[m.value].Adjustable {
			if !excepted {
				k.concepts = append(k.concepts, m.value)
			}
			j = int(m.last) - 1
			continue
		}
		switch c.marks.cue(j) {
		case cueYearOverYear:
			k.yoy = true
		case cueSequential:
			k.seq = true
		case cueNonGAAP:
			k.non = true
			k.are = k.are || isBe(c.lower(j-1)) || c.lower(j-1) == "be"
			m := c.marks.cueMention(j)
			k.basis = k.basis || strings.Contains(c.span(int(m.first), int(m.last)).Of(c.t.Text), "basis") || c.lower(j) == "as"
		case cueGAAP:
			k.gaap = true
		}
		w := c.lower(j)
		excepted = w == "exception" || w == "except" || excepted && w != ","
		if w == "which" && k.non && k.figures {
			break // what follows says what such figures are
		}
		if w == "growth" && c.marks.cue(j-1) == cueYearOverYear {
			k.growth = true
		}
		k.word(w)
	}
	k.yoy = k.yoy || c.yearAgoOf(s)
	return k
}

// word notes what one word says.
func (k *clause) word(w string) {
	switch w {
	case "guidance", "outlook", "forecast":
		k.guide = true
	case "forward", "forward-looking":
		k.forward = true
	case "statements":
		k.forward = false // a safe harbour
	case "comparison", "comparisons", "variances", "changes", "rates":
		k.comparison = true
	case "unless", "otherwise", "except":
		k.unless = true
	case "all", "any", "every", "each":
		k.all = true
	case "reconciliation", "reconciliations", "reconcile", "reconciled", "website", "definition", "superior", "substitute", "isolation", "supplement", "supplemental", "prepared", "included":
		k.reconcile = true
	case "references", "reference", "comments", "discussion", "amounts", "remarks", "figures", "metrics", "numbers", "discuss", "focus", "refer", "referencing", "referring", "commentary", "results", "comparing":
		k.figures = true
	case "these", "those":
		k.these = true
	case "my":
		k.own = true
	case "basis":
		k.basis = true
	case "certain", "include", "includes", "contain", "contains", "differ", "some":
		k.certain = true
	}
}

// yearAgoOf reports whether a sentence names the prior year as a base.
func (c *call) yearAgoOf(s *said) bool {
	for i := s.periods[0]; i < s.periods[1]; i++ {
		p := &c.periods[i]
		if !p.Vague && (p.Pointer != 0 || c.isYearAgo(p)) && (c.isComparisonBase(p) || c.relatesTo(s, p)) {
			return true
		}
	}
	return false
}

// isYearAgo reports whether p names the quarter a year before the reported one, or its year.
func (c *call) isYearAgo(p *period.Mention) bool {
	if !c.anchor.Known() {
		return false
	}
	year, part := splitLabel(c.anchor.Resolve(*p, false))
	return year == c.anchor.Year-1 && (part == "FY" || part == c.anchor.Label()[len(c.anchor.Label())-2:])
}

// relatesTo reports whether a sentence says that comparisons relate to the period p:
// "growth rates relate to the corresponding period of last year".
func (c *call) relatesTo(s *said, p *period.Mention) bool {
	if p.Pointer != period.Last && p.Pointer != period.YearAgo && !c.isYearAgo(p) || p.Kind == period.Quarter && p.Pointer == period.Last {
		return false
	}
	for j := p.First - 1; j >= s.first && p.First-j <= 16; j-- {
		switch c.lower(j) {
		case "relate", "relates", "refer", "refers", "pertain", "comparison", "comparisons", "compare":
			return true
		}
	}
	return false
}

// remembered is among how many facts what guidance is about is sought: more than
// the longest calls have, and few enough that no document costs the square of
// its length.
const remembered = 1500

// repeats gives facts what blanket clauses and earlier statements of the same
// value give them.
func (c *call) repeats() {
	if !c.blanket.everything.IsZero() && c.toldApart() {
		c.blanket.everything = source.Span{}
	}
	clear(c.told)
	for i := range c.facts {
		f := &c.facts[i]
		index := c.e.taxonomy.Find(f.Concept)
		k := &c.e.taxonomy.Concepts[index]
		// A guided growth is over the year before; a guided change may be what an outlook moved by.
		if f.Comparison == ComparisonUnspecified && (f.Status == StatusActual || f.Status == StatusGuidance && f.Measure == MeasureGrowth && !c.blanket.yearOverYear.IsZero()) && (f.Measure == MeasureGrowth || f.Measure == MeasureChange) && !k.Growth {
			switch {
			case !c.blanket.yearOverYear.IsZero():
				f.Comparison, f.Evidence.Comparison = ComparisonYearOverYear, c.blanket.yearOverYear
			case !c.blanket.sequential.IsZero():
				f.Comparison, f.Evidence.Comparison = ComparisonSequential, c.blanket.sequential
			}
		}
		c.size(f, k)
		c.cover(f, int32(index), k.Adjustable)
		c.told.repeat(f, k)
	}
}

// toldApart reports whether the call tells the same measures for the same period
// both as adjusted, in so many words, and as they are: then what is not called
// adjusted is not, whatever was said in general.
func (c *call) toldApart() bool {
	type key struct {
		concept, unit string
		parts         int
	}
	adjusted := map[key]int{}
	for i := range c.facts {
		f := &c.facts[i]
		if f.Basis == BasisNonGAAP && f.BasisSource == BasisSourceSentence && f.Measure == MeasureValue && f.Status == StatusActual && f.Period.Label == c.anchor.Label() {
			adjusted[key{f.Concept, f.Value.Unit, len(f.Dimensions)}]++
		}
	}
	apart := 0
	for i := range c.facts {
		f := &c.facts[i]
		if f.Basis == BasisUnspecified && f.Measure == MeasureValue && f.Status == StatusActual && f.Period.Label == c.anchor.Label() && adjusted[key{f.Concept, f.Value.Unit, len(f.Dimensions)}] > 0 {
			adjusted[key{f.Concept, f.Value.Unit, len(f.Dimensions)}] = 0
			apart++
		}
	}
	return apart >= 3
}

// size tells the period of an outlook whose own sentence names none: a year's
// amount is a multiple of the quarter's that the call reports.
func (c *call) size(f *Fact, k *concept.Concept) {
	if f.Status != StatusGuidance || f.Measure != MeasureValue || k.Instant || !c.anchor.Known() || k.Unit != concept.UnitMoney && k.Unit != concept.UnitPerShare ||
		f.Evidence.Quote.Contains(f.Evidence.Period) && !f.Evidence.Period.IsZero() || f.Period.Label == c.anchor.Label() {
		return
	}
	o := c.reported(f)
	if o == nil {
		return
	}
	quarter, guided := magnitude(&o.Value), magnitude(&f.Value)
	year := c.anchor.Year
	if c.anchor.Quarter == 4 {
		year++
	}
	switch {
	case guided > 2.2*quarter && guided < 9*quarter:
		f.Period = Period{Label: period.YearLabel(year)}
	case guided > 0.5*quarter && guided < 1.6*quarter:
		f.Period = Period{Label: period.QuarterLabel(c.anchor.Year, c.anchor.Quarter+1)}
	default:
		return
	}
	f.Rules = append(f.Rules, Step{Rule: "size-tells-period", Span: o.Evidence.Value, Note: f.Period.Label})
}

// reported is the fact that states what f guides, for the reported quarter: on
// the same basis if there is one; nil if there is none.
func (c *call) reported(f *Fact) *Fact {
	var other *Fact
	for i := range min(len(c.facts), remembered) {
		o := &c.facts[i]
		if o.Concept != f.Concept || o.Status != StatusActual || o.Measure != MeasureValue || o.Period.Label != c.anchor.Label() || !sameMembers(o.Dimensions, f.Dimensions) || magnitude(&o.Value) <= 0 {
			continue
		}
		if o.Basis == f.Basis {
			return o
		}
		if other == nil {
			other = o
		}
	}
	return other
}

// cover gives a fact the basis that a blanket clause sets for it.
func (c *call) cover(f *Fact, index int32, adjustable bool) {
	if f.Basis != BasisUnspecified || !adjustable {
		return
	}
	b := &c.blanket
	var span source.Span
	switch {
	case !b.everything.IsZero() && (!b.own || f.Speaker == b.speaker) && (len(b.concepts) == 0 || slices.Contains(b.concepts, index)):
		span = b.everything
	case !b.guidance.IsZero() && f.Status == StatusGuidance && len(f.Dimensions) == 0:
		span = b.guidance
	default:
		return
	}
	f.Basis, f.BasisSource, f.Evidence.Basis = BasisNonGAAP, BasisSourceBlanket, span
}

func sameMembers(a, b []Dimension) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !strings.EqualFold(a[i].Member, b[i].Member) {
			return false
		}
	}
	return true
}
