package reconcile

import (
	"math/big"
	"slices"
	"strings"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/source"
)

// nearlyWhole is how near to 100 percent, or to the total, parts must come for a
// gap to be an inconsistency: where more is missing, not all parts were told.
var nearlyWhole = big.NewRat(3, 100)

// maxAddends is how many parts are tried in all combinations.
const maxAddends = 10

// addend is a part with what was told of it.
type addend struct {
	statement int
	parts     string
	axis      fact.Axis
	quote     source.Span
	value     Interval
}

// whole is a thing without parts, and the parts that the call tells of it in the
// same measure, in order of the text.
type whole struct {
	thing
	addends []addend
}

// wholes are what the call tells parts of in one measure, in order of the text.
func (w *checker) wholes(measure fact.Measure) []whole {
	var all []whole
	index := make(map[thing]int)
	for _, t := range w.call.order {
		if t.measure != measure || t.status != fact.StatusActual || t.parts == "" {
			continue
		}
		best := w.here(t).Best
		f := w.Statements[best].Fact
		if measure != fact.MeasureValue && !isPart(f.Dimensions) {
			continue
		}
		a := addend{best, t.parts, f.Dimensions[0].Axis, f.Evidence.Quote, w.interval(best)}
		t.parts = ""
		i, ok := index[t]
		if !ok {
			i = len(all)
			index[t] = i
			all = append(all, whole{thing: t})
		}
		all[i].addends = append(all[i].addends, a)
	}
	return all
}

// shares checks lists of shares: those of one sentence, then those of one axis.
func (w *checker) shares() {
	for _, whole := range w.wholes(fact.MeasureShare) {
		all := whole.addends
		done := make(map[int]bool)
		bySentence := func(a addend) source.Span { return a.quote }
		byAxis := func(a addend) source.Span { return source.Span{End: int32(a.axis)} }
		for _, group := range append(groups(all, bySentence), groups(all, byAxis)...) {
			if slices.ContainsFunc(group, func(a addend) bool { return done[a.statement] }) {
				continue
			}
			w.sharesOf(group, done)
		}
	}
}

// groups are the addends that have a key in common, two or more each.
func groups(all []addend, key func(addend) source.Span) [][]addend {
	var order []source.Span
	byKey := make(map[source.Span][]addend)
	for _, a := range all {
		k := key(a)
		if len(byKey[k]) == 0 {
			order = append(order, k)
		}
		byKey[k] = append(byKey[k], a)
	}
	var out [][]addend
	for _, k := range order {
		if len(byKey[k]) >= 2 {
			out = append(out, byKey[k])
		}
	}
	return out
}

func (w *checker) sharesOf(group []addend, done map[int]bool) {
	sum, facts, text := w.sum(group)
	hundred := Interval{big.NewRat(100, 1), big.NewRat(100, 1)}
	f := Finding{Check: CheckShares, Stated: hundred, Computed: sum, Unit: "percent", Facts: facts}
	f.Arithmetic = text + " is " + sum.Text("percent")
	slack := new(big.Rat).Mul(hundred.Low, nearlyWhole)
	mid := sum.Mid()
	switch {
	case mid == nil:
		f.Verdict, f.Reason = NotCheckable, ReasonOpen
	case sum.Overlaps(hundred):
		f.Arithmetic += "; the whole is 100%: consistent"
		for _, a := range group {
			done[a.statement] = true
		}
	case mid.Cmp(hundred.Low) < 0 && mid.Cmp(new(big.Rat).Sub(hundred.Low, slack)) < 0:
		f.Verdict, f.Reason = NotCheckable, ReasonIncomplete
		f.Arithmetic += ": the other parts are not told"
	case mid.Cmp(hundred.Low) > 0 && !w.oneSentence(group):
		f.Verdict, f.Reason = NotCheckable, ReasonOverlap
		f.Arithmetic += ": the parts may overlap"
	default:
		f.Arithmetic += "; the whole is 100%: inconsistent"
	}
	w.add(f)
}

func (w *checker) oneSentence(group []addend) bool {
	return !slices.ContainsFunc(group, func(a addend) bool { return a.quote != group[0].quote })
}

// sum adds parts, in words too.
func (w *checker) sum(group []addend) (sum Interval, facts []int, text string) {
	sum = Interval{new(big.Rat), new(big.Rat)}
	words := make([]string, len(group))
	for i, a := range group {
		sum = sum.plus(a.value)
		facts = append(facts, a.statement)
		f := w.Statements[a.statement].Fact
		words[i] = partName(f.Dimensions) + " " + Spoken(&f.Value)
	}
	return sum, facts, strings.Join(words, " + ")
}

// parts checks that parts add up to a total that was told: all parts of an axis,
// and where those do not, any of them that do or did on an earlier call.
func (w *checker) parts() {
	for _, whole := range w.wholes(fact.MeasureValue) {
		total := w.here(whole.thing)
		if total == nil || whole.unit != w.unitOf(whole.concept) || !w.interval(total.Best).Closed() || !additive(w.concept(whole.concept).Unit) {
			continue
		}
		all := whole.addends
		done := make(map[int]bool)
		byAxis := func(a addend) source.Span { return source.Span{End: int32(a.axis)} }
		var left [][]addend
		for _, group := range groups(all, byAxis) {
			if sum, _, _ := w.sum(group); sum.Overlaps(w.interval(total.Best)) {
				w.total(total, group, done)
			} else {
				left = append(left, group)
			}
		}
		for _, group := range w.combinations(all, total, done) {
			w.total(total, group, done)
		}
		for _, group := range left {
			if !slices.ContainsFunc(group, func(a addend) bool { return done[a.statement] }) {
				w.total(total, group, done)
			}
		}
	}
}

