package store

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/postgres"
)

// Ingested is what became of a submission.
type Ingested struct {
	Place
	// Created says that this submission made the transcript, or brought it back.
	Created bool
	// Hints are those that stand: the first submitter's.
	Hints Hints
}

// tries is how often a transaction is done again that was in another's way.
const tries = 5

// Ingest keeps a document with its transcript and inserts the job that extracts
// its facts, in one transaction. The same bytes are kept once: the second
// submission finds the first one's transcript, at whatever time it comes, and
// brings it back where it was deleted.
//
// Submissions that come while others are being kept are kept together after
// them: where many come, a transaction and its journey are shared.
func (s *Store) Ingest(ctx context.Context, sub *Submission) (Ingested, error) {
	result, err := s.queue.do(ctx, sub, s.ingestAll)
	return result, wrap(err, "ingest %s", hex.EncodeToString(sub.SHA256[:8]))
}

// ingestAll keeps the documents of different submissions in one transaction, or
// where that fails, each in its own.
func (s *Store) ingestAll(ctx context.Context, all []*entry) {
	err := s.inTx(ctx, func(tx pgx.Tx) error { return s.ingest(ctx, tx, all) })
	for _, e := range all {
		if e.err = err; err != nil && len(all) > 1 && !postgres.Unavailable(err) {
			e.err = s.inTx(ctx, func(tx pgx.Tx) error { return s.ingest(ctx, tx, []*entry{e}) })
		}
	}
}

func (s *Store) ingest(ctx context.Context, tx pgx.Tx, all []*entry) error {
	var added []*entry
	var fresh []revised
	if err := insertDocuments(ctx, tx, all); err != nil {
		return err
	}
	for _, e := range all {
		e.result = Ingested{}
		if e.document == 0 { // known
			var err error
			if e.result, err = s.again(ctx, tx, e.sub.SHA256); err != nil {
				return err
			}
			continue
		}
		added, fresh = append(added, e), append(fresh, revised{e.document, 1, e.sub.Parsed})
	}
	if len(added) == 0 {
		return nil
	}
	if err := insertRevisions(ctx, tx, fresh...); err != nil {
		return err
	}
	c := newChange(tx)
	if err := c.add(ctx, added); err != nil {
		return err
	}
	if err := findPlaces(ctx, tx, added); err != nil {
		return err
	}
	for _, e := range added {
		e.result.Created, e.result.Hints = true, e.sub.Hints
	}
	return s.finish(ctx, c)
}

// inTx is a transaction that is done again where another one was in its way.
func (s *Store) inTx(ctx context.Context, f func(pgx.Tx) error) error {
	for try := 1; ; try++ {
		err := postgres.InTx(ctx, s.pool, f)
		if !postgres.Retryable(err) || try == tries {
			return err
		}
	}
}

// insertDocuments inserts the documents whose bytes are not known yet; the others
// keep 0. Another transaction that is just inserting one is waited for, always in
// the order of their hashes, so that two do not wait for each other.
func insertDocuments(ctx context.Context, tx pgx.Tx, all []*entry) error {
	slices.SortFunc(all, func(a, b *entry) int { return bytes.Compare(a.sub.SHA256[:], b.sub.SHA256[:]) })
	batch := &pgx.Batch{}
	for _, e := range all {
		sub, text := e.sub, []byte(e.sub.Text.Text)
		if sub.Text.Text == string(sub.Content) {
			text = nil
		}
		var published *time.Time
		if !sub.Hints.PublishedTime.IsZero() {
			published = &sub.Hints.PublishedTime
		}
		e.document = 0
		batch.Queue(`
			INSERT INTO parser.documents (sha256, content, filename, media_type, text, text_sha256,
				converter, converter_version, labels, warnings, hints, published_time, vendor, source_uri)
			VALUES ($1, $2, $3, $4, $5, sha256(coalesce($5::bytea, $2::bytea)), $6, $7, $8, $9, $10, $11, $12, $13)
			ON CONFLICT ON CONSTRAINT documents_sha256 DO NOTHING
			RETURNING id, accept_time`,
			sub.SHA256[:], sub.Content, sub.Filename, sub.Text.MediaType, text,
			sub.Text.Converter, sub.Text.ConverterVersion, pairs(sub.Text.Labels),
			each(sub.Text.Warnings, func(w convert.Warning) warningJSON { return warningJSON{Code: w.Code, Message: w.Message} }),
			sub.Hints, published, sub.Hints.Vendor, sub.Hints.SourceURI).
			QueryRow(func(row pgx.Row) error {
				err := row.Scan(&e.document, &e.accepted)
				if errors.Is(err, pgx.ErrNoRows) {
					return nil
				}
				return err
			})
	}
	return wrap(tx.SendBatch(ctx, batch).Close(), "insert document")
}

// again is what happens when known bytes are submitted.
func (s *Store) again(ctx context.Context, tx pgx.Tx, sha256 [32]byte) (Ingested, error) {
	var result Ingested
	var document int64
	var deleted bool
	var revision int32
	err := tx.QueryRow(ctx, `
		SELECT d.id, d.hints, t.delete_time IS NOT NULL, t.revision
		FROM parser.documents d JOIN parser.transcripts t ON t.document_id = d.id
		WHERE d.sha256 = $1 FOR UPDATE OF t`, sha256[:]).Scan(&document, &result.Hints, &deleted, &revision)
	if err != nil {
		return result, wrap(err, "find the document")
	}
	if deleted {
		result.Created = true
		c := newChange(tx)
		if err := c.revive(ctx, document, revision); err != nil {
			return result, err
		}
		if err := s.finish(ctx, c); err != nil {
			return result, err
		}
	}
	result.Place, err = placeOf(ctx, tx, document)
	return result, err
}

// finish inserts the jobs that a change makes necessary. It is the last step of
// a transaction.
func (s *Store) finish(ctx context.Context, c *change) error {
	var all []river.JobArgs
	all = append(all, jobs.Extract(c.extract...)...)
	all = append(all, jobs.Refresh(c.refresh()...)...)
	return s.jobs.InsertTx(ctx, c.tx, all...)
}

const placeQuery = `
	SELECT co.name, c.name, t.name
	FROM parser.transcripts t JOIN parser.calls c ON c.id = t.call_id JOIN parser.companies co ON co.id = c.company_id
	WHERE t.document_id = $1`

// placeOf is where a document's transcript is now.
func placeOf(ctx context.Context, tx pgx.Tx, document int64) (p Place, err error) {
	err = tx.QueryRow(ctx, placeQuery, document).Scan(&p.Company, &p.Call, &p.Transcript)
	return p, wrap(err, "find the place")
}

// findPlaces is placeOf for many.
func findPlaces(ctx context.Context, tx pgx.Tx, all []*entry) error {
	batch := &pgx.Batch{}
	for _, e := range all {
		batch.Queue(placeQuery, e.document).QueryRow(func(row pgx.Row) error {
			return row.Scan(&e.result.Company, &e.result.Call, &e.result.Transcript)
		})
	}
	return wrap(tx.SendBatch(ctx, batch).Close(), "find the places")
}
