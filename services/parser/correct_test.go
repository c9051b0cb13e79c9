package parser_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/types/known/fieldmaskpb"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// get returns a transcript by any name.
func (s *service) get(t testing.TB, name string) *parserv1.Transcript {
	t.Helper()
	response, err := s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return response.GetTranscript()
}

// news counts the refresh jobs that name a transcript.
func (s *service) news(t testing.TB, name string) int {
	t.Helper()
	return query[int](t, s, `SELECT count(*) FROM jobs.river_job WHERE kind = 'refresh' AND args -> 'transcripts' ? $1`,
		name[strings.LastIndexByte(name, '/')+1:])
}

// TestDelete: the older transcript is current again, the deleted one leaves
// every list and comes back when it is ingested again, with what it was.
func TestDelete(t *testing.T) {
	s := start(t)
	corrected := northwind
	corrected.revenue = "$413 million"
	older := s.ingest(t, northwind.text(), nil).GetTranscript()
	newer := s.ingest(t, corrected.text(), nil).GetTranscript()
	if s.get(t, older.GetName()).GetCurrent() || !s.get(t, newer.GetName()).GetCurrent() || s.news(t, older.GetName()) != 1 || s.news(t, newer.GetName()) != 0 {
		t.Error("the newer one does not become current")
	}
	_, err := s.DeleteTranscript(t.Context(), &parserv1.DeleteTranscriptRequest{Name: newer.GetName(), Etag: `"zz"`})
	fails(t, "another etag", err, "Aborted ETAG_MISMATCH")
	_, err = s.DeleteTranscript(t.Context(), &parserv1.DeleteTranscriptRequest{Name: newer.GetName(), Etag: "*"})
	fails(t, "no etag of ours", err, "Aborted ETAG_MISMATCH")
	if _, err := s.DeleteTranscript(t.Context(), &parserv1.DeleteTranscriptRequest{Name: newer.GetName(), Etag: newer.GetEtag()}); err != nil {
		t.Fatal(err)
	}
	_, err = s.DeleteTranscript(t.Context(), &parserv1.DeleteTranscriptRequest{Name: newer.GetName()})
	fails(t, "deleted twice", err, "NotFound TRANSCRIPT_DELETED")
	_, err = s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: newer.GetName()})
	fails(t, "deleted", err, "NotFound TRANSCRIPT_DELETED")
	_, err = s.GetDocument(t.Context(), &parserv1.GetDocumentRequest{Name: newer.GetName() + "/document"})
	fails(t, "its document", err, "NotFound TRANSCRIPT_DELETED")
	_, err = s.DeleteTranscript(t.Context(), &parserv1.DeleteTranscriptRequest{Name: "companies/-/calls/-/transcripts/0123456789abcdef"})
	fails(t, "never there", err, "NotFound TRANSCRIPT_NOT_FOUND")
	if !s.get(t, older.GetName()).GetCurrent() || len(s.list(t, "companies/-/calls/-")) != 1 || s.news(t, newer.GetName()) != 1 || s.news(t, older.GetName()) != 2 {
		t.Error("after the deletion")
	}

	back := s.ingest(t, corrected.text(), nil)
	if got := back.GetTranscript(); !back.GetCreated() || got.GetName() != newer.GetName() || !got.GetCurrent() || !got.GetAcceptTime().AsTime().Equal(newer.GetAcceptTime().AsTime()) {
		t.Errorf("%v", back)
	}
	if s.get(t, older.GetName()).GetCurrent() || s.news(t, newer.GetName()) != 2 {
		t.Error("after the return")
	}
	if n := query[int](t, s, `SELECT count(*) FROM jobs.river_job WHERE kind = 'extract'`); n != 3 {
		t.Errorf("%d extractions are asked for", n)
	}
	if again := s.ingest(t, corrected.text(), nil); again.GetCreated() {
		t.Error("it comes back twice")
	}
}

