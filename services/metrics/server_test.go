package metrics_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/jobs"
)

// extracted is an installation with two calls.
func extracted(t *testing.T) (in *installation, first, second string) {
	t.Helper()
	in = start(t)
	first = in.parser.add(1, "2012-q1", speech(t, said))
	second = in.parser.add(2, "2012-q2", speech(t, said))
	in.enqueue(t, jobs.Extract(ref(1), ref(2))...)
	in.work(t)
	in.outcome(t, first)
	in.outcome(t, second)
	return in, first, second
}

// TestExtractFacts: the stateless method gives what is stored for the same
// transcript.
func TestExtractFacts(t *testing.T) {
	in, first, _ := extracted(t)
	got, err := in.ExtractFacts(t.Context(), &metricsv1.ExtractFactsRequest{Transcript: speech(t, said)})
	if err != nil || got.GetEngineVersion() != fact.Version || len(got.GetNumerals()) == 0 {
		t.Fatalf("%v, %v", got, err)
	}
	stored := in.facts(t, &metricsv1.ListFactsRequest{Parent: first})
	if len(stored) == 0 || len(stored) != len(got.GetFacts()) {
		t.Fatalf("%d stored, %d extracted", len(stored), len(got.GetFacts()))
	}
	for i, f := range stored {
		if f.EffectiveTime == nil || f.RecordTime == nil {
			t.Errorf("%s has no times", f.Name)
		}
		f.EffectiveTime, f.RecordTime = nil, nil
		f.Name = f.Name[len(first)+1:]
		if !proto.Equal(f, got.GetFacts()[i]) {
			t.Errorf("stored    %v\nextracted %v", f, got.GetFacts()[i])
		}
	}
}

// TestBadTranscript: what points nowhere is named.
func TestBadTranscript(t *testing.T) {
	in := start(t)
	for path, spoil := range map[string]func(*parserv1.Transcript){
		"transcript.text":             func(m *parserv1.Transcript) { m.Text = strings.Repeat("x", 16<<20+1) },
		"transcript.turns[0].span":    func(m *parserv1.Transcript) { m.Turns[0].Span.End = 1 << 30 },
		"transcript.turns[0].speaker": func(m *parserv1.Transcript) { m.Turns[0].Speaker = "s99" },
		"transcript.text_sha256":      func(m *parserv1.Transcript) { m.Text += "." },
	} {
		m := speech(t, said)
		spoil(m)
		_, err := in.ExtractFacts(t.Context(), &metricsv1.ExtractFactsRequest{Transcript: m})
		e := reason(t, path, err, "BAD_TRANSCRIPT")
		if e.Code != codes.InvalidArgument || len(e.Fields) != 1 || e.Fields[0].Path != path {
			t.Errorf("%s: %v %v", path, e, e.Fields)
		}
	}
	_, err := in.ExtractFacts(t.Context(), &metricsv1.ExtractFactsRequest{})
	reason(t, "no transcript", err, "INVALID_FIELD")
}

// TestGetExtraction: who waits is woken, who does not is told at once.
func TestGetExtraction(t *testing.T) {
	in := start(t)
	name := in.parser.add(1, "2012-q1", speech(t, said))
	woken := make(chan *metricsv1.Extraction)
	go func() {
		got, _ := in.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: name + "/extraction", Wait: durationpb.New(30 * time.Second)})
		woken <- got.GetExtraction()
	}()
	got, err := in.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: "companies/-/calls/-/transcripts/" + ref(1).ID + "/extraction", Wait: durationpb.New(time.Millisecond)})
	if err != nil || got.GetExtraction().GetState() != metricsv1.Extraction_STATE_PENDING || got.GetExtraction().GetName() != name+"/extraction" {
		t.Errorf("%v, %v", got, err)
	}
	// Another process stores it.
	in.enqueue(t, jobs.Extract(ref(1))...)
	other := &installation{pool: in.pool, parser: in.parser}
	other.service = in.another(t, "node-2", in.client)
	other.work(t)
	if got := <-woken; got.GetState() != metricsv1.Extraction_STATE_SUCCEEDED {
		t.Errorf("%v", got)
	}

	for what, request := range map[string]*metricsv1.GetExtractionRequest{
		"too long a wait": {Name: name + "/extraction", Wait: durationpb.New(31 * time.Second)},
		"negative wait":   {Name: name + "/extraction", Wait: durationpb.New(-time.Second)},
		"no name":         {},
		"another name":    {Name: name},
	} {
		_, err := in.GetExtraction(t.Context(), request)
		reason(t, what, err, "INVALID_FIELD")
	}
	_, err = in.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: "companies/-/calls/-/transcripts/00000000000000ff/extraction"})
	reason(t, "unknown", err, "TRANSCRIPT_NOT_FOUND")
}

