// Command gateway serves the API as REST, in front of the parser and metrics
// services.
//
//	CALLFACTS_HTTP_ADDR      where to listen, such as :8080
//	CALLFACTS_PARSER_ADDR    the parser service, such as dns:///callfacts-parser:8081
//	CALLFACTS_METRICS_ADDR   the metrics service
//	CALLFACTS_LOG_FORMAT     json or text (text)
//	CALLFACTS_LOG_LEVEL      debug, info, warn or error (info)
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"

	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/services/gateway"
)

func main() {
	log, err := daemon.NewLogger(os.Stderr, os.Getenv("CALLFACTS_LOG_FORMAT"), os.Getenv("CALLFACTS_LOG_LEVEL"))
	if err == nil {
		err = run(log)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "gateway:", err)
		os.Exit(1)
	}
}

func run(log *slog.Logger) error {
	ctx, stop := daemon.SignalContext(context.Background())
	defer stop()
	p := daemon.New(log)
	defer p.Stop()

	parser, err := daemon.Dial(os.Getenv("CALLFACTS_PARSER_ADDR"))
	if err != nil {
		return fmt.Errorf("CALLFACTS_PARSER_ADDR: %w", err)
	}
	p.OnStop("connection to parser", func(context.Context) error { return parser.Close() })
	metrics, err := daemon.Dial(os.Getenv("CALLFACTS_METRICS_ADDR"))
	if err != nil {
		return fmt.Errorf("CALLFACTS_METRICS_ADDR: %w", err)
	}
	p.OnStop("connection to metrics", func(context.Context) error { return metrics.Close() })
	handler, err := gateway.New(parser, metrics)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", os.Getenv("CALLFACTS_HTTP_ADDR"))
	if err != nil {
		return fmt.Errorf("CALLFACTS_HTTP_ADDR: %w", err)
	}
	p.ServeHTTP("gateway", daemon.NewHTTPServer(log, handler), listener)
	return p.Wait(ctx)
}
