package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/callfacts/callfacts/internal/postgres"
)

// Versions returns the version of what is kept about each transcript, 0 where
// nothing is. Who wants to keep what the parser says reads it before he asks.
func (s *Store) Versions(ctx context.Context, ids []string) (map[string]int64, error) {
	rows, err := s.pool.Query(ctx, "SELECT id, version FROM metrics.transcripts WHERE id = ANY ($1)", ids)
	if err != nil {
		return nil, err
	}
	versions := make(map[string]int64, len(ids))
	var id string
	var version int64
	_, err = pgx.ForEachRow(rows, []any{&id, &version}, func() error { versions[id] = version; return nil })
	return versions, err
}

// Knows reports whether there is a transcript of that company, call and id, of
// which each may be empty for any.
func (s *Store) Knows(ctx context.Context, company, call, id string) (known bool, err error) {
	q := query{}
	for _, only := range [][2]string{{"company", company}, {"call", call}, {"id", id}} {
		if only[1] != "" {
			q.and(only[0] + " = " + q.args.Add(only[1]))
		}
	}
	err = s.pool.QueryRow(ctx, "SELECT EXISTS (SELECT FROM metrics.transcripts"+q.where()+")", q.args...).Scan(&known)
	return known, err
}

// Refresh keeps what the parser says about transcripts, with its effect: facts
// of a deleted transcript are no longer in force, those of one that was ingested
// again are once more. It returns those about which somebody else has kept news
// since Versions: ask again.
func (s *Store) Refresh(ctx context.Context, said []Transcript) (stale []string, err error) {
	err = postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		if stale, err = keep(ctx, tx, said); err != nil {
			return err
		}
		keys := make([]Key, 0, len(said))
		for _, t := range said {
			if !slices.Contains(stale, t.ID) {
				keys = append(keys, Key{Transcript: t.ID})
			}
		}
		return settle(ctx, tx, keys)
	})
	return stale, err
}

// kept is what is kept about a transcript.
type kept struct {
	company, call *string
	version       int64
}

// keep writes what the parser says where nobody has written since the version
// was read, and locks the rows either way. A deleted transcript keeps the names
// that it had.
func keep(ctx context.Context, tx pgx.Tx, said []Transcript) (stale []string, err error) {
	said = slices.Clone(said)
	// In one order, so that two jobs do not wait for each other.
	slices.SortFunc(said, func(a, b Transcript) int { return strings.Compare(a.ID, b.ID) })
	batch := &pgx.Batch{}
	added := make(map[string]bool)
	for _, t := range said {
		if t.Version == 0 {
			batch.Queue(insertTranscript, t.ID, t.Deleted, t.Company, t.Call, t.AcceptTime).Exec(func(tag pgconn.CommandTag) error {
				added[t.ID] = tag.RowsAffected() == 1
				return nil
			})
		}
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("keep what the parser says: %w", err)
	}
	rows, err := lockTranscripts(ctx, tx, said)
	if err != nil {
		return nil, fmt.Errorf("lock what the parser says: %w", err)
	}
	batch = &pgx.Batch{}
	for _, t := range said {
		was := rows[t.ID]
		switch {
		case added[t.ID]:
		case was.version != t.Version:
			stale = append(stale, t.ID)
		case t.Deleted:
			batch.Queue("UPDATE metrics.transcripts SET deleted = true, version = version + 1 WHERE id = $1", t.ID)
		default:
			batch.Queue(updateTranscript, t.ID, t.Company, t.Call, t.AcceptTime)
			if was.company != nil && (*was.company != t.Company || *was.call != t.Call) {
				batch.Queue(announceRename, t.ID)
			}
		}
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("keep what the parser says: %w", err)
	}
	return stale, nil
}

const (
	insertTranscript = `
		INSERT INTO metrics.transcripts (id, deleted, company, call, accept_time, version)
		VALUES ($1, $2::boolean, CASE WHEN NOT $2 THEN $3 END, CASE WHEN NOT $2 THEN $4 END, CASE WHEN NOT $2 THEN $5::timestamptz END, 1)
		ON CONFLICT (id) DO NOTHING`
	updateTranscript = `
		UPDATE metrics.transcripts
		SET company = $2, call = $3, accept_time = $4, deleted = false, version = version + 1
		WHERE id = $1`
	// Only where there are facts that carry the name.
	announceRename = `
		INSERT INTO metrics.changes (transcript_id, extraction_id, kind, change_time)
		SELECT transcript_id, extraction_id, 3, clock_timestamp()
		FROM metrics.recordings WHERE transcript_id = $1 AND recorded_to = 'infinity'`
)

func lockTranscripts(ctx context.Context, tx pgx.Tx, said []Transcript) (map[string]kept, error) {
	ids := make([]string, len(said))
	for i, t := range said {
		ids[i] = t.ID
	}
	rows, err := tx.Query(ctx, "SELECT id, company, call, version FROM metrics.transcripts WHERE id = ANY ($1) ORDER BY id FOR UPDATE", ids)
	if err != nil {
		return nil, err
	}
	all := make(map[string]kept, len(ids))
	var id string
	var row kept
	_, err = pgx.ForEachRow(rows, []any{&id, &row.company, &row.call, &row.version}, func() error { all[id] = row; return nil })
	return all, err
}