// combinations are the smallest sets of two to four parts that add up to the
// total, where no part stands in two of them.
func (w *checker) combinations(all []addend, total *Reading, done map[int]bool) (found [][]addend) {
	free := slices.DeleteFunc(slices.Clone(all), func(a addend) bool { return done[a.statement] || !a.value.Closed() })
	if len(free) > maxAddends {
		free = free[:maxAddends]
	}
	whole := w.interval(total.Best)
	taken := make(map[int]bool)
	for size := 2; size <= 4; size++ {
		subsets(free, size, func(set []addend) {
			if slices.ContainsFunc(set, func(a addend) bool { return taken[a.statement] }) || nested(set) {
				return
			}
			if sum, _, _ := w.sum(set); !sum.Overlaps(whole) || !fine(set, whole) {
				return
			}
			for _, a := range set {
				taken[a.statement] = true
			}
			found = append(found, slices.Clone(set))
		})
	}
	return found
}

// fine reports whether the numbers are exact enough for their sum to be no
// accident: together they are known to one part in 200 of the total.
func fine(set []addend, whole Interval) bool {
	width := new(big.Rat).Set(whole.Width())
	for _, a := range set {
		width.Add(width, a.value.Width())
	}
	return width.Mul(width, big.NewRat(200, 1)).Cmp(new(big.Rat).Abs(whole.Mid())) <= 0
}

// nested reports whether one part of a set lies within another by its name.
func nested(set []addend) bool {
	for i, a := range set {
		for _, b := range set[i+1:] {
			if within(a.parts, b.parts) || within(b.parts, a.parts) {
				return true
			}
		}
	}
	return false
}

// within reports whether all names of a key stand in another.
func within(a, b string) bool {
	names := strings.Split(b, partSeparator)
	for name := range strings.SplitSeq(a, partSeparator) {
		if !slices.Contains(names, name) {
			return false
		}
	}
	return true
}

// subsets calls f with every set of so many addends, in their order.
func subsets(all []addend, size int, f func([]addend)) {
	set := make([]addend, 0, size)
	var from func(int)
	from = func(start int) {
		if len(set) == size {
			f(set)
			return
		}
		for i := start; i <= len(all)-(size-len(set)); i++ {
			set = append(set, all[i])
			from(i + 1)
			set = set[:len(set)-1]
		}
	}
	from(0)
}

// total adds the finding of parts beside their total.
func (w *checker) total(total *Reading, group []addend, done map[int]bool) {
	sum, facts, text := w.sum(group)
	whole, unit := w.interval(total.Best), w.Statements[total.Best].Fact.Value.Unit
	f := Finding{Check: CheckParts, Stated: whole, Computed: sum, Unit: unit, Facts: append([]int{total.Best}, facts...)}
	f.Arithmetic = text + " is " + sum.Text(unit)
	set := key(group)
	switch gap := w.gap(sum, whole); {
	case !sum.Closed():
		f.Verdict, f.Reason = NotCheckable, ReasonOpen
		f.Arithmetic += ": an end is open"
	case sum.Overlaps(whole):
		f.Arithmetic += "; " + w.describe(total.Best) + ": consistent"
		if w.adding == nil {
			w.adding = make(map[string]bool)
		}
		w.adding[set] = true
		for _, a := range group {
			done[a.statement] = true
		}
	case w.adding[set] || gap.Cmp(nearlyWhole) <= 0 && group[0].axis == fact.AxisSegment:
		f.Arithmetic += "; " + w.describe(total.Best) + ": inconsistent"
	case sum.Mid().Cmp(whole.Mid()) < 0:
		f.Verdict, f.Reason = NotCheckable, ReasonIncomplete
		f.Arithmetic += " of " + w.describe(total.Best) + ": the other parts are not told"
	default:
		f.Verdict, f.Reason = NotCheckable, ReasonOverlap
		f.Arithmetic += ", more than " + w.describe(total.Best) + ": the parts may overlap"
	}
	w.add(f)
}

// gap is how far a sum lies from a total, as a part of the total.
func (w *checker) gap(sum, whole Interval) *big.Rat {
	if !sum.Closed() || whole.Mid().Sign() == 0 {
		return big.NewRat(1, 1)
	}
	gap := new(big.Rat).Sub(sum.Mid(), whole.Mid())
	return gap.Abs(gap.Quo(gap, whole.Mid()))
}

// key names a set of parts.
func key(group []addend) string {
	names := make([]string, len(group))
	for i, a := range group {
		names[i] = a.parts
	}
	slices.Sort(names)
	return strings.Join(names, "\x1e")
}

// shareOfWhole checks shares against the levels of part and whole.
func (w *checker) shareOfWhole() {
	for _, t := range w.call.order {
		if t.measure != fact.MeasureShare || t.status != fact.StatusActual || t.parts == "" {
			continue
		}
		level := w.level(t, t.period)
		part := w.here(level)
		level.parts = ""
		whole := w.here(level)
		if part == nil || whole == nil || !w.interval(whole.Best).positive() {
			continue
		}
		stated := w.here(t).Best
		w.conclude(CheckShare, stated, w.interval(part.Best).over(w.interval(whole.Best)).percent(),
			w.describe(part.Best)+" over "+w.describe(whole.Best), []int{stated, part.Best, whole.Best})
	}
}
