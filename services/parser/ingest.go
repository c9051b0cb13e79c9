package parser

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"

	"buf.build/go/protovalidate"
	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/convert"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/transcript"
	"github.com/callfacts/callfacts/services/parser/store"
)

// ParseDocument parses a document and keeps nothing.
func (s *Server) ParseDocument(_ context.Context, request *parserv1.ParseDocumentRequest) (*parserv1.ParseDocumentResponse, error) {
	sub, err := read(request)
	if err != nil {
		return nil, err
	}
	return &parserv1.ParseDocumentResponse{Transcript: parsedMessage(sub.Content, sub.Text, sub.Parsed, sub.Hints)}, nil
}

// submitted is what the requests that bring a document have in common.
type submitted interface {
	GetContent() []byte
	GetFilename() string
	GetHints() *parserv1.DocumentHints
}

// read makes a transcript of a submitted document.
func read(request submitted) (*store.Submission, error) {
	hints, err := hintsOf(request.GetHints())
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(request.GetFilename(), 0) {
		return nil, rpcerr.InvalidField(rpcerr.ReasonInvalidField, "filename", "filename: a NUL is no text")
	}
	text, err := convert.Convert(request.GetFilename(), request.GetContent())
	if err != nil {
		return nil, refused(err)
	}
	parsed, err := parse(text, hints)
	if err != nil {
		return nil, refused(err)
	}
	return &store.Submission{
		Content: request.GetContent(), SHA256: sha256.Sum256(request.GetContent()), Filename: request.GetFilename(),
		Hints: hints, Text: text, Parsed: parsed,
	}, nil
}

// parse is the engine's parser on a converted document.
func parse(text convert.Result, h store.Hints) (*transcript.Transcript, error) {
	return transcript.Parse(transcript.Document{
		Text: text.Text, Labels: text.Labels,
		Hints: transcript.Hints{
			Company: h.CompanyName, Ticker: h.Ticker, Exchange: h.Exchange,
			FiscalYear: h.FiscalYear, FiscalPeriod: h.FiscalPeriod, Date: h.EventDate,
		},
	})
}

// IngestDocument keeps a document with its transcript, once; of an archive of
// several, each.
func (s *Server) IngestDocument(ctx context.Context, request *parserv1.IngestDocumentRequest) (*parserv1.IngestDocumentResponse, error) {
	entries, err := convert.Entries(request.GetContent())
	if err != nil {
		return nil, refused(err)
	}
	if len(entries) > 0 {
		return s.ingestArchive(ctx, request, entries)
	}
	return s.ingest(ctx, request)
}

// ingest keeps one document.
func (s *Server) ingest(ctx context.Context, request *parserv1.IngestDocumentRequest) (*parserv1.IngestDocumentResponse, error) {
	room, err := s.store.Admit(ctx)
	if err != nil {
		return nil, stored(err)
	}
	if !room {
		return nil, rpcerr.New(codes.ResourceExhausted, reasonBacklogFull,
			"the facts of too many documents are still to be extracted; try again").RetryIn(backlogPause)
	}
	sub, err := read(request)
	if err != nil {
		return nil, err
	}
	ingested, err := s.store.Ingest(ctx, sub)
	if err != nil {
		return nil, stored(err)
	}
	// Whoever deletes it in this moment has the last word.
	kept, err := s.store.GetTranscript(ctx, ingested.Place, store.Basic)
	if err != nil {
		return nil, found(err, reasonTranscriptNotFound, transcriptName(ingested.Place))
	}
	response := &parserv1.IngestDocumentResponse{Transcript: transcriptMessage(kept), Created: ingested.Created}
	if (sub.Hints != store.Hints{}) && !sameHints(sub.Hints, ingested.Hints) {
		response.Warnings = append(response.Warnings, &parserv1.Warning{
			Code:    "HINTS_IGNORED",
			Message: "the document was submitted before, and the hints given then stand",
		})
	}
	return response, nil
}

func sameHints(a, b store.Hints) bool {
	same := a.PublishedTime.Equal(b.PublishedTime)
	a.PublishedTime = b.PublishedTime
	return same && a == b
}

// What a stream has in work at once: so many documents, which are kept together
// where they come fast, of so many bytes.
const (
	maxInFlight = 64
	streamBytes = 64 << 20
)

// IngestDocuments ingests the documents of a stream, several at once.
func (s *Server) IngestDocuments(stream grpc.BidiStreamingServer[parserv1.IngestDocumentsRequest, parserv1.IngestDocumentsResponse]) error {
	var workers sync.WaitGroup
	defer workers.Wait()
	ctx, cancel := context.WithCancelCause(stream.Context())
	defer cancel(nil) // before the wait: nobody reads the answers any more
	free := semaphore.NewWeighted(streamBytes)
	var sending sync.Mutex
	answer := func(response *parserv1.IngestDocumentsResponse) {
		sending.Lock()
		defer sending.Unlock()
		if err := stream.Send(response); err != nil {
			cancel(err)
		}
	}
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			workers.Wait()
			return context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		weight := min(max(int64(len(request.GetDocument().GetContent())), streamBytes/maxInFlight), streamBytes)
		if free.Acquire(ctx, weight) != nil {
			return context.Cause(ctx)
		}
		workers.Go(func() {
			defer free.Release(weight)
			answer(s.ingestOne(ctx, request.GetDocument()))
		})
	}
}

// ingestOne answers one request of a stream. Its failure is its own.
func (s *Server) ingestOne(ctx context.Context, request *parserv1.IngestDocumentRequest) (response *parserv1.IngestDocumentsResponse) {
	response = &parserv1.IngestDocumentsResponse{RequestId: request.GetRequestId()}
	fail := func(err error) {
		if rpcerr.Classify(err).Reason == rpcerr.ReasonInternal {
			s.log.LogAttrs(ctx, slog.LevelError, "document of a stream", slog.String("request_id", request.GetRequestId()), slog.String("error", err.Error()))
		}
		response.Result = &parserv1.IngestDocumentsResponse_Error{Error: rpcerr.ToStatus(err).Proto()}
	}
	defer func() {
		if value := recover(); value != nil {
			fail(fmt.Errorf("panic: %v\n%s", value, debug.Stack()))
		}
	}()
	if request == nil {
		fail(rpcerr.InvalidField(rpcerr.ReasonInvalidField, "document", "document: value is required"))
		return response
	}
	if err := protovalidate.Validate(request); err != nil {
		fail(err)
		return response
	}
	ingested, err := s.IngestDocument(ctx, request)
	if err != nil {
		fail(err)
		return response
	}
	response.Result = &parserv1.IngestDocumentsResponse_Document{Document: ingested}
	return response
}
