package metrics_test

import (
	"context"
	"fmt"
	"testing"

	"google.golang.org/grpc"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/wire"
	"github.com/callfacts/callfacts/services/metrics/store"
)

// bare answers with the same queries and nothing else.
type bare struct {
	metricsv1.UnimplementedMetricsServiceServer
	store *store.Store
	name  store.FactName
}

func (s *bare) ListFacts(ctx context.Context, _ *metricsv1.ListFactsRequest) (*metricsv1.ListFactsResponse, error) {
	found, err := s.store.List(ctx, store.Selection{}, nil, 101)
	response := &metricsv1.ListFactsResponse{}
	for i := range found {
		response.Facts = append(response.Facts, wire.Fact(&found[i].Fact, wire.Said{Quote: found[i].Quote}))
	}
	return response, err
}

func (s *bare) GetFact(ctx context.Context, _ *metricsv1.GetFactRequest) (*metricsv1.GetFactResponse, error) {
	found, err := s.store.Facts(ctx, accepted.AddDate(100, 0, 0), s.name)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &metricsv1.GetFactResponse{Fact: wire.Fact(&found[0].Fact, wire.Said{Quote: found[0].Quote})}, nil
}

// BenchmarkServing compares the methods with bare handlers of the same queries,
// behind the same interceptors.
func BenchmarkServing(b *testing.B) {
	in := start(b)
	for n := range 50 {
		in.parser.add(n, fmt.Sprintf("call-%d", n), speech(b, said))
		in.enqueue(b, jobs.Extract(ref(n))...)
	}
	in.work(b)
	eventually(b, "extracted", func() bool { return in.count(b, "metrics.extractions") == 50 })
	fact := in.facts(b, &metricsv1.ListFactsRequest{})[0].GetName()
	handler := &bare{store: store.New(in.pool), name: store.FactName{Transcript: ref(49).ID, Fact: fact[len(fact)-16:]}}
	without := metricsv1.NewMetricsServiceClient(serve(b, func(s grpc.ServiceRegistrar) { metricsv1.RegisterMetricsServiceServer(s, handler) }))
	for name, client := range map[string]metricsv1.MetricsServiceClient{"service": in.MetricsServiceClient, "bare": without} {
		b.Run("GetFact/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := client.GetFact(b.Context(), &metricsv1.GetFactRequest{Name: fact}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("ListFacts/"+name, func(b *testing.B) {
			for b.Loop() {
				got, err := client.ListFacts(b.Context(), &metricsv1.ListFactsRequest{Parent: everything, PageSize: 100})
				if err != nil || len(got.GetFacts()) < 100 {
					b.Fatal(err)
				}
			}
		})
	}
}