// TestDeleteAll: a call without transcripts is in no list, and its name leads
// to it still.
func TestDeleteAll(t *testing.T) {
	s := start(t)
	name := s.ingest(t, northwind.text(), nil).GetTranscript().GetName()
	if _, err := s.DeleteTranscript(t.Context(), &parserv1.DeleteTranscriptRequest{Name: name}); err != nil {
		t.Fatal(err)
	}
	calls, err := s.ListCalls(t.Context(), &parserv1.ListCallsRequest{Parent: "companies/-"})
	if err != nil || len(calls.GetCalls()) != 0 {
		t.Errorf("%v %v", calls, err)
	}
	call, err := s.GetCall(t.Context(), &parserv1.GetCallRequest{Name: "companies/northwind-systems/calls/2023-q2"})
	if err != nil || call.GetCall().GetCurrentTranscript() != "" || call.GetCall().GetTranscriptCount() != 0 || call.GetCall().GetEvent().GetFiscalYear() != 2023 {
		t.Errorf("%v %v", call, err)
	}
}

// TestMove: a transcript goes where it is sent and stays there; its old names
// lead to it; what it says of its company counts no more.
func TestMove(t *testing.T) {
	s := library(t)
	moved := s.ingest(t, northwind.text(), nil).GetTranscript()
	for _, test := range []struct{ name, to, etag, want string }{
		{moved.GetName(), "companies/none/calls/2022-q3", "", "NotFound COMPANY_NOT_FOUND destination_call"},
		{moved.GetName(), "companies/alder-foods/calls/some-event", "", "NotFound CALL_NOT_FOUND destination_call"},
		{moved.GetName(), "companies/-/calls/2022-q3", "", "InvalidArgument INVALID_FIELD destination_call"},
		{moved.GetName(), "companies/alder-foods/calls/2022-q3", `"x"`, "Aborted ETAG_MISMATCH"},
		{"companies/-/calls/-/transcripts/0123456789abcdef", "companies/alder-foods/calls/2022-q3", "", "NotFound TRANSCRIPT_NOT_FOUND"},
	} {
		_, err := s.MoveTranscript(t.Context(), &parserv1.MoveTranscriptRequest{Name: test.name, DestinationCall: test.to, Etag: test.etag})
		fails(t, test.to, err, test.want)
	}
	response, err := s.MoveTranscript(t.Context(), &parserv1.MoveTranscriptRequest{Name: moved.GetName(), DestinationCall: "companies/alder-foods/calls/2022-q3", Etag: moved.GetEtag()})
	if err != nil {
		t.Fatal(err)
	}
	id := moved.GetName()[strings.LastIndexByte(moved.GetName(), '/'):]
	want := "companies/alder-foods/calls/2022-q3/transcripts" + id
	if got := response.GetTranscript(); got.GetName() != want || !got.GetCurrent() || got.GetEtag() == moved.GetEtag() || s.news(t, want) != 1 {
		t.Errorf("%v, %d news", got, s.news(t, want))
	}
	for _, name := range []string{moved.GetName(), want, "companies/-/calls/-/transcripts" + id, "companies/-/calls/2023-q2/transcripts" + id, "companies/northwind-systems/calls/-/transcripts" + id} {
		if got := s.get(t, name).GetName(); got != want {
			t.Errorf("%s leads to %s", name, got)
		}
	}
	call, err := s.GetCall(t.Context(), &parserv1.GetCallRequest{Name: "companies/northwind-systems/calls/2023-q2"})
	if err != nil || call.GetCall().GetName() != "companies/alder-foods/calls/2022-q3" {
		t.Errorf("the call that is left leads to %v, %v", call.GetCall().GetName(), err)
	}
	// Another Northwind document goes to Northwind, one of that quarter of Alder
	// Foods to the call that was made.
	other := northwind
	other.title, other.quarter = "Northwind Systems (NYSE:NWSY) Q3 2023 Earnings Call October 24, 2023 5:00 PM ET", "third quarter 2023"
	if got := s.ingest(t, other.text(), nil).GetTranscript().GetName(); !strings.HasPrefix(got, "companies/northwind-systems/calls/2023-q3/") {
		t.Error(got)
	}
	alder := earnings("Alder Foods (NASDAQ:ALDR) Q3 2022 Earnings Call October 20, 2022 5:00 PM ET", "Alder Foods", "third quarter 2022")
	if got := s.ingest(t, alder.text(), nil).GetTranscript().GetName(); !strings.HasPrefix(got, "companies/alder-foods/calls/2022-q3/") {
		t.Error(got)
	}
	company, err := s.GetCompany(t.Context(), &parserv1.GetCompanyRequest{Name: "companies/alder-foods"})
	if err != nil || company.GetCompany().GetTicker() != "ALDR" || len(company.GetCompany().GetAliases()) != 0 {
		t.Errorf("%v %v", company, err)
	}
}

