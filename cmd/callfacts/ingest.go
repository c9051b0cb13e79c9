package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/durationpb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

const (
	// inFlight is how many documents are sent and not yet answered: enough to
	// keep the server busy, few enough to bound the memory of both.
	inFlight = 8
	// extractionWait is how long the server holds an answer that is not there.
	extractionWait = 10 * time.Second
	// patience is how long a server may be away before an ingest gives up.
	patience = time.Minute
)

// ingestion is an ingest of files.
type ingestion struct {
	target
	hints    hintFlags
	filename string // of standard input
	noWait   bool
	watched  bool
	printer  printer

	services *services
	progress *progress
	stdin    []byte // read once, sent again where it must be
	reached  bool   // there was a server
	mutex    sync.Mutex
	outcomes []outcome
}

// outcome is what became of a file.
type outcome struct {
	File       string        `json:"file"`
	Transcript string        `json:"transcript,omitempty"`
	Created    bool          `json:"created,omitempty"`
	Warnings   []string      `json:"warnings,omitempty"`
	State      string        `json:"state,omitempty"` // of the extraction
	Facts      int32         `json:"facts,omitempty"`
	Error      *rpcerr.Error `json:"error,omitempty"`

	answered bool // nothing is to be sent any more
	// entries are what became of the documents of a file that holds several.
	entries []outcome
}

func ingestCommand(s streams) *cobra.Command {
	in := &ingestion{printer: printer{s: s}}
	c := &cobra.Command{
		Use:   "ingest FILE|DIR|-...",
		Short: "Send transcripts to the server, and wait for their facts",
		Long: `Send transcripts to the server, and wait until their facts are extracted. Folders
are searched for files, hidden ones left out; - is standard input. What the flags
say of a document is a hint for what the text leaves open. Sending the same file
again changes nothing. The exit code is 1 where a document was refused.

Documents are text, HTML, XML, JSON, PDF or Word, also in gzip or ZIP: what they
are is told by their bytes, not by their names. Of a ZIP file with several documents
each is taken or refused alone, and named FILE!NAME. With --watch the folders are read
again and again, and what is new or changed is sent, until the command is stopped.`,
		Example: `  callfacts ingest calls/
  callfacts ingest --watch inbox/
  callfacts ingest --ticker NWSY --exchange NYSE --period 2012Q1 call.txt`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, paths []string) error {
			names, err := expand(paths)
			if err != nil {
				return err
			}
			if in.watched && slices.Contains(paths, "-") {
				return errors.New("--watch: standard input cannot be watched")
			}
			return in.with(func(services *services) error {
				in.services = services
				if in.watched {
					return in.watch(c.Context(), paths, watchInterval)
				}
				return in.run(c.Context(), names)
			})
		},
	}
	in.target.flags(c)
	in.hints.flags(c)
	jsonFlag(c, &in.printer.json)
	c.Flags().StringVar(&in.filename, "filename", "", "the name of standard input")
	c.Flags().BoolVar(&in.watched, "watch", false, "go on, and send what comes into the folders")
	c.Flags().BoolVar(&in.noWait, "no-wait", false, "do not wait for the facts")
	return c
}

// hintFlags are what the submitter knows of the documents.
type hintFlags struct {
	company, period         string
	published               string
	cik, lei, isin, figi    string
	ticker, exchange        string
	date, vendor, sourceURI string
}

func (h *hintFlags) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&h.company, "company", "", "the company's name, or companies/{id}")
	f.StringVar(&h.ticker, "ticker", "", "the ticker symbol")
	f.StringVar(&h.exchange, "exchange", "", "the exchange of the ticker")
	f.StringVar(&h.period, "period", "", "the fiscal period, such as 2012Q1, 2012H1 or 2012FY")
	f.StringVar(&h.date, "date", "", "the day of the call, such as 2012-04-24")
	f.StringVar(&h.published, "published", "", "when the document was published: a date or a time in RFC 3339")
	f.StringVar(&h.vendor, "vendor", "", "whose transcript it is")
	f.StringVar(&h.sourceURI, "source-uri", "", "where the document was had from")
	f.StringVar(&h.cik, "cik", "", "the company's SEC Central Index Key")
	f.StringVar(&h.lei, "lei", "", "the company's Legal Entity Identifier")
	f.StringVar(&h.isin, "isin", "", "its International Securities Identification Number")
	f.StringVar(&h.figi, "figi", "", "its Financial Instrument Global Identifier")
}

