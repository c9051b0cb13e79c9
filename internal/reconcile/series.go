package reconcile

import (
	"cmp"
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
)

// Series is one concept on one basis for one part of the company, over periods.
type Series struct {
	Concept    string
	Basis      fact.Basis // unspecified where the text does not tell, or no adjustment reaches the concept
	Unit       string     // of the levels
	Dimensions []fact.Dimension
	Qualifiers []fact.Qualifier
	Points     []Point // in order of period

	parts, qualifiers string
}

// Point is what was said about one period of a series.
type Point struct {
	Period fact.Period // with the label that all statements share, see Canonical

	// First is the level as the first call that told it had it, and Last as the
	// last call that told it; nil where nobody told.
	First, Last *Reading
	// Restated says that the two cannot be the same number.
	Restated bool
	// Comparatives are the statements of the level on calls about later periods:
	// "compared to 63.3% last quarter".
	Comparatives []int

	Growth []Movement // relative changes, in order of the comparison
	Change []Movement // absolute changes
	Share  *Reading   // of the whole, in percent

	Guidance       []int // statements of the level to come, in order of time
	GuidanceGrowth []int // statements of the growth to come
	Recalled       []int // guidance that was told once more, such as beside the result
	Targets        []int // long-term goals, and what was told as if it were an actual of a period that had not ended
	Asserted       []int // what analysts said of it
}

// Movement is a change against an earlier period, as it was stated, and as it
// follows from the levels.
type Movement struct {
	Comparison fact.Comparison
	Stated     *Reading  // nil where it was not stated
	Computed   *Computed // nil where a level is missing
}

// Computed is a change that follows from two levels.
type Computed struct {
	Base     string   // the period it is against
	Value    Interval // in percent; for a change, in the unit of the levels
	From, To int      // the statements of the two levels
}

// seriesKey names a series.
type seriesKey struct {
	concept    string
	basis      fact.Basis
	unit       string
	parts      string
	qualifiers string
}

// Series gathers all statements into series, in order of concept, basis, part,
// qualifiers and unit. Hypothetical numbers are in none.
func (b *Book) Series() []Series {
	byKey := make(map[seriesKey]*builder)
	for i := range b.Statements {
		if b.Statements[i].Fact.Status == fact.StatusHypothetical {
			continue
		}
		k := b.seriesOf(b.things[i])
		if byKey[k] == nil {
			byKey[k] = &builder{book: b, key: k, points: make(map[string]*gathered)}
		}
		byKey[k].add(i)
	}
	all := make([]Series, 0, len(byKey))
	for _, s := range byKey {
		all = append(all, s.build())
	}
	slices.SortFunc(all, func(s, t Series) int {
		return cmp.Or(strings.Compare(s.Concept, t.Concept), cmp.Compare(s.Basis, t.Basis), strings.Compare(s.parts, t.parts),
			strings.Compare(s.qualifiers, t.qualifiers), strings.Compare(s.Unit, t.Unit))
	})
	return all
}

// seriesOf is the series that a thing belongs to: levels to that of their unit,
// what is in percent of them to that of the main one.
func (b *Book) seriesOf(t thing) seriesKey {
	k := seriesKey{t.concept, t.basis, t.unit, t.parts, t.qualifiers}
	switch {
	case t.measure == fact.MeasureGrowth || t.measure == fact.MeasureShare:
		k.unit = b.unitOf(t.concept)
	case t.measure == fact.MeasureChange && t.unit == quantity.PercentagePoints:
		k.unit = b.unitOf(t.concept)
	}
	return k
}

// builder gathers the statements of one series.
type builder struct {
	book   *Book
	key    seriesKey
	first  int // the statement that names parts and qualifiers
	points map[string]*gathered
}

// gathered are the statements about one period.
type gathered struct {
	period fact.Period
	levels []int
	growth map[fact.Comparison][]int
	change map[fact.Comparison][]int
	shares []int
	point  Point
}

