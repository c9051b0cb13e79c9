//go:build unix

// Package pgtest gives tests a real PostgreSQL: one server for the process, a
// database of its own for each test. The server is fast and forgets everything
// with the process, however that ends; tests of durability run the real
// embedded one. Only tests import it.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/postgres/embedded"
)

// Template is a migrated database that is made once and copied for each test:
// a package has one, in a variable of its tests. Where Migrate is nil the
// copies are empty.
type Template struct {
	Migrate func(context.Context, *pgxpool.Pool) error

	once sync.Once
	name string
	err  error
}

// Open returns a pool on a fresh copy, which is dropped after the test.
func (tp *Template) Open(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := postgres.Open(t.Context(), postgres.Config{URL: tp.URL(t), Application: t.Name()})
	if err != nil {
		t.Fatal(err)
	}
	// Registered after the one of URL, so the pool closes before the drop.
	t.Cleanup(pool.Close)
	return pool
}

// URL returns the connection string of a fresh copy, which is dropped after the
// test, whoever is still connected.
func (tp *Template) URL(t testing.TB) string {
	t.Helper()
	server := start(t)
	tp.once.Do(func() { tp.name, tp.err = server.template(tp.Migrate) })
	if tp.err != nil {
		t.Fatal("pgtest: make the template: ", tp.err)
	}
	name := server.name("test")
	if err := server.copy(t.Context(), tp.name, name); err != nil {
		t.Fatal("pgtest: copy the template: ", err)
	}
	t.Cleanup(func() {
		if err := server.admin(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error("pgtest: ", err)
		}
	})
	return server.url(name)
}

// server is the process's one PostgreSQL.
type server struct {
	port     int
	password string
	counter  atomic.Int64
	// lifeline ends with this process, and with it the server.
	lifeline io.Closer
	exited   chan struct{}
}

// launched starts the server when the first test asks for it.
var launched = sync.OnceValues(launch)

func start(t testing.TB) *server {
	t.Helper()
	s, err := launched()
	if err != nil {
		t.Fatal("pgtest: ", err)
	}
	return s
}

const (
	startTimeout = 2 * time.Minute
	// Another process may take the free port before the server does.
	startTries = 3
)

func launch() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	install, err := embedded.Find(ctx, 0)
	if err != nil {
		return nil, err
	}
	for range startTries {
		s := &server{password: "test", exited: make(chan struct{})}
		if err = s.serve(ctx, install); err == nil {
			return s, nil
		}
	}
	return nil, err
}

// supervisor is the program of the shell that stands between this process and
// the server. It reads a pipe that nobody writes to, which ends when this
// process does, also by a panic, os.Exit or kill -9: then the shell ends the
// server and removes its folder.
const supervisor = `dir=$1; shift
exec 3<&0
"$@" >"$dir/log" 2>&1 3<&- &
server=$!
(read -r _ <&3; kill -QUIT $server) &
wait $server
kill $! 2>/dev/null
rm -rf "$dir"`

func (s *server) serve(ctx context.Context, install embedded.Installation) error {
	command, err := install.Command(context.Background(), "postgres")
	if err != nil {
		return err
	}
	// Below /tmp whatever TMPDIR says: where root tests, another account runs
	// the server, and must be able to reach it.
	dir, err := os.MkdirTemp("/tmp", "callfacts-test-")
	if err != nil {
		return err
	}
	if c := command.SysProcAttr.Credential; c != nil {
		if err := os.Chown(dir, int(c.Uid), int(c.Gid)); err != nil {
			return err
		}
	}
	data := filepath.Join(dir, "data")
	if err := install.Init(ctx, data, s.password, "--no-sync"); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	if s.port, err = embedded.FreePort(); err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	command.Args = []string{
		"sh", "-c", supervisor, "callfacts-test", dir, command.Path, "-D", data, "-F",
		"-p", strconv.Itoa(s.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200",
		"-c", "autovacuum=off",
	}
	command.Path = "/bin/sh"
	return s.supervise(ctx, command, filepath.Join(dir, "log"))
}

func (s *server) supervise(ctx context.Context, command *exec.Cmd, log string) error {
	var err error
	if s.lifeline, err = command.StdinPipe(); err != nil {
		return err
	}
	if err := command.Start(); err != nil {
		return err
	}
	go func() {
		defer close(s.exited)
		_ = command.Wait() // why it ended stands in its log
	}()
	for !embedded.Answers(ctx, s.url("postgres")) {
		select {
		case <-time.After(20 * time.Millisecond):
			continue
		case <-s.exited:
		case <-ctx.Done():
		}
		said, _ := os.ReadFile(log)
		s.lifeline.Close()
		return fmt.Errorf("PostgreSQL does not start: %s", said)
	}
	return nil
}

func (s *server) url(database string) string {
	return embedded.URL("127.0.0.1", s.port, s.password, database)
}

func (s *server) name(kind string) string {
	return fmt.Sprintf("%s_%d", kind, s.counter.Add(1))
}

func (s *server) template(migrate func(context.Context, *pgxpool.Pool) error) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	name := s.name("template")
	if err := s.admin(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	if migrate == nil {
		return name, nil
	}
	pool, err := postgres.Open(ctx, postgres.Config{URL: s.url(name), Application: "pgtest"})
	if err != nil {
		return "", err
	}
	defer pool.Close()
	return name, migrate(ctx, pool)
}

// copy waits out the sessions that are just leaving the template.
func (s *server) copy(ctx context.Context, template, name string) error {
	for {
		err := s.admin(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template)
		var pg *pgconn.PgError
		if !errors.As(err, &pg) || pg.Code != "55006" { // object_in_use
			return err
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			return err
		}
	}
}

func (s *server) admin(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}
