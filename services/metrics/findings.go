package metrics

import (
	"context"
	"slices"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// ListFindings lists checks over the facts of a company. Those of one call are
// made with what the calls before it told.
func (s *Server) ListFindings(ctx context.Context, request *metricsv1.ListFindingsRequest) (*metricsv1.ListFindingsResponse, error) {
	n, err := parseCall(request.GetParent())
	if err != nil {
		return nil, err
	}
	at, err := s.begin(ctx, request, request.GetPageToken(), instant(request.GetRecordedAsOf()))
	if err != nil {
		return nil, err
	}
	b, err := s.open(ctx, "companies/"+n.company, "", moment{instant(request.GetAsOf()), at.Recorded})
	if err != nil {
		return nil, err
	}
	call, err := s.callIn(ctx, b, n)
	if err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(b.Findings(), func(f reconcile.Finding) bool {
		return call != "" && f.Call != call ||
			len(request.GetVerdicts()) > 0 && !slices.Contains(request.GetVerdicts(), metricsv1.FindingVerdict(f.Verdict)) ||
			len(request.GetChecks()) > 0 && !slices.Contains(request.GetChecks(), metricsv1.FindingCheck(f.Check)) ||
			request.GetConcept() != "" && f.Concept != request.GetConcept()
	})
	page, next, err := cut(request, all, at, request.GetPageSize())
	if err != nil {
		return nil, err
	}
	response := &metricsv1.ListFindingsResponse{NextPageToken: next}
	for i := range page {
		response.Findings = append(response.Findings, b.finding(&page[i]))
	}
	return response, nil
}

// callIn is the last part of the name of today of the call that a name means, ""
// for any. A call of which nothing was told is one that the parser resolves.
func (s *Server) callIn(ctx context.Context, b *book, n name) (string, error) {
	if n.call == wildcard || b.toldOf(n.call) != nil {
		return known(n.call), nil
	}
	selection := store.Selection{Company: b.company, Call: n.call}
	err := s.resolveParent(ctx, name{company: n.company, call: n.call, transcript: wildcard}, &selection)
	return selection.Call, err
}

func (b *book) finding(f *reconcile.Finding) *metricsv1.Finding {
	m := &metricsv1.Finding{
		Check: metricsv1.FindingCheck(f.Check), Verdict: metricsv1.FindingVerdict(f.Verdict), Reason: metricsv1.NotCheckableReason(f.Reason),
		Call: "companies/" + b.company + "/calls/" + f.Call, Concept: f.Concept, Period: f.Period, Arithmetic: f.Arithmetic,
		Facts: b.messages(f.Facts), Stated: intervalMessage(f.Stated, f.Unit), Computed: intervalMessage(f.Computed, f.Unit),
	}
	return m
}

// intervalMessage is nil for what was not calculated.
func intervalMessage(i reconcile.Interval, unit string) *metricsv1.NumberInterval {
	if i.Low == nil && i.High == nil {
		return nil
	}
	m := &metricsv1.NumberInterval{Unit: unit}
	m.Low, m.High = i.Decimals(places)
	return m
}

// transcriptName is the name of a transcript.
func transcriptName(t *store.Told) string {
	return "companies/" + t.Company + "/calls/" + t.Call + "/transcripts/" + t.Transcript
}
