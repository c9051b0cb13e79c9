package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/export"
)

// TestExport: what is stored comes out in every format.
func TestExport(t *testing.T) {
	in := install(t)
	must(t, "ingest", "--server", in.grpc, sampleDir)
	var names []string // in the order of the list
	for _, f := range in.listed(t, "", 1000) {
		names = append(names, f.Name)
	}
	t.Run("tables", func(t *testing.T) { in.testTables(t, names) })
	t.Run("folder", func(t *testing.T) { in.testFolder(t, names) })
	t.Run("documents", func(t *testing.T) { in.testDocuments(t, names) })
	t.Run("refusals", in.testExportRefusals)
}

func (in *installation) testTables(t *testing.T, names []string) {
	lines, err := csv.NewReader(strings.NewReader(must(t, "export", "--server", in.grpc))).ReadAll()
	if err != nil || len(lines) != len(names)+1 || lines[0][0] != "name" || lines[1][0] != names[0] {
		t.Errorf("%v: %d lines of %d facts", err, len(lines), len(names))
	}
	var got []string
	for _, f := range jsonLines[jsonFact](t, must(t, "export", "facts", "--server", in.grpc, "--format", "jsonl")) {
		got = append(got, f.Name)
	}
	if !slices.Equal(got, names) {
		t.Errorf("%d facts, want %d", len(got), len(names))
	}
	if filtered := jsonLines[jsonFact](t, must(t, "export", "--server", in.grpc, "--format", "jsonl", "--concept", "revenue", "--status", "guidance")); len(filtered) < 5 || filtered[0].Concept != "revenue" {
		t.Errorf("%+v", filtered)
	}
	file := filepath.Join(t.TempDir(), "transcripts.parquet")
	must(t, "export", "transcripts", "--server", in.grpc, "--format", "parquet", "--out", file, "--company", "northwind-systems")
	rows, err := parquet.ReadFile[parquetName](file)
	if err != nil || len(rows) != 4 || !strings.HasPrefix(rows[0].Name, "companies/northwind-systems/") {
		t.Errorf("%v %+v", err, rows)
	}
}

type parquetName struct {
	Name string `parquet:"name"`
}

