package store

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/services/parser/identity"
)

// placeCall finds or makes the call of an event of a company. sha is the start
// of the document's hash.
func (c *change) placeCall(ctx context.Context, company int64, event identity.Event, sha string) (int64, error) {
	calls, err := c.sameCalls(ctx, company, event)
	if err != nil {
		return 0, err
	}
	if len(calls) == 0 {
		return c.emptyOrNewCall(ctx, company, event.Names(sha))
	}
	// A document that tells period and day shows that a call known by its period
	// and one known by its day are one.
	for _, other := range calls[1:] {
		if err := c.mergeCall(ctx, other, calls[0]); err != nil {
			return 0, err
		}
	}
	return calls[0], c.renameCall(ctx, company, calls[0], event.Names(sha)[0])
}

// emptyOrNewCall is the call that has the best of the names and only transcripts
// that a person put there, whose own events say nothing of it; or else a new one.
func (c *change) emptyOrNewCall(ctx context.Context, company int64, names []string) (call int64, err error) {
	err = c.tx.QueryRow(ctx, `
		SELECT id FROM parser.calls c WHERE company_id = $1 AND name = $2 AND merged_into IS NULL
		AND NOT EXISTS (SELECT FROM parser.transcripts t WHERE t.call_id = c.id AND NOT t.pinned)`, company, names[0]).Scan(&call)
	if errors.Is(err, pgx.ErrNoRows) {
		return c.createCall(ctx, company, names)
	}
	return call, wrap(err, "find call")
}

// sameCalls are the calls of a company that have a document of the event, the
// one whose name says most first, of several the oldest.
func (c *change) sameCalls(ctx context.Context, company int64, event identity.Event) ([]int64, error) {
	rows, err := c.tx.Query(ctx, `
		SELECT c.id, c.name, r.event_kind, coalesce(r.fiscal_year, 0), coalesce(r.fiscal_period, ''), r.event_date
		FROM parser.calls c JOIN parser.transcripts t ON t.call_id = c.id
		JOIN parser.revisions r ON r.document_id = t.document_id AND r.revision = t.revision
		WHERE c.company_id = $1 AND NOT t.pinned
			AND (r.event_date = $2 OR r.fiscal_year = $3 AND r.fiscal_period = $4) ORDER BY c.id`,
		company, day(event.Date), event.Year, event.Period)
	if err != nil {
		return nil, wrap(err, "find calls")
	}
	var calls []int64
	var call int64
	var name string
	names := map[int64]string{}
	var other transcript.Event
	var date *time.Time
	_, err = pgx.ForEachRow(rows, []any{&call, &name, (*uint8)(&other.Kind), &other.FiscalYear, &other.FiscalPeriod, &date}, func() error {
		other.Date = dateText(date)
		if names[call] == "" && event.SameCall(eventOf(other)) {
			calls, names[call] = append(calls, call), name
		}
		return nil
	})
	slices.SortStableFunc(calls, func(a, b int64) int { return cmp.Compare(nameRank(names[b]), nameRank(names[a])) })
	return calls, wrap(err, "find calls")
}

// createCall makes a call with the first of the names that no other call of the
// company ever had; then with a number behind the last.
func (c *change) createCall(ctx context.Context, company int64, names []string) (call int64, err error) {
	name, err := c.freeCallName(ctx, company, 0, names)
	if err != nil {
		return 0, err
	}
	err = c.tx.QueryRow(ctx, `
		WITH made AS (INSERT INTO parser.calls (company_id, name) VALUES ($1, $2) RETURNING id)
		INSERT INTO parser.call_names (company_id, name, call_id) SELECT $1, $2, id FROM made RETURNING call_id`,
		company, name).Scan(&call)
	return call, wrap(err, "create call")
}

// freeCallName is the first of the names that is free below a company, or was
// that call's already.
func (c *change) freeCallName(ctx context.Context, company, call int64, names []string) (string, error) {
	for n := 0; ; n++ {
		name := numbered(names[len(names)-1], n-len(names)+2)
		if n < len(names) {
			name = names[n]
		}
		var taken bool
		err := c.tx.QueryRow(ctx, `
			SELECT EXISTS (SELECT FROM parser.call_names WHERE company_id = $1 AND name = $2 AND call_id <> $3)`,
			company, name, call).Scan(&taken)
		if err != nil {
			return "", wrap(err, "find a name")
		}
		if !taken {
			return name, nil
		}
	}
}

