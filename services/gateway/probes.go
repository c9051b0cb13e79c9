package gateway

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// readyTimeout is less than what a readiness probe waits.
const readyTimeout = 3 * time.Second

// live answers as long as the process works at all.
func live(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"status":"SERVING"}` + "\n"))
}

// ready answers 200 while both services are ready, and tells which is not.
func (g *Gateway) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	states := map[string]string{}
	code := http.StatusOK
	for _, service := range []struct {
		name, full string
		conn       grpc.ClientConnInterface
	}{
		{"parser", parserv1.ParserService_ServiceDesc.ServiceName, g.parser},
		{"metrics", metricsv1.MetricsService_ServiceDesc.ServiceName, g.metrics},
	} {
		answer, err := grpc_health_v1.NewHealthClient(service.conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: service.full})
		states[service.name] = "UNAVAILABLE"
		if err == nil {
			states[service.name] = answer.GetStatus().String()
		}
		if answer.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
			code = http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	fmt.Fprintf(w, "{\"metrics\":%q,\"parser\":%q}\n", states["metrics"], states["parser"])
}
