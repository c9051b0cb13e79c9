package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/export"
)

// exporter is what the export command was asked for.
type exporter struct {
	target
	s        streams
	query    factsQuery
	format   string
	out, dir string
	rows     int // in a file of a folder
	yearEnd  string

	services *services
	progress counter
}

// The formats of one document, besides the tables of package export.
const (
	xbrlJSON     = "xbrl-json"
	companyFacts = "companyfacts"
)

func exportCommand(s streams) *cobra.Command {
	e := exporter{s: s}
	c := &cobra.Command{
		Use:   "export [facts|transcripts]",
		Short: "Write facts or transcripts for other programs",
		Long: `Write facts, or transcripts, for other programs: tables as csv, jsonl or parquet;
facts also as an xBRL-JSON report (xbrl-json) and, of one company, in the shape of
the SEC's companyfacts (companyfacts).

With --dir a table goes into a folder, a file for each so many rows; export.json
there holds the cursor, and the same command goes on where it was interrupted.

xbrl-json and companyfacts have facts with dates only. Where the calls do not tell
when a company's fiscal year ends, --fiscal-year-end does; what has no dates is left
out and counted.`,
		Example: `  callfacts export --format csv --company northwind-systems --out facts.csv
  callfacts export --format parquet --dir facts --rows 100000
  callfacts export transcripts --format parquet --out transcripts.parquet
  callfacts export --format xbrl-json --call 2023-q1 --fiscal-year-end 12-31 --out report.json`,
		Args:      cobra.MatchAll(cobra.MaximumNArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"facts", "transcripts"},
		RunE: func(c *cobra.Command, args []string) error {
			return e.with(func(services *services) error {
				e.services = services
				return e.run(c.Context(), cmp.Or(strings.Join(args, ""), "facts"))
			})
		},
	}
	e.flags(c)
	e.query.flags(c)
	f := c.Flags()
	f.StringVar(&e.format, "format", export.CSV, "csv, jsonl, parquet, xbrl-json or companyfacts")
	f.StringVar(&e.out, "out", "-", "the file to write, - for standard output")
	f.StringVar(&e.dir, "dir", "", "a folder to write a table to, a file for each --rows")
	f.IntVar(&e.rows, "rows", 100_000, "how many rows a file of the folder has")
	f.StringVar(&e.yearEnd, "fiscal-year-end", "", "the month in which fiscal years end, such as 12 or 06-30, where the calls do not tell")
	c.MarkFlagsMutuallyExclusive("out", "dir")
	return c
}

// run exports what was asked for.
func (e *exporter) run(ctx context.Context, table string) error {
	e.progress = counter{out: e.s.err, on: terminalOf(e.s.err), noun: strings.TrimSuffix(table, "s")}
	defer e.progress.end()
	calendar, err := export.ParseCalendar(e.yearEnd)
	if err != nil {
		return fmt.Errorf("--fiscal-year-end: %w", err)
	}
	request, err := e.query.request()
	if err != nil {
		return err
	}
	document := e.format == xbrlJSON || e.format == companyFacts
	switch {
	case e.rows < 1:
		return errors.New("--rows: a file has at least 1 row")
	case document && (table != "facts" || e.dir != ""):
		return fmt.Errorf("%s is one document of facts: give --out", e.format)
	case e.format == xbrlJSON:
		return e.xbrl(ctx, request, calendar)
	case e.format == companyFacts:
		return e.companyFacts(ctx, request, calendar)
	case table == "transcripts":
		return exportTable(ctx, e, table, e.transcriptRows(), export.NewTranscripts)
	}
	return exportTable(ctx, e, table, e.factRows(request), export.NewFacts)
}

// rows are the rows of a table, a page at a time.
type rows[R export.Row] struct {
	// request tells one export from another: a cursor is for one of them.
	request string
	page    func(ctx context.Context, token string, size int32) ([]R, string, error)
}

