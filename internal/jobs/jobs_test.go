package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"

	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/postgres/pgtest"
)

var (
	migrated = pgtest.Template{Migrate: jobs.Migrate}
	empty    pgtest.Template
	silent   = slog.New(slog.DiscardHandler)
)

// TestMigrate: several processes at once, and again.
func TestMigrate(t *testing.T) {
	pool := empty.Open(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if err := jobs.Migrate(t.Context(), pool); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if err := jobs.Migrate(t.Context(), pool); err != nil {
		t.Error(err)
	}
	if n := count(t, pool, ""); n != 0 {
		t.Errorf("%d jobs in a new queue", n)
	}
}

// TestChunks: every transcript is in one job, none in two.
func TestChunks(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 65, 200} {
		var refs []jobs.TranscriptRef
		for i := range n {
			refs = append(refs, jobs.TranscriptRef{ID: fmt.Sprintf("%016x", i), Revision: 1})
		}
		var got []jobs.TranscriptRef
		for _, job := range jobs.Extract(refs...) {
			args := job.(jobs.ExtractArgs)
			if len(args.Transcripts) > jobs.MaxTranscripts {
				t.Errorf("%d transcripts in one job", len(args.Transcripts))
			}
			got = append(got, args.Transcripts...)
		}
		if !slices.Equal(got, refs) {
			t.Errorf("%d transcripts in, %d out", n, len(got))
		}
	}
}

// TestTransaction: jobs live and die with their transaction, and are worked by
// the other side.
func TestTransaction(t *testing.T) {
	pool := migrated.Open(t)
	inserter, err := jobs.NewInserter(pool, silent)
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err = postgres.InTx(t.Context(), pool, func(tx pgx.Tx) error {
		if err := inserter.InsertTx(t.Context(), tx, jobs.Refresh("00000000000000aa")...); err != nil {
			t.Error(err)
		}
		return broken
	})
	if !errors.Is(err, broken) || count(t, pool, "") != 0 {
		t.Fatalf("a job outlives its transaction: %v", err)
	}
	insert(t, pool, append(jobs.Refresh("00000000000000aa"), jobs.Extract(jobs.TranscriptRef{ID: "00000000000000bb", Revision: 2})...)...)

	worked := make(chan string, 2)
	work(t, pool, "node-1", func(_ context.Context, id string) error { worked <- id; return nil })
	got := []string{<-worked, <-worked}
	slices.Sort(got)
	if !slices.Equal(got, []string{"00000000000000aa", "00000000000000bb 2"}) {
		t.Errorf("worked %q", got)
	}
}

