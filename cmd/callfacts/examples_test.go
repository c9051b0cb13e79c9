package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestExamples: the programs of examples/ print the same facts of a call, each
// verified, and say why a file is none. What is not installed is skipped.
func TestExamples(t *testing.T) {
	in := install(t)
	environment := append(os.Environ(), "CALLFACTS_URL=http://"+in.http, "CALLFACTS_SERVER="+in.grpc)
	sample, other := filepath.Join(sampleDir, "northwind-2023-q1.txt"), "main.go"
	want := ""
	for _, example := range [][]string{
		{"go", "run", "../../examples/go"},
		{"python3", "../../examples/python/facts.py"},
		{"node", "../../examples/node/facts.mjs"},
		{"sh", "../../examples/curl/facts.sh"},
	} {
		t.Run(filepath.Base(filepath.Dir(example[len(example)-1]))+" "+example[0], func(t *testing.T) {
			needs := example[:1]
			if example[0] == "sh" {
				needs = []string{"sh", "curl", "jq"}
			}
			for _, program := range needs {
				if _, err := exec.LookPath(program); err != nil {
					t.Skipf("%s is not installed", program)
				}
			}
			run := func(file string) (string, string, error) {
				var errs strings.Builder
				command := exec.CommandContext(t.Context(), example[0], append(example[1:len(example):len(example)], file)...)
				command.Env, command.Stderr = environment, &errs
				out, err := command.Output()
				return string(out), errs.String(), err
			}
			out, errs, err := run(sample)
			if err != nil {
				t.Fatalf("%v: %s%s", err, out, errs)
			}
			if want == "" {
				want = out
			}
			if out != want || strings.Count(out, "\n") < 50 || !strings.Contains(out, "revenue\t424000000\t424000000\tUSD\t2023Q1\tRevenue was $424 million") {
				t.Errorf("%s", out)
			}
			if out, errs, err := run(other); err == nil || out != "" || !strings.Contains(errs, "NOT_A_TRANSCRIPT") {
				t.Errorf("%v: %s%s", err, out, errs)
			}
		})
	}
}