// TestListFacts: filters, parents, pages, masks, times.
func TestListFacts(t *testing.T) {
	in, first, second := extracted(t)
	day := func(n int) *timestamppb.Timestamp { return timestamppb.New(accepted.AddDate(0, 0, n)) }
	for what, test := range map[string]struct {
		request *metricsv1.ListFactsRequest
		want    int
	}{
		"all":                    {&metricsv1.ListFactsRequest{}, 6},
		"of a transcript":        {&metricsv1.ListFactsRequest{Parent: first}, 3},
		"of it, by its id alone": {&metricsv1.ListFactsRequest{Parent: "companies/-/calls/-/transcripts/" + ref(1).ID}, 3},
		"of a call":              {&metricsv1.ListFactsRequest{Parent: "companies/northwind-systems/calls/2012-q2/transcripts/-"}, 3},
		"of a company":           {&metricsv1.ListFactsRequest{Parent: "companies/northwind-systems/calls/-/transcripts/-"}, 6},
		"of a concept":           {&metricsv1.ListFactsRequest{Filter: `concept = "gross_margin"`}, 2},
		"of a status":            {&metricsv1.ListFactsRequest{Filter: `status = FACT_STATUS_ACTUAL`}, 6},
		"of another status":      {&metricsv1.ListFactsRequest{Filter: `status = GUIDANCE`}, 0},
		"compared":               {&metricsv1.ListFactsRequest{Filter: `comparison = YEAR_OVER_YEAR AND measure = GROWTH`}, 2},
		"of a period":            {&metricsv1.ListFactsRequest{Filter: `period = "2012Q1" AND concept = revenue`}, 4},
		"by value":               {&metricsv1.ListFactsRequest{Filter: `low > 62 AND high < 63 AND unit = percent`}, 2},
		"by role":                {&metricsv1.ListFactsRequest{Filter: `speaker_role = ANALYST`}, 0},
		"by speaker":             {&metricsv1.ListFactsRequest{Filter: `speaker_name = "Jane*"`}, 6},
		"of no part":             {&metricsv1.ListFactsRequest{Filter: `NOT member:*`}, 6},
		"of a part":              {&metricsv1.ListFactsRequest{Filter: `axis = SEGMENT OR qualifier = ORGANIC OR member = x`}, 0},
		"as of the first call":   {&metricsv1.ListFactsRequest{AsOf: day(1)}, 3},
		"as of before":           {&metricsv1.ListFactsRequest{AsOf: day(0)}, 0},
		"as recorded in 2012":    {&metricsv1.ListFactsRequest{RecordedAsOf: day(9)}, 0},
	} {
		if got := in.facts(t, test.request); len(got) != test.want {
			t.Errorf("%s: %d facts, want %d: %v", what, len(got), test.want, got)
		}
	}
	all := in.facts(t, &metricsv1.ListFactsRequest{})
	if !strings.HasPrefix(all[0].GetName(), second) || !strings.HasPrefix(all[5].GetName(), first) {
		t.Errorf("the newest call is not first: %s ... %s", all[0].GetName(), all[5].GetName())
	}

	masked := in.facts(t, &metricsv1.ListFactsRequest{ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"name", "value.low"}}})
	if want := (&metricsv1.Fact{Name: all[0].Name, Value: &metricsv1.Quantity{Low: all[0].Value.Low}}); !proto.Equal(masked[0], want) {
		t.Errorf("masked: %v", masked[0])
	}
}

