package main

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/callfacts/callfacts/internal/postgres/pgtest"
)

// roleURLs are what the services connect with, where each has its own role.
type roleURLs struct{ owner, parser, metrics string }

// ownRoles migrates a database, with roles for the services; DATABASE_URL is the
// owner's.
func ownRoles(t *testing.T) roleURLs {
	t.Helper()
	var empty pgtest.Template
	owner := empty.URL(t)
	as := func(user, password string) string {
		u, err := url.Parse(owner)
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(user, password)
		return u.String()
	}
	// A quote, a space and a letter beyond ASCII: names and passwords are data.
	roles := roleURLs{owner, as("callfacts parser", `pass'word "é`), as("callfacts-metrics", "another")}
	t.Setenv("DATABASE_URL", owner)
	t.Setenv("CALLFACTS_PARSER_DATABASE_URL", as("callfacts parser", "an old one"))
	must(t, "migrate")
	t.Setenv("CALLFACTS_PARSER_DATABASE_URL", roles.parser)
	file := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(file, []byte(roles.metrics+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CALLFACTS_METRICS_DATABASE_URL_FILE", file)
	must(t, "migrate")
	must(t, "migrate")
	return roles
}

// refusals: neither service reads what the other keeps, and neither changes a
// schema, nor says of one that it was migrated.
func refusals(t *testing.T, roles roleURLs) {
	t.Helper()
	denied := func(who, as, statement string) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), as)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		_, err = conn.Exec(t.Context(), statement)
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != "42501" { // insufficient_privilege
			t.Errorf("%s: %s: %v", who, statement, err)
		}
	}
	for _, schema := range []string{"parser", "metrics", "jobs", "public"} {
		for who, as := range map[string]string{"parser": roles.parser, "metrics": roles.metrics} {
			denied(who, as, "CREATE TABLE "+schema+".mine (a int)")
		}
	}
	for who, as := range map[string]string{"parser": roles.parser, "metrics": roles.metrics} {
		denied(who, as, "CREATE SCHEMA mine")
		denied(who, as, "ALTER TABLE "+who+".schema_version ADD mine int")
		denied(who, as, "DELETE FROM "+who+".schema_version")
		denied(who, as, "DELETE FROM jobs.river_migration")
		denied(who, as, "DROP TABLE jobs.river_job")
		denied(who, as, "CREATE ROLE mine")
	}
	denied("parser", roles.parser, "DELETE FROM jobs.river_job")
	for _, table := range tables(t, roles.owner) {
		schema, _, _ := strings.Cut(table, ".")
		if schema != "parser" {
			denied("parser", roles.parser, "TRUNCATE "+table)
		}
		switch schema {
		case "parser":
			denied("metrics", roles.metrics, "SELECT FROM "+table)
			denied("metrics", roles.metrics, "DELETE FROM "+table)
		case "metrics":
			denied("parser", roles.parser, "SELECT FROM "+table)
			denied("parser", roles.parser, "DELETE FROM "+table)
		}
	}
	if out, said, code := command(t, "", "migrate"); code != 0 {
		t.Errorf("migrate on a full database: %s %s", out, said)
	}
	for _, as := range []string{roles.parser, roles.metrics} {
		t.Setenv("DATABASE_URL", as)
		if _, said, code := command(t, "", "migrate"); code == 0 || !strings.Contains(said, "permission denied") {
			t.Errorf("a service's role migrates: %s", said)
		}
	}
	t.Setenv("DATABASE_URL", roles.owner)
	t.Setenv("CALLFACTS_PARSER_DATABASE_URL", roles.owner)
	if _, said, code := command(t, "", "migrate"); code == 0 || !strings.Contains(said, "it is the owner") {
		t.Errorf("the owner is taken for a service's role: %s", said)
	}
	t.Setenv("CALLFACTS_PARSER_DATABASE_URL", roles.parser)
}

// tables are those of all schemas.
func tables(t *testing.T, owner string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('parser', 'metrics', 'jobs')")
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(names) < 15 {
		t.Fatalf("%q, %v", names, err)
	}
	return names
}