func earnings(title, company, quarter string) call {
	return call{title: title, company: company, quarter: quarter, revenue: "$7 million"}
}

// TestMerge: calls of one event become one, the others move, all names lead on,
// and later documents of either find the one company.
func TestMerge(t *testing.T) {
	s := library(t)
	nws := earnings("NWS International (LSE:NWS) Q2 2023 Earnings Call July 25, 2023 5:00 PM ET", "NWS International", "second quarter 2023")
	first, second := s.ingest(t, northwind.text(), nil).GetTranscript(), s.ingest(t, nws.text(), nil).GetTranscript()
	nws.title, nws.quarter = "NWS International (LSE:NWS) Q3 2023 Earnings Call October 24, 2023 5:00 PM ET", "third quarter 2023"
	third := s.ingest(t, nws.text(), nil).GetTranscript()
	for _, test := range []struct{ name, source, etag, want string }{
		{"companies/none", "companies/nws-international", "", "NotFound COMPANY_NOT_FOUND"},
		{"companies/northwind-systems", "companies/none", "", "NotFound COMPANY_NOT_FOUND"},
		{"companies/northwind-systems", "companies/northwind-systems", "", "InvalidArgument SAME_COMPANY source"},
		{"companies/northwind-systems", "companies/nws-international", "x", "Aborted ETAG_MISMATCH"},
	} {
		_, err := s.MergeCompanies(t.Context(), &parserv1.MergeCompaniesRequest{Name: test.name, Source: test.source, Etag: test.etag})
		fails(t, test.want, err, test.want)
	}
	merged, err := s.MergeCompanies(t.Context(), &parserv1.MergeCompaniesRequest{Name: "companies/northwind-systems", Source: "companies/nws-international"})
	if c := merged.GetCompany(); err != nil || c.GetName() != "companies/northwind-systems" || c.GetCallCount() != 2 || len(c.GetAliases()) != 1 {
		t.Fatalf("%v %v", c, err)
	}
	for _, was := range []*parserv1.Transcript{first, second, third} {
		got := s.get(t, was.GetName())
		if !strings.HasPrefix(got.GetName(), "companies/northwind-systems/calls/") || got.GetCurrent() == (was == first) || s.news(t, was.GetName()) == 0 {
			t.Errorf("%s: %s current %v", was.GetName(), got.GetName(), got.GetCurrent())
		}
	}
	company, err := s.GetCompany(t.Context(), &parserv1.GetCompanyRequest{Name: "companies/nws-international"})
	if err != nil || company.GetCompany().GetName() != "companies/northwind-systems" {
		t.Errorf("%v %v", company, err)
	}
	calls, err := s.ListCalls(t.Context(), &parserv1.ListCallsRequest{Parent: "companies/nws-international"})
	if err != nil || len(calls.GetCalls()) != 2 {
		t.Errorf("%v %v", calls, err)
	}
	nws.title, nws.quarter = "NWS International (LSE:NWS) Q4 2023 Earnings Call January 24, 2024 5:00 PM ET", "fourth quarter 2023"
	if got := s.ingest(t, nws.text(), nil).GetTranscript().GetName(); !strings.HasPrefix(got, "companies/northwind-systems/calls/2023-q4/") {
		t.Error(got)
	}
	_, err = s.MergeCompanies(t.Context(), &parserv1.MergeCompaniesRequest{Name: "companies/nws-international", Source: "companies/northwind-systems"})
	fails(t, "merged already", err, "InvalidArgument SAME_COMPANY source")
}

