package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/postgres"
)

// Save stores the results of jobs in one transaction, of which finish is the
// last part: extractions, facts, ledgers, and which extraction is in force. What
// was extracted already stays as it is. A failure is kept until a later attempt
// at the same key succeeds. A result without extraction and error only says that
// its key is to be in force; without Engine, that nothing new is. Of several
// results for one transcript the first counts.
//
// It returns the transcripts about which somebody else has kept news in the
// meantime, so that what the results say about names and deletion may be old;
// finish is told them.
func (s *Store) Save(ctx context.Context, results []Result, finish func(tx pgx.Tx, stale []string) error) error {
	results = slices.Clone(results)
	// In one order, so that two jobs do not wait for each other.
	slices.SortStableFunc(results, func(a, b Result) int { return cmp.Compare(a.Transcript, b.Transcript) })
	results = slices.CompactFunc(results, func(a, b Result) bool { return a.Transcript == b.Transcript })
	return postgres.InTx(ctx, s.pool, func(tx pgx.Tx) error {
		said := make([]Transcript, len(results))
		for i := range results {
			said[i] = results[i].Said
		}
		stale, err := keep(ctx, tx, said)
		if err != nil {
			return err
		}
		fresh, err := insertExtractions(ctx, tx, results)
		if err != nil {
			return err
		}
		if err := copyRows(ctx, tx, fresh); err != nil {
			return err
		}
		if err := copyOutlines(ctx, tx, fresh); err != nil {
			return err
		}
		keys := make([]Key, len(results))
		for i := range results {
			keys[i] = results[i].Key
		}
		if err := settle(ctx, tx, keys); err != nil {
			return err
		}
		return finish(tx, stale)
	})
}

// Fail records that extractions failed of which nothing else is known. Those
// that have an outcome keep it.
func (s *Store) Fail(ctx context.Context, reason string, keys ...Key) error {
	ids, revisions, engines := columns(keys)
	_, err := s.pool.Exec(ctx, `
		INSERT INTO metrics.extractions (transcript_id, transcript_revision, engine_version, state, error, finish_time)
		SELECT id, revision, engine, 3, $4, clock_timestamp()
		FROM unnest($1::text[], $2::int4[], $3::text[]) AS k (id, revision, engine)
		ORDER BY id
		ON CONFLICT ON CONSTRAINT extractions_once DO NOTHING`, ids, revisions, engines, reason)
	return err
}

func columns(keys []Key) (ids []string, revisions []int32, engines []string) {
	for _, k := range keys {
		ids, revisions, engines = append(ids, k.Transcript), append(revisions, k.Revision), append(engines, k.Engine)
	}
	return ids, revisions, engines
}

// stored is a result with the id of its row.
type stored struct {
	*Result
	id int64
}

// insertExtractions returns the results whose rows are new. A row that another
// transaction is just inserting is waited for: that is the whole of exactly once.
func insertExtractions(ctx context.Context, tx pgx.Tx, results []Result) ([]stored, error) {
	batch := &pgx.Batch{}
	fresh := make([]stored, 0, len(results))
	for i := range results {
		r := &results[i]
		if r.Extraction == nil && r.Error == "" {
			continue
		}
		state, facts, numerals, unresolved := Succeeded, 0, 0, 0
		if r.Extraction == nil {
			state = Failed
		} else {
			facts, numerals = len(r.Extraction.Facts), len(r.Extraction.Numerals)
			for _, n := range r.Extraction.Numerals {
				if n.Fate == fact.FateUnresolved {
					unresolved++
				}
			}
		}
		batch.Queue(`
			INSERT INTO metrics.extractions AS e (transcript_id, transcript_revision, engine_version, state, error,
				fact_count, numeral_count, unresolved_count, effective_time, finish_time)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())
			ON CONFLICT ON CONSTRAINT extractions_once DO UPDATE
			SET state = excluded.state, error = excluded.error, fact_count = excluded.fact_count,
				numeral_count = excluded.numeral_count, unresolved_count = excluded.unresolved_count,
				effective_time = excluded.effective_time, finish_time = excluded.finish_time
			WHERE e.state = 3
			RETURNING id`,
			r.Transcript, r.Revision, r.Engine, state, r.Error, facts, numerals, unresolved, timestamp(r.EffectiveTime),
		).Query(func(rows pgx.Rows) error {
			id, err := pgx.CollectRows(rows, pgx.RowTo[int64])
			if err == nil && len(id) == 1 && r.Extraction != nil {
				fresh = append(fresh, stored{r, id[0]})
			}
			return err
		})
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("insert extractions: %w", err)
	}
	return fresh, nil
}

// inForce is the extraction of a transcript that is in force, or was last.
type inForce struct {
	Key
	id   int64
	open bool
}

