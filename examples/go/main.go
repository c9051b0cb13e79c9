// Command go ingests a file, waits for its facts, prints them and verifies their
// evidence, over gRPC:
//
//	go run ./examples/go FILE
//
// CALLFACTS_SERVER and CALLFACTS_API_KEY say where the server is and which key
// it wants.
package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/callfacts/callfacts/clients"
	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// maxMessage is room for the largest transcript.
const maxMessage = 128 << 20

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go FILE")
		os.Exit(2)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	err := run(ctx, os.Args[1])
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, explain(err))
		os.Exit(1)
	}
}

// explain is an error with its reason, which is what to branch on.
func explain(err error) string {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info.GetReason() + ": " + status.Convert(err).Message()
		}
	}
	return err.Error()
}

func run(ctx context.Context, path string) error {
	conn, err := grpc.NewClient(cmp.Or(os.Getenv("CALLFACTS_SERVER"), "127.0.0.1:8081"),
		grpc.WithTransportCredentials(insecure.NewCredentials()), // loopback; elsewhere TLS
		grpc.WithDefaultServiceConfig(clients.ServiceConfig),     // retries, deadlines
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage), grpc.MaxCallSendMsgSize(maxMessage)))
	if err != nil {
		return err
	}
	defer conn.Close()
	if key := os.Getenv("CALLFACTS_API_KEY"); key != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+key)
	}
	parser, metrics := parserv1.NewParserServiceClient(conn), metricsv1.NewMetricsServiceClient(conn)
	name, err := ingest(ctx, parser, metrics, path)
	if err != nil {
		return err
	}
	got, err := parser.GetTranscript(ctx, &parserv1.GetTranscriptRequest{Name: name, View: parserv1.TranscriptView_TRANSCRIPT_VIEW_FULL})
	if err != nil {
		return err
	}
	text := got.GetTranscript().GetText()
	if sum := sha256.Sum256([]byte(text)); hex.EncodeToString(sum[:]) != got.GetTranscript().GetTextSha256() {
		return errors.New("the text is not the one that was parsed")
	}
	return show(ctx, metrics, name, text)
}

// ingest sends a file, and returns the name of its transcript when its facts
// are there.
func ingest(ctx context.Context, parser parserv1.ParserServiceClient, metrics metricsv1.MetricsServiceClient, path string) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	ingested, err := parser.IngestDocument(ctx, &parserv1.IngestDocumentRequest{Content: content, Filename: filepath.Base(path)})
	if err != nil {
		return "", err
	}
	name := ingested.GetTranscript().GetName()
	for {
		got, err := metrics.GetExtraction(ctx, &metricsv1.GetExtractionRequest{Name: name + "/extraction", Wait: durationpb.New(30 * time.Second)})
		if err != nil {
			return "", err
		}
		switch extraction := got.GetExtraction(); extraction.GetState() {
		case metricsv1.Extraction_STATE_SUCCEEDED:
			return name, nil
		case metricsv1.Extraction_STATE_FAILED:
			return "", fmt.Errorf("the extraction failed: %s", extraction.GetError())
		}
	}
}

// show prints the facts of a transcript, page by page, in order of the text.
func show(ctx context.Context, metrics metricsv1.MetricsServiceClient, name, text string) error {
	count, good := 0, 0
	for token, more := "", true; more; more = token != "" {
		page, err := metrics.ListFacts(ctx, &metricsv1.ListFactsRequest{Parent: name, PageSize: 50, PageToken: token})
		if err != nil {
			return err
		}
		for _, f := range page.GetFacts() {
			v := f.GetValue()
			quote := strings.Join(strings.Fields(f.GetEvidence().GetQuote()), " ")
			fmt.Println(strings.Join([]string{f.GetConcept(), v.GetLow(), v.GetHigh(), v.GetUnit(), f.GetPeriod().GetLabel(), quote}, "\t"))
			count++
			if verified(text, f.GetEvidence()) {
				good++
			}
		}
		token = page.GetNextPageToken()
	}
	fmt.Printf("%d facts, %d verified\n", count, good)
	if good < count {
		return errors.New("some facts are not what their bytes say")
	}
	return nil
}

// verified: the bytes that a fact names say what it quotes. A span is bytes of
// UTF-8, as a Go string is.
func verified(text string, e *metricsv1.Evidence) bool {
	quote, value := e.GetQuoteSpan(), e.GetValue()
	return int(quote.GetEnd()) <= len(text) && text[quote.GetStart():quote.GetEnd()] == e.GetQuote() &&
		quote.GetStart() <= value.GetStart() && value.GetEnd() <= quote.GetEnd()
}
