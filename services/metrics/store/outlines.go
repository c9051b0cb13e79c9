package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/filter"
	"github.com/callfacts/callfacts/internal/reconcile"
)

// copyOutlines copies the outlines of results that have one.
func copyOutlines(ctx context.Context, tx pgx.Tx, results []stored) error {
	var rows [][]any
	for i := range results {
		r := &results[i]
		if r.Outline == nil {
			continue
		}
		outline, err := json.Marshal(r.Outline)
		if err != nil {
			return err
		}
		rows = append(rows, []any{r.id, outline})
	}
	if len(rows) == 0 {
		return nil
	}
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"metrics", "outlines"}, []string{"extraction_id", "outline"}, pgx.CopyFromRows(rows)); err != nil {
		return fmt.Errorf("copy outlines: %w", err)
	}
	return nil
}

// Told is a transcript whose extraction was in force, with its outline.
type Told struct {
	Transcript, Company, Call string
	EffectiveTime             time.Time
	Outline                   reconcile.Outline // empty where none was kept
}

// Outlines returns the transcripts of a selection, oldest first. Its filter is
// not looked at.
func (s *Store) Outlines(ctx context.Context, selection Selection) ([]Told, error) {
	q := query{args: filter.Args{timestamp(selection.RecordedAsOf)}}
	selection.Filter = filter.Condition{}
	q.selection(selection)
	rows, err := s.pool.Query(ctx, `
		SELECT e.transcript_id, coalesce(t.company, '-'), coalesce(t.call, '-'), e.effective_time, coalesce(o.outline, '{}')
		FROM metrics.recordings r
		JOIN metrics.extractions e ON e.id = r.extraction_id
			AND r.recorded_from <= coalesce($1, statement_timestamp()) AND r.recorded_to > coalesce($1, statement_timestamp())
		JOIN metrics.transcripts t ON t.id = e.transcript_id
		LEFT JOIN metrics.outlines o ON o.extraction_id = e.id`+q.where()+`
		ORDER BY e.effective_time, e.transcript_id`, q.args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Told, err error) {
		var outline []byte
		if err = row.Scan(&t.Transcript, &t.Company, &t.Call, &t.EffectiveTime, &outline); err != nil {
			return t, err
		}
		err = json.Unmarshal(outline, &t.Outline)
		return t, err
	})
}

// ByCall returns the transcripts of a selection whose extraction was in force, all
// of them: call by call, and of a call the one accepted last first. Its filter is
// not looked at; outlines are left out.
func (s *Store) ByCall(ctx context.Context, selection Selection) ([]Told, error) {
	q := query{args: filter.Args{timestamp(selection.RecordedAsOf)}}
	selection.Filter, selection.Superseded = filter.Condition{}, true
	q.selection(selection)
	rows, err := s.pool.Query(ctx, `
		SELECT e.transcript_id, t.company, t.call, e.effective_time
		FROM metrics.recordings r
		JOIN metrics.extractions e ON e.id = r.extraction_id
			AND r.recorded_from <= coalesce($1, statement_timestamp()) AND r.recorded_to > coalesce($1, statement_timestamp())
		JOIN metrics.transcripts t ON t.id = e.transcript_id`+q.where()+`
		ORDER BY t.call, t.accept_time DESC, t.id DESC`, q.args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Told, err error) {
		return t, row.Scan(&t.Transcript, &t.Company, &t.Call, &t.EffectiveTime)
	})
}

// Now is the database's time, which is that of recorded intervals.
func (s *Store) Now(ctx context.Context) (now time.Time, err error) {
	err = s.pool.QueryRow(ctx, "SELECT statement_timestamp()").Scan(&now)
	return now, err
}
