package store

import "context"

// Totals are how much is kept.
type Totals struct{ Companies, Calls, Transcripts int64 }

// Totals counts what is kept now: what was deleted is not.
func (s *Store) Totals(ctx context.Context) (t Totals, err error) {
	err = s.pool.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM parser.companies), (SELECT count(*) FROM parser.calls),
			(SELECT count(*) FROM parser.transcripts WHERE delete_time IS NULL)`).Scan(&t.Companies, &t.Calls, &t.Transcripts)
	return t, wrap(err, "count what is kept")
}
