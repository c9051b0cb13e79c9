package postgres_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/postgres/pgtest"
)

var empty pgtest.Template

// TestSession: what every connection starts with.
func TestSession(t *testing.T) {
	pool, err := postgres.Open(t.Context(), postgres.Config{URL: empty.URL(t), Application: "callfacts-parser", MaxConns: 3, StatementTimeout: 1500 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for setting, want := range map[string]string{
		"search_path":                         "",
		"TimeZone":                            "UTC",
		"statement_timeout":                   "1500ms",
		"idle_in_transaction_session_timeout": "1min",
		"application_name":                    "callfacts-parser",
	} {
		var got string
		if err := pool.QueryRow(t.Context(), "SELECT current_setting($1)", setting).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v; want %q", setting, got, err, want)
		}
	}
	if got := pool.Config().MaxConns; got != 3 {
		t.Errorf("MaxConns %d", got)
	}
}

// TestDamaged: JSON of another shape is damage; a statement that reads a column into
// what it does not fit is a mistake of the program.
func TestDamaged(t *testing.T) {
	pool := empty.Open(t)
	var list []string
	var text string
	var small int8
	for _, c := range []struct {
		sql     string
		into    any
		damaged bool
	}{
		{`SELECT '{"not": "a list"}'::jsonb`, &list, true},
		{`SELECT '[1, 2]'::jsonb`, &list, true},
		{`SELECT NULL::text`, &text, false},
		{`SELECT 300`, &small, false},
		{`SELECT 1, 2`, &small, false},
	} {
		err := pool.QueryRow(t.Context(), c.sql).Scan(c.into)
		if err == nil || postgres.Damaged(err) != c.damaged {
			t.Errorf("%s: damaged %v, %v", c.sql, !c.damaged, err)
		}
	}
}

// TestForgottenSchema: a statement that does not name its schema fails.
func TestForgottenSchema(t *testing.T) {
	pool := empty.Open(t)
	_, err := pool.Exec(t.Context(), "CREATE TABLE note (body text)")
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "3F000" {
		t.Errorf("got %v, want no schema selected", err)
	}
}

// TestStatementTimeout: a statement ends at its limit.
func TestStatementTimeout(t *testing.T) {
	pool, err := postgres.Open(t.Context(), postgres.Config{URL: empty.URL(t), StatementTimeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	_, err = pool.Exec(t.Context(), "SELECT pg_sleep(60)")
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "57014" {
		t.Errorf("got %v, want query_canceled", err)
	}
}

// TestOpenErrors: they name the place and never the password.
func TestOpenErrors(t *testing.T) {
	for name, url := range map[string]string{
		"no server": "postgres://u:hunter2@127.0.0.1:1/callfacts",
		"no URL":    "postgres://u:hunter2@[::1/callfacts",
	} {
		_, err := postgres.Open(t.Context(), postgres.Config{URL: url})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
		if name == "no server" && !strings.Contains(err.Error(), "database callfacts at 127.0.0.1:1 does not answer") {
			t.Errorf("%v", err)
		}
	}
}

var notes = fstest.MapFS{
	"001_note.sql": {Data: []byte("-- +goose Up\nCREATE TABLE notes.note (body text PRIMARY KEY);\n")},
	"002_more.sql": {Data: []byte("-- +goose Up\nINSERT INTO notes.note VALUES ('first');\n")},
}

// TestMigrate: eight processes at once apply each file once; a later file is
// applied later; two schemas do not know of each other.
func TestMigrate(t *testing.T) {
	pool, files := empty.Open(t), maps.Clone(notes)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if err := postgres.Migrate(t.Context(), pool, postgres.Migrations{Schema: "notes", Files: files}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	rows := func() (n int) {
		if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM notes.note").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := rows(); n != 1 {
		t.Fatalf("%d rows", n)
	}
	files["003_later.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nINSERT INTO notes.note VALUES ('second');\n")}
	if err := postgres.Migrate(t.Context(), pool, postgres.Migrations{Schema: "notes", Files: files}); err != nil {
		t.Fatal(err)
	}
	if n := rows(); n != 2 {
		t.Errorf("%d rows after the third file", n)
	}
	other := fstest.MapFS{"001_x.sql": {Data: []byte("-- +goose Up\nCREATE TABLE other.x (a int);\n")}}
	if err := postgres.Migrate(t.Context(), pool, postgres.Migrations{Schema: "other", Files: other}); err != nil {
		t.Error(err)
	}
}

// TestMigrateFails: a broken file is named, and nothing of it stays.
func TestMigrateFails(t *testing.T) {
	pool := empty.Open(t)
	broken := fstest.MapFS{"001_broken.sql": {Data: []byte("-- +goose Up\nCREATE TABLE notes.note (body text);\nSELECT nonsense;\n")}}
	err := postgres.Migrate(t.Context(), pool, postgres.Migrations{Schema: "notes", Files: broken})
	if err == nil || !strings.Contains(err.Error(), "migrate schema notes") || !strings.Contains(err.Error(), "version:1") {
		t.Errorf("%v", err)
	}
	var there bool
	if err := pool.QueryRow(t.Context(), "SELECT to_regclass('notes.note') IS NOT NULL").Scan(&there); err != nil || there {
		t.Errorf("half a migration stays: %v %v", there, err)
	}
}

// TestWithLock: the second waits, gives up with its context, and gets the lock
// when the first is done, whether that failed or not.
func TestWithLock(t *testing.T) {
	pool := empty.Open(t)
	broken := errors.New("broken")
	err := postgres.WithLock(t.Context(), pool, "a", func(*pgx.Conn) error {
		soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		second := postgres.WithLock(soon, pool, "a", func(*pgx.Conn) error { return nil })
		if !errors.Is(second, context.DeadlineExceeded) {
			t.Errorf("the second got %v", second)
		}
		if err := postgres.WithLock(t.Context(), pool, "b", func(*pgx.Conn) error { return nil }); err != nil {
			t.Errorf("another name: %v", err)
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if err := postgres.WithLock(t.Context(), pool, "a", func(*pgx.Conn) error { return nil }); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestInTx(t *testing.T) {
	pool := empty.Open(t)
	if err := postgres.Migrate(t.Context(), pool, postgres.Migrations{Schema: "notes", Files: fstest.MapFS{"001_note.sql": notes["001_note.sql"]}}); err != nil {
		t.Fatal(err)
	}
	insert := func(ctx context.Context, body string, then func() error) error {
		return postgres.InTx(ctx, pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "INSERT INTO notes.note VALUES ($1)", body); err != nil {
				return err
			}
			return then()
		})
	}
	fine := func() error { return nil }
	broken := errors.New("broken")

	if err := insert(t.Context(), "kept", fine); err != nil {
		t.Error(err)
	}
	if err := insert(t.Context(), "failed", func() error { return broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := insert(ctx, "cancelled", func() error { cancel(); return ctx.Err() }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is swallowed")
			}
		}()
		_ = insert(t.Context(), "panicked", func() error { panic("on purpose") })
	}()
	if err := insert(t.Context(), "kept", fine); postgres.Violated(err) != "note_pkey" || postgres.Retryable(err) {
		t.Errorf("%v violates %q", err, postgres.Violated(err))
	}

	var all []string
	if err := pool.QueryRow(t.Context(), "SELECT array_agg(body) FROM notes.note").Scan(&all); err != nil || len(all) != 1 || all[0] != "kept" {
		t.Errorf("%q, %v", all, err)
	}
	// Every connection went back, none was lost to a cancelled roll-back.
	if stat := pool.Stat(); stat.AcquiredConns() != 0 || stat.NewConnsCount() != 1 {
		t.Errorf("%d acquired, %d opened", stat.AcquiredConns(), stat.NewConnsCount())
	}
}

// TestRetryable: of two transactions that wait for each other Postgres ends one,
// and that one may be done again.
func TestRetryable(t *testing.T) {
	pool := empty.Open(t)
	serializable := func() pgx.Tx {
		tx, err := pool.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.Serializable})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { tx.Rollback(context.Background()) })
		return tx
	}
	if err := postgres.Migrate(t.Context(), pool, postgres.Migrations{Schema: "notes", Files: fstest.MapFS{"001_note.sql": notes["001_note.sql"]}}); err != nil {
		t.Fatal(err)
	}
	a, b := serializable(), serializable()
	for tx, body := range map[pgx.Tx]string{a: "a", b: "b"} {
		if _, err := tx.Exec(t.Context(), "INSERT INTO notes.note SELECT $1 || count(*) FROM notes.note", body); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(t.Context()); !postgres.Retryable(err) || postgres.Violated(err) != "" {
		t.Errorf("%v", err)
	}
}
