package reconcile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/concept"
	"github.com/callfacts/callfacts/internal/decimal"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// script is the invented facts of a company, each as a line
//
//	call concept measure comparison basis value unit period parts...
//
// A value is "438±0.5" or "62..63±0.5"; measure is V, G, C or S, with "g" before
// it for guidance, "q" for an answer, "a" for an analyst. "-" is nothing.
type script string

var comparisons = map[string]fact.Comparison{"-": 0, "qoq": fact.ComparisonSequential, "yoy": fact.ComparisonYearOverYear}

func (s script) book(t *testing.T) *reconcile.Book {
	t.Helper()
	var all []reconcile.Statement
	for n, line := range strings.Split(strings.TrimSpace(string(s)), "\n") {
		f := strings.Fields(line)
		st := reconcile.Statement{
			Call: f[0], CallPeriod: f[0], Transcript: f[0], Section: transcript.SectionPreparedRemarks,
			At: reconcile.Instant(slices.Index([]string{"2022Q4", "2023Q1", "2023Q2", "2023Q3", "2023Q4"}, f[0])),
		}
		x := &fact.Fact{ID: fmt.Sprintf("%016d", n), Concept: f[1], Status: fact.StatusActual, Role: transcript.RoleExecutive, Comparison: comparisons[f[3]]}
		x.Measure = fact.Measure(1 + strings.IndexByte("VGCS", f[2][len(f[2])-1]))
		switch f[2][0] {
		case 'g':
			x.Status = fact.StatusGuidance
		case 'q':
			st.Section = transcript.SectionQuestionsAndAnswers
		case 'a':
			x.Role = transcript.RoleAnalyst
		}
		x.Basis = map[string]fact.Basis{"gaap": fact.BasisGAAP, "non": fact.BasisNonGAAP}[f[4]]
		x.Value = value(f[5], f[6])
		x.Period.Label = strings.TrimPrefix(f[7], "-")
		for _, p := range f[8:] {
			x.Dimensions = append(x.Dimensions, fact.Dimension{Axis: fact.AxisSegment, Member: strings.ReplaceAll(p, "_", " ")})
		}
		at := int32(100 * n)
		x.Evidence.Value, x.Evidence.Quote = source.Span{Start: at, End: at + 5}, source.Span{Start: at, End: at + 50}
		st.Fact, st.Quote = x, strings.Repeat("x", 50)
		all = append(all, st)
	}
	slices.Reverse(all) // the book puts them in order
	return reconcile.NewBook(concept.Standard(), all)
}

func value(text, unit string) quantity.Quantity {
	number, precision, _ := strings.Cut(text, "±")
	low, high, ranged := strings.Cut(number, "..")
	q := quantity.Quantity{Unit: unit, Bound: quantity.BoundExact, Low: decimal.Must(low), HasLow: true, HasHigh: true}
	if q.High = q.Low; ranged {
		q.High = decimal.Must(high)
	}
	if precision != "" {
		q.Precision = decimal.Must(precision)
	}
	return q
}

// findings are those of a check, as `verdict reason arithmetic`.
func findings(b *reconcile.Book, check reconcile.Check) (all []reconcile.Finding) {
	for _, f := range b.Findings() {
		if f.Check == check {
			all = append(all, f)
		}
	}
	return all
}