// factRows are the facts that a request asks for.
func (e *exporter) factRows(request *metricsv1.ListFactsRequest) rows[*metricsv1.Fact] {
	request = proto.CloneOf(request)
	return rows[*metricsv1.Fact]{
		request: requestText(request),
		page: func(ctx context.Context, token string, size int32) ([]*metricsv1.Fact, string, error) {
			request.PageToken, request.PageSize = token, size
			page, err := e.services.metrics.ListFacts(ctx, request)
			return page.GetFacts(), page.GetNextPageToken(), err
		},
	}
}

// transcriptRows are the transcripts of the company and call that were chosen.
func (e *exporter) transcriptRows() rows[*parserv1.Transcript] {
	request := &parserv1.ListTranscriptsRequest{Parent: resource("companies/", e.query.company) + "/calls/" + e.query.call, Filter: e.query.filter}
	return rows[*parserv1.Transcript]{
		request: requestText(request),
		page: func(ctx context.Context, token string, size int32) ([]*parserv1.Transcript, string, error) {
			request.PageToken, request.PageSize = token, size
			page, err := e.services.parser.ListTranscripts(ctx, request)
			return page.GetTranscripts(), page.GetNextPageToken(), err
		},
	}
}

// exportPage is how many rows are asked for at once.
const exportPage = 1000

// each calls f with page after page from a token on, up to a number of rows, 0
// for all; next is the token of the page that follows.
func (r rows[R]) each(ctx context.Context, token string, limit int, f func([]R) error) (next string, err error) {
	for n := 0; ; {
		size := exportPage
		if limit > 0 {
			size = min(size, limit-n)
		}
		page, next, err := r.page(ctx, token, int32(size))
		if err == nil {
			err = f(page)
		}
		if n += len(page); err != nil || next == "" || limit > 0 && n >= limit {
			return next, err
		}
		token = next
	}
}

// exportTable writes a table to a file or a folder.
func exportTable[R export.Row](ctx context.Context, e *exporter, table string, from rows[R], begin func(string, io.Writer) (export.Writer[R], error)) error {
	if _, err := begin(e.format, io.Discard); err != nil {
		return err
	}
	if e.dir != "" {
		return exportFolder(ctx, e, table, from, begin)
	}
	if e.format == export.Parquet && e.out == "-" && terminalOf(e.s.out).columns > 0 {
		return errors.New("a terminal cannot show Parquet: give --out")
	}
	return e.file(e.out, func(w io.Writer) error {
		_, err := exportRows(ctx, e, w, from, "", 0, begin)
		return err
	})
}

// exportRows writes rows to one file, and returns the token of what follows.
func exportRows[R export.Row](ctx context.Context, e *exporter, w io.Writer, from rows[R], token string, limit int, begin func(string, io.Writer) (export.Writer[R], error)) (string, error) {
	out, err := begin(e.format, w)
	if err != nil {
		return "", err
	}
	next, err := from.each(ctx, token, limit, func(page []R) error {
		e.progress.add(len(page))
		return out.Write(page...)
	})
	if err != nil {
		return "", err
	}
	return next, out.Close()
}

