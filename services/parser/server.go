// Package parser is the service callfacts.parser.v1.ParserService: documents in,
// transcripts out. A method converts its request, calls the engine or the store,
// and converts the answer.
package parser

import (
	"context"
	"log/slog"

	"google.golang.org/grpc"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/services/parser/store"
)

// Server answers ParserService.
type Server struct {
	parserv1.UnimplementedParserServiceServer

	store *store.Store
	log   *slog.Logger
	// closing ends the streams that have no end of their own.
	closing context.Context
	close   context.CancelFunc
}

// Migrate brings the schemas parser and jobs of the pool's database up to date.
// Any number of processes may call it at once.
func Migrate(ctx context.Context, pool *store.Pool) error { return store.Migrate(ctx, pool) }

// Config is what the service needs. Pool and Log are required.
type Config struct {
	// Pool is the database. Migrate was called for it.
	Pool *store.Pool
	// Log gets what clients are not told.
	Log *slog.Logger
	// MaxBacklog is how many jobs may be left to do before documents are refused
	// until there are fewer; 0 for any number.
	MaxBacklog int
}

// New makes a server.
func New(c Config) (*Server, error) {
	s, err := store.New(c.Pool, c.Log, c.MaxBacklog)
	if err != nil {
		return nil, err
	}
	server := &Server{store: s, log: c.Log}
	server.closing, server.close = context.WithCancel(context.Background())
	return server, nil
}

// Register adds the service to a gRPC server.
func (s *Server) Register(to grpc.ServiceRegistrar) { parserv1.RegisterParserServiceServer(to, s) }

// Close ends the streams that have no end of their own, so that a server that
// stops does not have to cut them off: their clients go on elsewhere from their
// cursors. It is called before the gRPC server stops.
func (s *Server) Close(context.Context) error {
	s.close()
	return nil
}

// Ready tells whether the database answers and is migrated.
func (s *Server) Ready(ctx context.Context) error { return s.store.Ready(ctx) }
