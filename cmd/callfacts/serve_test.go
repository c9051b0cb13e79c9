package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/wire"
)

const sampleDir = "../../samples"

// jsonFact is what the tests read of a fact over REST.
type jsonFact struct {
	Name, Concept, Status string
	Value                 struct{ Low, High, Unit string }
	Evidence              struct {
		Quote            string
		QuoteSpan, Value struct{ Start, End int }
	}
}

const allFacts = "/v1/companies/-/calls/-/transcripts/-/facts"

// listed pages through facts over REST.
func (in *installation) listed(t testing.TB, query string, pageSize int) (facts []jsonFact) {
	t.Helper()
	token := ""
	for {
		var page struct {
			Facts         []jsonFact
			NextPageToken string
		}
		in.get(t, fmt.Sprintf("%s?pageSize=%d&pageToken=%s&%s", allFacts, pageSize, url.QueryEscape(token), query), &page)
		if len(page.Facts) > pageSize {
			t.Fatalf("a page of %d has %d facts", pageSize, len(page.Facts))
		}
		facts = append(facts, page.Facts...)
		if token = page.NextPageToken; token == "" {
			return facts
		}
	}
}

// TestEndToEnd: the samples go in, facts whose quotes are in the documents come
// out, over the command line, REST and gRPC.
func TestEndToEnd(t *testing.T) {
	in := install(t)
	out := must(t, "ingest", "--server", in.grpc, sampleDir)
	if !strings.HasPrefix(out, "6 documents: 6 new, 0 known before, 0 refused; ") {
		t.Error(out)
	}
	if again := must(t, "ingest", "--server", in.grpc, sampleDir); strings.Replace(again, "0 new, 6 known", "6 new, 0 known", 1) != out {
		t.Errorf("a second ingest is not the same: %s", again)
	}
	t.Run("companies", in.testCompanies)
	t.Run("quotes", in.testQuotes)
	t.Run("paging", in.testPaging)
	t.Run("filters", in.testFilters)
	t.Run("gRPC", in.testGRPC)
	t.Run("command line", in.testCommandLine)
	t.Run("restart", in.testRestart)
}

func (in *installation) testCompanies(t *testing.T) {
	var companies struct {
		Companies []struct {
			Name, DisplayName, Ticker string
			CallCount                 int
		}
	}
	in.get(t, "/v1/companies", &companies)
	if len(companies.Companies) != 2 || companies.Companies[1].Name != "companies/northwind-systems" || companies.Companies[1].CallCount != 4 {
		t.Errorf("%+v", companies)
	}
	var calls struct{ Calls []struct{ Name string } }
	in.get(t, "/v1/companies/northwind-systems/calls", &calls)
	var names []string
	for _, c := range calls.Calls {
		names = append(names, strings.TrimPrefix(c.Name, "companies/northwind-systems/calls/"))
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"2023-q1", "2023-q2", "2023-q3", "2023-q4"}) {
		t.Errorf("%q", names)
	}
}

// testQuotes: the bytes that a fact names are in the document as submitted.
func (in *installation) testQuotes(t *testing.T) {
	documents := map[string]string{}
	facts := in.listed(t, "", 1000)
	for _, f := range facts {
		transcript, _, _ := strings.Cut(f.Name, "/facts/")
		if _, ok := documents[transcript]; !ok {
			var document struct{ Content []byte }
			in.get(t, "/v1/"+transcript+"/document", &document)
			documents[transcript] = string(document.Content)
		}
		text, at, value := documents[transcript], f.Evidence.QuoteSpan, f.Evidence.Value
		if at.End > len(text) || text[at.Start:at.End] != f.Evidence.Quote || f.Evidence.Quote == "" {
			t.Errorf("%s: %q is not at %v of the document", f.Name, f.Evidence.Quote, at)
		}
		if value.Start < at.Start || value.End > at.End {
			t.Errorf("%s: the value is not within the quote", f.Name)
		}
	}
	if len(facts) < 400 || len(documents) != 6 {
		t.Errorf("%d facts of %d documents", len(facts), len(documents))
	}
	for transcript, text := range documents {
		if content, err := os.ReadFile(filepath.Join(sampleDir, in.filename(t, transcript))); err != nil || string(content) != text {
			t.Errorf("%s: %v: another document", transcript, err)
		}
	}
}

