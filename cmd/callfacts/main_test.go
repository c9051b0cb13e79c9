package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"

	"github.com/callfacts/callfacts/internal/daemon"
)

// command runs a command line in this process.
func command(t testing.TB, stdin string, args ...string) (out, errs string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, streams{in: strings.NewReader(stdin), out: &o, err: &e})
	return o.String(), e.String(), code
}

// must is command where nothing may fail.
func must(t testing.TB, args ...string) string {
	t.Helper()
	out, errs, code := command(t, "", args...)
	if code != 0 {
		t.Fatalf("callfacts %s: exit code %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// folder makes a folder that the account which runs PostgreSQL can reach: those
// of t.TempDir are below one of mode 0700.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "callfacts-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// binaries are the programs, built once: a test that kills one needs it as a
// process.
var binaries = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "callfacts-binaries-")
	if err != nil {
		return "", err
	}
	built = dir
	out, err := exec.Command("go", "build", "-o", dir, ".", "../parser", "../metrics", "../gateway").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w: %s", err, out)
	}
	return dir, nil
})

// built is where binaries are, once they are.
var built string

// program is the path of a binary.
func program(t testing.TB, name string) string {
	t.Helper()
	dir, err := binaries()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, name)
}

func TestMain(m *testing.M) {
	os.Unsetenv("DATABASE_URL")
	code := m.Run()
	if built != "" {
		os.RemoveAll(built)
	}
	os.Exit(code)
}

// installation is a process that serves.
type installation struct {
	dir, http, grpc string
	process         *exec.Cmd
	log             *journal
	conn            *grpc.ClientConn
	// client asks over TLS; nil where there is none.
	client *http.Client
	// key is brought by requests of REST; empty where there are none.
	key string
}

// url is where a path is served.
func (in *installation) url(path string) string {
	if in.client != nil {
		return "https://" + in.http + path
	}
	return "http://" + in.http + path
}

func (in *installation) do(request *http.Request) (*http.Response, error) {
	if in.key != "" {
		request.Header.Set("Authorization", "Bearer "+in.key)
	}
	return cmp.Or(in.client, http.DefaultClient).Do(request)
}

// freeAddress is a port of the loopback interface that nobody has just now, and
// none of those that outgoing connections get: a server that is started again
// would find its port taken.
func freeAddress(t testing.TB) string {
	t.Helper()
	for range 100 {
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(12_000)))
		if err == nil {
			defer listener.Close()
			return listener.Addr().String()
		}
	}
	t.Fatal("no port is free")
	return ""
}

// journal is what a process writes while a test reads it.
type journal struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.lock.Lock()
	defer j.lock.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.lock.Lock()
	defer j.lock.Unlock()
	return j.text.String()
}

// install starts a server on a fresh data directory.
func install(t testing.TB) *installation {
	t.Helper()
	in := &installation{dir: folder(t), http: freeAddress(t), grpc: freeAddress(t)}
	in.connect(t)
	return in
}

// connect starts a server that the test's end stops, and a client of it.
func (in *installation) connect(t testing.TB) {
	t.Helper()
	in.start(t)
	t.Cleanup(func() { in.stop(t) })
	setup, err := daemon.ClientSetup(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := setup.Dial(in.grpc)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	in.conn = conn
}

// start starts the process and waits until it is ready.
func (in *installation) start(t testing.TB) {
	t.Helper()
	in.log = &journal{}
	in.process = exec.Command(program(t, "callfacts"), "serve", "--http", in.http, "--grpc", in.grpc, "--data-dir", in.dir, "--log-level", "warn")
	in.process.Stderr = in.log
	if err := in.process.Start(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, in.url("/readyz"), nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := in.do(request)
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		if ctx.Err() != nil {
			in.process.Process.Kill()
			in.process.Wait()
			t.Fatalf("serve does not get ready: %s", in.log)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// kill ends the process as a crash does. Its PostgreSQL is left behind.
func (in *installation) kill(t testing.TB) {
	t.Helper()
	if err := in.process.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	in.process.Wait()
}

// stop ends the process in order.
func (in *installation) stop(t testing.TB) {
	t.Helper()
	in.process.Process.Signal(os.Interrupt)
	if err := in.process.Wait(); err != nil || t.Failed() {
		t.Errorf("serve ends with %v: %s", err, in.log)
	}
}

// get asks REST, and reads the JSON into answer where one is given.
func (in *installation) get(t testing.TB, path string, answer any) (status int, body []byte) {
	t.Helper()
	return in.ask(t, http.MethodGet, path, "", nil, answer)
}

func (in *installation) ask(t testing.TB, method, path, contentType string, content []byte, answer any) (status int, body []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, in.url(path), bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := in.do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err = io.ReadAll(response.Body); err != nil {
		t.Fatal(err)
	}
	if answer != nil {
		if err := errors.Join(json.Unmarshal(body, answer)); err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %d, %v: %s", method, path, response.StatusCode, err, body)
		}
	}
	return response.StatusCode, body
}
