package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

func explainCommand(s streams) *cobra.Command {
	var t target
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "explain FACT",
		Short: "Tell how a fact was read",
		Long: `Tell how a fact was read: the rules that took part and what each concluded, how the
number was normalised, and which other readings were considered. A fact is named by
its resource name, as "callfacts facts --names" prints it, or by TRANSCRIPT/FACT, the
parts of it that are its identity.`,
		Example: `  callfacts explain "$(callfacts facts --concept free_cash_flow --limit 1 --names)"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			name, err := factArgument(args[0])
			if err != nil {
				return err
			}
			return t.with(func(services *services) error {
				got, err := services.metrics.ExplainFact(c.Context(), &metricsv1.ExplainFactRequest{Name: name})
				if err != nil {
					return err
				}
				if p.json {
					return p.message(got.GetExplanation())
				}
				return p.explanation(got.GetExplanation())
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	return c
}

// explanation prints how a fact was read.
func (p printer) explanation(e *metricsv1.Explanation) error {
	on, f := terminalOf(p.s.out), e.GetFact()
	fmt.Fprintln(p.s.out, on.paint(bold, f.GetName()))
	for _, line := range [][2]string{
		{"fact", summary(f)},
		{"said by", cmp.Or(oneLine(f.GetSpeakerName()), "unidentified")},
		{"written", oneLine(e.GetWritten()) + ", as " + word(e.GetForm().String(), "QUANTITY_FORM_")},
		{"quote", oneLine(f.GetEvidence().GetQuote())},
		{"engine", e.GetEngineVersion()},
	} {
		fmt.Fprintf(p.s.out, "  %-8s %s\n", line[0], line[1])
	}
	steps := table{head: []string{"RULE", "AT", "CONCLUDED"}, indent: "  "}
	for _, step := range e.GetSteps() {
		steps.add(step.GetRule(), fmt.Sprintf("%d-%d", step.GetSpan().GetStart(), step.GetSpan().GetEnd()), oneLine(step.GetNote()))
	}
	fmt.Fprintln(p.s.out)
	if err := steps.write(p.s.out, on); err != nil || len(e.GetDiscarded()) == 0 {
		return err
	}
	discarded := table{head: []string{"NOT TAKEN", "FOR", "BECAUSE"}, indent: "  "}
	for _, d := range e.GetDiscarded() {
		discarded.add(oneLine(d.GetValue()), d.GetField(), oneLine(d.GetReason()))
	}
	fmt.Fprintln(p.s.out)
	return discarded.write(p.s.out, on)
}

func verifyCommand(s streams) *cobra.Command {
	var t target
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "verify COMPANY[/CALL] | TRANSCRIPT | FACT...",
		Short: "Read the evidence of facts again",
		Long: `Read the evidence of facts again, from the transcript as the parser has it, and say
of which the same quantity does not come out. Exit code 1 if there are any.`,
		Example: `  callfacts verify northwind-systems
  callfacts facts --concept eps --names | xargs callfacts verify --json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return t.with(func(services *services) error {
				v := verifier{services: services, p: p}
				for _, arg := range args {
					if err := v.argument(c.Context(), arg); err != nil {
						return err
					}
				}
				return v.end()
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	return c
}

// verifier reads the evidence of facts again.
type verifier struct {
	services         *services
	p                printer
	verified, failed int
}

// argument verifies a fact, or all facts of a company, call or transcript.
func (v *verifier) argument(ctx context.Context, arg string) error {
	if name := factName(arg); strings.Contains(name, "/facts/") {
		return v.facts(ctx, []string{name})
	}
	parent := callName(arg) + "/transcripts/-"
	if isTranscriptID(arg) || strings.Contains(arg, "/transcripts/") {
		parent = resource("companies/-/calls/-/transcripts/", arg)
		if strings.HasPrefix(arg, "companies/") {
			parent = arg
		}
	}
	return pages(func(token string) (string, error) {
		page, err := v.services.metrics.ListFacts(ctx, &metricsv1.ListFactsRequest{
			Parent: parent, PageSize: pageSize, PageToken: token, ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"name"}},
		})
		if err != nil {
			return "", err
		}
		names := make([]string, len(page.GetFacts()))
		for i, f := range page.GetFacts() {
			names[i] = f.GetName()
		}
		return page.GetNextPageToken(), v.facts(ctx, names)
	})
}

// facts verifies facts by name, and shows what does not stand.
func (v *verifier) facts(ctx context.Context, names []string) error {
	for chunk := range slices.Chunk(names, pageSize) {
		got, err := v.services.metrics.VerifyEvidence(ctx, &metricsv1.VerifyEvidenceRequest{Names: chunk})
		if err != nil {
			return err
		}
		for _, m := range got.GetVerifications() {
			if m.GetVerified() {
				v.verified++
			} else {
				v.failed++
			}
			switch {
			case v.p.json:
				if err := v.p.message(m); err != nil {
					return err
				}
			case !m.GetVerified():
				fmt.Fprintf(v.p.s.out, "%s: %s: the fact says %s, the text %s\n", m.GetName(), m.GetReason(), value(m.GetStated()), cmp.Or(value(m.GetReread()), "nothing"))
			}
		}
	}
	return nil
}

func (v *verifier) end() error {
	if v.verified+v.failed == 0 {
		return errors.New("there are no facts to verify")
	}
	if !v.p.json {
		fmt.Fprintf(v.p.s.out, "%s verified, %d not\n", count(v.verified, "fact"), v.failed)
	}
	if v.failed > 0 {
		return errPartly
	}
	return nil
}