func (in *installation) filename(t *testing.T, transcript string) string {
	var document struct{ Filename string }
	in.get(t, "/v1/"+transcript+"/document?readMask=filename", nil)
	in.get(t, "/v1/"+transcript+"/document", &document)
	return document.Filename
}

// testPaging: pages of any size give the same facts in the same order.
func (in *installation) testPaging(t *testing.T) {
	whole := in.listed(t, "", 1000)
	if pages := in.listed(t, "", 7); !slices.Equal(pages, whole) {
		t.Errorf("%d facts in pages of 7, %d in one", len(pages), len(whole))
	}
	var masked struct{ Facts []map[string]any }
	in.get(t, allFacts+"?pageSize=3&readMask=concept,evidence.quote", &masked)
	if len(masked.Facts) != 3 {
		t.Fatalf("%+v", masked)
	}
	for _, f := range masked.Facts {
		if len(f) != 2 || f["concept"] == "" || len(f["evidence"].(map[string]any)) != 1 {
			t.Errorf("%+v", f)
		}
	}
}

func (in *installation) testFilters(t *testing.T) {
	found := in.listed(t, "filter="+url.QueryEscape(`concept = "revenue" AND status = GUIDANCE AND unit = "USD"`), 50)
	for _, f := range found {
		if f.Concept != "revenue" || f.Status != "FACT_STATUS_GUIDANCE" || f.Value.Unit != "USD" {
			t.Errorf("%+v", f)
		}
	}
	if len(found) < 5 {
		t.Errorf("%d facts", len(found))
	}
	early := in.listed(t, "asOf=2023-05-01T00:00:00Z", 500)
	for _, f := range early {
		if !strings.Contains(f.Name, "/2023-q1/") {
			t.Errorf("%s was said later", f.Name)
		}
	}
	if len(early) == 0 {
		t.Error("nothing was known in May 2023")
	}
}

// testGRPC: gRPC gives what REST gives, and a name with `-` resolves.
func (in *installation) testGRPC(t *testing.T) {
	metrics := metricsv1.NewMetricsServiceClient(in.conn)
	page, err := metrics.ListFacts(t.Context(), &metricsv1.ListFactsRequest{Parent: "companies/-/calls/-/transcripts/-", PageSize: 1000})
	if err != nil {
		t.Fatal(err)
	}
	whole := in.listed(t, "", 1000)
	if len(page.GetFacts()) != len(whole) {
		t.Errorf("%d facts over gRPC, %d over REST", len(page.GetFacts()), len(whole))
	}
	name := page.GetFacts()[0].GetName()
	parts := strings.Split(name, "/")
	parts[1], parts[3] = "-", "-"
	fact, err := metrics.GetFact(t.Context(), &metricsv1.GetFactRequest{Name: strings.Join(parts, "/")})
	if err != nil || fact.GetFact().GetName() != name {
		t.Errorf("%v, %v", fact, err)
	}
}

// testUnknownConcept: that there is no such concept is said, with those that may be
// meant; of one that is there, that nothing was found.
func (in *installation) testUnknownConcept(t *testing.T) {
	t.Helper()
	for _, c := range []struct {
		args       []string
		code       int
		want, near string
	}{
		{[]string{"facts", "--concept", "gross_profits"}, 2, `no concept "gross_profits"`, "gross_profit"},
		{[]string{"facts", "--concept", "sales", "--json"}, 2, `no concept "sales"`, "revenue"},
		{[]string{"facts", "--concept", "zzz"}, 2, `no concept "zzz"`, "callfacts concepts"},
		{[]string{"series", "revenues", "northwind-systems"}, 2, `no concept "revenues"`, "revenue"},
		{[]string{"guidance", "northwind-systems", "--concept", "gross_margins"}, 2, `no concept "gross_margins"`, "gross_margin"},
		{[]string{"facts", "--concept", "revenue", "--period", "1999Q1"}, 0, "no facts", ""},
		{[]string{"series", "revenue", "northwind-systems", "--from", "1999Q1", "--to", "1999Q2"}, 0, "no series", ""},
	} {
		_, errs, code := command(t, "", append(c.args, "--server", in.grpc)...)
		if code != c.code || !strings.Contains(errs, c.want) || !strings.Contains(errs, c.near) {
			t.Errorf("%v: exit code %d, %s", c.args, code, errs)
		}
	}
}

