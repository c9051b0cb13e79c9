package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write into README.md what its examples print")

// readmeColumns is how wide the README shows what a command prints.
const readmeColumns = 140

// A block of the README is run as it stands there: of one of `console` each command
// prints what is below it, and one of `sh` succeeds.
var readmeBlock = regexp.MustCompile("(?sm)^```(console|sh)\n(.*?)^```$")

// TestREADME: what a reader of the README types after `make run` does what the
// README says. With -update it is the README that is changed.
func TestREADME(t *testing.T) {
	in := install(t)
	must(t, "ingest", "--server", in.grpc, sampleDir)
	shell := in.readmeShell(t)
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := 0
	shown := readmeBlock.ReplaceAllStringFunc(string(text), func(block string) string {
		parts := readmeBlock.FindStringSubmatch(block)
		if parts[1] == "sh" {
			commands++
			if out := shell(parts[2]); out == "{}" || strings.HasPrefix(out, `{"code":`) {
				t.Errorf("%s: %s", parts[2], out)
			}
			return block
		}
		var b strings.Builder
		for line := range strings.Lines(parts[2]) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				commands++
				b.WriteString(line + asShown(shell(command)))
			}
		}
		return "```console\n" + b.String() + "```"
	})
	if commands < 10 {
		t.Errorf("the README has %d commands", commands)
	}
	if shown == string(text) {
		return
	}
	if *update {
		if err := os.WriteFile("../../README.md", []byte(shown), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	is, want := strings.Split(string(text), "\n"), strings.Split(shown, "\n")
	for i := range min(len(is), len(want)) {
		if is[i] != want[i] {
			t.Fatalf("README.md:%d shows\n%s\nand not\n%s\n`go test ./cmd/callfacts -run TestREADME -update` writes what is printed", i+1, is[i], want[i])
		}
	}
	t.Fatal("README.md shows less than what its commands print")
}

// readmeShell runs a command line in a folder that looks like the project's, on
// this installation, and returns what it prints.
func (in *installation) readmeShell(t *testing.T) func(command string) string {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	dir := t.TempDir()
	for _, name := range []string{"samples", "examples"} {
		from, err := filepath.Abs("../../" + name)
		if err == nil {
			err = os.Symlink(from, filepath.Join(dir, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Dir(program(t, "callfacts")), filepath.Join(dir, "bin")); err != nil {
		t.Fatal(err)
	}
	return func(command string) string {
		t.Helper()
		var errs bytes.Buffer
		here := strings.NewReplacer("127.0.0.1:8080", in.http, "127.0.0.1:8081", in.grpc).Replace(command)
		run := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", here)
		run.Dir, run.Stderr = dir, &errs
		run.Env = append(os.Environ(), "CALLFACTS_SERVER="+in.grpc)
		out, err := run.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s%s", command, err, out, errs.String())
		}
		return string(out)
	}
}

var (
	innermost  = regexp.MustCompile(`\{[^{}]*\}`)
	recordTime = regexp.MustCompile(`("recordTime": )"[^"]*"`)
	lineBreak  = regexp.MustCompile(`\n\s*`)
)

// asShown is what a command prints as the README shows it: a fact in several
// lines, without the time at which it was recorded, long lines cut.
func asShown(printed string) string {
	var fact bytes.Buffer
	if strings.HasPrefix(printed, `{"name":`) && json.Indent(&fact, []byte(printed), "", "  ") == nil {
		oneLine := func(object string) string {
			inner := strings.Trim(object, "{} \n")
			return "{" + lineBreak.ReplaceAllString(inner, " ") + "}"
		}
		printed = recordTime.ReplaceAllString(innermost.ReplaceAllStringFunc(fact.String(), oneLine), `$1"..."`)
	}
	var b strings.Builder
	for line := range strings.Lines(printed) {
		line = strings.TrimRight(line, " \n")
		if displayWidth(line) > readmeColumns && !strings.HasPrefix(printed, "{") {
			line = line[:strings.LastIndexByte(line[:readmeColumns-len(" ...")], ' ')] + " ..."
		}
		fmt.Fprintln(&b, line)
	}
	return b.String()
}

// TestHelpExamples: the examples in the help of what only asks can be typed after
// `make run` as they stand there.
func TestHelpExamples(t *testing.T) {
	in := install(t)
	must(t, "ingest", "--server", in.grpc, sampleDir)
	shell := in.readmeShell(t)
	run := 0
	for _, c := range rootCommand(streams{}).Commands() {
		if c.GroupID != "client" || c.Name() == "ingest" || c.Name() == "mcp" {
			continue
		}
		for example := range strings.Lines(c.Example) {
			run++
			shell(`PATH="$PWD/bin:$PATH"; ` + example)
		}
	}
	if run < 20 {
		t.Errorf("the help has %d examples", run)
	}
}
