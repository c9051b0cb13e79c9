package parser_test

import (
	"fmt"
	"strings"
	"testing"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// speeches is a call in which each executive says what the test wants.
func speeches(company, ticker, quarter, date, chief, finance string) []byte {
	return []byte(fmt.Sprintf(`%[1]s (NYSE:%[2]s) %[3]s Earnings Call %[4]s 5:00 PM ET
Executives
Dana Whitfield - Vice President, Investor Relations
Marcus Oyelaran - Chief Executive Officer
Analysts
Tobias Lindqvist - Harbor Point Securities
Operator
Greetings, and welcome to the %[1]s earnings conference call. I will turn it over to Dana Whitfield.
Dana Whitfield
Thank you, operator. Good afternoon, and thank you for joining us. I will turn the call over to Marcus.
Marcus Oyelaran
%[5]s
Operator
Thank you. Our first question comes from the line of Tobias Lindqvist with Harbor Point Securities. Please proceed.
Tobias Lindqvist
Thanks for taking the question. How should we think about inventory?
Marcus Oyelaran
%[6]s
Operator
This concludes today's call. You may disconnect.
`, company, ticker, quarter, date, chief, finance))
}

func spoken(t *testing.T) *service {
	s := start(t)
	for _, content := range [][]byte{
		speeches("Alder Foods", "ALDR", "Q1 2022", "April 20, 2022", "We raised our guidance for gross margin. Gross margin was 61.5%, up 40 basis points.", "Inventories are normal, Tobias."),
		speeches("Alder Foods", "ALDR", "Q1 2022", "April 20, 2022", "We are raising our guidance for gross margin. Gross margins were 61.5%.", "Inventories are normal, Tobias."),
		speeches("Birch Motors", "BRCH", "Q2 2022", "July 20, 2022", "Crédit Étienne <b>grew</b> 9%. Our margin, in gross terms, was flat. "+strings.Repeat("Nothing else is worth a word here. ", 40)+"The factory in Porto is at capacity.", "Pricing is what it is: <inventory> is lean & mean."),
		speeches("Cedar Mining", "CDR", "Q4 2022", "February 2, 2023", "Copper output rose. Guidance for copper is unchanged.", "Inventory of ore fell. We raise no guidance."),
	} {
		s.ingest(t, content, nil)
	}
	return s
}

// TestSearch: who said it, by query and filter, with the words that match shown
// in the transcript's own text.
func TestSearch(t *testing.T) {
	s := spoken(t)
	for _, test := range []struct{ parent, query, filter, want string }{
		{"", "guidance", "", "cedar-mining Marcus Oyelaran [guidance] / cedar-mining Marcus Oyelaran [Guidance] / alder-foods Marcus Oyelaran [guidance]"},
		{"", "raised guidance", "", "cedar-mining Marcus Oyelaran [raise guidance] / alder-foods Marcus Oyelaran [raising guidance]"},
		{"", `"gross margin"`, "", "alder-foods Marcus Oyelaran [gross margin Gross margins]"},
		{"", `gross -"gross margin"`, "", "birch-motors Marcus Oyelaran [gross]"},
		{"", "copp* out*", "", "cedar-mining Marcus Oyelaran [Copper output copper]"},
		{"", "porto or ore", "", "cedar-mining Marcus Oyelaran [ore] / birch-motors Marcus Oyelaran [Porto]"},
		{"", "étienne", "", "birch-motors Marcus Oyelaran [Étienne]"},
		{"", "ETIENNE credit", "", "birch-motors Marcus Oyelaran [Crédit Étienne]"},
		{"", "61.5", "", "alder-foods Marcus Oyelaran [61.5]"},
		{"", "lean mean", "", "birch-motors Marcus Oyelaran [lean mean]"},
		{"", "capacity", "", "birch-motors Marcus Oyelaran [capacity]"},
		{"", "nothing-of-that-kind", "", ""},
		{"", "inventory", "speaker_role = ANALYST AND fiscal_year = 2022 AND fiscal_period = \"Q4\"", "cedar-mining Tobias Lindqvist [inventory]"},
		{"", "inventory", `section = QUESTIONS_AND_ANSWERS AND speaker = "Marcus*" AND date < "2022-05-01"`, "alder-foods Marcus Oyelaran [Inventories]"},
		{"", "guidance", "section = PREPARED_REMARKS AND speaker_role = EXECUTIVE AND date > \"2022-12-31\"", "cedar-mining Marcus Oyelaran [Guidance]"},
		{"companies/alder-foods/calls/-", "guidance", "", "alder-foods Marcus Oyelaran [guidance]"},
		{"companies/cedar-mining/calls/2022-q4", "guidance", "section = QUESTIONS_AND_ANSWERS", "cedar-mining Marcus Oyelaran [guidance]"},
		{"companies/-/calls/2022-q2", "flat", "", "birch-motors Marcus Oyelaran [flat]"},
	} {
		if test.parent == "" {
			test.parent = "companies/-/calls/-"
		}
		response, err := s.SearchTurns(t.Context(), &parserv1.SearchTurnsRequest{Parent: test.parent, Query: test.query, Filter: test.filter})
		if err != nil {
			t.Errorf("%s: %v", test.query, err)
			continue
		}
		var shown []string
		for i, m := range response.GetMatches() {
			shown = append(shown, s.show(t, m))
			if i > 0 && m.GetRank() > response.GetMatches()[i-1].GetRank() || m.GetRank() <= 0 {
				t.Errorf("%s: rank %f", test.query, m.GetRank())
			}
		}
		if got := strings.Join(shown, " / "); got != test.want {
			t.Errorf("%s %s: %s, want %s", test.query, test.filter, got, test.want)
		}
	}
}

// show checks a match against its transcript's text.
func (s *service) show(t *testing.T, m *parserv1.TurnMatch) string {
	t.Helper()
	response, err := s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: m.GetTranscript(), View: full})
	if err != nil {
		t.Fatal(err)
	}
	transcript := response.GetTranscript()
	text := transcript.GetText()
	of := func(span *parserv1.Span) string { return text[span.GetStart():span.GetEnd()] }
	turn := transcript.GetTurns()[m.GetTurn()]
	if of(m.GetSpan()) != of(turn.GetSpan()) || m.GetSection() != turn.GetSection() || m.GetSpeaker().GetId() != turn.GetSpeaker() ||
		of(m.GetSnippet()) != m.GetSnippetText() || len(m.GetSnippetText()) > 300 || m.GetEvent().GetFiscalYear() != transcript.GetEvent().GetFiscalYear() {
		t.Errorf("%v is not in %v", m, turn)
	}
	var words []string
	for _, h := range m.GetHighlights() {
		if h.GetStart() < m.GetSnippet().GetStart() || h.GetEnd() > m.GetSnippet().GetEnd() {
			t.Errorf("highlight %v outside of %v", h, m.GetSnippet())
		}
		words = append(words, of(h))
	}
	return fmt.Sprintf("%s %s %s", strings.Split(m.GetTranscript(), "/")[1], m.GetSpeaker().GetName(), words)
}