func (in *installation) testCommandLine(t *testing.T) {
	table := must(t, "facts", "--server", in.grpc, "--company", "northwind-systems", "--call", "2023-q1", "--concept", "revenue", "--status", "guidance")
	if !strings.HasPrefix(table, "companies/northwind-systems/calls/2023-q1\n  CONCEPT") || !strings.Contains(table, "For the second quarter of 2023, we expect revenue of $432 million, plus or minus $6 million.") {
		t.Error(table)
	}
	in.testUnknownConcept(t)
	in.testChosen(t)
	lines := strings.Split(strings.TrimSpace(must(t, "facts", "--server", in.grpc, "--json", "--limit", "12")), "\n")
	if len(lines) != 12 {
		t.Errorf("%d lines", len(lines))
	}
	for _, line := range lines {
		var f jsonFact
		if err := json.Unmarshal([]byte(line), &f); err != nil || f.Name == "" {
			t.Errorf("%v: %s", err, line)
		}
	}
	if out := must(t, "companies", "--server", in.grpc); !strings.Contains(out, "NYSE:NWSY") {
		t.Error(out)
	}
	if out := must(t, "calls", "--server", in.grpc, "bluestem-kitchens", "--json"); strings.Count(out, "\n") != 2 {
		t.Error(out)
	}
	shown := must(t, "show", "--server", in.grpc, "northwind-systems/2023-q1")
	if strings.Count(shown, "{") < 50 || !strings.Contains(shown, "\nInes Castellanos, ") || !strings.Contains(shown, "QUESTIONS AND ANSWERS") {
		t.Error(shown)
	}
	if marked := must(t, "show", "--server", in.grpc, "--no-notes", "northwind-systems/2023-q1"); !strings.Contains(marked, "[$424 million]") || strings.Contains(marked, "{") {
		t.Error(marked)
	}
	if out := must(t, "doctor", "--server", in.grpc, "--data-dir", in.dir); strings.Contains(out, "WRONG") || !strings.Contains(out, "no extraction failed") {
		t.Error(out)
	}
	if out, _, code := command(t, "", "doctor", "--server", in.grpc, "--data-dir", folder(t)); code != 0 || strings.Contains(out, "WRONG") || !strings.Contains(out, "--data-dir names the folder of theirs") {
		t.Errorf("%d %s", code, out)
	}
	if out, _, code := command(t, "", "doctor", "--server", freeAddress(t), "--data-dir", folder(t)); code != 1 || strings.Count(out, "WRONG") != 3 {
		t.Errorf("%d %s", code, out)
	}
	if _, errs, code := command(t, "", "facts", "--server", in.grpc, "--filter", "colour = 3"); code != 2 || !strings.Contains(errs, "BAD_FILTER") {
		t.Errorf("%d %s", code, errs)
	}
	if out, _, code := command(t, "", "ingest", "--server", in.grpc, "/does/not/exist"); code != 2 {
		t.Errorf("%d %s", code, out)
	}
	out, errs, code := command(t, "not a call", "ingest", "--server", in.grpc, "-", sampleDir)
	if code != 1 || !strings.Contains(errs, "refused -: NOT_A_TRANSCRIPT: ") || !strings.Contains(out, "7 documents: 0 new, 6 known before, 1 refused") {
		t.Errorf("%d %s", code, out)
	}
	if _, errs, code := command(t, "", "facts", "--server", freeAddress(t)); code != 2 || !strings.Contains(errs, "callfacts serve") {
		t.Errorf("%d %s", code, errs)
	}
}

// testRestart: what was there is there after a restart.
func (in *installation) testRestart(t *testing.T) {
	before := in.listed(t, "", 1000)
	in.stop(t)
	in.start(t)
	if after := in.listed(t, "", 1000); !slices.Equal(after, before) {
		t.Errorf("%d facts before, %d after", len(before), len(after))
	}
}

