package daemon_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection/grpc_reflection_v1"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// journal is a log that a test reads while it is written.
type journal struct {
	mutex sync.Mutex
	bytes bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.bytes.Write(b)
}

func (j *journal) String() string {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return j.bytes.String()
}

func (j *journal) logger(t *testing.T) *slog.Logger {
	t.Helper()
	log, err := daemon.NewLogger(j, "json", "debug")
	if err != nil {
		t.Fatal(err)
	}
	return log
}

// metrics answers by the name it is asked for.
type metrics struct {
	metricsv1.UnimplementedMetricsServiceServer
	entered, leave chan struct{}
}

func (m *metrics) GetFact(ctx context.Context, r *metricsv1.GetFactRequest) (*metricsv1.GetFactResponse, error) {
	switch id := r.GetName()[strings.LastIndexByte(r.GetName(), '/')+1:]; id {
	case "0000000000000001":
		panic("secret of the panic")
	case "0000000000000002":
		return nil, errors.New("secret of the database")
	case "0000000000000003":
		return nil, rpcerr.NotFound("FACT_NOT_FOUND", r.GetName())
	case "0000000000000004":
		close(m.entered)
		<-m.leave
	case "0000000000000005":
		deadline, ok := ctx.Deadline()
		if !ok || time.Until(deadline) > daemon.UnaryTimeout {
			return nil, rpcerr.New(codes.FailedPrecondition, "NO_DEADLINE", "%v", deadline)
		}
	}
	return &metricsv1.GetFactResponse{Fact: &metricsv1.Fact{Name: r.GetName(), Concept: "secret concept"}}, nil
}

// parser reads streams and large documents.
type parser struct {
	parserv1.UnimplementedParserServiceServer
}

func (parser) IngestDocuments(stream grpc.BidiStreamingServer[parserv1.IngestDocumentsRequest, parserv1.IngestDocumentsResponse]) error {
	panic("secret of the stream")
}

func (parser) ParseDocument(_ context.Context, r *parserv1.ParseDocumentRequest) (*parserv1.ParseDocumentResponse, error) {
	return &parserv1.ParseDocumentResponse{Transcript: &parserv1.Transcript{Text: string(r.GetContent())}}, nil
}

type fixture struct {
	journal journal
	process *daemon.Process
	service *metrics
	pipe    *grpc.ClientConn
	tcp     *grpc.ClientConn
}

func serve(t *testing.T, ready func(context.Context) error) *fixture {
	t.Helper()
	f := &fixture{service: &metrics{entered: make(chan struct{}), leave: make(chan struct{})}}
	log := f.journal.logger(t)
	server := daemon.NewServer(log, ready)
	metricsv1.RegisterMetricsServiceServer(server, f.service)
	parserv1.RegisterParserServiceServer(server, parser{})
	f.process = daemon.New(log)
	t.Cleanup(f.process.Stop)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	pipe := daemon.NewPipe()
	f.process.ServeGRPC("grpc", server, pipe, listener)
	if f.pipe, err = pipe.Dial(); err != nil {
		t.Fatal(err)
	}
	if f.tcp, err = daemon.Dial(listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.pipe.Close(); f.tcp.Close() })
	return f
}

func factName(id string) string {
	return "companies/northwind-systems/calls/2012-q1/transcripts/0123456789abcdef/facts/" + id
}

