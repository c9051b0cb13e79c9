package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestExtract: one object a line, in the order of the files, refusals included;
// the same bytes on any number of cores.
func TestExtract(t *testing.T) {
	dir := t.TempDir()
	refused := filepath.Join(dir, "refused \"<1>\".txt")
	if err := os.WriteFile(refused, []byte("nothing that is said on a call"), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(sampleDir, "*.txt"))
	if err != nil || len(files) != 6 {
		t.Fatalf("%v %q", err, files)
	}
	args := append([]string{"extract", refused}, files...)
	out := must(t, args...)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(lines) != 7 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, line := range lines {
		var object struct {
			File       string
			Error      struct{ Code, Reason, Message string }
			Transcript struct {
				Text     string
				Segments []struct{ Span struct{ Start, End int } }
			}
			Facts []jsonFact
		}
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		if object.File != args[1+i] {
			t.Errorf("line %d is of %s", i, object.File)
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, []byte(line)); err != nil || compact.String() != line {
			t.Errorf("%v: not compact", err)
		}
		if i == 0 {
			if object.Error.Code != "INVALID_ARGUMENT" || object.Error.Reason != "NOT_A_TRANSCRIPT" || object.Error.Message == "" {
				t.Errorf("%s", line)
			}
			continue
		}
		content, err := os.ReadFile(object.File)
		if err != nil || object.Transcript.Text != string(content) {
			t.Errorf("%v: the text is not the file", err)
		}
		end := 0
		for _, s := range object.Transcript.Segments {
			if s.Span.Start != end {
				t.Errorf("a segment begins at %d after %d", s.Span.Start, end)
			}
			end = s.Span.End
		}
		if end != len(content) || len(object.Facts) < 30 {
			t.Errorf("%s: segments end at %d of %d, %d facts", object.File, end, len(content), len(object.Facts))
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if again := must(t, args...); again != out {
		t.Error("other output on one core")
	}
}

func TestExtractErrors(t *testing.T) {
	for _, args := range [][]string{{"extract"}, {"extract", "--colour", "x"}, {"extract", "/does/not/exist"}, {"nonsense"}} {
		if out, errs, code := command(t, "", args...); code != 2 || out != "" || errs == "" {
			t.Errorf("%q: %d %q %q", args, code, out, errs)
		}
	}
	out, _, code := command(t, "\x00\x01\x02\x03 binary \x00\x00\x00\x00", "extract", "-")
	if code != 0 || !strings.Contains(out, `"reason":"BINARY"`) {
		t.Errorf("%d %s", code, out)
	}
	if out := must(t, "extract", "--numerals", filepath.Join(sampleDir, "northwind-2023-q1.txt")); !strings.Contains(out, `,"numerals":[{"span":`) {
		t.Error("no ledger")
	}
}

// TestQuantities: an array a line, whatever the line.
func TestQuantities(t *testing.T) {
	out, errs, code := command(t, "Revenue was $4.2 billion, up 8%.\r\n\nOn April 24, 2012.\nno end of line: 5%", "quantities")
	if code != 0 || errs != "" {
		t.Fatalf("%d %s", code, errs)
	}
	want := `[{"start":12,"end":24,"low":"4200000000","high":"4200000000","unit":"USD"},{"start":29,"end":31,"low":"8","high":"8","unit":"percent"}]
[]
[]
[{"start":16,"end":18,"low":"5","high":"5","unit":"percent"}]
`
	if out != want {
		t.Errorf("%s", out)
	}
}

func TestEval(t *testing.T) {
	if out := must(t, "eval", "parse", sampleDir); !strings.Contains(out, "\nseeking-alpha ") || !strings.Contains(out, "\nrole-only ") {
		t.Error(out)
	}
	out := must(t, "eval", "coverage", "--examples", "2", sampleDir)
	if !strings.HasPrefix(out, "6 files, ") || !strings.Contains(out, "\nunresolved\n") || !strings.Contains(out, "\nrejected\n") {
		t.Error(out)
	}
}

// TestWrapper: no line is wider than the terminal, and no word is lost.
func TestWrapper(t *testing.T) {
	text := "Total revenue was $424 million, up 6% year-over-year and down 4% sequentially, in all of our regions.\n"
	for _, columns := range []int{0, 20, 41} {
		var out bytes.Buffer
		w := wrapper{out: &out, columns: columns}
		w.add(text[:18], nil)
		w.add("["+text[18:30]+"]", func(s string) string { return "\x1b[1m" + s + "\x1b[0m" })
		w.add(text[30:], nil)
		w.flush()
		plain := strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "", "[", "", "]", "").Replace(out.String())
		if got := strings.Join(strings.Fields(plain), " "); got != strings.TrimSpace(text) {
			t.Errorf("%q", got)
		}
		for line := range strings.Lines(strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "").Replace(out.String())) {
			if columns > 0 && displayWidth(strings.TrimSuffix(line, "\n")) > columns {
				t.Errorf("%d: %q", columns, line)
			}
		}
	}
}