// settle makes each key's extraction the one in force where it succeeded and
// nothing newer is, and nothing in force where the transcript is deleted. A key
// without Engine stands for the extraction that was in force last, and where
// none ever was, for the newest. Transcripts are locked by keep.
func settle(ctx context.Context, tx pgx.Tx, keys []Key) error {
	ids, revisions, engines := columns(keys)
	rows, err := tx.Query(ctx, `
		SELECT t.id, t.deleted, e.id, l.extraction_id, l.recorded_to = 'infinity', l.transcript_revision, l.engine_version
		FROM unnest($1::text[], $2::int4[], $3::text[]) AS k (id, revision, engine)
		JOIN metrics.transcripts t ON t.id = k.id
		LEFT JOIN LATERAL (
			SELECT x.id FROM metrics.extractions x
			WHERE x.transcript_id = k.id AND x.state = 2 AND (k.engine = '' OR (x.transcript_revision, x.engine_version) = (k.revision, k.engine))
			ORDER BY x.transcript_revision DESC, x.id DESC LIMIT 1) e ON true
		LEFT JOIN LATERAL (
			SELECT r.extraction_id, r.recorded_to, x.transcript_revision, x.engine_version
			FROM metrics.recordings r JOIN metrics.extractions x ON x.id = r.extraction_id
			WHERE r.transcript_id = k.id ORDER BY r.recorded_from DESC LIMIT 1) l ON true
		ORDER BY k.id`, ids, revisions, engines)
	if err != nil {
		return fmt.Errorf("what is in force: %w", err)
	}
	byID := make(map[string]Key, len(keys))
	for _, k := range keys {
		byID[k.Transcript] = k
	}
	var closing, opening []string
	var openingExtractions []int64
	var id string
	var deleted bool
	var mine, lastID *int64
	var lastOpen *bool
	var lastRevision *int32
	var lastEngine *string
	_, err = pgx.ForEachRow(rows, []any{&id, &deleted, &mine, &lastID, &lastOpen, &lastRevision, &lastEngine}, func() error {
		var last *inForce
		if lastID != nil {
			last = &inForce{Key{id, *lastRevision, *lastEngine}, *lastID, *lastOpen}
		}
		want := wanted(deleted, byID[id], mine, last)
		if last != nil && last.open && want != last.id {
			closing = append(closing, id)
		}
		if want != 0 && (last == nil || !last.open || want != last.id) {
			opening, openingExtractions = append(opening, id), append(openingExtractions, want)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("what is in force: %w", err)
	}
	return enforce(ctx, tx, closing, opening, openingExtractions)
}

// wanted is the id of the extraction that is to be in force, 0 for none.
func wanted(deleted bool, key Key, mine *int64, last *inForce) int64 {
	switch {
	case deleted || mine == nil && last == nil:
		return 0
	case last != nil && (mine == nil || key.Engine == "" || newer(last.Key, key)):
		return last.id
	default:
		return *mine
	}
}

// newer reports whether a is of a later revision or engine than b. Jobs may
// overtake each other, and while a new version is rolled out both work.
func newer(a, b Key) bool {
	if a.Revision != b.Revision {
		return a.Revision > b.Revision
	}
	return engineNumber(a.Engine) > engineNumber(b.Engine)
}

// engineNumber is the engine's own version, without a company's taxonomy.
func engineNumber(engine string) int {
	version, _, _ := strings.Cut(engine, "+")
	n, err := strconv.Atoi(version)
	if err != nil {
		return 0
	}
	return n
}

// enforce closes and opens intervals, and puts both into the feed.
func enforce(ctx context.Context, tx pgx.Tx, closing, opening []string, extractions []int64) error {
	_, err := tx.Exec(ctx, `
		WITH closed AS (
			UPDATE metrics.recordings
			SET recorded_to = greatest(clock_timestamp(), recorded_from + interval '1 microsecond')
			WHERE transcript_id = ANY ($1) AND recorded_to = 'infinity'
			RETURNING transcript_id, extraction_id, recorded_to)
		INSERT INTO metrics.changes (transcript_id, extraction_id, kind, change_time)
		SELECT transcript_id, extraction_id, 2, recorded_to FROM closed`, closing)
	if err != nil {
		return fmt.Errorf("close intervals: %w", err)
	}
	_, err = tx.Exec(ctx, `
		WITH opened AS (
			INSERT INTO metrics.recordings (transcript_id, extraction_id, recorded_from)
			SELECT o.id, o.extraction, greatest(clock_timestamp(),
				(SELECT max(recorded_to) FROM metrics.recordings r WHERE r.transcript_id = o.id))
			FROM unnest($1::text[], $2::int8[]) AS o (id, extraction)
			RETURNING transcript_id, extraction_id, recorded_from)
		INSERT INTO metrics.changes (transcript_id, extraction_id, kind, change_time)
		SELECT transcript_id, extraction_id, 1, recorded_from FROM opened ORDER BY transcript_id`, opening, extractions)
	if err != nil {
		return fmt.Errorf("open intervals: %w", err)
	}
	return nil
}
