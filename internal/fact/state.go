package fact

import (
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// state makes the facts of a reading: one, or one for each base that it is
// compared with.
func (c *call) state(r *reading, all []reading, i int) {
	next := r.s.last
	if i+1 < len(all) {
		next = all[i+1].q.First
	}
	if r.prev != nil {
		r.prev = &all[i-1] // the slice may have moved
	}
	f := &r.fact
	f.Concept = c.e.taxonomy.Concepts[r.choice.concept].ID
	f.Measure = r.choice.measure
	f.Turn = r.s.turn
	f.Speaker = c.t.Turns[r.s.turn].Speaker
	f.Role = c.t.Speakers[f.Speaker].Role
	f.Value = c.valueOf(r)
	f.Rules = append(make([]Step, 0, 2), Step{Rule: linkRules[r.choice.link], Span: c.mentionSpan(r), Note: f.Concept})

	k := c.claimOf(r)
	f.Status = k.status
	declared := f.Concept == "dividend_per_share" && c.declares(r)
	k.ahead = k.ahead || declared && c.payable(r)
	f.Period, f.Evidence.Period = c.periodOf(r, k, next)
	if p := c.pairedPeriod(all, i); p != nil && f.Measure == MeasureValue {
		f.Period, f.Evidence.Period = Period{Label: c.anchor.Resolve(*p, k.ahead)}, p.Span
	}
	if declared {
		if label, span := c.payableIn(r); label != "" {
			f.Period, f.Evidence.Period = Period{Label: label}, span
		}
	}
	c.settleStatus(r, k, declared)
	if !k.span.IsZero() {
		f.Rules = append(f.Rules, Step{Rule: "status-words", Span: k.span, Note: statusNames[f.Status]})
	}
	b := c.basisOf(r)
	if own, ok := c.respectiveBasis(all, i); ok {
		b = own
	}
	if r.moves > 0 && b.basis == BasisUnspecified {
		o := &all[r.moves-1].fact
		b = sourced{o.Basis, o.BasisSource, o.Evidence.Basis}
	}
	f.Basis, f.BasisSource, f.Evidence.Basis = b.basis, b.from, b.span
	r.dims = c.dimensionsOf(r)
	if own, ok := c.respective(r, all, i); ok {
		r.dims = []part{own}
	}
	r.dims = c.inFull(r.dims)
	f.Dimensions = dimensions(r.dims)
	f.Qualifiers = c.qualifiers(r)
	c.showWhere(r)
	f.Discarded = c.discarded(r)
	c.bound[r.qi] = true
	c.takeRepeated(r)
	each := c.each(r)
	if len(each) == 0 {
		c.emit(r, f, all, i, next)
	}
	for k := range each {
		c.emit(r, &each[k], all, i, next)
	}
}

// settleStatus holds the status of r, with its claim, against its period. A declared
// dividend is actual.
func (c *call) settleStatus(r *reading, k claim, declared bool) {
	f := &r.fact
	switch {
	case declared:
		f.Status = StatusActual
	case f.Status == StatusActual && k.past && f.Measure == MeasureValue && c.laterYear(f.Period.Label) && c.e.taxonomy.Concepts[r.choice.concept].Instant:
		f.Period, f.Evidence.Period = Period{Label: c.anchor.Label()}, source.Span{} // "we had a credit line of $850 million through 2025"
	case f.Status == StatusActual && c.coming(f.Period.Label) && !r.isBase(c) && (!k.past || c.yetToCome(r)):
		f.Status = StatusGuidance
	case f.Status == StatusGuidance && (c.reportsOn(r) || c.pastBase(r)):
		f.Status = StatusActual
	}
	c.eachYear(r)
	if f.Status == StatusGuidance && c.dueBy(r.s) {
		f.Status = StatusTarget
	}
	if f.Status == StatusGuidance && c.farAhead(f.Period.Label) && !c.expectsIn(r, k) && !strings.HasPrefix(f.Concept, "debt") { // what matures is no goal
		f.Status = StatusTarget
	}
}

// yetToCome reports whether the sentence itself says that r is of a year behind the reported
// one, which no result can be, whatever was done to say so: "we laid out a plan for revenue
// of $2 billion in 2025". What is declared or signed for that year is done.
func (c *call) yetToCome(r *reading) bool {
	f := &r.fact
	switch f.Concept {
	case "dividend_per_share", "dividends_paid", "orders", "booking_pace", "acquisition_price", "debt_issuance", "shares_repurchased", "share_repurchases", "repurchase_price":
		return false
	}
	return c.laterYear(f.Period.Label) && !c.e.taxonomy.Concepts[r.choice.concept].Instant && c.span(r.s.first, r.s.last).Contains(f.Evidence.Period)
}

// expectsIn reports whether the sentence of r says what is expected, and in which year, which
// is an outlook however far ahead, but for what is saved, planned or committed to.
func (c *call) expectsIn(r *reading, k claim) bool {
	s := c.span(r.s.first, r.s.last)
	if k.span.IsZero() || r.fact.Evidence.Period.IsZero() || !s.Contains(k.span) || !s.Contains(r.fact.Evidence.Period) || r.fact.Concept == "cost_savings" {
		return false
	}
	for j := r.s.first; j < r.s.last; j++ {
		switch c.lower(j) {
		case "commitment", "committed", "track", "plan", "plans", "vision", "model", "long-term", "longer-term", "long", "confirmed", "annually":
			return false
		}
	}
	return true
}

// takeRepeated gives a number that was said before what was said of it then.
func (c *call) takeRepeated(r *reading) {
	if r.choice.link != linkRepeat {
		return
	}
	f := &r.fact
	o := &c.facts[r.choice.said]
	f.Status, f.Dimensions = o.Status, o.Dimensions
	if f.Evidence.Period.IsZero() || !f.Evidence.Quote.Contains(f.Evidence.Period) || o.Status == StatusTarget || r.class == unitMoney {
		f.Period = o.Period
	}
	f.Basis, f.Evidence.Concept = o.Basis, o.Evidence.Value
	if f.Basis != BasisUnspecified {
		f.BasisSource, f.Evidence.Basis = BasisSourceRepeat, o.Evidence.Basis
	}
}

// showWhere sets the places that say the value and the concept of r.
func (c *call) showWhere(r *reading) {
	f := &r.fact
	f.Evidence.Value, f.Evidence.Bound, f.Evidence.Unit = r.q.Span, r.q.BoundSpan, r.q.UnitSpan
	f.Evidence.Sign = r.q.SignSpan
	if r.d.moves() && f.Evidence.Sign.IsZero() && (f.Measure == MeasureGrowth || f.Measure == MeasureChange) {
		f.Evidence.Sign = r.d.span
	}
	if !r.negates.IsZero() {
		f.Evidence.Sign = r.negates
	}
	f.Evidence.Concept = c.mentionSpan(r)
	f.Evidence.Quote = c.span(min(r.s.first, r.q.First), max(r.s.last, r.q.Last)) // a page may break a sentence within a number
}

// each are the facts of r where there is one for each of the parts or measures that
// share it: "EMEA and Japan were each down 6%".
func (c *call) each(r *reading) []Fact {
	f := &r.fact
	if others := c.coordinatedMeasures(r); len(others) > 0 {
		return c.eachMeasure(f, others)
	}
	if both := c.bothBases(r); both != nil {
		return both
	}
	if len(f.Dimensions) < 2 {
		return nil
	}
	shared := len(c.partsFromPerspective(r)) > 1 || r.q.Form == quantity.FormBand && r.choice.measure == MeasureGrowth && f.Dimensions[0].Axis == AxisGeography // "double digits in China and Egypt"
	both := c.bothGrew(r)
	shared = shared || both || strings.HasSuffix(f.Dimensions[0].Member, " "+f.Dimensions[1].Member) || strings.HasSuffix(f.Dimensions[1].Member, " "+f.Dimensions[0].Member) // "advertising and digital advertising"
	for j := r.s.first; j < r.q.First; j++ {
		if c.marks.cue(j) == cueEach && (c.lower(j) == "each" || c.lower(j) == "both") {
			shared = true
		}
	}
	if !shared || f.Dimensions[0].Axis != f.Dimensions[1].Axis && !both {
		return nil
	}
	var out []Fact
	for k, d := range f.Dimensions {
		if d.Axis != f.Dimensions[0].Axis && (k != 1 || !both) {
			continue
		}
		one := *f
		one.Dimensions = []Dimension{d}
		for l, o := range f.Dimensions {
			if l != k && o.Axis != d.Axis && (l > 1 || !both) {
				one.Dimensions = append(one.Dimensions, o)
			}
		}
		one.Rules = slices.Clone(f.Rules)
		out = append(out, one)
	}
	return out
}

// eachMeasure are the fact f and those that other measures share it for.
func (c *call) eachMeasure(f *Fact, others []mention) []Fact {
	out := []Fact{*f}
	for _, other := range others {
		one := *f
		one.Concept = c.e.taxonomy.Concepts[other.value].ID
		one.Evidence.Concept = c.span(int(other.first), int(other.last))
		one.Rules = slices.Clone(f.Rules)
		one.Rules[0].Span, one.Rules[0].Note = one.Evidence.Concept, one.Concept
		if b := one.Evidence.Basis; b.Start >= one.Evidence.Concept.End && b.End <= f.Evidence.Concept.End {
			one.Basis, one.BasisSource, one.Evidence.Basis = BasisUnspecified, BasisSourceUnspecified, source.Span{} // "revenue and adjusted EBITDA"
		}
		out = append(out, one)
	}
	return out
}

// coordinatedMeasures are the measures that share the growth r with the one named.
func (c *call) coordinatedMeasures(r *reading) []mention {
	if other, ok := c.coordinatedMeasure(r); ok {
		return []mention{other}
	}
	return c.measuresListed(r)
}

// measuresListed are the measures behind the first of a list that shares the growth r:
// "double-digit growth in revenue, EBITDA and free cash flow".
func (c *call) measuresListed(r *reading) (others []mention) {
	m := r.choice.mention
	if r.choice.measure != MeasureGrowth || r.choice.link != linkBehind || !r.d.behind || int(m.first) <= r.d.at || c.lower(r.d.at+1) != "in" {
		return nil
	}
	ends := false
	for j := int(m.last); j < r.s.last && !ends; {
		comma := c.tokens[j].Word == token.Comma
		if comma {
			j++
		}
		if ends = c.lower(j) == "and"; ends {
			j++
		}
		if !comma && !ends {
			return nil
		}
		for (c.marks.cue(j) == cueAdjective || c.marks.cue(j) == cueNonGAAP || c.lower(j) == "in") && !c.article(j) {
			j++
		}
		other, ok := c.marks.concept(j)
		if !ok || int(other.last) > r.s.last {
			return nil
		}
		if f, fits := c.e.fits(other.value, r.q, r.d, false); !fits || f.measure != MeasureGrowth || f.concept != other.value || c.e.taxonomy.Concepts[other.value].Unit == concept.UnitPercent {
			return nil
		}
		others, j = append(others, other), int(other.last)
	}
	if len(others) == 0 {
		return nil
	}
	if end := int(others[len(others)-1].last); !ends || end < r.s.last && (isBe(c.lower(end)) || c.marks.cue(end).verb()) {
		return nil // "a decline in revenue, and profit was down 5%"
	}
	return others
}

// bothGrew reports whether "both" stands right before the first of the parts of r: "both
// digital and print advertising grew 40%".
func (c *call) bothGrew(r *reading) bool {
	if r.choice.measure != MeasureGrowth || len(r.dims) < 2 {
		return false
	}
	at := min(r.dims[0].span.Start, r.dims[1].span.Start)
	for j := r.s.first + 1; j < r.s.last; j++ {
		if c.tokens[j].Start == at {
			return c.lower(j-1) == "both" || c.article(j-1) && c.lower(j-2) == "both" || c.lower(j-1) == "our" && c.lower(j-2) == "both"
		}
	}
	return false
}

// coordinatedMeasure is the measure that shares the growth r with the one named: "we
// expect revenue and EBITDA growth of 10%".
func (c *call) coordinatedMeasure(r *reading) (other mention, ok bool) {
	m := r.choice.mention
	and := int(m.first) - 1
	if r.choice.measure != MeasureGrowth || r.choice.link != linkSubject && r.choice.link != linkBehind || m.last == 0 {
		return mention{}, false
	}
	for and > r.s.first && (c.marks.cue(and) == cueNonGAAP || c.marks.cue(and) == cueGAAP || c.marks.cue(and) == cueAdjective) {
		and--
	}
	if and-1 < r.s.first || c.lower(and) != "and" {
		return mention{}, false
	}
	other, ok = c.marks.concept(and - 1)
	if !ok || other.value == r.choice.concept || int(other.last) != and || r.q.First > int(other.first) && r.q.First < int(m.first) {
		return mention{}, false
	}
	for qi := r.s.quantities[0]; qi < r.s.quantities[1]; qi++ {
		if q := &c.quantities[qi]; qi != r.qi && q.Reject == "" && classOf(q) == r.class {
			return mention{}, false // each has its own
		}
	}
	d := r.d
	if !d.moves() {
		d = direction{sign: 1, behind: true} // "double-digit revenue and income growth"
	}
	f, ok := c.e.fits(other.value, r.q, d, false)
	return other, ok && f.measure == MeasureGrowth && f.concept == other.value
}

// emit adds the fact, once for each base that it is compared with.
func (c *call) emit(r *reading, f *Fact, all []reading, i, next int) {
	if f.Measure != MeasureGrowth && f.Measure != MeasureChange {
		c.facts = append(c.facts, *f)
		return
	}
	bases := c.basesOf(r, all, i, next)
	if len(bases) == 0 {
		c.facts = append(c.facts, *f)
		return
	}
	growth := c.e.taxonomy.Concepts[r.choice.concept].Growth
	all[i].base = bases[0]
	for _, base := range bases {
		if growth && base.comparison == ComparisonSequential {
			base = compared{} // what was sequential is how the growth changed
		}
		one := *f
		one.Comparison, one.Evidence.Comparison = base.comparison, base.span
		if base.comparison == ComparisonSequential && c.talk.review.period != "" && one.Period.Label == c.talk.review.period && one.Evidence.Period == c.talk.review.span {
			one.Period, one.Evidence.Period = Period{Label: c.anchor.Label()}, source.Span{} // no year was held against a quarter
		}
		if len(bases) > 1 {
			one.Dimensions, one.Rules = slices.Clone(f.Dimensions), slices.Clone(f.Rules)
		}
		c.facts = append(c.facts, one)
	}
}

// basesOf are what the movement r, which is reading i, is measured against: what its words
// say, or those of the movement that it restates.
func (c *call) basesOf(r *reading, all []reading, i, next int) []compared {
	if surpassed, ok := c.surpassed(r); ok {
		return surpassed
	}
	f, yearly := &r.fact, c.perYear(r)
	bases := c.comparisons(r, next)
	if i > 0 && c.restatedAgain(&all[i-1], r) {
		bases = c.comparisonsBehind(r, next) // what stands before it is of the movement before
	}
	if yearly {
		bases = nil
	}
	if len(bases) == 0 && !yearly {
		bases = c.comparisonsShared(r, all, i)
	}
	if len(bases) == 0 && i > 0 && all[i-1].base.comparison != ComparisonUnspecified && all[i-1].base.span.Start < r.q.Span.Start && c.restates(&all[i-1], r) {
		bases = []compared{all[i-1].base}
	}
	if len(bases) == 0 && f.Measure == MeasureGrowth && !yearly && !c.e.taxonomy.Concepts[r.choice.concept].Growth {
		bases = c.comparisonSaid(r)
	}
	if len(bases) == 0 {
		if year, part := splitLabel(f.Period.Label); year > 0 && part == "FY" && f.Measure == MeasureGrowth && !yearly {
			bases = []compared{{ComparisonYearOverYear, f.Evidence.Period}}
		}
	}
	if len(bases) == 0 && c.talk.versus.comparison != ComparisonUnspecified && f.Status == StatusActual && !yearly && (f.Measure == MeasureGrowth || r.class == unitPoints) { // what was opened is against nothing
		bases = []compared{c.talk.versus}
	}
	return bases
}

// pastBase reports whether r is what a guided number is held against, of a period that
// is over: "we expect $50 million in 2020, compared to $44 million in 2019".
func (c *call) pastBase(r *reading) bool {
	if !r.isBase(c) || r.fact.Evidence.Period.IsZero() || r.fact.Period.Label == "" || c.formerly(r) {
		return false
	}
	year, part := splitLabel(r.fact.Period.Label)
	return year > 0 && !c.coming(r.fact.Period.Label) && (part != "FY" || c.ended(year)) && !c.saysFormer(r.s)
}

// declares reports whether a sentence tells of a dividend that was declared,
// which is a fact already though paid later.
func (c *call) declares(r *reading) bool {
	for j := r.s.first; j < r.s.last; j++ {
		switch c.lower(j) {
		case "declared", "approved", "announced", "authorized", "increased", "raised", "declare":
			return true
		}
	}
	return false
}

// payable reports whether the sentence says when a dividend will be paid.
func (c *call) payable(r *reading) bool {
	for j := r.s.first; j < r.s.last; j++ {
		if w := c.lower(j); w == "payable" || w == "paid" && c.lower(max(j-1, r.s.first)) == "be" {
			return true
		}
	}
	return false
}

// perYear reports whether the rate of r is one for each of several years.
func (c *call) perYear(r *reading) bool {
	for j := max(r.s.first, r.q.First-6); j < min(r.s.last, r.q.Last+4); j++ {
		switch c.text(j) {
		case "CAGR", "annually", "compound", "compounded", "stack", "stacked":
			return true
		case "per", "a", "each":
			if j >= r.q.Last && j+1 < r.s.last && c.text(j+1) == "year" && c.marks.cue(j+1) != cueYearOverYear && c.marks.at[j+1].period == 0 {
				return true
			}
		}
	}
	return false
}

// eachYear makes a rate for each year, where no year is named, one of no single
// period; what is expected of every year is a long-term goal: "we expect to grow
// revenue 5% to 7% per year".
func (c *call) eachYear(r *reading) {
	f := &r.fact
	if f.Measure != MeasureGrowth && f.Measure != MeasureChange || !f.Evidence.Period.IsZero() && !c.othersPeriod(r) {
		return
	}
	said := false
	for j := r.q.Last; j+1 < r.s.last && j-r.q.Last <= 3 && !said; j++ {
		if c.marks.cue(j) == cueYearOverYear || c.marks.cue(j+1) == cueYearOverYear {
			break
		}
		switch c.text(j) {
		case "annually":
			said = true
		case "from", "versus", "than", "over", "to", "against":
			return // "up 5% from a year ago"
		case "per", "a", "each", "every":
			said = c.text(j+1) == "year" && (j+2 >= r.s.last || c.text(j+2) != "ago" && c.text(j+2) != "earlier")
		}
	}
	switch {
	case !said:
	case f.Status == StatusGuidance, f.Status == StatusTarget, f.Status == StatusActual && c.goesOn(r):
		f.Status, f.Period, f.Evidence.Period = StatusTarget, Period{Label: "LT"}, source.Span{}
	case f.Status == StatusActual:
		f.Period = Period{}
	}
}

// othersPeriod reports whether the period found for r stands behind another number:
// "600 stores annually, with the goal of 6,000 stores in 2022".
func (c *call) othersPeriod(r *reading) bool {
	p := r.fact.Evidence.Period
	for qi := r.qi + 1; qi < r.s.quantities[1]; qi++ {
		if q := &c.quantities[qi]; q.Reject == "" && q.Span.Start < p.Start {
			return true
		}
	}
	return false
}

// goesOn reports whether the sentence says that the range is to be kept: "we continue
// to grow units at a rate of 3% to 4% per year".
func (c *call) goesOn(r *reading) bool {
	if r.q.Form != quantity.FormRange {
		return false
	}
	for j := r.q.First - 1; j >= r.s.first && !c.isPast(j); j-- {
		switch c.lower(j) {
		case "continue", "continuing", "sustain", "sustaining", "maintain", "maintaining":
			return true
		}
	}
	return false
}

var statusNames = [...]string{"", "actual", "guidance", "target", "hypothetical"}

func splitLabel(label string) (int, string) {
	if len(label) < 6 {
		return 0, ""
	}
	return yearAndPart(label)
}

func (c *call) mentionSpan(r *reading) source.Span {
	if m := r.choice.mention; m.last > m.first {
		return c.span(int(m.first), int(m.last))
	}
	return c.talk.head.mention
}

// comparisonsShared takes the base that closes a coordination: "switching
// increased 25% and security 10% year-over-year".
func (c *call) comparisonsShared(r *reading, all []reading, i int) []compared {
	for k := i + 1; k < len(all); k++ {
		n := &all[k]
		if n.choice.measure != r.choice.measure && n.choice.measure != MeasureGrowth && n.choice.measure != MeasureChange {
			return nil
		}
		if !n.d.copied && n.choice.concept != r.choice.concept {
			return nil
		}
		next := r.s.last
		if k+1 < len(all) {
			next = all[k+1].q.First
		}
		if found := c.comparisonsBehind(n, next); len(found) > 0 {
			return found
		}
	}
	return nil
}

// comparisonSaid takes the base of an earlier growth of the sentence, where the
// sentence names one base alone: "growing 14% year-over-year, while parts grew 5%".
func (c *call) comparisonSaid(r *reading) []compared {
	var found []compared
	for p := r.prev; p != nil; p = p.prev {
		if p.choice.measure == MeasureGrowth && p.base.comparison != ComparisonUnspecified && p.choice.link != linkShare {
			if len(found) > 0 && found[0].comparison != p.base.comparison {
				return nil
			}
			found = []compared{p.base}
		}
	}
	if len(found) == 0 || r.fact.Period.Label != "" && found[0].comparison == ComparisonOther {
		return nil
	}
	for j := r.s.first; j < r.s.last; j++ {
		if q := c.marks.cue(j); (q == cueSequential || q == cueYearOverYear) && comparisonOf(q) != found[0].comparison {
			return nil
		}
	}
	return found
}

// qualifies reports whether the qualifier at token j goes with r: what it modifies
// tells ("organic growth of 4%"), or it closes one number alone: "growing 13% as
// reported and 15% in constant currency".
func (c *call) qualifies(r *reading, j int) bool {
	if j-r.s.first <= 3 {
		return true // it opens the sentence
	}
	end := int(c.marks.cueMention(j).last)
	switch m, measured := c.marks.concept(end); {
	case measured && j >= r.q.Last:
		return m == r.choice.mention
	case measured:
		return c.governsNumber(r, j) && int(r.choice.mention.first) <= end
	case c.growthBehind(r.s, end), c.marks.cue(end) == cueAdjective:
		return c.governsNumber(r, j)
	}
	if q, ok := c.numberBehind(r.s, j); ok {
		return q == r.qi
	}
	return c.governsNumber(r, j)
}

// numberBehind is the number that the phrase at token j stands right behind.
func (c *call) numberBehind(s *said, j int) (int, bool) {
	for k := j - 1; k >= s.first && j-k <= 9; k-- {
		if q, ok := c.marks.isQuantity(k); ok {
			return q, true
		}
		switch t := c.marks.cue(k); {
		case t == cueIn, t == cueAdjective, t == cueFunction, t == cueYearOverYear, t == cueSequential, t == cueOrganic, t == cueConstantCurrency, t.noun():
		default:
			return 0, false
		}
	}
	return 0, false
}

// governsNumber reports whether no other number stands between the word at j and
// that of r.
func (c *call) governsNumber(r *reading, j int) bool {
	for k := min(j, r.q.Last); k < max(j, r.q.First); k++ {
		if q, ok := c.marks.isQuantity(k); ok && q != r.qi && classOf(&c.quantities[q]) != r.class {
			return false
		}
	}
	return true
}

// pastMeasure is the first token behind the measure that begins at token j, if
// one does.
func (c *call) pastMeasure(j int) int {
	if m, ok := c.marks.concept(j); ok {
		return int(m.last)
	}
	return j
}

// qualifiers are the conditions that the sentence sets for r.
func (c *call) qualifiers(r *reading) []Qualifier {
	if !r.s.has(cueConstantCurrency, cueOrganic, cueExcluding, cueAnnualized) && r.s.words&wordOperational == 0 {
		return nil
	}
	var out []Qualifier
	add := func(q Qualifier) {
		if !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	for j := r.s.first; j < r.s.last; j++ {
		if c.marks.at[j].phrase != 0 && j > int(c.marks.cueMention(j).first) {
			continue
		}
		switch c.marks.cue(j) {
		case cueConstantCurrency:
			if c.qualifies(r, j) {
				add(QualifierConstantCurrency)
			}
		case cueOrganic:
			if c.qualifies(r, j) {
				add(QualifierOrganic)
			}
		case cueExcluding:
			if j < r.q.First {
				add(QualifierExcludingItems)
			}
		case cueAnnualized:
			if c.governsNumber(r, j) {
				add(QualifierAnnualized)
			}
		case cueAdjective:
			if c.lower(j) == "operational" && c.growthBehind(r.s, c.pastMeasure(j+1)) && c.qualifies(r, j) {
				add(QualifierConstantCurrency) // "16% operational revenue growth"
			}
		}
	}
	slices.Sort(out)
	return out
}
