package jobs

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Backlog bounds the jobs that are not done yet. They are counted once in
// recount, and what this process adds meanwhile is counted with them: several
// processes may together pass the limit by what they add in that time.
type Backlog struct {
	pool  *pgxpool.Pool
	limit int

	mu      sync.Mutex
	jobs    int
	counted time.Time
}

// recount is how old a count may be.
const recount = time.Second

// NewBacklog makes a backlog with a limit, 0 for none.
func NewBacklog(pool *pgxpool.Pool, limit int) *Backlog { return &Backlog{pool: pool, limit: limit} }

// Admit reports whether another job may be added, and counts it.
func (b *Backlog) Admit(ctx context.Context) (bool, error) {
	if b.limit == 0 {
		return true, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if time.Since(b.counted) > recount {
		err := b.pool.QueryRow(ctx, `
			SELECT count(*) FROM (SELECT FROM jobs.river_job
			WHERE state IN ('available', 'pending', 'retryable', 'running', 'scheduled') LIMIT $1) AS undone`, b.limit).Scan(&b.jobs)
		if err != nil {
			return false, fmt.Errorf("count the jobs that are not done: %w", err)
		}
		b.counted = time.Now()
	}
	if b.jobs >= b.limit {
		return false, nil
	}
	b.jobs++
	return true, nil
}
