package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/services/parser/identity"
)

// change is one transaction's work on who belongs where. It gathers what metrics
// must hear of.
type change struct {
	tx pgx.Tx
	// extract are the revisions that are new.
	extract []jobs.TranscriptRef
	// news are the transcripts about which something else is new, by document.
	news map[int64]string
	// own are the documents that this change brings, whose own jobs say all.
	own map[int64]bool
}

func newChange(tx pgx.Tx) *change {
	return &change{tx: tx, news: map[int64]string{}, own: map[int64]bool{}}
}

// lock makes changes of companies and calls wait for each other until the end
// of their transactions: what a document is placed by is all that is there.
func (c *change) lock(ctx context.Context) error {
	_, err := c.tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('callfacts parser placement', 0))`)
	return wrap(err, "wait for other changes")
}

// refresh are the names of the transcripts that metrics looks at again.
func (c *change) refresh() []string {
	var names []string
	for document, name := range c.news {
		if !c.own[document] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// record writes a line of the change feed.
func (c *change) record(ctx context.Context, kind string, documents ...int64) error {
	_, err := c.tx.Exec(ctx, `
		INSERT INTO parser.changes (kind, document_id) SELECT $1, unnest($2::bigint[])`, kind, documents)
	return wrap(err, "record the change")
}

// touch notes that what is said about transcripts has changed: their etag, the
// feed and metrics follow. It is called once for each in a change.
func (c *change) touch(ctx context.Context, documents ...int64) error {
	var fresh []int64
	for _, d := range documents {
		if _, ok := c.news[d]; !ok && !c.own[d] && !slices.Contains(fresh, d) {
			fresh = append(fresh, d)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	slices.Sort(fresh)
	rows, err := c.tx.Query(ctx, `
		UPDATE parser.transcripts SET version = version + 1 WHERE document_id = ANY($1) RETURNING document_id, name`, fresh)
	if err != nil {
		return wrap(err, "touch transcripts")
	}
	var document int64
	var name string
	if _, err := pgx.ForEachRow(rows, []any{&document, &name}, func() error { c.news[document] = name; return nil }); err != nil {
		return wrap(err, "touch transcripts")
	}
	return c.record(ctx, "changed", fresh...)
}

// add places new documents, one after the other, and makes their transcripts.
func (c *change) add(ctx context.Context, added []*entry) error {
	if err := c.lock(ctx); err != nil {
		return err
	}
	documents := make([]int64, len(added))
	for i, e := range added {
		documents[i] = e.document
		c.own[e.document] = true
		if err := c.place(ctx, e); err != nil {
			return err
		}
		c.extract = append(c.extract, jobs.TranscriptRef{ID: transcriptName(e.sub.SHA256[:]), Revision: 1})
	}
	if err := c.record(ctx, "created", documents...); err != nil {
		return err
	}
	return c.settle(ctx, documents)
}

// place finds company and call of a new document, and makes its transcript.
func (c *change) place(ctx context.Context, e *entry) error {
	sub, t, name := e.sub, e.sub.Parsed, transcriptName(e.sub.SHA256[:])
	company, match, err := c.placeCompany(ctx, e.document, name, sub.mention().Claims())
	if err != nil {
		return err
	}
	call, err := c.placeCall(ctx, company, eventOf(t.Event), name)
	if err != nil {
		return err
	}
	var start time.Time
	if at := instant(t.Event.StartTime); at != nil {
		start = *at
	}
	_, err = c.tx.Exec(ctx, `
		INSERT INTO parser.transcripts (document_id, name, call_id, revision, accept_time, sha256, effective_time,
			vendor, layout, match_kind, match_value)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10)`,
		e.document, name, call, e.accepted, sub.SHA256[:],
		identity.EffectiveTime(sub.Hints.PublishedTime, start, t.Event.Date, e.accepted),
		sub.Hints.Vendor, t.Layout.Name, string(match.Kind), match.Value)
	return wrap(err, "insert transcript")
}

// settle settles the calls and companies that documents have come to, each once:
// the documents that were placed last may have moved the first.
func (c *change) settle(ctx context.Context, documents []int64) error {
	rows, err := c.tx.Query(ctx, `
		SELECT DISTINCT t.call_id, c.company_id FROM parser.transcripts t JOIN parser.calls c ON c.id = t.call_id
		WHERE t.document_id = ANY($1) ORDER BY 1`, documents)
	if err != nil {
		return wrap(err, "settle")
	}
	var call, company int64
	var calls, companies []int64
	_, err = pgx.ForEachRow(rows, []any{&call, &company}, func() error {
		calls, companies = append(calls, call), append(companies, company)
		return nil
	})
	if err != nil {
		return wrap(err, "settle")
	}
	if err := c.settleCalls(ctx, calls...); err != nil {
		return err
	}
	slices.Sort(companies)
	return c.settleCompanies(ctx, slices.Compact(companies)...)
}

// mention is how a submission names its company. What the text says is in what
// was parsed already, and the hints where the text is silent.
func (sub *Submission) mention() identity.Mention {
	h, company := sub.Hints, sub.Parsed.Company
	return identity.Mention{
		Company: h.Company, Name: company.Name, Ticker: company.Ticker, Exchange: company.Exchange,
		CIK: h.CIK, LEI: h.LEI, ISIN: h.ISIN, FIGI: h.FIGI,
	}
}

func eventOf(e transcript.Event) identity.Event {
	return identity.Event{
		Regular: e.Kind == transcript.EventEarningsCall || e.Kind == transcript.EventUnspecified,
		Year:    e.FiscalYear, Period: e.FiscalPeriod, Date: e.Date,
	}
}

// revive brings a deleted transcript back.
func (c *change) revive(ctx context.Context, document int64, revision int32) error {
	if err := c.lock(ctx); err != nil {
		return err
	}
	var call, company int64
	err := c.tx.QueryRow(ctx, `
		UPDATE parser.transcripts t SET delete_time = NULL FROM parser.calls c
		WHERE c.id = t.call_id AND t.document_id = $1 RETURNING t.call_id, c.company_id`, document).Scan(&call, &company)
	if err != nil {
		return wrap(err, "revive")
	}
	if err := c.touch(ctx, document); err != nil {
		return err
	}
	c.extract = append(c.extract, jobs.TranscriptRef{ID: c.news[document], Revision: revision})
	if err := c.settleCalls(ctx, call); err != nil {
		return err
	}
	return c.settleCompanies(ctx, company)
}
