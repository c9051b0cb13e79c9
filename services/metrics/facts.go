package metrics

import (
	"context"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/pagetoken"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// ListFacts lists facts. All pages show what was recorded when the first was
// asked for.
func (s *Server) ListFacts(ctx context.Context, request *metricsv1.ListFactsRequest) (*metricsv1.ListFactsResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &metricsv1.Fact{})
	if err != nil {
		return nil, err
	}
	var at factCursor
	next, err := decodeToken(request, request.GetPageToken(), &at)
	if err != nil {
		return nil, err
	}
	selection := store.Selection{
		AsOf: instant(request.GetAsOf()), RecordedAsOf: instant(request.GetRecordedAsOf()),
		Superseded: request.GetIncludeSuperseded(),
	}
	if selection.Filter, err = parseFilter(store.FactFields, request.GetFilter()); err != nil {
		return nil, err
	}
	var after *store.Position
	if next {
		after, selection.RecordedAsOf = &at.Position, at.Recorded
	}
	size := pagetoken.Size(request.GetPageSize())
	found, err := s.list(ctx, request.GetParent(), selection, after, size+1)
	if err != nil {
		return nil, err
	}
	response := &metricsv1.ListFactsResponse{}
	if len(found) > size {
		found = found[:size]
		at.Position = found[size-1].Position()
		if at.Recorded = selection.RecordedAsOf; at.Recorded.IsZero() {
			at.Recorded = found[0].ReadTime
		}
		response.NextPageToken, err = pagetoken.Encode(request, at)
		if err != nil {
			return nil, err
		}
	}
	response.Facts = make([]*metricsv1.Fact, len(found))
	for i := range found {
		response.Facts[i] = factMessage(&found[i])
		mask.Apply(response.Facts[i])
	}
	return response, nil
}

// list lists the facts of a parent. Whether that is a name at all, and not one of
// old, is looked into only where nothing is found.
func (s *Server) list(ctx context.Context, parent string, selection store.Selection, after *store.Position, limit int) ([]store.Fact, error) {
	n, err := parseTranscript(parent)
	if err != nil {
		return nil, err
	}
	selection.Company, selection.Call, selection.Transcript = known(n.company), known(n.call), known(n.transcript)
	found, err := s.store.List(ctx, selection, after, limit)
	if err != nil || len(found) > 0 || after != nil {
		return found, err
	}
	today := selection
	if err := s.selectParent(ctx, parent, &today); err != nil {
		return nil, err
	}
	if today.Company == selection.Company && today.Call == selection.Call {
		return nil, nil
	}
	return s.store.List(ctx, today, after, limit)
}

// factCursor is where the next page begins, and what it is a page of.
type factCursor struct {
	Position store.Position
	Recorded time.Time
}

// GetFact returns a fact.
func (s *Server) GetFact(ctx context.Context, request *metricsv1.GetFactRequest) (*metricsv1.GetFactResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &metricsv1.Fact{})
	if err != nil {
		return nil, err
	}
	found, err := s.facts(ctx, instant(request.GetRecordedAsOf()), request.GetName())
	if err != nil {
		return nil, err
	}
	m := factMessage(&found[0])
	mask.Apply(m)
	return &metricsv1.GetFactResponse{Fact: m}, nil
}

// BatchGetFacts returns facts in the order of their names.
func (s *Server) BatchGetFacts(ctx context.Context, request *metricsv1.BatchGetFactsRequest) (*metricsv1.BatchGetFactsResponse, error) {
	mask, err := parseMask(request.GetReadMask(), &metricsv1.Fact{})
	if err != nil {
		return nil, err
	}
	found, err := s.facts(ctx, instant(request.GetRecordedAsOf()), request.GetNames()...)
	if err != nil {
		return nil, err
	}
	response := &metricsv1.BatchGetFactsResponse{Facts: make([]*metricsv1.Fact, len(found))}
	for i := range found {
		response.Facts[i] = factMessage(&found[i])
		mask.Apply(response.Facts[i])
	}
	return response, nil
}

// facts are the facts of the names, in their order; NOT_FOUND where one is
// missing.
func (s *Server) facts(ctx context.Context, recordedAsOf time.Time, names ...string) ([]store.Fact, error) {
	parsed, keys := make([]name, len(names)), make([]store.FactName, len(names))
	for i := range names {
		n, err := parseFact(names[i])
		if err != nil {
			return nil, err
		}
		parsed[i], keys[i] = n, store.FactName{Transcript: n.transcript, Fact: n.fact}
	}
	found, err := s.store.Facts(ctx, recordedAsOf, keys...)
	if err != nil {
		return nil, err
	}
	index := make(map[store.FactName]int, len(found))
	for i := range found {
		index[store.FactName{Transcript: found[i].Transcript, Fact: found[i].ID}] = i
	}
	ordered := make([]store.Fact, len(names))
	for i, key := range keys {
		k, ok := index[key]
		if !ok {
			return nil, rpcerr.NotFound("FACT_NOT_FOUND", names[i])
		}
		ordered[i] = found[k]
		if err := s.resolves(ctx, parsed[i], &ordered[i]); err != nil {
			return nil, rpcerr.NotFound("FACT_NOT_FOUND", names[i]).Because(err)
		}
	}
	return ordered, nil
}

// resolves checks that company and call of a name are the fact's, or were: the
// parser knows the names of old.
func (s *Server) resolves(ctx context.Context, n name, f *store.Fact) error {
	if (n.company == wildcard || n.company == f.Company) && (n.call == wildcard || n.call == f.Call) {
		return nil
	}
	_, err := s.currentTranscript(ctx, n.parent())
	return err
}

// factMessage is the message of a fact that is kept.
func factMessage(f *store.Fact) *metricsv1.Fact {
	m := wire.Fact(&f.Fact, wire.Said{SpeakerID: f.SpeakerID, SpeakerName: f.SpeakerName, Quote: f.Quote})
	m.Name = "companies/" + f.Company + "/calls/" + f.Call + "/transcripts/" + f.Transcript + "/facts/" + f.ID
	m.EffectiveTime = timestamppb.New(f.EffectiveTime)
	m.RecordTime = timestamppb.New(f.RecordTime)
	m.Verdict = metricsv1.ReviewVerdict(f.Verdict)
	return m
}