func (s *builder) add(i int) {
	st, t := &s.book.Statements[i], s.book.things[i]
	if len(s.points) == 0 {
		s.first = i
	}
	g := s.points[t.period]
	if g == nil {
		g = &gathered{growth: make(map[fact.Comparison][]int), change: make(map[fact.Comparison][]int)}
		g.period.Label = t.period
		s.points[t.period] = g
	}
	if f := st.Fact; g.period.End == "" && f.Period.Label == t.period {
		g.period = f.Period
	}
	p := &g.point
	switch {
	case st.Asserted():
		p.Asserted = append(p.Asserted, i)
	case st.RecallsGuidance():
		p.Recalled = append(p.Recalled, i)
	case t.status == fact.StatusTarget || t.status == fact.StatusActual && st.ahead(t.period):
		p.Targets = append(p.Targets, i)
	case t.status == fact.StatusGuidance && t.measure == fact.MeasureValue:
		p.Guidance = append(p.Guidance, i)
	case t.status == fact.StatusGuidance:
		p.GuidanceGrowth = append(p.GuidanceGrowth, i)
	case t.measure == fact.MeasureValue:
		g.levels = append(g.levels, i)
	case t.measure == fact.MeasureGrowth:
		g.growth[t.comparison] = append(g.growth[t.comparison], i)
	case t.measure == fact.MeasureChange:
		g.change[t.comparison] = append(g.change[t.comparison], i)
	case t.measure == fact.MeasureShare:
		g.shares = append(g.shares, i)
	}
}

func (s *builder) build() Series {
	f := s.book.Statements[s.first].Fact
	out := Series{
		Concept: s.key.concept, Basis: s.key.basis, Unit: s.key.unit,
		Dimensions: f.Dimensions, Qualifiers: f.Qualifiers, parts: s.key.parts, qualifiers: s.key.qualifiers,
	}
	for _, g := range s.points {
		g.point.Period = g.period
		s.levels(g)
		g.point.Share = s.book.read(g.shares)
	}
	for _, g := range s.points {
		s.movements(g)
		out.Points = append(out.Points, g.point)
	}
	slices.SortFunc(out.Points, func(p, q Point) int { return ComparePeriods(p.Period.Label, q.Period.Label) })
	return out
}

// levels reads the level of a period as it was told first, and last.
func (s *builder) levels(g *gathered) {
	if len(g.levels) == 0 {
		return
	}
	b, p := s.book, &g.point
	callOf := func(i int) string { return b.Statements[i].Call }
	first, last := callOf(g.levels[0]), callOf(g.levels[len(g.levels)-1])
	var early, late []int
	for _, i := range g.levels {
		if callOf(i) == first {
			early = append(early, i)
		}
		if callOf(i) == last {
			late = append(late, i)
		}
		if told := b.Statements[i].CallPeriod; told != "" && ComparePeriods(p.Period.Label, told) < 0 && Ended(p.Period.Label, told) && !sameEnd(p.Period.Label, told) {
			p.Comparatives = append(p.Comparatives, i)
		}
	}
	p.First, p.Last = b.read(early), b.read(late)
	p.Restated = !b.interval(p.First.Best).Overlaps(b.interval(p.Last.Best))
}

// sameEnd reports whether two periods end together: a fourth quarter and its year.
func sameEnd(a, b string) bool {
	s, t := readSpan(a), readSpan(b)
	return s.year == t.year && s.end() == t.end()
}

// movements puts what was stated of growth and change beside what follows from
// the levels.
func (s *builder) movements(g *gathered) {
	p := &g.point
	for _, c := range []fact.Comparison{fact.ComparisonSequential, fact.ComparisonYearOverYear, fact.ComparisonOther, fact.ComparisonUnspecified} {
		growth := Movement{Comparison: c, Stated: s.book.read(g.growth[c])}
		change := Movement{Comparison: c, Stated: s.book.read(g.change[c])}
		if base := s.points[basePeriod(p.Period.Label, c)]; base != nil && base.point.Last != nil && p.Last != nil {
			to, from := p.Last.Best, base.point.Last.Best
			high, low := s.book.interval(to), s.book.interval(from)
			if s.key.unit != quantity.Percent && low.positive() {
				growth.Computed = &Computed{basePeriod(p.Period.Label, c), high.growth(low), from, to}
			}
			if s.key.unit == quantity.Percent || change.Stated != nil {
				change.Computed = &Computed{basePeriod(p.Period.Label, c), high.minus(low), from, to}
			}
		}
		if growth.Stated != nil || growth.Computed != nil {
			p.Growth = append(p.Growth, growth)
		}
		if change.Stated != nil || change.Computed != nil {
			p.Change = append(p.Change, change)
		}
	}
}

// basePeriod is the period that a comparison is against, "" where it cannot be
// told.
func basePeriod(label string, c fact.Comparison) string {
	switch c {
	case fact.ComparisonSequential:
		return Before(label)
	case fact.ComparisonYearOverYear:
		return YearAgo(label)
	default:
		return ""
	}
}
