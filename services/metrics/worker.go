package metrics

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// Config is what the service needs. All but Concurrency, Tracer and ReconcileEvery is
// required.
type Config struct {
	// Pool is the database. Migrate and jobs.Migrate were called for it.
	Pool *pgxpool.Pool
	// Parser is where transcripts are had from.
	Parser parserv1.ParserServiceClient
	// ClientID names this process among the workers, and stays the same when it
	// is started again, so that it finds the jobs that it left running.
	ClientID string
	// Log gets what the workers have to say. Nothing of a transcript is logged.
	Log *slog.Logger
	// Concurrency is how many jobs of each queue run at once; 0 for 8. What they
	// find together is stored together.
	Concurrency int
	// Tracer makes spans of jobs, in the traces of the requests that made them;
	// may be nil.
	Tracer trace.Tracer
	// ReconcileEvery is how often lost work is looked for; 0 for every minute.
	ReconcileEvery time.Duration
}

const (
	defaultConcurrency    = 8
	defaultReconcileEvery = time.Minute
	// stopTimeout is how long running jobs get to end when the service stops.
	stopTimeout = 15 * time.Second
	// maxHeldBytes is how much text a job holds at most, and one transcript more.
	maxHeldBytes = 16 << 20
	// maxDeaths is how many processes may end while they work on a transcript
	// before it is given up. A process that is killed at random moments rarely
	// takes the same one along twice.
	maxDeaths = 10
	// awayPause is how long a job waits at least when the parser is away.
	awayPause = 2 * time.Second
)

// Migrate makes the schema metrics, or brings it up to date. Any number of
// processes may call it at once.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error { return store.Migrate(ctx, pool) }

// Service is the server and the workers of one process.
type Service struct {
	server *Server
	// close ends the streams of the server.
	close    context.CancelFunc
	store    *store.Store
	group    *store.Group
	log      *slog.Logger
	config   Config
	extract  *extractor
	inserter *jobs.Inserter
	client   *river.Client[pgx.Tx]
	working  working
}

// New makes a service. It reads and writes nothing before Run and the first
// request.
func New(c Config) (*Service, error) {
	if c.Concurrency == 0 {
		c.Concurrency = defaultConcurrency
	}
	if c.ReconcileEvery == 0 {
		c.ReconcileEvery = defaultReconcileEvery
	}
	kept := store.New(c.Pool)
	s := &Service{store: kept, group: store.NewGroup(kept), log: c.Log, config: c, extract: newExtractor(kept, c.Parser, c.Log), working: working{jobs: map[int64]bool{}}}
	s.server = &Server{store: kept, parser: c.Parser, extract: s.extract, enqueue: s.enqueue}
	s.server.closing, s.close = context.WithCancel(context.Background())
	var err error
	if s.inserter, err = jobs.NewInserter(c.Pool, c.Log); err != nil {
		return nil, err
	}
	workers := river.NewWorkers()
	river.AddWorker(workers, &extractWorker{s: s})
	river.AddWorker(workers, &refreshWorker{s: s})
	s.client, err = jobs.NewClient(c.Pool, jobs.Config{
		ClientID: c.ClientID, Workers: workers, Concurrency: c.Concurrency, Log: c.Log, Tracer: c.Tracer, ErrorHandler: failures{s},
	})
	return s, err
}

// Register registers the service on a gRPC server.
func (s *Service) Register(server grpc.ServiceRegistrar) {
	metricsv1.RegisterMetricsServiceServer(server, s.server)
}

// Close ends the streams that have no end of their own, so that a server that
// stops does not have to cut them off: their clients go on elsewhere from their
// cursors. It is called before the gRPC server stops.
func (s *Service) Close(context.Context) error {
	s.close()
	return nil
}

// Ready says whether the database answers and is migrated.
func (s *Service) Ready(ctx context.Context) error { return s.store.Ready(ctx) }

// Run works jobs until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	n, err := jobs.PutBack(ctx, s.config.Pool, s.config.ClientID)
	if err != nil {
		return err
	}
	if n > 0 {
		s.log.Info("jobs put back that the last run left running", "jobs", n)
	}
	// The client outlives ctx for as long as Stop lets its jobs end.
	if err := s.client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the workers: %w", err)
	}
	var lost sync.WaitGroup
	lost.Go(func() { s.putBackUntil(ctx) })
	s.reconcileUntil(ctx)
	lost.Wait()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := s.client.Stop(stop); err != nil {
		return fmt.Errorf("stop the workers: %w", err)
	}
	return nil
}

// extractWorker works jobs of the queue extract.
type extractWorker struct {
	river.WorkerDefaults[jobs.ExtractArgs]
	s *Service
}

