package store

import (
	"context"
	"time"

	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/services/parser/identity"
)

// GetText returns the kept text of a transcript's document, as its converter
// made it, with the hints that stand: what to parse again.
func (s *Store) GetText(ctx context.Context, p Place) (convert.Result, Hints, error) {
	var result convert.Result
	var hints Hints
	document, err := s.resolveTranscript(ctx, p)
	if err != nil {
		return result, hints, err
	}
	var text []byte
	var labels []int32
	err = s.pool.QueryRow(ctx, `
		SELECT coalesce(text, content), media_type, converter, converter_version, labels, hints FROM parser.documents WHERE id = $1`, document).
		Scan(&text, &result.MediaType, &result.Converter, &result.ConverterVersion, &labels, &hints)
	result.Text, result.Labels = string(text), spans(labels)
	return result, hints, wrap(err, "read text")
}

// Revise gives a transcript a new revision, with the job that extracts its facts
// again. Where revision is not the latest any more, another one was faster:
// ErrChanged. The transcript stays where it is.
func (s *Store) Revise(ctx context.Context, p Place, revision int32, parsed *transcript.Transcript) error {
	document, err := s.resolveTranscript(ctx, p)
	if err != nil {
		return err
	}
	return s.correct(ctx, "revise transcript", func(c *change) error {
		h, err := c.hold(ctx, document, anyVersion)
		if err != nil {
			return err
		}
		done, err := c.tx.Exec(ctx, `
			UPDATE parser.revisions SET recorded_to = now() WHERE document_id = $1 AND revision = $2 AND recorded_to IS NULL`, document, revision)
		if err != nil {
			return err
		}
		if done.RowsAffected() == 0 {
			return ErrChanged
		}
		if err := insertRevisions(ctx, c.tx, revised{document, revision + 1, parsed}); err != nil {
			return err
		}
		var name string
		var published *time.Time
		var accepted time.Time
		if err := c.tx.QueryRow(ctx, `
			SELECT t.name, d.published_time, d.accept_time FROM parser.transcripts t JOIN parser.documents d ON d.id = t.document_id
			WHERE d.id = $1`, document).Scan(&name, &published, &accepted); err != nil {
			return err
		}
		if _, err := c.tx.Exec(ctx, `
			UPDATE parser.transcripts SET revision = $2, effective_time = $3, layout = $4, version = version + 1 WHERE document_id = $1`,
			document, revision+1, identity.EffectiveTime(timeOr(published), timeOr(instant(parsed.Event.StartTime)), parsed.Event.Date, accepted),
			parsed.Layout.Name); err != nil {
			return err
		}
		// Its own job brings the news.
		c.own[document] = true
		c.extract = append(c.extract, jobs.TranscriptRef{ID: name, Revision: revision + 1})
		if err := c.record(ctx, "revised", document); err != nil {
			return err
		}
		if err := c.settleCalls(ctx, h.call); err != nil {
			return err
		}
		return c.settleCompanies(ctx, h.company)
	})
}

// Confirm notes that another version of the parser reads the same.
func (s *Store) Confirm(ctx context.Context, p Place, revision int32, version string) error {
	_, err := s.pool.Exec(ctx, `
		UPDATE parser.revisions r SET parser_version = $3 FROM parser.transcripts t
		WHERE t.name = $1 AND r.document_id = t.document_id AND r.revision = $2`, p.Transcript, revision, version)
	return wrap(err, "confirm revision")
}

func timeOr(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
