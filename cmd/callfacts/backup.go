package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"github.com/callfacts/callfacts/internal/backup"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/postgres/embedded"
)

// kept is all that an installation keeps.
var kept = []backup.Schema{
	{Name: "parser", VersionTable: "schema_version", VersionColumn: "version_id"},
	{Name: "metrics", VersionTable: "schema_version", VersionColumn: "version_id"},
	{Name: "jobs", VersionTable: "river_migration", VersionColumn: "version"},
}

func backupCommand(s streams) *cobra.Command {
	var dataDir string
	c := &cobra.Command{
		Use:   "backup FILE|-",
		Short: "Write all that is kept into one file, while the services run",
		Long: `Write all that is kept into one file: documents, transcripts, facts, jobs, as they
were at one moment. The services may run meanwhile. The database is that of
DATABASE_URL, or the private one of the data directory. The file appears under
its name when it is whole.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return withDatabase(c.Context(), dataDir, true, func(conn *pgx.Conn) error {
				counts, err := writeWhole(s, args[0], func(w io.Writer) (backup.Counts, error) {
					return backup.Write(c.Context(), conn, kept, w)
				})
				return report(s, "backed up", counts, err)
			})
		},
	}
	dataDirFlag(c, &dataDir)
	return c
}

func restoreCommand(s streams) *cobra.Command {
	var dataDir string
	c := &cobra.Command{
		Use:   "restore FILE|-",
		Short: "Read a backup into a new database",
		Long: `Read a backup into a new database: that of DATABASE_URL, or the private one of the
data directory, which no server may use meanwhile. It must hold nothing yet. Jobs
that ran or waited go on when the services start; feeds go on from the cursors
that their readers have.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			in := s.in
			if args[0] != "-" {
				file, err := os.Open(args[0])
				if err != nil {
					return err
				}
				defer file.Close()
				in = file
			}
			return withDatabase(c.Context(), dataDir, false, func(conn *pgx.Conn) error {
				counts, err := backup.Read(c.Context(), conn, kept, in)
				return report(s, "restored", counts, err)
			})
		},
	}
	dataDirFlag(c, &dataDir)
	return c
}

func report(s streams, done string, counts backup.Counts, err error) error {
	if err != nil {
		return err
	}
	fmt.Fprintf(s.err, "%s: %d documents, %d extractions, %d facts\n", done,
		counts["parser.documents"], counts["metrics.extractions"], counts["metrics.facts"])
	return nil
}

// writeWhole gives a file its name when all is in it.
func writeWhole(s streams, name string, write func(io.Writer) (backup.Counts, error)) (backup.Counts, error) {
	if name == "-" {
		return write(s.out)
	}
	unfinished := name + ".unfinished"
	file, err := os.OpenFile(unfinished, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	counts, err := write(file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, errors.Join(err, os.Remove(unfinished))
	}
	return counts, os.Rename(unfinished, name)
}

// withDatabase calls f with a connection to the database, migrated; a private one
// is started where it does not run. Where shared is set it may be in use.
func withDatabase(ctx context.Context, dataDir string, shared bool, f func(*pgx.Conn) error) error {
	p := daemon.New(slog.New(slog.DiscardHandler))
	defer p.Stop()
	url := ""
	d, err := openDatabase(ctx, p, slog.New(slog.DiscardHandler), dataDir)
	var used *embedded.InUseError
	switch {
	case err == nil:
		url = d.url
		err = migrate(ctx, url)
	case errors.As(err, &used) && shared:
		url, err = databaseURL(ctx, dataDir)
	}
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	return f(conn)
}
