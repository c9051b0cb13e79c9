package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
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

// formats are the formats of facts by their names here.
var formats = map[string]metricsv1.ExportFormat{
	export.CSV:       metricsv1.ExportFormat_EXPORT_FORMAT_CSV,
	export.JSONLines: metricsv1.ExportFormat_EXPORT_FORMAT_JSON_LINES,
	export.Parquet:   metricsv1.ExportFormat_EXPORT_FORMAT_PARQUET,
	"xbrl-json":      metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_JSON,
	"companyfacts":   metricsv1.ExportFormat_EXPORT_FORMAT_COMPANYFACTS,
}

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

// rows are what is exported: they write one file of at most so many rows, all
// if 0, from a page token on, and returns the token of the next.
type rows struct {
	name string
	// request tells one export from another: a token is for one of them.
	request proto.Message
	write   func(ctx context.Context, w io.Writer, token string, limit int) (next string, err error)
}

// run exports what was asked for.
func (e *exporter) run(ctx context.Context, name string) error {
	e.progress = counter{out: e.s.err, on: terminalOf(e.s.err), noun: strings.TrimSuffix(name, "s")}
	defer e.progress.end()
	calendar, err := export.ParseCalendar(e.yearEnd)
	if err != nil {
		return fmt.Errorf("--fiscal-year-end: %w", err)
	}
	format, known := formats[e.format]
	document := format == metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_JSON || format == metricsv1.ExportFormat_EXPORT_FORMAT_COMPANYFACTS
	switch {
	case !known:
		return fmt.Errorf("--format: there is no %q", e.format)
	case e.rows < 1:
		return errors.New("--rows: a file has at least 1 row")
	case document && (name != "facts" || e.dir != ""):
		return fmt.Errorf("%s is one document of facts: give --out", e.format)
	case format == metricsv1.ExportFormat_EXPORT_FORMAT_PARQUET && e.out == "-" && e.dir == "" && terminalOf(e.s.out).columns > 0:
		return errors.New("a terminal cannot show Parquet: give --out")
	}
	wanted := e.transcripts()
	if name == "facts" {
		request, err := e.request(format, calendar)
		if err != nil {
			return err
		}
		wanted = e.facts(request)
		if format == metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_JSON && e.out != "-" {
			return e.report(ctx, request)
		}
	}
	if e.dir != "" {
		return e.folder(ctx, wanted)
	}
	return e.file(e.out, func(w io.Writer) error {
		_, err := wanted.write(ctx, w, "", 0)
		return err
	})
}

// request asks for the facts that were chosen.
func (e *exporter) request(format metricsv1.ExportFormat, calendar export.Calendar) (*metricsv1.ExportFactsRequest, error) {
	list, err := e.query.request()
	if err != nil {
		return nil, err
	}
	return &metricsv1.ExportFactsRequest{
		Parent: list.GetParent(), Filter: list.GetFilter(), AsOf: list.GetAsOf(), RecordedAsOf: list.GetRecordedAsOf(),
		IncludeSuperseded: list.GetIncludeSuperseded(), Format: format, FiscalYearEndMonth: int32(calendar.YearEnd),
	}, nil
}

// facts are the facts that a request asks for, as the service writes them.
func (e *exporter) facts(request *metricsv1.ExportFactsRequest) rows {
	return rows{name: "facts", request: request, write: func(ctx context.Context, w io.Writer, token string, limit int) (string, error) {
		page := proto.CloneOf(request)
		page.PageToken, page.PageSize = token, int32(limit)
		stream, err := e.services.metrics.ExportFacts(ctx, page)
		if err != nil {
			return "", err
		}
		before := e.progress.n
		for last := (*metricsv1.ExportFactsResponse)(nil); ; {
			piece, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				if request.GetFormat() != metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_SCHEMA { // its report has told
					e.leftOut(last.GetLeftOutCount(), last.GetUndatedCount())
				}
				return last.GetNextPageToken(), nil
			}
			if err != nil {
				return "", err
			}
			if _, err := w.Write(piece.GetData()); err != nil {
				return "", err
			}
			e.progress.add(before + int(piece.GetFactCount()) - e.progress.n)
			last = piece
		}
	}}
}

// report writes an xBRL-JSON report, and its schema beside it.
func (e *exporter) report(ctx context.Context, request *metricsv1.ExportFactsRequest) error {
	request.SchemaName = strings.TrimSuffix(filepath.Base(e.out), filepath.Ext(e.out)) + ".xsd"
	schema := proto.CloneOf(request)
	schema.Format = metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_SCHEMA
	for name, request := range map[string]*metricsv1.ExportFactsRequest{
		e.out: request, filepath.Join(filepath.Dir(e.out), request.GetSchemaName()): schema,
	} {
		err := e.file(name, func(w io.Writer) error {
			_, err := e.facts(request).write(ctx, w, "", 0)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// transcripts are the transcripts of the company and call that were chosen.
func (e *exporter) transcripts() rows {
	request := &parserv1.ListTranscriptsRequest{Parent: resource("companies/", e.query.company) + "/calls/" + e.query.call, Filter: e.query.filter}
	return rows{name: "transcripts", request: request, write: func(ctx context.Context, w io.Writer, token string, limit int) (next string, err error) {
		out, err := export.NewTranscripts(e.format, w)
		if err != nil {
			return "", err
		}
		asked := proto.CloneOf(request)
		for n := 0; ; {
			asked.PageToken, asked.PageSize = token, exportPage
			if limit > 0 {
				asked.PageSize = int32(min(exportPage, limit-n))
			}
			page, err := e.services.parser.ListTranscripts(ctx, asked)
			if err == nil {
				err = out.Write(page.GetTranscripts()...)
			}
			if err != nil {
				return "", err
			}
			n, token = n+len(page.GetTranscripts()), page.GetNextPageToken()
			e.progress.add(len(page.GetTranscripts()))
			if token == "" || limit > 0 && n >= limit {
				return token, out.Close()
			}
		}
	}}
}

// exportPage is how many transcripts are asked for at once.
const exportPage = 1000

// file writes a file under another name first, so that what has its name is
// whole; `-` is standard output.
func (e *exporter) file(name string, write func(io.Writer) error) (err error) {
	if name == "-" {
		return write(e.s.out)
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	var path *fs.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("%s cannot be written: %w", name, path.Err) // whose path is another
	}
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

// leftOut says how many facts the format has no place for.
func (e *exporter) leftOut(n, undated int64) {
	if n == 0 {
		return
	}
	e.progress.end()
	fmt.Fprintf(e.s.err, "%s left out:\n", count(int(n), "fact"))
	if other := n - undated; other > 0 {
		fmt.Fprintf(e.s.err, "  %d because %s has only what the company reported of the whole of itself: no growth, guidance, ranges, parts or analysts' numbers\n", other, e.format)
	}
	if undated > 0 {
		help := ""
		if e.yearEnd == "" {
			help = "; --fiscal-year-end may help"
		}
		fmt.Fprintf(e.s.err, "  %d because it is not known when their period is%s\n", undated, help)
	}
}