// TestUpdateCompany: what a person sets stays, until it is given back.
func TestUpdateCompany(t *testing.T) {
	s := library(t)
	set := func(c *parserv1.Company, paths ...string) (*parserv1.Company, error) {
		request := &parserv1.UpdateCompanyRequest{Company: c}
		if paths != nil {
			request.UpdateMask = &fieldmaskpb.FieldMask{Paths: paths}
		}
		response, err := s.UpdateCompany(t.Context(), request)
		return response.GetCompany(), err
	}
	const alder = "companies/alder-foods"
	_, err := set(&parserv1.Company{Name: alder, CallCount: 3}, "call_count")
	fails(t, "a count", err, "InvalidArgument BAD_UPDATE_MASK update_mask")
	_, err = set(&parserv1.Company{Name: "companies/none", Ticker: "X"})
	fails(t, "none", err, "NotFound COMPANY_NOT_FOUND")
	_, err = set(&parserv1.Company{Ticker: "X"})
	fails(t, "no name", err, "InvalidArgument INVALID_FIELD company.name")
	_, err = set(&parserv1.Company{Name: alder, Cik: "x"})
	fails(t, "a bad CIK", err, "InvalidArgument INVALID_FIELD company.cik")
	_, err = set(&parserv1.Company{Name: alder, Aliases: []string{"Birch Motors Inc."}})
	fails(t, "another's name", err, "AlreadyExists OTHER_COMPANY_HAS_IT company.aliases")
	_, err = set(&parserv1.Company{Name: alder, Ticker: "BRCH", Exchange: "NYSE"})
	fails(t, "another's ticker", err, "AlreadyExists OTHER_COMPANY_HAS_IT company.ticker")
	_, err = set(&parserv1.Company{Name: alder, Ticker: "X", Etag: "x"})
	fails(t, "another etag", err, "Aborted ETAG_MISMATCH")

	got, err := set(&parserv1.Company{Name: alder, DisplayName: "Alder", Cik: "0000777", Aliases: []string{"Alder Holdings", "Erle AG"}})
	if err != nil || got.GetDisplayName() != "Alder" || got.GetCik() != "0000777" || strings.Join(got.GetAliases(), ", ") != "Alder Foods, Alder Holdings, Erle AG" || got.GetTicker() != "ALDR" {
		t.Fatalf("%v %v", got, err)
	}
	erle := earnings("Erle AG Q3 2022 Earnings Call October 20, 2022 5:00 PM ET", "Erle", "third quarter 2022")
	if name := s.ingest(t, erle.text(), nil).GetTranscript().GetName(); !strings.HasPrefix(name, "companies/alder-foods/calls/2022-q3/") {
		t.Errorf("an alias does not match: %s", name)
	}
	renamed := earnings("Completely Other Q4 2022 Earnings Call January 20, 2023 5:00 PM ET", "Completely Other", "fourth quarter 2022")
	if name := s.ingest(t, renamed.text(), &parserv1.DocumentHints{Cik: "777"}).GetTranscript().GetName(); !strings.HasPrefix(name, "companies/alder-foods/calls/2022-q4/") {
		t.Errorf("an identifier does not match: %s", name)
	}
	alderAgain := earnings("Alder Foods (NASDAQ:ALDR) Q1 2023 Earnings Call April 20, 2023 5:00 PM ET", "Alder Foods", "first quarter 2023")
	if name := s.ingest(t, alderAgain.text(), nil).GetTranscript().GetName(); !strings.HasPrefix(name, "companies/alder-foods/calls/2023-q1/") {
		t.Errorf("its documents are parted from it: %s", name)
	}
	company, err := s.GetCompany(t.Context(), &parserv1.GetCompanyRequest{Name: alder})
	if err != nil || company.GetCompany().GetDisplayName() != "Alder" {
		t.Errorf("%v %v", company, err)
	}
	got, err = set(&parserv1.Company{Name: alder, Etag: company.GetCompany().GetEtag()}, "display_name", "aliases")
	if err != nil || got.GetDisplayName() != "Completely Other" || len(got.GetAliases()) == 0 || got.GetCik() != "0000777" {
		t.Errorf("%v %v", got, err)
	}
}

