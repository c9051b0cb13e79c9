package daemon

import (
	"context"
	"errors"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"

	"github.com/callfacts/callfacts/internal/auth"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// admit says whether a call may be made now, and returns what to call at its
// end. Probes are always admitted.
func (g *guard) admit(ctx context.Context, method string) (end func(), err error) {
	if isProbe(method) {
		return func() {}, nil
	}
	name := address(ctx)
	if g.keys != nil {
		client, err := g.client(ctx, method, incoming(ctx, authorizationKey))
		if err != nil {
			return nil, err
		}
		if name = "key " + client.Name; client.Own {
			name = ""
		}
	}
	if name == "" { // a part of this process
		return func() {}, nil
	}
	return g.limits.begin(name)
}

func isProbe(method string) bool {
	return strings.HasPrefix(method, "/"+grpc_health_v1.Health_ServiceDesc.ServiceName+"/")
}

// client is who brings what a call is authorized by, where it may make the call.
func (g *guard) client(ctx context.Context, method, authorization string) (auth.Client, error) {
	client, err := g.known(ctx, authorization)
	if err != nil {
		return client, err
	}
	if needed := auth.Needed(method); !client.May(needed) {
		return client, rpcerr.New(codes.PermissionDenied, rpcerr.ReasonScopeMissing,
			"%s has not the scope %s", client.Name, needed).With("scope", string(needed))
	}
	return client, nil
}

// known is whose key or token it is.
func (g *guard) known(ctx context.Context, authorization string) (auth.Client, error) {
	scheme, credential, _ := strings.Cut(authorization, " ")
	credential = strings.TrimSpace(credential)
	bearer := strings.EqualFold(scheme, "bearer") && credential != ""
	if client, ok := g.keys.Client(credential); ok && bearer {
		return client, nil
	}
	if g.tokens == nil || !bearer {
		return auth.Client{}, rpcerr.New(codes.Unauthenticated, rpcerr.ReasonUnauthenticated,
			"the call needs an API key or token that is known here: Authorization: Bearer KEY")
	}
	client, err := g.tokens.Client(ctx, credential)
	switch {
	case errors.Is(err, auth.ErrIssuer):
		return client, rpcerr.New(codes.Unavailable, rpcerr.ReasonUnavailable, "%v", err)
	case err != nil:
		return client, rpcerr.New(codes.Unauthenticated, rpcerr.ReasonUnauthenticated,
			"what the call brings is no API key that is known here, and as a token it is refused: %v", err)
	}
	return client, nil
}

// passed fails where a call that is passed on for somebody brings no key or token
// of one who may make it. Where no keys are asked for, whoever is called asks.
func (g *guard) passed(ctx context.Context, method string) error {
	if g.keys == nil || isProbe(method) {
		return nil
	}
	brought := ""
	if sent, ok := metadata.FromOutgoingContext(ctx); ok && len(sent[authorizationKey]) > 0 {
		brought = sent[authorizationKey][0]
	}
	if _, err := g.client(ctx, method, brought); err != nil {
		return rpcerr.Classify(err).GRPCStatus().Err()
	}
	return nil
}

func (g *guard) passUnary(ctx context.Context, method string, request, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	if err := g.passed(ctx, method); err != nil {
		return err
	}
	return invoke(ctx, method, request, reply, conn, options...)
}

func (g *guard) passStream(ctx context.Context, description *grpc.StreamDesc, conn *grpc.ClientConn, method string, open grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
	if err := g.passed(ctx, method); err != nil {
		return nil, err
	}
	return open(ctx, description, conn, method, options...)
}

// authorizationKey is the metadata that says who calls.
const authorizationKey = "authorization"

// bearer brings an API key with each call.
type bearer struct {
	key    string
	secure bool
}

func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{authorizationKey: "Bearer " + b.key}, nil
}

// RequireTransportSecurity keeps keys off lines without TLS, except where the
// process was set up to have none.
func (b bearer) RequireTransportSecurity() bool { return b.secure }