var periodPattern = regexp.MustCompile(`^(\d{4})-?(Q[1-4]|H[12]|FY|q[1-4]|h[12]|fy)$`)

// build makes the message of the hints, nil for none.
func (h *hintFlags) build() (*parserv1.DocumentHints, error) {
	m := &parserv1.DocumentHints{
		Ticker: h.ticker, Exchange: h.exchange, Cik: h.cik, Lei: h.lei, Isin: h.isin, Figi: h.figi,
		EventDate: h.date, Vendor: h.vendor, SourceUri: h.sourceURI,
	}
	if filepath.Dir(h.company) == "companies" {
		m.Company = h.company
	} else {
		m.CompanyName = h.company
	}
	if h.period != "" {
		parts := periodPattern.FindStringSubmatch(h.period)
		if parts == nil {
			return nil, fmt.Errorf("--period: %q is none; want 2012Q1, 2012H1 or 2012FY", h.period)
		}
		year, err := strconv.Atoi(parts[1])
		if err != nil {
			return nil, err
		}
		m.FiscalYear, m.FiscalPeriod = int32(year), enumName(parts[2])
	}
	var err error
	if m.PublishedTime, err = moment(h.published, false); err != nil {
		return nil, fmt.Errorf("--published: %w", err)
	}
	return m, nil
}

// run ingests the files, waits for their facts, and tells how it went.
func (in *ingestion) run(ctx context.Context, names []string) error {
	hints, err := in.hints.build()
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return errors.New("no files")
	}
	in.outcomes = make([]outcome, len(names))
	for i, name := range names {
		in.outcomes[i].File = name
		if name == "-" {
			if in.stdin, err = readFile(name, in.printer.s.in); err != nil {
				return err
			}
		}
	}
	phases := 2
	if in.noWait {
		phases = 1
	}
	in.progress = newProgress(in.printer.s.err, len(names), phases)
	err = in.ingestAll(ctx, hints)
	in.outcomes = unpacked(in.outcomes)
	if err == nil && !in.noWait {
		err = in.awaitAll(ctx)
	}
	in.progress.end()
	if err != nil {
		return err
	}
	return in.report()
}

// unpacked are the outcomes of files, in place of one that holds several documents
// theirs.
func unpacked(outcomes []outcome) []outcome {
	var all []outcome
	for _, o := range outcomes {
		if len(o.entries) > 0 {
			all = append(all, o.entries...)
		} else {
			all = append(all, o)
		}
	}
	return all
}

// ingestAll sends every document. A server that goes away, or has too much to do,
// is waited for: what it had not answered is sent again, which changes nothing where it was taken.
func (in *ingestion) ingestAll(ctx context.Context, hints *parserv1.DocumentHints) error {
	away := absence{}
	for {
		pending := in.pending()
		if len(pending) == 0 {
			return nil
		}
		err := in.stream(ctx, hints, pending)
		if err == nil {
			continue
		}
		if !in.reached {
			return err // it is not there, and nobody knows that it ever was
		}
		if err := away.wait(ctx, err, len(in.pending()) < len(pending)); err != nil {
			return err
		}
	}
}

