package fact

import (
	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/period"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/token"
)

// compared is a base of a growth or change, with the words that name it.
type compared struct {
	comparison Comparison
	span       source.Span
}

// comparisons finds what the movement of r is measured against: one base, two
// where both are named ("both sequentially and year-over-year"), or none.
func (c *call) comparisons(r *reading, next int) []compared {
	if found := c.comparisonsBehind(r, next); len(found) > 0 {
		return found
	}
	if found := c.comparisonOfLevel(r, next); len(found) > 0 {
		return found
	}
	if found, ok := c.comparisonBefore(r); ok {
		return []compared{found}
	}
	if found, ok := c.comparisonOfLevels(r); ok {
		return []compared{found}
	}
	return nil
}

// comparisonOfLevels is that of the two levels whose difference r tells behind them:
// "revenue was $14 million, compared to $13.3 million in the prior year quarter, an
// increase of 5%".
func (c *call) comparisonOfLevels(r *reading) (compared, bool) {
	base := r.prev
	if base == nil || base.prev == nil || r.d.at < base.q.Last || !base.isBase(c) {
		return compared{}, false
	}
	level := base.prev
	if level.choice.measure != MeasureValue || base.choice.measure != MeasureValue || level.choice.concept != r.choice.concept || base.choice.concept != r.choice.concept {
		return compared{}, false
	}
	kind := between(r.fact.Period.Label, base.fact.Period.Label)
	return compared{kind, base.fact.Evidence.Period}, kind == ComparisonYearOverYear || kind == ComparisonSequential
}

// comparisonOfLevel is what the level that r led to is compared with: "revenue increased
// 5% to $14 million, compared to $13.3 million in the first quarter of 2019".
func (c *call) comparisonOfLevel(r *reading, next int) []compared {
	level, ok := c.marks.isQuantity(next)
	if ok && c.lower(next-1) == "or" && level+1 < r.s.quantities[1] {
		level++ // "by $3 million, or 5%, to $14 million"
		next = c.quantities[level].First
	}
	if !ok || next >= r.s.last || c.marks.cue(next-1) != cueTo {
		return nil
	}
	end := c.quantities[level].Last
	base := end
	for base < r.s.last && base-end <= 4 && (c.marks.cue(base) == cueVersus || c.marks.cue(base) == cueFunction || c.marks.cue(base) == cueAdjective || c.tokens[base].Word == token.Comma) {
		base++
	}
	if base == end || c.marks.cue(base-1) != cueVersus && c.marks.cue(base-2) != cueVersus {
		return nil
	}
	if k, ok := c.versusNumber(r, end, base); ok {
		return []compared{k}
	}
	return nil
}

// comparisonsBehind reads on from the number, up to the next number or the end
// of the clause.
func (c *call) comparisonsBehind(r *reading, next int) []compared {
	var found []compared
	for j := r.q.Last; j < next; j++ {
		t := c.tokens[j]
		if t.Kind == token.Punct {
			switch c.text(j) {
			case ";", ":", "?":
				return found
			case ",":
				if len(found) > 0 && !c.comparisonAt(j+1) && !c.conjunctionAt(j+1) {
					return found
				}
			}
			continue
		}
		q := c.marks.cue(j)
		switch {
		case q == cueSequential && c.improvesBeside(r, c.marks.cueMention(j)):
		case q == cueSequential || q == cueYearOverYear:
			m := c.marks.cueMention(j)
			found = append(found, compared{comparisonOf(q), c.span(int(m.first), int(m.last))})
			j = int(m.last) - 1
			if len(found) == 2 {
				return found
			}
		case q == cueVersus || c.surpasses(j) || r.q.Form == quantity.FormFlat && j == r.q.Last && (c.lower(j) == "with" || q == cueTo):
			if k, to := c.versus(r, j, next); to > 0 {
				found = append(found, k)
				j = to - 1
				if len(found) == 2 {
					return found
				}
			} else if c.quantityNext(j+1, next) && next < r.s.last {
				if k, ok := c.versusNumber(r, j, next); ok && len(found) == 0 {
					found = append(found, k)
				}
				return found
			}
		case q == cueCause || q == cueEffect:
			if len(found) > 0 {
				return found
			}
		case (q.verb() || q.adverb()) && j > r.q.Last && !(r.d.behind && j <= r.d.at):
			return found
		}
		if m, ok := c.marks.concept(j); ok && r.choice.mention != m && len(found) > 0 {
			return found
		}
	}
	return found
}

// improvesBeside reports whether the base m is that of an improvement which is another
// movement than r: "revenue declined 2%, with continued sequential improvement", "sales
// continued to sequentially improve, declining 8%".
func (c *call) improvesBeside(r *reading, m mention) bool {
	for _, j := range [...]int{int(m.first) - 1, int(m.last)} {
		if q := c.marks.cue(j); q == cueBetter && j != r.d.at && int(m.first) != r.d.at {
			return j > r.q.Last || c.marks.cue(j+1) != cueIn // "the sequential improvement in revenue ranged from a 20% increase"
		}
	}
	return false
}

