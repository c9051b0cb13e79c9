package store

import (
	"context"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// ChangeKind is what happened to the facts of a transcript.
type ChangeKind int16

// The kinds of changes.
const (
	Added   ChangeKind = 1
	Removed ChangeKind = 2
	Renamed ChangeKind = 3
)

// Cursor is a place in the feed. The zero Cursor is its beginning.
type Cursor struct {
	Transaction uint64
	ID          int64
}

// Change is a row of the feed.
type Change struct {
	Cursor
	Kind          ChangeKind
	Transcript    string
	Company, Call string // today's
	Extraction    int64
	Time          time.Time
}

// Changes returns the changes behind a cursor, at most limit, in the order of the
// feed. Those of transactions that began before one which still runs come later:
// the one that runs may have changes between them.
func (s *Store) Changes(ctx context.Context, after Cursor, limit int) ([]Change, error) {
	rows, err := s.pool.Query(ctx, `
		SELECT c.xid::text::int8, c.id, c.kind, c.transcript_id, coalesce(t.company, '-'), coalesce(t.call, '-'), c.extraction_id, c.change_time
		FROM metrics.changes c
		JOIN metrics.transcripts t ON t.id = c.transcript_id
		WHERE (c.xid, c.id) > ($1::text::xid8, $2) AND c.xid < pg_snapshot_xmin(pg_current_snapshot())
		ORDER BY c.xid, c.id LIMIT $3`, strconv.FormatUint(after.Transaction, 10), after.ID, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c Change, err error) {
		err = row.Scan(&c.Transaction, &c.ID, &c.Kind, &c.Transcript, &c.Company, &c.Call, &c.Extraction, &c.Time)
		return c, err
	})
}

// Admits reports whether a change is of a transcript that the selection names.
func (s *Selection) Admits(c *Change) bool {
	return (s.Company == "" || s.Company == c.Company) && (s.Call == "" || s.Call == c.Call) && (s.Transcript == "" || s.Transcript == c.Transcript)
}
