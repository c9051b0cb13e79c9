package metrics_test

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/export/duckdbtest"
	"github.com/callfacts/callfacts/internal/jobs"
)

// export is the file that a request gives, and what its first and its last
// message say.
func (in *installation) export(t testing.TB, request *metricsv1.ExportFactsRequest) (file []byte, first, last *metricsv1.ExportFactsResponse) {
	t.Helper()
	file, first, last, err := in.tryExport(t, request)
	if err != nil {
		t.Fatal(err)
	}
	return file, first, last
}

func (in *installation) tryExport(t testing.TB, request *metricsv1.ExportFactsRequest) (file []byte, first, last *metricsv1.ExportFactsResponse, err error) {
	t.Helper()
	stream, err := in.ExportFacts(t.Context(), request)
	if err != nil {
		return nil, nil, nil, err
	}
	for {
		got, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return file, first, last, nil
		}
		if err != nil {
			return nil, nil, nil, err
		}
		if first == nil {
			first = got
		}
		file, last = append(file, got.GetData()...), got
	}
}

// TestExportFacts: a file has what the list has, in its order; files of so many
// facts are the whole together, whatever comes in between.
func TestExportFacts(t *testing.T) {
	in, _, _ := extracted(t)
	want := in.facts(t, &metricsv1.ListFactsRequest{Filter: "measure != GROWTH"})
	request := &metricsv1.ExportFactsRequest{Parent: everything, Filter: "measure != GROWTH", Format: metricsv1.ExportFormat_EXPORT_FORMAT_JSON_LINES}
	whole, first, last := in.export(t, request)
	checkLines(t, whole, want)
	if first.GetContentType() != "application/jsonl" || first.GetFileName() != "facts.jsonl" || last.GetNextPageToken() != "" || last.GetFactCount() != int64(len(want)) {
		t.Errorf("%v %v", first, last)
	}
	var parts []byte
	request.PageSize = 3
	for n := 0; ; n++ {
		part, _, last := in.export(t, request)
		parts = append(parts, part...)
		if request.PageToken = last.GetNextPageToken(); request.PageToken == "" {
			break
		}
		if n == 0 { // newer than all: it would be on the first page
			later := in.parser.add(3, "2012-q3", speech(t, said))
			in.enqueue(t, jobs.Extract(ref(3))...)
			in.outcome(t, later)
		}
	}
	if !bytes.Equal(parts, whole) {
		t.Errorf("the files together are\n%s, want\n%s", parts, whole)
	}
	request.PageSize, request.PageToken, request.Parent = 0, "", "companies/northwind-systems/calls/2012-q3/transcripts/-"
	if one, first, _ := in.export(t, request); len(one) == 0 || first.GetFileName() != "northwind-systems-2012-q3-facts.jsonl" {
		t.Errorf("%q %s", first.GetFileName(), one)
	}
}

func checkLines(t *testing.T, file []byte, want []*metricsv1.Fact) {
	t.Helper()
	lines := bytes.Split(bytes.TrimSuffix(file, []byte("\n")), []byte("\n"))
	if len(lines) != len(want) {
		t.Fatalf("%d lines, %d facts", len(lines), len(want))
	}
	for i, line := range lines {
		var got metricsv1.Fact
		if err := protojson.Unmarshal(line, &got); err != nil || !proto.Equal(&got, want[i]) {
			t.Errorf("%v: %s", err, line)
		}
	}
}

