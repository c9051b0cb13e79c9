package metrics

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/callfacts/callfacts/internal/jobs"
)

const (
	// lostEvery is how often jobs are looked for that are this process's and that
	// it does not work.
	lostEvery = 5 * time.Second
	// lostAfter is for how long they are: a job is given, then begun.
	lostAfter = 5 * time.Second
)

// working are the jobs that this process works.
type working struct {
	mu   sync.Mutex
	jobs map[int64]bool
}

// on notes a job, and returns what to call at its end.
func (w *working) on(id int64) (end func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.jobs[id] = true
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.jobs, id)
	}
}

func (w *working) ids() []int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Collect(maps.Keys(w.jobs))
}

// putBackUntil puts back what a database that went away has left with this
// process, until ctx ends. River would do so, too, when no job can run as long.
func (s *Service) putBackUntil(ctx context.Context) {
	ticker := time.NewTicker(lostEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		n, err := jobs.PutBackLost(ctx, s.config.Pool, s.config.ClientID, lostAfter, s.working.ids())
		if err != nil && ctx.Err() == nil {
			s.log.Warn("cannot look for jobs that are not worked", "error", err)
		}
		if n > 0 {
			s.log.Warn("jobs put back that nobody worked", "jobs", n)
		}
	}
}
