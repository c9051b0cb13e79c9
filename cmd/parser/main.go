// Command parser serves callfacts.parser.v1.ParserService.
//
// Environment:
//
//	CALLFACTS_GRPC_ADDR    where it listens; default 127.0.0.1:8081
//	DATABASE_URL           the database, migrated by `callfacts migrate`
//	CALLFACTS_LOG_FORMAT   text (default) or json
//	CALLFACTS_LOG_LEVEL    debug, info (default), warn or error
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
	url := os.Getenv("DATABASE_URL")
	if url == "" {
		return errors.New("DATABASE_URL is not set")
	}
	process := daemon.New(log)
	defer process.Stop()

	pool, err := postgres.Open(ctx, postgres.Config{URL: url, Application: "callfacts-parser"})
	if err != nil {
		return err
	}
	process.OnStop("database", func(context.Context) error { pool.Close(); return nil })

	service, err := parser.New(pool, log)
	if err != nil {
		return err
	}
	server := daemon.NewServer(log, service.Ready)
	service.Register(server)

	listener, err := net.Listen("tcp", cmp.Or(os.Getenv("CALLFACTS_GRPC_ADDR"), "127.0.0.1:8081"))
	if err != nil {
		return err
	}
	process.ServeGRPC("parser", server, listener)
	process.OnStop("streams", service.Close)
	return process.Wait(ctx)
}
