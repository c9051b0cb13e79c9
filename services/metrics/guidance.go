package metrics

import (
	"context"
	"math/big"

	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/guidance"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/internal/wire"
)

// ListGuidance lists what a company said that it would do.
func (s *Server) ListGuidance(ctx context.Context, request *metricsv1.ListGuidanceRequest) (*metricsv1.ListGuidanceResponse, error) {
	condition, err := parseFilter(guidanceFields, request.GetFilter())
	if err != nil {
		return nil, err
	}
	at, err := s.begin(ctx, request, request.GetPageToken(), instant(request.GetRecordedAsOf()))
	if err != nil {
		return nil, err
	}
	concept, _ := condition.Equals("concept")
	only, _ := concept.(string) // the facts of others need not be read
	b, err := s.open(ctx, request.GetParent(), only, moment{instant(request.GetAsOf()), at.Recorded})
	if err != nil {
		return nil, err
	}
	var all []*guidance.Series
	ledger := guidance.Ledger(b.Book, b.Series(), b.cues)
	for i := range ledger {
		all = append(all, &ledger[i])
	}
	all = keep(all, condition)
	page, next, err := cut(request, all, at, request.GetPageSize())
	if err != nil {
		return nil, err
	}
	response := &metricsv1.ListGuidanceResponse{NextPageToken: next}
	for _, g := range page {
		response.Guidance = append(response.Guidance, b.guidance(g))
	}
	return response, nil
}

func (b *book) guidance(g *guidance.Series) *metricsv1.Guidance {
	m := &metricsv1.Guidance{
		Company: "companies/" + b.company, Concept: g.Concept, Measure: metricsv1.Measure(g.Measure), Comparison: metricsv1.Comparison(g.Comparison),
		Basis: metricsv1.Basis(g.Basis), Unit: g.Unit, Dimensions: dimensionMessages(g.Dimensions), Qualifiers: qualifierMessages(g.Qualifiers),
		Period: wire.Period(g.Period),
		Outcome: &metricsv1.GuidanceOutcome{
			Result: metricsv1.GuidanceResult(g.Outcome.Result), Reason: metricsv1.NotComparableReason(g.Outcome.Reason), By: exactly(g.Outcome.By),
		},
	}
	if g.Outcome.Actual >= 0 {
		m.Outcome.Actual = b.message(g.Outcome.Actual)
	}
	if g.Outcome.Guidance >= 0 {
		m.Outcome.Guidance = b.message(g.Outcome.Guidance)
	}
	for i := range g.Entries {
		m.Entries = append(m.Entries, b.entry(&g.Entries[i]))
	}
	return m
}

func (b *book) entry(e *guidance.Entry) *metricsv1.GuidanceEntry {
	m := &metricsv1.GuidanceEntry{
		Action: metricsv1.GuidanceAction(e.Action), ClaimedAction: metricsv1.GuidanceAction(e.Words), Claim: e.Phrase,
		MidpointChange: exactly(e.MidpointChange), Repeats: b.messages(e.Also),
	}
	if told := b.toldOf(e.Call); told != nil {
		m.Transcript = transcriptName(told)
		m.EffectiveTime = timestamppb.New(told.EffectiveTime)
	}
	if e.Statement >= 0 {
		m.Fact = b.message(e.Statement)
		m.Low, m.Mid, m.High = ends(&b.Statements[e.Statement].Fact.Value)
		return m
	}
	cue := &b.cues[e.Cue]
	m.Quote, m.QuoteSpan = cue.Quote, &parserv1.Span{Start: cue.Span.Start, End: cue.Span.End}
	return m
}

// exactly writes a number that came of decimals, "" for none.
func exactly(r *big.Rat) string {
	if r == nil {
		return ""
	}
	const digits = 18
	low, _ := reconcile.Interval{Low: r}.Decimals(digits)
	return low
}
