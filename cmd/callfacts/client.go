package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// defaultServer is where `callfacts serve` serves both services.
const defaultServer = "127.0.0.1:8081"

// target says where the services are.
type target struct{ server, parser, metrics string }

// flags adds the flags that say where the services are.
func (t *target) flags(c *cobra.Command) {
	c.Flags().StringVar(&t.server, "server", cmp.Or(os.Getenv("CALLFACTS_SERVER"), defaultServer), "where both services are, host:port (CALLFACTS_SERVER)")
	c.Flags().StringVar(&t.parser, "parser", os.Getenv("CALLFACTS_PARSER"), "where the parser service is, if apart (CALLFACTS_PARSER)")
	c.Flags().StringVar(&t.metrics, "metrics", os.Getenv("CALLFACTS_METRICS"), "where the metrics service is, if apart (CALLFACTS_METRICS)")
}

// services are clients of both services.
type services struct {
	parser  parserv1.ParserServiceClient
	metrics metricsv1.MetricsServiceClient
	closers []io.Closer
}

// dial makes the clients; it does not connect yet.
func (t target) dial() (*services, error) {
	parserAddress, metricsAddress := cmp.Or(t.parser, t.server), cmp.Or(t.metrics, t.server)
	setup, err := daemon.ClientSetup(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	parser, err := setup.Dial(parserAddress)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", parserAddress, err)
	}
	metrics, closers := parser, []io.Closer{parser}
	if metricsAddress != parserAddress {
		if metrics, err = setup.Dial(metricsAddress); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", metricsAddress, err), parser.Close())
		}
		closers = append(closers, metrics)
	}
	return newServices(parser, metrics, closers...), nil
}

func newServices(parser, metrics grpc.ClientConnInterface, closers ...io.Closer) *services {
	return &services{
		parser: parserv1.NewParserServiceClient(parser), metrics: metricsv1.NewMetricsServiceClient(metrics), closers: closers,
	}
}

// Close ends the connections.
func (s *services) Close() {
	for _, c := range s.closers {
		_ = c.Close() // nothing is lost by it
	}
}

// with calls f with clients of the services.
func (t target) with(f func(*services) error) error {
	s, err := t.dial()
	if err != nil {
		return err
	}
	defer s.Close()
	return f(s)
}

// explain is an error as a person reads it.
func explain(err error) string {
	known := rpcerr.Parse(err)
	switch {
	case known.Reason != "":
		return known.Reason + ": " + known.Message
	case known.Code == codes.Unavailable:
		return "no server answers (" + known.Message + "); start one with `callfacts serve`, or name it with --server"
	case known.Code == codes.Unknown:
		return err.Error()
	default:
		return known.Message
	}
}

// pages calls list with one page token after the other, until there is no next.
func pages(list func(token string) (next string, err error)) error {
	for token, first := "", true; first || token != ""; first = false {
		next, err := list(token)
		if err != nil {
			return err
		}
		token = next
	}
	return nil
}
