package daemon

import (
	"context"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"

	"github.com/callfacts/callfacts/internal/auth"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// admit says whether a call may be made now, and returns what to call at its
// end. Probes are always admitted.
func (g *guard) admit(ctx context.Context, method string) (end func(), err error) {
	if strings.HasPrefix(method, "/"+grpc_health_v1.Health_ServiceDesc.ServiceName+"/") {
		return func() {}, nil
	}
	name := address(ctx)
	if g.keys != nil {
		client, err := g.client(ctx, method)
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

// client is whose key a call brings, where it may make the call.
func (g *guard) client(ctx context.Context, method string) (auth.Client, error) {
	scheme, key, _ := strings.Cut(incoming(ctx, "authorization"), " ")
	client, ok := g.keys.Client(strings.TrimSpace(key))
	if !ok || !strings.EqualFold(scheme, "bearer") {
		return client, rpcerr.New(codes.Unauthenticated, rpcerr.ReasonUnauthenticated,
			"the call needs an API key that is known here: Authorization: Bearer KEY")
	}
	if needed := auth.Needed(method); !client.May(needed) {
		return client, rpcerr.New(codes.PermissionDenied, rpcerr.ReasonScopeMissing,
			"the key of %s has not the scope %s", client.Name, needed).With("scope", string(needed))
	}
	return client, nil
}

// bearer brings an API key with each call.
type bearer struct {
	key    string
	secure bool
}

func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + b.key}, nil
}

// RequireTransportSecurity keeps keys off lines without TLS, except where the
// process was set up to have none.
func (b bearer) RequireTransportSecurity() bool { return b.secure }
