package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

func guidanceCommand(s streams) *cobra.Command {
	var t target
	var at times
	var concept, period, result, where string
	request := &metricsv1.ListGuidanceRequest{}
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "guidance COMPANY",
		Short: "What a company said that it would do, and what came of it",
		Long: `What a company said that it would do, period by period: what each statement did to
the one before, by the numbers, and what came of it. Guidance is held against an
actual on the same basis, of the same part, in the same unit, or not at all.`,
		Example: `  callfacts guidance northwind-systems --concept revenue
  callfacts guidance northwind-systems --period 2023FY --as-of 2023-07-31
  callfacts guidance northwind-systems --result above --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			request.Parent = resource("companies/", args[0])
			var err error
			if request.AsOf, request.RecordedAsOf, err = at.read(); err != nil {
				return err
			}
			var wanted conditions
			wanted.text("concept", concept)
			wanted.enum("result", result)
			if err = wanted.period(period); err != nil {
				return err
			}
			if request.Filter, err = wanted.and(where); err != nil {
				return err
			}
			return t.with(func(services *services) error { return listGuidance(c.Context(), services, p, request, concept) })
		},
	}
	t.flags(c)
	at.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringVar(&concept, "concept", "", "of this concept, such as revenue")
	c.Flags().StringVar(&period, "period", "", "for this fiscal period, such as 2023FY, or all of a year, 2023")
	c.Flags().StringVar(&result, "result", "", "above, within, below or not-comparable")
	c.Flags().StringVar(&where, "filter", "", "a filter of AIP-160, such as 'action = RAISED'")
	return c
}

func listGuidance(ctx context.Context, services *services, p printer, request *metricsv1.ListGuidanceRequest, concept string) error {
	listed := 0
	out := table{head: []string{"CONCEPT", "MEASURE", "BASIS", "OF", "PERIOD", "SAID", "ACTION", "GUIDANCE", "ACTUAL", "OUTCOME", "QUOTE"}, enough: 40}
	err := pages(func(token string) (string, error) {
		request.PageToken, request.PageSize = token, pageSize
		page, err := services.metrics.ListGuidance(ctx, request)
		if err != nil {
			return "", err
		}
		listed += len(page.GetGuidance())
		for _, g := range page.GetGuidance() {
			if !p.json {
				addGuidance(&out, g)
				continue
			}
			if err := p.message(g); err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
	if err == nil && listed == 0 {
		err = knownConcept(ctx, services, concept, request.GetParent())
	}
	if err != nil || p.json {
		return err
	}
	if listed == 0 {
		fmt.Fprintln(p.s.err, "no guidance")
		return nil
	}
	return out.write(p.s.out, terminalOf(p.s.out))
}

// addGuidance adds a row for each statement; the last one carries the outcome.
func addGuidance(out *table, g *metricsv1.Guidance) {
	of := &metricsv1.Fact{Measure: g.GetMeasure(), Comparison: g.GetComparison(), Dimensions: g.GetDimensions(), Qualifiers: g.GetQualifiers()}
	for i, e := range g.GetEntries() {
		actual, outcome := "", ""
		if i == len(g.GetEntries())-1 {
			actual, outcome = said(g.GetOutcome().GetActual()), outcomeWords(g)
		}
		action := word(e.GetAction().String(), "GUIDANCE_ACTION_")
		if claim := word(e.GetClaimedAction().String(), "GUIDANCE_ACTION_"); claim != "" && !strings.HasPrefix(action, claim) {
			action += " (says " + claim + ")"
		}
		quote := e.GetQuote()
		if e.GetFact() != nil {
			quote = e.GetFact().GetEvidence().GetQuote()
		}
		out.rows = append(out.rows, row{
			cells: []string{
				g.GetConcept(), measured(of), strings.ReplaceAll(word(g.GetBasis().String(), "BASIS_"), " ", "-"), shorten(parts(of), 24),
				g.GetPeriod().GetLabel(), day(e.GetEffectiveTime()), action, said(e.GetFact()), actual, outcome, oneLine(quote),
			},
			focus: oneLine(spoken(e.GetFact().GetEvidence())),
		})
	}
}

// outcomeWords are what came of guidance: `above by $2M`.
func outcomeWords(g *metricsv1.Guidance) string {
	o := g.GetOutcome()
	if o.GetResult() == metricsv1.GuidanceResult_GUIDANCE_RESULT_NOT_COMPARABLE {
		return word(o.GetReason().String(), "NOT_COMPARABLE_REASON_")
	}
	text := word(o.GetResult().String(), "GUIDANCE_RESULT_")
	if o.GetBy() == "" {
		return text
	}
	unit := g.GetUnit()
	if unit == "percent" {
		unit = "percentage_points"
	}
	return text + " by " + amount(o.GetBy(), unit)
}

// day is the date of a time, nothing for none.
func day(t *timestamppb.Timestamp) string {
	if t == nil {
		return ""
	}
	return t.AsTime().Format("2006-01-02")
}
