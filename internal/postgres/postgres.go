// Package postgres opens connection pools, runs migrations and transactions:
// what every store does in the same way. Statements are the stores' own.
//
// Connections have an empty search_path, so a statement that forgets its schema
// fails at once, in tests as in production; times are UTC; statements and idle
// transactions have a limit.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Config says where the database is and how to use it. Only URL is required.
type Config struct {
	// URL is a postgres:// URL or a key=value connection string.
	URL string
	// Application is what pg_stat_activity shows.
	Application string
	// MaxConns is the size of the pool; 0 for pgx's default, the greater of 4
	// and the number of CPUs.
	MaxConns int32
	// StatementTimeout ends a statement that takes longer; 0 for 30 s, negative
	// for no limit.
	StatementTimeout time.Duration
	// Tracer makes spans of statements; may be nil.
	Tracer pgx.QueryTracer
}

const (
	defaultStatementTimeout = 30 * time.Second
	idleTransactionTimeout  = time.Minute
	connectTimeout          = 5 * time.Second
	rollbackTimeout         = 5 * time.Second
)

// Open makes a pool and proves that the database answers.
func Open(ctx context.Context, c Config) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(c.URL)
	if err != nil {
		return nil, fmt.Errorf("database URL: %w", err)
	}
	if c.MaxConns > 0 {
		config.MaxConns = c.MaxConns
	}
	session(config.ConnConfig, c)
	config.ConnConfig.Tracer = c.Tracer
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		at := config.ConnConfig
		return nil, fmt.Errorf("database %s at %s:%d does not answer: %w", at.Database, at.Host, at.Port, err)
	}
	return pool, nil
}

// session sets what holds on every connection, over what the URL says.
func session(config *pgx.ConnConfig, c Config) {
	timeout := c.StatementTimeout
	switch {
	case timeout == 0:
		timeout = defaultStatementTimeout
	case timeout < 0:
		timeout = 0
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	set := config.RuntimeParams
	set["search_path"] = ""
	set["timezone"] = "UTC"
	set["statement_timeout"] = milliseconds(timeout)
	set["idle_in_transaction_session_timeout"] = milliseconds(idleTransactionTimeout)
	if c.Application != "" {
		set["application_name"] = c.Application
	}
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// Beginner is what a transaction is begun on: a pool, a connection, or a
// transaction, which then gets a savepoint.
type Beginner interface {
	Begin(ctx context.Context) (pgx.Tx, error)
}

// InTx calls f in a transaction, commits when f returns nil, and rolls back when
// it returns an error or panics. The roll-back outlives the end of ctx, so the
// connection goes back to its pool in order.
func InTx(ctx context.Context, db Beginner, f func(pgx.Tx) error) (err error) {
	tx, err := db.Begin(ctx)
	if err != nil {
		return err
	}
	committed := false
	defer func() {
		if committed {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
		defer cancel()
		if rollback := tx.Rollback(ctx); rollback != nil && !errors.Is(rollback, pgx.ErrTxClosed) {
			err = errors.Join(err, fmt.Errorf("roll back: %w", rollback))
		}
	}()
	if err := f(tx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	return nil
}

// Violated returns the name of the constraint that err says was violated, or "".
func Violated(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && len(pg.Code) == 5 && pg.Code[:2] == "23" {
		return pg.ConstraintName
	}
	return ""
}

// Retryable reports whether the transaction failed only because another one
// was in its way (serialization failure, deadlock): doing it again is right.
func Retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}
