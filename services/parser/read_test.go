package parser_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// library ingests three companies with seven transcripts of six calls.
func library(t testing.TB) *service {
	t.Helper()
	s := start(t)
	for i, c := range []call{
		{title: "Alder Foods (NASDAQ:ALDR) Q1 2022 Earnings Call April 20, 2022 5:00 PM ET", company: "Alder Foods", quarter: "first quarter 2022"},
		{title: "Alder Foods (NASDAQ:ALDR) Q2 2022 Earnings Call July 20, 2022 5:00 PM ET", company: "Alder Foods", quarter: "second quarter 2022"},
		{title: "Alder Foods (NASDAQ:ALDR) Q2 2022 Earnings Call July 20, 2022 5:00 PM ET", company: "Alder Foods", quarter: "second quarter 2022"},
		{title: "Birch Motors (NYSE:BRCH) Q1 2022 Earnings Call April 21, 2022 5:00 PM ET", company: "Birch Motors", quarter: "first quarter 2022"},
		{title: "Birch Motors (NYSE:BRCH) Q1 2023 Earnings Call April 21, 2023 5:00 PM ET", company: "Birch Motors", quarter: "first quarter 2023"},
		{title: "Cedar Mining (NYSE:CDR) Q4 2022 Earnings Call February 2, 2023 5:00 PM ET", company: "Cedar Mining", quarter: "fourth quarter 2022"},
		{company: "Cedar Mining", quarter: "first quarter 2023", roleOnly: true},
	} {
		c.revenue = fmt.Sprintf("$%d million", 100+i)
		s.ingest(t, c.text(), &parserv1.DocumentHints{Vendor: []string{"Harbor Wire", "Street Desk"}[i%2]})
	}
	return s
}

// pages reads a list to its end and shows the names, a bar between pages.
func pages(t *testing.T, size int, page func(token string) (names []string, next string, err error)) string {
	t.Helper()
	var shown []string
	for token := ""; ; {
		names, next, err := page(token)
		if err != nil {
			t.Fatal(err)
		}
		if len(names) > size || len(names) == 0 && next != "" {
			t.Errorf("a page of %d", len(names))
		}
		shown = append(shown, strings.Join(names, " "))
		if next == "" {
			return strings.Join(shown, " | ")
		}
		token = next
	}
}

