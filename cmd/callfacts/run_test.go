package main

import (
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMakeRunTwice: where another server has an address, `make run` says so before
// it does anything: nothing is sent to that server, and its log stays.
func TestMakeRunTwice(t *testing.T) {
	const log = "../../build/serve.log"
	before, _ := os.ReadFile(log) // there may be none
	for _, variable := range []string{"HTTP", "GRPC"} {
		other, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		run := exec.CommandContext(t.Context(), "../../scripts/run")
		run.Env = append(os.Environ(), "HTTP="+freeAddress(t), "GRPC="+freeAddress(t), variable+"="+other.Addr().String(), "DATA_DIR="+folder(t))
		out, err := run.CombinedOutput()
		if err == nil || !strings.Contains(string(out), other.Addr().String()+" is in use") || strings.Contains(string(out), "Building") {
			t.Errorf("%s: %v: %s", variable, err, out)
		}
	}
	if after, _ := os.ReadFile(log); string(after) != string(before) {
		t.Error("the log of the other server is overwritten")
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, errs, code := command(t, "", "serve", "--grpc", taken.Addr().String(), "--data-dir", folder(t))
	if code != 2 || !strings.Contains(errs, taken.Addr().String()+" is in use") {
		t.Errorf("%d %s", code, errs)
	}
}
