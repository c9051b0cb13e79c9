package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// assistant is a session of the SDK's client.
type assistant struct{ *mcp.ClientSession }

func connect(t *testing.T, transport mcp.Transport) assistant {
	t.Helper()
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	return assistant{session}
}

// call calls a tool, and reads its answer, which stands there as text and as
// structure.
func (a assistant) call(t *testing.T, tool string, arguments map[string]any, into any) {
	t.Helper()
	result, err := a.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	text := result.Content[0].(*mcp.TextContent).Text
	if result.IsError {
		t.Fatalf("%s: %s", tool, text)
	}
	structured, err := json.Marshal(result.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	var a1, a2 any
	if json.Unmarshal([]byte(text), &a1) != nil || json.Unmarshal(structured, &a2) != nil || !sameJSON(a1, a2) {
		t.Errorf("%s: the text is %s, the structure %s", tool, text, structured)
	}
	if err := json.Unmarshal(structured, into); err != nil {
		t.Fatalf("%s: %v: %s", tool, err, structured)
	}
}

func sameJSON(a, b any) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && string(x) == string(y)
}

// refused calls a tool that must say what is wrong.
func (a assistant) refused(t *testing.T, tool string, arguments map[string]any, want string) {
	t.Helper()
	result, err := a.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	switch {
	case err != nil:
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", tool, err)
		}
	case !result.IsError || !strings.Contains(result.Content[0].(*mcp.TextContent).Text, want):
		t.Errorf("%s: %+v", tool, result.Content[0])
	}
}

// TestMCP: an assistant reads facts with the words that say them: in this
// process, from the program over its standard streams, and over HTTP.
func TestMCP(t *testing.T) {
	in := install(t)
	must(t, "ingest", "--server", in.grpc, sampleDir)
	t.Run("in process", in.testMCPInProcess)
	t.Run("standard streams", in.testMCPStreams)
	t.Run("HTTP", in.testMCPOverHTTP)
}

func (in *installation) testMCPInProcess(t *testing.T) {
	services := newServices(in.conn, in.conn)
	ours, theirs := mcp.NewInMemoryTransports()
	session, err := newMCPServer(services).Connect(t.Context(), ours, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	a := connect(t, theirs)
	defer a.Close()
	a.testTools(t)
	a.testAnswers(t)
	a.refused(t, "list_facts", map[string]any{"filter": "colour = 3"}, "BAD_FILTER")
	a.refused(t, "list_facts", map[string]any{"as_of": "yesterday"}, "as_of")
	a.refused(t, "list_facts", map[string]any{"colour": "red"}, "colour")
	a.refused(t, "get_fact", map[string]any{}, "name")
	a.refused(t, "get_fact", map[string]any{"name": "0123456789abcdef/0123456789abcdef"}, "FACT_NOT_FOUND")
	a.refused(t, "batch_get_facts", map[string]any{"names": []string{}}, "names")
	a.refused(t, "get_document", map[string]any{"name": "northwind-systems/1999-q1"}, "CALL_NOT_FOUND")
	a.refused(t, "get_turns", map[string]any{"name": "northwind-systems/2023-q1", "first": 1_000_000}, "first")
	a.refused(t, "list_findings", map[string]any{"company": "northwind-systems", "verdict": "odd"}, "odd")
}

// testTools: every tool reads only, and describes itself and what it takes.
func (a assistant) testTools(t *testing.T) {
	var names []string
	for tool, err := range a.Tools(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, tool.Name)
		if tool.Description == "" || !tool.Annotations.ReadOnlyHint {
			t.Errorf("%+v", tool)
		}
		schema, err := json.Marshal(tool.InputSchema)
		if err != nil {
			t.Fatal(err)
		}
		var read struct {
			Properties map[string]struct{ Description string }
		}
		if err := json.Unmarshal(schema, &read); err != nil || len(read.Properties) == 0 {
			t.Errorf("%s: %v %s", tool.Name, err, schema)
		}
		for name, property := range read.Properties {
			if property.Description == "" {
				t.Errorf("%s: %s is not described", tool.Name, name)
			}
		}
	}
	slices.Sort(names)
	want := []string{
		"batch_get_facts", "compare_transcripts", "explain_fact", "get_call", "get_call_statistics", "get_company", "get_coverage", "get_document",
		"get_extraction", "get_fact",
		"get_taxonomy", "get_transcript", "get_turns", "list_calls", "list_companies", "list_concepts", "list_fact_reviews",
		"list_facts", "list_findings", "list_guidance", "list_transcripts", "query_series", "search_turns", "verify_evidence",
	}
	if !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
}