func TestLists(t *testing.T) {
	s := library(t)
	companies := func(size int32, filter string) string {
		return pages(t, int(size), func(token string) (names []string, next string, err error) {
			r, err := s.ListCompanies(t.Context(), &parserv1.ListCompaniesRequest{PageSize: size, PageToken: token, Filter: filter})
			for _, c := range r.GetCompanies() {
				names = append(names, strings.TrimPrefix(c.GetName(), "companies/"))
			}
			return names, r.GetNextPageToken(), err
		})
	}
	calls := func(size int32, parent, filter string) string {
		return pages(t, int(size), func(token string) (names []string, next string, err error) {
			r, err := s.ListCalls(t.Context(), &parserv1.ListCallsRequest{Parent: parent, PageSize: size, PageToken: token, Filter: filter})
			for _, c := range r.GetCalls() {
				names = append(names, strings.NewReplacer("companies/", "", "/calls", "").Replace(c.GetName()))
			}
			return names, r.GetNextPageToken(), err
		})
	}
	transcripts := func(size int32, parent, filter string) string {
		return pages(t, int(size), func(token string) (names []string, next string, err error) {
			r, err := s.ListTranscripts(t.Context(), &parserv1.ListTranscriptsRequest{Parent: parent, PageSize: size, PageToken: token, Filter: filter})
			for _, c := range r.GetTranscripts() {
				name, _, _ := strings.Cut(strings.NewReplacer("companies/", "", "/calls", "").Replace(c.GetName()), "/transcripts/")
				if len(c.GetSpeakers()) == 0 || c.GetText() != "" {
					t.Errorf("not BASIC: %v", c)
				}
				names = append(names, name)
			}
			return names, r.GetNextPageToken(), err
		})
	}
	for _, test := range []struct{ got, want string }{
		{companies(50, ""), "alder-foods birch-motors cedar-mining"},
		{companies(1, ""), "alder-foods | birch-motors | cedar-mining"},
		{companies(2, `exchange = "NYSE" OR ticker = "ALDR"`), "alder-foods birch-motors | cedar-mining"},
		{companies(2, `display_name:"min"`), "cedar-mining"},
		{companies(2, `name = "companies/b*"`), "birch-motors"},
		{companies(2, `cik:* AND cik != ""`), ""},
		{calls(50, "companies/-", ""), "alder-foods/2022-q1 alder-foods/2022-q2 birch-motors/2022-q1 birch-motors/2023-q1 cedar-mining/2022-q4 cedar-mining/2023-q1"},
		{calls(4, "companies/-", ""), "alder-foods/2022-q1 alder-foods/2022-q2 birch-motors/2022-q1 birch-motors/2023-q1 | cedar-mining/2022-q4 cedar-mining/2023-q1"},
		{calls(1, "companies/birch-motors", ""), "birch-motors/2022-q1 | birch-motors/2023-q1"},
		{calls(9, "companies/-", `fiscal_year = 2022 AND fiscal_period = "Q1"`), "alder-foods/2022-q1 birch-motors/2022-q1"},
		{calls(9, "companies/-", `date >= "2022-07-20"`), "alder-foods/2022-q2 birch-motors/2023-q1 cedar-mining/2022-q4"},
		{calls(9, "companies/-", `NOT date:*`), "cedar-mining/2023-q1"},
		{calls(9, "companies/-", `kind = CONFERENCE`), ""},
		{transcripts(3, "companies/-/calls/-", ""), "cedar-mining/2023-q1 cedar-mining/2022-q4 birch-motors/2023-q1 | birch-motors/2022-q1 alder-foods/2022-q2 alder-foods/2022-q2 | alder-foods/2022-q1"}, //nolint:dupword // One call of two documents.
		{transcripts(1, "companies/alder-foods/calls/2022-q2", ""), "alder-foods/2022-q2 | alder-foods/2022-q2"},
		{transcripts(9, "companies/-/calls/2022-q1", ""), "birch-motors/2022-q1 alder-foods/2022-q1"},
		{transcripts(9, "companies/cedar-mining/calls/-", `vendor = "Street Desk"`), "cedar-mining/2022-q4"},
		{transcripts(9, "companies/-/calls/-", `current = false`), "alder-foods/2022-q2"},
		{transcripts(9, "companies/-/calls/-", `layout = "role-only"`), "cedar-mining/2023-q1"},
		{transcripts(9, "companies/-/calls/-", `effective_time < "2022-04-21"`), "alder-foods/2022-q1"},
		{transcripts(9, "companies/-/calls/-", `accept_time < "2022-04-21"`), ""},
	} {
		if test.got != test.want {
			t.Errorf("%s\nwant %s", test.got, test.want)
		}
	}
}

// TestStablePages: what comes in between two pages neither repeats nor hides
// anything of the second.
func TestStablePages(t *testing.T) {
	s := library(t)
	first, err := s.ListTranscripts(t.Context(), &parserv1.ListTranscriptsRequest{Parent: "companies/-/calls/-", PageSize: 4})
	if err != nil {
		t.Fatal(err)
	}
	s.ingest(t, northwind.text(), nil)
	second, err := s.ListTranscripts(t.Context(), &parserv1.ListTranscriptsRequest{Parent: "companies/-/calls/-", PageSize: 10, PageToken: first.GetNextPageToken()})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range append(first.GetTranscripts(), second.GetTranscripts()...) {
		names = append(names, m.GetName())
	}
	if slices.Sort(names); len(slices.Compact(names)) != 7 {
		t.Errorf("%q", names)
	}
}

