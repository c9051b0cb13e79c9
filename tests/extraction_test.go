// Package tests holds the tests of the services together: each by its own code,
// over real gRPC, on one real database.
package tests

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/postgres/pgtest"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/metrics"
	"github.com/callfacts/callfacts/services/parser"
)

var (
	database = pgtest.Template{Migrate: func(ctx context.Context, pool *pgxpool.Pool) error {
		if err := parser.Migrate(ctx, pool); err != nil {
			return err
		}
		return metrics.Migrate(ctx, pool)
	}}
	silent = slog.New(slog.DiscardHandler)
)

// installation is both services.
type installation struct {
	parser  parserv1.ParserServiceClient
	metrics metricsv1.MetricsServiceClient
	pool    *pgxpool.Pool
	url     string
	address string // of the parser
}

// start serves both. Without workers, jobs are left lying.
func start(t *testing.T, workers bool) *installation {
	t.Helper()
	in := &installation{url: database.URL(t)}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	var err error
	if in.pool, err = postgres.Open(t.Context(), postgres.Config{URL: in.url, MaxConns: 20}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(in.pool.Close)
	process := daemon.New(silent)
	t.Cleanup(process.Stop)

	documents, err := parser.New(parser.Config{Pool: in.pool, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	var connection *grpc.ClientConn
	connection, in.address = serve(t, process, log, documents.Register)
	in.parser = parserv1.NewParserServiceClient(connection)

	facts, err := metrics.New(metrics.Config{Pool: in.pool, Parser: in.parser, ClientID: t.Name(), Log: log})
	if err != nil {
		t.Fatal(err)
	}
	connection, _ = serve(t, process, log, facts.Register)
	in.metrics = metricsv1.NewMetricsServiceClient(connection)
	if workers {
		process.Go("workers", facts.Run)
	}
	return in
}

func serve(t *testing.T, process *daemon.Process, log *slog.Logger, register func(grpc.ServiceRegistrar)) (*grpc.ClientConn, string) {
	t.Helper()
	server := daemon.NewServer(log, nil)
	register(server)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	process.ServeGRPC("service", server, listener)
	connection, err := daemon.Dial(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close() })
	return connection, listener.Addr().String()
}

// samples are the project's own calls.
func samples(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("../samples/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	all := make(map[string][]byte)
	for _, file := range files {
		if all[filepath.Base(file)], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func (in *installation) ingest(t *testing.T, document []byte, hints *parserv1.DocumentHints) *parserv1.Transcript {
	t.Helper()
	got, err := in.parser.IngestDocument(t.Context(), &parserv1.IngestDocumentRequest{Content: document, Hints: hints})
	if err != nil {
		t.Error(err)
	}
	return got.GetTranscript()
}

func (in *installation) extracted(t *testing.T, transcript string) *metricsv1.Extraction {
	t.Helper()
	got, err := in.metrics.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: transcript + "/extraction", Wait: durationpb.New(30 * time.Second)})
	if err != nil || got.GetExtraction().GetState() != metricsv1.Extraction_STATE_SUCCEEDED {
		t.Errorf("%s: %v, %v", transcript, got, err)
	}
	return got.GetExtraction()
}

func (in *installation) facts(t *testing.T, request *metricsv1.ListFactsRequest) []*metricsv1.Fact {
	t.Helper()
	request.PageSize = 1000
	got, err := in.metrics.ListFacts(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return got.GetFacts()
}

const everything = "companies/-/calls/-/transcripts/-"

// TestDocumentsBecomeFacts: the same documents at once and several times give
// one transcript and one extraction each; every fact has a quote whose bytes are
// in the document, and is the one that the stateless methods give.
func TestDocumentsBecomeFacts(t *testing.T) {
	in := start(t, true)
	documents := samples(t)
	var group sync.WaitGroup
	var mu sync.Mutex
	names := make(map[string]string)
	for range 3 {
		for file, document := range documents {
			group.Go(func() {
				transcript := in.ingest(t, document, nil)
				in.extracted(t, transcript.GetName())
				mu.Lock()
				defer mu.Unlock()
				if before, ok := names[file]; ok && before != transcript.GetName() {
					t.Errorf("%s is %s and %s", file, before, transcript.GetName())
				}
				names[file] = transcript.GetName()
			})
		}
	}
	group.Wait()
	for _, table := range []string{"metrics.extractions", "metrics.recordings", "metrics.transcripts"} {
		var n int
		if err := in.pool.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil || n != len(documents) {
			t.Errorf("%d rows in %s, %v; want %d", n, table, err, len(documents))
		}
	}
	for file, name := range names {
		in.quotes(t, documents[file], name)
	}
}

// quotes checks every fact of a transcript against the document.
func (in *installation) quotes(t *testing.T, document []byte, name string) {
	t.Helper()
	parsed, err := in.parser.ParseDocument(t.Context(), &parserv1.ParseDocumentRequest{Content: document})
	if err != nil {
		t.Fatal(err)
	}
	again, err := in.metrics.ExtractFacts(t.Context(), &metricsv1.ExtractFactsRequest{Transcript: parsed.GetTranscript()})
	if err != nil {
		t.Fatal(err)
	}
	facts := in.facts(t, &metricsv1.ListFactsRequest{Parent: name})
	if len(facts) == 0 || len(facts) != len(again.GetFacts()) {
		t.Fatalf("%s: %d facts stored, %d extracted", name, len(facts), len(again.GetFacts()))
	}
	for i, f := range facts {
		quote, value := f.GetEvidence().GetQuoteSpan(), f.GetEvidence().GetValue()
		if !bytes.Equal(document[quote.GetStart():quote.GetEnd()], []byte(f.GetEvidence().GetQuote())) ||
			value.GetStart() < quote.GetStart() || value.GetEnd() > quote.GetEnd() {
			t.Errorf("%s: %v is not in the document", f.GetName(), f.GetEvidence())
		}
		if f.GetName() != name+"/"+again.GetFacts()[i].GetName() {
			t.Errorf("stored %s, extracted %s", f.GetName(), again.GetFacts()[i].GetName())
		}
	}
}

// TestPointInTime: a corrected transcript does not change what was known before.
func TestPointInTime(t *testing.T) {
	in := start(t, true)
	document := samples(t)["northwind-2023-q1.txt"]
	first := in.ingest(t, document, nil)
	in.extracted(t, first.GetName())
	before := in.facts(t, &metricsv1.ListFactsRequest{Parent: everything})
	published := first.GetEffectiveTime().AsTime().AddDate(0, 0, 3)
	corrected := in.ingest(t, append(slices.Clone(document), "\n"...), &parserv1.DocumentHints{PublishedTime: timestamppb.New(published)})
	in.extracted(t, corrected.GetName())

	for _, test := range []struct {
		at   time.Time
		from string
	}{
		{published, corrected.GetName()},
		{published.Add(-time.Second), first.GetName()},
		{first.GetEffectiveTime().AsTime(), first.GetName()},
		{first.GetEffectiveTime().AsTime().Add(-time.Second), ""},
	} {
		facts := in.facts(t, &metricsv1.ListFactsRequest{Parent: everything, AsOf: timestamppb.New(test.at)})
		if test.from == "" && len(facts) != 0 || test.from != "" && len(facts) != len(before) {
			t.Errorf("as of %v: %d facts", test.at, len(facts))
		}
		for _, f := range facts {
			if !strings.HasPrefix(f.GetName(), test.from+"/") {
				t.Errorf("as of %v: %s, want of %s", test.at, f.GetName(), test.from)
			}
		}
	}
}

// TestDamaged: of a transcript whose row cannot be read any more both services say
// that it is damaged, not that they are; others are served.
func TestDamaged(t *testing.T) {
	in := start(t, true)
	var names []string
	for _, document := range samples(t) {
		names = append(names, in.ingest(t, document, nil).GetName())
		if len(names) == 2 {
			break
		}
	}
	in.extracted(t, names[0])
	if _, err := in.pool.Exec(t.Context(), `UPDATE parser.revisions SET warnings = '{"not": "a list"}'
		WHERE document_id = (SELECT document_id FROM parser.transcripts WHERE name = $1)`, path.Base(names[0])); err != nil {
		t.Fatal(err)
	}
	_, read := in.parser.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: names[0]})
	_, extraction := in.metrics.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: names[0] + "/extraction"})
	for _, err := range []error{read, extraction} {
		if e := rpcerr.Parse(err); e.Code != codes.DataLoss || e.Reason != rpcerr.ReasonDamaged {
			t.Errorf("%v", err)
		}
	}
	in.extracted(t, names[1])
}