// TestChecks: every check tells consistent from inconsistent from not checkable.
func TestChecks(t *testing.T) {
	for what, c := range map[string]struct {
		script  script
		check   reconcile.Check
		verdict reconcile.Verdict
		reason  reconcile.Reason
		says    string
	}{
		"shares": {`
			2023Q1 revenue S - - 52±0.5 percent 2023Q1 Americas
			2023Q1 revenue S - - 29±0.5 percent 2023Q1 EMEA
			2023Q1 revenue S - - 19±0.5 percent 2023Q1 APAC`, reconcile.CheckShares, reconcile.Consistent, 0, "Americas 52% + EMEA 29% + APAC 19% is 98.5% to 101.5%"},
		"shares that leave a gap": {`
			2023Q1 revenue S - - 52±0.5 percent 2023Q1 Americas
			2023Q1 revenue S - - 46±0.5 percent 2023Q1 EMEA`, reconcile.CheckShares, reconcile.Inconsistent, 0, "the whole is 100%"},
		"shares of some": {`
			2023Q1 revenue S - - 52±0.5 percent 2023Q1 Americas
			2023Q1 revenue S - - 10±0.5 percent 2023Q1 EMEA`, reconcile.CheckShares, reconcile.NotCheckable, reconcile.ReasonIncomplete, "other parts"},
		"segments": {`
			2023Q1 revenue V - - 424±0.5 USD 2023Q1
			2023Q1 revenue V - - 268±0.5 USD 2023Q1 Network_Products
			2023Q1 revenue V - - 156±0.5 USD 2023Q1 Software_and_Services`, reconcile.CheckParts, reconcile.Consistent, 0, "268 USD + Software and Services 156 USD is 423 USD to 425 USD"},
		"segments that do not add up": {`
			2023Q1 revenue V - - 424±0.5 USD 2023Q1
			2023Q1 revenue V - - 262±0.5 USD 2023Q1 Network_Products
			2023Q1 revenue V - - 156±0.5 USD 2023Q1 Software_and_Services`, reconcile.CheckParts, reconcile.Inconsistent, 0, "inconsistent"},
		"growth across calls": {`
			2023Q1 revenue V - - 424±0.5 USD 2023Q1
			2023Q2 revenue V - - 438±0.5 USD 2023Q2
			2023Q2 revenue G qoq - 3±0.5 percent 2023Q2`, reconcile.CheckGrowth, reconcile.Consistent, 0, "makes 3.062% to 3.542%"},
		"growth that does not follow": {`
			2023Q1 revenue V - - 424±0.5 USD 2023Q1
			2023Q2 revenue V - - 438±0.5 USD 2023Q2
			2023Q2 revenue G qoq - 5±0.5 percent 2023Q2`, reconcile.CheckGrowth, reconcile.Inconsistent, 0, "inconsistent"},
		"growth without a base": {`
			2023Q2 revenue V - - 438±0.5 USD 2023Q2
			2023Q2 revenue G yoy - 5±0.5 percent 2023Q2`, reconcile.CheckGrowth, reconcile.NotCheckable, reconcile.ReasonMissing, "not told"},
		"growth from a loss": {`
			2023Q1 net_income V - gaap -4±0.5 USD 2023Q1
			2023Q2 net_income V - gaap 8±0.5 USD 2023Q2
			2023Q2 net_income G qoq gaap 300±0.5 percent 2023Q2`, reconcile.CheckGrowth, reconcile.NotCheckable, reconcile.ReasonNotPositive, "no growth"},
		"growth of another basis": {`
			2023Q1 net_income V - gaap 4±0.5 USD 2023Q1
			2023Q2 net_income V - gaap 8±0.5 USD 2023Q2
			2023Q2 net_income G qoq non 300±0.5 percent 2023Q2`, reconcile.CheckGrowth, reconcile.NotCheckable, reconcile.ReasonMissing, "not told"},
		"a change in points": {`
			2023Q2 gross_margin V - non 62.1±0.05 percent 2023Q2
			2023Q2 gross_margin V - non 61.8±0.05 percent 2023Q1
			2023Q2 gross_margin C qoq non 0.3±0.005 percentage_points 2023Q2`, reconcile.CheckChange, reconcile.Consistent, 0, "makes 0.2 points to 0.4 points"},
		"a margin": {`
			2023Q2 gross_profit V - non 272±0.5 USD 2023Q2
			2023Q2 revenue V - - 438±0.5 USD 2023Q2
			2023Q2 gross_margin V - non 62.1±0.05 percent 2023Q2`, reconcile.CheckRatio, reconcile.Consistent, 0, "gross profit, 2023Q2 = 272 USD over revenue"},
		"a margin of another basis": {`
			2023Q2 gross_profit V - gaap 272±0.5 USD 2023Q2
			2023Q2 revenue V - - 438±0.5 USD 2023Q2
			2023Q2 gross_margin V - non 58.1±0.05 percent 2023Q2`, reconcile.CheckRatio, reconcile.NotCheckable, reconcile.ReasonMissing, "not told"},
		"a margin less expenses": {`
			2023Q2 gross_margin V - non 62.1±0.05 percent 2023Q2
			2023Q2 gross_profit V - non 272±0.5 USD 2023Q2
			2023Q2 operating_expenses V - non 188.5±0.05 USD 2023Q2
			2023Q2 revenue V - - 438±0.5 USD 2023Q2
			2023Q2 operating_margin V - non 21.1±0.05 percent 2023Q2`, reconcile.CheckRatio, reconcile.Inconsistent, 0, "operating expenses"},
		"a share": {`
			2023Q2 revenue V - - 438±0.5 USD 2023Q2
			2023Q2 revenue V - - 166±0.5 USD 2023Q2 Software
			2023Q2 revenue S - - 38±0.5 percent 2023Q2 Software`, reconcile.CheckShare, reconcile.Consistent, 0, "makes 37.7"},
		"an answer": {`
			2023Q3 revenue G yoy - 12±0.5 percent 2023Q3 Software
			2023Q3 revenue qG yoy - 21±0.5 percent 2023Q3 software`, reconcile.CheckAnswer, reconcile.Inconsistent, 0, "the answer says revenue growth of software, 2023Q3 over the year before = 21%; the prepared remarks said 12%"},
		"an answer that agrees": {`
			2023Q3 revenue V - - 452±0.5 USD 2023Q3
			2023Q3 revenue qV - - 450±5 USD 2023Q3`, reconcile.CheckAnswer, reconcile.Consistent, 0, "consistent"},
		"an answer about a part": {`
			2023Q3 revenue V - - 452±0.5 USD 2023Q3
			2023Q3 revenue qV - - 45±0.5 USD 2023Q3`, reconcile.CheckAnswer, reconcile.NotCheckable, reconcile.ReasonAnotherThing, "far apart"},
	} {
		found := findings(c.script.book(t), c.check)
		found = slices.DeleteFunc(found, func(f reconcile.Finding) bool { return what == "a margin less expenses" && f.Concept == "gross_margin" })
		if len(found) != 1 {
			t.Errorf("%s: %d findings: %v", what, len(found), found)
			continue
		}
		if f := found[0]; f.Verdict != c.verdict || f.Reason != c.reason || !strings.Contains(f.Arithmetic, c.says) {
			t.Errorf("%s: verdict %d, reason %d: %s", what, f.Verdict, f.Reason, f.Arithmetic)
		}
	}
}

