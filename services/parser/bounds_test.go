package parser_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// TestBounds: documents at the edges are kept, read back and searched.
func TestBounds(t *testing.T) {
	s := start(t)
	opening := "Operator: Good afternoon, and welcome to the Northwind Systems earnings conference call. Our first question, please.\n"
	turns := func(n int) []byte {
		var b strings.Builder
		b.WriteString(opening)
		for i := range n - 1 {
			fmt.Fprintf(&b, "%s: Thank you for the question, number %d.\n", []string{"Dana Whitfield", "Tobias Lindqvist"}[i%2], i)
		}
		return []byte(b.String())
	}
	words := strings.Builder{}
	words.WriteString(opening + "Dana Whitfield: Thank you for joining us.")
	for i := 0; words.Len() < 3<<20; i++ {
		fmt.Fprintf(&words, " w%xq", i)
	}
	words.WriteString(" and that is all.\nOperator: Thank you. You may disconnect.\n")
	for name, content := range map[string][]byte{
		"20,000 turns":       turns(20_000),
		"a turn of 3 MiB":    []byte(words.String()),
		"16 MiB":             append([]byte(words.String()), bytes.Repeat([]byte("It was a good quarter. \n"), (16<<20-words.Len())/24)...),
		"one line of 16 MiB": filled(opening+"Dana Whitfield: Thank you.", " It was a good quarter.", 16<<20),
		"a long word":        []byte(opening + "Dana Whitfield: Thank you. " + strings.Repeat("x", 1<<20) + " for joining us.\n"),
		"NULs in its JSON":   []byte(`[{"speaker": "Dana\u0000 Whitfield", "content": "Good afternoon,\u0000 and thank you for joining us on the earnings conference call."}, {"speaker": "Operator", "content": "Thank you. Our first question, please."}]`),
		"private use":        []byte(opening + "Dana Whitfield: Thank you \ue000for\ue001 joining us.\n"),
	} {
		response, err := s.IngestDocument(t.Context(), &parserv1.IngestDocumentRequest{Content: content, Filename: "call.txt"})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: response.GetTranscript().GetName(), View: full})
		if err != nil || len(got.GetTranscript().GetTurns()) == 0 {
			t.Errorf("%s: %d turns, %v", name, len(got.GetTranscript().GetTurns()), err)
		}
	}
	for name, c := range map[string]struct {
		content []byte
		reason  string
	}{
		"a turn more": {turns(20_001), "TOO_MANY_TURNS"},
		"a byte more": {filled(opening+"Dana Whitfield: Thank you.", " It was a good quarter.", 16<<20+1), "TOO_LARGE"},
	} {
		_, err := s.IngestDocument(t.Context(), &parserv1.IngestDocumentRequest{Content: c.content, Filename: "call.txt"})
		fails(t, name, err, "InvalidArgument "+c.reason+" content")
	}
	found, err := s.SearchTurns(t.Context(), &parserv1.SearchTurnsRequest{Parent: "companies/-/calls/-", Query: "thank", PageSize: 20})
	if err != nil || len(found.GetMatches()) != 20 {
		t.Errorf("%d found, %v", len(found.GetMatches()), err)
	}
}

// filled is a text of exactly n bytes.
func filled(opening, part string, n int) []byte {
	text := opening + strings.Repeat(part, n/len(part))
	return []byte(text[:n])
}