// TestExportFormats: each format comes with its type and name, whole.
func TestExportFormats(t *testing.T) {
	in, _, _ := extracted(t)
	for format, want := range map[metricsv1.ExportFormat]struct{ contentType, name, begins, ends string }{
		metricsv1.ExportFormat_EXPORT_FORMAT_CSV:          {"text/csv; charset=utf-8; header=present", "northwind-systems-facts.csv", "name,company,", "\n"},
		metricsv1.ExportFormat_EXPORT_FORMAT_PARQUET:      {"application/vnd.apache.parquet", "northwind-systems-facts.parquet", "PAR1", "PAR1"},
		metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_JSON:    {"application/json", "northwind-systems-facts.xbrl.json", `{"facts":{`, "}\n"},
		metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_SCHEMA:  {"application/xml", "callfacts.xsd", "<?xml", "</xs:schema>\n"},
		metricsv1.ExportFormat_EXPORT_FORMAT_COMPANYFACTS: {"application/json", "northwind-systems-facts.companyfacts.json", `{"cik":`, "}\n"},
	} {
		file, first, last := in.export(t, &metricsv1.ExportFactsRequest{
			Parent: "companies/northwind-systems/calls/-/transcripts/-", Format: format, FiscalYearEndMonth: 12,
		})
		if first.GetContentType() != want.contentType || first.GetFileName() != want.name ||
			!strings.HasPrefix(string(file), want.begins) || !strings.HasSuffix(string(file), want.ends) || last.GetFactCount() == 0 {
			t.Errorf("%s: %s %s %q", format, first.GetContentType(), first.GetFileName(), file)
		}
		if growth := last.GetLeftOutCount(); (format == metricsv1.ExportFormat_EXPORT_FORMAT_COMPANYFACTS) != (growth > 0) || last.GetUndatedCount() != 0 {
			t.Errorf("%s: %v", format, last)
		}
	}
}

// TestExportIsParquet: another program reads the file that is streamed, and finds
// what the list has.
func TestExportIsParquet(t *testing.T) {
	dir := duckdbtest.Folder(t)
	in, _, _ := extracted(t)
	want := in.facts(t, &metricsv1.ListFactsRequest{})
	content, _, _ := in.export(t, &metricsv1.ExportFactsRequest{Parent: everything, Format: metricsv1.ExportFormat_EXPORT_FORMAT_PARQUET})
	file := filepath.Join(t.TempDir(), "facts.parquet")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	rows := duckdbtest.Query(t, dir, "SELECT name, concept, regexp_replace(CAST(low AS VARCHAR), '\\.?0*$', ''), quote, effective_time = TIMESTAMPTZ '"+
		want[0].GetEffectiveTime().AsTime().Format(time.RFC3339)+"' FROM '"+file+"'")
	if len(rows) != len(want) || len(rows) == 0 {
		t.Fatalf("%d rows of %d facts", len(rows), len(want))
	}
	for i, f := range want {
		row := []string{f.GetName(), f.GetConcept(), cmp.Or(f.GetValue().GetLow(), "NULL"), f.GetEvidence().GetQuote()}
		if !slices.Equal(rows[i][:4], row) {
			t.Errorf("%q, want %q", rows[i], row)
		}
	}
	if rows[0][4] != "true" {
		t.Errorf("%q: another time than %v", rows[0], want[0].GetEffectiveTime().AsTime())
	}
}

// TestExportRefusals: what cannot be given is refused before the first byte.
func TestExportRefusals(t *testing.T) {
	in, _, _ := extracted(t)
	csv := metricsv1.ExportFormat_EXPORT_FORMAT_CSV
	for want, request := range map[string]*metricsv1.ExportFactsRequest{
		"INVALID_FIELD":     {Parent: everything},
		"BAD_FILTER":        {Parent: everything, Format: csv, Filter: "colour = 3"},
		"BAD_PAGE_TOKEN":    {Parent: everything, Format: csv, PageToken: "x"},
		"NOT_A_TABLE":       {Parent: everything, Format: metricsv1.ExportFormat_EXPORT_FORMAT_XBRL_JSON, PageSize: 3},
		"ONE_COMPANY":       {Parent: everything, Format: metricsv1.ExportFormat_EXPORT_FORMAT_COMPANYFACTS},
		"COMPANY_NOT_FOUND": {Parent: "companies/nobody/calls/-/transcripts/-", Format: csv},
	} {
		_, _, _, err := in.tryExport(t, request)
		reason(t, request.String(), err, want)
	}
}
