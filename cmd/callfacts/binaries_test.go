package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestThreeBinaries: the services as three processes, as Kubernetes runs them,
// on a database that `callfacts migrate` prepared, each with the role that is its
// own; each ends in order.
func TestThreeBinaries(t *testing.T) {
	roles := ownRoles(t)
	parser, metrics, rest := freeAddress(t), freeAddress(t), freeAddress(t)
	var processes []*exec.Cmd
	logs := map[*exec.Cmd]*bytes.Buffer{}
	for _, p := range []struct {
		name string
		env  []string
	}{
		{"parser", []string{"DATABASE_URL=" + roles.parser, "CALLFACTS_GRPC_ADDR=" + parser}},
		{"metrics", []string{"DATABASE_URL=" + roles.metrics, "CALLFACTS_GRPC_ADDR=" + metrics, "CALLFACTS_PARSER_ADDR=" + parser, "CALLFACTS_CLIENT_ID=one"}},
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
	in := &installation{http: rest}
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
	out := must(t, "ingest", "--parser", parser, "--metrics", metrics, sampleDir)
	if !strings.HasPrefix(out, "6 documents: 6 new, ") {
		t.Error(out)
	}
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

// TestGatewayKeys: the gateway does not start with a key of its own, which would
// be brought for clients that have none.
func TestGatewayKeys(t *testing.T) {
	gateway := exec.Command(program(t, "gateway"))
	gateway.Env = append(os.Environ(), "CALLFACTS_HTTP_ADDR=127.0.0.1:0", "CALLFACTS_API_KEY=cf_secret")
	out, err := gateway.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "CALLFACTS_API_KEY is set") || strings.Contains(string(out), "cf_secret") {
		t.Errorf("%v: %s", err, out)
	}
}
