package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/callfacts/callfacts/internal/postgres"
)

// Schema is the Postgres schema of River's tables. The parser migrates it.
const Schema = "jobs"

// MigrationTable is where River keeps how far its schema is.
const MigrationTable = "river_migration"

const (
	// JobTimeout ends the context of a job that takes longer.
	JobTimeout = 30 * time.Second
	// RescueAfter is how long a job may be running before another worker gets
	// it: more than JobTimeout, so only a dead worker's job is taken.
	RescueAfter = 40 * time.Second
	// MaxAttempts is how often a job is tried. With the pauses between the tries
	// it outlives a database or parser that is away for a quarter of an hour.
	MaxAttempts = 25
	// maxPause is the longest pause between two tries.
	maxPause = time.Minute
	// softStop is how long jobs may go on when the client stops, before their
	// contexts end: less than what the whole process has.
	softStop = 8 * time.Second
)

// Migrate makes River's tables, or brings them up to date. Any number of
// processes may call it at once.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	err := postgres.WithLock(ctx, pool, "migrate "+Schema, func(conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+Schema); err != nil {
			return err
		}
		// Connections of its own: all of the pool's may be waiting for this lock,
		// and a migration may take longer than any other statement.
		config := pool.Config()
		config.MaxConns = 2
		config.ConnConfig.RuntimeParams["statement_timeout"] = "0"
		own, err := pgxpool.NewWithConfig(ctx, config)
		if err != nil {
			return err
		}
		defer own.Close()
		migrator, err := rivermigrate.New(riverpgxv5.New(own), &rivermigrate.Config{
			Schema: Schema, Logger: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			return err
		}
		_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
	if err != nil {
		return fmt.Errorf("migrate schema %s: %w", Schema, err)
	}
	return nil
}

// Inserter inserts jobs and works none.
type Inserter struct{ client *river.Client[pgx.Tx] }

// NewInserter makes an inserter. It reads and writes nothing before the first
// insert.
func NewInserter(pool *pgxpool.Pool, log *slog.Logger) (*Inserter, error) {
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Schema: Schema, Logger: log, MaxAttempts: MaxAttempts,
	})
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return &Inserter{client}, nil
}

// InsertTx inserts jobs in the transaction: they are there when it commits, and
// never where it does not.
func (i *Inserter) InsertTx(ctx context.Context, tx pgx.Tx, jobs ...river.JobArgs) error {
	if len(jobs) == 0 {
		return nil
	}
	params := make([]river.InsertManyParams, len(jobs))
	from, err := metadata(ctx)
	if err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	for k, args := range jobs {
		params[k] = river.InsertManyParams{Args: args, InsertOpts: &river.InsertOpts{Metadata: from}}
	}
	if _, err := i.client.InsertManyFastTx(ctx, tx, params); err != nil {
		return fmt.Errorf("insert jobs: %w", err)
	}
	return nil
}

// Config is what a process that works jobs says about itself.
type Config struct {
	// ClientID tells this process from all others that run, and stays the same
	// when it is started again: from its data directory or pod name. It is what
	// PutBack goes by. At most 100 bytes.
	ClientID string
	// Workers hold a worker for each kind of this package.
	Workers *river.Workers
	// Concurrency is how many jobs of each queue run at once.
	Concurrency int
	// Log gets what River has to say.
	Log *slog.Logger
	// Tracer makes a span of each job, in the trace of the request that made it;
	// may be nil.
	Tracer trace.Tracer
	// ErrorHandler learns of errors and panics of jobs; may be nil.
	ErrorHandler river.ErrorHandler
	// PeriodicJobs are inserted by one of the running clients.
	PeriodicJobs []*river.PeriodicJob
}

// NewClient makes a client that works both queues once it is started. Call
// PutBack before.
func NewClient(pool *pgxpool.Pool, c Config) (*river.Client[pgx.Tx], error) {
	tracer := c.Tracer
	if tracer == nil {
		tracer = noop.Tracer{}
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		ID:           c.ClientID,
		Schema:       Schema,
		Logger:       c.Log,
		Workers:      c.Workers,
		Middleware:   []rivertype.Middleware{traced(tracer)},
		ErrorHandler: c.ErrorHandler,
		PeriodicJobs: c.PeriodicJobs,
		Queues: map[string]river.QueueConfig{
			QueueExtract: {MaxWorkers: c.Concurrency},
			QueueRefresh: {MaxWorkers: c.Concurrency},
		},
		// REINDEX is the owner's, whom a worker need not be.
		ReindexerSchedule:    river.NeverSchedule(),
		JobTimeout:           JobTimeout,
		RescueStuckJobsAfter: RescueAfter,
		MaxAttempts:          MaxAttempts,
		RetryPolicy:          retryPolicy{time.Now},
		SoftStopTimeout:      softStop,
	})
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return client, nil
}

// PutBack makes available again, at once, the jobs that the process of that
// client id was working when it died. It returns how many. The try counts, so
// that a job which ends every process that works it can be told: it has tries
// that left no error. Call it before the client of that id starts.
func PutBack(ctx context.Context, pool *pgxpool.Pool, clientID string) (int64, error) {
	return putBack(ctx, pool, clientID, 0, nil)
}

// PutBackLost does as PutBack while the client runs, for the jobs that it was
// given for longer than since and does not work: the database went away under
// the answer that gave them, or under the word that they had failed.
func PutBackLost(ctx context.Context, pool *pgxpool.Pool, clientID string, since time.Duration, working []int64) (int64, error) {
	return putBack(ctx, pool, clientID, since, working)
}

func putBack(ctx context.Context, pool *pgxpool.Pool, clientID string, since time.Duration, except []int64) (int64, error) {
	done, err := pool.Exec(ctx, `
		UPDATE jobs.river_job
		SET state = 'available', scheduled_at = now(), max_attempts = greatest(max_attempts, attempt + 1)
		WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1
			AND attempted_at <= now() - make_interval(secs => $2) AND NOT id = ANY (coalesce($3::bigint[], '{}'))`,
		clientID, since.Seconds(), except)
	if err != nil {
		return 0, fmt.Errorf("put back the jobs of %s: %w", clientID, err)
	}
	return done.RowsAffected(), nil
}

// retryPolicy doubles the pause from one second on, up to maxPause. River's own
// would wait for days in the end.
type retryPolicy struct{ now func() time.Time }

func (p retryPolicy) NextRetry(job *rivertype.JobRow) time.Time {
	pause := maxPause
	if n := max(len(job.Errors), 0); n < 6 {
		pause = time.Second << n
	}
	return p.now().Add(pause)
}
