package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// load is clients that ingest and clients that read, on one server.
type load struct {
	*installation
	until   time.Time
	ingests int64 // when to end, if not 0

	taken  atomic.Int64
	mu     sync.Mutex
	took   map[string][]time.Duration
	errors []string
	memory []int64 // of the server in bytes, as documents came in
}

const (
	ingesting = 3 // clients that ingest, and wait for the facts
	reading   = 3 // clients that read
	// steady is how many documents come in before memory is looked at: caches and
	// pools are filled then.
	steady = 200
	// flat is how many times its size of then the server may have at the end.
	flat = 1.5
)

// TestLoad: documents come in while others are read, for a while, and no call
// fails. `make load` does it for a minute, or until a number of documents is
// there, and then judges what memory that took.
func TestLoad(t *testing.T) {
	seconds, ingests := setting(t, "LOAD_SECONDS", 3), setting(t, "LOAD_INGESTS", 0)
	l := &load{installation: install(t), ingests: int64(ingests), took: map[string][]time.Duration{}}
	must(t, "ingest", "--server", l.grpc, sampleDir)
	start := time.Now()
	l.until = start.Add(time.Duration(seconds) * time.Second)
	var clients sync.WaitGroup
	for range ingesting {
		clients.Go(func() {
			for !l.over() {
				l.ingest(t)
			}
		})
	}
	for i := range reading {
		clients.Go(func() {
			for k := i; !l.over(); k++ {
				l.read(k)
			}
		})
	}
	clients.Wait()
	l.report(time.Since(start))
	if len(l.errors) > 0 {
		t.Errorf("%d calls failed, such as %s", len(l.errors), l.errors[0])
	}
	if n := len(l.memory); n > 1 && float64(l.memory[n-1]) > flat*float64(l.memory[0]) {
		t.Errorf("the server grows as documents come in: %d MiB", l.memory)
	}
}

func (l *load) over() bool {
	if l.ingests > 0 {
		return l.taken.Load() >= l.ingests
	}
	return time.Now().After(l.until)
}

// ingest sends a document that nobody sent before, and waits for its facts.
func (l *load) ingest(t *testing.T) {
	n := int(l.taken.Add(1))
	content := fmt.Appendf(generated(t, n%100), "\nLoad %d\n", n)
	var ingested struct{ Transcript struct{ Name string } }
	l.call("IngestDocument", http.MethodPost, "/v1/documents:ingest?filename=call.txt", content, &ingested)
	var extraction struct{ State string }
	l.call("GetExtraction, waiting", http.MethodGet, "/v1/"+ingested.Transcript.Name+"/extraction?wait=30s", nil, &extraction)
	if extraction.State != "STATE_SUCCEEDED" {
		l.fail("an extraction is " + extraction.State)
	}
	if every := max(steady, int(l.ingests)/10); n%every == 0 {
		l.weigh()
	}
}

// read makes one call of each kind.
func (l *load) read(k int) {
	var page struct{ Facts []struct{ Name string } }
	l.call("ListFacts, 100", http.MethodGet, allFacts+"?pageSize=100&filter="+url.QueryEscape(`concept = "revenue"`), nil, &page)
	if len(page.Facts) > 0 {
		l.call("GetFact", http.MethodGet, "/v1/"+page.Facts[k%len(page.Facts)].Name, nil, nil)
		transcript, _, _ := strings.Cut(page.Facts[k%len(page.Facts)].Name, "/facts/")
		l.call("GetTranscript, whole", http.MethodGet, "/v1/"+transcript+"?view=TRANSCRIPT_VIEW_FULL", nil, nil)
	}
	l.call("QuerySeries", http.MethodGet, "/v1/series:query?concept=revenue&companies=companies/northwind-systems", nil, nil)
	l.call("ListCompanies", http.MethodGet, "/v1/companies?pageSize=50", nil, nil)
	l.call("SearchTurns", http.MethodGet, "/v1/companies/-/calls/-/turns:search?pageSize=20&query=margin", nil, nil)
}

// call makes a call, and notes how long it took and whether it failed.
func (l *load) call(name, method, path string, content []byte, answer any) {
	start := time.Now()
	request, err := http.NewRequest(method, l.url(path), strings.NewReader(string(content)))
	if err != nil {
		l.fail(err.Error())
		return
	}
	if content != nil {
		request.Header.Set("Content-Type", "text/plain")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		l.fail(err.Error())
		return
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && answer != nil && response.StatusCode == http.StatusOK {
		err = json.Unmarshal(body, answer)
	}
	if err != nil || response.StatusCode != http.StatusOK {
		l.fail(fmt.Sprintf("%s: %d %v: %s", path, response.StatusCode, err, body))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.took[name] = append(l.took[name], time.Since(start))
}

func (l *load) fail(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.errors = append(l.errors, what)
}

// weigh notes the resident memory of the server, in MiB; its database is
// another process.
func (l *load) weigh() {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.process.Process.Pid))
	if err != nil {
		return // a system without /proc
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	kilobytes, err := strconv.ParseInt(strings.Fields(after + " ?")[0], 10, 64)
	if err != nil {
		l.fail("the memory of the server cannot be told")
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.memory = append(l.memory, kilobytes>>10)
}

func (l *load) report(took time.Duration) {
	total := 0
	for _, all := range l.took {
		total += len(all)
	}
	fmt.Printf("load: %.0f s, %d clients, %d documents, %d calls, %d errors; memory in MiB: %d\n",
		took.Seconds(), ingesting+reading, l.taken.Load(), total, len(l.errors), l.memory)
	names := make([]string, 0, len(l.took))
	for name := range l.took {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		all := l.took[name]
		slices.Sort(all)
		at := func(share float64) float64 {
			return float64(all[int(share*float64(len(all)-1))].Microseconds()) / 1000
		}
		fmt.Printf("load: %-24s %6d calls, ms: p50 %.1f, p90 %.1f, p99 %.1f, most %.1f\n", name, len(all), at(.5), at(.9), at(.99), at(1))
	}
}
