package parser_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/convert/converttest"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

const full = parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL

// TestIngest: what goes in comes out, under the names that DESIGN gives.
func TestIngest(t *testing.T) {
	s := start(t)
	text := northwind.text()
	response := s.ingest(t, text, nil)
	got := response.GetTranscript()
	sum := sha256.Sum256(text)
	if want := "companies/northwind-systems/calls/2023-q2/transcripts/" + hex.EncodeToString(sum[:8]); !response.GetCreated() || got.GetName() != want {
		t.Fatalf("created %v %s, want %s", response.GetCreated(), got.GetName(), want)
	}
	if got.GetText() != "" || len(got.GetTurns()) > 0 || len(got.GetSpeakers()) != 5 || !got.GetCurrent() || got.GetRevision() != 1 {
		t.Errorf("BASIC: %v", got)
	}
	if !got.GetEffectiveTime().AsTime().Equal(got.GetEvent().GetStartTime().AsTime()) {
		t.Errorf("effective %v", got.GetEffectiveTime().AsTime())
	}
	if n := query[int](t, s, `SELECT count(*) FROM jobs.river_job WHERE kind = 'extract' AND args = jsonb_build_object('transcripts',
		jsonb_build_array(jsonb_build_object('id', $1::text, 'revision', 1)))`, hex.EncodeToString(sum[:8])); n != 1 {
		t.Errorf("%d jobs", n)
	}
	if n := query[int](t, s, `SELECT count(*) FROM jobs.river_job`); n != 1 {
		t.Errorf("%d jobs in all", n)
	}
	document, err := s.GetDocument(t.Context(), &parserv1.GetDocumentRequest{Name: got.GetName() + "/document"})
	if d := document.GetDocument(); err != nil || !bytes.Equal(d.GetContent(), text) || d.GetSha256() != hex.EncodeToString(sum[:]) ||
		d.GetFilename() != "call.txt" || d.GetMediaType() != "text/plain" || d.GetName() != got.GetName()+"/document" {
		t.Errorf("%v %v", document, err)
	}
}

