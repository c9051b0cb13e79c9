package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// times are the flags that name both axes of time.
type times struct{ asOf, recordedAsOf string }

func (t *times) flags(c *cobra.Command) {
	c.Flags().StringVar(&t.asOf, "as-of", "", "only what was said by then: a date or a time in RFC 3339")
	c.Flags().StringVar(&t.recordedAsOf, "recorded-as-of", "", "the facts as they were recorded then: a date or a time in RFC 3339")
}

func (t *times) read() (asOf, recordedAsOf *timestamppb.Timestamp, err error) {
	if asOf, err = moment(t.asOf, true); err != nil {
		return nil, nil, fmt.Errorf("--as-of: %w", err)
	}
	if recordedAsOf, err = moment(t.recordedAsOf, true); err != nil {
		return nil, nil, fmt.Errorf("--recorded-as-of: %w", err)
	}
	return asOf, recordedAsOf, nil
}

func seriesCommand(s streams) *cobra.Command {
	var t target
	var at times
	var basis string
	request := &metricsv1.QuerySeriesRequest{}
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "series CONCEPT COMPANY...",
		Short: "One concept over periods: actual, growth, guidance",
		Long: `One concept over periods, of one company or of several: the actual as first told
and as last restated, growth as stated and as it follows from the levels, and the
guidance that stood last. With --as-of, what was known on a day.

(!) marks a number that another statement disagrees with; --json lists those.
COMPUTED is what follows from the levels. SHARE is a part of the measure that was
told as such: "10% of revenue".`,
		Example: `  callfacts series revenue northwind-systems
  callfacts series revenue northwind-systems --from 2023Q1 --to 2023FY --as-of 2023-10-31
  callfacts series gross_margin northwind-systems --basis non-gaap --json`,
		Args: cobra.MinimumNArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			request.Concept = args[0]
			for _, company := range args[1:] {
				request.Companies = append(request.Companies, resource("companies/", company))
			}
			err := errors.Join(checkPeriod("--from", &request.FirstPeriod), checkPeriod("--to", &request.LastPeriod))
			if err != nil {
				return err
			}
			if request.AsOf, request.RecordedAsOf, err = at.read(); err != nil {
				return err
			}
			if basis != "" {
				name := "BASIS_" + enumName(basis)
				value, ok := metricsv1.Basis_value[name]
				if !ok {
					return fmt.Errorf("--basis: %q is neither gaap nor non-gaap", basis)
				}
				request.Basis = metricsv1.Basis(value)
			}
			return t.with(func(services *services) error { return series(c.Context(), services, p, request) })
		},
	}
	t.flags(c)
	at.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringVar(&basis, "basis", "", "gaap or non-gaap; any if not given")
	c.Flags().StringVar(&request.Member, "member", "", "of this part, such as Americas")
	c.Flags().BoolVar(&request.AllParts, "all-parts", false, "of every part, and of the whole")
	c.Flags().StringVar(&request.FirstPeriod, "from", "", "from this fiscal period on, such as 2010Q1")
	c.Flags().StringVar(&request.LastPeriod, "to", "", "up to this fiscal period, such as 2012FY")
	return c
}

// checkPeriod says what is wrong with a flag that names a fiscal period with its
// year, and writes it as the service does.
func checkPeriod(flag string, period *string) error {
	name := strings.ToUpper(*period)
	if name != "" && (!fiscalPeriod.MatchString(name) || name[0] < '0' || name[0] > '9') {
		return fmt.Errorf("%s: %q is no fiscal period such as 2010Q1, 2010H1, 2010YTD3 or 2010FY", flag, *period)
	}
	*period = name
	return nil
}

func series(ctx context.Context, services *services, p printer, request *metricsv1.QuerySeriesRequest) error {
	listed := 0
	err := pages(func(token string) (string, error) {
		request.PageToken, request.PageSize = token, pageSize
		page, err := services.metrics.QuerySeries(ctx, request)
		if err != nil {
			return "", err
		}
		for _, s := range page.GetSeries() {
			if p.json {
				err = p.message(s)
			} else {
				err = seriesTable(p, s, listed)
			}
			if err != nil {
				return "", err
			}
			listed++
		}
		return page.GetNextPageToken(), nil
	})
	if rpcerr.Parse(err) != nil && rpcerr.Parse(err).Reason == "CONCEPT_NOT_FOUND" {
		return knownConcept(ctx, services, request.GetConcept(), request.GetCompanies()...) // it names those that may be meant
	}
	if err != nil || listed > 0 || p.json {
		return err
	}
	fmt.Fprintln(p.s.err, "no series")
	return nil
}

