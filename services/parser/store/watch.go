package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// ChangeCursor is a place in the feed of changes: the last that was dealt with.
type ChangeCursor struct {
	// Transaction is the number of the transaction, in decimal; "0" before all.
	Transaction string `json:"t"`
	ID          int64  `json:"i"`
}

// Change is what happened to a transcript.
type Change struct {
	Place
	Kind     string // created, revised, changed, deleted
	Revision int32
	Time     time.Time
	Cursor   ChangeCursor
}

// Changes returns the changes after a cursor that no change can come before any
// more: those of transactions below the oldest one that still runs. A
// transaction commits later than one that began after it, and its lines lie
// before the other's; whoever read up to the last committed line would miss them.
func (s *Store) Changes(ctx context.Context, after ChangeCursor, limit int) ([]Change, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT co.name, c.name, t.name, ch.kind, t.revision, ch.change_time, ch.transaction::text, ch.id
		FROM parser.changes ch
		JOIN parser.transcripts t ON t.document_id = ch.document_id
		JOIN parser.calls c ON c.id = t.call_id
		JOIN parser.companies co ON co.id = c.company_id
		WHERE (ch.transaction, ch.id) > ($1::text::xid8, $2) AND ch.transaction < pg_snapshot_xmin(pg_current_snapshot())
		ORDER BY ch.transaction, ch.id LIMIT $3`, after.Transaction, after.ID, limit)
	if err != nil {
		return nil, wrap(err, "read changes")
	}
	changes, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Change, err error) {
		err = row.Scan(&c.Company, &c.Call, &c.Transcript, &c.Kind, &c.Revision, &c.Time, &c.Cursor.Transaction, &c.Cursor.ID)
		return c, err
	})
	return changes, wrap(err, "read changes")
}
