//go:build unix

// Package embedded runs a private PostgreSQL for an installation that has no
// database of its own: a cluster in the data directory, served by an installed
// PostgreSQL on a free port of the loopback interface, behind a password that
// only the data directory holds. The data survive restarts, and any crash of
// this process, of the server or of the machine.
//
// It is for Linux and macOS; elsewhere, DATABASE_URL names a server.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Role and Database are those of every cluster that this package makes.
const (
	Role     = "callfacts"
	Database = "callfacts"
)

const (
	startTimeout = time.Minute
	// After a kill -9 of the server its children hold on for about a second,
	// and it does not start again before they are gone; a free port may be
	// taken by another between choice and use.
	startRetry = 250 * time.Millisecond
	stopFast   = 20 * time.Second
	stopHard   = 5 * time.Second
)

// Server is a running cluster, ours alone until Stop.
type Server struct {
	// Major is the server's major version.
	Major int

	dir     string
	install Installation
	lock    *os.File
	url     string
	pid     int
	exited  chan struct{}
}

// Start makes the cluster below dataDir where there is none, and serves it. It
// takes over the server that a killed process of ours left behind. A second
// process on the same data directory gets an *InUseError.
func Start(ctx context.Context, dataDir string) (*Server, error) {
	dataDir, err := filepath.Abs(dataDir)
	if err != nil {
		return nil, err
	}
	if err := reachable(dataDir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dataDir, 0o755); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	lock, err := lockDir(dataDir)
	if err != nil {
		return nil, err
	}
	s := &Server{lock: lock}
	if err := s.start(ctx, dataDir); err != nil {
		lock.Close()
		return nil, err
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, dataDir string) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	want, err := existing(dataDir)
	if err != nil {
		return err
	}
	if s.install, err = Find(ctx, want); err != nil {
		return err
	}
	s.Major = s.install.Major
	s.dir = filepath.Join(dataDir, fmt.Sprintf("postgres-%d", s.Major))
	if want == 0 {
		if err := create(ctx, s.install, s.dir); err != nil {
			return err
		}
	}
	password, err := os.ReadFile(passwordFile(s.dir))
	if err != nil {
		return fmt.Errorf("password of the cluster: %w", err)
	}
	if !s.adopt(ctx, strings.TrimSpace(string(password))) {
		if err := s.launch(ctx, strings.TrimSpace(string(password))); err != nil {
			return err
		}
	}
	if err := ensureDatabase(ctx, s.url); err != nil {
		s.end()
		return err
	}
	return nil
}

// existing is the major version whose data dataDir holds, 0 for none. Where
// there are several (after an upgrade by hand) it is the greatest.
func existing(dataDir string) (int, error) {
	dirs, err := filepath.Glob(filepath.Join(escapeGlob(dataDir), "postgres-*"))
	if err != nil {
		return 0, err
	}
	greatest := 0
	for _, dir := range dirs {
		major, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(dir), "postgres-"))
		if err == nil {
			greatest = max(greatest, major)
		}
	}
	return greatest, nil
}

var globEscaper = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`)

func escapeGlob(path string) string { return globEscaper.Replace(path) }

// create makes the cluster under another name first: what has the final name
// is whole, however this ends.
func create(ctx context.Context, install Installation, dir string) error {
	unfinished := dir + ".new"
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	if err := os.Mkdir(unfinished, 0o700); err != nil {
		return err
	}
	if err := give(unfinished); err != nil {
		return err
	}
	password := randomPassword()
	if err := install.Init(ctx, unfinished, password); err != nil {
		return err
	}
	if err := writeSynced(passwordFile(unfinished), password+"\n"); err != nil {
		return err
	}
	return os.Rename(unfinished, dir)
}

// launch starts the server as a child that outlives a kill of this process, so
// that nothing of what it has accepted is torn.
func (s *Server) launch(ctx context.Context, password string) error {
	log := s.dir + ".log"
	if err := keepOne(log); err != nil {
		return err
	}
	for {
		port, err := FreePort()
		if err != nil {
			return err
		}
		if err := s.run(ctx, port, log); err != nil {
			return err
		}
		s.url = URL("127.0.0.1", port, password, Database)
		if s.ready(ctx) {
			return nil
		}
		s.end()
		if removeStalePID(s.dir) {
			continue
		}
		select {
		case <-time.After(startRetry):
		case <-ctx.Done():
			out, _ := os.ReadFile(log)
			return fmt.Errorf("PostgreSQL does not start (its log is %s): %s", log, lastLine(out))
		}
	}
}

func (s *Server) run(ctx context.Context, port int, log string) error {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	// The command outlives ctx, which is only that of the start.
	command, err := s.install.Command(context.WithoutCancel(ctx), "postgres", "-D", s.dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "port="+strconv.Itoa(port),
		"-c", "unix_socket_directories=", "-c", "log_min_messages=warning")
	if err != nil {
		return err
	}
	command.Stdout, command.Stderr = out, out
	if err := command.Start(); err != nil {
		return err
	}
	s.pid, s.exited = command.Process.Pid, make(chan struct{})
	go wait(command, s.exited)
	return nil
}

func wait(command *exec.Cmd, exited chan<- struct{}) {
	// How it ended stands in its log.
	_ = command.Wait()
	close(exited)
}

// ready waits until the server takes connections, and is false where it ends
// before or the time is up.
func (s *Server) ready(ctx context.Context) bool {
	for ctx.Err() == nil {
		if Answers(ctx, s.url) {
			return true
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-s.exited:
			return false
		}
	}
	return false
}

// URL is the connection string of the database. It holds the password.
func (s *Server) URL() string { return s.url }

// Exited is closed when the server has ended, whoever ended it.
func (s *Server) Exited() <-chan struct{} { return s.exited }

// Stop ends the server: open transactions are rolled back, the rest is written.
// A second call does nothing.
func (s *Server) Stop() error {
	ended := s.end()
	s.lock.Close()
	if !ended {
		return fmt.Errorf("PostgreSQL (pid %d) did not stop", s.pid)
	}
	return nil
}

// FreePort returns a port of the loopback interface that nobody has just now.
func FreePort() (int, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// URL makes the connection string of a database of a cluster that Init made.
func URL(host string, port int, password, database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(Role, password),
		Host: net.JoinHostPort(host, strconv.Itoa(port)), Path: "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// InUseError says that another process serves the data directory.
type InUseError struct{ Dir string }

func (e *InUseError) Error() string {
	return fmt.Sprintf("the data directory %s is in use by another process of callfacts", e.Dir)
}

// keepOne moves the log of the run before out of the way.
func keepOne(log string) error {
	if err := os.Rename(log, log+".old"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