// file writes a file under another name first, so that what has its name is
// whole; `-` is standard output.
func (e *exporter) file(name string, write func(io.Writer) error) (err error) {
	if name == "-" {
		return write(e.s.out)
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// concepts are those of the company that was chosen, or the standard ones.
func (e *exporter) concepts(ctx context.Context) (list []*metricsv1.Concept, err error) {
	request := &metricsv1.ListConceptsRequest{PageSize: exportPage}
	if e.query.company != "-" {
		request.Company = resource("companies/", e.query.company)
	}
	err = pages(func(token string) (string, error) {
		request.PageToken = token
		page, err := e.services.metrics.ListConcepts(ctx, request)
		list = append(list, page.GetConcepts()...)
		return page.GetNextPageToken(), err
	})
	return list, err
}

// xbrl writes an xBRL-JSON report, and its schema beside it.
func (e *exporter) xbrl(ctx context.Context, request *metricsv1.ListFactsRequest, calendar export.Calendar) error {
	list, err := e.concepts(ctx)
	if err != nil {
		return err
	}
	schema := "callfacts.xsd"
	if e.out != "-" {
		schema = strings.TrimSuffix(filepath.Base(e.out), filepath.Ext(e.out)) + ".xsd"
	}
	options := export.XBRLOptions{Taxonomy: schema, Calendar: calendar, Concepts: map[string]*metricsv1.Concept{}, Company: e.companies(ctx)}
	for _, c := range list {
		options.Concepts[c.GetId()] = c
	}
	var report *export.XBRL
	err = e.file(e.out, func(w io.Writer) error {
		report = export.NewXBRL(w, options)
		_, err := e.factRows(request).each(ctx, "", 0, func(page []*metricsv1.Fact) error {
			e.progress.add(len(page))
			return report.Write(page...)
		})
		if err != nil {
			return err
		}
		return report.Close()
	})
	if err != nil {
		return err
	}
	e.leftOut(report.Undated, report.Undated)
	if e.out == "-" {
		return nil
	}
	return e.file(filepath.Join(filepath.Dir(e.out), schema), report.WriteTaxonomy)
}

// companies looks companies up, each once.
func (e *exporter) companies(ctx context.Context) func(string) (*parserv1.Company, error) {
	known := map[string]*parserv1.Company{}
	return func(name string) (*parserv1.Company, error) {
		if c, ok := known[name]; ok {
			return c, nil
		}
		got, err := e.services.parser.GetCompany(ctx, &parserv1.GetCompanyRequest{Name: name})
		if err != nil {
			return nil, err
		}
		known[name] = got.GetCompany()
		return got.GetCompany(), nil
	}
}

// companyFacts writes the facts of a company, concept by concept.
func (e *exporter) companyFacts(ctx context.Context, request *metricsv1.ListFactsRequest, calendar export.Calendar) error {
	if e.query.company == "-" {
		return errors.New("companyfacts are of one company: give --company")
	}
	company, err := e.companies(ctx)(resource("companies/", e.query.company))
	if err != nil {
		return err
	}
	list, err := e.concepts(ctx)
	if err != nil {
		return err
	}
	filter := request.GetFilter()
	var out *export.CompanyFacts
	err = e.file(e.out, func(w io.Writer) error {
		if out, err = export.NewCompanyFacts(w, company, calendar); err != nil {
			return err
		}
		for _, group := range export.ConceptGroups(list) {
			request.Filter = ofConcepts(group.Concepts, filter)
			var facts []*metricsv1.Fact
			_, err := e.factRows(request).each(ctx, "", 0, func(page []*metricsv1.Fact) error {
				facts = append(facts, page...)
				return nil
			})
			if err != nil {
				return err
			}
			e.progress.add(len(facts))
			if err := out.Write(group, facts); err != nil {
				return err
			}
		}
		return out.Close()
	})
	if err != nil {
		return err
	}
	e.leftOut(out.Left, out.Undated)
	return nil
}

// ofConcepts is a filter for the facts of concepts, with a condition besides.
func ofConcepts(concepts []*metricsv1.Concept, filter string) string {
	any := make([]string, len(concepts))
	for i, c := range concepts {
		any[i] = fmt.Sprintf("concept = %q", c.GetId())
	}
	slices.Sort(any)
	if filter == "" {
		return strings.Join(any, " OR ")
	}
	return "(" + strings.Join(any, " OR ") + ") AND (" + filter + ")"
}

// leftOut says how many facts the format has no place for.
func (e *exporter) leftOut(n, undated int) {
	e.progress.end()
	if n == 0 {
		return
	}
	fmt.Fprintf(e.s.err, "%s left out, %d of them because it is not known when their period is", count(n, "fact"), undated)
	if undated > 0 && e.yearEnd == "" {
		fmt.Fprint(e.s.err, "; --fiscal-year-end may help")
	}
	fmt.Fprintln(e.s.err)
}
