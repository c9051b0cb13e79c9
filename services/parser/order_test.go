package parser_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// submission is a document with its hints.
type submission struct {
	call
	hints *parserv1.DocumentHints
}

// scenarios are sets of documents; want shows where each ends up, whatever the
// order in which they come.
var scenarios = map[string]struct {
	documents []submission
	want      string
	// The names depend on the order: a company had a name already that would
	// have been another's.
	groupsOnly bool
}{
	"one file names no ticker and labels only roles": {
		[]submission{
			{call: call{company: "Northwind Systems", quarter: "first quarter 2022", revenue: "$1 million", roleOnly: true}},
			{call: call{title: "Northwind Systems, Inc. (NYSE:NWSY) Q2 2022 Earnings Call July 25, 2022 5:00 PM ET", company: "Northwind Systems", quarter: "second quarter 2022", revenue: "$2 million"}},
			{call: call{title: "NWS International (NYSE:NWSY) Q3 2022 Earnings Call October 24, 2022 5:00 PM ET", company: "NWS International", quarter: "third quarter 2022", revenue: "$3 million"}},
			{call: call{title: "NWS International (NYSE:NWSY) Q4 2022 Earnings Call January 24, 2023 5:00 PM ET", company: "NWS International", quarter: "fourth quarter 2022", revenue: "$4 million"}},
		},
		"northwind-systems/2022-q1 northwind-systems/2022-q2 northwind-systems/2022-q3 northwind-systems/2022-q4", false,
	},
	"homonyms with identifiers, and one without": {
		[]submission{
			{call: call{title: "Summit Harbor (NYSE:SMA) Q1 2022 Earnings Call April 20, 2022 5:00 PM ET", company: "Summit Harbor", quarter: "first quarter 2022", revenue: "$1 million"}, hints: &parserv1.DocumentHints{Cik: "11"}},
			{call: call{title: "Summit Harbor (NYSE:SMB) Q1 2022 Earnings Call April 28, 2022 5:00 PM ET", company: "Summit Harbor", quarter: "first quarter 2022", revenue: "$2 million"}, hints: &parserv1.DocumentHints{Cik: "22", Company: "companies/summit-b"}},
			{call: call{title: "Summit Harbor Q2 2022 Earnings Call July 20, 2022 5:00 PM ET", company: "Summit Harbor", quarter: "second quarter 2022", revenue: "$3 million"}},
			{call: call{title: "Summit Harbor (NYSE:SMB) Q3 2022 Earnings Call October 20, 2022 5:00 PM ET", company: "Summit Harbor", quarter: "third quarter 2022", revenue: "$4 million"}},
		},
		"0 1 1 1", true,
	},
	"two vendors, one call": {
		[]submission{
			{call: northwind},
			{call: call{title: "Northwind Systems Earnings Call July 25, 2023", company: "Northwind Systems", revenue: "$412.0 million"}},
			{call: call{company: "Northwind Systems", quarter: "second quarter 2023", revenue: "$0.412 billion", roleOnly: true}},
			{call: call{title: "Northwind Systems (NYSE:NWSY) Q3 2023 Earnings Call October 24, 2023 5:00 PM ET", company: "Northwind Systems", quarter: "third quarter 2023", revenue: "$9 million"}},
		},
		"northwind-systems/2023-q2 northwind-systems/2023-q2 northwind-systems/2023-q2 northwind-systems/2023-q3", false, //nolint:dupword // One call of several documents.
	},
}

// TestOrder: the order of ingest changes neither companies nor calls nor names,
// and every name that was ever given leads to the same transcript for ever.
func TestOrder(t *testing.T) {
	for name, scenario := range scenarios {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			for _, order := range permutations(len(scenario.documents)) {
				got := s.placesAfter(t, scenario.documents, order)
				if scenario.groupsOnly {
					got = groups(got)
				}
				if got != scenario.want {
					t.Errorf("%v: %s, want %s", order, got, scenario.want)
				}
			}
		})
	}
}

// TestTogether: documents that are kept in one transaction end up where they do
// one after the other; one of them that was there already is found.
func TestTogether(t *testing.T) {
	for name, scenario := range scenarios {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			stream, err := s.IngestDocuments(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			twice := append(slices.Clone(scenario.documents), scenario.documents...)
			for _, d := range twice {
				request := &parserv1.IngestDocumentRequest{Content: d.text(), Hints: d.hints}
				if err := stream.Send(&parserv1.IngestDocumentsRequest{Document: request}); err != nil {
					t.Fatal(err)
				}
			}
			if err := stream.CloseSend(); err != nil {
				t.Fatal(err)
			}
			created := 0
			for range twice {
				got, err := stream.Recv()
				if err != nil || got.GetError() != nil {
					t.Fatalf("%v %v", err, got)
				}
				if got.GetDocument().GetCreated() {
					created++
				}
			}
			places := s.places(t, scenario.documents)
			if scenario.groupsOnly {
				places = []string{groups(strings.Join(places, " "))}
			}
			if got := strings.Join(places, " "); got != scenario.want || created != len(scenario.documents) {
				t.Errorf("%s of %d, want %s", got, created, scenario.want)
			}
		})
	}
}

