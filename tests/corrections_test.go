package tests

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// transcripts returns of which transcripts there are facts now, and how many.
func (in *installation) transcripts(t *testing.T, request *metricsv1.ListFactsRequest) map[string]int {
	t.Helper()
	found := make(map[string]int)
	for _, f := range in.facts(t, request) {
		name, _, _ := strings.Cut(f.GetName(), "/facts/")
		found[name]++
	}
	return found
}

// eventually waits until f holds.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for !f() {
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			t.Fatal("not so in the end: " + what)
		}
	}
}

// TestDeletedTranscript: its facts leave the current view and those of the one
// before take their place; ingested again, it has them back.
func TestDeletedTranscript(t *testing.T) {
	in := start(t, true)
	document := samples(t)["northwind-2023-q2.txt"]
	first := in.ingest(t, document, nil)
	in.extracted(t, first.GetName())
	corrected := append(slices.Clone(document), "\n"...)
	second := in.ingest(t, corrected, nil)
	in.extracted(t, second.GetName())
	all := &metricsv1.ListFactsRequest{Parent: everything}
	if got := in.transcripts(t, all); len(got) != 1 || got[second.GetName()] == 0 {
		t.Errorf("%v", got)
	}
	before := time.Now()

	if _, err := in.parser.DeleteTranscript(t.Context(), &parserv1.DeleteTranscriptRequest{Name: second.GetName()}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the facts of the first are back", func() bool { return in.transcripts(t, all)[first.GetName()] > 0 })
	if got := in.transcripts(t, &metricsv1.ListFactsRequest{Parent: everything, IncludeSuperseded: true}); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if got := in.transcripts(t, &metricsv1.ListFactsRequest{Parent: everything, RecordedAsOf: timestamppb.New(before)}); got[second.GetName()] == 0 {
		t.Errorf("what was recorded has changed: %v", got)
	}
	_, err := in.metrics.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: second.GetName() + "/extraction"})
	if rpcerr.Parse(err) == nil || rpcerr.Parse(err).Reason != "TRANSCRIPT_NOT_FOUND" {
		t.Errorf("%v", err)
	}

	again := in.ingest(t, corrected, nil)
	if again.GetName() != second.GetName() {
		t.Errorf("%s, was %s", again.GetName(), second.GetName())
	}
	eventually(t, "the facts are back", func() bool { return in.transcripts(t, all)[second.GetName()] > 0 })
	in.once(t, 2)
}

// once checks that there are so many extractions, one for each transcript.
func (in *installation) once(t *testing.T, want int) {
	t.Helper()
	var n int
	if err := in.pool.QueryRow(t.Context(), "SELECT count(*) FROM metrics.extractions").Scan(&n); err != nil || n != want {
		t.Errorf("%d extractions, %v; want %d", n, err, want)
	}
}

// TestMovedTranscript: facts follow their transcript to another call, and the old
// name leads to them.
func TestMovedTranscript(t *testing.T) {
	in := start(t, true)
	transcript := in.ingest(t, samples(t)["northwind-2023-q2.txt"], nil)
	in.extracted(t, transcript.GetName())
	old := in.facts(t, &metricsv1.ListFactsRequest{Parent: transcript.GetName()})[0].GetName()
	moved, err := in.parser.MoveTranscript(t.Context(), &parserv1.MoveTranscriptRequest{
		Name: transcript.GetName(), DestinationCall: "companies/northwind-systems/calls/2022-q2",
	})
	if err != nil {
		t.Fatal(err)
	}
	name := moved.GetTranscript().GetName()
	eventually(t, "facts carry the new name", func() bool {
		return in.transcripts(t, &metricsv1.ListFactsRequest{Parent: everything})[name] > 0
	})
	got, err := in.metrics.GetFact(t.Context(), &metricsv1.GetFactRequest{Name: old})
	if err != nil || !strings.HasPrefix(got.GetFact().GetName(), name+"/") {
		t.Errorf("%v, %v", got, err)
	}
	if n := in.transcripts(t, &metricsv1.ListFactsRequest{Parent: transcript.GetName()})[name]; n == 0 {
		t.Error("the old name lists nothing")
	}
	in.once(t, 1)
}

// TestMergedCompanies: the facts of both are the one's.
func TestMergedCompanies(t *testing.T) {
	in := start(t, true)
	document := samples(t)["northwind-2023-q2.txt"]
	one := in.ingest(t, document, nil)
	renamed := bytes.ReplaceAll(bytes.ReplaceAll(samples(t)["northwind-2023-q3.txt"], []byte("NWSY"), []byte("CTSO")), []byte("Northwind"), []byte("Contoso"))
	two := in.ingest(t, renamed, nil)
	in.extracted(t, one.GetName())
	in.extracted(t, two.GetName())
	source, _, _ := strings.Cut(two.GetName(), "/calls/")
	if _, err := in.parser.MergeCompanies(t.Context(), &parserv1.MergeCompaniesRequest{Name: "companies/northwind-systems", Source: source}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "both are one company's", func() bool {
		return len(in.transcripts(t, &metricsv1.ListFactsRequest{Parent: "companies/northwind-systems/calls/-/transcripts/-"})) == 2
	})
	if got := in.transcripts(t, &metricsv1.ListFactsRequest{Parent: source + "/calls/-/transcripts/-"}); len(got) != 2 {
		t.Errorf("by the old name: %v", got)
	}
}

// TestEvidenceOfSamples: all evidence that is kept proves itself, but for what
// the reader cannot read alone.
func TestEvidenceOfSamples(t *testing.T) {
	in := start(t, true)
	for _, document := range samples(t) {
		in.extracted(t, in.ingest(t, document, nil).GetName())
	}
	var names []string
	for _, f := range in.facts(t, &metricsv1.ListFactsRequest{Parent: everything}) {
		names = append(names, f.GetName())
	}
	got, err := in.metrics.VerifyEvidence(t.Context(), &metricsv1.VerifyEvidenceRequest{Names: names})
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, v := range got.GetVerifications() {
		if !v.GetVerified() {
			failed++
			t.Logf("%s: %s", v.GetName(), v.GetReason())
		}
	}
	if failed > 0 {
		t.Errorf("%d of %d facts are not what their evidence says", failed, len(names))
	}
}