// TestSearchPages: pages repeat nothing and leave nothing out; superseded
// transcripts are found where they are asked for; deleted ones are not.
func TestSearchPages(t *testing.T) {
	s := spoken(t)
	search := func(superseded bool) string {
		return pages(t, 2, func(token string) (names []string, next string, err error) {
			r, err := s.SearchTurns(t.Context(), &parserv1.SearchTurnsRequest{
				Parent: "companies/-/calls/-", Query: "guidance or inventory", PageSize: 2, PageToken: token, IncludeSuperseded: superseded,
			})
			for _, m := range r.GetMatches() {
				names = append(names, fmt.Sprint(strings.Split(m.GetTranscript(), "/")[1][:1], m.GetTurn()))
			}
			return names, r.GetNextPageToken(), err
		})
	}
	count := func(shown string) int { return len(strings.Fields(strings.ReplaceAll(shown, "|", ""))) }
	current, all := search(false), search(true)
	if count(current) != 8 || count(all) != 11 || strings.Count(current, "a") != 3 || strings.Count(all, "a") != 6 {
		t.Errorf("%s\n%s", current, all)
	}
	for _, m := range s.list(t, "companies/cedar-mining/calls/-") {
		if _, err := s.DeleteTranscript(t.Context(), &parserv1.DeleteTranscriptRequest{Name: m.GetName()}); err != nil {
			t.Fatal(err)
		}
	}
	if got := search(true); strings.Contains(got, "c") {
		t.Errorf("deleted turns are found: %s", got)
	}
}

// TestBadSearch: what cannot be searched for.
func TestBadSearch(t *testing.T) {
	s := spoken(t)
	for query, want := range map[string]string{
		"":                        "InvalidArgument INVALID_FIELD query",
		" ":                       "InvalidArgument BAD_QUERY query",
		"-":                       "InvalidArgument BAD_QUERY query",
		"*":                       "InvalidArgument BAD_QUERY query",
		`"`:                       "InvalidArgument BAD_QUERY query",
		`"gross margin`:           "InvalidArgument BAD_QUERY query",
		"-margin":                 "InvalidArgument BAD_QUERY query",
		"margin or -gross":        "InvalidArgument BAD_QUERY query",
		"the of and":              "InvalidArgument BAD_QUERY query",
		"or":                      "InvalidArgument BAD_QUERY query",
		strings.Repeat("x", 501):  "InvalidArgument INVALID_FIELD query",
		"':*|!(&\\\x00 <->":       "InvalidArgument BAD_QUERY query",
		"mar'gin:*A & !b | (c":    "OK",
		"margin* -gross* \"a b\"": "OK",
	} {
		_, err := s.SearchTurns(t.Context(), &parserv1.SearchTurnsRequest{Parent: "companies/-/calls/-", Query: query})
		fails(t, query, err, want)
	}
	_, err := s.SearchTurns(t.Context(), &parserv1.SearchTurnsRequest{Parent: "companies/-/calls/-", Query: "margin", Filter: "role = CEO"})
	fails(t, "filter", err, "InvalidArgument BAD_FILTER filter")
	_, err = s.SearchTurns(t.Context(), &parserv1.SearchTurnsRequest{Parent: "companies/none/calls/-", Query: "margin"})
	fails(t, "parent", err, "NotFound CALL_NOT_FOUND")
	_, err = s.SearchTurns(t.Context(), &parserv1.SearchTurnsRequest{Parent: "companies/-/calls/-", Query: "margin", PageToken: "x"})
	fails(t, "token", err, "InvalidArgument BAD_PAGE_TOKEN page_token")
}
