// Command metrics serves callfacts.metrics.v1.MetricsService and works the jobs
// that the parser leaves. It is configured by the environment:
//
//	DATABASE_URL           the database, migrated by `callfacts migrate`; or
//	DATABASE_URL_FILE      a file that holds it
//	CALLFACTS_PARSER_ADDR  where the parser serves gRPC
//	CALLFACTS_CLIENT_ID    what tells this worker from others; the host's name if unset
//	CALLFACTS_GRPC_ADDR    where to serve gRPC; 127.0.0.1:8082 if unset
//	CALLFACTS_LOG_FORMAT   json or text; text if unset
//	CALLFACTS_LOG_LEVEL    debug, info, warn or error; info if unset
//
// and what daemon.FromEnvironment says of TLS, keys, limits and telemetry.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/services/metrics"
)

func main() {
	daemon.LookUpOften()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "metrics:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := daemon.SignalContext(context.Background())
	defer stop()
	log, err := daemon.NewLogger(os.Stderr, os.Getenv("CALLFACTS_LOG_FORMAT"), os.Getenv("CALLFACTS_LOG_LEVEL"))
	if err != nil {
		return err
	}
	url, err := daemon.DatabaseURL()
	if err != nil {
		return err
	}
	parserAddress := os.Getenv("CALLFACTS_PARSER_ADDR")
	if url == "" || parserAddress == "" {
		return errors.New("DATABASE_URL (or DATABASE_URL_FILE) and CALLFACTS_PARSER_ADDR must be set")
	}
	host, err := os.Hostname()
	if err != nil {
		return err
	}

	process := daemon.New(log)
	defer process.Stop()
	setup, err := daemon.FromEnvironment(ctx, process, "metrics")
	if err != nil {
		return err
	}

	pool, err := postgres.Open(ctx, postgres.Config{URL: url, Application: "callfacts-metrics", Tracer: setup.Queries()})
	if err != nil {
		return err
	}
	process.OnStop("database", func(context.Context) error { pool.Close(); return nil })

	parser, err := setup.Dial(parserAddress)
	if err != nil {
		return err
	}
	process.OnStop("parser's client", func(context.Context) error { return parser.Close() })

	service, err := metrics.New(metrics.Config{
		Pool:     pool,
		Parser:   parserv1.NewParserServiceClient(parser),
		ClientID: cmp.Or(os.Getenv("CALLFACTS_CLIENT_ID"), host),
		Log:      log,
		Tracer:   setup.Tracing.Tracer(),
	})
	if err != nil {
		return err
	}
	process.Go("workers", service.Run)

	setup.Metrics.Ask("metrics", service.Samples)
	server := setup.NewServer(service.Ready)
	service.Register(server)
	listener, err := net.Listen("tcp", cmp.Or(os.Getenv("CALLFACTS_GRPC_ADDR"), "127.0.0.1:8082"))
	if err != nil {
		return err
	}
	if err := setup.Guarded(listener); err != nil {
		return errors.Join(err, listener.Close())
	}
	process.ServeGRPC("metrics", server, setup.SecureGRPC(listener))
	process.OnStop("streams", service.Close)
	return process.Wait(ctx)
}
