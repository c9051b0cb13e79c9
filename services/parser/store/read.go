package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/transcript"
)

// anyName stands for a company or call that the caller does not know.
const anyName = "-"

// querier is a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// resolveCompany finds the company that a name leads to now, and the one that
// had it first; ErrNotFound where nobody ever had it.
func resolveCompany(ctx context.Context, db querier, name string) (company, first int64, err error) {
	err = db.QueryRow(ctx, `
		SELECT coalesce(c.merged_into, c.id), c.id
		FROM parser.company_names n JOIN parser.companies c ON c.id = n.company_id WHERE n.name = $1`, name).Scan(&company, &first)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, 0, ErrNotFound
	}
	return company, first, wrap(err, "find company")
}

// resolveCall finds the call that a name leads to now.
func resolveCall(ctx context.Context, db querier, company, call string) (int64, error) {
	live, first, err := resolveCompany(ctx, db, company)
	if err != nil {
		return 0, err
	}
	return resolveCallBelow(ctx, db, live, first, call)
}

// resolveCallBelow finds a call by its name below a company. Below the name of a
// company that was merged, the calls that it had itself come first.
func resolveCallBelow(ctx context.Context, db querier, live, first int64, call string) (id int64, err error) {
	err = db.QueryRow(ctx, `
		SELECT coalesce(c.merged_into, c.id) FROM parser.call_names n JOIN parser.calls c ON c.id = n.call_id
		WHERE n.name = $3 AND n.company_id IN ($1, $2) ORDER BY n.company_id = $2 DESC LIMIT 1`, live, first, call).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, ErrNotFound
	}
	return id, wrap(err, "find call")
}

// resolveTranscript finds the document of a transcript by any name that it ever
// had; `-` stands for a company or call that the caller does not know.
func (s *Store) resolveTranscript(ctx context.Context, p Place) (int64, error) {
	var document, call, company int64
	var deleted bool
	err := s.pool.QueryRow(ctx, `
		SELECT t.document_id, t.call_id, c.company_id, t.delete_time IS NOT NULL
		FROM parser.transcripts t JOIN parser.calls c ON c.id = t.call_id WHERE t.name = $1`, p.Transcript).Scan(&document, &call, &company, &deleted)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, ErrNotFound
	}
	if err != nil {
		return 0, wrap(err, "find transcript")
	}
	there, err := s.wasIn(ctx, document, call, company, p)
	switch {
	case err != nil:
		return 0, err
	case !there:
		return 0, ErrNotFound
	case deleted:
		return document, ErrDeleted
	}
	return document, nil
}

// wasIn reports whether a transcript is or was where a name says.
func (s *Store) wasIn(ctx context.Context, document, call, company int64, p Place) (bool, error) {
	if p.Call == anyName {
		if p.Company == anyName {
			return true, nil
		}
		named, first, err := resolveCompany(ctx, s.pool, p.Company)
		if errors.Is(err, ErrNotFound) {
			return false, nil
		}
		if err != nil || named == company {
			return named == company, err
		}
		return s.exists(ctx, `
			SELECT FROM parser.transcript_places p JOIN parser.call_names n ON n.call_id = p.call_id
			WHERE p.document_id = $1 AND n.company_id IN ($2, $3)`, document, named, first)
	}
	if p.Company == anyName {
		return s.exists(ctx, `
			SELECT FROM parser.call_names n WHERE n.name = $3
			AND (n.call_id = $2 OR n.call_id IN (SELECT call_id FROM parser.transcript_places WHERE document_id = $1))`,
			document, call, p.Call)
	}
	live, first, err := resolveCompany(ctx, s.pool, p.Company)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return s.exists(ctx, `
		SELECT FROM parser.call_names n WHERE n.name = $3 AND n.company_id IN ($4, $5)
		AND (n.call_id = $2 OR n.call_id IN (SELECT call_id FROM parser.transcript_places WHERE document_id = $1))`,
		document, call, p.Call, live, first)
}

func (s *Store) exists(ctx context.Context, query string, args ...any) (there bool, err error) {
	err = s.pool.QueryRow(ctx, "SELECT EXISTS ("+query+")", args...).Scan(&there)
	return there, wrap(err, "find")
}

// GetDocument returns a document with its bytes.
func (s *Store) GetDocument(ctx context.Context, p Place) (*Document, error) {
	id, err := s.resolveTranscript(ctx, p)
	if err != nil {
		return nil, err
	}
	var d Document
	var sha256 []byte
	err = s.pool.QueryRow(ctx, `
		SELECT co.name, c.name, t.name, d.content, d.sha256, d.filename, d.media_type, d.hints, d.accept_time
		FROM parser.documents d JOIN parser.transcripts t ON t.document_id = d.id
		JOIN parser.calls c ON c.id = t.call_id JOIN parser.companies co ON co.id = c.company_id
		WHERE d.id = $1`, id).
		Scan(&d.Company, &d.Call, &d.Transcript, &d.Content, &sha256, &d.Filename, &d.MediaType, &d.Hints, &d.AcceptTime)
	copy(d.SHA256[:], sha256)
	return &d, wrap(err, "read document")
}

