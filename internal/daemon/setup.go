package daemon

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/callfacts/callfacts/internal/auth"
	"github.com/callfacts/callfacts/internal/telemetry"
)

// Setup is what stands around every server and client of a process. Only Log is
// required: what is nil or zero is not there.
type Setup struct {
	Log *slog.Logger
	// Metrics count what servers do.
	Metrics *telemetry.Metrics
	// Tracing makes spans of what servers, clients and statements do.
	Tracing *telemetry.Tracing
	// Keys are asked whether a call may be made.
	Keys *auth.Keys
	// Tokens are taken beside keys.
	Tokens *auth.Tokens
	// TLS is what servers show, and clients want to see.
	TLS *TLS
	// Limits are those of each client.
	Limits Limits
	// MaxBacklog is how many jobs may be left to do before ingest refuses
	// documents; 0 for any number.
	MaxBacklog int
	// Key is the API key that clients bring.
	Key string
	// Hosts are the names that HTTP requests may be for, where the server listens
	// on the loopback interface, beside those of that interface.
	Hosts []string
	// Open says that others than this machine may call without key and
	// certificate: something before this process sees to it who does.
	Open bool
}

const (
	// defaultConcurrent is as many calls as one connection may carry.
	defaultConcurrent = 256
	// defaultBacklog is what a worker has done in a minute or a few.
	defaultBacklog = 10_000
)

// FromEnvironment reads a setup from the environment, and starts what tells of
// the process. The variables that all programs share are:
//
//	CALLFACTS_API_KEYS_FILE          the keys that are known, as `callfacts key` makes them
//	CALLFACTS_OIDC_ISSUER            whose tokens are taken beside keys, an https URL
//	CALLFACTS_OIDC_AUDIENCE          the audience that they must be made for
//	CALLFACTS_AUTH=none              no keys, though others than this machine can call
//	CALLFACTS_API_KEY, ..._FILE      the key to call others with, or a file that holds it
//	CALLFACTS_TLS_CERT_FILE          own certificate, PEM; with CALLFACTS_TLS_KEY_FILE
//	CALLFACTS_TLS_CLIENT_CA_FILE     clients need a certificate of these authorities
//	CALLFACTS_TLS_CA_FILE            call others with TLS: their authorities, or "system"
//	CALLFACTS_HTTP_HOSTS             names, by commas, that this machine is called by
//	CALLFACTS_CLIENT_CONCURRENCY     calls of one client at once, 0 for any number; 256 if
//	                                 unset, 0 with CALLFACTS_AUTH=none
//	CALLFACTS_CLIENT_RATE            calls of one client a second; any number if unset
//	CALLFACTS_MAX_BACKLOG            jobs that are not done before ingest refuses documents,
//	                                 0 for any number; 10000 if unset
//	CALLFACTS_OPS_ADDR               where to serve /metrics and /healthz; nowhere if unset
//	OTEL_TRACES_EXPORTER, OTEL_...   where traces go, by OpenTelemetry's own rules
func FromEnvironment(ctx context.Context, p *Process, service string) (*Setup, error) {
	s, err := ClientSetup(p.log)
	if err != nil {
		return nil, err
	}
	s.Open = os.Getenv("CALLFACTS_AUTH") == "none"
	if s.Limits, err = limitsFromEnvironment(s.Open); err != nil {
		return nil, err
	}
	if s.MaxBacklog, err = strconv.Atoi(cmp.Or(os.Getenv("CALLFACTS_MAX_BACKLOG"), strconv.Itoa(defaultBacklog))); err != nil || s.MaxBacklog < 0 {
		return nil, errors.New("CALLFACTS_MAX_BACKLOG is not a number of jobs")
	}
	if hosts := os.Getenv("CALLFACTS_HTTP_HOSTS"); hosts != "" {
		s.Hosts = strings.Split(hosts, ",")
	}
	if path := os.Getenv("CALLFACTS_API_KEYS_FILE"); path != "" {
		if s.Keys, err = auth.Open(path, p.log); err != nil {
			return nil, err
		}
	}
	if issuer := os.Getenv("CALLFACTS_OIDC_ISSUER"); issuer != "" {
		if s.Tokens, err = auth.NewTokens(issuer, os.Getenv("CALLFACTS_OIDC_AUDIENCE")); err != nil {
			return nil, err
		}
		if s.Keys == nil {
			s.Keys = auth.Own(p.log)
		}
	}
	if s.Tracing, err = telemetry.StartTracing(ctx, service); err != nil {
		return nil, err
	}
	p.OnStop("traces", s.Tracing.Stop)
	return s, s.serveOps(p)
}

// ClientSetup is what a program that only calls reads of the environment.
func ClientSetup(log *slog.Logger) (*Setup, error) {
	s := &Setup{Log: log, TLS: &TLS{
		CertFile: os.Getenv("CALLFACTS_TLS_CERT_FILE"), KeyFile: os.Getenv("CALLFACTS_TLS_KEY_FILE"),
		ClientCAFile: os.Getenv("CALLFACTS_TLS_CLIENT_CA_FILE"), CAFile: os.Getenv("CALLFACTS_TLS_CA_FILE"), Log: log,
	}}
	if err := s.TLS.Check(); err != nil {
		return nil, err
	}
	var err error
	s.Key, err = Secret("CALLFACTS_API_KEY")
	return s, err
}

