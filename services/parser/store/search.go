package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/filter"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/internal/transcript"
)

// TurnFields are what the filter of a search may name.
var TurnFields = filter.Fields{
	"section": {Kind: filter.Enum, SQL: "tu.section", Prefix: "SECTION_", Values: map[string]any{
		"UNSPECIFIED": 0, "PREPARED_REMARKS": 1, "QUESTIONS_AND_ANSWERS": 2, "CLOSING": 3,
	}},
	"speaker_role": {Kind: filter.Enum, SQL: "sp.role", Prefix: "SPEAKER_ROLE_", Values: map[string]any{
		"UNSPECIFIED": 0, "OPERATOR": 1, "INVESTOR_RELATIONS": 2, "EXECUTIVE": 3, "ANALYST": 4, "OTHER": 5,
	}},
	"speaker":        {Kind: filter.String, SQL: "sp.name"},
	"fiscal_year":    {Kind: filter.Int, SQL: "c.fiscal_year"},
	"fiscal_period":  {Kind: filter.String, SQL: "c.fiscal_period"},
	"date":           {Kind: filter.String, SQL: "c.event_date::text"},
	"effective_time": {Kind: filter.Time, SQL: "t.effective_time"},
	"vendor":         {Kind: filter.String, SQL: "t.vendor"},
}

// TurnMatch is a turn that a search found.
type TurnMatch struct {
	Place
	Turn       int32
	Speaker    transcript.Speaker
	Section    transcript.Section
	Event      transcript.Event
	Span       source.Span
	Snippet    source.Span
	Text       string // of Snippet
	Highlights []source.Span
	Rank       float32
}

// TurnCursor is the place of a turn in the order of a search.
type TurnCursor struct {
	Rank     float32 `json:"r"`
	Document int64   `json:"d"`
	Turn     int32   `json:"t"`
}

// Search asks for a page of turns.
type Search struct {
	Company, Call     string // `-` for any
	Query             SearchQuery
	Filter            filter.Condition
	IncludeSuperseded bool
	After             *TurnCursor
	Size              int
}

// ErrCommon says that a query is of words alone that are too common to be indexed.
var ErrCommon = errors.New("the words are too common to be found")

// maxIndexed is how many bytes of a turn are indexed, and marked in an answer: a
// tsvector holds a megabyte at most, the words of this in the worst case. It is
// hours of speech.
const maxIndexed = 256 << 10

// indexed is the part of what is said in a turn that is indexed: whole words.
func indexed(said string) string {
	if len(said) <= maxIndexed {
		return said
	}
	end := strings.LastIndexAny(said[:maxIndexed], " \n")
	if end < 0 {
		return ""
	}
	return said[:end]
}

// marks stand around matching words in a headline. They are of the private use
// area: text has no use for them.
const (
	openMark  = '\ue000'
	closeMark = '\ue001'
)