// testFolder: a file for each so many rows; an export that was interrupted goes
// on where it was, and has every row once.
func (in *installation) testFolder(t *testing.T, names []string) {
	dir := filepath.Join(t.TempDir(), "facts")
	args := []string{"export", "--server", in.grpc, "--format", "parquet", "--dir", dir, "--rows", "60"}
	if out := must(t, args...); !strings.HasPrefix(out, groupedDigits(strconv.Itoa(len(names)))+" facts in ") {
		t.Error(out)
	}
	read := func() (all []string) {
		files, err := filepath.Glob(filepath.Join(dir, "facts-*.parquet"))
		if err != nil || len(files) != (len(names)+59)/60 {
			t.Errorf("%v %q", err, files)
		}
		for _, file := range files {
			rows, err := parquet.ReadFile[parquetName](file)
			if err != nil || len(rows) > 60 {
				t.Errorf("%v: %d rows", err, len(rows))
			}
			for _, row := range rows {
				all = append(all, row.Name)
			}
		}
		return all
	}
	if got := read(); !slices.Equal(got, names) {
		t.Errorf("%d facts, want %d", len(got), len(names))
	}
	// As after an interruption: the third file is not there, and one is torn.
	state := filepath.Join(dir, folderStateFile)
	var done folderState
	content, err := os.ReadFile(state)
	if err := errors.Join(err, json.Unmarshal(content, &done)); err != nil || !done.Done || done.Files[1].Rows != 60 {
		t.Fatalf("%v %+v", err, done)
	}
	cut := done
	cut.Done, cut.Files = false, done.Files[:2]
	cut.Next = in.cursor(t, 60, 2)
	if content, err = json.Marshal(cut); err != nil {
		t.Fatal(err)
	}
	for _, f := range done.Files[2:] {
		if err := os.Remove(filepath.Join(dir, f.Name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, ".facts-000003.parquet.123"), []byte("PAR"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(state, content, 0o644); err != nil {
		t.Fatal(err)
	}
	must(t, args...)
	if got := read(); !slices.Equal(got, names) {
		t.Errorf("%d facts after the interruption, want %d", len(got), len(names))
	}
	if _, errs, code := command(t, "", append(args, "--concept", "revenue")...); code != 2 || !strings.Contains(errs, "holds another export") {
		t.Errorf("%d %s", code, errs)
	}
}

// cursor is the token of the page behind so many pages of a size.
func (in *installation) cursor(t *testing.T, size, pages int) (token string) {
	t.Helper()
	e := exporter{target: target{server: in.grpc}, query: factsQuery{company: "-", call: "-"}}
	request, err := e.request(metricsv1.ExportFormat_EXPORT_FORMAT_PARQUET, export.Calendar{})
	if err != nil {
		t.Fatal(err)
	}
	err = e.with(func(s *services) (err error) {
		e.services = s
		for range pages {
			if token, err = e.facts(request).write(t.Context(), io.Discard, token, size); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || token == "" {
		t.Fatalf("%v %q", err, token)
	}
	return token
}

func (in *installation) testDocuments(t *testing.T, names []string) {
	must(t, "companies", "update", "--server", in.grpc, "northwind-systems", "--cik", "1234567")
	dir := t.TempDir()
	report := filepath.Join(dir, "report.json")
	_, errs, code := command(t, "", "export", "--server", in.grpc, "--format", "xbrl-json", "--out", report, "--fiscal-year-end", "12-31")
	var x struct {
		DocumentInfo struct{ Taxonomy []string }
		Facts        map[string]struct {
			Dimensions map[string]string
			Name       string `json:"cf:name"`
		}
	}
	content, err := os.ReadFile(report)
	if err := errors.Join(err, json.Unmarshal(content, &x)); err != nil || code != 0 {
		t.Fatalf("%d %v %s", code, err, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, x.DocumentInfo.Taxonomy[0])); err != nil || len(x.Facts) < len(names)/2 {
		t.Errorf("%v: %d facts", err, len(x.Facts))
	}
	for id, f := range x.Facts {
		if !slices.Contains(names, f.Name) || strings.Contains(f.Name, "/northwind-systems/") != (f.Dimensions["entity"] == "cik:0001234567") {
			t.Errorf("%s: %+v", id, f)
		}
	}
	out, errs, code := command(t, "", "export", "--server", in.grpc, "--format", "companyfacts", "--company", "northwind-systems", "--fiscal-year-end", "12")
	var c struct {
		EntityName string
		CIK        int
		Facts      map[string]map[string]struct {
			Units map[string][]struct{ Val json.Number }
		}
	}
	if err := json.NewDecoder(bytes.NewReader([]byte(out))).Decode(&c); err != nil || code != 0 || !strings.Contains(errs, "left out") {
		t.Fatalf("%d %v %s", code, err, errs)
	}
	if c.CIK != 1234567 || len(c.Facts["us-gaap"]["Revenues"].Units["USD"]) < 4 {
		t.Errorf("%s", out)
	}
}

func (in *installation) testExportRefusals(t *testing.T) {
	for want, args := range map[string][]string{
		"ONE_COMPANY":           {"--format", "companyfacts"},
		"one document of facts": {"--format", "xbrl-json", "--dir", t.TempDir()},
		`"xlsx"`:                {"--format", "xlsx"},
		"--fiscal-year-end":     {"--format", "xbrl-json", "--fiscal-year-end", "June"},
		"BAD_FILTER":            {"--filter", "colour = 3"},
		"--rows":                {"--dir", t.TempDir(), "--rows", "0"},
		"invalid argument":      {"numbers"},
	} {
		if _, errs, code := command(t, "", append([]string{"export", "--server", in.grpc}, args...)...); code != 2 || !strings.Contains(errs, want) {
			t.Errorf("%q: %d %s", args, code, errs)
		}
	}
	// What fails leaves no file behind.
	dir := t.TempDir()
	if _, errs, code := command(t, "", "export", "--server", in.grpc, "--filter", "colour = 3", "--out", filepath.Join(dir, "facts.csv")); code != 2 {
		t.Errorf("%d %s", code, errs)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v %v", err, left)
	}
}