// surpassed is the base of a movement that is told as the period which it outdid: "surpassing
// the comparable 2018 period by 49%". It has no other base.
func (c *call) surpassed(r *reading) ([]compared, bool) {
	if !r.d.by || r.d.behind || r.d.at < r.s.first || r.d.at >= r.q.First || !outdoes(c.lower(r.d.at)) {
		return nil, false
	}
	for j := r.d.at + 1; j < r.q.First; j++ {
		if p, ok := c.marks.periodOf(j); ok {
			if kind := c.against(r, &c.periods[p]); kind == ComparisonYearOverYear || kind == ComparisonSequential {
				return []compared{{kind, c.periods[p].Span}}, true
			}
			return nil, true
		}
	}
	return nil, false
}

// surpasses reports whether the word at j holds a number against what follows:
// "15.5% above last year".
func (c *call) surpasses(j int) bool {
	switch c.lower(j) {
	case "above", "below":
		return true
	}
	return false
}

func (c *call) comparisonAt(j int) bool {
	q := c.marks.cue(j)
	return q == cueSequential || q == cueYearOverYear || q == cueVersus
}

func (c *call) conjunctionAt(j int) bool {
	if c.marks.cue(j) != cueFunction && c.marks.cue(j) != cueEach {
		return false
	}
	return c.comparisonAt(j+1) || c.marks.cue(j+1) == cueFunction && c.comparisonAt(j+2)
}

func comparisonOf(q cue) Comparison {
	if q == cueSequential {
		return ComparisonSequential
	}
	return ComparisonYearOverYear
}

// versus reads "from the prior quarter", "compared to the same quarter last
// year", "over last year" at token j; to is 0 if it names no period.
func (c *call) versus(r *reading, j, next int) (compared, int) {
	m := mention{first: int32(j), last: int32(j + 1)}
	if c.marks.at[j].phrase != 0 {
		m = c.marks.cueMention(j)
	}
	for k := int(m.last); k < next && k-int(m.last) <= 7; k++ {
		if p, ok := c.marks.periodOf(k); ok {
			if kind := c.against(r, &c.periods[p]); kind != ComparisonUnspecified {
				return compared{kind, c.span(int(m.first), c.periods[p].Last)}, c.periods[p].Last
			}
			return compared{}, 0
		}
		if _, ok := c.marks.isQuantity(k); ok {
			return compared{}, 0
		}
		switch c.marks.cue(k) {
		case cueFunction, cueAdjective, cueAnaphor, cueOf, cueIn, cueTotal, cueUpNoun, cueEach:
		case cueNone:
			if c.tokens[k].Kind == token.Punct && c.text(k) != "." && c.text(k) != "'" && c.text(k) != "’" {
				return compared{}, 0
			}
		case cueSequential, cueYearOverYear:
			return compared{}, 0
		default:
			return compared{}, 0
		}
	}
	return compared{}, 0
}

// versusNumber reads the period of the number that the one before token next is held
// against: "an increase of $15 million from $71 million in the same quarter last year".
func (c *call) versusNumber(r *reading, versus, next int) (compared, bool) {
	qi, ok := c.marks.isQuantity(next)
	if !ok {
		return compared{}, false
	}
	for k := c.quantities[qi].Last; k < r.s.last && k-c.quantities[qi].Last <= 7; k++ {
		if p, ok := c.marks.periodOf(k); ok {
			kind := c.against(r, &c.periods[p])
			if kind == ComparisonSequential && r.choice.measure == MeasureGrowth && classOf(&c.quantities[qi]) == unitPercent && c.e.taxonomy.Concepts[r.choice.concept].Unit != concept.UnitPercent {
				return compared{}, false // what "grew 20% compared to 37% last quarter" is held against is a growth
			}
			return compared{kind, c.span(versus, c.periods[p].Last)}, kind == ComparisonYearOverYear || kind == ComparisonSequential
		}
		if _, ok := c.marks.isQuantity(k); ok || c.tokens[k].Kind == token.Punct || c.marks.at[k].concept != 0 && c.lower(k-1) != "of" {
			return compared{}, false
		}
		switch c.marks.cue(k) {
		case cueIn, cueFunction, cueAdjective, cueOf, cueNone, cueTotal:
		default:
			return compared{}, false
		}
	}
	return compared{}, false
}

