package daemon

import (
	"context"
	"crypto/rand"
	"log/slog"

	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/callfacts/callfacts/internal/telemetry"
)

// RequestIDHeader is the header, and in lower case the gRPC metadata, that names
// a request: a client's own name for it is kept, and each answer and every line
// of the log, of each service that it passes, tells it.
const (
	RequestIDHeader = "X-Request-Id"
	requestIDKey    = "x-request-id"
)

// withRequestID gives a request its name: the one that it brings, where it is
// one, or a new one.
func withRequestID(ctx context.Context, brought string) (context.Context, string) {
	if !isRequestID(brought) {
		brought = rand.Text()
	}
	return telemetry.WithRequestID(ctx, brought), brought
}

// isRequestID keeps out of the log what is long or could be taken for something
// else.
func isRequestID(s string) bool {
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
		default:
			return false
		}
	}
	return s != "" && len(s) <= 128
}

// incoming is the first value of a key in the metadata of a call.
func incoming(ctx context.Context, key string) string {
	if values := metadata.ValueFromIncomingContext(ctx, key); len(values) > 0 {
		return values[0]
	}
	return ""
}

// named sends the request's name along with a call.
func named(ctx context.Context) context.Context {
	if id := telemetry.RequestID(ctx); id != "" {
		return metadata.AppendToOutgoingContext(ctx, requestIDKey, id)
	}
	return ctx
}

func nameUnary(ctx context.Context, method string, request, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	return invoke(named(ctx), method, request, reply, conn, options...)
}

func nameStream(ctx context.Context, description *grpc.StreamDesc, conn *grpc.ClientConn, method string, open grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
	return open(named(ctx), description, conn, method, options...)
}

// contextLog adds to each line what its context knows: request and trace.
type contextLog struct{ slog.Handler }

func (h contextLog) Handle(ctx context.Context, r slog.Record) error {
	if id := telemetry.RequestID(ctx); id != "" {
		r.AddAttrs(slog.String("request_id", id))
	}
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		r.AddAttrs(slog.String("trace_id", span.TraceID().String()))
	}
	return h.Handler.Handle(ctx, r)
}

func (h contextLog) WithAttrs(attributes []slog.Attr) slog.Handler {
	return contextLog{h.Handler.WithAttrs(attributes)}
}

func (h contextLog) WithGroup(name string) slog.Handler { return contextLog{h.Handler.WithGroup(name)} }
