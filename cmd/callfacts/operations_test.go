package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// scrape reads the metrics of a process, each line by its name and labels.
func scrape(t *testing.T, address string) map[string]float64 {
	t.Helper()
	response, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v", response.StatusCode, err)
	}
	samples := map[string]float64{}
	for line := range strings.Lines(string(body)) {
		at := strings.LastIndexByte(line, ' ')
		if strings.HasPrefix(line, "#") || at < 0 {
			continue
		}
		value, err := strconv.ParseFloat(strings.TrimSpace(line[at+1:]), 64)
		if err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		samples[line[:at]] = value
	}
	return samples
}

// TestBacklog: a server with too much to do refuses documents for a while, and
// tells so; the command line waits and sends them again, and none is lost.
func TestBacklog(t *testing.T) {
	operations := freeAddress(t)
	t.Setenv("CALLFACTS_OPS_ADDR", operations)
	t.Setenv("CALLFACTS_MAX_BACKLOG", "2")
	in := install(t)
	if out := must(t, "ingest", "--server", in.grpc, sampleDir); !strings.HasPrefix(out, "6 documents: 6 new, 0 known before, 0 refused; ") {
		t.Error(out)
	}
	if n := scrape(t, operations)[`callfacts_refusals_total{method="/callfacts.parser.v1.ParserService/IngestDocuments",reason="BACKLOG_FULL"}`]; n == 0 {
		t.Error("nothing was refused")
	}
}

// TestMetrics: what a server did is what it tells when it is scraped, and none
// of what it read.
func TestMetrics(t *testing.T) {
	operations := freeAddress(t)
	t.Setenv("CALLFACTS_OPS_ADDR", operations)
	in := install(t)
	must(t, "ingest", "--server", in.grpc, sampleDir)
	command(t, "not a call", "ingest", "--server", in.grpc, "-")
	in.get(t, "/v1/companies/nobody", nil)
	in.get(t, allFacts+"?pageSize=1", nil)
	got := scrape(t, operations)
	facts := in.listed(t, "", 1000)
	for sample, want := range map[string]float64{
		`callfacts_rpc_duration_seconds_count{code="NotFound",method="/callfacts.parser.v1.ParserService/GetCompany"}`:    1,
		`callfacts_refusals_total{method="/callfacts.parser.v1.ParserService/GetCompany",reason="COMPANY_NOT_FOUND"}`:     1,
		`callfacts_refusals_total{method="/callfacts.parser.v1.ParserService/IngestDocuments",reason="NOT_A_TRANSCRIPT"}`: 1,
		`callfacts_rpc_duration_seconds_count{code="OK",method="/callfacts.metrics.v1.MetricsService/ListFacts"}`:         1,
		`callfacts_rpc_running{method="/callfacts.metrics.v1.MetricsService/ListFacts"}`:                                  0,
		`callfacts_http_duration_seconds_count{method="GET",status="404"}`:                                                1,
		`callfacts_documents`:                     6,
		`callfacts_companies`:                     2,
		`callfacts_calls`:                         6,
		`callfacts_extractions`:                   6,
		`callfacts_extractions_failed`:            0,
		`callfacts_facts`:                         float64(len(facts)),
		`callfacts_queue_jobs{state="available"}`: 0,
		`callfacts_queue_jobs{state="discarded"}`: 0,
		`callfacts_queue_age_seconds`:             0,
		`callfacts_samples_up{part="parser"}`:     1,
		`callfacts_samples_up{part="metrics"}`:    1,
	} {
		if value, ok := got[sample]; !ok || value != want {
			t.Errorf("%s is %v, %v; want %v", sample, value, ok, want)
		}
	}
	if got["callfacts_numerals"] <= got["callfacts_facts"] || got["callfacts_numerals_unresolved"] >= got["callfacts_numerals"] {
		t.Errorf("%v numerals, %v unresolved", got["callfacts_numerals"], got["callfacts_numerals_unresolved"])
	}
	for sample := range got {
		if strings.Contains(strings.ToLower(sample), "northwind") {
			t.Errorf("a name of a document is told: %s", sample)
		}
	}
	metricsAreShown(t, got)
}

// metricsAreShown: dashboard and alerts ask for metrics that there are.
func metricsAreShown(t *testing.T, got map[string]float64) {
	t.Helper()
	names := map[string]bool{"callfacts_rpc_duration_seconds_bucket": true, "up": true}
	for sample := range got {
		name, _, _ := strings.Cut(sample, "{")
		names[name] = true
	}
	files, err := filepath.Glob("../../deploy/k8s/components/monitoring/*")
	if err != nil || len(files) < 2 {
		t.Fatalf("%v %v", files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range strings.FieldsFunc(string(content), func(r rune) bool {
			return r != '_' && (r < 'a' || r > 'z')
		}) {
			if strings.HasPrefix(word, "callfacts_") && !names[word] {
				t.Errorf("%s asks for %s, which there is not", file, word)
			}
		}
	}
}

// TestRequestID: a client's name for its request is in the answer and in the
// lines of the log of all that it passed; what is no name gets one of ours.
func TestRequestID(t *testing.T) {
	in := install(t)
	for brought, kept := range map[string]bool{"desk-42.a": true, "": false, "two words": false, strings.Repeat("x", 200): false} {
		request, err := http.NewRequest(http.MethodGet, "http://"+in.http+"/v1/companies/nobody", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("X-Request-Id", brought)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if id := response.Header.Get("X-Request-Id"); id == "" || (id == brought) != kept {
			t.Errorf("%q became %q", brought, id)
		}
	}
}

// spans are the names of the spans that a collector got, by trace.
type spans struct {
	mutex  sync.Mutex
	traces map[string][]string
}

func (s *spans) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var got collector.ExportTraceServiceRequest
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = proto.Unmarshal(body, &got)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, resource := range got.GetResourceSpans() {
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				trace := string(span.GetTraceId())
				s.traces[trace] = append(s.traces[trace], span.GetName())
				if bytes.Contains(body, []byte("Castellanos")) {
					s.traces[trace] = append(s.traces[trace], "LEAK")
				}
			}
		}
	}
}

// TestTraces: one trace follows an ingest from HTTP through gRPC to Postgres, and
// through the queue to the worker, back to the parser, and to the facts that are
// stored; it holds nothing of the document.
func TestTraces(t *testing.T) {
	got := &spans{traces: map[string][]string{}}
	receiver := httptest.NewServer(got)
	defer receiver.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
	in := install(t)
	content, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q1.txt"))
	if err != nil {
		t.Fatal(err)
	}
	in.ask(t, http.MethodPost, "/v1/documents:ingest", "text/plain", content, nil)
	whole := func() bool {
		got.mutex.Lock()
		defer got.mutex.Unlock()
		for _, names := range got.traces {
			all := strings.Join(names, "\n")
			if strings.Contains(all, "LEAK") {
				t.Errorf("text of the document is in a trace: %s", all)
			}
			if strings.Contains(all, "POST") && strings.Count(all, "callfacts.parser.v1.ParserService/IngestDocument") == 2 && strings.Contains(all, "\nINSERT\n") {
				return slices.ContainsFunc(names, func(n string) bool { return n == "job extract" }) &&
					strings.Count(all, "callfacts.parser.v1.ParserService/GetTranscript") >= 2 &&
					strings.Contains(all, "save facts") && strings.Contains(all, `copy_from "metrics"."facts"`)
			}
		}
		return false
	}
	for deadline := time.Now().Add(30 * time.Second); !whole(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			got.mutex.Lock()
			t.Fatalf("no trace is whole: %v", got.traces)
		}
	}
}
