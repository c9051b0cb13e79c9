package store_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// benchCall is an extraction of the usual size: 100 facts, 250 numerals.
func benchCall(n int) store.Result {
	facts := make([]fact.Fact, 100)
	for i := range facts {
		facts[i] = revenue()
		facts[i].ID = fmt.Sprintf("%016d", i)
		facts[i].Concept = fmt.Sprintf("concept_%d", i%20)
	}
	r := result(n, facts...)
	r.Extraction.Numerals = make([]fact.Numeral, 250)
	for i := range r.Extraction.Numerals {
		r.Extraction.Numerals[i] = fact.Numeral{Span: source.At(i, i+1), Fate: fact.FateUnresolved}
	}
	return r
}

// BenchmarkSave stores extractions, so many in a transaction, beside a bare COPY
// of the same rows into the same tables.
func BenchmarkSave(b *testing.B) {
	const calls, rows = 1024, 350
	for _, size := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("transcripts=%d", size), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := store.New(database.Open(b))
				results := make([]store.Result, calls)
				for i := range results {
					results[i] = benchCall(i)
				}
				b.StartTimer()
				for i := 0; i < calls; i += size {
					if err := s.Save(b.Context(), results[i:i+size], func(pgx.Tx, []string) error { return nil }); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(calls*rows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			from, to := database.Open(b), database.Open(b)
			s := store.New(from)
			for i := range calls {
				if err := s.Save(b.Context(), []store.Result{benchCall(i)}, func(pgx.Tx, []string) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
			copied := map[string][][]any{}
			for _, table := range []string{"facts", "numerals"} {
				copied[table] = readAll(b, from, table)
			}
			b.StartTimer()
			for _, table := range []string{"facts", "numerals"} {
				if _, err := to.CopyFrom(b.Context(), pgx.Identifier{"metrics", table}, columnsOf(b, to, table), pgx.CopyFromRows(copied[table])); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(float64(calls*rows*b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}

func columnsOf(b *testing.B, pool *pgxpool.Pool, table string) []string {
	b.Helper()
	rows, err := pool.Query(b.Context(), "SELECT * FROM metrics."+table+" LIMIT 0")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	var names []string
	for _, f := range rows.FieldDescriptions() {
		names = append(names, f.Name)
	}
	return names
}

func readAll(b *testing.B, pool *pgxpool.Pool, table string) (all [][]any) {
	b.Helper()
	rows, err := pool.Query(b.Context(), "SELECT * FROM metrics."+table)
	if err != nil {
		b.Fatal(err)
	}
	all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
	if err != nil {
		b.Fatal(err)
	}
	return all
}
