package telemetry

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Tracing makes the spans of a process. A nil *Tracing makes none.
type Tracing struct {
	provider *sdktrace.TracerProvider
}

// StartTracing starts tracing where one of OpenTelemetry's variables asks for
// it: OTEL_TRACES_EXPORTER or OTEL_EXPORTER_OTLP_ENDPOINT (or that of traces).
// The others, OTEL_SERVICE_NAME and OTEL_TRACES_SAMPLER among them, say how.
func StartTracing(ctx context.Context, service string) (*Tracing, error) {
	if os.Getenv("OTEL_SDK_DISABLED") == "true" || !slices.ContainsFunc(
		[]string{"OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"},
		func(name string) bool { return os.Getenv(name) != "" }) {
		return nil, nil //nolint:nilnil // nil makes no spans
	}
	exporter, err := autoexport.NewSpanExporter(ctx)
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	if autoexport.IsNoneSpanExporter(exporter) {
		return nil, nil //nolint:nilnil // nil makes no spans
	}
	// What the environment says comes last, and wins.
	about, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithHost(),
		resource.WithAttributes(attribute.String("service.name", "callfacts-"+service)), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	return &Tracing{sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))}, nil
}

// Provider is what instrumentation makes its spans with.
func (t *Tracing) Provider() trace.TracerProvider { return t.provider }

// Tracer makes the spans of what no instrumentation knows; nil where there is
// no tracing.
func (t *Tracing) Tracer() trace.Tracer {
	if t == nil {
		return nil
	}
	return t.provider.Tracer("github.com/callfacts/callfacts")
}

// Propagator is how a trace goes on from one process to the next.
func (*Tracing) Propagator() propagation.TextMapPropagator {
	return propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})
}

// Queries makes spans of statements, nil where there is no tracing. Statements
// are told, their arguments are not.
func (t *Tracing) Queries() pgx.QueryTracer {
	if t == nil {
		return nil
	}
	return otelpgx.NewTracer(otelpgx.WithTracerProvider(t.provider))
}

// Stop sends the spans that wait.
func (t *Tracing) Stop(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}
