package metrics_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/durationpb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/postgres/pgtest"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/metrics"
)

var (
	database = pgtest.Template{Migrate: func(ctx context.Context, pool *pgxpool.Pool) error {
		if err := jobs.Migrate(ctx, pool); err != nil {
			return err
		}
		return metrics.Migrate(ctx, pool)
	}}
	silent = slog.New(slog.DiscardHandler)
)

// installation is the service over real gRPC and a real database, and a parser
// that does what a test wants.
type installation struct {
	metricsv1.MetricsServiceClient
	parser  *standIn
	client  parserv1.ParserServiceClient // of the parser
	pool    *pgxpool.Pool
	service *metrics.Service
}

// start starts the service without workers.
func start(t testing.TB) *installation {
	t.Helper()
	in := &installation{pool: database.Open(t), parser: &standIn{transcripts: map[string]*parserv1.Transcript{}, formerly: map[string]string{}}}
	parser := serve(t, func(s grpc.ServiceRegistrar) { parserv1.RegisterParserServiceServer(s, in.parser) })
	in.client = parserv1.NewParserServiceClient(parser)
	in.service = in.another(t, "node-1", in.client)
	in.MetricsServiceClient = metricsv1.NewMetricsServiceClient(serve(t, in.service.Register))
	return in
}

func (in *installation) another(t testing.TB, clientID string, parser parserv1.ParserServiceClient) *metrics.Service {
	t.Helper()
	service, err := metrics.New(metrics.Config{Pool: in.pool, Parser: parser, ClientID: clientID, Log: silent, ReconcileEvery: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return service
}

// work starts the workers.
func (in *installation) work(t testing.TB) {
	t.Helper()
	process := daemon.New(silent)
	process.Go("workers", in.service.Run)
	t.Cleanup(process.Stop)
}

// enqueue makes jobs as the parser does.
func (in *installation) enqueue(t testing.TB, all ...river.JobArgs) {
	t.Helper()
	inserter, err := jobs.NewInserter(in.pool, silent)
	if err != nil {
		t.Fatal(err)
	}
	err = postgres.InTx(t.Context(), in.pool, func(tx pgx.Tx) error { return inserter.InsertTx(t.Context(), tx, all...) })
	if err != nil {
		t.Fatal(err)
	}
}

// enqueueAndWork has transcripts extracted, and waits for it.
func (in *installation) enqueueAndWork(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		in.enqueue(t, jobs.Extract(jobs.TranscriptRef{ID: name[strings.LastIndexByte(name, '/')+1:], Revision: 1})...)
	}
	in.work(t)
	for _, name := range names {
		if got := in.outcome(t, name); got.GetState() != metricsv1.Extraction_STATE_SUCCEEDED {
			t.Fatalf("%v", got)
		}
	}
}

// serve serves on a pipe and returns its client.
func serve(t testing.TB, register func(grpc.ServiceRegistrar)) *grpc.ClientConn {
	t.Helper()
	server, pipe := daemon.NewServer(silent, nil), daemon.NewPipe()
	register(server)
	process := daemon.New(silent)
	process.ServeGRPC(t.Name(), server, pipe)
	t.Cleanup(process.Stop)
	client, err := pipe.Dial()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// outcome waits for the extraction of a transcript.
func (in *installation) outcome(t testing.TB, transcript string) *metricsv1.Extraction {
	t.Helper()
	got, err := in.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: transcript + "/extraction", Wait: durationpb.New(30 * time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	return got.GetExtraction()
}

// facts lists facts; the request's parent defaults to all.
func (in *installation) facts(t testing.TB, request *metricsv1.ListFactsRequest) []*metricsv1.Fact {
	t.Helper()
	if request.Parent == "" {
		request.Parent = "companies/-/calls/-/transcripts/-"
	}
	got, err := in.ListFacts(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	return got.GetFacts()
}

// eventually waits until f holds, and gives up where nobody would wait longer.
func eventually(t testing.TB, what string, f func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for !f() {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal(what)
		}
	}
}

// reason checks the reason of an error.
func reason(t testing.TB, what string, err error, want string) *rpcerr.Error {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error, want %s", what, want)
		return &rpcerr.Error{}
	}
	e := rpcerr.Parse(err)
	if e.Reason != want {
		t.Errorf("%s: %v, want %s", what, e, want)
	}
	return e
}

func (in *installation) count(t testing.TB, from string) (n int) {
	t.Helper()
	if err := in.pool.QueryRow(t.Context(), "SELECT count(*) FROM "+from).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
