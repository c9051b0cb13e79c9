package daemon_test

import (
	"context"
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// limited serves with limits.
func limited(t *testing.T, limits daemon.Limits) (*metrics, *grpc.ClientConn) {
	t.Helper()
	var j journal
	setup := &daemon.Setup{Log: j.logger(t), Limits: limits}
	service := &metrics{entered: make(chan struct{}), leave: make(chan struct{})}
	server := setup.NewServer(nil)
	metricsv1.RegisterMetricsServiceServer(server, service)
	process := daemon.New(setup.Log)
	t.Cleanup(process.Stop)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	process.ServeGRPC("grpc", server, listener)
	conn, err := setup.Dial(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return service, conn
}

// TestConcurrent: a client with as many calls running as it may have is told to
// come back, and may call again when one has ended.
func TestConcurrent(t *testing.T) {
	service, conn := limited(t, daemon.Limits{Concurrent: 1})
	client := metricsv1.NewMetricsServiceClient(conn)
	ask := func(id string) error {
		_, err := client.GetFact(context.Background(), &metricsv1.GetFactRequest{Name: factName(id)})
		return err
	}
	first := make(chan error, 1)
	go func() { first <- ask("0000000000000004") }()
	<-service.entered
	if e := rpcerr.Parse(ask("0000000000000009")); e == nil || e.Code != codes.ResourceExhausted || e.Reason != rpcerr.ReasonTooManyCalls || e.RetryAfter <= 0 {
		t.Errorf("%+v", e)
	}
	close(service.leave)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if err := ask("0000000000000009"); err != nil {
		t.Error(err)
	}
}

// TestRate: of calls that come too fast some are refused, with when to try again.
func TestRate(t *testing.T) {
	_, conn := limited(t, daemon.Limits{PerSecond: 0.001})
	client := metricsv1.NewMetricsServiceClient(conn)
	for i := range 3 {
		_, err := client.GetFact(t.Context(), &metricsv1.GetFactRequest{Name: factName("0000000000000009")})
		e := rpcerr.Parse(err)
		if i == 0 && e != nil {
			t.Error(e)
		}
		if i > 0 && (e == nil || e.Reason != rpcerr.ReasonRateExceeded || e.RetryAfter <= 0) {
			t.Errorf("call %d: %+v", i, e)
		}
	}
}
