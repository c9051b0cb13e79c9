package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/callfacts/callfacts/internal/filter"
)

// ErrNotFound is returned for a fact or extraction that is not there.
var ErrNotFound = errors.New("not found")

// FactName names a fact.
type FactName struct{ Transcript, Fact string }

// Facts returns the facts of those names that were in force at the time, now if
// zero, in no order.
func (s *Store) Facts(ctx context.Context, recordedAsOf time.Time, names ...FactName) ([]Fact, error) {
	transcripts, ids := make([]string, len(names)), make([]string, len(names))
	for i, n := range names {
		transcripts[i], ids[i] = n.Transcript, n.Fact
	}
	rows, err := s.pool.Query(ctx, factSelect+inForceAt+`
		WHERE (f.transcript_id, f.fact_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))`, timestamp(recordedAsOf), transcripts, ids)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanFact)
}

// FactsOf returns all facts of an extraction, in order of the text, whether it is
// in force or not.
func (s *Store) FactsOf(ctx context.Context, extraction int64) ([]Fact, error) {
	rows, err := s.pool.Query(ctx, factSelect+everRecorded+`
		WHERE f.extraction_id = $2 ORDER BY f.ordinal`, timestamp(time.Time{}), extraction)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanFact)
}

// Selection says which facts are listed. Zero values select everything.
type Selection struct {
	Company, Call, Transcript string
	Concepts                  []string         // any of these
	AsOf                      time.Time        // said at or before
	RecordedAsOf              time.Time        // in force then; now if zero
	Filter                    filter.Condition // of FactFields
	// Superseded takes in transcripts that are not the current one of their call
	// among those that AsOf and RecordedAsOf admit.
	Superseded bool
}

// Position is a place in the order of lists: newest call first, then in order of
// the text.
type Position struct {
	EffectiveTime time.Time
	Transcript    string
	Ordinal       int32
}

// Position is where a fact stands.
func (f *Fact) Position() Position {
	return Position{f.EffectiveTime, f.Transcript, f.Ordinal}
}

// List returns the first facts of a selection, after a position if one is given.
func (s *Store) List(ctx context.Context, selection Selection, after *Position, limit int) ([]Fact, error) {
	if after == nil {
		return s.list(ctx, selection, limit, func(*query) {})
	}
	// Of many calls that have one time, an index finds the place only where that
	// time is asked for alone.
	same, err := s.list(ctx, selection, limit, func(q *query) {
		transcript := q.args.Add(after.Transcript)
		q.and("e.effective_time = " + q.args.Add(timestamp(after.EffectiveTime)))
		q.and("e.transcript_id >= " + transcript + " AND (e.transcript_id > " + transcript + " OR f.ordinal > " + q.args.Add(after.Ordinal) + ")")
	})
	if err != nil || len(same) == limit {
		return same, err
	}
	earlier, err := s.list(ctx, selection, limit-len(same), func(q *query) {
		q.and("e.effective_time < " + q.args.Add(timestamp(after.EffectiveTime)))
	})
	return append(same, earlier...), err
}

// list returns the first facts of a selection, of those that more admits.
func (s *Store) list(ctx context.Context, selection Selection, limit int, more func(*query)) ([]Fact, error) {
	q := query{args: filter.Args{timestamp(selection.RecordedAsOf)}}
	q.selection(selection)
	more(&q)
	rows, err := s.pool.Query(ctx, factSelect+inForceAt+q.where()+`
		ORDER BY e.effective_time DESC, e.transcript_id, f.ordinal
		LIMIT `+q.args.Add(limit), q.args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanFact)
}

// current keeps the transcripts that no later accepted one of the same call
// supersedes.
const current = `NOT EXISTS (
			SELECT FROM metrics.transcripts t2
			JOIN metrics.recordings r2 ON r2.transcript_id = t2.id
				AND r2.recorded_from <= coalesce($1, statement_timestamp()) AND r2.recorded_to > coalesce($1, statement_timestamp())
			JOIN metrics.extractions e2 ON e2.id = r2.extraction_id
			WHERE t2.company = t.company AND t2.call = t.call AND (t2.accept_time, t2.id) > (t.accept_time, t.id)`

func (q *query) selection(s Selection) {
	for _, only := range [][2]string{{"t.company", s.Company}, {"t.call", s.Call}, {"e.transcript_id", s.Transcript}} {
		if only[1] != "" {
			q.and(only[0] + " = " + q.args.Add(only[1]))
		}
	}
	if len(s.Concepts) > 0 {
		q.and("f.concept = ANY(" + q.args.Add(s.Concepts) + ")")
	}
	if !s.Filter.IsZero() {
		q.and(s.Filter.SQL(&q.args))
	}
	later := current
	if !s.AsOf.IsZero() {
		asOf := q.args.Add(timestamp(s.AsOf))
		q.and("e.effective_time <= " + asOf)
		later += " AND e2.effective_time <= " + asOf
	}
	if !s.Superseded && s.Transcript == "" {
		q.and(later + ")")
	}
}

// query collects conditions and their arguments.
type query struct {
	conditions []string
	args       filter.Args
}

func (q *query) and(condition string) { q.conditions = append(q.conditions, condition) }

func (q *query) where() string {
	if len(q.conditions) == 0 {
		return ""
	}
	return "\n\tWHERE " + strings.Join(q.conditions, "\n\t\tAND ")
}

// timestamp is null for no time.
func timestamp(t time.Time) pgtype.Timestamptz {
	return pgtype.Timestamptz{Time: t, Valid: !t.IsZero()}
}