// TestBadRequests: each list and get names the field at fault.
func TestBadRequests(t *testing.T) {
	s := library(t)
	ctx := t.Context()
	mask := func(paths ...string) *fieldmaskpb.FieldMask { return &fieldmaskpb.FieldMask{Paths: paths} }
	other, err := s.ListCalls(ctx, &parserv1.ListCallsRequest{Parent: "companies/-", PageSize: 1})
	if err != nil {
		t.Fatal(err)
	}
	const id = "0123456789abcdef"
	for _, test := range []struct {
		request proto.Message
		want    string
	}{
		{&parserv1.ListCompaniesRequest{Filter: "size = 1"}, "InvalidArgument BAD_FILTER filter"},
		{&parserv1.ListCompaniesRequest{PageToken: "x"}, "InvalidArgument BAD_PAGE_TOKEN page_token"},
		{&parserv1.ListCompaniesRequest{PageSize: -1}, "InvalidArgument INVALID_FIELD page_size"},
		{&parserv1.ListCompaniesRequest{ReadMask: mask("nome")}, "InvalidArgument BAD_READ_MASK read_mask"},
		{&parserv1.ListCallsRequest{Parent: "companies/-", Filter: `fiscal_year = "x"`}, "InvalidArgument BAD_FILTER filter"},
		{&parserv1.ListCallsRequest{Parent: "companies/-", PageToken: other.GetNextPageToken() + "A"}, "InvalidArgument BAD_PAGE_TOKEN page_token"},
		{&parserv1.ListCallsRequest{Parent: "companies/-", Filter: "fiscal_year = 2022", PageToken: other.GetNextPageToken()}, "InvalidArgument BAD_PAGE_TOKEN page_token"},
		{&parserv1.ListCallsRequest{Parent: "companies/none"}, "NotFound COMPANY_NOT_FOUND"},
		{&parserv1.ListCallsRequest{Parent: "company/none"}, "InvalidArgument INVALID_FIELD parent"},
		{&parserv1.ListCallsRequest{Parent: "companies/-", PageSize: -5}, "InvalidArgument INVALID_FIELD page_size"},
		{&parserv1.ListTranscriptsRequest{Parent: "companies/-/calls/-", Filter: `vendor`}, "InvalidArgument BAD_FILTER filter"},
		{&parserv1.ListTranscriptsRequest{Parent: "companies/-/calls/-", PageToken: other.GetNextPageToken()}, "InvalidArgument BAD_PAGE_TOKEN page_token"},
		{&parserv1.ListTranscriptsRequest{Parent: "companies/-/calls/-", PageSize: -1}, "InvalidArgument INVALID_FIELD page_size"},
		{&parserv1.ListTranscriptsRequest{Parent: "companies/alder-foods/calls/1999-q1"}, "NotFound CALL_NOT_FOUND"},
		{&parserv1.ListTranscriptsRequest{}, "InvalidArgument INVALID_FIELD parent"},
		{&parserv1.GetCompanyRequest{Name: "companies/none"}, "NotFound COMPANY_NOT_FOUND"},
		{&parserv1.GetCompanyRequest{Name: "companies/None"}, "InvalidArgument INVALID_FIELD name"},
		{&parserv1.GetCallRequest{Name: "companies/alder-foods/calls/1999-q1"}, "NotFound CALL_NOT_FOUND"},
		{&parserv1.GetCallRequest{Name: "companies/none/calls/2022-q1"}, "NotFound CALL_NOT_FOUND"},
		{&parserv1.GetTranscriptRequest{Name: "companies/alder-foods/calls/2022-q1/transcripts/" + id}, "NotFound TRANSCRIPT_NOT_FOUND"},
		{&parserv1.GetTranscriptRequest{Name: "companies/alder-foods/calls/2022-q1/transcripts/zz"}, "InvalidArgument INVALID_FIELD name"},
		{&parserv1.GetTranscriptRequest{Name: "companies/-/calls/-/transcripts/" + id, View: 7}, "InvalidArgument INVALID_FIELD view"},
		{&parserv1.GetTranscriptRequest{Name: "companies/-/calls/-/transcripts/" + id, ReadMask: mask("event.year")}, "InvalidArgument BAD_READ_MASK read_mask"},
		{&parserv1.GetDocumentRequest{Name: "companies/-/calls/-/transcripts/" + id + "/document"}, "NotFound DOCUMENT_NOT_FOUND"},
	} {
		var err error
		switch r := test.request.(type) {
		case *parserv1.ListCompaniesRequest:
			_, err = s.ListCompanies(ctx, r)
		case *parserv1.ListCallsRequest:
			_, err = s.ListCalls(ctx, r)
		case *parserv1.ListTranscriptsRequest:
			_, err = s.ListTranscripts(ctx, r)
		case *parserv1.GetCompanyRequest:
			_, err = s.GetCompany(ctx, r)
		case *parserv1.GetCallRequest:
			_, err = s.GetCall(ctx, r)
		case *parserv1.GetTranscriptRequest:
			_, err = s.GetTranscript(ctx, r)
		case *parserv1.GetDocumentRequest:
			_, err = s.GetDocument(ctx, r)
		}
		fails(t, fmt.Sprintf("%T %v", test.request, test.request), err, test.want)
	}
}

