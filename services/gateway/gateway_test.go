package gateway_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/gateway"
)

// echo is what stands behind the gateway here: it remembers the request and
// answers with what shows it. The real services are behind it in the tests of
// cmd/callfacts.
type echo struct {
	parserv1.UnimplementedParserServiceServer
	metricsv1.UnimplementedMetricsServiceServer
	mutex sync.Mutex
	last  proto.Message
}

func (e *echo) got(m proto.Message) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.last = m
}

func (e *echo) ParseDocument(_ context.Context, r *parserv1.ParseDocumentRequest) (*parserv1.ParseDocumentResponse, error) {
	e.got(r)
	return &parserv1.ParseDocumentResponse{Transcript: &parserv1.Transcript{Text: "<b>\u2028 & \u00e9"}}, nil
}

func (e *echo) IngestDocument(_ context.Context, r *parserv1.IngestDocumentRequest) (*parserv1.IngestDocumentResponse, error) {
	e.got(r)
	if len(r.GetContent()) == 0 {
		return nil, rpcerr.InvalidField("EMPTY", "content", "the document is empty")
	}
	return &parserv1.IngestDocumentResponse{Created: true}, nil
}

func (e *echo) GetCompany(_ context.Context, r *parserv1.GetCompanyRequest) (*parserv1.GetCompanyResponse, error) {
	e.got(r)
	switch r.GetName() {
	case "companies/nobody":
		return nil, rpcerr.NotFound("COMPANY_NOT_FOUND", r.GetName())
	case "companies/broken":
		return nil, errors.New("secret")
	}
	return &parserv1.GetCompanyResponse{Company: &parserv1.Company{Name: r.GetName(), DisplayName: "Northwind Systems, Inc."}}, nil
}

func (e *echo) ListFacts(_ context.Context, r *metricsv1.ListFactsRequest) (*metricsv1.ListFactsResponse, error) {
	e.got(r)
	out := &metricsv1.ListFactsResponse{}
	for range r.GetPageSize() {
		out.Facts = append(out.Facts, &metricsv1.Fact{Concept: "revenue", Value: &metricsv1.Quantity{Low: "4200000000"}})
	}
	return out, nil
}

func (e *echo) GetFact(_ context.Context, r *metricsv1.GetFactRequest) (*metricsv1.GetFactResponse, error) {
	e.got(r)
	if strings.HasSuffix(r.GetName(), "/nothing000000000") {
		return &metricsv1.GetFactResponse{}, nil
	}
	return &metricsv1.GetFactResponse{Fact: &metricsv1.Fact{Name: r.GetName(), Turn: 3}}, nil
}

// WatchFacts sends as many changes as the cursor says, and fails behind them.
func (e *echo) WatchFacts(r *metricsv1.WatchFactsRequest, stream grpc.ServerStreamingServer[metricsv1.WatchFactsResponse]) error {
	changes, err := strconv.Atoi(r.GetCursor())
	if err != nil {
		return rpcerr.InvalidField("BAD_CURSOR", "cursor", "it is none")
	}
	for i := range changes {
		if err := stream.Send(&metricsv1.WatchFactsResponse{Cursor: strconv.Itoa(i)}); err != nil {
			return err
		}
	}
	if changes == 0 {
		return nil
	}
	return rpcerr.New(codes.Unavailable, "BEHIND", "come again")
}

func (e *echo) ExtractFacts(_ context.Context, r *metricsv1.ExtractFactsRequest) (*metricsv1.ExtractFactsResponse, error) {
	e.got(r)
	return &metricsv1.ExtractFactsResponse{EngineVersion: "1"}, nil
}

func serve(t *testing.T) (*httptest.Server, *echo) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	e := &echo{}
	server := daemon.NewServer(log, nil)
	parserv1.RegisterParserServiceServer(server, e)
	metricsv1.RegisterMetricsServiceServer(server, e)
	p := daemon.New(log)
	pipe := daemon.NewPipe()
	p.ServeGRPC("echo", server, pipe)
	conn, err := pipe.Dial()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := gateway.New(conn, conn, (&daemon.Setup{}).Admit)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(handler)
	t.Cleanup(func() { h.Close(); conn.Close(); p.Stop() })
	return h, e
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func ask(t *testing.T, method, url, contentType string, body []byte, headers ...string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, b}
}