// Secret is what a variable holds, or the file that the variable with _FILE
// behind its name names.
func Secret(name string) (string, error) {
	path := os.Getenv(name + "_FILE")
	if path == "" {
		return os.Getenv(name), nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// DatabaseURL is DATABASE_URL, or what the file that DATABASE_URL_FILE names
// holds; empty where neither is set.
func DatabaseURL() (string, error) { return Secret("DATABASE_URL") }

// limitsFromEnvironment has none to begin with where something stands before
// this process: all clients may then come from its address.
func limitsFromEnvironment(open bool) (l Limits, err error) {
	concurrent := defaultConcurrent
	if open {
		concurrent = 0
	}
	if l.Concurrent, err = strconv.Atoi(cmp.Or(os.Getenv("CALLFACTS_CLIENT_CONCURRENCY"), strconv.Itoa(concurrent))); err != nil || l.Concurrent < 0 {
		return l, errors.New("CALLFACTS_CLIENT_CONCURRENCY is not a number of calls")
	}
	if l.PerSecond, err = strconv.ParseFloat(cmp.Or(os.Getenv("CALLFACTS_CLIENT_RATE"), "0"), 64); err != nil || !(l.PerSecond >= 0) {
		return l, errors.New("CALLFACTS_CLIENT_RATE is not a number of calls a second")
	}
	return l, nil
}

// serveOps serves the metrics where the environment says so.
func (s *Setup) serveOps(p *Process) error {
	at := os.Getenv("CALLFACTS_OPS_ADDR")
	if at == "" {
		return nil
	}
	listener, err := net.Listen("tcp", at)
	if err != nil {
		return fmt.Errorf("CALLFACTS_OPS_ADDR: %w", err)
	}
	s.Metrics = telemetry.NewMetrics()
	// Outside of keys and limits: who scrapes reaches this address, clients do not.
	p.ServeHTTP("operations", (&Setup{Log: p.log}).newHTTPServer(s.Metrics.Handler(), quiet), listener)
	return nil
}

// Scheme is that of the URLs that this process serves.
func (s *Setup) Scheme() string {
	if s.TLS.serves() {
		return "https"
	}
	return "http"
}

// Queries makes spans of statements, where there is tracing.
func (s *Setup) Queries() pgx.QueryTracer { return s.Tracing.Queries() }

// Guarded fails where others than this machine could call what is served at
// the listener, and nothing asks them who they are.
func (s *Setup) Guarded(listener net.Listener) error {
	if s.Open || s.Keys != nil || s.TLS.mutual() || isLoopback(listener.Addr()) {
		return nil
	}
	return fmt.Errorf("%s can be reached by others, and nothing asks who they are: set CALLFACTS_API_KEYS_FILE, CALLFACTS_OIDC_ISSUER or CALLFACTS_TLS_CLIENT_CA_FILE, or CALLFACTS_AUTH=none where something before it does", listener.Addr())
}

func isLoopback(at net.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	return !ok || tcp.IP.IsLoopback()
}

// Dial makes a client of the gRPC services at address (host:port). It does not
// connect before the first call, and connects again by itself.
func (s *Setup) Dial(address string) (*grpc.ClientConn, error) {
	if s.Key == "" {
		return s.dial(address)
	}
	return s.dial(address, grpc.WithPerRPCCredentials(bearer{s.Key, s.TLS.calls()}))
}

// DialFor makes a client as Dial does, of one who calls for others. It brings the
// keys and tokens that they bring, and none of its own; where this process knows
// keys, who has none is refused before the call is made.
func (s *Setup) DialFor(address string) (*grpc.ClientConn, error) {
	g := &guard{keys: s.Keys, tokens: s.Tokens}
	return s.dial(address, grpc.WithChainUnaryInterceptor(g.passUnary), grpc.WithChainStreamInterceptor(g.passStream))
}

func (s *Setup) dial(address string, more ...grpc.DialOption) (*grpc.ClientConn, error) {
	transport := insecure.NewCredentials()
	if s.TLS.calls() {
		transport = credentials.NewTLS(s.TLS.client())
	}
	return grpc.NewClient(address, append(append(s.clientOptions(), grpc.WithTransportCredentials(transport)), more...)...)
}

// DialPipe makes a client of what is served on the pipe. A key may be empty.
func (s *Setup) DialPipe(p Pipe, key string) (*grpc.ClientConn, error) {
	options := append(s.clientOptions(),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return p.DialContext(ctx) }))
	if key != "" {
		options = append(options, grpc.WithPerRPCCredentials(bearer{key, false}))
	}
	return grpc.NewClient("passthrough:///in-process", options...)
}

// Admit says whether who brings what a call is authorized by may make it, where
// this process asks for that; without a method, whether that is somebody who is
// known.
func (s *Setup) Admit(ctx context.Context, method, authorization string) error {
	g := &guard{keys: s.Keys, tokens: s.Tokens}
	if g.keys == nil {
		return nil
	}
	if method == "" {
		_, err := g.known(ctx, authorization)
		return err
	}
	_, err := g.client(ctx, method, authorization)
	return err
}

// NewHTTPServer makes a server for handler that logs each request, catches
// panics and does not wait for ever on a slow client. The time to write has no
// limit: an answer may be a long export.
func (s *Setup) NewHTTPServer(handler http.Handler) *http.Server {
	return s.newHTTPServer(handler, slog.LevelInfo)
}