// factsOf asks for facts and checks that the call has the words that they quote.
func (a assistant) factsOf(t *testing.T) (facts []jsonFact) {
	t.Helper()
	var page struct {
		Facts         []jsonFact
		NextPageToken string
	}
	arguments := map[string]any{"company": "northwind-systems", "call": "2023-q1", "concept": "revenue", "status": "actual", "limit": 2}
	for {
		page.Facts, page.NextPageToken = nil, ""
		a.call(t, "list_facts", arguments, &page)
		facts = append(facts, page.Facts...)
		if page.NextPageToken == "" {
			break
		}
		arguments["page_token"] = page.NextPageToken
	}
	if len(facts) < 3 {
		t.Fatalf("%+v", facts)
	}
	type turn struct {
		Text string
		Span struct{ Start, End int }
	}
	var turns []turn
	for first := 0; ; {
		var answer struct {
			Turns               []turn
			TurnCount, NextTurn int
		}
		a.call(t, "get_turns", map[string]any{"name": "northwind-systems/2023-q1", "first": first}, &answer)
		turns = append(turns, answer.Turns...)
		if first = answer.NextTurn; first == 0 {
			if len(turns) != answer.TurnCount {
				t.Errorf("%d turns of %d", len(turns), answer.TurnCount)
			}
			break
		}
	}
	for _, f := range facts {
		at := f.Evidence.QuoteSpan
		i := slices.IndexFunc(turns, func(t turn) bool { return t.Span.Start <= at.Start && at.End <= t.Span.End })
		if i < 0 || turns[i].Text[at.Start-turns[i].Span.Start:at.End-turns[i].Span.Start] != f.Evidence.Quote {
			t.Errorf("%s: no turn has %q at %v", f.Name, f.Evidence.Quote, at)
		}
	}
	return facts
}

// testAnswers: what each tool says.
func (a assistant) testAnswers(t *testing.T) {
	facts := a.factsOf(t)
	var one jsonFact
	a.call(t, "get_fact", map[string]any{"name": shortFact(facts[0].Name)}, &one)
	if one != facts[0] {
		t.Errorf("%+v, want %+v", one, facts[0])
	}
	var both struct{ Facts []jsonFact }
	a.call(t, "batch_get_facts", map[string]any{"names": []string{facts[1].Name, shortFact(facts[0].Name)}}, &both)
	if !slices.Equal(both.Facts, []jsonFact{facts[1], facts[0]}) {
		t.Errorf("%+v", both)
	}
	var document struct{ Sha256, Filename, MediaType, Content string }
	a.call(t, "get_document", map[string]any{"name": "northwind-systems/2023-q1"}, &document)
	if len(document.Sha256) != 64 || document.Filename != "northwind-2023-q1.txt" || document.MediaType != "text/plain" || document.Content != "" {
		t.Errorf("%+v", document)
	}
	var explained struct {
		Fact  jsonFact
		Steps []struct{ Rule string }
	}
	a.call(t, "explain_fact", map[string]any{"name": one.Name}, &explained)
	if explained.Fact.Name != one.Name || len(explained.Steps) == 0 {
		t.Errorf("%+v", explained)
	}
	for tool, c := range map[string]struct {
		arguments map[string]any
		list      string
		least     int
	}{
		"list_companies":  {map[string]any{"filter": `ticker = "NWSY"`}, "companies", 1},
		"list_calls":      {map[string]any{"company": "northwind-systems"}, "calls", 4},
		"list_concepts":   {map[string]any{"matching": "Gross margin"}, "concepts", 1},
		"search_turns":    {map[string]any{"query": "gross margin", "company": "northwind-systems", "role": "executive"}, "matches", 1},
		"verify_evidence": {map[string]any{"names": []string{one.Name}}, "verifications", 1},
		"query_series":    {map[string]any{"companies": []string{"northwind-systems"}, "concept": "revenue"}, "series", 1},
		"list_guidance":   {map[string]any{"company": "northwind-systems", "concept": "revenue"}, "guidance", 1},
		"list_findings":   {map[string]any{"company": "northwind-systems", "call": "2023-q1"}, "findings", 1},

		"list_transcripts":    {map[string]any{"company": "northwind-systems"}, "transcripts", 4},
		"get_transcript":      {map[string]any{"name": "northwind-systems/2023-q1"}, "speakers", 3},
		"compare_transcripts": {map[string]any{"base": "northwind-systems/2023-q1", "other": "northwind-systems/2023-q2"}, "differences", 10},
		"list_fact_reviews":   {map[string]any{"company": "northwind-systems"}, "reviews", 0},
	} {
		var answer map[string]any
		a.call(t, tool, c.arguments, &answer)
		if list, _ := answer[c.list].([]any); len(list) < c.least {
			t.Errorf("%s: %v", tool, answer)
		}
	}
	for tool, arguments := range map[string]map[string]any{
		"get_coverage":        {"company": "northwind-systems"},
		"get_call_statistics": {"company": "northwind-systems", "call": "2023-q1"},
		"get_company":         {"company": "northwind-systems"},
		"get_call":            {"company": "northwind-systems", "call": "2023-q1"},
		"get_extraction":      {"name": "northwind-systems/2023-q1"},
		"get_taxonomy":        {"company": "northwind-systems"},
	} {
		var answer map[string]any
		if a.call(t, tool, arguments, &answer); len(answer) < 2 {
			t.Errorf("%s: %v", tool, answer)
		}
	}
}