// groups numbers the companies of places.
func groups(places string) string {
	var seen, numbers []string
	for place := range strings.FieldsSeq(places) {
		company, _, _ := strings.Cut(place, "/")
		if !slices.Contains(seen, company) {
			seen = append(seen, company)
		}
		numbers = append(numbers, fmt.Sprint(slices.Index(seen, company)))
	}
	return strings.Join(numbers, " ")
}

// placesAfter ingests documents in an order into an empty database and shows
// where each is in the end.
func (s *service) placesAfter(t *testing.T, documents []submission, order []int) string {
	t.Helper()
	if _, err := s.pool.Exec(t.Context(), `
		TRUNCATE parser.companies, parser.company_names, parser.calls, parser.call_names, parser.documents, parser.claims,
		parser.transcripts, parser.transcript_places, parser.revisions, parser.speakers, parser.turns, parser.exchanges,
		parser.segments, parser.turn_words, parser.changes, jobs.river_job`); err != nil {
		t.Fatal(err)
	}
	given := map[string]string{} // names by the transcript they were given to
	for _, i := range order {
		name := s.ingest(t, documents[i].text(), documents[i].hints).GetTranscript().GetName()
		given[name] = name[strings.LastIndexByte(name, '/')+1:]
		for _, listed := range s.list(t, "companies/-/calls/-") {
			given[listed.GetName()] = listed.GetName()[strings.LastIndexByte(listed.GetName(), '/')+1:]
		}
	}
	for name, id := range given {
		got, err := s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: name})
		if err != nil || !strings.HasSuffix(got.GetTranscript().GetName(), id) {
			t.Errorf("%v: %s leads to %s, %v", order, name, got.GetTranscript().GetName(), err)
		}
		call, err := s.GetCall(t.Context(), &parserv1.GetCallRequest{Name: name[:strings.Index(name, "/transcripts")]})
		if err != nil || !strings.HasPrefix(got.GetTranscript().GetName(), call.GetCall().GetName()+"/") {
			t.Errorf("%v: %s is in call %v, %v", order, name, call.GetCall().GetName(), err)
		}
	}
	places := s.places(t, documents)
	// Each call has one current transcript, the last that was accepted.
	last := map[string]int{}
	for _, i := range order {
		last[places[i]] = i
	}
	for _, listed := range s.list(t, "companies/-/calls/-") {
		i := slices.IndexFunc(documents, func(d submission) bool {
			sum := sha256.Sum256(d.text())
			return strings.HasSuffix(listed.GetName(), hex.EncodeToString(sum[:8]))
		})
		if listed.GetCurrent() != (last[places[i]] == i) {
			t.Errorf("%v: document %d current %v", order, i, listed.GetCurrent())
		}
	}
	companies, err := s.ListCompanies(t.Context(), &parserv1.ListCompaniesRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range companies.GetCompanies() {
		calls, err := s.ListCalls(t.Context(), &parserv1.ListCallsRequest{Parent: c.GetName()})
		if err != nil || len(calls.GetCalls()) != int(c.GetCallCount()) || c.GetCallCount() == 0 {
			t.Errorf("%v: %v has %d calls, %v", order, c, len(calls.GetCalls()), err)
		}
	}
	return strings.Join(places, " ")
}

// list returns all transcripts below a parent.
func (s *service) list(t *testing.T, parent string) []*parserv1.Transcript {
	t.Helper()
	response, err := s.ListTranscripts(t.Context(), &parserv1.ListTranscriptsRequest{Parent: parent})
	if err != nil {
		t.Fatal(fmt.Errorf("list %s: %w", parent, err))
	}
	return response.GetTranscripts()
}

// permutations are all orders of n things.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var all [][]int
	for _, p := range permutations(n - 1) {
		for at := range n {
			all = append(all, slices.Insert(slices.Clone(p), at, n-1))
		}
	}
	return all
}

// places are where documents are, company and call.
func (s *service) places(t *testing.T, documents []submission) []string {
	t.Helper()
	places := make([]string, len(documents))
	for i, d := range documents {
		sum := sha256.Sum256(d.text())
		got, err := s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: "companies/-/calls/-/transcripts/" + hex.EncodeToString(sum[:8])})
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(got.GetTranscript().GetName(), "/")
		places[i] = parts[1] + "/" + parts[3]
	}
	return places
}
