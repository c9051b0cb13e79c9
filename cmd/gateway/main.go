// Command gateway serves the API as REST, in front of the parser and metrics
// services.
//
// Environment:
//
//	CALLFACTS_HTTP_ADDR      where to serve HTTP; 127.0.0.1:8080 if unset
//	CALLFACTS_PARSER_ADDR    where the parser serves gRPC; 127.0.0.1:8081 if unset
//	CALLFACTS_METRICS_ADDR   where metrics serves gRPC; 127.0.0.1:8082 if unset
//	CALLFACTS_LOG_FORMAT     text (default) or json
//	CALLFACTS_LOG_LEVEL      debug, info (default), warn or error
//
// and what daemon.FromEnvironment says of TLS, keys, hosts and telemetry. With keys
// or an issuer of tokens it answers for those alone who may make the call that
// their request becomes; it passes what they brought on to the services.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/services/gateway"
)

func main() {
	daemon.LookUpOften()
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gateway:", err)
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
	p := daemon.New(log)
	defer p.Stop()
	setup, err := daemon.FromEnvironment(ctx, p, "gateway")
	if err != nil {
		return err
	}
	if setup.Key != "" {
		return errors.New("CALLFACTS_API_KEY is set: the gateway passes its clients' keys on, and has none of its own")
	}

	parser, err := setup.DialFor(cmp.Or(os.Getenv("CALLFACTS_PARSER_ADDR"), "127.0.0.1:8081"))
	if err != nil {
		return fmt.Errorf("CALLFACTS_PARSER_ADDR: %w", err)
	}
	p.OnStop("connection to parser", func(context.Context) error { return parser.Close() })
	metrics, err := setup.DialFor(cmp.Or(os.Getenv("CALLFACTS_METRICS_ADDR"), "127.0.0.1:8082"))
	if err != nil {
		return fmt.Errorf("CALLFACTS_METRICS_ADDR: %w", err)
	}
	p.OnStop("connection to metrics", func(context.Context) error { return metrics.Close() })
	handler, err := gateway.New(parser, metrics, setup.Admit)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", cmp.Or(os.Getenv("CALLFACTS_HTTP_ADDR"), "127.0.0.1:8080"))
	if err != nil {
		return fmt.Errorf("CALLFACTS_HTTP_ADDR: %w", err)
	}
	if err := setup.Guarded(listener); err != nil {
		return errors.Join(err, listener.Close())
	}
	p.ServeHTTP("gateway", setup.NewHTTPServer(setup.LocalHosts(listener, handler)), setup.SecureHTTP(listener))
	return p.Wait(ctx)
}