// TestKeptIsParsed: for every layout, the transcript that is kept is the one
// that parsing gives, whatever its bytes were encoded in.
func TestKeptIsParsed(t *testing.T) {
	s := start(t)
	files, err := filepath.Glob("../../internal/transcript/testdata/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatal(len(files), err)
	}
	documents := map[string][]byte{
		"windows-1252": bytes.Replace(northwind.text(), []byte("Whitfield"), []byte("Whitf\xefeld"), 9),
		"json":         []byte(`{"symbol": "NWSY", "quarter": 3, "year": 2023, "transcript": [{"speaker": "Dana Whitfield", "title": "Vice President", "content": "Good afternoon, and thank you for joining us on the earnings conference call."}, {"speaker": "Marcus Oyelaran", "content": "Thank you, Dana. Revenue was up 9%. Operator, our first question please."}]}`),
	}
	for _, file := range files {
		if documents[file], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range documents {
		parsed, err := s.ParseDocument(t.Context(), &parserv1.ParseDocumentRequest{Content: content, Filename: filepath.Base(name)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		kept, err := s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: s.ingest(t, content, nil).GetTranscript().GetName(), View: full})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, want := kept.GetTranscript(), parsed.GetTranscript()
		if want.GetName() != "" || want.GetAcceptTime() != nil {
			t.Errorf("%s: what is not kept has a name", name)
		}
		got.Name, got.Revision, got.Current, got.AcceptTime, got.EffectiveTime, got.Etag = "", 0, false, nil, nil, ""
		if !proto.Equal(got, want) {
			t.Errorf("%s: kept\n%v\nparsed\n%v", name, got, want)
		}
	}
}

// TestSameBytes: sixteen at once, one transcript and one job; one was first.
func TestSameBytes(t *testing.T) {
	s := start(t)
	var group sync.WaitGroup
	var mutex sync.Mutex
	names, created := map[string]int{}, 0
	for i := range 16 {
		group.Go(func() {
			response := s.ingest(t, northwind.text(), nil)
			mutex.Lock()
			defer mutex.Unlock()
			names[response.GetTranscript().GetName()]++
			if response.GetCreated() {
				created++
			}
			if len(response.GetWarnings()) > 0 {
				t.Errorf("%d: %v", i, response.GetWarnings())
			}
		})
	}
	group.Wait()
	if len(names) != 1 || created != 1 {
		t.Errorf("%v, %d created", names, created)
	}
	for _, table := range []string{"parser.documents", "parser.transcripts", "parser.revisions", "parser.companies", "parser.calls", "jobs.river_job"} {
		if n := query[int](t, s, "SELECT count(*) FROM "+table); n != 1 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
}

// TestHints: the first stand; others are answered with a warning.
func TestHints(t *testing.T) {
	s := start(t)
	undated := northwind
	undated.title, undated.quarter = "Northwind Systems Earnings Call", ""
	first := &parserv1.DocumentHints{
		FiscalYear: 2023, FiscalPeriod: "Q2", EventDate: "2023-07-25", Ticker: "NWSY", Exchange: "NYSE", Cik: "0001234567",
		PublishedTime: &timestamppb.Timestamp{Seconds: 1690329600, Nanos: 123456789}, Vendor: "Harbor Wire", SourceUri: "https://example.com/1",
	}
	got := s.ingest(t, undated.text(), first).GetTranscript()
	if e := got.GetEvent(); e.GetFiscalYear() != 2023 || e.GetFiscalPeriod() != "Q2" || e.GetDate() != "2023-07-25" || !strings.Contains(got.GetName(), "/2023-q2/") {
		t.Errorf("hints do not fill what the text leaves open: %v", got)
	}
	if at := got.GetEffectiveTime(); at.GetSeconds() != 1690329600 || at.GetNanos() != 123456000 || got.GetVendor() != "Harbor Wire" || got.GetSourceUri() == "" {
		t.Errorf("%v", got)
	}
	for name, test := range map[string]struct {
		hints *parserv1.DocumentHints
		want  string
	}{
		"none":   {nil, ""},
		"same":   {first, ""},
		"others": {&parserv1.DocumentHints{FiscalYear: 2022}, "HINTS_IGNORED"},
	} {
		response := s.ingest(t, undated.text(), test.hints)
		var codes []string
		for _, w := range response.GetWarnings() {
			codes = append(codes, w.GetCode())
		}
		if response.GetCreated() || strings.Join(codes, " ") != test.want || response.GetTranscript().GetEvent().GetFiscalYear() != 2023 {
			t.Errorf("%s: %v", name, response)
		}
	}
	document, err := s.GetDocument(t.Context(), &parserv1.GetDocumentRequest{Name: got.GetName() + "/document"})
	want := proto.Clone(first).(*parserv1.DocumentHints)
	want.PublishedTime.Nanos = 123456000
	if err != nil || !proto.Equal(document.GetDocument().GetHints(), want) {
		t.Errorf("%v %v", document.GetDocument().GetHints(), err)
	}
	company, err := s.GetCompany(t.Context(), &parserv1.GetCompanyRequest{Name: "companies/northwind-systems"})
	if err != nil || company.GetCompany().GetCik() != "1234567" {
		t.Errorf("%v %v", company, err)
	}
}

// TestRefused: what cannot be a transcript, and requests that cannot be.
func TestRefused(t *testing.T) {
	s := start(t)
	for want, request := range map[string]*parserv1.IngestDocumentRequest{
		"InvalidArgument EMPTY content":                      {},
		"InvalidArgument BINARY content":                     {Content: []byte("Operator\x00\x01\x02 Good day")},
		"InvalidArgument NOT_A_TRANSCRIPT content":           {Content: []byte("A recipe for soup: take an onion, two carrots and a leek, and cut them.")},
		"InvalidArgument TOO_LARGE content":                  {Content: bytes.Repeat([]byte("a"), 16<<20+1)},
		"InvalidArgument UNSUPPORTED_TYPE content":           {Content: []byte("\x89PNG\r\n\x1a\n............")},
		"InvalidArgument INVALID_FIELD filename":             {Content: northwind.text(), Filename: strings.Repeat("x", 256)},
		"InvalidArgument INVALID_FIELD hints.event_date":     {Content: northwind.text(), Hints: &parserv1.DocumentHints{EventDate: "2023-02-30"}},
		"InvalidArgument INVALID_FIELD hints.fiscal_period":  {Content: northwind.text(), Hints: &parserv1.DocumentHints{FiscalPeriod: "Q5"}},
		"InvalidArgument INVALID_FIELD hints.vendor":         {Content: northwind.text(), Hints: &parserv1.DocumentHints{Vendor: "a\x00b"}},
		"InvalidArgument INVALID_FIELD hints.published_time": {Content: northwind.text(), Hints: &parserv1.DocumentHints{PublishedTime: &timestamppb.Timestamp{Nanos: -1}}},
		"InvalidArgument INVALID_FIELD hints.company":        {Content: northwind.text(), Hints: &parserv1.DocumentHints{Company: "northwind"}},
		"InvalidArgument INVALID_FIELD request_id":           {Content: northwind.text(), RequestId: strings.Repeat("x", 65)},
	} {
		_, err := s.IngestDocument(t.Context(), request)
		fails(t, "ingest", err, want)
		if !strings.HasSuffix(want, "request_id") {
			_, err = s.ParseDocument(t.Context(), &parserv1.ParseDocumentRequest{Content: request.GetContent(), Filename: request.GetFilename(), Hints: request.GetHints()})
			fails(t, "parse", err, want)
		}
	}
	if n := query[int](t, s, "SELECT count(*) FROM parser.documents"); n != 0 {
		t.Errorf("%d refused documents are kept", n)
	}
}

// TestStream: documents of a stream are taken or refused one by one.
func TestStream(t *testing.T) {
	s := start(t)
	stream, err := s.IngestDocuments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	send := func(id, result string, document *parserv1.IngestDocumentRequest) {
		want[id] = result
		if document != nil {
			document.RequestId = id
		}
		if err := stream.Send(&parserv1.IngestDocumentsRequest{Document: document}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 30 {
		document := northwind
		document.revenue = fmt.Sprintf("$%d million", 400+i)
		send(fmt.Sprintf("good-%d", i), "OK", &parserv1.IngestDocumentRequest{Content: document.text()})
	}
	send("", "InvalidArgument INVALID_FIELD document", nil)
	send("long-name", "InvalidArgument INVALID_FIELD filename", &parserv1.IngestDocumentRequest{Content: northwind.text(), Filename: strings.Repeat("x", 256)})
	send("empty", "InvalidArgument EMPTY content", &parserv1.IngestDocumentRequest{})
	send("article", "InvalidArgument NOT_A_TRANSCRIPT content", &parserv1.IngestDocumentRequest{Content: []byte("Nothing of a call is in here, dear reader of articles.")})
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	for range len(want) {
		response, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		got := "OK"
		if e := rpcerr.ParseProto(response.GetError()); e != nil {
			got = e.Code.String() + " " + e.Reason + " " + e.Fields[0].Path
		} else if response.GetDocument().GetTranscript().GetName() == "" {
			got = "no name"
		}
		if got != want[response.GetRequestId()] {
			t.Errorf("%s: %s, want %s", response.GetRequestId(), got, want[response.GetRequestId()])
		}
		delete(want, response.GetRequestId())
	}
	if _, err := stream.Recv(); err == nil || len(want) > 0 {
		t.Errorf("the stream goes on: %v %v", err, want)
	}
	if n := query[int](t, s, "SELECT sum(jsonb_array_length(args->'transcripts')) FROM jobs.river_job WHERE kind = 'extract'"); n != 30 {
		t.Errorf("%d transcripts to extract", n)
	}
	if n := query[int](t, s, "SELECT count(*) FROM parser.calls"); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// TestArchive: of a ZIP file with several documents each is taken or refused
// alone; again, each is found.
func TestArchive(t *testing.T) {
	s := start(t)
	second := northwind
	second.title, second.quarter = "Northwind Systems (NYSE:NWSY) Q3 2023 Earnings Call October 24, 2023 5:00 PM ET", "third quarter 2023"
	inner := converttest.ZIP("a.txt", string(northwind.text()), "b.txt", "x")
	archive := converttest.ZIP("calls/q2.txt", string(northwind.text()), "calls/article.txt", "Nothing of a call is in here, dear reader of articles.",
		"calls/q3.txt.gz", string(converttest.Gzip(second.text())), "calls/more.zip", string(inner), "empty.txt", "")
	for _, created := range []bool{true, false} {
		response, err := s.IngestDocument(t.Context(), &parserv1.IngestDocumentRequest{Content: archive, Filename: "calls.zip", Hints: &parserv1.DocumentHints{Vendor: "Acme"}})
		if err != nil || response.GetTranscript() != nil || len(response.GetEntries()) != 5 {
			t.Fatalf("%v %v", err, response)
		}
		for i, want := range []struct{ name, result string }{
			{"calls/q2.txt", "2023-q2"}, {"calls/article.txt", "NOT_A_TRANSCRIPT"}, {"calls/q3.txt.gz", "2023-q3"}, {"calls/more.zip", "MANY_DOCUMENTS"}, {"empty.txt", "EMPTY"},
		} {
			e := response.GetEntries()[i]
			var got string
			if refused := rpcerr.ParseProto(e.GetError()); refused != nil {
				got = refused.Reason
			} else {
				transcript := e.GetDocument().GetTranscript()
				got = strings.Split(transcript.GetName(), "/")[3]
				if e.GetDocument().GetCreated() != created || transcript.GetVendor() != "Acme" {
					t.Errorf("%v", e)
				}
			}
			if e.GetName() != want.name || got != want.result {
				t.Errorf("%s: %s, want %v", e.GetName(), got, want)
			}
		}
	}
	if n := query[int](t, s, "SELECT count(*) FROM parser.documents"); n != 2 {
		t.Errorf("%d documents", n)
	}
	if _, err := s.ParseDocument(t.Context(), &parserv1.ParseDocumentRequest{Content: archive}); rpcerr.Parse(err).Reason != "MANY_DOCUMENTS" {
		t.Errorf("%v", err)
	}
}
