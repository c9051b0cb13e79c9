package metrics

import (
	"cmp"
	"context"
	"io"
	"strings"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/export"
	"github.com/callfacts/callfacts/internal/pagetoken"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/metrics/store"
)

const (
	// exportPage is how many facts are read at once.
	exportPage = 1000
	// chunkBytes is how long a piece of a file is.
	chunkBytes = 128 << 10
)

// A fileKind is what a format's file is called, and how it is written.
type fileKind struct {
	contentType, extension string
	table                  string // the name of the table's writer; empty for one document
	document               func(*Server, context.Context, *metricsv1.ExportFactsRequest, *factReader, io.Writer) error
}

var fileKinds = map[metricsv1.ExportFormat]fileKind{
	metricsv1.ExportFormat_EXPORT_FORMAT_CSV:          {"text/csv; charset=utf-8; header=present", "csv", export.CSV, nil},
	metricsv1.ExportFormat_EXPORT_FORMAT_JSON_LINES:   {"application/jsonl", "jsonl", export.JSONLines, nil},
	metricsv1.ExportFormat_EXPORT_FORMAT_PARQUET:      {"application/vnd.apache.parquet", "parquet", export.Parquet, nil},
	metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_JSON:    {"application/json", "xbrl.json", "", (*Server).exportXBRL},
	metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_SCHEMA:  {"application/xml", "xsd", "", (*Server).exportSchema},
	metricsv1.ExportFormat_EXPORT_FORMAT_COMPANYFACTS: {"application/json", "companyfacts.json", "", (*Server).exportCompany},
}

// ExportFacts writes facts as a file and streams it. A page of facts and what a
// writer holds back are in memory, and the database has no transaction open while
// the client reads: all pages show what was recorded when the first was read.
func (s *Server) ExportFacts(request *metricsv1.ExportFactsRequest, stream grpc.ServerStreamingServer[metricsv1.ExportFactsResponse]) error {
	if err := protovalidate.Validate(request); err != nil {
		return err
	}
	kind := fileKinds[request.GetFormat()]
	ctx := stream.Context()
	reader, err := s.exported(ctx, request, kind)
	if err != nil {
		return err
	}
	out := &fileStream{stream: stream, reader: reader, next: metricsv1.ExportFactsResponse{
		ContentType: kind.contentType, FileName: fileName(request, kind),
	}}
	if kind.table == "" {
		err = kind.document(s, ctx, request, reader, out)
	} else {
		err = exportTable(ctx, kind.table, reader, out)
	}
	if err != nil {
		return err
	}
	if reader.more {
		if out.next.NextPageToken, err = pagetoken.Encode(request, factCursor{*reader.after, reader.selection.RecordedAsOf}); err != nil {
			return err
		}
	}
	out.next.LeftOutCount, out.next.UndatedCount = int64(reader.leftOut), int64(reader.undated)
	return out.send(out.buffer)
}

// exported are the facts that a request asks for.
func (s *Server) exported(ctx context.Context, request *metricsv1.ExportFactsRequest, kind fileKind) (*factReader, error) {
	if kind.table == "" && (request.GetPageSize() > 0 || request.GetPageToken() != "") {
		return nil, rpcerr.InvalidField("NOT_A_TABLE", "page_size", "%s is one document, which has no pages", request.GetFormat())
	}
	var at factCursor
	next, err := decodeToken(request, request.GetPageToken(), &at)
	if err != nil {
		return nil, err
	}
	r := &factReader{store: s.store, left: int(request.GetPageSize()), all: request.GetPageSize() == 0}
	r.selection = store.Selection{
		AsOf: instant(request.GetAsOf()), RecordedAsOf: instant(request.GetRecordedAsOf()), Superseded: request.GetIncludeSuperseded(),
	}
	if next {
		r.after, r.selection.RecordedAsOf = &at.Position, at.Recorded
	}
	if r.selection.Filter, err = parseFilter(store.FactFields, request.GetFilter()); err != nil {
		return nil, err
	}
	return r, s.selectParent(ctx, request.GetParent(), &r.selection)
}

