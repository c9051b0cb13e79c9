package fact

import (
	"strings"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// blanket is what an opening statement sets for the whole call.
type blanket struct {
	yearOverYear source.Span // "all comparisons are year-over-year unless stated otherwise"
	sequential   source.Span
	nonGAAP      source.Span // "guidance is provided on a non-GAAP basis"
	everything   bool        // it is said of all figures, not only of guidance
}

// blankets reads the clauses that set a basis or comparison for the call.
func (c *call) blankets() {
	for i := range c.sentences {
		s := &c.sentences[i]
		if s.quantities[0] != s.quantities[1] && s.last-s.first > 80 {
			continue
		}
		var yoy, seq, non, gaap, guide, comparison, unless, all, reconcile bool
		for j := s.first; j < s.last; j++ {
			switch c.marks.cue(j) {
			case cueYearOverYear:
				yoy = true
			case cueSequential:
				seq = true
			case cueNonGAAP:
				non = true
			case cueGAAP:
				gaap = true
			case cueExpect:
				if w := strings.ToLower(c.text(j)); strings.HasPrefix(w, "guid") || strings.HasPrefix(w, "outlook") || strings.HasPrefix(w, "forecast") {
					guide = true
				}
			}
			switch strings.ToLower(c.text(j)) {
			case "comparison", "comparisons", "compare", "growth", "rates", "variances", "changes":
				comparison = true
			case "unless", "otherwise":
				unless = true
			case "all", "any", "every", "each":
				all = true
			case "reconciliation", "reconciliations", "reconcile", "reconciled", "available", "website":
				reconcile = true
			case "metrics", "results", "figures", "measures", "numbers", "references", "discussion":
				comparison = comparison || all
			}
		}
		if p := c.yearAgoOf(s); p {
			yoy = true
		}
		span := c.span(s.first, s.last)
		switch {
		case comparison && yoy && (unless || all) && !seq:
			c.blanket.yearOverYear = span
		case comparison && seq && unless && !yoy:
			c.blanket.sequential = span
		}
		if non && !reconcile && c.t.Turns[s.turn].Section != transcript.SectionQuestionsAndAnswers {
			switch {
			case guide && (strings.Contains(span.Of(c.t.Text), "basis") || strings.Contains(span.Of(c.t.Text), "measures")) && s.quantities[0] == s.quantities[1]:
				if c.blanket.nonGAAP.IsZero() {
					c.blanket.nonGAAP = span
				}
			case unless && all && !gaap && s.quantities[0] == s.quantities[1]:
				c.blanket.nonGAAP, c.blanket.everything = span, true
			}
		}
	}
}

// yearAgoOf reports whether a sentence names the prior year as a base.
func (c *call) yearAgoOf(s *said) bool {
	for i := s.periods[0]; i < s.periods[1]; i++ {
		p := &c.periods[i]
		if c.isComparisonBase(p) && p.Pointer != 0 && !p.Vague {
			return true
		}
	}
	return false
}

// repeats gives facts what blanket clauses and earlier statements of the same
// value give them.
func (c *call) repeats() {
	for i := range c.facts {
		f := &c.facts[i]
		index := c.e.taxonomy.Find(f.Concept)
		k := &c.e.taxonomy.Concepts[index]
		if f.Comparison == ComparisonUnspecified && f.Status == StatusActual && (f.Measure == MeasureGrowth || f.Measure == MeasureChange) && f.Concept != "same_store_sales" {
			switch {
			case !c.blanket.yearOverYear.IsZero():
				f.Comparison, f.Evidence.Comparison = ComparisonYearOverYear, c.blanket.yearOverYear
			case !c.blanket.sequential.IsZero():
				f.Comparison, f.Evidence.Comparison = ComparisonSequential, c.blanket.sequential
			}
		}
		if f.Basis == BasisUnspecified && k.Adjustable && !c.blanket.nonGAAP.IsZero() && len(f.Dimensions) == 0 && (f.Status == StatusGuidance || c.blanket.everything && f.Status == StatusActual) {
			f.Basis, f.BasisSource, f.Evidence.Basis = BasisNonGAAP, BasisSourceBlanket, c.blanket.nonGAAP
		}
		c.repeat(i, k.Adjustable)
	}
}

// repeat looks for an earlier statement of the value of fact i.
func (c *call) repeat(i int, adjustable bool) {
	f := &c.facts[i]
	if f.Basis != BasisUnspecified && f.Comparison != ComparisonUnspecified {
		return
	}
	for j := 0; j < i; j++ {
		o := &c.facts[j]
		if o.Concept != f.Concept || o.Measure != f.Measure || o.Value.Low.Cmp(f.Value.Low) != 0 || o.Value.High.Cmp(f.Value.High) != 0 || o.Value.Unit != f.Value.Unit || o.Period.Label != f.Period.Label || f.Value.Low.Sign() == 0 && f.Value.High.Sign() == 0 {
			continue
		}
		if !sameMembers(o.Dimensions, f.Dimensions) && len(f.Dimensions) > 0 {
			continue
		}
		if f.Basis == BasisUnspecified && o.Basis != BasisUnspecified && adjustable {
			f.Basis, f.BasisSource, f.Evidence.Basis = o.Basis, BasisSourceRepeat, o.Evidence.Basis
		}
		if f.Comparison == ComparisonUnspecified && o.Comparison != ComparisonUnspecified {
			f.Comparison, f.Evidence.Comparison = o.Comparison, o.Evidence.Comparison
		}
	}
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
