package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
)

// Extraction returns the outcome for a revision of a transcript: that in force,
// otherwise the last. ErrNotFound is returned while there is none.
func (s *Store) Extraction(ctx context.Context, transcript string, revision int32) (Extraction, error) {
	e := Extraction{Key: Key{Transcript: transcript, Revision: revision}}
	err := s.pool.QueryRow(ctx, `
		SELECT e.engine_version, e.state, e.error, e.fact_count, e.numeral_count, e.unresolved_count, e.finish_time
		FROM metrics.extractions e
		LEFT JOIN metrics.recordings r ON r.transcript_id = e.transcript_id AND r.extraction_id = e.id AND r.recorded_to = 'infinity'
		WHERE e.transcript_id = $1 AND e.transcript_revision = $2
		ORDER BY r.extraction_id IS NOT NULL DESC, e.id DESC LIMIT 1`, transcript, revision).
		Scan(&e.Engine, &e.State, &e.Error, &e.FactCount, &e.NumeralCount, &e.UnresolvedCount, &e.FinishTime)
	if errors.Is(err, pgx.ErrNoRows) {
		return e, ErrNotFound
	}
	return e, err
}

// Find returns the last extraction of a transcript that succeeded, that in force
// before all others, of a revision if it is not 0, by an engine if it is not
// empty. ErrNotFound is returned where there is none.
func (s *Store) Find(ctx context.Context, key Key) (Extraction, error) {
	e := Extraction{Key: key}
	err := s.pool.QueryRow(ctx, `
		SELECT e.id, e.transcript_revision, e.engine_version, e.state, e.fact_count, e.numeral_count, e.unresolved_count, e.finish_time
		FROM metrics.extractions e
		LEFT JOIN metrics.recordings r ON r.transcript_id = e.transcript_id AND r.extraction_id = e.id AND r.recorded_to = 'infinity'
		WHERE e.transcript_id = $1 AND $2::int4 IN (0, e.transcript_revision) AND $3::text IN ('', e.engine_version) AND e.state = 2
		ORDER BY r.extraction_id IS NOT NULL DESC, e.transcript_revision DESC, e.id DESC LIMIT 1`, key.Transcript, key.Revision, key.Engine).
		Scan(&e.ID, &e.Revision, &e.Engine, &e.State, &e.FactCount, &e.NumeralCount, &e.UnresolvedCount, &e.FinishTime)
	if errors.Is(err, pgx.ErrNoRows) {
		return e, ErrNotFound
	}
	return e, err
}

// InForce returns the keys of the extractions in force, by transcript.
func (s *Store) InForce(ctx context.Context, transcripts []string) (map[string]Key, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT e.transcript_id, e.transcript_revision, e.engine_version
		FROM metrics.recordings r JOIN metrics.extractions e ON e.id = r.extraction_id
		WHERE r.transcript_id = ANY ($1) AND r.recorded_to = 'infinity'`, transcripts)
	if err != nil {
		return nil, err
	}
	keys := make(map[string]Key, len(transcripts))
	var k Key
	_, err = pgx.ForEachRow(rows, []any{&k.Transcript, &k.Revision, &k.Engine}, func() error { keys[k.Transcript] = k; return nil })
	return keys, err
}

// Done reports whether an extraction has succeeded.
func (s *Store) Done(ctx context.Context, key Key) (done bool, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM metrics.extractions
			WHERE (transcript_id, transcript_revision, engine_version, state) = ($1, $2, $3, 2))`,
		key.Transcript, key.Revision, key.Engine).Scan(&done)
	return done, err
}

// Finished returns those of the transcripts' revisions that have an outcome, of
// whatever engine; Engine is not looked at, and empty in what is returned.
func (s *Store) Finished(ctx context.Context, keys []Key) (map[Key]bool, error) {
	ids, revisions, _ := columns(keys)
	rows, err := s.pool.Query(ctx, `
		SELECT DISTINCT transcript_id, transcript_revision FROM metrics.extractions
		WHERE (transcript_id, transcript_revision) IN (SELECT * FROM unnest($1::text[], $2::int4[]))`, ids, revisions)
	if err != nil {
		return nil, err
	}
	done := make(map[Key]bool, len(keys))
	var k Key
	_, err = pgx.ForEachRow(rows, []any{&k.Transcript, &k.Revision}, func() error { done[k] = true; return nil })
	return done, err
}
