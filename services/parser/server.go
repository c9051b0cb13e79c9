// Package parser is the service callfacts.parser.v1.ParserService: documents in,
// transcripts out. A method converts its request, calls the engine or the store,
// and converts the answer.
package parser

import (
	"context"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/services/parser/store"
)

// Server answers ParserService.
type Server struct {
	parserv1.UnimplementedParserServiceServer

	store *store.Store
	log   *slog.Logger
}

// Migrate brings the schemas parser and jobs of the pool's database up to date.
// Any number of processes may call it at once.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error { return store.Migrate(ctx, pool) }

// New makes a server on a database that was migrated.
func New(pool *pgxpool.Pool, log *slog.Logger) (*Server, error) {
	s, err := store.New(pool, log)
	if err != nil {
		return nil, err
	}
	return &Server{store: s, log: log}, nil
}

// Register adds the service to a gRPC server.
func (s *Server) Register(to grpc.ServiceRegistrar) { parserv1.RegisterParserServiceServer(to, s) }

// Ready tells whether the database answers and is migrated.
func (s *Server) Ready(ctx context.Context) error { return s.store.Ready(ctx) }
