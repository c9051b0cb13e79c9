package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

func coverageCommand(s streams) *cobra.Command {
	var t target
	var at times
	request := &metricsv1.GetCoverageRequest{}
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "coverage COMPANY",
		Short: "Which concepts the calls tell, and which were asked for in vain",
		Long: `Which concepts the calls of a company tell, call by call, and which were asked for
in vain; which transcripts are not processed, and which quarters have none.`,
		Example: `  callfacts coverage northwind-systems
  callfacts coverage northwind-systems --concept backlog --concept arr --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			request.Name = resource("companies/", args[0]) + "/coverage"
			var err error
			if request.AsOf, request.RecordedAsOf, err = at.read(); err != nil {
				return err
			}
			return t.with(func(services *services) error { return coverage(c.Context(), services, p, request) })
		},
	}
	t.flags(c)
	at.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringSliceVar(&request.Concepts, "concept", nil, "of this concept, such as backlog; more than once for several")
	return c
}

func coverage(ctx context.Context, services *services, p printer, request *metricsv1.GetCoverageRequest) error {
	response, err := services.metrics.GetCoverage(ctx, request)
	if err != nil {
		return err
	}
	if p.json {
		return p.message(response.GetCoverage())
	}
	calls := response.GetCoverage().GetCalls()
	if len(calls) == 0 {
		fmt.Fprintln(p.s.err, "no calls")
		return nil
	}
	out := table{head: []string{"PERIOD", "CALL"}}
	for _, concept := range calls[0].GetConcepts() {
		out.head = append(out.head, concept.GetConcept())
	}
	for _, call := range calls {
		_, name, _ := strings.Cut(call.GetCall(), "/calls/")
		cells := []string{call.GetPeriod(), name}
		for _, concept := range call.GetConcepts() {
			cells = append(cells, coverageCell(concept))
		}
		out.add(cells...)
	}
	return out.write(p.s.out, terminalOf(p.s.out))
}

// coverageCell is how many facts tell a concept, or why none does.
func coverageCell(c *metricsv1.ConceptCoverage) string {
	switch c.GetState() {
	case metricsv1.CoverageState_COVERAGE_STATE_STATED:
		return count(len(c.GetFacts()), "fact")
	case metricsv1.CoverageState_COVERAGE_STATE_ASKED_NOT_GIVEN:
		return "asked"
	case metricsv1.CoverageState_COVERAGE_STATE_NOT_STATED:
		return "-"
	default:
		return word(c.GetState().String(), "COVERAGE_STATE_")
	}
}
