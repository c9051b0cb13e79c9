package metrics

import (
	"context"

	"github.com/callfacts/callfacts/internal/jobs"
	"github.com/callfacts/callfacts/internal/telemetry"
)

// Samples are what metrics tell of the queue, and of what is in force.
func (s *Service) Samples(ctx context.Context) ([]telemetry.Sample, error) {
	t, err := s.store.Totals(ctx)
	if err != nil {
		return nil, err
	}
	depth, err := jobs.MeasureDepth(ctx, s.config.Pool)
	if err != nil {
		return nil, err
	}
	samples := []telemetry.Sample{
		{Name: "callfacts_extractions", Help: "Extractions in force.", Value: float64(t.Extractions)},
		{Name: "callfacts_extractions_failed", Help: "Extractions that failed for good.", Value: float64(t.Failed)},
		{Name: "callfacts_facts", Help: "Facts in force.", Value: float64(t.Facts)},
		{Name: "callfacts_numerals", Help: "Numerals of the ledgers in force.", Value: float64(t.Numerals)},
		{Name: "callfacts_numerals_unresolved", Help: "Numerals of the ledgers in force that are neither part of a fact nor rejected.", Value: float64(t.Unresolved)},
		{Name: "callfacts_queue_age_seconds", Help: "How long the job that waits longest could have been worked.", Value: depth.Age.Seconds()},
	}
	for state, n := range depth.Jobs {
		samples = append(samples, telemetry.Sample{
			Name: "callfacts_queue_jobs", Help: "Jobs that are not done, by state.", Label: "state", LabelValue: state, Value: float64(n),
		})
	}
	return samples, nil
}
