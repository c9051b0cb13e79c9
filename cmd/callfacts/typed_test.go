package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestTypedWrong: what cannot be done as it was typed is refused before a server is
// asked, in the words of who typed it.
func TestTypedWrong(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "none", "x.csv")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"facts", "--filter", "foo)"}, "--filter, at byte 3: "},
		{[]string{"facts", "--concept", "eps", "--filter", `concept = "eps") OR (concept = "revenue"`}, "--filter, at byte 15: "},
		{[]string{"facts", "--concept", "eps", "--filter", `concept = "eps" OR`}, "--filter, at byte 16: unexpected token OR"},
		{[]string{"search", "margin", "--filter", "(a"}, "--filter, at byte "},
		{[]string{"facts", "--limit", "-1"}, "--limit: -1 is less than none"},
		{[]string{"search", "margin", "--limit", "-1"}, "--limit: -1 is less than none"},
		{[]string{"facts", "--limit", "many"}, `"many" for "--limit"`},
		{[]string{"facts", "--period", "23"}, `--period: "23" is neither a fiscal year such as 2012`},
		{[]string{"series", "revenue", "northwind-systems", "--from", "foo"}, `--from: "foo" is no fiscal period such as 2010Q1`},
		{[]string{"series", "revenue", "northwind-systems", "--to", "Q1"}, `--to: "Q1" is no fiscal period`},
		{[]string{"explain", "foo"}, "TRANSCRIPT/FACT, such as"},
		{[]string{"review", "accept", "foo"}, "TRANSCRIPT/FACT, such as"},
		{[]string{"eval", "nosuch"}, "no such command: callfacts eval nosuch"},
		{[]string{"review", "nosuch"}, "no such command: callfacts review nosuch"},
		{[]string{"help", "nosuch"}, "no such command: callfacts nosuch"},
		{[]string{"help", "eval", "nosuch"}, "no such command: callfacts eval nosuch"},
		{[]string{"export", "--out", nowhere}, nowhere + " cannot be written: no such file or directory"},
	} {
		out, errs, code := command(t, "", append(c.args, "--server", "127.0.0.1:1")...)
		if c.args[0] == "eval" || c.args[0] == "help" || len(c.args) == 2 && c.args[1] == "nosuch" {
			out, errs, code = command(t, "", c.args...) // they take no server
		}
		if code != 2 || out != "" || !strings.Contains(errs, c.want) || strings.Contains(errs, "strconv") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%q: exit code %d, %s%s", c.args, code, out, errs)
		}
	}
	for _, args := range [][]string{{"eval"}, {"help", "eval"}, {"help"}, {"review", "--help"}} {
		if out := must(t, args...); !strings.Contains(out, "Usage:") {
			t.Errorf("%q: %s", args, out)
		}
	}
}

// testChosen: a year stands for its periods, alternatives of the filter are
// narrowed by the flags, and words find concepts.
func (in *installation) testChosen(t *testing.T) {
	t.Helper()
	names := func(args ...string) int {
		return strings.Count(must(t, append(args, "--names", "--server", in.grpc)...), "\n")
	}
	either := names("facts", "--concept", "eps", "--filter", `period = "2023Q1" OR period = "2023Q2"`)
	if first, second := names("facts", "--concept", "eps", "--period", "2023q1"), names("facts", "--concept", "eps", "--period", "2023Q2"); first == 0 || second == 0 || first+second != either {
		t.Errorf("%d and %d are %d", first, second, either)
	}
	if year := names("facts", "--concept", "eps", "--period", "2023"); year <= either || year >= names("facts", "--concept", "eps") {
		t.Errorf("%d in the year, %d in two quarters", year, either)
	}
	if out := must(t, "guidance", "northwind-systems", "--period", "2023", "--server", in.grpc); !strings.Contains(out, "2023Q2") || !strings.Contains(out, "2023FY") || strings.Contains(out, "2024FY") {
		t.Error(out)
	}
	if out := must(t, "concepts", "cash", "flow", "--server", in.grpc); !strings.Contains(out, "free_cash_flow ") || strings.Contains(out, "revenue ") {
		t.Error(out)
	}
	if all := strings.Count(must(t, "concepts", "--json", "--server", in.grpc), "\n"); all < 100 {
		t.Errorf("%d concepts", all)
	}
	_, errs, code := command(t, "", "export", "--format", "companyfacts", "--company", "northwind-systems", "--server", in.grpc)
	if code != 0 || !strings.Contains(errs, "of the whole of itself") || !strings.Contains(errs, "because it is not known when") {
		t.Errorf("%d %s", code, errs)
	}
}
