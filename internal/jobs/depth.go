package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Depth is how much work waits.
type Depth struct {
	// Jobs are those that are not done, by state; each state is there.
	Jobs map[string]int64
	// Age is how long the oldest of those that could be worked waits.
	Age time.Duration
}

// MeasureDepth counts the jobs that are not done.
func MeasureDepth(ctx context.Context, pool *pgxpool.Pool) (Depth, error) {
	d := Depth{Jobs: map[string]int64{"available": 0, "running": 0, "retryable": 0, "scheduled": 0, "pending": 0, "discarded": 0}}
	rows, err := pool.Query(ctx, `
		SELECT state::text, count(*), coalesce(extract(epoch FROM now() - min(scheduled_at)), 0)::float8
		FROM jobs.river_job WHERE state IN ('available', 'running', 'retryable', 'scheduled', 'pending', 'discarded')
		GROUP BY state`)
	if err != nil {
		return d, fmt.Errorf("measure the queue: %w", err)
	}
	var state string
	var n int64
	var age float64
	_, err = pgx.ForEachRow(rows, []any{&state, &n, &age}, func() error {
		d.Jobs[state] = n
		if state == "available" {
			d.Age = max(0, time.Duration(age*float64(time.Second)))
		}
		return nil
	})
	if err != nil {
		return d, fmt.Errorf("measure the queue: %w", err)
	}
	return d, nil
}
