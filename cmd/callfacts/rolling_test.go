package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"
	"google.golang.org/protobuf/types/known/durationpb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/postgres/pgtest"
)

// TestRollingRestart: of two servers on one database one after the other ends in
// order and comes back, while clients that know both read and ingest: no call
// fails, and every document is there with its facts.
func TestRollingRestart(t *testing.T) {
	var empty pgtest.Template
	t.Setenv("DATABASE_URL", empty.URL(t))
	servers := []*installation{install(t), install(t)}
	must(t, "ingest", "--server", servers[0].grpc, sampleDir)
	text, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q1.txt"))
	if err != nil {
		t.Fatal(err)
	}

	var done, documents atomic.Int64
	var served answered
	conn := balanced(t, servers, &served)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	reads, writes := metricsv1.NewMetricsServiceClient(conn), parserv1.NewParserServiceClient(conn)
	var clients sync.WaitGroup
	keep := func(call func(context.Context) error) {
		clients.Go(func() {
			for ctx.Err() == nil {
				// A call that was begun ends: the test's end cuts none off.
				if err := call(t.Context()); err != nil {
					t.Error(err)
					return
				}
				done.Add(1)
			}
		})
	}
	keep(func(ctx context.Context) error {
		_, err := reads.ListFacts(ctx, &metricsv1.ListFactsRequest{Parent: "companies/-/calls/-/transcripts/-", PageSize: 20})
		return err
	})
	keep(func(ctx context.Context) error {
		_, err := writes.ListCompanies(ctx, &parserv1.ListCompaniesRequest{})
		return err
	})
	keep(func(ctx context.Context) error {
		content := fmt.Appendf(nil, "%s\nThis is copy %d of the text.\n", text, documents.Load())
		documents.Add(1)
		answer, err := writes.IngestDocument(ctx, &parserv1.IngestDocumentRequest{Content: content})
		if err != nil {
			return err
		}
		extraction, err := reads.GetExtraction(ctx, &metricsv1.GetExtractionRequest{
			Name: answer.GetTranscript().GetName() + "/extraction", Wait: durationpb.New(20 * time.Second),
		})
		if err == nil && extraction.GetExtraction().GetFactCount() == 0 {
			err = fmt.Errorf("%v", extraction)
		}
		return err
	})

	// load waits until the clients have done so many more calls.
	load := func() {
		for until := done.Load() + 50; done.Load() < until && !t.Failed(); {
			time.Sleep(10 * time.Millisecond)
		}
	}
	for range 2 {
		for _, server := range servers {
			load()
			server.process.Process.Signal(syscall.SIGTERM)
			if err := server.process.Wait(); err != nil {
				t.Errorf("%v: %s", err, server.log)
			}
			load()
			server.start(t)
			// Clients find a server that is back at its old address after a pause
			// of theirs; before that none of the two may be missed.
			for before := served.of(server.grpc); served.of(server.grpc) == before && !t.Failed(); {
				time.Sleep(10 * time.Millisecond)
			}
		}
	}
	load()
	stop()
	clients.Wait()
	t.Logf("%d calls, %d of them ingests, over 4 restarts", done.Load(), documents.Load())
}

// answered counts the calls by the server that answered.
type answered struct {
	mu    sync.Mutex
	calls map[string]int // by address
}

func (s *answered) of(address string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[address]
}

// count is a client's interceptor.
func (s *answered) count(ctx context.Context, method string, request, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	var server peer.Peer
	err := invoke(ctx, method, request, reply, conn, append(options, grpc.Peer(&server))...)
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls[server.Addr.String()]++
	}
	return err
}

// balanced is a client that spreads its calls over the servers.
func balanced(t *testing.T, servers []*installation, served *answered) *grpc.ClientConn {
	t.Helper()
	names := manual.NewBuilderWithScheme("both")
	var state resolver.State
	for _, server := range servers {
		state.Addresses = append(state.Addresses, resolver.Address{Addr: server.grpc})
	}
	names.InitialState(state)
	served.calls = map[string]int{}
	conn, err := grpc.NewClient("both:///", grpc.WithUnaryInterceptor(served.count), grpc.WithResolvers(names), grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"round_robin": {}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}
