package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// The small lists of a transcript that nobody queries are kept as JSON. Its
// names are the store's own: they do not change with the engine's or the wire's.
type (
	spanJSON struct {
		Start int32 `json:"s"`
		End   int32 `json:"e"`
	}
	evidenceJSON struct {
		Field  string   `json:"field,omitempty"`
		Kind   string   `json:"kind,omitempty"`
		Span   spanJSON `json:"span"`
		Source string   `json:"source,omitempty"`
	}
	conflictJSON struct {
		Field  string   `json:"field"`
		Used   string   `json:"used"`
		Other  string   `json:"other"`
		Span   spanJSON `json:"span"`
		Reason string   `json:"reason"`
	}
	warningJSON struct {
		Code    string   `json:"code"`
		Message string   `json:"message"`
		Span    spanJSON `json:"span"`
	}
)

// each converts a list; what is empty becomes an empty list, not null.
func each[A, B any](from []A, f func(A) B) []B {
	to := make([]B, len(from))
	for i, a := range from {
		to[i] = f(a)
	}
	return to
}

// back converts a list; what is empty becomes nil, as the engine has it.
func back[A, B any](from []A, f func(A) B) []B {
	if len(from) == 0 {
		return nil
	}
	return each(from, f)
}

func evidenceOf(e transcript.FieldEvidence) evidenceJSON {
	return evidenceJSON{Field: e.Field, Span: spanJSON(e.Span), Source: e.Source}
}

func (e evidenceJSON) field() transcript.FieldEvidence {
	return transcript.FieldEvidence{Field: e.Field, Span: source.Span(e.Span), Source: e.Source}
}

func speakerEvidenceOf(e transcript.SpeakerEvidence) evidenceJSON {
	return evidenceJSON{Kind: e.Kind, Span: spanJSON(e.Span)}
}

func (e evidenceJSON) speaker() transcript.SpeakerEvidence {
	return transcript.SpeakerEvidence{Kind: e.Kind, Span: source.Span(e.Span)}
}

func conflictOf(c transcript.Conflict) conflictJSON {
	return conflictJSON{c.Field, c.Used, c.Other, spanJSON(c.Where), c.Reason}
}

func (c conflictJSON) conflict() transcript.Conflict {
	return transcript.Conflict{Field: c.Field, Used: c.Used, Other: c.Other, Where: source.Span(c.Span), Reason: c.Reason}
}

func warningOf(w transcript.Warning) warningJSON {
	return warningJSON{w.Code, w.Message, spanJSON(w.Span)}
}

func (w warningJSON) warning() transcript.Warning {
	return transcript.Warning{Code: w.Code, Message: w.Message, Span: source.Span(w.Span)}
}

// day is a date of the engine's for a column; nil where it is none.
func day(date string) *time.Time { return parseTime(time.DateOnly, date) }

// instant is a time of the engine's for a column; nil where it is none.
func instant(text string) *time.Time { return parseTime(time.RFC3339, text) }

func parseTime(layout, text string) *time.Time {
	if t, err := time.Parse(layout, text); err == nil {
		return &t
	}
	return nil
}

// dateText and timeText are the engine's form of columns.
func dateText(t *time.Time) string { return formatTime(time.DateOnly, t) }

func timeText(t *time.Time) string { return formatTime(time.RFC3339, t) }

func formatTime(layout string, t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(layout)
}

// revised is what the parser made of a document, in a revision.
type revised struct {
	document int64
	revision int32
	parsed   *transcript.Transcript
}

// insertRevisions writes what the parser made of documents.
func insertRevisions(ctx context.Context, tx pgx.Tx, all ...revised) error {
	batch := &pgx.Batch{}
	for _, r := range all {
		t, e := r.parsed, r.parsed.Event
		batch.Queue(`
			INSERT INTO parser.revisions (document_id, revision, parser_version,
				layout, layout_score, layout_reason, company_name, ticker, exchange,
				event_kind, fiscal_year, fiscal_quarter, fiscal_period, event_date, local_time, time_zone, start_time,
				evidence, conflicts, warnings)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
				$10, nullif($11, 0), nullif($12, 0), nullif($13, ''), $14, $15, $16, $17, $18, $19, $20)`,
			r.document, r.revision, transcript.Version,
			t.Layout.Name, t.Layout.Score, t.Layout.Reason, t.Company.Name, t.Company.Ticker, t.Company.Exchange,
			int16(e.Kind), int32(e.FiscalYear), int16(e.FiscalQuarter), e.FiscalPeriod, day(e.Date), e.LocalTime, e.TimeZone, instant(e.StartTime),
			each(t.Evidence, evidenceOf), each(t.Conflicts, conflictOf), each(t.Warnings, warningOf))
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return wrap(err, "insert revision")
	}
	if err := copyStructure(ctx, tx, all); err != nil {
		return err
	}
	return insertWords(ctx, tx, all)
}

