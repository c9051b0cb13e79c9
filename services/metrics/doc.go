// Package metrics is the service that turns transcripts into facts, keeps them
// and answers for them: callfacts.metrics.v1.MetricsService. It reads transcripts
// from the parser over gRPC and owns the Postgres schema metrics.
package metrics
