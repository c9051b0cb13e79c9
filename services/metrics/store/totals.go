package store

import "context"

// Totals are how much is in force, and how often it failed.
type Totals struct{ Extractions, Failed, Facts, Numerals, Unresolved int64 }

// Totals adds up the extractions that are in force, and counts those that ever
// failed. It reads a row for each transcript, and no fact.
func (s *Store) Totals(ctx context.Context) (t Totals, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT count(*), coalesce(sum(e.fact_count), 0), coalesce(sum(e.numeral_count), 0), coalesce(sum(e.unresolved_count), 0),
			(SELECT count(*) FROM metrics.extractions WHERE state = 3)
		FROM metrics.recordings r JOIN metrics.extractions e ON e.id = r.extraction_id
		WHERE r.recorded_to = 'infinity'`).Scan(&t.Extractions, &t.Facts, &t.Numerals, &t.Unresolved, &t.Failed)
	return t, err
}
