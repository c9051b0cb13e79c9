package parser

import (
	"context"

	"github.com/callfacts/callfacts/internal/telemetry"
)

// Samples are what metrics tell of what is kept.
func (s *Server) Samples(ctx context.Context) ([]telemetry.Sample, error) {
	t, err := s.store.Totals(ctx)
	if err != nil {
		return nil, err
	}
	return []telemetry.Sample{
		{Name: "callfacts_companies", Help: "Companies, merged ones included.", Value: float64(t.Companies)},
		{Name: "callfacts_calls", Help: "Calls.", Value: float64(t.Calls)},
		{Name: "callfacts_documents", Help: "Documents whose transcript is not deleted.", Value: float64(t.Transcripts)},
	}, nil
}