// TestNames: a transcript is found by each of its names, and by none that it
// never had.
func TestNames(t *testing.T) {
	s := library(t)
	name := s.ingest(t, northwind.text(), nil).GetTranscript().GetName()
	id := name[strings.LastIndexByte(name, '/')+1:]
	for parent, there := range map[string]bool{
		"companies/northwind-systems/calls/2023-q2": true,
		"companies/-/calls/-":                       true,
		"companies/northwind-systems/calls/-":       true,
		"companies/-/calls/2023-q2":                 true,
		"companies/alder-foods/calls/2022-q1":       false,
		"companies/alder-foods/calls/-":             false,
		"companies/-/calls/2022-q1":                 false,
		"companies/northwind-systems/calls/2022-q1": false,
		"companies/none/calls/-":                    false,
		"companies/none/calls/2023-q2":              false,
	} {
		got, err := s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: parent + "/transcripts/" + id})
		if there && got.GetTranscript().GetName() != name {
			t.Errorf("%s: %v, %v", parent, got.GetTranscript().GetName(), err)
		}
		if !there {
			fails(t, parent, err, "NotFound TRANSCRIPT_NOT_FOUND")
		}
	}
}

// TestReadMask: what is asked for, and nothing else.
func TestReadMask(t *testing.T) {
	s := start(t)
	name := s.ingest(t, northwind.text(), nil).GetTranscript().GetName()
	got, err := s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{
		Name: name, View: full, ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"name", "event.fiscal_period", "turns.section"}},
	})
	m := got.GetTranscript()
	if err != nil || m.GetName() != name || m.GetText() != "" || m.GetEvent().GetFiscalYear() != 0 || m.GetEvent().GetFiscalPeriod() != "Q2" ||
		len(m.GetTurns()) == 0 || m.GetTurns()[0].GetSection() == 0 || m.GetTurns()[0].GetSpeaker() != "" {
		t.Errorf("%v %v", m, err)
	}
	calls, err := s.ListCalls(t.Context(), &parserv1.ListCallsRequest{Parent: "companies/-", ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"current_transcript"}}})
	if err != nil || len(calls.GetCalls()) != 1 || calls.GetCalls()[0].GetCurrentTranscript() != name || calls.GetCalls()[0].GetName() != "" {
		t.Errorf("%v %v", calls, err)
	}
	listed, err := s.ListTranscripts(t.Context(), &parserv1.ListTranscriptsRequest{
		Parent: "companies/-/calls/-", ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"name"}},
	})
	if err != nil || len(listed.GetTranscripts()) != 1 || !proto.Equal(listed.GetTranscripts()[0], &parserv1.Transcript{Name: name}) {
		t.Errorf("%v %v", listed, err)
	}
}
