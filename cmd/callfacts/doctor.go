package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"
	"google.golang.org/grpc/health/grpc_health_v1"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/postgres/embedded"
	"github.com/callfacts/callfacts/internal/transcript"
)

func doctorCommand(s streams) *cobra.Command {
	var t target
	var dataDir string
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Tell what runs and what does not: versions, services, database, queue, failures",
		Long: `Tell what runs and what does not: versions, the services, the database and its
migrations, the queue, the last extractions that failed. The database is that of
DATABASE_URL, or the private one of the data directory: that of "make run" is
elsewhere, and "make run" says where. The exit code is 1 where something is wrong.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			d := &doctor{s: s, on: terminalOf(s.out)}
			d.program()
			serving := d.services(c.Context(), t)
			d.database(c.Context(), dataDir, serving)
			if d.wrong > 0 {
				return errPartly
			}
			return nil
		},
	}
	t.flags(c)
	dataDirFlag(c, &dataDir)
	return c
}

// doctor prints findings and counts what is wrong.
type doctor struct {
	s     streams
	on    terminal
	wrong int
}

func (d *doctor) fine(what, format string, args ...any) {
	fmt.Fprintf(d.s.out, "ok     %-12s %s\n", what, oneLine(fmt.Sprintf(format, args...)))
}

func (d *doctor) bad(what, format string, args ...any) {
	d.wrong++
	fmt.Fprintf(d.s.out, "%s  %-12s %s\n", d.on.paint(bold, "WRONG"), what, oneLine(fmt.Sprintf(format, args...)))
}

// version is the program's: its module's, or the commit that it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, changed := "", ""
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			revision = setting.Value[:min(12, len(setting.Value))]
		case setting.Key == "vcs.modified" && setting.Value == "true":
			changed = "+changes"
		}
	}
	return cmp.Or(strings.TrimSpace(revision+changed), info.Main.Version)
}

func (d *doctor) program() {
	d.fine("program", "callfacts %s, parser %s, extractor %s, %s %s/%s", version(), transcript.Version, fact.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

const doctorTimeout = 3 * time.Second

// services asks the health of both, and reports whether both serve.
func (d *doctor) services(ctx context.Context, t target) (serving bool) {
	before := d.wrong
	for _, service := range []struct{ name, full, address string }{
		{"parser", parserv1.ParserService_ServiceDesc.ServiceName, cmp.Or(t.parser, t.server)},
		{"metrics", metricsv1.MetricsService_ServiceDesc.ServiceName, cmp.Or(t.metrics, t.server)},
	} {
		status, err := health(ctx, service.address, service.full)
		switch {
		case err != nil:
			d.bad(service.name, "%s: %s", service.address, explain(err))
		case status != grpc_health_v1.HealthCheckResponse_SERVING:
			d.bad(service.name, "%s: %s", service.address, status)
		default:
			d.fine(service.name, "%s: serving", service.address)
		}
	}
	return d.wrong == before
}

func health(ctx context.Context, address, service string) (grpc_health_v1.HealthCheckResponse_ServingStatus, error) {
	ctx, cancel := context.WithTimeout(ctx, doctorTimeout)
	defer cancel()
	setup, err := daemon.ClientSetup(slog.New(slog.DiscardHandler))
	if err != nil {
		return 0, err
	}
	conn, err := setup.Dial(address)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	answer, err := grpc_health_v1.NewHealthClient(conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: service})
	return answer.GetStatus(), err
}

// errNoDatabase: no private database runs in the data directory.
var errNoDatabase = errors.New("none runs")

// database looks at the database itself, past the services. Services that serve
// have one: where it is not found, it is only elsewhere.
func (d *doctor) database(ctx context.Context, dataDir string, serving bool) {
	ctx, cancel := context.WithTimeout(ctx, 4*doctorTimeout)
	defer cancel()
	url, err := databaseURL(ctx, dataDir)
	if serving && errors.Is(err, errNoDatabase) {
		d.fine("database", "the services have theirs; %v: --data-dir names the folder of theirs, or DATABASE_URL, to look into it", err)
		return
	}
	if err != nil {
		d.bad("database", "%v", err)
		return
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		d.bad("database", "%v", err)
		return
	}
	defer conn.Close(ctx)
	var server, name string
	if err := conn.QueryRow(ctx, "SELECT current_setting('server_version'), current_database()").Scan(&server, &name); err != nil {
		d.bad("database", "%v", err)
		return
	}
	d.fine("database", "PostgreSQL %s, database %s", server, name)
	d.migrations(ctx, conn)
	d.queue(ctx, conn)
	d.failures(ctx, conn)
}

// databaseURL is DATABASE_URL, or the private database that runs.
func databaseURL(ctx context.Context, dataDir string) (string, error) {
	if url, err := daemon.DatabaseURL(); url != "" || err != nil {
		return url, err
	}
	if dataDir == "" {
		var err error
		if dataDir, err = embedded.DefaultDataDir(); err != nil {
			return "", err
		}
	}
	if url := embedded.Running(ctx, dataDir); url != "" {
		return url, nil
	}
	install, err := embedded.Find(ctx, 0)
	if err != nil {
		return "", fmt.Errorf("%w in %s: %w", errNoDatabase, dataDir, err)
	}
	return "", fmt.Errorf("%w in %s (PostgreSQL %d is installed in %s)", errNoDatabase, dataDir, install.Major, install.Bin)
}

// migrations tells how far each schema is.
func (d *doctor) migrations(ctx context.Context, conn *pgx.Conn) {
	for _, schema := range []struct{ name, query string }{
		{"parser", "SELECT max(version_id) FROM parser.schema_version WHERE is_applied"},
		{"metrics", "SELECT max(version_id) FROM metrics.schema_version WHERE is_applied"},
		{"jobs", "SELECT max(version) FROM jobs.river_migration"},
	} {
		var at int64
		if err := conn.QueryRow(ctx, schema.query).Scan(&at); err != nil {
			d.bad("migrations", "%s is not there (%v): run callfacts migrate", schema.name, err)
			continue
		}
		d.fine("migrations", "%s is at %d", schema.name, at)
	}
}

// queue counts the jobs that are not done, and how long the oldest waits.
func (d *doctor) queue(ctx context.Context, conn *pgx.Conn) {
	var waiting, running, retried, discarded int
	var age *float64
	err := conn.QueryRow(ctx, `
		SELECT count(*) FILTER (WHERE state IN ('available', 'scheduled', 'pending')), count(*) FILTER (WHERE state = 'running'),
			count(*) FILTER (WHERE state = 'retryable'), count(*) FILTER (WHERE state = 'discarded'),
			extract(epoch FROM now() - min(scheduled_at) FILTER (WHERE state = 'available'))::float8
		FROM jobs.river_job`).Scan(&waiting, &running, &retried, &discarded, &age)
	if err != nil {
		d.bad("queue", "%v", err)
		return
	}
	oldest := ""
	if age != nil {
		oldest = fmt.Sprintf(", the oldest for %s", time.Duration(*age*float64(time.Second)).Round(time.Second))
	}
	d.fine("queue", "%d jobs wait%s, %d run, %d are tried again, %d were given up", waiting, oldest, running, retried, discarded)
}

// failures lists the last extractions that failed.
func (d *doctor) failures(ctx context.Context, conn *pgx.Conn) {
	rows, err := conn.Query(ctx, `
		SELECT transcript_id, error, finish_time FROM metrics.extractions WHERE state = 3 ORDER BY finish_time DESC LIMIT 5`)
	if err != nil {
		d.bad("failures", "%v", err)
		return
	}
	var id, reason string
	var at time.Time
	tag, err := pgx.ForEachRow(rows, []any{&id, &reason, &at}, func() error {
		d.bad("failure", "%s transcripts/%s: %s", at.Format(time.RFC3339), id, reason)
		return nil
	})
	switch {
	case err != nil && !errors.Is(err, context.Canceled):
		d.bad("failures", "%v", err)
	case tag.RowsAffected() == 0:
		d.fine("failures", "no extraction failed")
	}
}
