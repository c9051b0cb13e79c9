package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"syscall"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/auth"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/postgres/embedded"
	"github.com/callfacts/callfacts/services/gateway"
	"github.com/callfacts/callfacts/services/metrics"
	"github.com/callfacts/callfacts/services/parser"
)

// serveOptions says what is served where.
type serveOptions struct {
	http, grpc          string
	dataDir             string
	logFormat, logLevel string
}

func serveCommand(s streams) *cobra.Command {
	var o serveOptions
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run all three services in this process",
		Long: `Run the parser, metrics and gateway in this process. The database is that of
DATABASE_URL; where it is not set, a private PostgreSQL is run from an installed
one, with its data in the data directory. Migrations are applied at the start.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return serve(c.Context(), s, o) },
	}
	c.Flags().StringVar(&o.http, "http", "127.0.0.1:8080", "where to serve REST and the web page")
	c.Flags().StringVar(&o.grpc, "grpc", defaultServer, "where to serve both gRPC services")
	dataDirFlag(c, &o.dataDir)
	c.Flags().StringVar(&o.logFormat, "log-format", os.Getenv("CALLFACTS_LOG_FORMAT"), "json or text (CALLFACTS_LOG_FORMAT)")
	c.Flags().StringVar(&o.logLevel, "log-level", os.Getenv("CALLFACTS_LOG_LEVEL"), "debug, info, warn or error (CALLFACTS_LOG_LEVEL)")
	return c
}

func dataDirFlag(c *cobra.Command, dir *string) {
	c.Flags().StringVar(dir, "data-dir", os.Getenv("CALLFACTS_DATA_DIR"), "where the data are; a folder of this user's where not given (CALLFACTS_DATA_DIR)")
}

// serve runs the services until ctx ends.
func serve(ctx context.Context, s streams, o serveOptions) error {
	log, err := daemon.NewLogger(s.err, o.logFormat, o.logLevel)
	if err != nil {
		return err
	}
	// The addresses first: that they are taken is found out before anything is done.
	grpcListener, err := listen("--grpc", o.grpc)
	if err != nil {
		return err
	}
	defer grpcListener.Close()
	httpListener, err := listen("--http", o.http)
	if err != nil {
		return err
	}
	defer httpListener.Close()

	p := daemon.New(log)
	defer p.Stop()
	setup, err := daemon.FromEnvironment(ctx, p, "serve")
	if err != nil {
		return err
	}
	if err := errors.Join(setup.Guarded(grpcListener), setup.Guarded(httpListener)); err != nil {
		return err
	}
	d, err := openDatabase(ctx, p, log, o.dataDir)
	if err != nil {
		return err
	}
	if err := migrate(ctx, d.url); err != nil {
		return err
	}
	if err := startServices(ctx, p, setup, d, grpcListener, httpListener); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "REST and web page: %s://%s   gRPC: %s\n", setup.Scheme(), httpListener.Addr(), grpcListener.Addr())
	return p.Wait(ctx)
}

// listen takes the address that a flag names.
func listen(flag, address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use; %s names another address", address, flag)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return listener, nil
}

// startServices wires the three services: metrics and gateway reach the others
// through a pipe, over gRPC all the same.
func startServices(ctx context.Context, p *daemon.Process, setup *daemon.Setup, d *serveDatabase, grpcListener, httpListener net.Listener) error {
	log := setup.Log
	parserPool, err := openPool(ctx, p, setup, d.url, "callfacts-parser")
	if err != nil {
		return err
	}
	metricsPool, err := openPool(ctx, p, setup, d.url, "callfacts-metrics")
	if err != nil {
		return err
	}
	pipe := daemon.NewPipe()
	fromMetrics, err := dialOwn(p, setup, pipe, "metrics")
	if err != nil {
		return err
	}
	fromGateway, err := setup.DialPipe(pipe, "") // it passes its clients' keys on
	if err != nil {
		return err
	}
	p.OnStop("connection of the gateway", func(context.Context) error { return fromGateway.Close() })

	parserService, err := parser.New(parser.Config{Pool: parserPool, Log: log, MaxBacklog: setup.MaxBacklog})
	if err != nil {
		return err
	}
	metricsService, err := metrics.New(metrics.Config{
		Pool: metricsPool, Parser: parserv1.NewParserServiceClient(fromMetrics), ClientID: d.clientID, Log: log, Tracer: setup.Tracing.Tracer(),
	})
	if err != nil {
		return err
	}
	setup.Metrics.Ask("parser", parserService.Samples)
	setup.Metrics.Ask("metrics", metricsService.Samples)
	server := setup.NewServer(func(ctx context.Context) error {
		return errors.Join(parserService.Ready(ctx), metricsService.Ready(ctx))
	})
	parserService.Register(server)
	metricsService.Register(server)
	p.ServeGRPC("services", server, pipe, setup.SecureGRPC(grpcListener))
	p.OnStop("parser streams", parserService.Close)
	p.OnStop("metrics streams", metricsService.Close)
	p.Go("workers", metricsService.Run)

	handler, err := gateway.New(fromGateway, fromGateway, setup.Admit)
	if err != nil {
		return err
	}
	p.ServeHTTP("gateway", setup.NewHTTPServer(setup.LocalHosts(httpListener, handler)), setup.SecureHTTP(httpListener))
	return nil
}

// dialOwn is the connection of a part of this process that calls for itself:
// where keys are asked for, it has one that nobody else knows.
func dialOwn(p *daemon.Process, setup *daemon.Setup, pipe daemon.Pipe, name string) (*grpc.ClientConn, error) {
	key := ""
	if setup.Keys != nil {
		var err error
		if key, err = setup.Keys.Issue(name, auth.Read); err != nil {
			return nil, err
		}
	}
	conn, err := setup.DialPipe(pipe, key)
	if err != nil {
		return nil, err
	}
	p.OnStop("connection of "+name, func(context.Context) error { return conn.Close() })
	return conn, nil
}

func openPool(ctx context.Context, p *daemon.Process, setup *daemon.Setup, url, application string) (*pgxpool.Pool, error) {
	pool, err := postgres.Open(ctx, postgres.Config{URL: url, Application: application, MaxConns: poolSize, Tracer: setup.Queries()})
	if err != nil {
		return nil, err
	}
	p.OnStop("connections of "+application, func(context.Context) error { pool.Close(); return nil })
	return pool, nil
}

// poolSize bounds the connections of each service: together well below the 100
// that a PostgreSQL takes as it comes.
const poolSize = 20

// serveDatabase is the database of a process that serves.
type serveDatabase struct{ url, clientID string }

// openDatabase finds the database, or starts a private one that stops with p.
func openDatabase(ctx context.Context, p *daemon.Process, log *slog.Logger, dataDir string) (*serveDatabase, error) {
	url, err := daemon.DatabaseURL()
	if err != nil {
		return nil, err
	}
	d := &serveDatabase{url: url}
	if d.url != "" {
		d.clientID = clientID(p, log, dataDir)
		return d, nil
	}
	if dataDir == "" {
		var err error
		if dataDir, err = embedded.DefaultDataDir(); err != nil {
			return nil, err
		}
	}
	database, err := embedded.Start(ctx, dataDir)
	if err != nil {
		return nil, err
	}
	log.Info("private PostgreSQL", "version", database.Major, "data", dataDir)
	p.OnStop("private PostgreSQL", func(context.Context) error { return database.Stop() })
	p.Go("watch over the private PostgreSQL", func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			return nil
		case <-database.Exited():
			return errors.New("it has ended")
		}
	})
	d.url, d.clientID = database.URL(), clientID(p, log, dataDir)
	return d, nil
}
