package store_test

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/callfacts/callfacts/services/metrics/store"
)

// fill stores a million facts, as many extractions would. Their indexes are made
// afterwards, which is faster.
func fill(ctx context.Context, pool *pgxpool.Pool) error {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SET statement_timeout = 0"); err != nil {
		return err
	}
	rows, err := conn.Query(ctx, "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'facts' AND indexname <> 'facts_pkey'")
	if err != nil {
		return err
	}
	var name, definition string
	indexes := map[string]string{}
	if _, err := pgx.ForEachRow(rows, []any{&name, &definition}, func() error { indexes[name] = definition; return nil }); err != nil {
		return err
	}
	for name := range indexes {
		if _, err := conn.Exec(ctx, "DROP INDEX metrics."+name); err != nil {
			return err
		}
	}
	if _, err := conn.Exec(ctx, rowsOfMany); err != nil {
		return err
	}
	for _, definition := range indexes {
		if _, err := conn.Exec(ctx, definition); err != nil {
			return err
		}
	}
	_, err = conn.Exec(ctx, "VACUUM (ANALYZE) metrics.transcripts, metrics.extractions, metrics.recordings, metrics.facts")
	return err
}

// rowsOfMany makes 10,000 transcripts of 500 companies, with 100 facts each.
const rowsOfMany = `
	INSERT INTO metrics.transcripts (id, company, call, accept_time, deleted, version)
	SELECT lpad(to_hex(n), 16, '0'), 'company-' || n % 500, '20' || lpad((n / 2000)::text, 2, '0') || '-q' || n / 500 % 4 + 1,
		'2010-01-01'::timestamptz + n * interval '1 hour', false, 1
	FROM generate_series(0, 9999) n;
	INSERT INTO metrics.extractions (transcript_id, transcript_revision, engine_version, state, fact_count, effective_time, finish_time)
	SELECT id, 1, '1', 2, 100, accept_time, accept_time FROM metrics.transcripts ORDER BY id;
	INSERT INTO metrics.recordings (transcript_id, extraction_id, recorded_from)
	SELECT transcript_id, id, finish_time FROM metrics.extractions;
	INSERT INTO metrics.facts (extraction_id, ordinal, transcript_id, fact_id, concept, measure, status, comparison,
		basis, basis_source, low, high, unit, bound, form, precision, period, axes, members, member_spans, qualifiers,
		speaker, speaker_name, speaker_role, turn, quote_start, value_start, value_end, quote_end, quote, rules, discarded)
	SELECT e.id, k, e.transcript_id, lpad(k::text, 16, 'x'), CASE WHEN k = 7 AND e.id % 1000 = 0 THEN 'rare' ELSE 'concept_' || k % 50 END, 1, 1 + k % 2, 0,
		0, 0, 1000 * k, 1000 * k, 'USD', 1, 0, 0, '20' || lpad((e.id / 2000)::text, 2, '0') || 'Q' || e.id / 500 % 4 + 1,
		CASE WHEN k % 10 = 0 THEN '{1}'::int2[] ELSE '{}' END,
		CASE WHEN k % 10 = 0 THEN ARRAY['Segment ' || e.id % 500] ELSE '{}' END,
		CASE WHEN k % 10 = 0 THEN '{0,0}'::int4[] ELSE '{}' END, '{}',
		's1', 'Jane Doe', 3, 0, k, 1 + k, 2 + k, 6 + k, 'a word', '[]', '[]'
	FROM metrics.extractions e, generate_series(0, 99) k`