// TestPages: pages hold each fact once, and show what was there when the first
// was asked for.
func TestPages(t *testing.T) {
	in, first, _ := extracted(t)
	request := &metricsv1.ListFactsRequest{Parent: "companies/-/calls/-/transcripts/-", PageSize: 4}
	page, err := in.ListFacts(t.Context(), request)
	if err != nil || len(page.GetFacts()) != 4 || page.GetNextPageToken() == "" {
		t.Fatalf("%v, %v", page, err)
	}
	in.parser.remove(1)
	in.enqueue(t, jobs.Refresh(ref(1).ID)...)
	eventually(t, "deleted", func() bool { return len(in.facts(t, &metricsv1.ListFactsRequest{})) == 3 })
	request.PageToken = page.GetNextPageToken()
	rest, err := in.ListFacts(t.Context(), request)
	if err != nil || len(rest.GetFacts()) != 2 || rest.GetNextPageToken() != "" || !strings.HasPrefix(rest.GetFacts()[1].GetName(), first) {
		t.Errorf("%v, %v", rest, err)
	}

	request.Filter = "concept = revenue"
	_, err = in.ListFacts(t.Context(), request)
	reason(t, "another list's token", err, "BAD_PAGE_TOKEN")
}

// TestListFactsErrors: the right code, and a message that names the fault.
func TestListFactsErrors(t *testing.T) {
	in, _, _ := extracted(t)
	for what, test := range map[string]struct {
		request      *metricsv1.ListFactsRequest
		reason, says string
	}{
		"filter's field":    {&metricsv1.ListFactsRequest{Filter: "colour = red"}, "BAD_FILTER", "colour"},
		"filter's grammar":  {&metricsv1.ListFactsRequest{Filter: "concept ="}, "BAD_FILTER", ""},
		"filter's value":    {&metricsv1.ListFactsRequest{Filter: "measure = RED"}, "BAD_FILTER", "VALUE"},
		"long filter":       {&metricsv1.ListFactsRequest{Filter: strings.Repeat("x", 2001)}, "INVALID_FIELD", "filter"},
		"token":             {&metricsv1.ListFactsRequest{PageToken: "x"}, "BAD_PAGE_TOKEN", ""},
		"page size":         {&metricsv1.ListFactsRequest{PageSize: -1}, "INVALID_FIELD", "page_size"},
		"mask":              {&metricsv1.ListFactsRequest{ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"colour"}}}, "BAD_READ_MASK", "colour"},
		"parent":            {&metricsv1.ListFactsRequest{Parent: "companies/-"}, "INVALID_FIELD", "parent"},
		"unknown company":   {&metricsv1.ListFactsRequest{Parent: "companies/contoso/calls/-/transcripts/-"}, "COMPANY_NOT_FOUND", "contoso"},
		"unknown call":      {&metricsv1.ListFactsRequest{Parent: "companies/northwind-systems/calls/1999-q1/transcripts/-"}, "CALL_NOT_FOUND", "1999-q1"},
		"unknown transcipt": {&metricsv1.ListFactsRequest{Parent: "companies/-/calls/-/transcripts/00000000000000ff"}, "TRANSCRIPT_NOT_FOUND", "ff"},
	} {
		if test.request.Parent == "" {
			test.request.Parent = "companies/-/calls/-/transcripts/-"
		}
		_, err := in.ListFacts(t.Context(), test.request)
		if e := reason(t, what, err, test.reason); !strings.Contains(e.Message, test.says) {
			t.Errorf("%s: %q does not say %q", what, e.Message, test.says)
		}
	}
}

