package metrics

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/quantity"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// maxTextBytes is the largest text of a transcript.
const maxTextBytes = 16 << 20

// Server answers MetricsService. Its methods convert, call, convert.
type Server struct {
	metricsv1.UnimplementedMetricsServiceServer
	store   *store.Store
	parser  parserv1.ParserServiceClient
	extract *extractor
	enqueue func(context.Context, ...river.JobArgs) error
	closing context.Context // ends the streams that have no end of their own
}

// ExtractFacts extracts the facts of a transcript and keeps nothing.
func (s *Server) ExtractFacts(ctx context.Context, request *metricsv1.ExtractFactsRequest) (*metricsv1.ExtractFactsResponse, error) {
	if n := len(request.GetTranscript().GetText()); n > maxTextBytes {
		return nil, rpcerr.InvalidField("BAD_TRANSCRIPT", "transcript.text", "the text has %d bytes, more than %d", n, maxTextBytes)
	}
	t, err := wire.ToTranscript(request.GetTranscript())
	var wrong *wire.Error
	if errors.As(err, &wrong) {
		return nil, rpcerr.InvalidField("BAD_TRANSCRIPT", "transcript."+wrong.Path, "transcript.%s %s", wrong.Path, wrong.Message)
	}
	if err != nil {
		return nil, err
	}
	extraction, err := extract(ctx, fact.Standard().Extract, t)
	if errors.Is(err, errTooMany) {
		return nil, rpcerr.InvalidField("TOO_MANY_NUMERALS", "transcript.text", "the speech has more than %d numerals", quantity.Most)
	}
	if err != nil {
		return nil, err
	}
	return &metricsv1.ExtractFactsResponse{
		Facts:         wire.Facts(t, extraction.Facts),
		Numerals:      wire.Numerals(extraction.Numerals),
		EngineVersion: fact.Version,
	}, nil
}

// GetExtraction tells how far the extraction of a transcript has come.
func (s *Server) GetExtraction(ctx context.Context, request *metricsv1.GetExtractionRequest) (*metricsv1.GetExtractionResponse, error) {
	deadline := time.Now().Add(request.GetWait().AsDuration())
	m, err := s.currentTranscript(ctx, request.GetName()[:len(request.GetName())-len("/extraction")])
	if err != nil {
		return nil, err
	}
	answer := &metricsv1.Extraction{
		Name:               m.GetName() + "/extraction",
		State:              metricsv1.Extraction_STATE_PENDING,
		TranscriptRevision: m.GetRevision(),
	}
	name, err := parseTranscript(m.GetName())
	if err != nil {
		return nil, err
	}
	key := store.Key{Transcript: name.transcript, Revision: m.GetRevision()}
	e, err := s.store.Extraction(ctx, key.Transcript, key.Revision)
	if errors.Is(err, store.ErrNotFound) && request.GetWait().AsDuration() > 0 {
		wait, cancel := context.WithDeadline(ctx, deadline)
		s.extract.awaited.wait(wait, key)
		cancel()
		e, err = s.store.Extraction(ctx, key.Transcript, key.Revision)
	}
	if errors.Is(err, store.ErrNotFound) {
		return &metricsv1.GetExtractionResponse{Extraction: answer}, nil
	}
	if err != nil {
		return nil, err
	}
	outcome(answer, &e)
	return &metricsv1.GetExtractionResponse{Extraction: answer}, nil
}

// outcome fills in how an extraction went.
func outcome(m *metricsv1.Extraction, e *store.Extraction) {
	m.State = metricsv1.Extraction_State(e.State)
	m.EngineVersion = e.Engine
	m.FactCount, m.NumeralCount, m.UnresolvedCount = e.FactCount, e.NumeralCount, e.UnresolvedCount
	m.Error = e.Error
	m.FinishTime = timestamppb.New(e.FinishTime)
}

// currentTranscript asks the parser for today's name and revision of a
// transcript. Old names resolve there.
func (s *Server) currentTranscript(ctx context.Context, name string) (*parserv1.Transcript, error) {
	response, err := s.parser.GetTranscript(ctx, &parserv1.GetTranscriptRequest{
		Name: name, ReadMask: &fieldmaskpb.FieldMask{Paths: []string{"name", "revision"}},
	})
	if gone(err) {
		return nil, rpcerr.NotFound("TRANSCRIPT_NOT_FOUND", name).Because(err)
	}
	return response.GetTranscript(), err
}

func newExtractor(kept *store.Store, parser parserv1.ParserServiceClient, log *slog.Logger) *extractor {
	return &extractor{
		store: kept, parser: parser, log: log,
		awaited: &awaited{store: kept, log: log, waits: map[store.Key]*wait{}},
		engines: &engines{store: kept, byRevision: map[string]engine{}},
	}
}