// TestSeries: as first said and as last restated, comparatives, computed growth;
// the most precise of what agrees wins, and what disagrees is listed.
func TestSeries(t *testing.T) {
	b := script(`
		2023Q1 revenue V - - 420±5 USD 2023Q1
		2023Q1 revenue qV - - 424±0.5 USD 2023Q1
		2023Q1 revenue V - - 9±0.5 USD 2023Q1
		2023Q1 revenue aV - - 500±0.5 USD 2023Q1
		2023Q1 revenue gV - - 430..440±0.5 USD 2023Q2
		2023Q2 revenue V - - 438±0.5 USD 2023Q2
		2023Q2 revenue V - - 428±0.5 USD 2023Q1
		2023Q2 revenue G qoq - 2±0.5 percent 2023Q2
		2023Q2 revenue V - gaap 438±5 USD 2023Q2`).book(t)
	all := b.Series()
	if len(all) != 1 || len(all[0].Points) != 2 {
		t.Fatalf("%+v", all)
	}
	spoken := func(i int) string { return reconcile.Spoken(&b.Statements[i].Fact.Value) }
	p := all[0].Points[0]
	if spoken(p.First.Best) != "424 USD" || len(p.First.Agreeing) != 2 || len(p.First.Disagreeing) != 1 || spoken(p.First.Disagreeing[0]) != "9 USD" {
		t.Errorf("first: %+v", p.First)
	}
	if spoken(p.Last.Best) != "428 USD" || !p.Restated || len(p.Comparatives) != 1 || len(p.Asserted) != 1 {
		t.Errorf("last: %+v", p)
	}
	p = all[0].Points[1]
	if p.Restated || len(p.Guidance) != 1 || spoken(p.Last.Best) != "438 USD" || len(p.Last.Agreeing) != 2 {
		t.Errorf("second: %+v", p)
	}
	g := p.Growth[0]
	low, high := g.Computed.Value.Decimals(2)
	if g.Comparison != fact.ComparisonSequential || spoken(g.Stated.Best) != "2%" || low != "2.1" || high != "2.58" || g.Computed.Base != "2023Q1" {
		t.Errorf("growth: %+v %s %s", g, low, high)
	}
}

