package metrics

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/pagetoken"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// usual are the concepts that coverage is asked for mostly.
var usual = []string{
	"revenue", "gross_margin", "operating_expenses", "operating_income", "operating_margin",
	"net_income", "eps", "tax_rate", "operating_cash_flow", "capital_expenditures",
}

// GetCoverage tells which concepts the calls of a company tell.
func (s *Server) GetCoverage(ctx context.Context, request *metricsv1.GetCoverageRequest) (*metricsv1.GetCoverageResponse, error) {
	at := moment{instant(request.GetAsOf()), instant(request.GetRecordedAsOf())}
	b, err := s.open(ctx, strings.TrimSuffix(request.GetName(), "/coverage"), "", at)
	if err != nil {
		return nil, err
	}
	waiting, err := s.unprocessed(ctx, b, at)
	if err != nil {
		return nil, err
	}
	concepts := request.GetConcepts()
	if len(concepts) == 0 {
		concepts = usual
	}
	coverage := &metricsv1.Coverage{Name: "companies/" + b.company + "/coverage"}
	given := b.given()
	for i := range b.told {
		coverage.Calls = append(coverage.Calls, b.coverage(&b.told[i], concepts, given))
	}
	for i := range waiting {
		t := &waiting[i]
		coverage.Calls = append(coverage.Calls, blank(t, periodOf(t.Call, nil), metricsv1.CoverageState_COVERAGE_STATE_NOT_PROCESSED, concepts))
	}
	for _, label := range missing(coverage.Calls) {
		coverage.Calls = append(coverage.Calls, blank(nil, label, metricsv1.CoverageState_COVERAGE_STATE_NO_TRANSCRIPT, concepts))
	}
	slices.SortStableFunc(coverage.Calls, func(a, b *metricsv1.CallCoverage) int {
		return cmp.Or(reconcile.ComparePeriods(a.GetPeriod(), b.GetPeriod()), strings.Compare(a.GetCall(), b.GetCall()))
	})
	return &metricsv1.GetCoverageResponse{Coverage: coverage}, nil
}

// conceptOf is a concept on a call.
type conceptOf struct{ call, concept string }

// given are the statements that the company made, by call and concept.
func (b *book) given() map[conceptOf][]int {
	given := make(map[conceptOf][]int)
	for i := range b.Statements {
		s := &b.Statements[i]
		if !s.Asserted() && s.Fact.Status != fact.StatusHypothetical {
			k := conceptOf{s.Call, s.Fact.Concept}
			given[k] = append(given[k], i)
		}
	}
	return given
}

// coverage is what a call tells of some concepts.
func (b *book) coverage(t *store.Told, concepts []string, given map[conceptOf][]int) *metricsv1.CallCoverage {
	m := &metricsv1.CallCoverage{Call: "companies/" + b.company + "/calls/" + t.Call, Transcript: transcriptName(t), Period: periodOf(t.Call, t)}
	for _, concept := range concepts {
		c := &metricsv1.ConceptCoverage{Concept: concept, State: metricsv1.CoverageState_COVERAGE_STATE_NOT_STATED}
		for _, a := range t.Outline.Asked {
			if a.Concept == concept {
				c.Asked = append(c.Asked, &metricsv1.AskedSpan{Span: &parserv1.Span{Start: a.Span.Start, End: a.Span.End}, Turn: int32(a.Turn)})
			}
		}
		c.Facts = b.messages(given[conceptOf{t.Call, concept}])
		switch {
		case len(c.Facts) > 0:
			c.State = metricsv1.CoverageState_COVERAGE_STATE_STATED
		case len(c.Asked) > 0:
			c.State = metricsv1.CoverageState_COVERAGE_STATE_ASKED_NOT_GIVEN
		}
		m.Concepts = append(m.Concepts, c)
	}
	return m
}

// blank is the coverage of a call of which nothing is known.
func blank(t *store.Told, period string, state metricsv1.CoverageState, concepts []string) *metricsv1.CallCoverage {
	m := &metricsv1.CallCoverage{Period: period}
	if t != nil {
		m.Transcript = transcriptName(t)
		m.Call, _, _ = strings.Cut(m.Transcript, "/transcripts/")
	}
	for _, concept := range concepts {
		m.Concepts = append(m.Concepts, &metricsv1.ConceptCoverage{Concept: concept, State: state})
	}
	return m
}

// unprocessed are the transcripts that the parser has of calls of which metrics
// tells nothing: one for each call, the last accepted. Their times are those of the
// request.
func (s *Server) unprocessed(ctx context.Context, b *book, at moment) ([]store.Told, error) {
	byCall := make(map[string]*parserv1.Transcript)
	request := &parserv1.ListTranscriptsRequest{Parent: "companies/" + b.company + "/calls/-", PageSize: pagetoken.MaxSize}
	for {
		page, err := s.parser.ListTranscripts(ctx, request)
		if err != nil {
			return nil, err
		}
		for _, t := range page.GetTranscripts() {
			n, err := parseTranscript(t.GetName())
			if err != nil {
				return nil, err
			}
			if n.company != b.company || b.toldOf(n.call) != nil || isLater(t.GetEffectiveTime().AsTime(), at.asOf) || isLater(t.GetAcceptTime().AsTime(), at.recordedAsOf) {
				continue
			}
			if was := byCall[n.call]; was == nil || was.GetAcceptTime().AsTime().Before(t.GetAcceptTime().AsTime()) {
				byCall[n.call] = t
			}
		}
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			break
		}
	}
	var out []store.Told
	for call, t := range byCall {
		out = append(out, store.Told{Company: b.company, Call: call, Transcript: t.GetName()[strings.LastIndexByte(t.GetName(), '/')+1:]})
	}
	slices.SortFunc(out, func(a, b store.Told) int { return strings.Compare(a.Call, b.Call) })
	return out, nil
}

// isLater reports whether a time is behind a limit; none is behind no limit.
func isLater(t, limit time.Time) bool { return !limit.IsZero() && t.After(limit) }

// missing are the labels of the quarters between the first and the last that was
// told of, of which there is nothing.
func missing(calls []*metricsv1.CallCoverage) (labels []string) {
	var quarters []string
	for _, c := range calls {
		if label := c.GetPeriod(); reconcile.Canonical(label, true) == label && reconcile.YearAgo(label) != "" {
			quarters = append(quarters, label)
		}
	}
	slices.SortFunc(quarters, reconcile.ComparePeriods)
	quarters = slices.Compact(quarters)
	if len(quarters) == 0 {
		return nil
	}
	const most = 400
	for label := reconcile.Before(quarters[len(quarters)-1]); reconcile.ComparePeriods(quarters[0], label) < 0 && len(labels) < most; label = reconcile.Before(label) {
		if !slices.Contains(quarters, label) {
			labels = append(labels, label)
		}
	}
	return labels
}
