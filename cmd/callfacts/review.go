package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"strings"

	"github.com/spf13/cobra"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

func reviewCommand(s streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "review",
		Short: "Say whether facts are right, and list what was said",
		Long: `Say whether a fact is right. It stays as it was extracted; what a person says of it
is kept beside it, across re-extraction. A fact is named by its resource name or by
TRANSCRIPT/FACT, the parts of it that are its identity.`,
	}
	holdsOthers(c)
	accept := verdictCommand(s, "accept", "Say that a fact is right", metricsv1.ReviewVerdict_REVIEW_VERDICT_ACCEPTED)
	reject := verdictCommand(s, "reject", "Say that a fact is none", metricsv1.ReviewVerdict_REVIEW_VERDICT_REJECTED)
	c.AddCommand(accept, reject, correctCommand(s), reviewsCommand(s))
	return c
}

// reviewer is who says something of a fact, and how it is shown.
type reviewer struct {
	target
	printer
	author, reason string
}

func (r *reviewer) flags(c *cobra.Command) {
	r.target.flags(c)
	jsonFlag(c, &r.json)
	c.Flags().StringVar(&r.author, "author", accountName(), "who says it")
	c.Flags().StringVar(&r.reason, "reason", "", "why")
}

// accountName is who runs the command.
func accountName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return os.Getenv("USER")
}

// say records a review.
func (r *reviewer) say(ctx context.Context, fact string, verdict metricsv1.ReviewVerdict, correction *metricsv1.Fact) error {
	name, err := factArgument(fact)
	if err != nil {
		return err
	}
	return r.with(func(services *services) error {
		said, err := services.metrics.ReviewFact(ctx, &metricsv1.ReviewFactRequest{
			Name: name, Verdict: verdict, Author: r.author, Reason: r.reason, Correction: correction,
		})
		if err != nil {
			return err
		}
		return r.result(said.GetReview(), said.GetReview().GetName())
	})
}

func verdictCommand(s streams, use, short string, verdict metricsv1.ReviewVerdict) *cobra.Command {
	r := reviewer{printer: printer{s: s}}
	c := &cobra.Command{
		Use: use + " FACT", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return r.say(c.Context(), args[0], verdict, nil) },
	}
	r.flags(c)
	return c
}

func correctCommand(s streams) *cobra.Command {
	r := reviewer{printer: printer{s: s}}
	correction, value := &metricsv1.Fact{}, &metricsv1.Quantity{}
	var period, measure, status, comparison, basis string
	c := &cobra.Command{
		Use:     "correct FACT",
		Short:   "Say what a fact should be",
		Example: `  callfacts review correct "$(callfacts facts --concept free_cash_flow --limit 1 --names)" --period 2023Q4 --reason 'the quarter, not the year'`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if value.GetLow() != "" || value.GetHigh() != "" {
				correction.Value = value
			} else if value.GetUnit() != "" {
				return errors.New("--unit stands with the number: --low, --high or both")
			}
			if period != "" {
				correction.Period = &metricsv1.Period{Label: period}
			}
			err := errors.Join(
				enumValue("measure", measure, "MEASURE_", metricsv1.Measure_value, &correction.Measure),
				enumValue("status", status, "FACT_STATUS_", metricsv1.FactStatus_value, &correction.Status),
				enumValue("comparison", comparison, "COMPARISON_", metricsv1.Comparison_value, &correction.Comparison),
				enumValue("basis", basis, "BASIS_", metricsv1.Basis_value, &correction.Basis),
			)
			if err != nil {
				return err
			}
			return r.say(c.Context(), args[0], metricsv1.ReviewVerdict_REVIEW_VERDICT_CORRECTED, correction)
		},
	}
	r.flags(c)
	f := c.Flags()
	f.StringVar(&correction.Concept, "concept", "", "the concept that it is of")
	f.StringVar(&value.Low, "low", "", "the lower end of the value, a decimal in base units")
	f.StringVar(&value.High, "high", "", "the upper end of the value; the same as --low for a point")
	f.StringVar(&value.Unit, "unit", "", "the unit of the value, such as USD or percent")
	f.StringVar(&period, "period", "", "the fiscal period, such as 2012Q1")
	f.StringVar(&measure, "measure", "", "value, growth, change or share")
	f.StringVar(&status, "status", "", "actual, guidance, target or hypothetical")
	f.StringVar(&comparison, "comparison", "", "sequential, year_over_year or other")
	f.StringVar(&basis, "basis", "", "gaap or non_gaap")
	return c
}

// enumValue reads a flag that names a value of an enumeration.
func enumValue[E ~int32](flag, name, prefix string, values map[string]int32, into *E) error {
	if name == "" {
		return nil
	}
	value, ok := values[prefix+enumName(name)]
	if !ok {
		return fmt.Errorf("--%s: there is no %q", flag, name)
	}
	*into = E(value)
	return nil
}

func reviewsCommand(s streams) *cobra.Command {
	var t target
	var filter string
	p := printer{s: s}
	c := &cobra.Command{
		Use:     "list [COMPANY[/CALL] | FACT]",
		Short:   "List what was said about facts, newest first",
		Example: `  callfacts review list northwind-systems --filter 'verdict = REJECTED'`,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			parent := factName(strings.Join(args, ""))
			if !strings.Contains(parent, "/facts/") {
				parent = callName(parent) + "/transcripts/-/facts/-"
			}
			return t.with(func(services *services) error {
				return reviews(c.Context(), services, p, parent, filter)
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringVar(&filter, "filter", "", "an AIP-160 filter over verdict, author and create_time")
	return c
}

func reviews(ctx context.Context, services *services, p printer, parent, filter string) error {
	out := table{head: []string{"FACT", "VERDICT", "AUTHOR", "WHEN", "OF", "SHOULD BE", "REASON"}}
	err := pages(func(token string) (string, error) {
		page, err := services.metrics.ListFactReviews(ctx, &metricsv1.ListFactReviewsRequest{Parent: parent, PageSize: pageSize, PageToken: token, Filter: filter})
		if err != nil {
			return "", err
		}
		for _, r := range page.GetReviews() {
			if p.json {
				if err := p.message(r); err != nil {
					return "", err
				}
				continue
			}
			fact, _, _ := strings.Cut(shortFact(r.GetName()), "/reviews/")
			out.add(fact, word(r.GetVerdict().String(), "REVIEW_VERDICT_"), oneLine(r.GetAuthor()),
				r.GetCreateTime().AsTime().Format("2006-01-02 15:04"), shorten(summary(r.GetReviewed()), 60), summary(r.GetCorrection()), oneLine(r.GetReason()))
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil || p.json {
		return err
	}
	return out.write(p.s.out, terminalOf(p.s.out))
}

// summary is a fact, or what is set of one, in a few words.
func summary(f *metricsv1.Fact) string {
	if f == nil {
		return ""
	}
	text := strings.TrimSpace(note(f))
	if f.GetValue() != nil {
		text = strings.TrimSpace(text + " " + value(f.GetValue()))
	}
	return text
}