// renameCall gives a call a better name where a later document tells one: that
// of its period rather than its day, that of its day rather than a document's.
func (c *change) renameCall(ctx context.Context, company, call int64, want string) error {
	var name string
	if err := c.tx.QueryRow(ctx, `SELECT name FROM parser.calls WHERE id = $1`, call).Scan(&name); err != nil {
		return wrap(err, "name call")
	}
	if nameRank(want) <= nameRank(name) {
		return nil
	}
	free, err := c.freeCallName(ctx, company, call, []string{want})
	if err != nil || free != want {
		return err
	}
	return c.setCallName(ctx, company, call, want)
}

func (c *change) setCallName(ctx context.Context, company, call int64, name string) error {
	if _, err := c.tx.Exec(ctx, `
		INSERT INTO parser.call_names (company_id, name, call_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		company, name, call); err != nil {
		return wrap(err, "name call")
	}
	if _, err := c.tx.Exec(ctx, `
		UPDATE parser.calls SET company_id = $1, name = $2, update_time = greatest(now(), update_time), version = version + 1 WHERE id = $3`,
		company, name, call); err != nil {
		return wrap(err, "name call")
	}
	return c.touchCall(ctx, call)
}

// nameRank tells how much a call's name says.
func nameRank(name string) int {
	switch {
	case strings.HasPrefix(name, "doc-"):
		return 0
	case strings.Contains(name, "-q"), strings.Contains(name, "-h"), strings.Contains(name, "-fy"):
		return 2
	default:
		return 1
	}
}

// touchCall notes that something about all transcripts of a call has changed.
func (c *change) touchCall(ctx context.Context, call int64) error {
	documents, err := c.documents(ctx, call)
	if err != nil {
		return err
	}
	return c.touch(ctx, documents...)
}

func (c *change) documents(ctx context.Context, call int64) ([]int64, error) {
	rows, err := c.tx.Query(ctx, `SELECT document_id FROM parser.transcripts WHERE call_id = $1 ORDER BY 1`, call)
	if err != nil {
		return nil, wrap(err, "find transcripts")
	}
	documents, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	return documents, wrap(err, "find transcripts")
}

// reparent moves a call to another company: into the call of the same event
// there, or else as it is.
func (c *change) reparent(ctx context.Context, call, company int64) error {
	events, err := c.events(ctx, call)
	if err != nil {
		return err
	}
	for _, event := range events {
		same, err := c.sameCalls(ctx, company, event)
		if err != nil {
			return err
		}
		if len(same) > 0 {
			return c.mergeCall(ctx, call, same[0])
		}
	}
	var name string
	if err := c.tx.QueryRow(ctx, `SELECT name FROM parser.calls WHERE id = $1`, call).Scan(&name); err != nil {
		return wrap(err, "move call")
	}
	name, err = c.freeCallName(ctx, company, call, []string{name})
	if err != nil {
		return err
	}
	return c.setCallName(ctx, company, call, name)
}

// events are what the documents of a call say it is.
func (c *change) events(ctx context.Context, call int64) ([]identity.Event, error) {
	rows, err := c.tx.Query(ctx, `
		SELECT r.event_kind, coalesce(r.fiscal_year, 0), coalesce(r.fiscal_period, ''), r.event_date
		FROM parser.transcripts t JOIN parser.revisions r ON r.document_id = t.document_id AND r.revision = t.revision
		WHERE t.call_id = $1 ORDER BY t.document_id`, call)
	if err != nil {
		return nil, wrap(err, "find events")
	}
	events, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (identity.Event, error) {
		var e transcript.Event
		var date *time.Time
		err := row.Scan((*uint8)(&e.Kind), &e.FiscalYear, &e.FiscalPeriod, &date)
		e.Date = dateText(date)
		return eventOf(e), err
	})
	return events, wrap(err, "find events")
}

// mergeCall moves the transcripts of a call into another one, and leaves it as
// a signpost for its names.
func (c *change) mergeCall(ctx context.Context, from, into int64) error {
	documents, err := c.documents(ctx, from)
	if err != nil {
		return err
	}
	if err := c.enter(ctx, into, documents...); err != nil {
		return err
	}
	return c.settleCalls(ctx, into)
}

// enter moves transcripts into a call. A call that is left without any becomes
// a signpost to that one.
func (c *change) enter(ctx context.Context, call int64, documents ...int64) error {
	for _, statement := range []string{
		`INSERT INTO parser.transcript_places (document_id, call_id)
			SELECT document_id, call_id FROM parser.transcripts WHERE document_id = ANY($2) AND call_id <> $1 ON CONFLICT DO NOTHING`,
		`UPDATE parser.transcripts SET call_id = $1 WHERE document_id = ANY($2)`,
		`UPDATE parser.calls c SET merged_into = $1, current_document = NULL, update_time = greatest(now(), c.update_time), version = c.version + 1
			WHERE c.id <> $1 AND (
				c.id IN (SELECT call_id FROM parser.transcript_places WHERE document_id = ANY($2))
				AND NOT EXISTS (SELECT FROM parser.transcripts t WHERE t.call_id = c.id)
				AND c.merged_into IS NULL
			)`,
		`UPDATE parser.calls c SET merged_into = $1 FROM parser.calls way
			WHERE c.merged_into = way.id AND way.merged_into = $1 AND cardinality($2::bigint[]) >= 0`,
	} {
		if _, err := c.tx.Exec(ctx, statement, call, documents); err != nil {
			return wrap(err, "move transcripts")
		}
	}
	return c.touch(ctx, documents...)
}

// moveDocument moves a transcript to the call of its event in another company.
func (c *change) moveDocument(ctx context.Context, document, company int64) error {
	from := held{document: document}
	var e transcript.Event
	var date *time.Time
	var name string
	err := c.tx.QueryRow(ctx, `
		SELECT t.call_id, c.company_id, t.name, r.event_kind, coalesce(r.fiscal_year, 0), coalesce(r.fiscal_period, ''), r.event_date
		FROM parser.transcripts t JOIN parser.calls c ON c.id = t.call_id
		JOIN parser.revisions r ON r.document_id = t.document_id AND r.revision = t.revision
		WHERE t.document_id = $1`, document).
		Scan(&from.call, &from.company, &name, (*uint8)(&e.Kind), &e.FiscalYear, &e.FiscalPeriod, &date)
	if err != nil {
		return wrap(err, "move transcript")
	}
	e.Date = dateText(date)
	call, err := c.placeCall(ctx, company, eventOf(e), name)
	if err != nil {
		return err
	}
	return c.relocate(ctx, from, call, company)
}

// settleCalls makes each call's current transcript the greatest by accepted time
// and hash, and the call's event what that one says. Those that were current and
// those that are hear of it.
func (c *change) settleCalls(ctx context.Context, calls ...int64) error {
	was, is := make([]*int64, len(calls)), make([]*int64, len(calls))
	batch := &pgx.Batch{}
	for i, call := range calls {
		batch.Queue(`
			SELECT current_document, (
				SELECT document_id FROM parser.transcripts t WHERE t.call_id = c.id AND t.delete_time IS NULL
				ORDER BY accept_time DESC, sha256 DESC LIMIT 1
			) FROM parser.calls c WHERE id = $1`, call).
			QueryRow(func(row pgx.Row) error { return row.Scan(&was[i], &is[i]) })
	}
	if err := c.tx.SendBatch(ctx, batch).Close(); err != nil {
		return wrap(err, "settle calls")
	}
	batch = &pgx.Batch{}
	var changed []int64
	for i, call := range calls {
		batch.Queue(`
			UPDATE parser.calls c SET current_document = $2,
				kind = coalesce(r.event_kind, c.kind), fiscal_year = r.fiscal_year, fiscal_quarter = r.fiscal_quarter,
				fiscal_period = r.fiscal_period, event_date = r.event_date, local_time = coalesce(r.local_time, ''),
				time_zone = coalesce(r.time_zone, ''), start_time = r.start_time, update_time = greatest(now(), c.update_time), version = c.version + 1
			FROM (SELECT coalesce($2, (SELECT max(document_id) FROM parser.transcripts WHERE call_id = $1)) AS document_id) AS shown
			LEFT JOIN parser.transcripts t ON t.document_id = shown.document_id
			LEFT JOIN parser.revisions r ON r.document_id = t.document_id AND r.revision = t.revision
			WHERE c.id = $1 AND c.merged_into IS NULL`, call, is[i])
		for _, d := range []*int64{was[i], is[i]} {
			if d != nil && (was[i] == nil || is[i] == nil || *was[i] != *is[i]) {
				changed = append(changed, *d)
			}
		}
	}
	if err := c.tx.SendBatch(ctx, batch).Close(); err != nil {
		return wrap(err, "settle calls")
	}
	return c.touch(ctx, changed...)
}