// Work extracts the job's transcripts and stores everything in the transaction
// that completes the job. A job of several that failed once is split, so that
// one bad transcript holds up no other.
func (w *extractWorker) Work(ctx context.Context, job *river.Job[jobs.ExtractArgs]) error {
	defer w.s.working.on(job.ID)()
	refs := job.Args.Transcripts
	switch {
	case len(refs) > 1 && job.Attempt > 1:
		return w.split(ctx, job)
	case job.Attempt-1-len(job.Errors) >= maxDeaths:
		// Nobody can tell what it is that ends processes; it shall end no more.
		return w.s.fail(ctx, refs, fmt.Sprintf("%d processes ended while they worked on it", maxDeaths))
	}
	results, err := w.extract(ctx, refs)
	if err != nil {
		return later(err)
	}
	complete := func(tx pgx.Tx) error {
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	}
	err = w.save(ctx, results, complete)
	if len(results) == 1 && store.Permanent(err) {
		// What the engine made cannot be stored: trying again changes nothing.
		w.s.log.Error("facts cannot be stored", "transcript", results[0].Transcript, "error", err)
		results[0].Extraction, results[0].Error = nil, "its facts cannot be stored"
		err = w.save(ctx, results, complete)
	}
	return err
}

// extract extracts the transcripts and returns what is to be stored together with
// the job's completion. Where the texts are long, the first are stored before:
// another attempt finds them done.
func (w *extractWorker) extract(ctx context.Context, refs []jobs.TranscriptRef) (results []store.Result, err error) {
	held := 0
	for i := range refs {
		one, err := w.s.extract.run(ctx, refs[i:i+1])
		if err != nil {
			return nil, err
		}
		results = append(results, one...)
		for k := range one {
			if one[k].Source != nil {
				held += len(one[k].Source.Text)
			}
		}
		if held > maxHeldBytes && i+1 < len(refs) {
			if err := w.save(ctx, results, func(pgx.Tx) error { return nil }); err != nil {
				return nil, err
			}
			results, held = nil, 0
		}
	}
	return results, nil
}

func (w *extractWorker) save(ctx context.Context, results []store.Result, complete func(pgx.Tx) error) error {
	err := w.s.group.Save(ctx, results, func(tx pgx.Tx, stale []string) error {
		if err := w.s.inserter.InsertTx(ctx, tx, jobs.Refresh(stale...)...); err != nil {
			return err
		}
		return complete(tx)
	})
	if err != nil {
		return fmt.Errorf("store the facts: %w", err)
	}
	for i := range results {
		w.s.extract.awaited.wake(results[i].Key)
	}
	return nil
}

func (w *extractWorker) split(ctx context.Context, job *river.Job[jobs.ExtractArgs]) error {
	var alone []river.JobArgs
	for _, ref := range job.Args.Transcripts {
		alone = append(alone, jobs.ExtractArgs{Transcripts: []jobs.TranscriptRef{ref}})
	}
	return postgres.InTx(ctx, w.s.config.Pool, func(tx pgx.Tx) error {
		if err := w.s.inserter.InsertTx(ctx, tx, alone...); err != nil {
			return err
		}
		_, err := river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	})
}

// refreshWorker works jobs of the queue refresh.
type refreshWorker struct {
	river.WorkerDefaults[jobs.RefreshArgs]
	s *Service
}

// Work keeps what the parser says about the job's transcripts.
func (w *refreshWorker) Work(ctx context.Context, job *river.Job[jobs.RefreshArgs]) error {
	defer w.s.working.on(job.ID)()
	for ids := job.Args.Transcripts; len(ids) > 0; {
		said, err := w.s.extract.ask(ctx, ids)
		if err != nil {
			return later(err)
		}
		if ids, err = w.s.store.Refresh(ctx, said); err != nil {
			return err
		}
	}
	return nil
}

// later puts a job off that waits for the parser to come back, so that an outage,
// however long, uses up no attempts.
func later(err error) error {
	if !away(err) {
		return err
	}
	return river.JobSnooze(awayPause + rand.N(awayPause))
}

// failures sees to it that a job that is given up leaves a trace.
type failures struct{ s *Service }

// HandleError records a failure when it was the last attempt.
func (f failures) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	f.s.log.Warn("job failed", "job", job.ID, "kind", job.Kind, "attempt", job.Attempt, "error", err)
	if job.Attempt >= job.MaxAttempts {
		if err := f.s.giveUp(ctx, job, rpcerr.Classify(err).Message); err != nil {
			f.s.log.Error("a failure is not recorded before lost work is looked for", "job", job.ID, "error", err)
		}
	}
	return nil
}

// HandlePanic does as HandleError.
func (f failures) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	f.s.log.Error("job panicked", "job", job.ID, "panic", value, "stack", trace)
	return f.HandleError(ctx, job, fmt.Errorf("panic: %v", value))
}

// locked calls f while this process alone holds the lock, for which it waits
// until ctx ends.
func (s *Service) locked(ctx context.Context, name string, f func() error) error {
	return postgres.WithLock(ctx, s.config.Pool, name, func(*pgx.Conn) error { return f() })
}

// enqueue inserts jobs.
func (s *Service) enqueue(ctx context.Context, all ...river.JobArgs) error {
	return postgres.InTx(ctx, s.config.Pool, func(tx pgx.Tx) error { return s.inserter.InsertTx(ctx, tx, all...) })
}
