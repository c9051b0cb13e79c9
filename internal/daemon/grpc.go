package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"buf.build/go/protovalidate"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc/filters"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/reflection"
	"google.golang.org/protobuf/proto"

	"github.com/callfacts/callfacts/internal/auth"
	"github.com/callfacts/callfacts/internal/postgres"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/internal/telemetry"
)

const (
	// MaxMessageBytes is the largest message that servers and clients take. A
	// document has at most 16 MiB, and its handler says so; its transcript
	// repeats the text, which as UTF-8 may be up to three times the document's
	// bytes, and adds its structure.
	MaxMessageBytes = 64 << 20
	// UnaryTimeout ends a unary call whose client set no deadline, or a later
	// one. It is above the 30 s that GetExtraction may be asked to wait.
	UnaryTimeout = time.Minute
	// LiveService is the name under which the health service is SERVING as long
	// as the process works at all: for liveness probes. Every other name, the
	// empty one too, tells readiness.
	LiveService = "live"

	readyInterval = 5 * time.Second
	readyTimeout  = 3 * time.Second
)

// Server is a gRPC server with health and reflection, behind interceptors that
// log each call, catch panics, set a deadline, validate unary requests by the
// rules of their schema, and map errors.
type Server struct {
	*grpc.Server
	log    *slog.Logger
	health *health.Server
	ready  func(context.Context) error
}

// NewServer makes a server as Setup.NewServer does, of a setup that has nothing
// but a log.
func NewServer(log *slog.Logger, ready func(context.Context) error) *Server {
	return (&Setup{Log: log}).NewServer(ready)
}

// NewServer makes a server. The health service tells what ready returns, asked
// every 5 s; where ready is nil the server is always ready.
func (s *Setup) NewServer(ready func(context.Context) error) *Server {
	guard := &guard{log: s.Log, metrics: s.Metrics, keys: s.Keys, tokens: s.Tokens, limits: newLimiter(s.Limits)}
	options := []grpc.ServerOption{
		grpc.ForceServerCodecV2(newCodec()),
		grpc.ChainUnaryInterceptor(guard.unary),
		grpc.ChainStreamInterceptor(guard.stream),
		grpc.MaxRecvMsgSize(MaxMessageBytes),
		grpc.MaxSendMsgSize(MaxMessageBytes),
		grpc.MaxConcurrentStreams(256),
		grpc.ConnectionTimeout(20 * time.Second),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			Time: time.Minute, Timeout: 20 * time.Second,
			// Clients look up the addresses again when a connection ends, and
			// find the servers that were added; calls that run are not cut.
			MaxConnectionAge: 30 * time.Minute,
		}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 10 * time.Second, PermitWithoutStream: true}),
	}
	if s.Tracing != nil {
		options = append(options, grpc.StatsHandler(otelgrpc.NewServerHandler(
			otelgrpc.WithTracerProvider(s.Tracing.Provider()), otelgrpc.WithPropagators(s.Tracing.Propagator()),
			otelgrpc.WithFilter(filters.Not(filters.HealthCheck())))))
	}
	return newServer(s.Log, ready, options)
}

func newServer(log *slog.Logger, ready func(context.Context) error, options []grpc.ServerOption) *Server {
	s := &Server{log: log, health: health.NewServer(), ready: ready, Server: grpc.NewServer(options...)}
	grpc_health_v1.RegisterHealthServer(s, probes{s.health})
	reflection.Register(s)
	return s
}

// announce sets the first health of every service that is registered by now.
func (s *Server) announce() {
	s.health.SetServingStatus(LiveService, grpc_health_v1.HealthCheckResponse_SERVING)
	s.setReady(s.ready == nil)
}

func (s *Server) setReady(ready bool) {
	status := grpc_health_v1.HealthCheckResponse_NOT_SERVING
	if ready {
		status = grpc_health_v1.HealthCheckResponse_SERVING
	}
	s.health.SetServingStatus("", status)
	for name := range s.GetServiceInfo() {
		s.health.SetServingStatus(name, status)
	}
}

// watch asks ready until ctx ends, and tells the health service and, when the
// answer changes, the log.
func (s *Server) watch(ctx context.Context) error {
	if s.ready == nil {
		return nil
	}
	ticker := time.NewTicker(readyInterval)
	defer ticker.Stop()
	was := false
	for {
		err := s.ask(ctx)
		if ctx.Err() != nil {
			return nil
		}
		s.setReady(err == nil)
		if is := err == nil; is != was {
			was = is
			s.log.Info("readiness", "ready", is, "error", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

func (s *Server) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	return protect(func() error { return s.ready(ctx) })
}

// shutdown lets the calls that run finish, and cuts them off at the end of the
// grace.
func (s *Server) shutdown(ctx context.Context) error {
	s.health.Shutdown()
	ctx, cancel := context.WithTimeout(ctx, serverGrace)
	defer cancel()
	done := make(chan struct{})
	go func() { s.GracefulStop(); close(done) }()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		s.Server.Stop()
		<-done
		return errors.New("calls were cut off")
	}
}

// guard is what stands around every handler.
type guard struct {
	log     *slog.Logger
	metrics *telemetry.Metrics
	keys    *auth.Keys // nil where nobody is asked
	tokens  *auth.Tokens
	limits  *limiter
}

func (g *guard) unary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, UnaryTimeout)
	defer cancel()
	ctx, id := withRequestID(ctx, incoming(ctx, requestIDKey))
	_ = grpc.SetHeader(ctx, metadata.Pairs(requestIDKey, id)) // it fails where there is no call
	g.metrics.Running(info.FullMethod, 1)
	defer g.metrics.Running(info.FullMethod, -1)
	var response any
	err := protect(func() (err error) {
		end, err := g.admit(ctx, info.FullMethod)
		if err != nil {
			return err
		}
		defer end()
		if message, ok := request.(proto.Message); ok {
			if err := protovalidate.Validate(message); err != nil {
				return err
			}
		}
		response, err = handler(ctx, request)
		return err
	})
	return response, g.answer(ctx, info.FullMethod, start, err)
}

