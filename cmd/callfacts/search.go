package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// searchQuery says which turns are looked for.
type searchQuery struct {
	words, company, call           string
	period, role, section, speaker string
	filter                         string
	all                            bool
	limit                          int
}

func searchCommand(s streams) *cobra.Command {
	var t target
	var q searchQuery
	p := printer{s: s}
	c := &cobra.Command{
		Use:   "search QUERY...",
		Short: "Search what was said",
		Long: `Search what was said, best match first. The words of the query all occur, in any
form; "in quotes" they stand in sequence; or is between alternatives, -word must
not occur (after --), and margin* is a beginning.`,
		Example: `  callfacts search raised guidance --role executive --period 2023
  callfacts search '"gross margin"' --section questions-and-answers --json`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			q.words = strings.Join(args, " ")
			request, err := q.request()
			if err = errors.Join(err, checkLimit(q.limit)); err != nil {
				return err
			}
			return t.with(func(services *services) error {
				return search(c.Context(), services, p, request, q.limit)
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	f := c.Flags()
	f.StringVar(&q.company, "company", "-", "the company, such as northwind-systems")
	f.StringVar(&q.call, "call", "-", "the call, such as 2012-q1")
	f.StringVar(&q.period, "period", "", "the fiscal year or period of the call, such as 2012 or 2012Q1")
	f.StringVar(&q.role, "role", "", "operator, investor_relations, executive, analyst or other")
	f.StringVar(&q.section, "section", "", "prepared_remarks, questions_and_answers or closing")
	f.StringVar(&q.speaker, "speaker", "", "the speaker's name")
	f.StringVar(&q.filter, "filter", "", "an AIP-160 filter, such as 'vendor = \"Acme\"'")
	f.BoolVar(&q.all, "all-transcripts", false, "superseded transcripts too")
	f.IntVar(&q.limit, "limit", 20, "list no more than so many; 0 for all")
	return c
}

// request is the query as the service takes it.
func (q *searchQuery) request() (*parserv1.SearchTurnsRequest, error) {
	var where conditions
	if err := where.fiscal(q.period); err != nil {
		return nil, err
	}
	where.enum("speaker_role", q.role)
	where.enum("section", q.section)
	where.text("speaker", q.speaker)
	filter, err := where.and(q.filter)
	return &parserv1.SearchTurnsRequest{
		Parent: resource("companies/", q.company) + "/calls/" + q.call, Query: q.words, Filter: filter, IncludeSuperseded: q.all,
	}, err
}

// search lists turns: as JSON, or as snippets with the words that match marked.
func search(ctx context.Context, services *services, p printer, request *parserv1.SearchTurnsRequest, limit int) error {
	on, found, more := terminalOf(p.s.out), 0, false
	err := pages(func(token string) (string, error) {
		request.PageToken, request.PageSize = token, 100
		if limit > 0 {
			request.PageSize = int32(min(100, limit-found))
		}
		page, err := services.parser.SearchTurns(ctx, request)
		if err != nil {
			return "", err
		}
		for _, m := range page.GetMatches() {
			if p.json {
				err = p.message(m)
			} else {
				err = writeMatch(p, on, m, found == 0)
			}
			if err != nil {
				return "", err
			}
			found++
		}
		if limit > 0 && found >= limit {
			more = page.GetNextPageToken() != ""
			return "", nil
		}
		return page.GetNextPageToken(), nil
	})
	switch {
	case err != nil || p.json:
	case found == 0:
		fmt.Fprintln(p.s.err, "nothing was said of it")
	case more:
		fmt.Fprintln(p.s.err, "There are more; --limit 0 lists all.")
	}
	return err
}

// writeMatch prints where a turn is, whose it is, and its snippet.
func writeMatch(p printer, on terminal, m *parserv1.TurnMatch, first bool) error {
	if !first {
		fmt.Fprintln(p.s.out)
	}
	call, _, _ := strings.Cut(m.GetTranscript(), "/transcripts/")
	where := []string{call}
	for _, more := range []string{m.GetEvent().GetDate(), who(m.GetSpeaker()), word(m.GetSection().String(), "SECTION_")} {
		if more != "" {
			where = append(where, oneLine(more))
		}
	}
	where = append(where, fmt.Sprintf("turn %d", m.GetTurn()))
	if _, err := fmt.Fprintln(p.s.out, on.paint(bold, where[0])+"  "+strings.Join(where[1:], " · ")); err != nil {
		return err
	}
	w := wrapper{out: p.s.out, columns: on.columns}
	text, from := m.GetSnippetText(), int(m.GetSnippet().GetStart())
	if m.GetSnippet().GetStart() > m.GetSpan().GetStart() {
		w.add("… ", nil)
	}
	at := 0
	for _, h := range m.GetHighlights() {
		start, end := int(h.GetStart())-from, int(h.GetEnd())-from
		if start < at || end > len(text) {
			continue
		}
		w.add(text[at:start], nil)
		word := text[start:end]
		if !on.color {
			word = "[" + word + "]"
		}
		w.add(word, func(s string) string { return on.paint(bold, s) })
		at = end
	}
	w.add(text[at:], nil)
	if m.GetSnippet().GetEnd() < m.GetSpan().GetEnd() {
		w.add(" …", nil)
	}
	w.flush()
	return nil
}