// insertWords indexes what is said in each turn, in place of what an earlier
// revision said.
func insertWords(ctx context.Context, tx pgx.Tx, all []revised) error {
	var earlier, documents []int64
	var turns []int32
	var words []string
	for _, r := range all {
		if r.revision > 1 {
			earlier = append(earlier, r.document)
		}
		for i, text := range spoken(r.parsed) {
			documents, turns, words = append(documents, r.document), append(turns, int32(i)), append(words, text)
		}
	}
	if len(earlier) > 0 {
		if _, err := tx.Exec(ctx, `DELETE FROM parser.turn_words WHERE document_id = ANY($1)`, earlier); err != nil {
			return wrap(err, "index speech")
		}
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO parser.turn_words (document_id, turn, words)
		SELECT document, turn, to_tsvector('pg_catalog.english', said)
		FROM unnest($1::bigint[], $2::integer[], $3::text[]) AS s (document, turn, said)`, documents, turns, words)
	return wrap(err, "index speech")
}

// spoken is what is said in each turn, as it is indexed.
func spoken(t *transcript.Transcript) []string {
	said := make([]string, len(t.Turns))
	for _, s := range t.Segments {
		if s.Kind == transcript.SegmentSpeech && s.Turn >= 0 && len(said[s.Turn]) < maxIndexed {
			said[s.Turn] += s.Span.Of(t.Text) + "\n"
		}
	}
	for i, text := range said {
		said[i] = fold(indexed(text))
	}
	return said
}

// SearchTurns returns a page of turns, the best match first, and where the next
// one begins; nil at the end.
func (s *Store) SearchTurns(ctx context.Context, search Search) ([]*TurnMatch, *TurnCursor, error) {
	var args filter.Args
	query := search.Query.sql(&args)
	var words int
	if err := s.pool.QueryRow(ctx, "SELECT numnode("+query+")", args...).Scan(&words); err != nil {
		return nil, nil, wrap(err, "search")
	}
	if words == 0 {
		return nil, nil, ErrCommon
	}
	where, err := s.below(ctx, search.Company, search.Call, &args)
	if err != nil {
		return nil, nil, err
	}
	where += " AND t.delete_time IS NULL AND " + search.Filter.SQL(&args)
	if !search.IncludeSuperseded {
		where += " AND c.current_document = t.document_id"
	}
	after := "TRUE"
	if search.After != nil {
		rank, document, turn := args.Add(search.After.Rank), args.Add(search.After.Document), args.Add(search.After.Turn)
		after = "(rank < " + rank + " OR rank = " + rank + " AND (document_id < " + document +
			" OR document_id = " + document + " AND turn > " + turn + "))"
	}
	limit := args.Add(search.Size + 1)
	rows, err := s.pool.Query(ctx, `
		WITH asked AS MATERIALIZED (
			SELECT `+query+` AS q
		), found AS (
			SELECT w.document_id, w.turn, ts_rank_cd(w.words, q, 1) AS rank, tu.section, tu.speaker, tu.span_start, tu.span_end, t.revision, t.name, t.call_id
			FROM asked, parser.turn_words w
			JOIN parser.transcripts t ON t.document_id = w.document_id
			JOIN parser.calls c ON c.id = t.call_id
			JOIN parser.turns tu ON tu.document_id = w.document_id AND tu.revision = t.revision AND tu.index = w.turn
			JOIN parser.speakers sp ON sp.document_id = w.document_id AND sp.revision = t.revision AND sp.index = tu.speaker
			WHERE w.words @@ q AND `+where+`
		), page AS (
			SELECT * FROM found WHERE `+after+` ORDER BY rank DESC, document_id DESC, turn LIMIT `+limit+`
		), shown AS (
			SELECT page.*, convert_from(substring(coalesce(d.text, d.content) FROM span_start + 1 FOR span_end - span_start), 'UTF8') AS body
			FROM page JOIN parser.documents d ON d.id = page.document_id
		)
		SELECT f.document_id, co.name, c.name, f.name, f.turn, f.rank, f.section, f.span_start, f.span_end, f.body,
			sp.id, sp.name, sp.role, sp.title, sp.firm, sp.status, sp.label,
			c.kind, coalesce(c.fiscal_year, 0), coalesce(c.fiscal_quarter, 0), coalesce(c.fiscal_period, ''),
			c.event_date, c.local_time, c.time_zone, c.start_time
		FROM shown f
		JOIN parser.speakers sp ON sp.document_id = f.document_id AND sp.revision = f.revision AND sp.index = f.speaker
		JOIN parser.calls c ON c.id = f.call_id JOIN parser.companies co ON co.id = c.company_id
		ORDER BY f.rank DESC, f.document_id DESC, f.turn`, args...)
	if err != nil {
		return nil, nil, wrap(err, "search")
	}
	var last TurnCursor
	var next *TurnCursor
	page, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*TurnMatch, error) {
		m, document, err := scanMatch(row)
		if err == nil {
			next, last = &TurnCursor{last.Rank, last.Document, last.Turn}, TurnCursor{m.Rank, document, m.Turn}
		}
		return m, err
	})
	if err != nil {
		return nil, nil, wrap(err, "search")
	}
	if len(page) > search.Size {
		page = page[:search.Size]
	} else {
		next = nil
	}
	return page, next, s.highlight(ctx, search.Query, page)
}

// highlight marks in each turn what matches the query, and cuts the turns down
// to snippets.
func (s *Store) highlight(ctx context.Context, query SearchQuery, page []*TurnMatch) error {
	if len(page) == 0 {
		return nil
	}
	var args filter.Args
	shown := query.shown(&args)
	bodies := args.Add(each(page, func(m *TurnMatch) string { return fold(indexed(m.Text)) }))
	rows, err := s.pool.Query(ctx, `
		SELECT ts_headline('pg_catalog.english', body, `+shown+`,
			'HighlightAll=true, StartSel="`+string(openMark)+`", StopSel="`+string(closeMark)+`"')
		FROM unnest(`+bodies+`::text[]) WITH ORDINALITY AS b (body, number) ORDER BY number`, args...)
	if err != nil {
		return wrap(err, "highlight")
	}
	headlines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return wrap(err, "highlight")
	}
	for i, m := range page {
		marked := highlights(m.Text, headlines[i])
		from, to := snippet(m.Text, marked)
		m.Text = m.Text[from:to]
		m.Snippet = source.At(int(m.Span.Start)+from, int(m.Span.Start)+to)
		for _, h := range marked {
			if int(h.Start) >= from && int(h.End) <= to {
				m.Highlights = append(m.Highlights, source.At(int(m.Span.Start)+int(h.Start), int(m.Span.Start)+int(h.End)))
			}
		}
	}
	return nil
}

// scanMatch reads a match with the whole turn as its text.
func scanMatch(row pgx.CollectableRow) (*TurnMatch, int64, error) {
	var m TurnMatch
	var document int64
	var date, start *time.Time
	e, sp := &m.Event, &m.Speaker
	err := row.Scan(&document, &m.Company, &m.Call, &m.Transcript, &m.Turn, &m.Rank, (*uint8)(&m.Section), &m.Span.Start, &m.Span.End, &m.Text,
		&sp.ID, &sp.Name, (*uint8)(&sp.Role), &sp.Title, &sp.Firm, (*uint8)(&sp.Status), &sp.Label,
		(*uint8)(&e.Kind), &e.FiscalYear, &e.FiscalQuarter, &e.FiscalPeriod, &date, &e.LocalTime, &e.TimeZone, &start)
	e.Date, e.StartTime = dateText(date), timeText(start)
	return &m, document, err
}

// highlights are the marked words of a headline as spans of the body. The
// headline is the folded body with marks: it has a rune for each of the body's.
func highlights(body, headline string) []source.Span {
	var spans []source.Span
	at, open := 0, -1
	for _, r := range headline {
		switch r {
		case openMark:
			open = at
		case closeMark:
			if open >= 0 && open < at {
				spans = append(spans, source.At(open, at))
			}
			open = -1
		default:
			if at == len(body) {
				return spans
			}
			_, n := utf8.DecodeRuneInString(body[at:])
			at += n
		}
	}
	return spans
}

// snippetBytes is how long a snippet is at most, but for the word at its end.
const snippetBytes = 240

// snippet is the part of the body around the first highlights, of whole words.
func snippet(body string, highlights []source.Span) (from, to int) {
	if len(body) <= snippetBytes {
		return 0, len(body)
	}
	if len(highlights) > 0 {
		from = max(0, int(highlights[0].Start)-snippetBytes/3)
	}
	from = min(from, len(body)-snippetBytes)
	if blank := strings.IndexByte(body[from:], ' '); from > 0 && blank >= 0 {
		from += blank + 1
	}
	for !utf8.RuneStart(body[from]) {
		from++
	}
	to = min(len(body), from+snippetBytes)
	if blank := strings.LastIndexByte(body[from:to], ' '); to < len(body) && blank > 0 {
		to = from + blank
	}
	for to < len(body) && !utf8.RuneStart(body[to]) {
		to--
	}
	if len(highlights) > 0 && to < int(highlights[0].End) {
		i := slices.IndexFunc(highlights, func(h source.Span) bool { return int(h.Start) >= from })
		if i >= 0 {
			to = max(to, int(highlights[i].End))
		}
	}
	return from, to
}