// stream does not validate: a rule that the first message breaks would end the
// stream for all that follow. Handlers of streams validate themselves.
func (g *guard) stream(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	start := time.Now()
	ctx, id := withRequestID(stream.Context(), incoming(stream.Context(), requestIDKey))
	_ = stream.SetHeader(metadata.Pairs(requestIDKey, id)) // it fails where there is no call
	g.metrics.Running(info.FullMethod, 1)
	defer g.metrics.Running(info.FullMethod, -1)
	err := protect(func() error {
		end, err := g.admit(ctx, info.FullMethod)
		if err != nil {
			return err
		}
		defer end()
		return handler(server, &counted{stream, ctx, func(reason string) { g.metrics.Refusal(info.FullMethod, reason) }})
	})
	return g.answer(ctx, info.FullMethod, start, err)
}

// counted counts what a stream refuses while it goes on, and carries the
// request's name.
type counted struct {
	grpc.ServerStream
	ctx     context.Context
	refused func(reason string)
}

func (c *counted) Context() context.Context { return c.ctx }

func (c *counted) SendMsg(m any) error {
	if part, ok := m.(interface{ GetError() *status.Status }); ok {
		if e := rpcerr.ParseProto(part.GetError()); e != nil {
			c.refused(e.Reason)
		}
	}
	return c.ServerStream.SendMsg(m)
}

// answer logs and counts a call and returns what its client sees of err. Nothing
// of a request or response is logged: they hold other people's text.
func (g *guard) answer(ctx context.Context, method string, start time.Time, err error) error {
	failure := rpcerr.Classify(err)
	if failure != nil && failure.Reason == rpcerr.ReasonInternal {
		failure = ofDatabase(failure, err)
	}
	level, attributes := slog.LevelInfo, []slog.Attr{
		slog.String("method", method),
		slog.Duration("took", time.Since(start)),
	}
	if from, ok := peer.FromContext(ctx); ok {
		attributes = append(attributes, slog.String("peer", from.Addr.String()))
	}
	switch {
	case failure == nil:
		level = successLevel(method)
		attributes = append(attributes, slog.String("code", codes.OK.String()))
	case ours(failure.Code):
		level = slog.LevelError
		fallthrough
	default:
		attributes = append(attributes, slog.String("code", failure.Code.String()),
			slog.String("reason", failure.Reason), slog.String("error", err.Error()))
		var panicked *PanicError
		if errors.As(err, &panicked) {
			attributes = append(attributes, slog.String("stack", string(panicked.Stack)))
		}
	}
	g.log.LogAttrs(ctx, level, "call", attributes...)
	if failure == nil {
		g.metrics.Call(method, codes.OK.String(), "", time.Since(start))
		return nil
	}
	g.metrics.Call(method, failure.Code.String(), failure.Reason, time.Since(start))
	return failure.GRPCStatus().Err()
}

// ofDatabase is what a failure is called that came from the database.
func ofDatabase(failure *rpcerr.Error, err error) *rpcerr.Error {
	switch {
	case postgres.Unavailable(err):
		return rpcerr.New(codes.Unavailable, rpcerr.ReasonUnavailable, "the database does not answer; try again").Because(err)
	case postgres.Damaged(err):
		return rpcerr.New(codes.DataLoss, rpcerr.ReasonDamaged, "what is stored of it is damaged and cannot be read").Because(err)
	}
	return failure
}

// successLevel keeps probes out of the log.
func successLevel(method string) slog.Level {
	if method == grpc_health_v1.Health_Check_FullMethodName || method == grpc_health_v1.Health_Watch_FullMethodName {
		return slog.LevelDebug
	}
	return slog.LevelInfo
}

// ours reports whether a code says that the service failed, not its caller.
func ours(code codes.Code) bool {
	switch code {
	case codes.Internal, codes.Unknown, codes.DataLoss, codes.Unavailable, codes.DeadlineExceeded:
		return true
	default:
		return false
	}
}

// PanicError is a panic that was caught.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// protect turns a panic of f into a *PanicError.
func protect(f func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &PanicError{Value: value, Stack: debug.Stack()}
		}
	}()
	return f()
}
