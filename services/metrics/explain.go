package metrics

import (
	"context"
	"errors"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/source"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// ExplainFact tells how a fact was read.
func (s *Server) ExplainFact(ctx context.Context, request *metricsv1.ExplainFactRequest) (*metricsv1.ExplainFactResponse, error) {
	recordedAsOf := instant(request.GetRecordedAsOf())
	found, err := s.facts(ctx, recordedAsOf, request.GetName())
	if err != nil {
		return nil, err
	}
	f := &found[0]
	trace, version, err := s.store.Trace(ctx, store.FactName{Transcript: f.Transcript, Fact: f.ID}, recordedAsOf)
	if errors.Is(err, store.ErrNotFound) { // gone since
		return nil, rpcerr.NotFound("FACT_NOT_FOUND", request.GetName())
	}
	if err != nil {
		return nil, err
	}
	m := &metricsv1.Explanation{
		Fact:          factMessage(f),
		Written:       written(f, f.Evidence.Value),
		Form:          metricsv1.QuantityForm(f.Value.Form + 1),
		EngineVersion: version,
	}
	for _, step := range trace.Rules {
		m.Steps = append(m.Steps, &metricsv1.RuleStep{Rule: step.Rule, Span: span(step.Span), Note: step.Note})
	}
	for _, d := range trace.Discarded {
		m.Discarded = append(m.Discarded, &metricsv1.DiscardedReading{Field: d.Field, Value: d.Value, Span: span(d.Span), Reason: d.Reason})
	}
	return &metricsv1.ExplainFactResponse{Explanation: m}, nil
}

// written is what stands at a span within the quote of a fact.
func written(f *store.Fact, at source.Span) string {
	return f.Quote[at.Start-f.Evidence.Quote.Start : at.End-f.Evidence.Quote.Start]
}

// span is nil for no place.
func span(s source.Span) *parserv1.Span {
	if s.IsZero() {
		return nil
	}
	return &parserv1.Span{Start: s.Start, End: s.End}
}
