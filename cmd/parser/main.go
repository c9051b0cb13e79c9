// Command parser serves callfacts.parser.v1.ParserService.
//
// Environment:
//
//	CALLFACTS_GRPC_ADDR    where it listens; default 127.0.0.1:8081
//	DATABASE_URL           the database, migrated by `callfacts migrate`; or
//	DATABASE_URL_FILE      a file that holds it
//	CALLFACTS_LOG_FORMAT   text (default) or json
//	CALLFACTS_LOG_LEVEL    debug, info (default), warn or error
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

	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/services/parser"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "parser:", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, cancel := daemon.SignalContext(context.Background())
	defer cancel()
	log, err := daemon.NewLogger(os.Stderr, os.Getenv("CALLFACTS_LOG_FORMAT"), os.Getenv("CALLFACTS_LOG_LEVEL"))
	if err != nil {
		return err
	}
	url, err := daemon.DatabaseURL()
	if err != nil {
		return err
	}
	if url == "" {
		return errors.New("neither DATABASE_URL nor DATABASE_URL_FILE is set")
	}
	process := daemon.New(log)
	defer process.Stop()
	setup, err := daemon.FromEnvironment(ctx, process, "parser")
	if err != nil {
		return err
	}

	pool, err := postgres.Open(ctx, postgres.Config{URL: url, Application: "callfacts-parser", Tracer: setup.Queries()})
	if err != nil {
		return err
	}
	process.OnStop("database", func(context.Context) error { pool.Close(); return nil })

	service, err := parser.New(parser.Config{Pool: pool, Log: log, MaxBacklog: setup.MaxBacklog})
	if err != nil {
		return err
	}
	setup.Metrics.Ask("parser", service.Samples)
	server := setup.NewServer(service.Ready)
	service.Register(server)

	listener, err := net.Listen("tcp", cmp.Or(os.Getenv("CALLFACTS_GRPC_ADDR"), "127.0.0.1:8081"))
	if err != nil {
		return err
	}
	if err := setup.Guarded(listener); err != nil {
		return errors.Join(err, listener.Close())
	}
	process.ServeGRPC("parser", server, setup.SecureGRPC(listener))
	process.OnStop("streams", service.Close)
	return process.Wait(ctx)
}