// TestRefusals: the same bad requests get the same code, reason and field over
// gRPC and over REST.
func TestRefusals(t *testing.T) {
	in := install(t)
	parser, metrics := parserv1.NewParserServiceClient(in.conn), metricsv1.NewMetricsServiceClient(in.conn)
	ingest := func(content []byte) (string, string, []byte, func(context.Context) error) {
		return http.MethodPost, "/v1/documents:ingest", content, func(ctx context.Context) error {
			_, err := parser.IngestDocument(ctx, &parserv1.IngestDocumentRequest{Content: content})
			return err
		}
	}
	list := func(query string, request *metricsv1.ListFactsRequest) (string, string, []byte, func(context.Context) error) {
		request.Parent = "companies/-/calls/-/transcripts/-"
		return http.MethodGet, allFacts + "?" + query, nil, func(ctx context.Context) error {
			_, err := metrics.ListFacts(ctx, request)
			return err
		}
	}
	company := func(name string) (string, string, []byte, func(context.Context) error) {
		return http.MethodGet, "/v1/" + name, nil, func(ctx context.Context) error {
			_, err := parser.GetCompany(ctx, &parserv1.GetCompanyRequest{Name: name})
			return err
		}
	}
	factNamed := func(name string) (string, string, []byte, func(context.Context) error) {
		return http.MethodGet, "/v1/" + name, nil, func(ctx context.Context) error {
			_, err := metrics.GetFact(ctx, &metricsv1.GetFactRequest{Name: name})
			return err
		}
	}
	type bad struct {
		name, code, reason, field string
		method, path              string
		content                   []byte
		call                      func(context.Context) error
	}
	make := func(name, code, reason, field string) func(method, path string, content []byte, call func(context.Context) error) bad {
		return func(method, path string, content []byte, call func(context.Context) error) bad {
			return bad{name, code, reason, field, method, path, content, call}
		}
	}
	for _, c := range []bad{
		make("empty", "INVALID_ARGUMENT", "EMPTY", "content")(ingest([]byte(" \n"))),
		make("binary", "INVALID_ARGUMENT", "BINARY", "content")(ingest(bytes.Repeat([]byte{0, 1, 2, 3, 0xfe}, 4000))),
		make("wrong type", "INVALID_ARGUMENT", "UNSUPPORTED_TYPE", "content")(ingest([]byte("\x89PNG\r\n\x1a\n and more"))),
		make("too large", "INVALID_ARGUMENT", "TOO_LARGE", "content")(ingest(bytes.Repeat([]byte("word "), 1<<22))),
		make("no transcript", "INVALID_ARGUMENT", "NOT_A_TRANSCRIPT", "content")(ingest([]byte("The weather was fine on Tuesday, and it will be fine tomorrow."))),
		make("bad filter", "INVALID_ARGUMENT", "BAD_FILTER", "filter")(list("filter=colour+%3D+3", &metricsv1.ListFactsRequest{Filter: "colour = 3"})),
		make("cut filter", "INVALID_ARGUMENT", "BAD_FILTER", "filter")(list("filter=concept+%3D", &metricsv1.ListFactsRequest{Filter: "concept ="})),
		make("bad page token", "INVALID_ARGUMENT", "BAD_PAGE_TOKEN", "page_token")(list("pageToken=xyz", &metricsv1.ListFactsRequest{PageToken: "xyz"})),
		make("negative page size", "INVALID_ARGUMENT", "INVALID_FIELD", "page_size")(list("pageSize=-1", &metricsv1.ListFactsRequest{PageSize: -1})),
		make("unknown company", "NOT_FOUND", "COMPANY_NOT_FOUND", "")(company("companies/nobody")),
		make("bad name", "INVALID_ARGUMENT", "INVALID_FIELD", "name")(company("companies/No_Body")),
		make("unknown fact", "NOT_FOUND", "FACT_NOT_FOUND", "")(factNamed("companies/-/calls/-/transcripts/0123456789abcdef/facts/0123456789abcdef")),
	} {
		t.Run(c.name, func(t *testing.T) {
			_, body := in.ask(t, c.method, c.path, "text/plain", c.content, nil)
			var rest struct {
				Code, Reason, Message string
				Fields                []struct{ Path string }
			}
			if err := json.Unmarshal(body, &rest); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			field := ""
			if len(rest.Fields) > 0 {
				field = rest.Fields[0].Path
			}
			if rest.Code != c.code || rest.Reason != c.reason || field != c.field || rest.Message == "" {
				t.Errorf("REST: %s", body)
			}
			err := rpcerr.Parse(c.call(t.Context()))
			shown, marshal := err.MarshalJSON()
			if marshal != nil || !bytes.Equal(bytes.TrimSpace(body), shown) {
				t.Errorf("REST says %s, gRPC %s", body, shown)
			}
		})
	}
}

