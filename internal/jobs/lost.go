package jobs

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/rivertype"
)

// Pending returns which of the transcripts are named by an extract job that is
// still to be worked.
func Pending(ctx context.Context, pool *pgxpool.Pool, ids []string) (map[string]bool, error) {
	rows, err := pool.Query(ctx, `
		SELECT DISTINCT t.id
		FROM jobs.river_job j, jsonb_to_recordset(j.args -> 'transcripts') AS t (id text)
		WHERE j.kind = $1 AND j.state IN ('available', 'pending', 'retryable', 'running', 'scheduled') AND t.id = ANY ($2)`,
		ExtractArgs{}.Kind(), ids)
	if err != nil {
		return nil, fmt.Errorf("jobs of transcripts: %w", err)
	}
	pending := make(map[string]bool)
	var id string
	if _, err := pgx.ForEachRow(rows, []any{&id}, func() error { pending[id] = true; return nil }); err != nil {
		return nil, fmt.Errorf("jobs of transcripts: %w", err)
	}
	return pending, nil
}

// GivenUp returns the jobs that were tried MaxAttempts times, until River
// removes them after a week.
func GivenUp(ctx context.Context, pool *pgxpool.Pool) ([]*rivertype.JobRow, error) {
	rows, err := pool.Query(ctx, `
		SELECT id, kind, args, attempt, max_attempts
		FROM jobs.river_job WHERE state = 'discarded' ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("jobs given up: %w", err)
	}
	given, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*rivertype.JobRow, error) {
		job := &rivertype.JobRow{State: rivertype.JobStateDiscarded}
		return job, row.Scan(&job.ID, &job.Kind, &job.EncodedArgs, &job.Attempt, &job.MaxAttempts)
	})
	if err != nil {
		return nil, fmt.Errorf("jobs given up: %w", err)
	}
	return given, nil
}
