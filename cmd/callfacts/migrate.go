package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/spf13/cobra"

	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/services/metrics"
	"github.com/callfacts/callfacts/services/parser"
)

func migrateCommand(streams) *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database of DATABASE_URL up to date",
		Long: `Bring the schemas of the database of DATABASE_URL up to date. Any number of
processes may do so at once; services of the version before go on working.

Where CALLFACTS_PARSER_DATABASE_URL or CALLFACTS_METRICS_DATABASE_URL is set (or,
with _FILE behind its name, a file that holds it), the role that it names is made,
gets its password, and may do what that service does and nothing else: the
parser's cannot read what metrics keeps, metrics' not what the parser keeps, and
neither can change a schema. They are the DATABASE_URL of the services. That of
this command is the owner's; to make roles it needs CREATEROLE.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			url, err := daemon.DatabaseURL()
			if err != nil {
				return err
			}
			if url == "" {
				return errors.New("DATABASE_URL is not set; `callfacts serve` migrates its private database itself")
			}
			roles, err := rolesFromEnvironment()
			if err != nil {
				return err
			}
			return migrate(c.Context(), url, roles...)
		},
	}
}

// migrate brings every schema up to date, then sets the roles.
func migrate(ctx context.Context, url string, roles ...postgres.Role) error {
	pool, err := postgres.Open(ctx, postgres.Config{URL: url, Application: "callfacts-migrate"})
	if err != nil {
		return err
	}
	defer pool.Close()
	for _, f := range []func(context.Context, *pgxpool.Pool) error{parser.Migrate, metrics.Migrate} {
		if err := f(ctx, pool); err != nil {
			return err
		}
	}
	if len(roles) == 0 {
		return nil
	}
	return postgres.SetRoles(ctx, pool, []string{"parser", "metrics", jobs.Schema}, roles...)
}

// rolesFromEnvironment are the roles of the services that have one of their own.
func rolesFromEnvironment() ([]postgres.Role, error) {
	const change = "SELECT, INSERT, UPDATE, DELETE"
	var roles []postgres.Role
	for _, service := range []struct {
		variable string
		grants   []postgres.Grant
	}{
		{"CALLFACTS_PARSER_DATABASE_URL", []postgres.Grant{
			{Schema: "parser", Privileges: change, Kept: []string{"schema_version"}},
			// The parser makes jobs, and counts them.
			{Schema: jobs.Schema, Privileges: "SELECT, INSERT", Kept: []string{jobs.MigrationTable}},
		}},
		{"CALLFACTS_METRICS_DATABASE_URL", []postgres.Grant{
			{Schema: "metrics", Privileges: change, Kept: []string{"schema_version"}},
			{Schema: jobs.Schema, Privileges: change, Kept: []string{jobs.MigrationTable}},
		}},
	} {
		url, err := daemon.Secret(service.variable)
		if err != nil {
			return nil, fmt.Errorf("migrate: %w", err)
		}
		if url != "" {
			roles = append(roles, postgres.Role{URL: url, Grants: service.grants})
		}
	}
	return roles, nil
}
