package store

import (
	"context"
	"encoding/hex"
	"errors"
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
func (s *Store) Ingest(ctx context.Context, sub *Submission) (result Ingested, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		result = Ingested{}
		document, accepted, err := insertDocument(ctx, tx, sub)
		if errors.Is(err, pgx.ErrNoRows) {
			result, err = s.again(ctx, tx, sub.SHA256)
			return err
		}
		if err != nil {
			return wrap(err, "insert document")
		}
		if err := insertRevision(ctx, tx, document, 1, sub.Parsed); err != nil {
			return err
		}
		c := newChange(tx, accepted)
		if err := c.add(ctx, document, sub); err != nil {
			return err
		}
		result.Created, result.Hints = true, sub.Hints
		if result.Place, err = placeOf(ctx, tx, document); err != nil {
			return err
		}
		return s.finish(ctx, c)
	})
	return result, wrap(err, "ingest %s", hex.EncodeToString(sub.SHA256[:8]))
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

// insertDocument returns pgx.ErrNoRows where the bytes are known. Another
// transaction that is just inserting them is waited for.
func insertDocument(ctx context.Context, tx pgx.Tx, sub *Submission) (id int64, accepted time.Time, err error) {
	text := []byte(sub.Text.Text)
	if sub.Text.Text == string(sub.Content) {
		text = nil
	}
	var published *time.Time
	if !sub.Hints.PublishedTime.IsZero() {
		published = &sub.Hints.PublishedTime
	}
	err = tx.QueryRow(ctx, `
		INSERT INTO parser.documents (sha256, content, filename, media_type, text, text_sha256,
			converter, converter_version, labels, warnings, hints, published_time, vendor, source_uri)
		VALUES ($1, $2, $3, $4, $5, sha256(coalesce($5::bytea, $2::bytea)), $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT ON CONSTRAINT documents_sha256 DO NOTHING
		RETURNING id, accept_time`,
		sub.SHA256[:], sub.Content, sub.Filename, sub.Text.MediaType, text,
		sub.Text.Converter, sub.Text.ConverterVersion, pairs(sub.Text.Labels),
		each(sub.Text.Warnings, func(w convert.Warning) warningJSON { return warningJSON{Code: w.Code, Message: w.Message} }),
		sub.Hints, published, sub.Hints.Vendor, sub.Hints.SourceURI).Scan(&id, &accepted)
	return id, accepted, err
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
		c := newChange(tx, time.Time{})
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

// placeOf is where a document's transcript is now.
func placeOf(ctx context.Context, tx pgx.Tx, document int64) (p Place, err error) {
	err = tx.QueryRow(ctx, `
		SELECT co.name, c.name, t.name
		FROM parser.transcripts t JOIN parser.calls c ON c.id = t.call_id JOIN parser.companies co ON co.id = c.company_id
		WHERE t.document_id = $1`, document).Scan(&p.Company, &p.Call, &p.Transcript)
	return p, wrap(err, "find the place")
}
