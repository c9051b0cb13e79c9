//go:build unix

package pgtest_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/callfacts/callfacts/internal/postgres/pgtest"
)

var notes = pgtest.Template{Migrate: func(ctx context.Context, pool *pgxpool.Pool) error {
	_, err := pool.Exec(ctx, `CREATE SCHEMA notes; CREATE TABLE notes.note (body text PRIMARY KEY)`)
	return err
}}

// TestCopiesAreApart: tests in parallel share the template, and nothing else.
func TestCopiesAreApart(t *testing.T) {
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			pool := notes.Open(t)
			if _, err := pool.Exec(t.Context(), `INSERT INTO notes.note VALUES ('same key')`); err != nil {
				t.Fatal(err)
			}
			var count int
			if err := pool.QueryRow(t.Context(), `SELECT count(*) FROM notes.note`).Scan(&count); err != nil || count != 1 {
				t.Errorf("count %d, %v", count, err)
			}
		})
	}
}

// TestServerEndsWithTheProcess: however that ends. The child is this test
// binary again, which starts a server, says where, and dies.
func TestServerEndsWithTheProcess(t *testing.T) {
	if how := os.Getenv("CALLFACTS_TEST_DIE"); how != "" {
		os.Stderr.WriteString((&pgtest.Template{}).URL(t) + "\n")
		if how == "panic" {
			panic("on purpose")
		}
		select {} // until the parent kills us
	}
	for _, how := range []string{"panic", "kill"} {
		t.Run(how, func(t *testing.T) {
			url := dyingChild(t, how)
			if !strings.HasPrefix(url, "postgres://") {
				t.Fatalf("the child said %q", url)
			}
			deadline, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			for {
				conn, err := pgx.Connect(deadline, url)
				if deadline.Err() != nil {
					t.Fatal("the server outlives its process")
				}
				if err != nil {
					return
				}
				conn.Close(deadline)
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
}

func dyingChild(t *testing.T, how string) (url string) {
	child := exec.Command(os.Args[0], "-test.run=^TestServerEndsWithTheProcess$")
	child.Env = append(os.Environ(), "CALLFACTS_TEST_DIE="+how)
	said, err := child.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, 4096)
	n, err := said.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	if how == "kill" {
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) {
		t.Fatalf("the child ended with %v", err)
	}
	url, _, _ = strings.Cut(string(buffer[:n]), "\n")
	return url
}