// TestReparse: a document that is read in another way gets a new revision; a
// reading that would place it elsewhere is a conflict and moves nothing.
func TestReparse(t *testing.T) {
	s := library(t)
	reparse := func(request *parserv1.ReparseTranscriptsRequest) []*parserv1.ReparsedTranscript {
		t.Helper()
		response, err := s.ReparseTranscripts(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		return response.GetTranscripts()
	}
	all := "companies/-/calls/-"
	if got := reparse(&parserv1.ReparseTranscriptsRequest{Parent: all}); len(got) != 0 {
		t.Errorf("parsed again by the same version: %v", got)
	}
	for _, r := range reparse(&parserv1.ReparseTranscriptsRequest{Parent: all, Force: true}) {
		if r.GetChanged() || r.GetRevision() != 1 || r.GetError() != nil {
			t.Errorf("the same reading is a change: %v", r)
		}
	}
	// As if an older parser had read two of them in another way.
	if _, err := s.pool.Exec(t.Context(), `
		UPDATE parser.revisions SET parser_version = '0';
		UPDATE parser.revisions SET layout_reason = 'another' WHERE company_name = 'Cedar Mining';
		UPDATE parser.revisions SET fiscal_period = 'Q3', fiscal_quarter = 3, ticker = 'OLD' WHERE company_name = 'Birch Motors' AND fiscal_year = 2023`); err != nil {
		t.Fatal(err)
	}
	var seen, changed, conflicts []string
	for token := ""; ; {
		response, err := s.ReparseTranscripts(t.Context(), &parserv1.ReparseTranscriptsRequest{Parent: all, Filter: `parser_version = "0" AND NOT vendor = "nobody"`, PageSize: 3, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range response.GetTranscripts() {
			seen = append(seen, r.GetName())
			if r.GetChanged() {
				place, _, _ := strings.Cut(r.GetName(), "/transcripts/")
				changed = append(changed, place)
				if got := s.get(t, r.GetName()); got.GetRevision() != 2 || r.GetRevision() != 2 || got.GetParserVersion() == "0" {
					t.Errorf("%v %v", r, got)
				}
			}
			for _, c := range r.GetConflicts() {
				conflicts = append(conflicts, c.GetField()+" "+c.GetUsed()+" "+c.GetOther())
			}
		}
		if token = response.GetNextPageToken(); token == "" {
			break
		}
	}
	if len(seen) != 7 || strings.Join(changed, " ") != "companies/cedar-mining/calls/2023-q1 companies/cedar-mining/calls/2022-q4 companies/birch-motors/calls/2023-q1" {
		t.Errorf("%d seen, changed %q", len(seen), changed)
	}
	if got := strings.Join(conflicts, ", "); got != "company.ticker OLD BRCH, event.fiscalPeriod Q3 Q1" {
		t.Error(got)
	}
	birch := s.list(t, "companies/birch-motors/calls/2023-q1")
	if len(birch) != 1 || birch[0].GetEvent().GetFiscalPeriod() != "Q3" || len(birch[0].GetConflicts()) != 2 {
		t.Errorf("%v", birch)
	}
	if n := query[int](t, s, `SELECT count(*) FROM jobs.river_job WHERE kind = 'extract' AND args @> '{"transcripts": [{"revision": 2}]}'`); n != 3 {
		t.Errorf("%d jobs of second revisions", n)
	}
	if n := query[int](t, s, `SELECT count(*) FROM parser.revisions WHERE recorded_to IS NOT NULL AND revision = 1`); n != 3 {
		t.Errorf("%d closed revisions", n)
	}
	if got := reparse(&parserv1.ReparseTranscriptsRequest{Parent: all}); len(got) != 0 {
		t.Errorf("parsed again: %v", got)
	}
	_, err := s.ReparseTranscripts(t.Context(), &parserv1.ReparseTranscriptsRequest{Parent: all, Filter: "x = 1"})
	fails(t, "filter", err, "InvalidArgument BAD_FILTER filter")
	_, err = s.ReparseTranscripts(t.Context(), &parserv1.ReparseTranscriptsRequest{Parent: "companies/none/calls/-"})
	fails(t, "parent", err, "NotFound CALL_NOT_FOUND")
}
