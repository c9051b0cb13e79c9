package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

func transcriptsCommand(s streams) *cobra.Command {
	var t target
	var filter string
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "transcripts [COMPANY[/CALL]]",
		Short: "List transcripts, or delete, move or parse them again",
		Long:  `List the transcripts of a call, of a company, or all: newest accepted first.`,
		Example: `  callfacts transcripts northwind-systems/2023-q1
  callfacts transcripts --filter 'current = false'`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return t.with(func(services *services) error {
				return transcripts(c.Context(), services, p, callName(strings.Join(args, "")), filter)
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringVar(&filter, "filter", "", "an AIP-160 filter, such as 'vendor = \"Acme\"'")
	c.AddCommand(deleteCommand(s), moveCommand(s), reparseCommand(s))
	return c
}

func transcripts(ctx context.Context, services *services, p printer, parent, filter string) error {
	out := table{head: []string{"NAME", "REVISION", "CURRENT", "ACCEPTED", "LAYOUT", "VENDOR", "WARNINGS"}}
	err := pages(func(token string) (string, error) {
		page, err := services.parser.ListTranscripts(ctx, &parserv1.ListTranscriptsRequest{Parent: parent, PageSize: pageSize, PageToken: token, Filter: filter})
		if err != nil {
			return "", err
		}
		for _, m := range page.GetTranscripts() {
			if p.json {
				if err := p.message(m); err != nil {
					return "", err
				}
				continue
			}
			out.add(m.GetName(), fmt.Sprint(m.GetRevision()), yes(m.GetCurrent()), m.GetAcceptTime().AsTime().Format("2006-01-02 15:04"),
				m.GetLayout().GetName(), oneLine(m.GetVendor()), warnings(m))
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil || p.json {
		return err
	}
	return out.write(p.s.out, terminalOf(p.s.out))
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// warnings are the words for the doubts about a document.
func warnings(m *parserv1.Transcript) string {
	var codes []string
	for _, w := range m.GetWarnings() {
		codes = append(codes, w.GetCode())
	}
	if n := len(m.GetConflicts()); n > 0 {
		codes = append(codes, count(n, "conflict"))
	}
	return strings.Join(codes, ", ")
}

func deleteCommand(s streams) *cobra.Command {
	var t target
	c := &cobra.Command{
		Use:   "delete TRANSCRIPT...",
		Short: "Delete transcripts",
		Long: `Delete transcripts: they leave every list, and their facts the current view. What
was known of them stays on record; ingesting the same document brings it back.`,
		Example: `  callfacts transcripts delete TRANSCRIPT   # as "callfacts transcripts" lists it`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return t.with(func(services *services) error {
				return each(s, args, func(name string) error {
					if !strings.Contains(name, "/transcripts/") && !isTranscriptID(name) {
						return errors.New("name the transcript itself; `callfacts transcripts` lists them")
					}
					name, err := transcriptName(c.Context(), services, name)
					if err != nil {
						return err
					}
					if _, err := services.parser.DeleteTranscript(c.Context(), &parserv1.DeleteTranscriptRequest{Name: name}); err != nil {
						return err
					}
					_, err = fmt.Fprintln(s.out, "deleted", name)
					return err
				})
			})
		},
	}
	t.flags(c)
	return c
}

// each does something to every argument, and says which of them it could not
// be done to.
func each(s streams, args []string, do func(string) error) error {
	failed := false
	for _, arg := range args {
		if err := do(arg); err != nil {
			fmt.Fprintf(s.err, "%s: %s\n", arg, explain(err))
			failed = true
		}
	}
	if failed {
		return errPartly
	}
	return nil
}

func moveCommand(s streams) *cobra.Command {
	var t target
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "move TRANSCRIPT CALL",
		Short: "Move a transcript to another call",
		Long: `Move a transcript to another call, which is made where the company has none of
that name. Its facts go with it, and its old names lead to it still.`,
		Example: `  callfacts transcripts move TRANSCRIPT northwind-systems/2023-q3`,
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return t.with(func(services *services) error {
				name, err := transcriptName(c.Context(), services, args[0])
				if err != nil {
					return err
				}
				moved, err := services.parser.MoveTranscript(c.Context(), &parserv1.MoveTranscriptRequest{Name: name, DestinationCall: callName(args[1])})
				if err != nil {
					return err
				}
				return p.result(moved.GetTranscript(), moved.GetTranscript().GetName())
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	return c
}

func reparseCommand(s streams) *cobra.Command {
	var t target
	request := &parserv1.ReparseTranscriptsRequest{}
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "reparse [COMPANY[/CALL]]",
		Short: "Parse kept documents again with the server's parser",
		Long: `Parse kept documents again, those of a call, of a company, or all. Where the
parser reads something else than before, the transcript gets a new revision and
its facts are extracted again. Where it reads another company or period, nothing
moves: that is a conflict of the transcript.`,
		Example: `  callfacts transcripts reparse northwind-systems
  callfacts transcripts reparse --filter 'layout = "generic"' --force`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			request.Parent = callName(strings.Join(args, ""))
			return t.with(func(services *services) error {
				return reparse(c.Context(), services, p, request)
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringVar(&request.Filter, "filter", "", "an AIP-160 filter, such as 'parser_version = \"1\"'")
	c.Flags().BoolVar(&request.Force, "force", false, "also those that this version of the parser has parsed")
	return c
}

func reparse(ctx context.Context, services *services, p printer, request *parserv1.ReparseTranscriptsRequest) error {
	parsed, changed, failed := 0, 0, 0
	err := pages(func(token string) (string, error) {
		request.PageToken = token
		page, err := services.parser.ReparseTranscripts(ctx, request)
		if err != nil {
			return "", err
		}
		for _, m := range page.GetTranscripts() {
			parsed++
			if m.GetError() != nil {
				failed++
			}
			if m.GetChanged() {
				changed++
			}
			if err := p.reparsed(m); err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
	switch {
	case err != nil:
		return err
	case failed > 0:
		err = errPartly
	}
	if !p.json {
		fmt.Fprintf(p.s.out, "%s parsed again, %d changed, %d failed\n", count(parsed, "transcript"), changed, failed)
	}
	return err
}

// reparsed says what became of a transcript, where there is something to say.
func (p printer) reparsed(m *parserv1.ReparsedTranscript) error {
	if p.json {
		return p.message(m)
	}
	if m.GetChanged() {
		fmt.Fprintf(p.s.out, "%s: revision %d\n", m.GetName(), m.GetRevision())
	}
	for _, c := range m.GetConflicts() {
		fmt.Fprintf(p.s.out, "%s: %s stays %q, read as %q: %s\n", m.GetName(), c.GetField(), c.GetUsed(), c.GetOther(), c.GetReason())
	}
	if m.GetError() != nil {
		fmt.Fprintf(p.s.err, "%s: %s\n", m.GetName(), rpcerr.ParseProto(m.GetError()).Message)
	}
	return nil
}
