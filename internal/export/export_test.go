package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/export"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/internal/wire"
)

const northwind = "companies/northwind-systems/calls/2023-q1/transcripts/0123456789abcdef"

// sample is what is stored of a call of the samples.
func sample(t testing.TB) (*parserv1.Transcript, []*metricsv1.Fact) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "samples", "northwind-2023-q1.txt"))
	if err != nil {
		t.Fatal(err)
	}
	converted, err := convert.Convert("x.txt", content)
	if err != nil {
		t.Fatal(err)
	}
	call, err := transcript.Parse(transcript.Document{Text: converted.Text, Labels: converted.Labels})
	if err != nil {
		t.Fatal(err)
	}
	message := wire.Transcript(call)
	message.Name = northwind
	message.AcceptTime = timestamppb.New(time.Date(2023, 4, 26, 12, 0, 0, 0, time.UTC))
	facts := wire.Facts(call, fact.Standard().Extract(call).Facts)
	for _, f := range facts {
		f.Name = northwind + "/" + f.GetName()
		f.EffectiveTime = timestamppb.New(time.Date(2023, 4, 25, 21, 0, 0, 123456000, time.UTC))
	}
	if len(facts) < 50 {
		t.Fatalf("%d facts", len(facts))
	}
	return message, facts
}

// odd is a fact with everything that a format can trip over.
func odd() *metricsv1.Fact {
	return &metricsv1.Fact{
		Name: northwind + "/facts/oddoddoddoddoddo", Concept: "eps", Measure: metricsv1.Measure_MEASURE_VALUE,
		Status: metricsv1.FactStatus_FACT_STATUS_GUIDANCE, Basis: metricsv1.Basis_BASIS_NON_GAAP,
		Value:       &metricsv1.Quantity{Low: "-0.050", High: "0.125", Unit: "USD/share", Bound: metricsv1.Bound_BOUND_APPROX, Precision: "0.0005"},
		Period:      &metricsv1.Period{Label: "2023Q2", StartDate: "2023-04-01", EndDate: "2023-06-30"},
		Dimensions:  []*metricsv1.Dimension{{Axis: metricsv1.Axis_AXIS_PRODUCT, Member: `=HYPERLINK("http://x","y")`}, {Axis: metricsv1.Axis_AXIS_GEOGRAPHY, Member: "Zürich, 東京"}},
		Qualifiers:  []metricsv1.Qualifier{metricsv1.Qualifier_QUALIFIER_ORGANIC, metricsv1.Qualifier_QUALIFIER_CONSTANT_CURRENCY},
		SpeakerName: "@cmd", Turn: 7,
		Evidence: &metricsv1.Evidence{
			Quote: "-5 cents to 12.5 cents,\n\"about\"", QuoteSpan: &parserv1.Span{Start: 10, End: 42}, Value: &parserv1.Span{Start: 10, End: 32},
		},
	}
}

func table(t testing.TB, format string, facts ...*metricsv1.Fact) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := export.NewFacts(format, &out)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(facts); i += 7 { // pages of any size
		if err := w.Write(facts[i:min(i+7, len(facts))]...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestCSV: every fact is a line, numbers are numbers, and no text is a formula.
func TestCSV(t *testing.T) {
	_, facts := sample(t)
	facts = append(facts, odd())
	lines, err := csv.NewReader(bytes.NewReader(table(t, export.CSV, facts...))).ReadAll()
	if err != nil || len(lines) != len(facts)+1 {
		t.Fatalf("%d lines of %d facts: %v", len(lines), len(facts), err)
	}
	at := map[string]int{}
	for i, name := range lines[0] {
		at[name] = i
	}
	for i, f := range facts {
		line := lines[i+1]
		if line[at["name"]] != f.GetName() || line[at["low"]] != f.GetValue().GetLow() || line[at["high"]] != f.GetValue().GetHigh() ||
			line[at["unit"]] != f.GetValue().GetUnit() || strings.TrimPrefix(line[at["quote"]], "'") != f.GetEvidence().GetQuote() {
			t.Errorf("%q", line)
		}
		for name, column := range at {
			number := name == "low" || name == "high"
			if cell := line[column]; !number && strings.IndexAny(cell, "=+-@\t\r\n") == 0 {
				t.Errorf("%s %q would be worked out", name, cell)
			}
		}
	}
	last := lines[len(lines)-1]
	for name, want := range map[string]string{
		"low": "-0.050", "quote": "'-5 cents to 12.5 cents,\n\"about\"", "speaker_name": "'@cmd", "turn": "7", "basis": "non_gaap", "period_end": "2023-06-30",
		"dimensions": `product==HYPERLINK("http://x","y"); geography=Zürich, 東京`, "qualifiers": "organic; constant_currency", "comparison": "", "value_end": "32",
	} {
		if got := last[at[name]]; got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if empty := string(table(t, export.CSV)); empty != strings.Join(lines[0], ",")+"\n" {
		t.Errorf("no facts: %q", empty)
	}
}

// TestJSONLines: what is read is what was written.
func TestJSONLines(t *testing.T) {
	_, facts := sample(t)
	facts = append(facts, odd())
	lines := strings.Split(strings.TrimSuffix(string(table(t, export.JSONLines, facts...)), "\n"), "\n")
	if len(lines) != len(facts) {
		t.Fatalf("%d lines of %d facts", len(lines), len(facts))
	}
	for i, line := range lines {
		var f metricsv1.Fact
		if err := protojson.Unmarshal([]byte(line), &f); err != nil || !proto.Equal(&f, facts[i]) {
			t.Errorf("%v: %s", err, line)
		}
	}
}

// TestTranscripts: the table of transcripts, in each format.
func TestTranscripts(t *testing.T) {
	call, _ := sample(t)
	call.Vendor = "+Acme"
	for format, want := range map[string]string{
		export.CSV:       northwind + ",northwind-systems,2023-q1,0123456789abcdef,Northwind Systems,",
		export.JSONLines: `{"name":"` + northwind + `",`,
		export.Parquet:   "PAR1",
	} {
		var out bytes.Buffer
		w, err := export.NewTranscripts(format, &out)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(call); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("%s: %v: %s", format, err, out.String())
		}
		if format == export.CSV && !strings.Contains(out.String(), ",'+Acme,") {
			t.Error(out.String())
		}
		if format == export.JSONLines && json.Unmarshal(out.Bytes(), new(any)) != nil {
			t.Error(out.String())
		}
	}
	if _, err := export.NewTranscripts("xlsx", &bytes.Buffer{}); err == nil {
		t.Error("a format that there is not")
	}
	if _, err := export.NewFacts("xlsx", &bytes.Buffer{}); err == nil {
		t.Error("a format that there is not")
	}
}
