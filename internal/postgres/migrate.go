package postgres

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// Migrations are the numbered SQL files of one schema, in goose's format. Their
// statements name the schema: the search_path is empty.
type Migrations struct {
	// Schema is created where it does not exist, and holds the table
	// schema_version that records what was applied.
	Schema string
	// Files holds the .sql files at its root.
	Files fs.FS
}

// Migrate applies what has not been applied yet. Any number of processes may
// call it at once: one works, the others wait for it.
func Migrate(ctx context.Context, pool *pgxpool.Pool, m Migrations) error {
	err := WithLock(ctx, pool, "migrate "+m.Schema, func(conn *pgx.Conn) error {
		schema := pgx.Identifier{m.Schema}.Sanitize()
		if _, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+schema); err != nil {
			return err
		}
		// A migration may take longer than any other statement.
		config := conn.Config().Copy()
		config.RuntimeParams["statement_timeout"] = "0"
		db := stdlib.OpenDB(*config)
		defer db.Close()
		provider, err := goose.NewProvider(database.DialectPostgres, db, m.Files,
			goose.WithTableName(m.Schema+".schema_version"),
			goose.WithDisableGlobalRegistry(true),
			goose.WithLogger(goose.NopLogger()))
		if err != nil {
			return err
		}
		_, err = provider.Up(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("migrate schema %s: %w", m.Schema, err)
	}
	return nil
}

// lockPoll is how often a lock that another session holds is tried again. A
// session that waited in pg_advisory_lock would hold a snapshot, on which
// CREATE INDEX CONCURRENTLY in the session that works would wait in turn.
const lockPoll = 100 * time.Millisecond

// WithLock calls f while this process alone holds the lock of that name in the
// database. f gets the connection that holds it.
func WithLock(ctx context.Context, pool *pgxpool.Pool, name string, f func(*pgx.Conn) error) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	key := lockKey(name)
	for {
		var got bool
		if err := conn.QueryRow(ctx, "SELECT pg_catalog.pg_try_advisory_lock($1)", key).Scan(&got); err != nil {
			return fmt.Errorf("lock %q: %w", name, err)
		}
		if got {
			break
		}
		select {
		case <-time.After(lockPoll):
		case <-ctx.Done():
			return fmt.Errorf("lock %q: %w", name, ctx.Err())
		}
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
		defer cancel()
		if _, err := conn.Exec(ctx, "SELECT pg_catalog.pg_advisory_unlock($1)", key); err != nil {
			// The lock ends with its session at the latest.
			conn.Conn().Close(ctx)
		}
	}()
	return f(conn.Conn())
}

// lockKey spreads names over the 64 bits of Postgres's advisory locks.
func lockKey(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte("callfacts " + name))
	return int64(h.Sum64())
}
