package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/filter"
)

// Verdict is what a person thinks of a fact.
type Verdict int16

// The verdicts; zero where nobody has said.
const (
	Accepted  Verdict = 1
	Rejected  Verdict = 2
	Corrected Verdict = 3
)

// Review is what a person said about a fact.
type Review struct {
	FactName
	ID                   int64
	Company, Call        string // today's
	Verdict              Verdict
	Author, Reason       string
	Correction, Reviewed []byte // JSON; Correction is nil unless Corrected
	Time                 time.Time
}

// AddReview stores a review, and gives it its id and time.
func (s *Store) AddReview(ctx context.Context, r *Review) error {
	return s.pool.QueryRow(ctx, `
		INSERT INTO metrics.reviews (transcript_id, fact_id, verdict, author, reason, correction, reviewed)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		RETURNING id, review_time`, r.Transcript, r.Fact, r.Verdict, r.Author, r.Reason, r.Correction, r.Reviewed).Scan(&r.ID, &r.Time)
}

// ReviewSelection says which reviews are listed. Zero values select everything.
type ReviewSelection struct {
	Selection
	Fact   string
	Filter filter.Condition // of ReviewFields
}

// Reviews returns the first reviews of a selection, the newest first, before an
// id if one is given.
func (s *Store) Reviews(ctx context.Context, selection ReviewSelection, before int64, limit int) ([]Review, error) {
	q := query{}
	for _, only := range [][2]string{
		{"t.company", selection.Company}, {"t.call", selection.Call}, {"v.transcript_id", selection.Transcript}, {"v.fact_id", selection.Fact},
	} {
		if only[1] != "" {
			q.and(only[0] + " = " + q.args.Add(only[1]))
		}
	}
	if before != 0 {
		q.and("v.id < " + q.args.Add(before))
	}
	if !selection.Filter.IsZero() {
		q.and(selection.Filter.SQL(&q.args))
	}
	rows, err := s.pool.Query(ctx, `
		SELECT v.id, v.transcript_id, v.fact_id, coalesce(t.company, '-'), coalesce(t.call, '-'), v.verdict, v.author, v.reason,
			v.correction, v.reviewed, v.review_time
		FROM metrics.reviews v
		JOIN metrics.transcripts t ON t.id = v.transcript_id`+q.where()+`
		ORDER BY v.id DESC LIMIT `+q.args.Add(limit), q.args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r Review, err error) {
		err = row.Scan(&r.ID, &r.Transcript, &r.Fact, &r.Company, &r.Call, &r.Verdict, &r.Author, &r.Reason, &r.Correction, &r.Reviewed, &r.Time)
		return r, err
	})
}
