// Package store keeps what the parser knows in the Postgres schema parser:
// documents with their text, transcripts with their structure, and the
// companies and calls that hold them. Whatever changes is one transaction,
// together with the job or the news that metrics needs of it.
package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/postgres"
)

// Pool is the connections that a store works on.
type Pool = pgxpool.Pool

// Store is the parser's database.
type Store struct {
	pool    *Pool
	jobs    *jobs.Inserter
	backlog *jobs.Backlog
	queue   queue
}

// New makes a store on a pool whose database Migrate has seen. It admits
// documents while fewer jobs than maxBacklog are not done; 0 for any number.
func New(pool *Pool, log *slog.Logger, maxBacklog int) (*Store, error) {
	inserter, err := jobs.NewInserter(pool, log)
	if err != nil {
		return nil, err
	}
	return &Store{pool: pool, jobs: inserter, backlog: jobs.NewBacklog(pool, maxBacklog)}, nil
}

// Admit reports whether a document may be ingested now: not while the jobs that
// the ones before it made are too many.
func (s *Store) Admit(ctx context.Context) (bool, error) { return s.backlog.Admit(ctx) }

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the schemas parser and jobs up to date.
func Migrate(ctx context.Context, pool *Pool) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	if err := postgres.Migrate(ctx, pool, postgres.Migrations{Schema: "parser", Files: files}); err != nil {
		return err
	}
	return jobs.Migrate(ctx, pool)
}

// Ready tells whether the database answers and is migrated.
func (s *Store) Ready(ctx context.Context) error {
	var there bool
	err := s.pool.QueryRow(ctx, `
		SELECT to_regclass('parser.changes') IS NOT NULL AND to_regclass('jobs.river_job') IS NOT NULL`).Scan(&there)
	if err != nil {
		return err
	}
	if !there {
		return errors.New("the database is not migrated: run callfacts migrate")
	}
	return nil
}

// Of the errors that callers tell apart.
var (
	// ErrNotFound: there is no such name, and never was.
	ErrNotFound = errors.New("not found")
	// ErrDeleted: the transcript was deleted.
	ErrDeleted = errors.New("deleted")
	// ErrChanged: the row is not the one that the caller's etag was of.
	ErrChanged = errors.New("changed since")
)

// wrap says what was being done when err came.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