// TestOldNames: names of old resolve, in parents and in full.
func TestOldNames(t *testing.T) {
	in, first, _ := extracted(t)
	fact := in.facts(t, &metricsv1.ListFactsRequest{Parent: first})[0].GetName()
	for n := 1; n <= 2; n++ {
		in.parser.change(n, func(m *parserv1.Transcript) {
			m.Name = strings.Replace(m.Name, "northwind-systems", "contoso", 1)
		})
	}
	in.parser.formerly["companies/northwind-systems"] = "companies/contoso"
	in.parser.formerly["companies/northwind-systems/calls/2012-q1"] = "companies/contoso/calls/2012-q1"
	in.enqueue(t, jobs.Refresh(ref(1).ID, ref(2).ID)...)
	eventually(t, "renamed", func() bool {
		return strings.HasPrefix(in.facts(t, &metricsv1.ListFactsRequest{Parent: "companies/-/calls/-/transcripts/" + ref(1).ID})[0].GetName(), "companies/contoso/")
	})
	for parent, want := range map[string]int{
		"companies/northwind-systems/calls/-/transcripts/-":       6,
		"companies/northwind-systems/calls/2012-q1/transcripts/-": 3,
		first: 3,
	} {
		if got := in.facts(t, &metricsv1.ListFactsRequest{Parent: parent}); len(got) != want || !strings.HasPrefix(got[0].GetName(), "companies/contoso/") {
			t.Errorf("%s: %d facts", parent, len(got))
		}
	}
	got, err := in.GetFact(t.Context(), &metricsv1.GetFactRequest{Name: fact})
	if err != nil || got.GetFact().GetName() != strings.Replace(fact, "northwind-systems", "contoso", 1) {
		t.Errorf("%v, %v", got, err)
	}
}

// TestGetFacts: one and several by name, in the order asked for.
func TestGetFacts(t *testing.T) {
	in, first, _ := extracted(t)
	all := in.facts(t, &metricsv1.ListFactsRequest{})
	names := []string{all[5].GetName(), all[0].GetName(), strings.Replace(all[1].GetName(), "northwind-systems", "-", 1), all[0].GetName()}
	got, err := in.BatchGetFacts(t.Context(), &metricsv1.BatchGetFactsRequest{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range []int{5, 0, 1, 0} {
		if !proto.Equal(got.GetFacts()[i], all[k]) {
			t.Errorf("%d: %v, want %v", i, got.GetFacts()[i], all[k])
		}
	}
	one, err := in.GetFact(t.Context(), &metricsv1.GetFactRequest{Name: all[3].GetName(), ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"concept"}}})
	if err != nil || !proto.Equal(one.GetFact(), &metricsv1.Fact{Concept: all[3].Concept}) {
		t.Errorf("%v, %v", one, err)
	}
	for what, name := range map[string]string{
		"unknown fact":       first + "/facts/0000000000000000",
		"another transcript": "companies/-/calls/-/transcripts/00000000000000ff/facts/0000000000000000",
	} {
		_, err := in.GetFact(t.Context(), &metricsv1.GetFactRequest{Name: name})
		reason(t, what, err, "FACT_NOT_FOUND")
		_, err = in.BatchGetFacts(t.Context(), &metricsv1.BatchGetFactsRequest{Names: []string{all[0].GetName(), name}})
		if e := reason(t, what+" among others", err, "FACT_NOT_FOUND"); e.Metadata["name"] != name {
			t.Errorf("%v", e.Metadata)
		}
	}
	_, err = in.GetFact(t.Context(), &metricsv1.GetFactRequest{Name: all[0].GetName(), RecordedAsOf: timestamppb.New(accepted)})
	reason(t, "before it was recorded", err, "FACT_NOT_FOUND")
}

// TestListConcepts: pages of the taxonomy, each concept once.
func TestListConcepts(t *testing.T) {
	in := start(t)
	var ids []string
	request := &metricsv1.ListConceptsRequest{PageSize: 7}
	for {
		page, err := in.ListConcepts(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.GetConcepts() {
			ids = append(ids, c.GetId())
		}
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			break
		}
	}
	if len(ids) < 50 || !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) || !slices.Contains(ids, "gross_margin") {
		t.Errorf("%d concepts: %q", len(ids), ids)
	}
	masked, err := in.ListConcepts(t.Context(), &metricsv1.ListConceptsRequest{PageSize: 1, ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"id", "label"}}})
	if c := masked.GetConcepts()[0]; err != nil || !proto.Equal(c, &metricsv1.Concept{Id: c.GetId(), Label: c.GetLabel()}) || c.GetLabel() == "" {
		t.Errorf("%v: %v", err, c)
	}
	_, err = in.ListConcepts(t.Context(), &metricsv1.ListConceptsRequest{ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"colour"}}})
	reason(t, "mask", err, "BAD_READ_MASK")
	_, err = in.ListConcepts(t.Context(), &metricsv1.ListConceptsRequest{PageToken: "x"})
	reason(t, "token", err, "BAD_PAGE_TOKEN")
}