// pending are the files that have not been answered.
func (in *ingestion) pending() (indexes []int) {
	in.mutex.Lock()
	defer in.mutex.Unlock()
	for i := range in.outcomes {
		if !in.outcomes[i].answered {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

// settle notes what became of a file.
func (in *ingestion) settle(i int, note func(*outcome)) {
	in.mutex.Lock()
	note(&in.outcomes[i])
	in.outcomes[i].answered = true
	refused := in.outcomes[i].Error != nil
	in.mutex.Unlock()
	in.progress.ingested(refused)
}

// stream sends documents over one stream, and notes the answers.
func (in *ingestion) stream(ctx context.Context, hints *parserv1.DocumentHints, pending []int) error {
	var sender sync.WaitGroup
	defer sender.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // before the wait: a sender may have no room
	stream, err := in.services.parser.IngestDocuments(ctx)
	if err != nil {
		return err
	}
	in.reached = true
	room := make(chan struct{}, inFlight)
	sent := make(chan error, 1)
	enough := make(chan struct{})
	sender.Go(func() { sent <- in.send(ctx, stream, hints, pending, room, enough) })
	var later error // why what the server did not take has to be sent again
	for {
		answer, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return cmp.Or(<-sent, later)
		}
		if err != nil {
			return err
		}
		<-room
		i, err := strconv.Atoi(answer.GetRequestId())
		if err != nil || i < 0 || i >= len(in.outcomes) {
			return fmt.Errorf("the server answers %q, which nobody asked", answer.GetRequestId())
		}
		if e := rpcerr.ParseProto(answer.GetError()); e != nil && (e.Code == codes.Unavailable || e.RetryAfter > 0) {
			// Not now: no word about the document. What was sent before it is still
			// being kept, and would be given up with the stream.
			if later == nil {
				later = e
				close(enough)
			}
			continue
		}
		in.settle(i, func(o *outcome) { o.take(answer) })
	}
}

// take notes the answer of the server.
func (o *outcome) take(answer *parserv1.IngestDocumentsResponse) {
	if o.Error = rpcerr.ParseProto(answer.GetError()); o.Error != nil {
		return
	}
	o.keep(answer.GetDocument())
}

// keep notes what was taken, of a file with several documents each.
func (o *outcome) keep(taken *parserv1.IngestDocumentResponse) {
	for _, e := range taken.GetEntries() {
		entry := outcome{File: o.File + "!" + e.GetName(), Error: rpcerr.ParseProto(e.GetError())}
		if entry.Error == nil {
			entry.keep(e.GetDocument())
		}
		o.entries = append(o.entries, entry)
	}
	o.Transcript, o.Created = taken.GetTranscript().GetName(), taken.GetCreated()
	for _, w := range taken.GetWarnings() {
		o.Warnings = append(o.Warnings, w.GetCode()+": "+w.GetMessage())
	}
}

// sendStream is the half of the stream that sends.
type sendStream interface {
	Send(*parserv1.IngestDocumentsRequest) error
	CloseSend() error
}

// send reads and sends the files, while there is room for unanswered ones. A
// file that cannot be read is refused here. It sends no more once it is enough.
func (in *ingestion) send(ctx context.Context, stream sendStream, hints *parserv1.DocumentHints, pending []int, room chan<- struct{}, enough <-chan struct{}) error {
	for _, i := range pending {
		name, content, err := in.read(in.outcomes[i].File)
		if err != nil {
			in.settle(i, func(o *outcome) { o.Error = rpcerr.New(codes.NotFound, "UNREADABLE", "%v", err) })
			continue
		}
		select {
		case room <- struct{}{}:
		case <-enough:
			return stream.CloseSend()
		case <-ctx.Done():
			return ctx.Err()
		}
		err = stream.Send(&parserv1.IngestDocumentsRequest{Document: &parserv1.IngestDocumentRequest{
			Content: content, Filename: filepath.Base(name), Hints: hints, RequestId: strconv.Itoa(i),
		}})
		if errors.Is(err, io.EOF) {
			return nil // the stream has ended; Recv tells why
		}
		if err != nil {
			return err
		}
	}
	return stream.CloseSend()
}

func (in *ingestion) read(file string) (name string, content []byte, err error) {
	if file == "-" {
		return cmp.Or(in.filename, "stdin"), in.stdin, nil
	}
	content, err = readFile(file, nil)
	return file, content, err
}

// absence is how long a server has been away.
type absence struct{ since time.Time }

// wait waits a moment where err says that the server is away, or that it has too
// much to do, then for as long as it says, and returns err where it says something
// else or the patience is at its end. progress says that the server did something
// since the last time.
func (a *absence) wait(ctx context.Context, err error, progress bool) error {
	e := rpcerr.Parse(err)
	if e.Code != codes.Unavailable && e.RetryAfter == 0 {
		return err
	}
	if a.since.IsZero() || progress {
		a.since = time.Now()
	}
	if time.Since(a.since) > patience {
		return err
	}
	select {
	case <-time.After(max(e.RetryAfter, time.Second)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// awaitAll waits until the facts of every transcript are extracted.
func (in *ingestion) awaitAll(ctx context.Context) error {
	waits, ctx := errgroup.WithContext(ctx)
	waits.SetLimit(2 * inFlight)
	for i := range in.outcomes {
		if o := &in.outcomes[i]; o.Error == nil {
			waits.Go(func() error { return in.await(ctx, o) })
		}
	}
	return waits.Wait()
}

// await waits for one extraction.
func (in *ingestion) await(ctx context.Context, o *outcome) error {
	away := absence{}
	for {
		response, err := in.services.metrics.GetExtraction(ctx, &metricsv1.GetExtractionRequest{
			Name: o.Transcript + "/extraction", Wait: durationpb.New(extractionWait),
		})
		if err != nil {
			if err := away.wait(ctx, err, false); err != nil {
				return fmt.Errorf("%s: %w", o.Transcript, err)
			}
			continue
		}
		e := response.GetExtraction()
		switch e.GetState() {
		case metricsv1.Extraction_STATE_PENDING:
			continue
		case metricsv1.Extraction_STATE_FAILED:
			o.Error = rpcerr.New(codes.Internal, "EXTRACTION_FAILED", "%s", e.GetError())
		}
		o.State, o.Facts = word(e.GetState().String(), "STATE_"), e.GetFactCount()
		in.progress.extracted()
		return nil
	}
}

// report prints what became of the files: a line of JSON each, or a summary with
// every one that was refused.
func (in *ingestion) report() error {
	var created, known, refused, facts int
	for i := range in.outcomes {
		o := &in.outcomes[i]
		switch {
		case o.Error != nil:
			refused++
		case o.Created:
			created++
		default:
			known++
		}
		facts += int(o.Facts)
		if err := in.print(o); err != nil {
			return err
		}
	}
	if !in.printer.json {
		fmt.Fprintf(in.printer.s.out, "%s: %d new, %d known before, %d refused", count(len(in.outcomes), "document"), created, known, refused)
		if !in.noWait {
			fmt.Fprintf(in.printer.s.out, "; %s", count(facts, "fact"))
		}
		fmt.Fprintln(in.printer.s.out)
	}
	if refused > 0 {
		return errPartly
	}
	return nil
}

// print prints what became of a file: as JSON, or on standard error what was wrong.
func (in *ingestion) print(o *outcome) error {
	if in.printer.json {
		w := &jsonWriter{}
		w.value(o)
		w.raw("\n")
		_, err := in.printer.s.out.Write(w.Bytes())
		return errors.Join(w.err, err)
	}
	if o.Error != nil {
		fmt.Fprintf(in.printer.s.err, "refused %s: %s: %s\n", o.File, o.Error.Reason, oneLine(o.Error.Message))
	}
	for _, w := range o.Warnings {
		fmt.Fprintf(in.printer.s.err, "warning %s: %s\n", o.File, oneLine(w))
	}
	return nil
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return groupedDigits(strconv.Itoa(n)) + " " + noun
}