type shownError struct {
	Code, Reason, Message string
	Fields                []struct{ Path, Description string }
}

// TestErrors: whatever is wrong with a request, the answer is JSON with code,
// reason, message and the field at fault.
func TestErrors(t *testing.T) {
	h, _ := serve(t)
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		code, reason, field      string
	}{
		{"unknown field", "POST", "/v1/documents:ingest", `{"contents":""}`, 400, "INVALID_ARGUMENT", "UNKNOWN_FIELD", "contents"},
		{"unknown field within", "POST", "/v1/documents:ingest", `{"hints":{"tickr":"NWSY"}}`, 400, "INVALID_ARGUMENT", "UNKNOWN_FIELD", "hints.tickr"},
		{"unknown field in a list", "POST", "/v1/transcripts:extractFacts", `{"transcript":{"turns":[{},{"who":"x"}]}}`, 400, "INVALID_ARGUMENT", "UNKNOWN_FIELD", "transcript.turns[1].who"},
		{"unknown field in a bare transcript", "POST", "/v1/transcripts:extractFacts", `{"text":"x","who":"x"}`, 400, "INVALID_ARGUMENT", "UNKNOWN_FIELD", "transcript.who"},
		{"wrong type", "POST", "/v1/documents:ingest", `{"hints":{"fiscalYear":"MMXII"}}`, 400, "INVALID_ARGUMENT", "BAD_JSON", "hints.fiscal_year"},
		{"bad time", "POST", "/v1/documents:parse", `{"hints":{"publishedTime":"yesterday"}}`, 400, "INVALID_ARGUMENT", "BAD_JSON", "hints.published_time"},
		{"bad base64", "POST", "/v1/documents:ingest", `{"content":"*"}`, 400, "INVALID_ARGUMENT", "BAD_JSON", "content"},
		{"cut off", "POST", "/v1/documents:ingest", `{"content":`, 400, "INVALID_ARGUMENT", "BAD_JSON", ""},
		{"a list", "POST", "/v1/documents:ingest", `[]`, 400, "INVALID_ARGUMENT", "BAD_JSON", ""},
		{"two values", "POST", "/v1/documents:ingest", `{}{}`, 400, "INVALID_ARGUMENT", "BAD_JSON", ""},
		{"no body", "POST", "/v1/transcripts:extractFacts", ``, 400, "INVALID_ARGUMENT", "INVALID_FIELD", "transcript"},
		{"rule of the schema", "POST", "/v1/documents:ingest", `{"hints":{"cik":"x"}}`, 400, "INVALID_ARGUMENT", "INVALID_FIELD", "hints.cik"},
		{"error of the service", "POST", "/v1/documents:ingest", `{}`, 400, "INVALID_ARGUMENT", "EMPTY", "content"},
		{"unknown parameter", "GET", "/v1/companies/x?mask=name", ``, 400, "INVALID_ARGUMENT", "UNKNOWN_FIELD", "mask"},
		{"parameter of the path", "GET", "/v1/companies/x?name=companies/y", ``, 400, "INVALID_ARGUMENT", "BAD_QUERY", "name"},
		{"parameter twice", "GET", "/v1/companies/-/calls/-/transcripts/-/facts?pageSize=1&page_size=2", ``, 400, "INVALID_ARGUMENT", "BAD_QUERY", "page_size"},
		{"parameter's type", "GET", "/v1/companies/-/calls/-/transcripts/-/facts?pageSize=many", ``, 400, "INVALID_ARGUMENT", "BAD_QUERY", "page_size"},
		{"negative page", "GET", "/v1/companies/-/calls/-/transcripts/-/facts?pageSize=-1", ``, 400, "INVALID_ARGUMENT", "INVALID_FIELD", "page_size"},
		{"bad name", "GET", "/v1/companies/Northwind%20Systems", ``, 400, "INVALID_ARGUMENT", "INVALID_FIELD", "name"},
		{"not found", "GET", "/v1/companies/nobody", ``, 404, "NOT_FOUND", "COMPANY_NOT_FOUND", ""},
		{"failure", "GET", "/v1/companies/broken", ``, 500, "INTERNAL", "INTERNAL", ""},
		{"not implemented", "GET", "/v1/companies/x/calls/y", ``, 501, "UNIMPLEMENTED", "UNIMPLEMENTED", ""},
		{"a stream that is refused", "GET", "/v1/companies/-/calls/-/transcripts/-/facts:watch?cursor=x", ``, 400, "INVALID_ARGUMENT", "BAD_CURSOR", "cursor"},
		{"no such path", "GET", "/v1/nothing", ``, 404, "NOT_FOUND", "NO_SUCH_PATH", ""},
		{"no such method", "DELETE", "/v1/concepts", ``, 405, "UNIMPLEMENTED", "METHOD_NOT_ALLOWED", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			contentType := ""
			if c.method == "POST" {
				contentType = "application/json; charset=utf-8"
			}
			a := ask(t, c.method, h.URL+c.path, contentType, []byte(c.body))
			var e shownError
			if err := json.Unmarshal(a.body, &e); err != nil || a.header.Get("Content-Type") != "application/json" {
				t.Fatalf("%v: %s", err, a.body)
			}
			field := ""
			if len(e.Fields) > 0 {
				field = e.Fields[0].Path
			}
			if a.status != c.status || e.Code != c.code || e.Reason != c.reason || field != c.field || e.Message == "" || strings.Contains(e.Message, "secret") {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
}

// TestBodyLimit: a JSON request above the limit is refused, one with a document
// at its own limit is not.
func TestBodyLimit(t *testing.T) {
	h, e := serve(t)
	body, err := json.Marshal(map[string]string{"content": base64.StdEncoding.EncodeToString(make([]byte, 16<<20))})
	if err != nil {
		t.Fatal(err)
	}
	if a := ask(t, "POST", h.URL+"/v1/documents:ingest", "application/json", body); a.status != 200 || len(e.last.(*parserv1.IngestDocumentRequest).GetContent()) != 16<<20 {
		t.Errorf("%d %s", a.status, a.body)
	}
	a := ask(t, "POST", h.URL+"/v1/documents:ingest", "application/json", bytes.Repeat([]byte(" "), gateway.MaxJSONBytes+1))
	if a.status != 413 || !strings.Contains(string(a.body), `"reason":"MESSAGE_TOO_LARGE"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := ask(t, "POST", h.URL+"/v1/documents:ingest", "text/plain", make([]byte, 40<<20)); a.status != 200 || len(e.last.(*parserv1.IngestDocumentRequest).GetContent()) != 16<<20+1 {
		t.Errorf("%d %s: no more is sent than shows that it is too large", a.status, a.body)
	}
}

// TestUpload: a body that is not JSON is the document, the query its hints.
func TestUpload(t *testing.T) {
	h, e := serve(t)
	for _, kind := range []string{"", "text/plain; charset=utf-8", "application/octet-stream", "application/x-www-form-urlencoded"} {
		a := ask(t, "POST", h.URL+"/v1/documents:ingest?filename=q1.txt&hints.ticker=NWSY&hints.fiscalYear=2012&hints.published_time=2012-04-24T21:00:00Z&requestId=r1", kind, []byte("{not json"))
		got := e.last.(*parserv1.IngestDocumentRequest)
		if a.status != 200 || string(a.body) != `{"created":true}` {
			t.Errorf("%s: %d %s", kind, a.status, a.body)
		}
		if string(got.GetContent()) != "{not json" || got.GetFilename() != "q1.txt" || got.GetHints().GetTicker() != "NWSY" || got.GetHints().GetFiscalYear() != 2012 || got.GetHints().GetPublishedTime().GetSeconds() != 1335301200 || got.GetRequestId() != "r1" {
			t.Errorf("%s: %v", kind, got)
		}
	}
	a := ask(t, "POST", h.URL+"/v1/documents:parse?filename=x", "text/html", []byte("x"))
	if a.status != 200 || !bytes.Contains(a.body, []byte(`"text":"<b>`)) {
		t.Errorf("%d %s", a.status, a.body)
	}
	for query, field := range map[string]string{"hint.ticker=x": "hint.ticker", "content=eA==": "content", "hints.fiscalYear=x": "hints.fiscal_year", "hints.cik=x": "hints.cik"} {
		a := ask(t, "POST", h.URL+"/v1/documents:ingest?"+query, "text/plain", []byte("x"))
		if a.status != 400 || !strings.Contains(string(a.body), `"path":"`+field+`"`) {
			t.Errorf("%s: %d %s", query, a.status, a.body)
		}
	}
	if a := ask(t, "POST", h.URL+"/v1/documents:ingest", "multipart/form-data; boundary=x", []byte("--x--")); a.status != 400 || !strings.Contains(string(a.body), "UNSUPPORTED_TYPE") {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestMask: a read mask is taken in both spellings.
func TestMask(t *testing.T) {
	h, e := serve(t)
	ask(t, "GET", h.URL+"/v1/companies/x?readMask=displayName,ticker", "", nil)
	if got := e.last.(*parserv1.GetCompanyRequest).GetReadMask().GetPaths(); !slices.Equal(got, []string{"display_name", "ticker"}) {
		t.Errorf("%q", got)
	}
	ask(t, "GET", h.URL+"/v1/companies/-/calls/-/transcripts/-/facts?read_mask=evidence.quote_span", "", nil)
	if got := e.last.(*metricsv1.ListFactsRequest).GetReadMask().GetPaths(); !slices.Equal(got, []string{"evidence.quote_span"}) {
		t.Errorf("%q", got)
	}
}

// TestAnswers: single resources are the body itself; JSON is on one line; every
// answer has the headers that limit what a browser does with it.
func TestAnswers(t *testing.T) {
	h, _ := serve(t)
	a := ask(t, "GET", h.URL+"/v1/companies/northwind-systems", "", nil)
	if string(a.body) != `{"name":"companies/northwind-systems","displayName":"Northwind Systems, Inc."}` {
		t.Errorf("%s", a.body)
	}
	if head := ask(t, "HEAD", h.URL+"/v1/companies/northwind-systems", "", nil); head.status != 200 || len(head.body) != 0 {
		t.Errorf("HEAD: %d %q", head.status, head.body)
	}
	for path, kind := range map[string]string{"/v1/concepts": "application/json", "/": "text/html; charset=utf-8", "/openapi.json": "application/json", "/healthz": "application/json", "/readyz": "application/json"} {
		a := ask(t, "GET", h.URL+path, "", nil)
		if a.header.Get("Content-Type") != kind {
			t.Errorf("%s is %s", path, a.header.Get("Content-Type"))
		}
		for header, part := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"} {
			if !strings.Contains(a.header.Get(header), part) {
				t.Errorf("%s: %s: %q", path, header, a.header.Get(header))
			}
		}
		if strings.Contains(a.header.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: %s", path, a.header.Get("Content-Security-Policy"))
		}
	}
}

// TestStream: each change is a line, and so is an error that ends the stream, in
// the shape that errors have.
func TestStream(t *testing.T) {
	h, _ := serve(t)
	path := h.URL + "/v1/companies/-/calls/-/transcripts/-/facts:watch?cursor="
	a := ask(t, "GET", path+"2", "", nil)
	want := `{"result":{"cursor":"0"}}` + "\n" + `{"result":{"cursor":"1"}}` + "\n" +
		`{"error":{"code":"UNAVAILABLE","reason":"BEHIND","message":"come again"}}` + "\n"
	if a.status != 200 || string(a.body) != want || a.header.Get("Content-Type") != "application/json" {
		t.Errorf("%d %v %s, want %s", a.status, a.header, a.body, want)
	}
	if a := ask(t, "GET", path+"0", "", nil); a.status != 200 || len(a.body) != 0 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestManyAnswers: answers that are written at the same time do not touch each
// other, though their buffers are used again.
func TestManyAnswers(t *testing.T) {
	h, _ := serve(t)
	var all sync.WaitGroup
	for n := range 8 {
		all.Go(func() {
			for i := range 40 {
				size := (n*97+i*31)%300 + 1
				a := ask(t, "GET", fmt.Sprintf("%s/v1/companies/-/calls/-/transcripts/-/facts?pageSize=%d", h.URL, size), "", nil)
				var got struct{ Facts []struct{ Concept string } }
				if err := json.Unmarshal(a.body, &got); err != nil || len(got.Facts) != size || got.Facts[size-1].Concept != "revenue" {
					t.Errorf("%v: %d facts of %d", err, len(got.Facts), size)
				}
				name := fmt.Sprintf("companies/x/calls/y/transcripts/0123456789abcdef/facts/%016d", size)
				if a := ask(t, "GET", h.URL+"/v1/"+name, "", nil); string(a.body) != `{"name":"`+name+`","turn":3}` {
					t.Errorf("%s: %s", name, a.body)
				}
			}
		})
	}
	all.Wait()
	if a := ask(t, "GET", h.URL+"/v1/companies/x/calls/y/transcripts/0123456789abcdef/facts/nothing000000000", "", nil); string(a.body) != "{}" {
		t.Errorf("%s", a.body)
	}
}

// TestCrossOrigin: what another site's page makes a browser send is refused.
func TestCrossOrigin(t *testing.T) {
	h, e := serve(t)
	a := ask(t, "POST", h.URL+"/v1/documents:ingest", "text/plain", []byte("x"), "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
	if a.status != 403 || !strings.Contains(string(a.body), `"reason":"CROSS_ORIGIN"`) || e.last != nil {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := ask(t, "POST", h.URL+"/v1/documents:ingest", "text/plain", []byte("x"), "Sec-Fetch-Site", "same-origin"); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestCompression(t *testing.T) {
	h, _ := serve(t)
	path := h.URL + "/v1/companies/-/calls/-/transcripts/-/facts?pageSize=100"
	plain := ask(t, "GET", path, "", nil, "Accept-Encoding", "identity")
	small := ask(t, "GET", path, "", nil, "Accept-Encoding", "gzip")
	if small.header.Get("Content-Encoding") != "gzip" || len(small.body) > len(plain.body)/10 {
		t.Fatalf("%v: %d of %d bytes", small.header, len(small.body), len(plain.body))
	}
	r, err := gzip.NewReader(bytes.NewReader(small.body))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, plain.body) {
		t.Errorf("%v: another answer", err)
	}
}

// TestProbes: live without the services, ready only with both.
func TestProbes(t *testing.T) {
	h, _ := serve(t)
	if a := ask(t, "GET", h.URL+"/readyz", "", nil); a.status != 200 || string(a.body) != `{"metrics":"SERVING","parser":"SERVING"}`+"\n" {
		t.Errorf("%d %s", a.status, a.body)
	}
	nobody, err := daemon.Dial("127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	defer nobody.Close()
	handler, err := gateway.New(nobody, nobody, (&daemon.Setup{}).Admit)
	if err != nil {
		t.Fatal(err)
	}
	alone := httptest.NewServer(handler)
	defer alone.Close()
	if a := ask(t, "GET", alone.URL+"/healthz", "", nil); a.status != 200 {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := ask(t, "GET", alone.URL+"/readyz", "", nil); a.status != 503 || string(a.body) != `{"metrics":"UNAVAILABLE","parser":"UNAVAILABLE"}`+"\n" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := ask(t, "GET", alone.URL+"/v1/companies", "", nil); a.status != 503 || !strings.Contains(string(a.body), `"reason":"UNAVAILABLE"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// TestEveryMethod: each unary method of both services has its path in the
// OpenAPI document, and each path there is served.
func TestEveryMethod(t *testing.T) {
	h, _ := serve(t)
	var document struct {
		OpenAPI string
		Paths   map[string]map[string]struct{ OperationID string }
	}
	if err := json.Unmarshal(ask(t, "GET", h.URL+"/openapi.json", "", nil).body, &document); err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for path, operations := range document.Paths {
		for method, operation := range operations {
			described[operation.OperationID] = true
			filled := path
			for _, parameter := range []string{"company", "call", "transcript", "fact"} {
				filled = strings.ReplaceAll(filled, "{"+parameter+"}", "x")
			}
			a := ask(t, strings.ToUpper(method), h.URL+filled, "application/json", []byte("{}"))
			if strings.Contains(string(a.body), "NO_SUCH_PATH") || a.status == 405 || a.status == 404 {
				t.Errorf("%s %s: %d %s", method, path, a.status, a.body)
			}
		}
	}
	for _, service := range []grpc.ServiceDesc{parserv1.ParserService_ServiceDesc, metricsv1.MetricsService_ServiceDesc} {
		for _, method := range service.Methods {
			name := service.ServiceName[strings.LastIndexByte(service.ServiceName, '.')+1:] + "_" + method.MethodName
			if !described[name] {
				t.Errorf("%s is not in the OpenAPI document: %v", name, slices.Sorted(maps.Keys(described)))
			}
		}
	}
}

// TestMessages: what is wrong is said in the words of who asks, with what is
// wanted, and not in those of a language or a pattern.
func TestMessages(t *testing.T) {
	h, _ := serve(t)
	const facts = "/v1/companies/-/calls/-/transcripts/-/facts"
	for _, c := range []struct{ path, want string }{
		{facts + "?pageSize=abc", `page_size: "abc" is not a whole number such as 20`},
		{facts + "?asOf=yesterday", `as_of: "yesterday" is not a time such as 2023-12-31T00:00:00Z`},
		{facts + "?includeSuperseded=perhaps", `include_superseded: "perhaps" is not true or false`},
		{facts + ":export?format=XLSX", `format: "XLSX" is not one of EXPORT_FORMAT_CSV, `},
		{"/v1/companies/Northwind%20Systems", `name: "companies/Northwind Systems" does not fit; wanted is a name such as companies/northwind-systems`},
		{"/v1/companies/x/calls/y/transcripts/z/facts", `wanted is a name such as companies/northwind-systems/calls/2023-q1/transcripts/-`},
		{"/v1/companies/x/calls/y/transcripts/z/facts/f", `wanted is a name such as companies/northwind-systems/calls/2023-q1/transcripts/0123456789abcdef/facts/abcdefghij234567`},
		{"/v1/series:query?concept=revenue&companies=foo%20bar", `companies[0]: "foo bar" does not fit; wanted is a name such as companies/northwind-systems`},
		{"/v1/series:query?concept=revenue", "companies: it is missing; wanted is at least 1 name such as companies/northwind-systems"},
		{"/v1/series:query?companies=companies/x", "concept: it is missing; wanted is the id of a concept, such as revenue"},
		{"/v1/series:query?companies=companies/x&concept=revenue&firstPeriod=foo", `first_period: "foo" does not fit; wanted is a fiscal period such as 2023Q1`},
		{"/v1/companies/x/calls/y/transcripts/0123456789abcdef/extraction?wait=long", `wait: "long" is not a number of seconds such as 10s`},
	} {
		got := ask(t, http.MethodGet, h.URL+c.path, "", nil)
		var shown shownError
		if err := json.Unmarshal(got.body, &shown); err != nil || got.status != 400 || !strings.Contains(shown.Message, c.want) {
			t.Errorf("%s: %d %q", c.path, got.status, got.body)
		}
	}
	for body, want := range map[string]string{
		`{"hints":{"publishedTime":"yesterday"}}`: `hints.published_time: "yesterday" is not a time such as 2023-12-31T00:00:00Z`,
		`{"hints":{"fiscalYear":"MMXII"}}`:        `hints.fiscal_year: "MMXII" is not a whole number such as 20`,
		`{"content":"*"}`:                         `content: "*" is not bytes in base64`,
		`{"hints":5}`:                             `hints: 5 is not an object`,
		`[]`:                                      "the body is not a JSON object",
	} {
		got := ask(t, http.MethodPost, h.URL+"/v1/documents:ingest", "application/json", []byte(body))
		var shown shownError
		if err := json.Unmarshal(got.body, &shown); err != nil || got.status != 400 || !strings.Contains(shown.Message, want) {
			t.Errorf("%s: %d %q", body, got.status, got.body)
		}
	}
}