// structure are the tables that hold the parts of a transcript, parents first.
var structure = []struct {
	name    string
	columns []string
	rows    func(*transcript.Transcript) int
	row     func(t *transcript.Transcript, i int) []any
}{
	{
		"speakers",
		[]string{"id", "name", "role", "title", "firm", "status", "label", "aliases", "candidates", "evidence"},
		func(t *transcript.Transcript) int { return len(t.Speakers) },
		func(t *transcript.Transcript, i int) []any {
			s := &t.Speakers[i]
			return []any{
				s.ID, s.Name, int16(s.Role), s.Title, s.Firm, int16(s.Status), s.Label,
				append([]string{}, s.Aliases...), append([]string{}, s.Candidates...), each(s.Evidence, speakerEvidenceOf),
			}
		},
	},
	{
		"turns",
		[]string{"speaker", "section", "span_start", "span_end", "safe_harbor"},
		func(t *transcript.Transcript) int { return len(t.Turns) },
		func(t *transcript.Transcript, i int) []any {
			turn := &t.Turns[i]
			return []any{int32(turn.Speaker), int16(turn.Section), turn.Span.Start, turn.Span.End, pairs(turn.SafeHarbor)}
		},
	},
	{
		"exchanges",
		[]string{"questioner", "first_turn", "last_turn", "answerers"},
		func(t *transcript.Transcript) int { return len(t.Exchanges) },
		func(t *transcript.Transcript, i int) []any {
			e := &t.Exchanges[i]
			answerers := each(e.Answerers, func(a int) int32 { return int32(a) })
			return []any{int32(e.Questioner), int32(e.FirstTurn), int32(e.LastTurn), answerers}
		},
	},
	{
		"segments",
		[]string{"kind", "span_start", "span_end", "turn"},
		func(t *transcript.Transcript) int { return len(t.Segments) },
		func(t *transcript.Transcript, i int) []any {
			s := &t.Segments[i]
			turn := new(int32)
			if *turn = int32(s.Turn); s.Turn < 0 {
				turn = nil
			}
			return []any{int16(s.Kind), s.Span.Start, s.Span.End, turn}
		},
	},
}

// copyStructure writes the rows of all revisions in bulk, a table at a time.
func copyStructure(ctx context.Context, tx pgx.Tx, all []revised) error {
	for _, table := range structure {
		var rows [][]any
		for _, r := range all {
			for i := range table.rows(r.parsed) {
				rows = append(rows, append([]any{r.document, r.revision, int32(i)}, table.row(r.parsed, i)...))
			}
		}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"parser", table.name},
			append([]string{"document_id", "revision", "index"}, table.columns...), pgx.CopyFromRows(rows))
		if err != nil {
			return wrap(err, "copy %s", table.name)
		}
	}
	return nil
}

// readSpeakers queues the speakers of a revision to be read into t.
func readSpeakers(batch *pgx.Batch, document int64, revision int32, t *transcript.Transcript) {
	batch.Queue(`
		SELECT id, name, role, title, firm, status, label, aliases, candidates, evidence
		FROM parser.speakers WHERE document_id = $1 AND revision = $2 ORDER BY index`, document, revision).
		Query(func(rows pgx.Rows) (err error) {
			t.Speakers, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s transcript.Speaker, err error) {
				var evidence []evidenceJSON
				err = row.Scan(&s.ID, &s.Name, (*uint8)(&s.Role), &s.Title, &s.Firm, (*uint8)(&s.Status), &s.Label, &s.Aliases, &s.Candidates, &evidence)
				s.Evidence = back(evidence, evidenceJSON.speaker)
				return s, err
			})
			return err
		})
}

// readStructure queues what the Full view adds, but the text.
func readStructure(batch *pgx.Batch, document int64, revision int32, t *transcript.Transcript) {
	batch.Queue(`
		SELECT speaker, section, span_start, span_end, safe_harbor
		FROM parser.turns WHERE document_id = $1 AND revision = $2 ORDER BY index`, document, revision).
		Query(func(rows pgx.Rows) (err error) {
			t.Turns, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (turn transcript.Turn, err error) {
				var safeHarbor []int32
				err = row.Scan(&turn.Speaker, (*uint8)(&turn.Section), &turn.Span.Start, &turn.Span.End, &safeHarbor)
				turn.SafeHarbor = spans(safeHarbor)
				return turn, err
			})
			return err
		})
	batch.Queue(`
		SELECT questioner, first_turn, last_turn, answerers
		FROM parser.exchanges WHERE document_id = $1 AND revision = $2 ORDER BY index`, document, revision).
		Query(func(rows pgx.Rows) (err error) {
			t.Exchanges, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (e transcript.Exchange, err error) {
				err = row.Scan(&e.Questioner, &e.FirstTurn, &e.LastTurn, &e.Answerers)
				return e, err
			})
			return err
		})
	batch.Queue(`
		SELECT kind, span_start, span_end, coalesce(turn, -1)
		FROM parser.segments WHERE document_id = $1 AND revision = $2 ORDER BY index`, document, revision).
		Query(func(rows pgx.Rows) (err error) {
			t.Segments, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s transcript.Segment, err error) {
				err = row.Scan((*uint8)(&s.Kind), &s.Span.Start, &s.Span.End, &s.Turn)
				return s, err
			})
			return err
		})
}