// TestPutBack: a process that comes back finds the jobs that it left running,
// none of another's; the try counts.
func TestPutBack(t *testing.T) {
	pool := migrated.Open(t)
	insert(t, pool, append(jobs.Refresh("00000000000000aa"), jobs.Refresh("00000000000000bb")...)...)
	for by, id := range map[string]string{"node-1": "00000000000000aa", "node-2": "00000000000000bb"} {
		if _, err := pool.Exec(t.Context(), `
			UPDATE jobs.river_job
			SET state = 'running', attempt = 1, attempted_at = now(), attempted_by = ARRAY['node-0', $1]
			WHERE args -> 'transcripts' ? $2`, by, id); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := jobs.PutBack(t.Context(), pool, "node-0"); n != 0 || err != nil {
		t.Errorf("an earlier try's client puts back %d jobs, %v", n, err)
	}
	if n, err := jobs.PutBack(t.Context(), pool, "node-1"); n != 1 || err != nil {
		t.Errorf("%d jobs put back, %v", n, err)
	}
	if n := count(t, pool, "state = 'available' AND attempt = 1"); n != 1 {
		t.Errorf("%d jobs available", n)
	}
	worked := make(chan string, 2)
	work(t, pool, "node-1", func(_ context.Context, id string) error { worked <- id; return nil })
	if id := <-worked; id != "00000000000000aa" {
		t.Errorf("worked %s", id)
	}
}

// TestPutBackLost: of the jobs that a process was given, those are put back that
// it does not work, once it should.
func TestPutBackLost(t *testing.T) {
	pool := migrated.Open(t)
	insert(t, pool, append(jobs.Refresh("00000000000000aa"), append(jobs.Refresh("00000000000000bb"), jobs.Refresh("00000000000000cc")...)...)...)
	for id, since := range map[string]string{"00000000000000aa": "9 s", "00000000000000bb": "9 s", "00000000000000cc": "0 s"} {
		if _, err := pool.Exec(t.Context(), `
			UPDATE jobs.river_job SET state = 'running', attempt = 1, attempted_at = now() - $2::text::interval, attempted_by = ARRAY['node-1']
			WHERE args -> 'transcripts' ? $1`, id, since); err != nil {
			t.Fatal(err)
		}
	}
	var working int64
	if err := pool.QueryRow(t.Context(), `SELECT id FROM jobs.river_job WHERE args -> 'transcripts' ? '00000000000000bb'`).Scan(&working); err != nil {
		t.Fatal(err)
	}
	if n, err := jobs.PutBackLost(t.Context(), pool, "node-1", 5*time.Second, []int64{working}); n != 1 || err != nil {
		t.Errorf("%d jobs put back, %v", n, err)
	}
	if n := count(t, pool, "state = 'available' AND args -> 'transcripts' ? '00000000000000aa'"); n != 1 {
		t.Error("another job than the lost one was put back")
	}
	if n, err := jobs.PutBackLost(t.Context(), pool, "node-1", 0, nil); n != 2 || err != nil {
		t.Errorf("%d jobs put back, %v", n, err)
	}
}

// TestRetry: a failed job is tried again within seconds, not days.
func TestRetry(t *testing.T) {
	pool := migrated.Open(t)
	insert(t, pool, jobs.Refresh("00000000000000aa")...)
	if _, err := pool.Exec(t.Context(), `
		UPDATE jobs.river_job SET attempt = 20,
		errors = array_fill('{"at": "2020-01-01T00:00:00Z", "attempt": 1, "error": "x", "trace": ""}'::jsonb, ARRAY[20])`); err != nil {
		t.Fatal(err)
	}
	failed := make(chan struct{}, 1)
	stop := work(t, pool, "node-1", func(context.Context, string) error { failed <- struct{}{}; return errors.New("on purpose") })
	<-failed
	stop()
	var seconds float64
	if err := pool.QueryRow(t.Context(), `
		SELECT extract(epoch FROM scheduled_at - attempted_at)::float8 FROM jobs.river_job WHERE state = 'retryable'`).Scan(&seconds); err != nil {
		t.Fatal(err)
	}
	if seconds < 59 || seconds > 70 {
		t.Errorf("tried again after %f s", seconds)
	}
}

func insert(t *testing.T, pool *pgxpool.Pool, args ...river.JobArgs) {
	t.Helper()
	inserter, err := jobs.NewInserter(pool, silent)
	if err != nil {
		t.Fatal(err)
	}
	err = postgres.InTx(t.Context(), pool, func(tx pgx.Tx) error { return inserter.InsertTx(t.Context(), tx, args...) })
	if err != nil {
		t.Fatal(err)
	}
}

// work runs a client that calls f for every transcript of a job.
func work(t *testing.T, pool *pgxpool.Pool, id string, f func(context.Context, string) error) (stop func()) {
	t.Helper()
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, job *river.Job[jobs.RefreshArgs]) error {
		return f(ctx, job.Args.Transcripts[0])
	}))
	river.AddWorker(workers, river.WorkFunc(func(ctx context.Context, job *river.Job[jobs.ExtractArgs]) error {
		return f(ctx, fmt.Sprintf("%s %d", job.Args.Transcripts[0].ID, job.Args.Transcripts[0].Revision))
	}))
	client, err := jobs.NewClient(pool, jobs.Config{ClientID: id, Workers: workers, Concurrency: 2, Log: silent})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := client.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return stop
}

func count(t *testing.T, pool *pgxpool.Pool, where string) (n int) {
	t.Helper()
	if where == "" {
		where = "true"
	}
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM jobs.river_job WHERE "+where).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