// fileName is a name for a file of facts: that of the company, the call and the
// transcript, as far as they are known. A schema has the name that its report
// calls it by.
func fileName(request *metricsv1.ExportFactsRequest, kind fileKind) string {
	if request.GetFormat() == metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_SCHEMA {
		return schemaName(request)
	}
	var parts []string
	for i, part := range strings.Split(request.GetParent(), "/") {
		if i%2 == 1 && part != wildcard {
			parts = append(parts, part)
		}
	}
	return strings.Join(append(parts, "facts"), "-") + "." + kind.extension
}

func schemaName(request *metricsv1.ExportFactsRequest) string {
	return cmp.Or(request.GetSchemaName(), "callfacts.xsd")
}

// factReader reads facts page by page.
type factReader struct {
	store     *store.Store
	selection store.Selection
	after     *store.Position
	left      int  // how many are wanted still
	all       bool // no matter how many
	more      bool // there are more than were wanted

	read             int64
	leftOut, undated int // what the format has no place for
}

// each calls f with page after page.
func (r *factReader) each(ctx context.Context, f func([]*metricsv1.Fact) error) error {
	for r.all || r.left > 0 {
		size := exportPage
		if !r.all {
			size = min(size, r.left)
		}
		found, err := r.store.List(ctx, r.selection, r.after, size+1)
		if err != nil {
			return err
		}
		if len(found) > 0 && r.selection.RecordedAsOf.IsZero() {
			r.selection.RecordedAsOf = found[0].ReadTime
		}
		if r.more = len(found) > size; r.more {
			found = found[:size]
			at := found[size-1].Position()
			r.after = &at
		}
		r.left -= len(found)
		r.read += int64(len(found))
		page := make([]*metricsv1.Fact, len(found))
		for i := range found {
			page[i] = factMessage(&found[i])
		}
		if err := f(page); err != nil || !r.more {
			return err
		}
	}
	return nil
}

// of reads the facts of some concepts, all of them.
func (r *factReader) of(ctx context.Context, concepts []*metricsv1.Concept) (facts []*metricsv1.Fact, err error) {
	only := *r
	for _, c := range concepts {
		only.selection.Concepts = append(only.selection.Concepts, c.GetId())
	}
	err = only.each(ctx, func(page []*metricsv1.Fact) error {
		facts = append(facts, page...)
		return nil
	})
	r.read, r.selection.RecordedAsOf = only.read, only.selection.RecordedAsOf
	return facts, err
}

// exportTable writes a table.
func exportTable(ctx context.Context, format string, reader *factReader, out io.Writer) error {
	table, err := export.NewFacts(format, out)
	if err != nil {
		return err
	}
	if err := reader.each(ctx, func(page []*metricsv1.Fact) error { return table.Write(page...) }); err != nil {
		return err
	}
	return table.Close()
}

// exportXBRL writes a report.
func (s *Server) exportXBRL(ctx context.Context, request *metricsv1.ExportFactsRequest, reader *factReader, out io.Writer) error {
	_, err := s.report(ctx, request, reader, out)
	return err
}

// exportSchema writes the schema of a report: which concepts it has, the facts
// tell.
func (s *Server) exportSchema(ctx context.Context, request *metricsv1.ExportFactsRequest, reader *factReader, out io.Writer) error {
	report, err := s.report(ctx, request, reader, io.Discard)
	if err != nil {
		return err
	}
	return report.WriteTaxonomy(out)
}

func (s *Server) report(ctx context.Context, request *metricsv1.ExportFactsRequest, reader *factReader, out io.Writer) (*export.XBRL, error) {
	n, err := parseTranscript(request.GetParent())
	if err != nil {
		return nil, err
	}
	options := export.XBRLOptions{
		Taxonomy: schemaName(request), Calendar: calendar(request), Concepts: map[string]*metricsv1.Concept{}, Company: s.companies(ctx),
	}
	concepts, err := s.exportConcepts(ctx, n.company)
	if err != nil {
		return nil, err
	}
	for _, c := range concepts {
		options.Concepts[c.GetId()] = c
	}
	report := export.NewXBRL(out, options)
	if err := reader.each(ctx, func(page []*metricsv1.Fact) error { return report.Write(page...) }); err != nil {
		return nil, err
	}
	reader.leftOut, reader.undated = report.Undated, report.Undated
	return report, report.Close()
}

