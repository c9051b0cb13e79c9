//go:build unix

package embedded_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/postgres/embedded"
)

// dataDir is a data directory that the account which runs PostgreSQL for root
// can reach: those of t.TempDir are below a folder of mode 0700.
func dataDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/tmp", "callfacts-embedded-[x] ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func start(t *testing.T, dir string) *embedded.Server {
	t.Helper()
	server, err := embedded.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	return server
}

func exec1(t *testing.T, url, statement string, result ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if len(result) == 0 {
		_, err = conn.Exec(t.Context(), statement)
	} else {
		err = conn.QueryRow(t.Context(), statement).Scan(result...)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, url string) (n int) {
	t.Helper()
	exec1(t, url, "SELECT count(*) FROM note", &n)
	return n
}

// TestRestart: data, password and version survive; the settings are durable;
// only the loopback interface listens, and only for who knows the password.
func TestRunning(t *testing.T) {
	dir := dataDir(t)
	if url := embedded.Running(t.Context(), dir); url != "" {
		t.Errorf("%s runs on an empty directory", url)
	}
	s := start(t, dir)
	if url := embedded.Running(t.Context(), dir); url != s.URL() {
		t.Errorf("%q, want %q", url, s.URL())
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if url := embedded.Running(t.Context(), dir); url != "" {
		t.Errorf("%s runs after Stop", url)
	}
}

func TestRestart(t *testing.T) {
	dir := dataDir(t)
	server := start(t, dir)
	exec1(t, server.URL(), "CREATE TABLE note (body text)")
	exec1(t, server.URL(), "INSERT INTO note VALUES ('kept')")
	var fsync, commit, address, sockets string
	exec1(t, server.URL(), `SELECT current_setting('fsync'), current_setting('synchronous_commit'),
		current_setting('listen_addresses'), current_setting('unix_socket_directories')`, &fsync, &commit, &address, &sockets)
	if got := fmt.Sprint([]string{fsync, commit, address, sockets}); got != "[on on 127.0.0.1 ]" {
		t.Errorf("settings %s", got)
	}
	config, err := pgx.ParseConfig(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	if embedded.Answers(t.Context(), embedded.URL("127.0.0.1", int(config.Port), "guess", embedded.Database)) {
		t.Error("any password will do")
	}
	if _, err := os.Stat(filepath.Join(dir, fmt.Sprintf("postgres-%d", server.Major))); err != nil {
		t.Error(err)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if embedded.Answers(t.Context(), server.URL()) {
		t.Error("it runs on after Stop")
	}
	if n := count(t, start(t, dir).URL()); n != 1 {
		t.Errorf("%d rows after the restart", n)
	}
}

// TestInUse: a second process is refused, and does the first no harm.
func TestInUse(t *testing.T) {
	dir := dataDir(t)
	server := start(t, dir)
	_, err := embedded.Start(t.Context(), dir)
	var inUse *embedded.InUseError
	if !errors.As(err, &inUse) || inUse.Dir != dir {
		t.Errorf("%v", err)
	}
	if !embedded.Answers(t.Context(), server.URL()) {
		t.Error("the first one's server is gone")
	}
}

// TestServerKilled: a kill -9 of the server is seen, loses nothing that was
// committed, and the next start waits until the killed one's children are gone.
func TestServerKilled(t *testing.T) {
	dir := dataDir(t)
	server := start(t, dir)
	exec1(t, server.URL(), "CREATE TABLE note (body text)")
	exec1(t, server.URL(), "INSERT INTO note VALUES ('kept')")
	if err := syscall.Kill(postmaster(t, dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-server.Exited()
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	if n := count(t, start(t, dir).URL()); n != 1 {
		t.Errorf("%d rows", n)
	}
}

// TestAdopt: the server of a killed process is taken over, not started again.
// The child is this test binary again.
func TestAdopt(t *testing.T) {
	if dir := os.Getenv("CALLFACTS_TEST_DATA_DIR"); dir != "" {
		server, err := embedded.Start(context.Background(), dir)
		if err != nil {
			t.Fatal(err)
		}
		os.Stderr.WriteString(server.URL() + "\n")
		select {}
	}
	dir := dataDir(t)
	child := exec.Command(os.Args[0], "-test.run=^TestAdopt$")
	child.Env = append(os.Environ(), "CALLFACTS_TEST_DATA_DIR="+dir)
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
	url := strings.TrimSpace(string(buffer[:n]))
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	pid := postmaster(t, dir)
	server := start(t, dir)
	if server.URL() != url || postmaster(t, dir) != pid {
		t.Errorf("another server was started: %s, not %s", server.URL(), url)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	<-server.Exited()
	if embedded.Answers(t.Context(), url) {
		t.Error("the adopted server does not stop")
	}
}

// TestStalePID: after a restart of the machine the number in postmaster.pid may
// be that of any process, such as this one.
func TestStalePID(t *testing.T) {
	dir := dataDir(t)
	server := start(t, dir)
	major := server.Major
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	sleeper := exec.Command("sleep", "600")
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { sleeper.Process.Kill(); sleeper.Wait() }()
	path := filepath.Join(dir, fmt.Sprintf("postgres-%d", major), "postmaster.pid")
	stale := fmt.Sprintf("%d\n%s\n1700000000\n%d\n\n127.0.0.1\n", sleeper.Process.Pid, filepath.Dir(path), deadPort(t))
	if err := os.WriteFile(path, []byte(stale), 0o644); err != nil {
		t.Fatal(err)
	}
	exec1(t, start(t, dir).URL(), "SELECT 1")
}

// TestUnfinished: an initdb that was killed half-way is done again.
func TestUnfinished(t *testing.T) {
	dir := dataDir(t)
	install, err := embedded.Find(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	unfinished := filepath.Join(dir, fmt.Sprintf("postgres-%d.new", install.Major))
	if err := os.MkdirAll(filepath.Join(unfinished, "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	exec1(t, start(t, dir).URL(), "SELECT 1")
}

// TestRefusals: one line each, that says what to do.
func TestRefusals(t *testing.T) {
	t.Run("none installed", func(t *testing.T) {
		t.Setenv("PG_BIN", t.TempDir())
		_, err := embedded.Start(t.Context(), dataDir(t))
		var missing *embedded.NotInstalledError
		if !errors.As(err, &missing) || missing.Want != 0 {
			t.Fatalf("%v", err)
		}
		for _, want := range []string{"apt-get install postgresql", "brew install postgresql", "PG_BIN", "DATABASE_URL"} {
			if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q does not name %s in one line", err, want)
			}
		}
	})
	t.Run("data of another version", func(t *testing.T) {
		dir := dataDir(t)
		if err := os.Mkdir(filepath.Join(dir, "postgres-7"), 0o700); err != nil {
			t.Fatal(err)
		}
		_, err := embedded.Start(t.Context(), dir)
		var missing *embedded.NotInstalledError
		if !errors.As(err, &missing) || missing.Want != 7 || !strings.Contains(err.Error(), "PostgreSQL 7") {
			t.Errorf("%v", err)
		}
	})
	t.Run("out of reach", func(t *testing.T) {
		if os.Getuid() != 0 {
			t.Skip("only root has another account run the server")
		}
		closed := t.TempDir()
		if err := os.Chmod(closed, 0o700); err != nil {
			t.Fatal(err)
		}
		_, err := embedded.Start(t.Context(), filepath.Join(closed, "data"))
		if err == nil || !strings.Contains(err.Error(), "may not enter: choose another one") {
			t.Errorf("%v", err)
		}
		if left, err := os.ReadDir(closed); err != nil || len(left) > 0 {
			t.Errorf("it leaves %v, %v", left, err)
		}
	})
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob("/tmp/" + filepath.Base(strings.NewReplacer("[", `\[`).Replace(dir)) + "/postgres-*/postmaster.pid")
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// deadPort is a port on which nobody answers.
func deadPort(t *testing.T) int {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

// TestStopWithSessions: a session that is open does not keep the server alive.
func TestStopWithSessions(t *testing.T) {
	server := start(t, dataDir(t))
	conn, err := pgx.Connect(t.Context(), server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "BEGIN"); err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := conn.Ping(ctx); err == nil {
		t.Error("the session lives on")
	}
}