// TestGuard: over memory and over a port, every call gets a deadline and the
// right error, and neither answer nor log holds what it must not.
func TestGuard(t *testing.T) {
	f := serve(t, nil)
	for transport, conn := range map[string]*grpc.ClientConn{"pipe": f.pipe, "tcp": f.tcp} {
		client := metricsv1.NewMetricsServiceClient(conn)
		for _, c := range []struct {
			name   string
			code   codes.Code
			reason string
			field  string
		}{
			{factName("0000000000000001"), codes.Internal, rpcerr.ReasonInternal, ""},
			{factName("0000000000000002"), codes.Internal, rpcerr.ReasonInternal, ""},
			{factName("0000000000000003"), codes.NotFound, "FACT_NOT_FOUND", ""},
			{factName("0000000000000005"), codes.OK, "", ""},
			{factName("0000000000000006"), codes.OK, "", ""},
			{"nonsense", codes.InvalidArgument, rpcerr.ReasonInvalidField, "name"},
		} {
			_, err := client.GetFact(t.Context(), &metricsv1.GetFactRequest{Name: c.name})
			got := rpcerr.Parse(err)
			if got == nil {
				got = &rpcerr.Error{}
			}
			if got.Code != c.code || got.Reason != c.reason || strings.Contains(got.Message, "secret") {
				t.Errorf("%s %s: %v", transport, c.name, err)
			}
			if c.field != "" && (len(got.Fields) != 1 || got.Fields[0].Path != c.field) {
				t.Errorf("%s %s: fields %v", transport, c.name, got.Fields)
			}
		}
		stream, err := parserv1.NewParserServiceClient(conn).IngestDocuments(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := stream.Recv(); rpcerr.Parse(err).Reason != rpcerr.ReasonInternal {
			t.Errorf("%s stream: %v", transport, err)
		}
	}
	f.process.Stop()
	log := f.journal.String()
	for _, want := range []string{"secret of the panic", "secret of the database", "secret of the stream", "FACT_NOT_FOUND", `"stack":"goroutine`, metricsv1.MetricsService_GetFact_FullMethodName} {
		if !strings.Contains(log, want) {
			t.Errorf("the log does not say %q", want)
		}
	}
	if strings.Contains(log, "secret concept") {
		t.Error("the log holds an answer")
	}
}

// TestMessageSize: a document at its limit passes both ways, and a message above
// the limit of messages is refused with a code and not a broken connection.
func TestMessageSize(t *testing.T) {
	f := serve(t, nil)
	client := parserv1.NewParserServiceClient(f.tcp)
	ask := func(content int) error {
		_, err := client.ParseDocument(t.Context(), &parserv1.ParseDocumentRequest{Content: make([]byte, content)})
		return err
	}
	// A document at its own limit is far below that of messages.
	if err := ask(16 << 20); err != nil {
		t.Error(err)
	}
	if err := ask(daemon.MaxMessageBytes); rpcerr.Parse(err).Code != codes.ResourceExhausted {
		t.Errorf("%v", err)
	}
}

// TestHealth: live from the start, ready as soon as and as long as the check
// says so, each service by name; reflection lists them.
func TestHealth(t *testing.T) {
	answer := make(chan error)
	f := serve(t, func(ctx context.Context) error {
		select {
		case err := <-answer:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	})
	health := grpc_health_v1.NewHealthClient(f.pipe)
	check := func(service string) grpc_health_v1.HealthCheckResponse_ServingStatus {
		response, err := health.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: service})
		if err != nil {
			t.Fatal(err)
		}
		return response.GetStatus()
	}
	if got := check(daemon.LiveService); got != grpc_health_v1.HealthCheckResponse_SERVING {
		t.Errorf("live: %v", got)
	}
	_, err := health.Check(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: "nosuch.v1.Service"})
	if got := rpcerr.Parse(err); got.Code != codes.NotFound || got.Reason != "SERVICE_NOT_FOUND" || strings.Contains(f.journal.String(), `"level":"ERROR"`) {
		t.Errorf("%v: %s", err, f.journal.String())
	}
	if got := check(""); got != grpc_health_v1.HealthCheckResponse_NOT_SERVING {
		t.Errorf("before the first check: %v", got)
	}
	watch, err := health.Watch(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: metricsv1.MetricsService_ServiceDesc.ServiceName})
	if err != nil {
		t.Fatal(err)
	}
	answer <- nil
	for {
		update, err := watch.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if update.GetStatus() == grpc_health_v1.HealthCheckResponse_SERVING {
			break
		}
	}
	reflection, err := grpc_reflection_v1.NewServerReflectionClient(f.pipe).ServerReflectionInfo(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = reflection.Send(&grpc_reflection_v1.ServerReflectionRequest{MessageRequest: &grpc_reflection_v1.ServerReflectionRequest_ListServices{}})
	if err != nil {
		t.Fatal(err)
	}
	list, err := reflection.Recv()
	if err != nil || !strings.Contains(list.String(), "callfacts.metrics.v1.MetricsService") {
		t.Errorf("reflection: %v, %v", list, err)
	}
}

