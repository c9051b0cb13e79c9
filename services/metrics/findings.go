package metrics

import (
	"cmp"
	"context"
	"slices"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/fact"
	"github.com/callfacts/callfacts/internal/reconcile"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// found is a finding that a list may hold; its message is made when it does.
type found struct {
	check         metricsv1.FindingCheck
	verdict       metricsv1.FindingVerdict
	reason        metricsv1.NotCheckableReason
	call, concept string
	period        string
	dimensions    []fact.Dimension // of the number that is checked
	message       func() *metricsv1.Finding
}

// ListFindings lists checks over the facts of a company. Those of one call are
// made with what the calls before it told.
func (s *Server) ListFindings(ctx context.Context, request *metricsv1.ListFindingsRequest) (*metricsv1.ListFindingsResponse, error) {
	n, err := parseCall(request.GetParent())
	if err != nil {
		return nil, err
	}
	condition, err := parseFilter(findingFields, request.GetFilter())
	if err != nil {
		return nil, err
	}
	at, err := s.begin(ctx, request, request.GetPageToken(), instant(request.GetRecordedAsOf()))
	if err != nil {
		return nil, err
	}
	when := moment{instant(request.GetAsOf()), at.Recorded}
	b, err := s.open(ctx, "companies/"+n.company, "", when)
	if err != nil {
		return nil, err
	}
	call, err := s.callIn(ctx, b, n)
	if err != nil {
		return nil, err
	}
	all := b.checks(call)
	if check, told := condition.Equals("check"); !told || check == int32(metricsv1.FindingCheck_FINDING_CHECK_TRANSCRIPTS) {
		held, err := s.versions(ctx, b, call, when)
		if err != nil {
			return nil, err
		}
		all = b.inOrder(append(all, held...))
	}
	page, next, err := cut(request, keep(all, condition), at, request.GetPageSize())
	if err != nil {
		return nil, err
	}
	response := &metricsv1.ListFindingsResponse{NextPageToken: next}
	for _, f := range page {
		response.Findings = append(response.Findings, f.message())
	}
	return response, nil
}

// checks are the findings over the facts of a call, of all calls for "".
func (b *book) checks(call string) (all []*found) {
	findings := b.Findings()
	for i := range findings {
		f := &findings[i]
		if call != "" && f.Call != call {
			continue
		}
		all = append(all, &found{
			check: metricsv1.FindingCheck(f.Check), verdict: metricsv1.FindingVerdict(f.Verdict), reason: metricsv1.NotCheckableReason(f.Reason),
			call: f.Call, concept: f.Concept, period: f.Period, dimensions: b.Statements[f.Facts[0]].Fact.Dimensions,
			message: func() *metricsv1.Finding { return b.finding(f) },
		})
	}
	return all
}

// inOrder puts findings in order of their calls.
func (b *book) inOrder(all []*found) []*found {
	at := make(map[string]int, len(b.told))
	for i := range b.told {
		at[b.told[i].Call] = i
	}
	slices.SortStableFunc(all, func(f, g *found) int { return cmp.Compare(at[f.call], at[g.call]) })
	return all
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
