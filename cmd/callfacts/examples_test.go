package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// clientsDir is where scripts/clients puts the clients of other languages.
const clientsDir = "../../build/clients"

// An example is a program that prints the facts of a file, and what it needs to
// be there.
type example struct {
	name        string
	command     []string
	needs       []string // programs
	made        string   // a file that scripts/clients makes
	environment []string
}

// javaClasses are the classes and jars that the example in Java runs with; none
// where there is no client.
func javaClasses() string {
	jars, err := os.ReadFile(filepath.Join(clientsDir, "debian/classpath"))
	if err != nil {
		return ""
	}
	return filepath.Join(clientsDir, "debian/classes") + ":" + strings.TrimSpace(string(jars))
}

// pythonWithGRPC is a Python that has gRPC: the one on the path, or Debian's.
func pythonWithGRPC() string {
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import grpc").Run() == nil {
			return python
		}
	}
	return "python3 with grpcio"
}

// TestExamples: the programs of examples/ print the same facts of a call, each
// verified, and say why a file is none. What is not installed is skipped.
func TestExamples(t *testing.T) {
	in := install(t)
	environment := append(os.Environ(), "CALLFACTS_URL=http://"+in.http, "CALLFACTS_SERVER="+in.grpc)
	sample, other := filepath.Join(sampleDir, "northwind-2023-q1.txt"), "main.go"
	python := pythonWithGRPC()
	pythonPath := "PYTHONPATH=" + filepath.Join(clientsDir, "python/src") + ":" + filepath.Join(clientsDir, "debian/python")
	want := ""
	for _, example := range []example{
		{name: "go", command: []string{"go", "run", "../../examples/go"}},
		{name: "python", command: []string{python, "../../examples/python/facts.py"}, made: "python.stamp", environment: []string{pythonPath}},
		{name: "node", command: []string{"node", "../../examples/node/facts.mjs"}, made: "typescript.stamp"},
		{name: "typescript", command: []string{"node", "../../examples/typescript/dist/facts.js"}, made: "typescript.stamp"},
		{name: "java", command: []string{"java", "-cp", javaClasses(), "Facts"}, made: "java.stamp"},
		{name: "curl", command: []string{"sh", "../../examples/curl/facts.sh"}, needs: []string{"curl", "jq"}},
	} {
		t.Run(example.name, func(t *testing.T) {
			for _, program := range append(example.needs, example.command[0]) {
				if _, err := exec.LookPath(program); err != nil {
					t.Skipf("%s is not installed", program)
				}
			}
			if _, err := os.Stat(filepath.Join(clientsDir, example.made)); err != nil {
				t.Skip("make clients has made none for it")
			}
			run := func(file string) (string, string, error) {
				var errs strings.Builder
				command := exec.CommandContext(t.Context(), example.command[0], slices.Concat(example.command[1:], []string{file})...)
				command.Env, command.Stderr = slices.Concat(environment, example.environment), &errs
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
	t.Run("data frame", func(t *testing.T) {
		needs := exec.Command(python, "-c", "import callfacts, pandas")
		needs.Env = append(environment, pythonPath)
		if needs.Run() != nil {
			t.Skip("the client of Python, or pandas, is not installed: make clients")
		}
		command := exec.CommandContext(t.Context(), python, "../../examples/python/facts.py", "--frame", sample)
		command.Env = append(environment, pythonPath)
		out, err := command.CombinedOutput()
		if err != nil || !strings.Contains(strings.Join(strings.Fields(string(out)), " "), "revenue value 424000000 424000000 USD 2023Q1") {
			t.Errorf("%v: %s", err, out)
		}
	})
}
