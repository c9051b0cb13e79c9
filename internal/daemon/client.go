package daemon

import (
	"time"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc/filters"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/resolver/dns"
	"google.golang.org/grpc/test/bufconn"
)

// Dial makes a client as Setup.Dial does, of a setup that has nothing.
func Dial(address string) (*grpc.ClientConn, error) { return (&Setup{}).Dial(address) }

// LookUpOften has all clients of the process look up names again as soon as a
// server leaves, once a second at most: in a rolling update all of a service's
// addresses can be others before gRPC's own 30 s are over. A main calls it before
// it makes a client.
func LookUpOften() { dns.SetMinResolutionInterval(time.Second) }

func (s *Setup) clientOptions() []grpc.DialOption {
	options := []grpc.DialOption{
		grpc.WithDefaultCallOptions(
			grpc.ForceCodecV2(newCodec()),
			grpc.MaxCallRecvMsgSize(MaxMessageBytes),
			grpc.MaxCallSendMsgSize(MaxMessageBytes),
		),
		grpc.WithChainUnaryInterceptor(nameUnary),
		grpc.WithChainStreamInterceptor(nameStream),
		grpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"round_robin": {}}]}`),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: time.Minute, Timeout: 20 * time.Second}),
	}
	if s.Tracing != nil {
		options = append(options, grpc.WithStatsHandler(otelgrpc.NewClientHandler(
			otelgrpc.WithTracerProvider(s.Tracing.Provider()), otelgrpc.WithPropagators(s.Tracing.Propagator()),
			otelgrpc.WithFilter(filters.Not(filters.HealthCheck())))))
	}
	return options
}

// Pipe is a listener in memory, with clients of its own: how services of one
// process meet, over gRPC all the same, and without a port.
type Pipe struct{ *bufconn.Listener }

// NewPipe makes a pipe.
func NewPipe() Pipe { return Pipe{bufconn.Listen(1 << 20)} }

// Dial makes a client as Setup.DialPipe does, of a setup that has nothing.
func (p Pipe) Dial() (*grpc.ClientConn, error) { return (&Setup{}).DialPipe(p, "") }
