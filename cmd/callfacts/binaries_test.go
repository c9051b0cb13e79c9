package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestThreeBinaries: the services as three processes, as Kubernetes runs them,
// on a database that `callfacts migrate` prepared, each with the role that is its
// own, and a file of keys for all: who has no key is answered by none of them; each
// ends in order.
func TestThreeBinaries(t *testing.T) {
	roles := ownRoles(t)
	parser, metrics, rest := freeAddress(t), freeAddress(t), freeAddress(t)
	keys := filepath.Join(t.TempDir(), "keys")
	reader, feeder := makeKey(t, keys, "reader", "read"), makeKey(t, keys, "feeder", "read", "ingest")
	t.Setenv("CALLFACTS_API_KEYS_FILE", keys)
	var processes []*exec.Cmd
	logs := map[*exec.Cmd]*bytes.Buffer{}
	for _, p := range []struct {
		name string
		env  []string
	}{
		{"parser", []string{"DATABASE_URL=" + roles.parser, "CALLFACTS_GRPC_ADDR=" + parser}},
		{"metrics", []string{"DATABASE_URL=" + roles.metrics, "CALLFACTS_GRPC_ADDR=" + metrics, "CALLFACTS_PARSER_ADDR=" + parser, "CALLFACTS_CLIENT_ID=one", "CALLFACTS_API_KEY=" + reader}},
		{"gateway", []string{"CALLFACTS_HTTP_ADDR=" + rest, "CALLFACTS_PARSER_ADDR=" + parser, "CALLFACTS_METRICS_ADDR=" + metrics}},
	} {
		process := exec.Command(program(t, p.name))
		process.Env = append(os.Environ(), append(p.env, "CALLFACTS_LOG_FORMAT=json")...)
		logs[process] = &bytes.Buffer{}
		process.Stderr = logs[process]
		if err := process.Start(); err != nil {
			t.Fatal(err)
		}
		processes = append(processes, process)
		t.Cleanup(func() { process.Process.Kill() })
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		response, err := http.Get("http://" + rest + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("not ready: %v", logs)
		}
	}
	if _, said, code := command(t, "", "ingest", "--parser", parser, "--metrics", metrics, sampleDir); code == 0 || !strings.Contains(said, "UNAUTHENTICATED") {
		t.Errorf("without a key: %d %s", code, said)
	}
	t.Setenv("CALLFACTS_API_KEY", feeder)
	out := must(t, "ingest", "--parser", parser, "--metrics", metrics, sampleDir)
	if !strings.HasPrefix(out, "6 documents: 6 new, ") {
		t.Error(out)
	}
	in := &installation{http: rest, key: reader}
	if facts := in.listed(t, "", 1000); len(facts) < 400 {
		t.Errorf("%d facts", len(facts))
	}
	refusals(t, roles) // with rows in every table
	if out := must(t, "doctor", "--parser", parser, "--metrics", metrics); strings.Contains(out, "WRONG") {
		t.Error(out)
	}
	for i := len(processes) - 1; i >= 0; i-- {
		processes[i].Process.Signal(syscall.SIGTERM)
		if err := processes[i].Wait(); err != nil {
			t.Errorf("%s: %v: %s", processes[i].Path, err, logs[processes[i]])
		}
	}
}

// startGateway starts a gateway that has no services behind it.
func startGateway(t *testing.T, environment ...string) (process *exec.Cmd, log *journal) {
	t.Helper()
	process, log = exec.Command(program(t, "gateway")), &journal{}
	process.Env, process.Stderr = append(os.Environ(), environment...), log
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { process.Process.Kill() })
	return process, log
}

// TestGatewayStarts: the gateway does not start with a key of its own, which would
// be brought for clients that have none, nor where others can reach it and it asks
// nobody who he is, whatever certificate it shows to the services.
func TestGatewayStarts(t *testing.T) {
	certFile, keyFile, caFile, _ := newAuthority(t).issue(t, t.TempDir())
	own := []string{"CALLFACTS_TLS_CERT_FILE=" + certFile, "CALLFACTS_TLS_KEY_FILE=" + keyFile, "CALLFACTS_TLS_CA_FILE=" + caFile}
	for _, c := range []struct {
		environment []string
		want        string
	}{
		{[]string{"CALLFACTS_HTTP_ADDR=127.0.0.1:0", "CALLFACTS_API_KEY=cf_secret"}, "CALLFACTS_API_KEY is set"},
		{[]string{"CALLFACTS_HTTP_ADDR=0.0.0.0:0"}, "can be reached by others"},
		{append(own, "CALLFACTS_HTTP_ADDR=:0"), "can be reached by others"},
	} {
		process, log := startGateway(t, c.environment...)
		if err := process.Wait(); err == nil || !strings.Contains(log.String(), c.want) || strings.Contains(log.String(), "cf_secret") {
			t.Errorf("%v: %v: %s", c.environment, err, log)
		}
	}
}