// TestPeriods: one period has one label, and those around it are known.
func TestPeriods(t *testing.T) {
	for label, want := range map[string][4]string{ // canonical, of an instant, the year before, the period before
		"2023Q1":   {"2023Q1", "2023Q1", "2022Q1", "2022Q4"},
		"2023YTD2": {"2023H1", "2023Q2", "2022YTD2", ""},
		"2023YTD3": {"2023YTD3", "2023Q3", "2022YTD3", ""},
		"2023FY":   {"2023FY", "2023Q4", "2022FY", "2022FY"},
		"2023H1":   {"2023H1", "2023Q2", "2022H1", "2022H2"},
		"Q3":       {"Q3", "Q3", "", ""},
		"LT":       {"LT", "LT", "", ""},
		"":         {"", "", "", ""},
	} {
		got := [4]string{reconcile.Canonical(label, false), reconcile.Canonical(label, true), reconcile.YearAgo(label), reconcile.Before(label)}
		if got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
	labels := []string{"LT", "2023FY", "2023Q4", "2022FY", "2023Q1"}
	slices.SortFunc(labels, reconcile.ComparePeriods)
	if want := []string{"2022FY", "2023Q1", "2023Q4", "2023FY", "LT"}; !slices.Equal(labels, want) {
		t.Errorf("%q", labels)
	}
}

// TestIntervals: what numbers may be by the digits that were said.
func TestIntervals(t *testing.T) {
	about := value("51±0.5", "percent")
	about.Bound = quantity.BoundApprox
	flat := value("0", "percent")
	flat.Form = quantity.FormFlat
	least := value("11±0.5", "percent")
	least.Bound, least.HasHigh = quantity.BoundAtLeast, false
	for _, c := range []struct {
		q    quantity.Quantity
		want string
	}{
		{value("4200000000±50000000", "USD"), "4.15 billion USD to 4.25 billion USD"},
		{value("12..14±0.5", "percent"), "11.5% to 14.5%"},
		{about, "50% to 52%"},
		{flat, "-1% to 1%"},
		{least, "at least 10.5%"},
		{value("9218", "employees"), "9218 employees"},
	} {
		if got := reconcile.IntervalOf(&c.q).Text(c.q.Unit); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
	if low, high := reconcile.IntervalOf(new(value("-0.005±0.001", ""))).Decimals(2); low != "-0.01" || high != "0" {
		t.Errorf("%s %s", low, high)
	}
}

// TestManyStatements: what one call says thousands of times, or of thousands of
// parts, costs no more than it must; every statement is accounted for.
func TestManyStatements(t *testing.T) {
	var s strings.Builder
	const n = 2_000
	for i := range n {
		fmt.Fprintf(&s, "2023Q1 revenue V - - 424±0.5 USD 2023Q1\n2023Q1 revenue qV - - 424±0.5 USD 2023Q1\n")
		fmt.Fprintf(&s, "2023Q1 revenue V - - %d±0.5 USD 2023Q1 P%d\n2023Q1 revenue S - - 1±0.5 percent 2023Q1 P%d\n", i+1, i, i)
		fmt.Fprintf(&s, "2023Q1 revenue gV - - 424±0.5 USD 2023Q2 P%d\n2023Q1 revenue G - - 3±0.5 percent 2023Q1 P%d\n", i, i)
	}
	b := script(s.String()).book(t)
	b.Findings()
	told := 0
	for _, one := range b.Series() {
		for _, p := range one.Points {
			told += len(p.Guidance)
			for _, r := range []*reconcile.Reading{p.First, p.Share} {
				if r != nil {
					told += len(r.Agreeing) + len(r.Disagreeing)
				}
			}
			for _, g := range p.Growth {
				if g.Stated != nil {
					told += len(g.Stated.Agreeing)
				}
			}
		}
	}
	if told != 6*n {
		t.Errorf("%d statements of %d", told, 6*n)
	}
}
