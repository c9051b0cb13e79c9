package daemon

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/callfacts/callfacts/internal/rpcerr"
)

// probes is the health service. Its own answer for a service that is not there has
// no reason of ours, and would pass for a failure.
type probes struct{ *health.Server }

// Check tells the health of a service; NOT_FOUND where there is none of the name.
func (p probes) Check(ctx context.Context, request *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	answer, err := p.Server.Check(ctx, request)
	if status.Code(err) == codes.NotFound {
		return nil, rpcerr.New(codes.NotFound, "SERVICE_NOT_FOUND", "no service %q is served here", request.GetService())
	}
	return answer, err
}