// TestAskedFirst: who may not call is refused before the body is there.
func TestAskedFirst(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys")
	reader := makeKey(t, file, "reader", "read")
	t.Setenv("CALLFACTS_API_KEYS_FILE", file)
	in := install(t)
	for _, c := range []struct {
		path, kind, key string
		status          int
	}{
		{"/v1/documents:ingest", "text/plain", "", 401},
		{"/v1/documents:ingest", "text/plain", "cf_guessed", 401},
		{"/v1/documents:ingest", "text/plain", reader, 403},
		{"/v1/documents:ingest", "application/json", reader, 403},
		{"/v1/documents:parse", "text/plain", "", 401},
		{"/v1/transcripts:extractFacts", "application/json", "cf_guessed", 401},
	} {
		body, end := io.Pipe() // nothing is ever sent of it
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, in.url(c.path), body)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", c.kind)
		request.Header.Set("Authorization", "Bearer "+c.key)
		response, err := (&http.Client{Timeout: 20 * time.Second}).Do(request)
		end.Close()
		if err != nil {
			t.Errorf("%s with %q: %v", c.path, c.key, err)
			continue
		}
		response.Body.Close()
		if response.StatusCode != c.status {
			t.Errorf("%s with %q: %d, want %d", c.path, c.key, response.StatusCode, c.status)
		}
	}
}

// TestGatewayKeys: the gateway itself asks who calls: with no service behind it,
// who has no key, or one for something else, is refused, and only who may call
// learns that there is nobody.
func TestGatewayKeys(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys")
	reader, feeder := makeKey(t, file, "reader", "read"), makeKey(t, file, "feeder", "ingest")
	in := &installation{http: freeAddress(t)}
	nobody := freeAddress(t)
	process, log := startGateway(t, "CALLFACTS_HTTP_ADDR="+in.http, "CALLFACTS_API_KEYS_FILE="+file, "CALLFACTS_PARSER_ADDR="+nobody, "CALLFACTS_METRICS_ADDR="+nobody)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		if response, err := http.Get(in.url("/healthz")); err == nil {
			response.Body.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("it does not start: %s", log)
		}
	}
	const export = "/v1/companies/-/calls/-/transcripts/-/facts:export?format=EXPORT_FORMAT_CSV"
	for _, c := range []struct {
		method, path, key string
		status            int
		reason            string
	}{
		{"GET", "/v1/companies", "", 401, "UNAUTHENTICATED"},
		{"GET", "/v1/companies", "cf_guessed", 401, "UNAUTHENTICATED"},
		{"GET", "/v1/companies", feeder, 403, "SCOPE_MISSING"},
		{"GET", "/v1/companies", reader, 503, "UNAVAILABLE"},
		{"GET", export, "", 401, "UNAUTHENTICATED"},
		{"GET", export, reader, 503, "UNAVAILABLE"},
		{"POST", "/v1/documents:ingest", "", 401, "UNAUTHENTICATED"},
		{"POST", "/v1/documents:ingest", reader, 403, "SCOPE_MISSING"},
		{"POST", "/v1/documents:ingest", feeder, 503, "UNAVAILABLE"},
		{"GET", "/readyz", "", 503, "UNAVAILABLE"},
	} {
		status, body := in.with(t, c.method, c.path, c.key, "")
		if status != c.status || !strings.Contains(body, c.reason) {
			t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, status, body, c.status, c.reason)
		}
	}
	process.Process.Signal(syscall.SIGTERM)
	if err := process.Wait(); err != nil || strings.Contains(log.String(), reader) || strings.Contains(log.String(), feeder) {
		t.Errorf("%v: %s", err, log)
	}
}