// TestIndexes: of a million facts, each query that the API documents reads a few
// pages, and none sorts or scans them all.
func TestIndexes(t *testing.T) {
	if testing.Short() {
		t.Skip("stores a million facts")
	}
	pool := database.Open(t)
	if err := fill(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	s := store.New(pool)
	after := &store.Position{EffectiveTime: time.Date(2010, 6, 1, 0, 0, 0, 0, time.UTC), Transcript: id(5000), Ordinal: 50}
	for name, test := range map[string]struct {
		selection store.Selection
		filter    string
		after     *store.Position
		pages     int // maxPages if 0
	}{
		"all":                      {},
		"all, next page":           {after: after},
		"as of":                    {selection: store.Selection{AsOf: time.Date(2010, 6, 1, 0, 0, 0, 0, time.UTC)}},
		"as recorded":              {selection: store.Selection{RecordedAsOf: time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)}},
		"superseded too":           {selection: store.Selection{Superseded: true}},
		"company":                  {selection: store.Selection{Company: "company-7"}},
		"company, concept":         {selection: store.Selection{Company: "company-7"}, filter: "concept = concept_3"},
		"company, concept, status": {selection: store.Selection{Company: "company-7"}, filter: "concept = concept_3 AND status = GUIDANCE"},
		"call":                     {selection: store.Selection{Company: "company-7", Call: "2000-q1"}},
		"transcript":               {selection: store.Selection{Transcript: id(77)}},
		"concept":                  {filter: "concept = concept_3"},
		"concept, next page":       {filter: "concept = concept_3", after: after},
		"concept, status":          {filter: "concept = concept_3 AND status = GUIDANCE"},
		"concept, period":          {filter: `concept = concept_3 AND period = "2001Q2"`},
		// The calls about a period lie together in time: those after it are passed
		// over one by one.
		"period":          {filter: `period = "2001Q2"`, pages: 100_000},
		"rare concept":    {filter: "concept = rare"},
		"member":          {filter: `member = "Segment 7"`},
		"member, concept": {filter: `member = "Segment 7" AND concept = concept_10`},
	} {
		t.Run(name, func(t *testing.T) {
			condition, err := store.FactFields.Parse(test.filter)
			if err != nil {
				t.Fatal(err)
			}
			test.selection.Filter = condition
			found, err := s.List(t.Context(), test.selection, test.after, 101)
			if err != nil || len(found) == 0 {
				t.Fatalf("%d facts, %v", len(found), err)
			}
			check(t, pool, cmp.Or(test.pages, maxPages), func(ctx context.Context, s *store.Store) error {
				_, err := s.List(ctx, test.selection, test.after, 101)
				return err
			})
		})
	}
	testReads(t, pool)
}

// TestOneMoment: of many calls that have one time, such as those of a day of
// which no more is known, a later page does not read those before it.
func TestOneMoment(t *testing.T) {
	pool := database.Open(t)
	if _, err := pool.Exec(t.Context(), strings.NewReplacer("9999", "1999", "'2010-01-01'::timestamptz + n * interval '1 hour'", "'2010-01-01'::timestamptz",
		"generate_series(0, 99) k", "generate_series(0, 9) k").Replace(rowsOfMany)+`; ANALYZE metrics.transcripts, metrics.extractions, metrics.recordings, metrics.facts`); err != nil {
		t.Fatal(err)
	}
	moment := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)
	after := &store.Position{EffectiveTime: moment, Transcript: id(1500), Ordinal: 5}
	found, err := store.New(pool).List(t.Context(), store.Selection{}, after, 101)
	if err != nil || len(found) != 101 || found[0].Transcript != id(1500) || found[0].Ordinal != 6 || found[4].Transcript != id(1501) {
		t.Fatalf("%v, %d facts from %v", err, len(found), found[0].Position())
	}
	check(t, pool, 2000, func(ctx context.Context, s *store.Store) error {
		_, err := s.List(ctx, store.Selection{}, after, 101)
		return err
	})
	rest, err := store.New(pool).List(t.Context(), store.Selection{}, &store.Position{EffectiveTime: moment.Add(time.Hour), Transcript: id(3), Ordinal: 5}, 3)
	if err != nil || len(rest) != 3 || rest[0].Transcript != id(0) {
		t.Fatalf("%v, %d facts", err, len(rest))
	}
}

