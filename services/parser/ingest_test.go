package parser_test

import (
	"strings"
	"testing"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// TestIngest: what goes in comes out, under the names that DESIGN gives.
func TestIngest(t *testing.T) {
	s := start(t)
	text := northwind.text()
	response := s.ingest(t, text, nil)
	got := response.GetTranscript()
	if !response.GetCreated() || !strings.HasPrefix(got.GetName(), "companies/northwind-systems/calls/2023-q2/transcripts/") {
		t.Fatalf("created %v %s", response.GetCreated(), got.GetName())
	}
	if got.GetText() != "" || len(got.GetTurns()) > 0 || len(got.GetSpeakers()) != 5 {
		t.Errorf("BASIC: %v", got)
	}
	t.Log(got)
	full, err := s.GetTranscript(t.Context(), &parserv1.GetTranscriptRequest{Name: got.GetName(), View: parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(full.GetTranscript())
}