// against names the comparison with period p.
func (c *call) against(r *reading, p *period.Mention) Comparison {
	switch {
	case p.Kind == period.Quarter && p.Part == 0 && p.Pointer == period.Last:
		return ComparisonSequential
	case p.Kind == period.Quarter && p.Part == 0 && p.Pointer == period.YearAgo:
		return ComparisonYearOverYear
	case p.Kind == period.Year && p.Pointer == period.Last:
		return ComparisonYearOverYear
	case p.Kind == period.Half && p.Pointer == period.Last:
		return ComparisonOther
	case !p.Kind.Fiscal() || p.Vague:
		return ComparisonUnspecified
	}
	own := r.fact.Period.Label
	if own == "" {
		own = c.anchor.Label()
	}
	return between(own, c.anchor.Resolve(*p, false))
}

// between names the comparison of one period with another, both by their labels.
func between(own, base string) Comparison {
	if len(own) < 6 || len(base) < 6 {
		return ComparisonUnspecified
	}
	ownYear, ownPart := yearAndPart(own)
	baseYear, basePart := yearAndPart(base)
	switch {
	case ownPart == basePart && ownYear == baseYear+1:
		return ComparisonYearOverYear
	case ownPart[0] == 'Q' && basePart[0] == 'Q' && base == period.QuarterLabel(ownYear, int(ownPart[1]-'0')-1):
		return ComparisonSequential
	case basePart == "FY" && ownYear == baseYear+1:
		return ComparisonYearOverYear
	case own == base:
		return ComparisonUnspecified
	}
	return ComparisonOther
}

// yearAndPart splits "2012Q1" into 2012 and "Q1".
func yearAndPart(label string) (int, string) {
	year := 0
	for _, d := range []byte(label[:4]) {
		year = year*10 + int(d-'0')
	}
	return year, label[4:]
}

// comparisonBefore finds a base that is named before the number: "a sequential
// increase of 89", "On a year-over-year basis, storage grew 23%".
func (c *call) comparisonBefore(r *reading) (compared, bool) {
	comma := false
	for j := r.q.First - 1; j >= r.s.first; j-- {
		if _, ok := c.marks.isQuantity(j); ok {
			break
		}
		comma = comma || c.tokens[j].Word == token.Comma
		if c.tokens[j].Kind == token.Punct && (c.text(j) == ";" || c.text(j) == ":") {
			break
		}
		q := c.marks.cue(j)
		if q == cueSequential || q == cueYearOverYear {
			m := c.marks.cueMention(j)
			if !r.d.copied && c.closesNumber(r.s, int(m.first)) {
				break
			}
			if q == cueSequential && c.improvesBeside(r, m) {
				continue
			}
			return compared{comparisonOf(q), c.span(int(m.first), int(m.last))}, true
		}
		if (q == cueVersus || r.d.by && c.surpasses(j)) && j > r.s.first {
			w := c.lower(j)
			if w == "from" || w == "over" || w == "than" && (comma || !r.d.by) {
				continue
			}
			if k, to := c.versus(r, j, r.q.First); to > 0 {
				return k, true
			}
		}
	}
	return c.fronted(r)
}

// closesNumber reports whether the phrase at token i stands right behind a
// number, and so belongs to it: "9% over the last 12 months and ...".
func (c *call) closesNumber(s *said, i int) bool {
	if c.lower(i-1) == "and" {
		return false
	}
	for j := i - 1; j >= s.first && i-j <= 4; j-- {
		if _, ok := c.marks.isQuantity(j); ok {
			return true
		}
		if q := c.marks.cue(j); !q.noun() && q != cueAdjective && q != cueIn && q != cueFunction {
			return false
		}
	}
	return false
}

// fronted reads the base that opens the sentence: "Year-over-year, cloud
// increased 14% and enterprise increased 6%".
func (c *call) fronted(r *reading) (compared, bool) {
	for j := r.s.first; j < r.q.First && j-r.s.first <= 14; j++ {
		q := c.marks.cue(j)
		if q == cueSequential || q == cueYearOverYear {
			m := c.marks.cueMention(j)
			if c.leads(r.s, j) && !(q == cueSequential && c.improvesBeside(r, m)) {
				return compared{comparisonOf(q), c.span(int(m.first), int(m.last))}, true
			}
			return compared{}, false
		}
		if q == cueVersus && j-r.s.first <= 2 && c.lower(j) != "from" && c.lower(j) != "over" {
			if k, to := c.versus(r, j, r.q.First); to > 0 && c.tokens[to].Word == token.Comma {
				return k, true // "Compared to the second quarter, revenue increased $5 million, or 2%"
			}
		}
		if _, ok := c.marks.isQuantity(j); ok {
			return compared{}, false
		}
	}
	return compared{}, false
}

// leads reports whether the phrase at j belongs to the opening of the sentence,
// before its first comma and predicate.
func (c *call) leads(s *said, j int) bool {
	for k := j + 1; k < s.last && k-j <= 4; k++ {
		if c.tokens[k].Kind == token.Punct && c.text(k) == "," {
			return true
		}
	}
	for k := s.first; k < j; k++ {
		if q := c.marks.cue(k); q.directs() {
			return false
		}
	}
	return j-s.first <= 4
}
