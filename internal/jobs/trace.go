package jobs

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/callfacts/callfacts/internal/telemetry"
)

// origin is what a job's metadata tell of the request that made it: its trace
// goes on in the worker, and so does its name in the log.
type origin struct {
	TraceParent string `json:"traceparent,omitempty"`
	TraceState  string `json:"tracestate,omitempty"`
	RequestID   string `json:"request_id,omitempty"`
}

// metadata are those of a job that is made in ctx.
func metadata(ctx context.Context) ([]byte, error) {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return json.Marshal(origin{carrier["traceparent"], carrier["tracestate"], telemetry.RequestID(ctx)})
}

// resume is ctx with what the metadata tell; metadata that others wrote tell
// nothing.
func resume(ctx context.Context, metadata []byte) context.Context {
	var o origin
	if json.Unmarshal(metadata, &o) != nil {
		return ctx
	}
	if o.RequestID != "" {
		ctx = telemetry.WithRequestID(ctx, o.RequestID)
	}
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": o.TraceParent, "tracestate": o.TraceState})
}

// traced works each job within the trace of the request that made it.
func traced(tracer trace.Tracer) rivertype.WorkerMiddleware {
	return river.WorkerMiddlewareFunc(func(ctx context.Context, job *rivertype.JobRow, work func(context.Context) error) error {
		ctx = resume(ctx, job.Metadata)
		ctx, span := tracer.Start(ctx, "job "+job.Kind, trace.WithSpanKind(trace.SpanKindConsumer),
			trace.WithAttributes(attribute.Int64("job.id", job.ID), attribute.Int("job.attempt", job.Attempt)))
		defer span.End()
		err := work(ctx)
		if err != nil {
			// Its kind alone: what it says may be of a document.
			span.SetStatus(codes.Error, fmt.Sprintf("%T", err))
		}
		return err
	})
}