// compares: a transcript agrees with itself in every fact.
func (a assistant) compares(t *testing.T) {
	var compared struct {
		Differences []any
		SameCount   int
	}
	a.call(t, "compare_transcripts", map[string]any{"base": "northwind-systems/2023-q1", "other": "northwind-systems/2023-q1"}, &compared)
	if len(compared.Differences) != 0 || compared.SameCount < 50 {
		t.Errorf("%+v", compared)
	}
}

func (in *installation) testMCPStreams(t *testing.T) {
	a := connect(t, &mcp.CommandTransport{Command: exec.Command(program(t, "callfacts"), "mcp", "--server", in.grpc)})
	if got := a.InitializeResult(); got.ServerInfo.Name != "callfacts" || !strings.Contains(got.Instructions, "evidence.quote") {
		t.Errorf("%+v", got)
	}
	a.factsOf(t)
	a.compares(t)
	if err := a.Close(); err != nil {
		t.Errorf("the program ends with %v", err)
	}
}

func (in *installation) testMCPOverHTTP(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "example.com:80", "8082"} {
		if _, errs, code := command(t, "", "mcp", "--server", in.grpc, "--http", address); code != 2 || !strings.Contains(errs, "--http") {
			t.Errorf("%s: %d %s", address, code, errs)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	process := exec.CommandContext(ctx, program(t, "callfacts"), "mcp", "--server", in.grpc, "--http", "127.0.0.1:0")
	stderr, err := process.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stderr).ReadString('\n')
	_, url, ok := strings.Cut(strings.TrimSpace(line), "MCP at ")
	if err != nil || !ok {
		t.Fatalf("%v %q", err, line)
	}
	a := connect(t, &mcp.StreamableClientTransport{Endpoint: url, DisableStandaloneSSE: true})
	a.factsOf(t)
	a.compares(t)
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	// A page of another site, or one that took over a name, gets nothing.
	for header, value := range map[string]string{"Origin": "http://evil.example", "Host": "evil.example"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", "application/json, text/event-stream")
		request.Header.Set(header, value)
		if header == "Host" {
			request.Host = value
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", header, response.StatusCode)
		}
	}
	process.Process.Signal(os.Interrupt)
	if err := process.Wait(); err != nil {
		t.Errorf("the program ends with %v", err)
	}
}
