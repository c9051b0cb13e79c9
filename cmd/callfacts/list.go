package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// pageSize is how many rows a page has that the CLI asks for.
const pageSize = 500

// printer writes what a command lists: rows of a table, or a line of JSON each.
type printer struct {
	s    streams
	json bool
}

// message writes a line of JSON.
func (p printer) message(m proto.Message) error {
	w := &jsonWriter{}
	w.message(m)
	if w.err != nil {
		return w.err
	}
	w.raw("\n")
	_, err := p.s.out.Write(w.Bytes())
	return err
}

// result prints what a command made or changed: its JSON, or its name.
func (p printer) result(m proto.Message, name string) error {
	if p.json {
		return p.message(m)
	}
	_, err := fmt.Fprintln(p.s.out, name)
	return err
}

// checkLimit says what is wrong with --limit.
func checkLimit(limit int) error {
	if limit < 0 {
		return fmt.Errorf("--limit: %d is less than none; 0 lists all", limit)
	}
	return nil
}

func jsonFlag(c *cobra.Command, json *bool) {
	c.Flags().BoolVar(json, "json", false, "print JSON, one object a line")
}

func companiesCommand(s streams) *cobra.Command {
	var t target
	var filter string
	p := printer{s: s}
	c := &cobra.Command{
		Use:     "companies",
		Short:   "List the companies that hold calls",
		Example: `  callfacts companies --filter 'exchange = "NYSE"'`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return t.with(func(services *services) error {
				return companies(c.Context(), services, p, filter)
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringVar(&filter, "filter", "", "an AIP-160 filter, such as 'ticker = \"NWSY\"'")
	c.AddCommand(updateCompanyCommand(s), mergeCommand(s))
	return c
}

func companies(ctx context.Context, services *services, p printer, filter string) error {
	out := table{head: []string{"NAME", "COMPANY", "TICKER", "CALLS"}}
	err := pages(func(token string) (string, error) {
		page, err := services.parser.ListCompanies(ctx, &parserv1.ListCompaniesRequest{PageSize: pageSize, PageToken: token, Filter: filter})
		if err != nil {
			return "", err
		}
		for _, c := range page.GetCompanies() {
			if p.json {
				if err := p.message(c); err != nil {
					return "", err
				}
				continue
			}
			ticker := strings.Trim(c.GetExchange()+":"+c.GetTicker(), ":")
			out.add(c.GetName(), oneLine(c.GetDisplayName()), oneLine(ticker), strconv.Itoa(int(c.GetCallCount())))
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil || p.json {
		return err
	}
	return out.write(p.s.out, terminalOf(p.s.out))
}

func callsCommand(s streams) *cobra.Command {
	var t target
	var filter string
	p := printer{s: s}
	c := &cobra.Command{
		Use:     "calls [COMPANY]",
		Short:   "List the calls of a company, or of all",
		Example: `  callfacts calls northwind-systems --filter 'fiscal_year >= 2012'`,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			company := "-"
			if len(args) > 0 {
				company = args[0]
			}
			return t.with(func(services *services) error {
				return calls(c.Context(), services, p, resource("companies/", company), filter)
			})
		},
	}
	t.flags(c)
	jsonFlag(c, &p.json)
	c.Flags().StringVar(&filter, "filter", "", "an AIP-160 filter, such as 'fiscal_year = 2012'")
	return c
}

func calls(ctx context.Context, services *services, p printer, parent, filter string) error {
	out := table{head: []string{"NAME", "DATE", "PERIOD", "EVENT", "TRANSCRIPTS", "CURRENT"}}
	err := pages(func(token string) (string, error) {
		page, err := services.parser.ListCalls(ctx, &parserv1.ListCallsRequest{Parent: parent, PageSize: pageSize, PageToken: token, Filter: filter})
		if err != nil {
			return "", err
		}
		for _, c := range page.GetCalls() {
			if p.json {
				if err := p.message(c); err != nil {
					return "", err
				}
				continue
			}
			e := c.GetEvent()
			period := e.GetFiscalPeriod()
			if e.GetFiscalYear() != 0 {
				period = strings.TrimSpace(period + " " + strconv.Itoa(int(e.GetFiscalYear())))
			}
			current := c.GetCurrentTranscript()
			out.add(c.GetName(), oneLine(e.GetDate()), oneLine(period), word(e.GetKind().String(), "EVENT_KIND_"),
				strconv.Itoa(int(c.GetTranscriptCount())), current[strings.LastIndexByte(current, '/')+1:])
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil || p.json {
		return err
	}
	return out.write(p.s.out, terminalOf(p.s.out))
}