// TestGracefulStop: a call that runs is answered, and the parts stop in reverse.
func TestGracefulStop(t *testing.T) {
	f := serve(t, nil)
	var order []string
	f.process.OnStop("last in, first out", func(context.Context) error {
		order = append(order, "last")
		return nil
	})
	result := make(chan error, 1)
	go func() {
		_, err := metricsv1.NewMetricsServiceClient(f.tcp).GetFact(context.Background(), &metricsv1.GetFactRequest{Name: factName("0000000000000004")})
		result <- err
	}()
	<-f.service.entered
	stopped := make(chan struct{})
	go func() { f.process.Stop(); close(stopped) }()
	select {
	case err := <-result:
		t.Fatalf("the call was cut off: %v", err)
	case <-stopped:
		t.Fatal("the process stopped under a call")
	case <-time.After(50 * time.Millisecond):
	}
	close(f.service.leave)
	if err := <-result; err != nil {
		t.Error(err)
	}
	<-stopped
	if len(order) != 1 {
		t.Errorf("%v", order)
	}
}

// TestProcess: parts stop in reverse, a part that fails or panics ends the
// process with its name, a stop that fails or panics does not keep the others.
func TestProcess(t *testing.T) {
	var j journal
	for name, run := range map[string]func(context.Context) error{
		"fails":  func(context.Context) error { return errors.New("broken") },
		"panics": func(context.Context) error { panic("broken") },
	} {
		t.Run(name, func(t *testing.T) {
			var order []string
			p := daemon.New(j.logger(t))
			p.OnStop("first", func(context.Context) error { order = append(order, "first"); return nil })
			p.Go("patient", func(ctx context.Context) error {
				<-ctx.Done()
				order = append(order, "patient")
				return ctx.Err()
			})
			p.OnStop("rude", func(context.Context) error { panic("while stopping") })
			p.Go("worker", run)
			err := p.Wait(t.Context())
			if err == nil || !strings.HasPrefix(err.Error(), "worker: ") || !strings.Contains(err.Error(), "broken") {
				t.Errorf("%v", err)
			}
			p.Stop()
			p.Stop()
			if got := strings.Join(order, " "); got != "patient first" {
				t.Errorf("stopped in the order %s", got)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := daemon.New(j.logger(t)).Wait(ctx); err != nil {
		t.Errorf("a signal is no failure: %v", err)
	}
}

func TestHTTP(t *testing.T) {
	var j journal
	mux := http.NewServeMux()
	mux.HandleFunc("/fine", func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "fine")
		if err := http.NewResponseController(w).EnableFullDuplex(); err != nil {
			t.Error(err)
		}
		w.(http.Flusher).Flush()
	})
	mux.HandleFunc("/panic", func(http.ResponseWriter, *http.Request) { panic("secret") })
	mux.HandleFunc("/half", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		io.WriteString(w, "half")
		panic("secret")
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	log := j.logger(t)
	p := daemon.New(log)
	defer p.Stop()
	p.ServeHTTP("http", daemon.NewHTTPServer(log, mux), listener)
	get := func(path string) (int, string, error) {
		response, err := http.Get("http://" + listener.Addr().String() + path)
		if err != nil {
			return 0, "", err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		return response.StatusCode, string(body), err
	}
	if code, body, err := get("/fine?filter=private"); code != 200 || body != "fine" || err != nil {
		t.Errorf("%d %q %v", code, body, err)
	}
	code, body, err := get("/panic")
	var answer struct{ Code, Reason, Message string }
	if jsonErr := json.Unmarshal([]byte(body), &answer); code != 500 || err != nil || jsonErr != nil || answer.Reason != "INTERNAL" || strings.Contains(body, "secret") {
		t.Errorf("%d %q %v", code, body, err)
	}
	if _, _, err := get("/half"); err == nil {
		t.Error("half an answer looks whole")
	}
	p.Stop()
	if text := j.String(); strings.Contains(text, "private") || !strings.Contains(text, `"path":"/fine"`) || !strings.Contains(text, `"status":500`) {
		t.Errorf("log: %s", text)
	}
}

func TestNewLogger(t *testing.T) {
	var j journal
	log, err := daemon.NewLogger(&j, "json", "warn")
	if err != nil {
		t.Fatal(err)
	}
	log.Info("quiet")
	log.Warn("loud")
	if text := j.String(); strings.Contains(text, "quiet") || !strings.Contains(text, `"msg":"loud"`) {
		t.Errorf("%s", text)
	}
	for _, bad := range [][2]string{{"xml", ""}, {"", "chatty"}} {
		if _, err := daemon.NewLogger(&j, bad[0], bad[1]); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}