// GetTranscript returns a transcript. The error is ErrNotFound or ErrDeleted
// where there is none.
func (s *Store) GetTranscript(ctx context.Context, p Place, view View) (*Transcript, error) {
	id, err := s.resolveTranscript(ctx, p)
	if err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, transcriptQuery+" WHERE t.document_id = $1", id)
	if err != nil {
		return nil, wrap(err, "read transcript")
	}
	row, err := pgx.CollectExactlyOneRow(rows, scanTranscript)
	if err != nil {
		return nil, wrap(err, "read transcript")
	}
	if err := s.fill(ctx, view, row); err != nil {
		return nil, err
	}
	return &row.Transcript, nil
}

// transcriptQuery reads what one row tells of a transcript.
const transcriptQuery = `
	SELECT t.document_id, co.name, c.name, t.name, d.text_sha256, t.sha256, d.converter, d.converter_version, d.warnings,
		r.parser_version, t.revision, c.current_document IS NOT DISTINCT FROM t.document_id,
		t.accept_time, t.effective_time, t.vendor, d.source_uri, t.version, t.match_kind, t.match_value,
		r.layout, r.layout_score, r.layout_reason, r.company_name, r.ticker, r.exchange,
		r.event_kind, coalesce(r.fiscal_year, 0), coalesce(r.fiscal_quarter, 0), coalesce(r.fiscal_period, ''),
		r.event_date, r.local_time, r.time_zone, r.start_time, r.evidence, r.conflicts, r.warnings
	FROM parser.transcripts t
	JOIN parser.documents d ON d.id = t.document_id
	JOIN parser.revisions r ON r.document_id = t.document_id AND r.revision = t.revision
	JOIN parser.calls c ON c.id = t.call_id
	JOIN parser.companies co ON co.id = c.company_id`

// transcriptRow is a transcript with the key of its document.
type transcriptRow struct {
	document int64
	Transcript
}

func scanTranscript(row pgx.CollectableRow) (*transcriptRow, error) {
	r := &transcriptRow{Transcript: Transcript{Parsed: &transcript.Transcript{}}}
	t, parsed := &r.Transcript, r.Parsed
	var textSHA, documentSHA []byte
	var date, start *time.Time
	var evidence []evidenceJSON
	var conflicts []conflictJSON
	var converted, warnings []warningJSON
	err := row.Scan(&r.document, &t.Company, &t.Call, &t.Place.Transcript, &textSHA, &documentSHA, &t.Converter, &t.ConverterVersion, &converted,
		&t.ParserVersion, &t.Revision, &t.Current,
		&t.AcceptTime, &t.EffectiveTime, &t.Vendor, &t.SourceURI, &t.Version, &t.MatchKind, &t.MatchValue,
		&parsed.Layout.Name, &parsed.Layout.Score, &parsed.Layout.Reason, &parsed.Company.Name, &parsed.Company.Ticker, &parsed.Company.Exchange,
		(*uint8)(&parsed.Event.Kind), &parsed.Event.FiscalYear, &parsed.Event.FiscalQuarter, &parsed.Event.FiscalPeriod,
		&date, &parsed.Event.LocalTime, &parsed.Event.TimeZone, &start, &evidence, &conflicts, &warnings)
	copy(t.TextSHA256[:], textSHA)
	copy(t.DocumentSHA256[:], documentSHA)
	parsed.Event.Date, parsed.Event.StartTime = dateText(date), timeText(start)
	parsed.Evidence = back(evidence, evidenceJSON.field)
	parsed.Conflicts = back(conflicts, conflictJSON.conflict)
	t.ConverterWarnings = len(converted)
	parsed.Warnings = back(append(converted, warnings...), warningJSON.warning)
	return r, err
}

// fill reads what the view adds to rows, all in one round trip.
func (s *Store) fill(ctx context.Context, view View, rows ...*transcriptRow) error {
	batch := &pgx.Batch{}
	for _, r := range rows {
		readSpeakers(batch, r.document, r.Revision, r.Parsed)
		if view == Full {
			readStructure(batch, r.document, r.Revision, r.Parsed)
			batch.Queue(`SELECT coalesce(text, content) FROM parser.documents WHERE id = $1`, r.document).
				QueryRow(func(row pgx.Row) error {
					var text []byte
					err := row.Scan(&text)
					r.Parsed.Text = string(text)
					return err
				})
		}
	}
	return wrap(s.pool.SendBatch(ctx, batch).Close(), "read transcript")
}