// TestKilledWorkers: metrics is killed again and again while documents come in;
// each is extracted once all the same.
func TestKilledWorkers(t *testing.T) {
	const documents, kills = 40, 4
	in := start(t, false)
	binary := filepath.Join(t.TempDir(), "metrics")
	if out, err := exec.Command("go", "build", "-o", binary, "../cmd/metrics").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text := samples(t)["northwind-2023-q1.txt"]
	names := make(chan string, documents)
	go func() {
		defer close(names)
		for n := range documents {
			names <- in.ingest(t, fmt.Appendf(slices.Clone(text), "\n%d\n", n), nil).GetName()
		}
	}()
	for k := range kills {
		process := in.process(t, binary)
		in.until(t, "SELECT count(*) >= $1 FROM metrics.extractions", (k+1)*documents/(kills+2))
		if err := process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = process.Wait()
	}
	last := in.process(t, binary)
	for name := range names {
		in.extracted(t, name)
	}
	in.until(t, "SELECT count(*) = $1 FROM jobs.river_job WHERE state <> 'completed'", 0)
	if err := last.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := last.Wait(); err != nil {
		t.Errorf("metrics does not stop in order: %v", err)
	}
	var extractions, once int
	if err := in.pool.QueryRow(t.Context(), `
		SELECT (SELECT count(*) FROM metrics.extractions WHERE state = 2),
			(SELECT count(*) FROM (SELECT FROM metrics.facts GROUP BY transcript_id HAVING count(*) = count(DISTINCT fact_id)) t)`).
		Scan(&extractions, &once); err != nil {
		t.Fatal(err)
	}
	if extractions != documents || once != documents {
		t.Errorf("%d extractions, %d transcripts with each fact once; want %d of each", extractions, once, documents)
	}
}

// process starts the metrics service as its own process.
func (in *installation) process(t *testing.T, binary string) *exec.Cmd {
	t.Helper()
	command := exec.Command(binary)
	command.Env = append(os.Environ(), "DATABASE_URL="+in.url, "CALLFACTS_PARSER_ADDR="+in.address,
		"CALLFACTS_GRPC_ADDR=127.0.0.1:0", "CALLFACTS_CLIENT_ID=killed", "CALLFACTS_LOG_LEVEL=warn")
	command.Stderr = t.Output()
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() })
	return command
}

// until waits until a query says true.
func (in *installation) until(t *testing.T, query string, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for is := false; !is; time.Sleep(10 * time.Millisecond) {
		if err := in.pool.QueryRow(ctx, query, n).Scan(&is); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
}
