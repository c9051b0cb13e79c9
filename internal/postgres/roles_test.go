package postgres_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/postgres"
)

// journal keeps the statements that the database is sent, with their arguments:
// what its log can tell.
type journal struct {
	mu   sync.Mutex
	sent strings.Builder
}

func (j *journal) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	j.mu.Lock()
	defer j.mu.Unlock()
	fmt.Fprintln(&j.sent, data.SQL, data.Args)
	return ctx
}

func (j *journal) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TestRolePassword: no statement tells a role's password, whether the role is made
// or gets another one; and it is the password.
func TestRolePassword(t *testing.T) {
	owner, sent := empty.URL(t), &journal{}
	pool, err := postgres.Open(t.Context(), postgres.Config{URL: owner, Tracer: sent})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for _, password := range []string{"the-first-secret", "the-second-secret"} {
		as, err := url.Parse(owner)
		if err != nil {
			t.Fatal(err)
		}
		as.User = url.UserPassword("callfacts_log", password)
		if err := postgres.SetRoles(t.Context(), pool, nil, postgres.Role{URL: as.String()}); err != nil {
			t.Fatal(err)
		}
		conn, err := pgx.Connect(t.Context(), as.String())
		if err != nil {
			t.Fatalf("with its password: %v", err)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
	said := sent.sent.String()
	if strings.Contains(said, "secret") || strings.Count(said, "PASSWORD 'SCRAM-SHA-256$") != 2 {
		t.Error(said)
	}
}