// exportCompany writes the facts of a company, concept by concept.
func (s *Server) exportCompany(ctx context.Context, request *metricsv1.ExportFactsRequest, reader *factReader, out io.Writer) error {
	n, err := parseTranscript(request.GetParent())
	if err != nil {
		return err
	}
	if n.company == wildcard {
		return rpcerr.InvalidField("ONE_COMPANY", "parent", "%s is of one company, and %s names none", request.GetFormat(), request.GetParent())
	}
	company, err := s.companies(ctx)("companies/" + n.company)
	if err != nil {
		return err
	}
	concepts, err := s.exportConcepts(ctx, n.company)
	if err != nil {
		return err
	}
	document, err := export.NewCompanyFacts(out, company, calendar(request))
	if err != nil {
		return err
	}
	for _, group := range export.ConceptGroups(concepts) {
		facts, err := reader.of(ctx, group.Concepts)
		if err != nil {
			return err
		}
		if err := document.Write(group, facts); err != nil {
			return err
		}
	}
	reader.leftOut, reader.undated = document.Left, document.Undated
	return document.Close()
}

// exportConcepts are the concepts that a company's documents are extracted by, or
// the standard ones.
func (s *Server) exportConcepts(ctx context.Context, company string) ([]*metricsv1.Concept, error) {
	by := standard()
	if company != wildcard {
		today, err := s.currentCompany(ctx, "companies/"+company)
		if err == nil {
			by, err = s.extract.engines.of(ctx, today)
		}
		if err != nil {
			return nil, err
		}
	}
	concepts := make([]*metricsv1.Concept, len(by.taxonomy.Concepts))
	for i := range concepts {
		concepts[i] = wire.Concept(&by.taxonomy.Concepts[i])
	}
	return concepts, nil
}

// companies asks the parser for companies, each once.
func (s *Server) companies(ctx context.Context) func(string) (*parserv1.Company, error) {
	known := map[string]*parserv1.Company{}
	return func(name string) (*parserv1.Company, error) {
		if c, ok := known[name]; ok {
			return c, nil
		}
		got, err := s.parser.GetCompany(ctx, &parserv1.GetCompanyRequest{Name: name})
		if err != nil {
			return nil, notFound(err, "COMPANY_NOT_FOUND", name)
		}
		known[name] = got.GetCompany()
		return got.GetCompany(), nil
	}
}

func calendar(request *metricsv1.ExportFactsRequest) export.Calendar {
	return export.Calendar{YearEnd: time.Month(request.GetFiscalYearEndMonth())}
}

// fileStream sends what is written to it in pieces.
type fileStream struct {
	stream grpc.ServerStreamingServer[metricsv1.ExportFactsResponse]
	reader *factReader
	next   metricsv1.ExportFactsResponse // but for its data
	buffer []byte
}

func (f *fileStream) Write(p []byte) (int, error) {
	for rest := p; ; {
		n := min(len(rest), chunkBytes-len(f.buffer))
		f.buffer, rest = append(f.buffer, rest[:n]...), rest[n:]
		if len(rest) == 0 {
			return len(p), nil
		}
		if err := f.send(f.buffer); err != nil {
			return 0, err
		}
		f.buffer = f.buffer[:0]
	}
}

// send sends the next piece; a full one waits for the byte after it, so that
// there is always a last piece to say what is said at the end.
func (f *fileStream) send(data []byte) error {
	f.next.Data, f.next.FactCount = data, f.reader.read
	err := f.stream.Send(&f.next)
	proto.Reset(&f.next)
	if err != nil {
		return rpcerr.New(codes.Canceled, "CANCELED", "the client reads no more").Because(err)
	}
	return nil
}
