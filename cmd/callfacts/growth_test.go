package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/durationpb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// TestGrowth prints how an installation grows, as a table: GROWTH names how many
// calls it is looked at with, such as 10,100,1000,10000. `make growth` runs it.
// The calls are those of one sample company, under as many names as it takes.
func TestGrowth(t *testing.T) {
	asked := os.Getenv("GROWTH")
	if asked == "" {
		t.Skip("GROWTH is not set: make growth")
	}
	in := install(t)
	g := &growth{in: in, services: newServices(in.conn, in.conn), started: time.Now()}
	for quarter := 1; quarter <= 4; quarter++ {
		text, err := os.ReadFile(filepath.Join(sampleDir, fmt.Sprintf("northwind-2023-q%d.txt", quarter)))
		if err != nil {
			t.Fatal(err)
		}
		g.samples = append(g.samples, string(text))
	}
	fmt.Println("| calls | facts | calls a second, with their facts | GetFact | 100 facts of a company | its series | search in it | export, facts a second | memory, its peak in the export |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|")
	for _, number := range strings.Split(asked, ",") {
		calls, err := strconv.Atoi(number)
		if err != nil || calls <= g.calls {
			t.Fatalf("GROWTH: %s", asked)
		}
		fmt.Println(g.row(t, calls))
	}
}

type growth struct {
	in       *installation
	services *services
	samples  []string
	calls    int
	started  time.Time
}

// document is the n-th call: four of each company.
func (g *growth) document(n int) []byte {
	name := []byte{}
	for rest := n / len(g.samples); ; rest /= 26 {
		name = append(name, byte('a'+rest%26))
		if rest < 26 {
			break
		}
	}
	suffix := string(name)
	return []byte(strings.NewReplacer("Northwind", "Northwind"+suffix, "NWSY", "N"+strings.ToUpper(suffix)).Replace(g.samples[n%len(g.samples)]))
}

// row ingests up to so many calls, and measures.
func (g *growth) row(t *testing.T, calls int) string {
	t.Helper()
	before, start := g.calls, time.Now()
	g.ingest(t, calls)
	rate := float64(calls-before) / time.Since(start).Seconds()

	company := "companies/northwinda-systems"
	facts, err := g.services.metrics.ListFacts(t.Context(), &metricsv1.ListFactsRequest{Parent: company + "/calls/-/transcripts/-", PageSize: 100})
	if err != nil || len(facts.GetFacts()) < 100 {
		t.Fatalf("%v: %d facts", err, len(facts.GetFacts()))
	}
	name := facts.GetFacts()[0].GetName()
	cells := []string{}
	for _, ask := range []func(context.Context) error{
		func(ctx context.Context) error {
			_, err := g.services.metrics.GetFact(ctx, &metricsv1.GetFactRequest{Name: name})
			return err
		},
		func(ctx context.Context) error {
			_, err := g.services.metrics.ListFacts(ctx, &metricsv1.ListFactsRequest{Parent: company + "/calls/-/transcripts/-", PageSize: 100})
			return err
		},
		func(ctx context.Context) error {
			_, err := g.services.metrics.QuerySeries(ctx, &metricsv1.QuerySeriesRequest{Companies: []string{company}, Concept: "revenue"})
			return err
		},
		func(ctx context.Context) error {
			_, err := g.services.parser.SearchTurns(ctx, &parserv1.SearchTurnsRequest{Parent: company + "/calls/-", Query: "gross margin"})
			return err
		},
	} {
		cells = append(cells, fmt.Sprintf("%.1f ms", median(t, ask).Seconds()*1000))
	}
	stored, took, peak := g.export(t)
	return fmt.Sprintf("| %s | %s | %.0f | %s | %s | %s |", groupedDigits(strconv.Itoa(calls)), groupedDigits(strconv.FormatInt(stored, 10)), rate,
		strings.Join(cells, " | "), groupedDigits(strconv.Itoa(int(float64(stored)/took.Seconds())/1000*1000)), peak)
}

// ingest sends documents until there are so many calls, and waits for the facts
// of all.
func (g *growth) ingest(t *testing.T, calls int) {
	t.Helper()
	stream, err := g.services.parser.IngestDocuments(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	read := make(chan error, 1)
	go func() {
		for {
			got, err := stream.Recv()
			if err != nil {
				read <- err
				return
			}
			names = append(names, got.GetDocument().GetTranscript().GetName())
		}
	}()
	for ; g.calls < calls; g.calls++ {
		request := &parserv1.IngestDocumentRequest{Content: g.document(g.calls)}
		if err := stream.Send(&parserv1.IngestDocumentsRequest{Document: request}); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if err := <-read; !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	for _, name := range names {
		for {
			got, err := g.services.metrics.GetExtraction(t.Context(), &metricsv1.GetExtractionRequest{Name: name + "/extraction", Wait: durationpb.New(30 * time.Second)})
			if err != nil {
				t.Fatal(err)
			}
			if state := got.GetExtraction().GetState(); state == metricsv1.Extraction_STATE_SUCCEEDED {
				break
			} else if state == metricsv1.Extraction_STATE_FAILED {
				t.Fatal(got)
			}
		}
	}
}

// median is how long a call takes, of fifty.
func median(t *testing.T, ask func(context.Context) error) time.Duration {
	t.Helper()
	took := make([]time.Duration, 50)
	for i := range took {
		start := time.Now()
		if err := ask(t.Context()); err != nil {
			t.Fatal(err)
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// export exports all facts as Parquet: how many there are, how long that takes,
// and how much memory the server has at most meanwhile.
func (g *growth) export(t *testing.T) (facts int64, took time.Duration, peak string) {
	t.Helper()
	process := fmt.Sprintf("/proc/%d/", g.in.process.Process.Pid)
	// Linux forgets the peak when it is told to.
	forgets := os.WriteFile(process+"clear_refs", []byte("5"), 0o600) == nil
	start := time.Now()
	stream, err := g.services.metrics.ExportFacts(t.Context(), &metricsv1.ExportFactsRequest{
		Parent: "companies/-/calls/-/transcripts/-", Format: metricsv1.ExportFormat_EXPORT_FORMAT_PARQUET,
	})
	for err == nil {
		var piece *metricsv1.ExportFactsResponse
		if piece, err = stream.Recv(); err == nil {
			facts = piece.GetFactCount()
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	took, peak = time.Since(start), "not known here"
	status, err := os.ReadFile(process + "status")
	if err != nil || !forgets {
		return facts, took, peak
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); fields[0] == "VmHWM:" {
			if kilobytes, err := strconv.Atoi(fields[1]); err == nil {
				peak = fmt.Sprintf("%d MiB", kilobytes>>10)
			}
		}
	}
	return facts, took, peak
}
