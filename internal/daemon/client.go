package daemon

import (
	"context"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/test/bufconn"
)

// Dial makes a client of the gRPC services at address (host:port). It does not
// connect before the first call, and connects again by itself.
func Dial(address string) (*grpc.ClientConn, error) {
	return grpc.NewClient(address, clientOptions()...)
}

func clientOptions() []grpc.DialOption {
	return []grpc.DialOption{
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(
			grpc.ForceCodecV2(newCodec()),
			grpc.MaxCallRecvMsgSize(MaxMessageBytes),
			grpc.MaxCallSendMsgSize(MaxMessageBytes),
		),
		grpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"round_robin": {}}]}`),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: time.Minute, Timeout: 20 * time.Second}),
	}
}

// Pipe is a listener in memory, with clients of its own: how services of one
// process meet, over gRPC all the same, and without a port.
type Pipe struct{ *bufconn.Listener }

// NewPipe makes a pipe.
func NewPipe() Pipe { return Pipe{bufconn.Listen(1 << 20)} }

// Dial makes a client of what is served on the pipe.
func (p Pipe) Dial() (*grpc.ClientConn, error) {
	options := append(clientOptions(), grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
		return p.DialContext(ctx)
	}))
	return grpc.NewClient("passthrough:///in-process", options...)
}