// TestSameDocument: the same document, many times at once, is one transcript
// with one extraction.
func TestSameDocument(t *testing.T) {
	in := install(t)
	content, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q1.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	var mutex sync.Mutex
	created, names := 0, map[string]bool{}
	for i := range 16 {
		group.Go(func() {
			var response struct {
				Created    bool
				Transcript struct{ Name string }
			}
			if i%2 == 0 {
				in.ask(t, http.MethodPost, "/v1/documents:ingest", "text/plain", content, &response)
			} else {
				body, _ := json.Marshal(map[string]string{"content": base64.StdEncoding.EncodeToString(content)})
				in.ask(t, http.MethodPost, "/v1/documents:ingest", "application/json", body, &response)
			}
			mutex.Lock()
			defer mutex.Unlock()
			names[response.Transcript.Name] = true
			if response.Created {
				created++
			}
		})
	}
	group.Wait()
	if created != 1 || len(names) != 1 {
		t.Errorf("created %d times, as %v", created, names)
	}
	must(t, "ingest", "--server", in.grpc, filepath.Join(sampleDir, "northwind-2023-q1.txt"))
	if got, want := len(in.listed(t, "", 100)), len(expected(t, content)); got != want {
		t.Errorf("%d facts, want %d", got, want)
	}
}

// expected are the facts that the engine gives for a document.
func expected(t testing.TB, content []byte) []*metricsv1.Fact {
	t.Helper()
	doc, err := parse("x.txt", content)
	if err != nil {
		t.Fatal(err)
	}
	return wire.Facts(doc.transcript, fact.Standard().Extract(doc.transcript).Facts)
}

// TestKill: the process is killed in the middle of an ingest of 100 documents,
// twice, and started again; every document is there with its facts, each once.
func TestKill(t *testing.T) {
	const documents = 100
	in := install(t)
	dir := folder(t)
	want := map[string]int{} // facts by file
	for i := range documents {
		name := fmt.Sprintf("call-%03d.txt", i)
		content := generated(t, i)
		want[name] = len(expected(t, content))
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	type result struct {
		out, errs string
		code      int
	}
	done := make(chan result, 1)
	go func() {
		out, errs, code := command(t, "", "ingest", "--server", in.grpc, "--json", dir)
		done <- result{out, errs, code}
	}()
	for _, after := range []int{5, 40} {
		for in.transcripts(t) < after {
		}
		in.kill(t)
		in.start(t)
	}
	r := <-done
	if r.code != 0 {
		t.Fatalf("exit code %d: %s%s", r.code, r.out, r.errs)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(r.out) {
		var o struct {
			File, Transcript, State string
			Facts                   int
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		seen[o.Transcript] = true
		file := filepath.Base(o.File)
		if o.State != "succeeded" || o.Facts != want[file] {
			t.Errorf("%s, want %d facts", line, want[file])
		}
		var page struct{ Facts []jsonFact }
		in.get(t, "/v1/"+o.Transcript+"/facts?pageSize=1000", &page)
		names := map[string]bool{}
		for _, f := range page.Facts {
			names[f.Name] = true
		}
		if len(page.Facts) != want[file] || len(names) != want[file] {
			t.Errorf("%s: %d facts of %d names are stored, want %d", file, len(page.Facts), len(names), want[file])
		}
	}
	if len(seen) != documents || in.transcripts(t) != documents {
		t.Errorf("%d transcripts were named, %d are stored", len(seen), in.transcripts(t))
	}
}

// transcripts counts the transcripts that are stored.
func (in *installation) transcripts(t testing.TB) int {
	var page struct{ Transcripts []struct{ Name string } }
	in.get(t, "/v1/companies/-/calls/-/transcripts?pageSize=1000&readMask=name", &page)
	return len(page.Transcripts)
}

// generated is a call of another company: a sample under a name of its own.
func generated(t testing.TB, i int) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(sampleDir, []string{"northwind-2023-q1.txt", "northwind-2023-q2.txt", "bluestem-2024-q3.txt"}[i%3]))
	if err != nil {
		t.Fatal(err)
	}
	first := []string{"Amber", "Birch", "Cedar", "Delta", "Ember", "Fjord", "Grove", "Heron", "Iris", "Jasper"}[i/10]
	second := []string{"Systems", "Holdings", "Foods", "Logistics", "Networks", "Energy", "Textiles", "Optics", "Water", "Robotics"}[i%10]
	return []byte(strings.NewReplacer(
		"Northwind Systems", first+" "+second, "Bluestem Kitchens", first+" "+second, "Northwind", first, "Bluestem", first,
		"NWSY", fmt.Sprintf("Q%c%c", 'A'+i/10, 'A'+i%10), "BLUK", fmt.Sprintf("Q%c%c", 'A'+i/10, 'A'+i%10),
	).Replace(string(content)))
}
