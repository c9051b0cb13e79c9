package filter_test

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/filter"
)

// TestArray: equality with an element goes by the array, everything else by the
// elements, and both agree.
func TestArray(t *testing.T) {
	pool := empty.Open(t)
	if _, err := pool.Exec(t.Context(), `
		CREATE SCHEMA x;
		CREATE TABLE x.t (name text, parts text[]);
		INSERT INTO x.t VALUES ('a', '{emea,apac}'), ('b', '{apac}'), ('c', '{}'), ('d', NULL)`); err != nil {
		t.Fatal(err)
	}
	fields := filter.Fields{"part": {
		Kind: filter.String, SQL: "p.part", Within: "EXISTS (SELECT FROM unnest(t.parts) AS p (part) WHERE %s)", Array: "t.parts",
	}}
	for text, want := range map[string][]string{
		`part = apac`:                 {"a", "b"},
		`part != apac`:                {"c", "d"},
		`NOT part = emea`:             {"b", "c", "d"},
		`part = (emea OR none)`:       {"a"},
		`part = emea AND part = apac`: {"a"},
		`part = "*ac"`:                {"a", "b"},
		`part:EM`:                     {"a"},
		`part:*`:                      {"a", "b"},
	} {
		condition, err := fields.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		var args filter.Args
		rows, err := pool.Query(t.Context(), "SELECT name FROM x.t WHERE "+condition.SQL(&args)+" ORDER BY name", args...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
}
