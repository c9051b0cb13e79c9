package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

func findingsCommand(s streams) *cobra.Command {
	var t target
	var at times
	var all bool
	var verdicts []string
	var check, concept, where string
	request := &metricsv1.ListFindingsRequest{}
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "findings COMPANY [CALL]",
		Short: "Whether what was said fits together",
		Long: `Whether what was said fits together, within a call and across calls: shares and parts
that sum to the whole, growth and changes against the levels, ratios, midpoints,
answers against the prepared remarks; and where there are several transcripts of a
call, whether they have the same numbers. Each with its arithmetic.`,
		Example: `  callfacts findings northwind-systems
  callfacts findings northwind-systems 2023-q3 --verdict inconsistent
  callfacts findings northwind-systems --all --json`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(c *cobra.Command, args []string) error {
			call := "-"
			if len(args) == 2 {
				call = args[1]
			}
			request.Parent = resource("companies/", args[0]) + "/calls/" + call
			var err error
			if request.AsOf, request.RecordedAsOf, err = at.read(); err != nil {
				return err
			}
			if len(verdicts) == 0 && !all {
				verdicts = []string{"consistent", "inconsistent"}
			}
			var wanted conditions
			wanted.enums("verdict", verdicts)
			wanted.enum("check", check)
			wanted.text("concept", concept)
			if request.Filter, err = wanted.and(where); err != nil {
				return err
			}
			return t.with(func(services *services) error { return findings(c.Context(), services, p, request) })
		},
	}
	t.flags(c)
	at.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringSliceVar(&verdicts, "verdict", nil, "consistent, inconsistent or not-checkable; more than once for several")
	c.Flags().BoolVar(&all, "all", false, "what cannot be checked too")
	c.Flags().StringVar(&check, "check", "", "shares, parts, share, growth, change, ratio, midpoint, answer or transcripts")
	c.Flags().StringVar(&concept, "concept", "", "of this concept, such as revenue")
	c.Flags().StringVar(&where, "filter", "", "a filter of AIP-160, such as 'period = \"2023Q1\"'")
	return c
}

func findings(ctx context.Context, services *services, p printer, request *metricsv1.ListFindingsRequest) error {
	out := table{head: []string{"CALL", "CHECK", "VERDICT", "ARITHMETIC"}, enough: 60}
	err := pages(func(token string) (string, error) {
		request.PageToken, request.PageSize = token, pageSize
		page, err := services.metrics.ListFindings(ctx, request)
		if err != nil {
			return "", err
		}
		for _, f := range page.GetFindings() {
			if p.json {
				if err := p.message(f); err != nil {
					return "", err
				}
				continue
			}
			_, call, _ := strings.Cut(f.GetCall(), "/calls/")
			verdict := word(f.GetVerdict().String(), "FINDING_VERDICT_")
			if f.GetVerdict() == metricsv1.FindingVerdict_FINDING_VERDICT_INCONSISTENT {
				verdict = strings.ToUpper(verdict)
			}
			out.add(call, word(f.GetCheck().String(), "FINDING_CHECK_"), verdict, oneLine(f.GetArithmetic()))
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil || p.json {
		return err
	}
	if len(out.rows) == 0 {
		fmt.Fprintln(p.s.err, "no findings")
		return nil
	}
	return out.write(p.s.out, terminalOf(p.s.out))
}
