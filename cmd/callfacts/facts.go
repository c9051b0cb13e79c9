package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

// factsQuery says which facts are listed.
type factsQuery struct {
	company, call                              string
	concept, period, status, basis, unit, role string
	measure                                    string
	filter                                     string
	asOf, recordedAsOf                         string
	all                                        bool
	limit                                      int
}

func factsCommand(s streams) *cobra.Command {
	var t target
	var q factsQuery
	p := printer{s: s}
	names := false
	c := &cobra.Command{
		Use:   "facts",
		Short: "List facts with the words that say them",
		Long: `List facts with the words that say them: newest call first, then in order of the
text. Values of the flags match as they are; --filter takes any condition.`,
		Example: `  callfacts facts --concept revenue --status guidance
  callfacts facts --company northwind-systems --period 2012Q1 --json
  callfacts facts --filter 'concept = "revenue" AND member = "Americas"'`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			request, err := q.request()
			if err = errors.Join(err, checkLimit(q.limit)); err != nil {
				return err
			}
			return t.with(func(services *services) error {
				listed, err := facts(c.Context(), services, &factTable{on: terminalOf(p.s.out), p: p, names: names}, request, q.limit)
				if err != nil || listed > 0 {
					return err
				}
				if err := knownConcept(c.Context(), services, q.concept, resource("companies/", q.company)); err != nil || p.json {
					return err
				}
				fmt.Fprintln(p.s.err, "no facts")
				return nil
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	q.flags(c)
	c.Flags().BoolVar(&names, "names", false, "print the names of the facts alone, for explain, verify and review")
	c.Flags().IntVar(&q.limit, "limit", 0, "list no more than so many; 0 for all")
	c.MarkFlagsMutuallyExclusive("names", "json")
	return c
}

// flags adds the flags that choose facts.
func (q *factsQuery) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&q.company, "company", "-", "the company, such as northwind-systems")
	f.StringVar(&q.call, "call", "-", "the call, such as 2012-q1")
	f.StringVar(&q.concept, "concept", "", "the concept, such as revenue; as 'callfacts concepts' lists them")
	f.StringVar(&q.period, "period", "", "the fiscal period, such as 2012Q1 or 2012FY, or a whole year, 2012")
	f.StringVar(&q.measure, "measure", "", "value, growth, change or share")
	f.StringVar(&q.status, "status", "", "actual, guidance, target or hypothetical")
	f.StringVar(&q.basis, "basis", "", "gaap or non_gaap")
	f.StringVar(&q.unit, "unit", "", "the unit, such as USD or percent")
	f.StringVar(&q.role, "speaker-role", "", "operator, investor_relations, executive, analyst or other")
	f.StringVar(&q.filter, "filter", "", "an AIP-160 filter, such as 'low > 1000000'")
	f.StringVar(&q.asOf, "as-of", "", "only what was said by then: a date or a time in RFC 3339")
	f.StringVar(&q.recordedAsOf, "recorded-as-of", "", "the facts as they were recorded then: a date or a time in RFC 3339")
	f.BoolVar(&q.all, "all-transcripts", false, "the facts of superseded transcripts too")
}

// request is the query as the service takes it.
func (q *factsQuery) request() (*metricsv1.ListFactsRequest, error) {
	request := &metricsv1.ListFactsRequest{
		Parent:            resource("companies/", q.company) + "/calls/" + q.call + "/transcripts/-",
		IncludeSuperseded: q.all,
	}
	var where conditions
	where.text("concept", q.concept)
	where.text("unit", q.unit)
	where.enum("measure", q.measure)
	where.enum("status", q.status)
	where.enum("basis", q.basis)
	where.enum("speaker_role", q.role)
	err := where.period(q.period)
	if err != nil {
		return nil, err
	}
	if request.Filter, err = where.and(q.filter); err != nil {
		return nil, err
	}
	if request.AsOf, err = moment(q.asOf, true); err != nil {
		return nil, fmt.Errorf("--as-of: %w", err)
	}
	if request.RecordedAsOf, err = moment(q.recordedAsOf, true); err != nil {
		return nil, fmt.Errorf("--recorded-as-of: %w", err)
	}
	return request, nil
}

// enumName writes `non-gaap` as NON_GAAP.
func enumName(s string) string {
	return strings.ToUpper(strings.NewReplacer("-", "_", " ", "_").Replace(s))
}

// moment reads a time in RFC 3339, or a date: its start, or its end.
func moment(s string, end bool) (*timestamppb.Timestamp, error) {
	if s == "" {
		return nil, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return timestamppb.New(t), nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return nil, fmt.Errorf("%q is neither a date such as 2012-04-24 nor a time such as 2012-04-24T21:00:00Z", s)
	}
	if end {
		t = t.AddDate(0, 0, 1).Add(-time.Microsecond)
	}
	return timestamppb.New(t), nil
}

// facts lists facts: as JSON, as names, or as a table for each call; and how many.
func facts(ctx context.Context, services *services, out *factTable, request *metricsv1.ListFactsRequest, limit int) (listed int, err error) {
	more := false
	err = pages(func(token string) (string, error) {
		request.PageToken, request.PageSize = token, pageSize
		if limit > 0 {
			request.PageSize = int32(min(pageSize, limit-listed))
		}
		page, err := services.metrics.ListFacts(ctx, request)
		if err != nil {
			return "", err
		}
		for _, f := range page.GetFacts() {
			if err := out.add(f); err != nil {
				return "", err
			}
		}
		if listed += len(page.GetFacts()); limit > 0 && listed >= limit {
			more = page.GetNextPageToken() != ""
			return "", nil
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil {
		return listed, err
	}
	if err := out.flush(); err != nil || out.p.json || out.names {
		return listed, err
	}
	if more {
		fmt.Fprintln(out.p.s.err, "There are more facts than these; --limit 0 lists all.")
	}
	return listed, nil
}

// factTable prints a table for each call.
type factTable struct {
	p     printer
	on    terminal
	names bool   // the names alone
	call  string // companies/…/calls/…
	rows  *table
	count int // of tables
}

func (t *factTable) add(f *metricsv1.Fact) error {
	if t.p.json {
		return t.p.message(f)
	}
	if t.names {
		_, err := fmt.Fprintln(t.p.s.out, f.GetName())
		return err
	}
	call, _, _ := strings.Cut(f.GetName(), "/transcripts/")
	if call != t.call || t.rows == nil {
		if err := t.flush(); err != nil {
			return err
		}
		t.call = call
		t.rows = &table{head: []string{"CONCEPT", "MEASURE", "VALUE", "PERIOD", "STATUS", "BASIS", "OF", "SAID BY", "QUOTE"}, indent: "  ", enough: 60}
	}
	t.rows.rows = append(t.rows.rows, row{
		cells: []string{
			f.GetConcept(), measured(f), value(f.GetValue()), f.GetPeriod().GetLabel(),
			word(f.GetStatus().String(), "FACT_STATUS_"), strings.ReplaceAll(word(f.GetBasis().String(), "BASIS_"), " ", "-"),
			shorten(parts(f), 24), shorten(oneLine(f.GetSpeakerName()), 18), oneLine(f.GetEvidence().GetQuote()),
		},
		focus: oneLine(spoken(f.GetEvidence())),
	})
	return nil
}

// spoken is the value as the quote has it.
func spoken(e *metricsv1.Evidence) string {
	from := int(e.GetValue().GetStart() - e.GetQuoteSpan().GetStart())
	to := int(e.GetValue().GetEnd() - e.GetQuoteSpan().GetStart())
	if from < 0 || from > to || to > len(e.GetQuote()) {
		return ""
	}
	return e.GetQuote()[from:to]
}

func (t *factTable) flush() error {
	if t.rows == nil {
		return nil
	}
	if t.count++; t.count > 1 {
		fmt.Fprintln(t.p.s.out)
	}
	fmt.Fprintf(t.p.s.out, "%s\n", t.on.paint(bold, t.call))
	rows := t.rows
	t.rows = nil
	return rows.write(t.p.s.out, t.on)
}
