package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// testPaged: in a document of pages a question and its answers are one block, and
// what stands on a page beside the words is behind a line, none of it lost.
func testPaged(t *testing.T, in *installation, page *tab) {
	sample, err := os.ReadFile(filepath.Join("..", "..", "internal", "transcript", "testdata", "callstreet.txt"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "paged.txt")
	paged := strings.NewReplacer("Northwind Systems", "Adatum Marine", "NWSY", "ADTM").Replace(string(sample))
	if err := os.WriteFile(path, []byte(paged), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "ingest", "--server", in.grpc, path)
	var call struct{ CurrentTranscript string }
	in.get(t, "/v1/companies/adatum-marine/calls/2023-q2", &call)
	var held struct {
		Text      string
		Exchanges []struct{ Questioner string }
		Segments  []struct {
			Kind string
			Span struct{ Start, End int }
		}
	}
	in.get(t, "/v1/"+call.CurrentTranscript+"?view=TRANSCRIPT_VIEW_FULL", &held)
	page.open(t, "/"+call.CurrentTranscript)
	if n := evaluate[int](t, page, `document.querySelectorAll('.exchange > summary').length`); n != len(held.Exchanges) || n < 2 {
		t.Errorf("%d headings of %d exchanges", n, len(held.Exchanges))
	}
	before := evaluate[[]string](t, page, `[...document.querySelectorAll('.transcript > .aside > summary')].map((s) => s.textContent)`)
	if len(before) != 1 || !strings.Contains(before[0], "list of participants") {
		t.Errorf("before the call stands %q", before)
	}
	if n := evaluate[int](t, page, `document.querySelectorAll('.aside + .aside, .aside[open]').length`); n != 0 {
		t.Errorf("%d lines of furniture more than are needed", n)
	}
	shown := squeezed(evaluate[string](t, page, `document.querySelector('.transcript').textContent`))
	for _, s := range held.Segments {
		text := squeezed(held.Text[s.Span.Start:s.Span.End])
		if s.Kind != "SEGMENT_KIND_LABEL" && strings.Trim(text, ".") != "" && !strings.Contains(shown, text) {
			t.Errorf("%s is not shown: %s", s.Kind, text)
		}
	}
}

// squeezed is a text without white space.
func squeezed(text string) string {
	return strings.Join(strings.Fields(text), "")
}
