package main

import (
	"context"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/callfacts/callfacts/internal/convert/converttest"
)

// inFormats is a sample call as documents of several formats.
func inFormats(t *testing.T) map[string][]byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q1.txt"))
	if err != nil {
		t.Fatal(err)
	}
	page := "<!DOCTYPE html><html><body><nav>Home</nav><article><p>" + strings.NewReplacer("&", "&amp;", "\n", "</p>\n<p>").Replace(string(text)) + "</p></article></body></html>"
	return map[string][]byte{
		"call.txt":  text,
		"call.html": []byte(page),
		"call.pdf":  converttest.PDF(string(text)),
		"call.docx": converttest.Word(string(text)),
		"call.gz":   converttest.Gzip(text),
		"call.zip":  converttest.ZIP("call.txt", string(text)),
		"call.xml":  []byte("<?xml version='1.0'?><story><body><![CDATA[" + string(text) + "]]></body></story>"),
	}
}

// TestFormats: documents of every format are ingested by the command line and
// over REST; they are transcripts of one call, whose quotes are in their texts.
func TestFormats(t *testing.T) {
	in := install(t)
	dir := folder(t)
	documents := inFormats(t)
	for name, content := range documents {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if out := must(t, "ingest", "--server", in.grpc, dir); !strings.Contains(out, "7 documents: 7 new, 0 known before, 0 refused") {
		t.Fatal(out)
	}
	for name, content := range documents {
		var answer struct{ Created bool }
		in.ask(t, "POST", "/v1/documents:ingest?filename="+url.QueryEscape(name), "application/octet-stream", content, &answer)
		if answer.Created {
			t.Errorf("%s is another document over REST", name)
		}
	}
	var calls struct{ Calls []struct{ Name string } }
	in.get(t, "/v1/companies/-/calls", &calls)
	if len(calls.Calls) != 1 {
		t.Errorf("calls %+v, want one", calls.Calls)
	}
	var list struct {
		Transcripts []struct{ Name, Converter string }
	}
	in.get(t, "/v1/companies/-/calls/-/transcripts", &list)
	if len(list.Transcripts) != len(documents) {
		t.Errorf("%d transcripts, want %d", len(list.Transcripts), len(documents))
	}
	var converters []string
	for _, tr := range list.Transcripts {
		converters = append(converters, tr.Converter)
		in.checkQuotes(t, tr.Name)
	}
	slices.Sort(converters)
	if got := strings.Join(converters, " "); got != "docx gzip/text html pdf text xml zip/text" {
		t.Errorf("converters %s", got)
	}
}

// TestArchive: of a ZIP file with several documents each is sent as if it came
// alone, by the command line and over REST.
func TestArchive(t *testing.T) {
	in := install(t)
	file := filepath.Join(folder(t), "calls.zip")
	first, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q1.txt"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q2.txt"))
	if err != nil {
		t.Fatal(err)
	}
	archive := converttest.ZIP("calls/q1.txt", string(first), "notes.txt", "Nothing of a call is in here, dear reader of articles.", "calls/q2.txt", string(second))
	if err := os.WriteFile(file, archive, 0o644); err != nil {
		t.Fatal(err)
	}
	out, errs, code := command(t, "", "ingest", "--server", in.grpc, file)
	if code != 1 || !strings.Contains(errs, "refused "+file+"!notes.txt: NOT_A_TRANSCRIPT: ") || !strings.Contains(out, "3 documents: 2 new, 0 known before, 1 refused; ") {
		t.Errorf("%d %s%s", code, out, errs)
	}
	if facts := jsonLines[jsonFact](t, must(t, "facts", "--server", in.grpc, "--call", "2023-q2", "--json")); len(facts) < 30 {
		t.Errorf("%d facts of the second", len(facts))
	}
	var answer struct {
		Transcript any
		Entries    []struct {
			Name     string
			Document struct{ Transcript struct{ Name string } }
			Error    struct {
				Message string
				Details []struct{ Reason string }
			}
		}
	}
	in.ask(t, "POST", "/v1/documents:ingest", "application/zip", archive, &answer)
	if answer.Transcript != nil || len(answer.Entries) != 3 || answer.Entries[1].Name != "notes.txt" || len(answer.Entries[1].Error.Details) == 0 ||
		answer.Entries[1].Error.Details[0].Reason != "NOT_A_TRANSCRIPT" || !strings.HasPrefix(answer.Entries[2].Document.Transcript.Name, "companies/northwind-systems/calls/2023-q2/") {
		t.Errorf("%+v", answer)
	}
}

// checkQuotes checks that a transcript has facts and their quotes are in its text.
func (in *installation) checkQuotes(t *testing.T, name string) {
	t.Helper()
	var tr struct{ Text string }
	in.get(t, "/v1/"+name+"?view=TRANSCRIPT_VIEW_FULL", &tr)
	var page struct{ Facts []jsonFact }
	in.get(t, "/v1/"+name+"/facts?pageSize=1000", &page)
	if len(page.Facts) < 5 {
		t.Errorf("%s: %d facts", name, len(page.Facts))
	}
	for _, f := range page.Facts {
		s := f.Evidence.QuoteSpan
		if s.End > len(tr.Text) || tr.Text[s.Start:s.End] != f.Evidence.Quote {
			t.Errorf("%s: %q is not at %v", f.Name, f.Evidence.Quote, s)
		}
	}
}

// TestExtractFormats: without a server, too, with the same facts.
func TestExtractFormats(t *testing.T) {
	dir := t.TempDir()
	facts := map[string]int{}
	for name, content := range inFormats(t) {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
		var line struct {
			Facts []json.RawMessage
			Error *struct{ Message string }
		}
		if err := json.Unmarshal([]byte(must(t, "extract", file)), &line); err != nil || line.Error != nil {
			t.Fatalf("%s: %v, %+v", name, err, line.Error)
		}
		facts[name] = len(line.Facts)
	}
	for name, n := range facts {
		if n == 0 || n != facts["call.txt"] {
			t.Errorf("%s has %d facts, the text %d", name, n, facts["call.txt"])
		}
	}
}

// TestWatch: what comes into a folder is ingested, a refused file ends nothing,
// and the end of the context ends it without an error.
func TestWatch(t *testing.T) {
	in := install(t)
	dir := folder(t)
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	documents := inFormats(t)
	write("article.txt", []byte("The weather was fine on Tuesday."))
	write("call.txt", documents["call.txt"])
	write(".call.txt.part", documents["call.html"])
	ctx, stop := context.WithCancel(t.Context())
	var out, errs strings.Builder
	done := make(chan int)
	go func() {
		done <- run(ctx, []string{"ingest", "--watch", "--no-wait", "--server", in.grpc, dir}, streams{in: strings.NewReader(""), out: &out, err: &errs})
	}()
	for in.transcripts(t) < 1 {
		time.Sleep(10 * time.Millisecond)
	}
	write("call.html", documents["call.html"])
	for in.transcripts(t) < 2 {
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
	if !strings.Contains(errs.String(), "refused "+filepath.Join(dir, "article.txt")+": NOT_A_TRANSCRIPT") || strings.Count(errs.String(), "article.txt") != 1 {
		t.Errorf("output %s, errors %s", out.String(), errs.String())
	}
}