// testReads: the other queries that read facts, or what belongs to them: series,
// guidance, findings and coverage read all of a company at once, at any two times.
func testReads(t *testing.T, pool *pgxpool.Pool) {
	everything := func(selection store.Selection, filter string) func(context.Context, *store.Store) (int, error) {
		return func(ctx context.Context, s *store.Store) (int, error) {
			condition, err := store.FactFields.Parse(filter)
			if err != nil {
				return 0, err
			}
			selection.Filter = condition
			found, err := s.List(ctx, selection, nil, 200_001)
			return len(found), err
		}
	}
	then, recorded := time.Date(2010, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2010, 9, 1, 0, 0, 0, 0, time.UTC)
	company := store.Selection{Company: "company-7"}
	dated := store.Selection{Company: "company-7", AsOf: then, RecordedAsOf: recorded}
	for name, read := range map[string]func(context.Context, *store.Store) (int, error){
		"company, all":                         everything(company, ""),
		"company, all, at two times":           everything(dated, ""),
		"company, a concept":                   everything(company, "concept = concept_3"),
		"company, a concept, at two times":     everything(dated, "concept = concept_3"),
		"a quarter of all companies":           everything(store.Selection{}, `concept = concept_3 AND period = "2001Q2"`),
		"a quarter of all companies, as known": everything(store.Selection{AsOf: then.AddDate(1, 0, 0), RecordedAsOf: recorded.AddDate(1, 0, 0)}, `concept = concept_3 AND period = "2001Q2"`),
		"outlines": func(ctx context.Context, s *store.Store) (int, error) {
			found, err := s.Outlines(ctx, dated)
			return len(found), err
		},
		"transcripts by call": func(ctx context.Context, s *store.Store) (int, error) {
			found, err := s.ByCall(ctx, dated)
			return len(found), err
		},
		"names": func(ctx context.Context, s *store.Store) (int, error) {
			found, err := s.Facts(ctx, now, store.FactName{Transcript: id(5), Fact: "xxxxxxxxxxxxxx17"}, store.FactName{Transcript: id(8), Fact: "xxxxxxxxxxxxxx18"})
			return len(found), err
		},
		"trace": func(ctx context.Context, s *store.Store) (int, error) {
			_, _, err := s.Trace(ctx, store.FactName{Transcript: id(5), Fact: "xxxxxxxxxxxxxx17"}, recorded)
			return 1, err
		},
		"of an extraction": func(ctx context.Context, s *store.Store) (int, error) {
			found, err := s.FactsOf(ctx, 77)
			return len(found), err
		},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := read(t.Context(), store.New(pool))
			if err != nil || n == 0 {
				t.Fatalf("%d rows, %v", n, err)
			}
			t.Logf("%d rows", n)
			check(t, pool, pagesToFind+pagesOfRow*n, func(ctx context.Context, s *store.Store) error {
				_, err := read(ctx, s)
				return err
			})
		})
	}
}

// What a query that reads all of something may read: pages to find it, and for each
// row of the answer those on the way to its fact, extraction, recording and
// transcript. Facts of many transcripts take 7 or 8 of them, by how the planner joins.
const (
	pagesToFind = 1000
	pagesOfRow  = 12
)

// maxPages is what a query may read, of a million facts that take 60,000 pages
// without their indexes. Most are read from memory again and again.
const maxPages = 10_000

var (
	pages = regexp.MustCompile(`Buffers: shared (?:hit=(\d+))?(?: ?read=(\d+))?`)
	spent = regexp.MustCompile(`Execution Time: ([0-9.]+) ms`)
)

// check explains the one statement that f runs, which may read so many pages.
func check(t *testing.T, pool *pgxpool.Pool, most int, f func(context.Context, *store.Store) error) {
	t.Helper()
	var statement string
	var args []any
	config := pool.Config()
	config.ConnConfig.Tracer = tracer(func(sql string, a []any) { statement, args = sql, a })
	traced, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer traced.Close()
	if err := f(t.Context(), store.New(traced)); err != nil {
		t.Fatal(err)
	}
	rows, err := pool.Query(t.Context(), "EXPLAIN (ANALYZE, BUFFERS) "+statement, args...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	plan := strings.Join(lines, "\n")
	var hit, read int
	if m := pages.FindStringSubmatch(plan); m != nil {
		fmt.Sscan(m[1], &hit)
		fmt.Sscan(m[2], &read)
	}
	t.Logf("%d pages, %s", hit+read, spent.FindString(plan))
	if strings.Contains(plan, "Seq Scan on facts") || hit+read > most {
		t.Errorf("%d pages\n%s\n%s", hit+read, statement, plan)
	}
}

type tracer func(string, []any)

func (f tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	f(data.SQL, data.Args)
	return ctx
}

func (tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