// heading names a series.
func heading(company, concept string, basis metricsv1.Basis, dimensions []*metricsv1.Dimension, qualifiers []metricsv1.Qualifier) string {
	text := company + "  " + concept
	if basis := strings.ReplaceAll(word(basis.String(), "BASIS_"), " ", "-"); basis != "" {
		text += ", " + basis
	}
	if of := parts(&metricsv1.Fact{Dimensions: dimensions, Qualifiers: qualifiers}); of != "" {
		text += ", " + of
	}
	return text
}

func seriesTable(p printer, s *metricsv1.Series, before int) error {
	on := terminalOf(p.s.out)
	if before > 0 {
		fmt.Fprintln(p.s.out)
	}
	fmt.Fprintln(p.s.out, on.paint(bold, heading(s.GetCompany(), s.GetConcept(), s.GetBasis(), s.GetDimensions(), s.GetQualifiers())))
	rows := table{head: []string{"PERIOD", "CALENDAR", "FIRST TOLD", "RESTATED", "Q/Q", "Q/Q COMPUTED", "Y/Y", "Y/Y COMPUTED", "SHARE", "GUIDANCE", "QUOTE"}, indent: "  ", enough: 40}
	for _, point := range s.GetPoints() {
		restated := ""
		if point.GetRestated() {
			restated = value(point.GetLast().GetFact().GetValue())
		}
		sequential, sequentialComputed := moved(point, metricsv1.Comparison_COMPARISON_SEQUENTIAL)
		yearly, yearlyComputed := moved(point, metricsv1.Comparison_COMPARISON_YEAR_OVER_YEAR)
		quote := shownOf(point)
		if quote == nil {
			continue
		}
		rows.rows = append(rows.rows, row{
			cells: []string{
				point.GetPeriod().GetLabel(), point.GetPeriod().GetCalendarQuarter(), told(point.GetFirst()), restated,
				sequential, sequentialComputed, yearly, yearlyComputed, told(point.GetShare()), said(point.GetGuidance().GetFact()),
				oneLine(quote.GetEvidence().GetQuote()),
			},
			focus: oneLine(spoken(quote.GetEvidence())),
		})
	}
	return rows.write(p.s.out, on)
}

// shownOf is the fact of a point whose words are shown: that of the level, else of
// the guidance, the share, a movement; nil where the table shows nothing of it.
func shownOf(point *metricsv1.SeriesPoint) *metricsv1.Fact {
	facts := []*metricsv1.Fact{point.GetFirst().GetFact(), point.GetGuidance().GetFact(), point.GetShare().GetFact()}
	for _, movements := range [][]*metricsv1.Movement{point.GetGrowth(), point.GetChange()} {
		for _, m := range movements {
			if c := m.GetComparison(); c == metricsv1.Comparison_COMPARISON_SEQUENTIAL || c == metricsv1.Comparison_COMPARISON_YEAR_OVER_YEAR {
				facts = append(facts, m.GetStated().GetFact())
			}
		}
	}
	for _, f := range facts {
		if f != nil {
			return f
		}
	}
	return nil
}

// told is the number of a reading, with a sign where others disagree.
func told(r *metricsv1.Reading) string {
	text := said(r.GetFact())
	if len(r.GetDisagreeing()) > 0 {
		text += " (!)"
	}
	return text
}

// said is the number of a fact, nothing where there is none.
func said(f *metricsv1.Fact) string {
	if f == nil {
		return ""
	}
	return value(f.GetValue())
}

// moved is the movement of a point on one base, stated and computed: growth, or
// where there is none the change.
func moved(point *metricsv1.SeriesPoint, base metricsv1.Comparison) (stated, computed string) {
	for _, movements := range [][]*metricsv1.Movement{point.GetGrowth(), point.GetChange()} {
		for _, m := range movements {
			if m.GetComparison() != base {
				continue
			}
			if stated == "" {
				stated = told(m.GetStated())
			}
			if c := m.GetComputed(); computed == "" && c.GetLow() != "" && c.GetHigh() != "" {
				computed = middle(c)
			}
		}
	}
	return stated, computed
}

// middle is the middle of a computed movement, with as many places as its width
// leaves sure.
func middle(c *metricsv1.ComputedMovement) string {
	low, ok := new(big.Rat).SetString(c.GetLow())
	high, ok2 := new(big.Rat).SetString(c.GetHigh())
	if !ok || !ok2 {
		return ""
	}
	mid := new(big.Rat).Add(low, high)
	mid.Quo(mid, big.NewRat(2, 1))
	width := new(big.Rat).Sub(high, low)
	places := 1
	if width.Cmp(big.NewRat(1, 10)) < 0 {
		places = 2
	}
	return amount(mid.FloatString(places), c.GetUnit())
}
