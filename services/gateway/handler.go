// Package gateway serves the API as REST: it translates between HTTP with JSON
// and gRPC, and serves the OpenAPI document, the probes and the web page. It
// has no database and no engine.
package gateway

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/klauspost/compress/gzhttp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/gen/openapi"
	"github.com/callfacts/callfacts/internal/rpcerr"
	"github.com/callfacts/callfacts/services/gateway/web"
)

// MaxJSONBytes is the largest JSON request that is read: a document of 16 MiB
// in base64 fits, with its hints.
const MaxJSONBytes = 32 << 20

// Admission says whether who brings an Authorization header may make a call; where
// method is empty, whether that is somebody who is known.
type Admission func(ctx context.Context, method, authorization string) error

// Gateway is the handler of everything that is served over HTTP.
type Gateway struct {
	parser  grpc.ClientConnInterface
	metrics grpc.ClientConnInterface
	admit   Admission
	rest    *runtime.ServeMux
	handler http.Handler
}

// New makes a gateway to the services behind two connections, which may be one.
// The services ask who calls; admit asks before a body is read.
func New(parser, metrics grpc.ClientConnInterface, admit Admission) (*Gateway, error) {
	g := &Gateway{parser: parser, metrics: metrics, admit: admit}
	g.rest = runtime.NewServeMux(
		runtime.WithMarshalerOption(runtime.MIMEWildcard, &codec{}),
		runtime.SetQueryParameterParser(strictQuery{}),
		runtime.WithErrorHandler(handleError),
		runtime.WithForwardResponseRewriter(rewritten),
		runtime.WithRoutingErrorHandler(handleRoutingError),
		// No header of a request but Authorization is for the services, and no
		// metadata of theirs for the client.
		runtime.WithIncomingHeaderMatcher(noHeader),
		runtime.WithOutgoingHeaderMatcher(noHeader),
		runtime.WithOutgoingTrailerMatcher(noHeader),
		runtime.WithDisablePathLengthFallback(),
		runtime.WithWriteContentLength(),
	)
	ctx := context.Background() // the registrations do not use it
	if err := parserv1.RegisterParserServiceHandlerClient(ctx, g.rest, parserv1.NewParserServiceClient(services{parser})); err != nil {
		return nil, fmt.Errorf("register the parser's methods: %w", err)
	}
	if err := metricsv1.RegisterMetricsServiceHandlerClient(ctx, g.rest, metricsv1.NewMetricsServiceClient(services{metrics})); err != nil {
		return nil, fmt.Errorf("register the methods of metrics: %w", err)
	}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(1))
	if err != nil {
		return nil, fmt.Errorf("compression: %w", err)
	}
	g.handler = secure(compress(g.routes()))
	return g, nil
}

func noHeader(string) (string, bool) { return "", false }

// ServeHTTP answers a request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.handler.ServeHTTP(w, r) }

func (g *Gateway) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", live)
	mux.HandleFunc("GET /readyz", g.ready)
	mux.HandleFunc("GET /openapi.json", document)
	mux.HandleFunc("POST /v1/documents:ingest", g.upload(parserv1.ParserService_IngestDocument_FullMethodName, g.ingest))
	mux.HandleFunc("POST /v1/documents:parse", g.upload(parserv1.ParserService_ParseDocument_FullMethodName, g.parse))
	mux.HandleFunc("POST /v1/transcripts:extractFacts", g.extractFacts)
	mux.HandleFunc("GET /v1/companies/{company}/calls/{call}/transcripts/{transcript}/facts:export", g.download)
	mux.HandleFunc("/v1/", g.serveREST)
	mux.Handle("/", web.Handler())
	return mux
}

// serveREST hands a request with JSON, or without a body, to the generated
// handlers.
func (g *Gateway) serveREST(w http.ResponseWriter, r *http.Request) {
	if g.admitted(w, r, "") {
		g.forward(w, r)
	}
}

func (g *Gateway) forward(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, MaxJSONBytes)
	if r.Method == http.MethodHead {
		// HEAD is GET; net/http keeps the body of the answer back.
		asGet := *r
		asGet.Method = http.MethodGet
		r = &asGet
	}
	ctx, done := withAnswer(r.Context())
	defer done()
	g.rest.ServeHTTP(w, r.WithContext(ctx))
}

// admitted refuses a request with a body of one who may not make the call, before
// the body is read. Which call a request becomes may only be known when it is.
func (g *Gateway) admitted(w http.ResponseWriter, r *http.Request, method string) bool {
	if r.ContentLength == 0 {
		return true
	}
	err := g.admit(r.Context(), method, r.Header.Get("Authorization"))
	if err != nil {
		w.Header().Set("Connection", "close") // else the server reads on before it answers
		writeError(w, rpcerr.Classify(err))
	}
	return err == nil
}

func document(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(openapi.JSON)
}

// policy keeps the page to its own files, and out of frames.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure sets the headers that limit what a browser does with an answer, and
// refuses what another site's page makes a browser send.
func secure(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, rpcerr.New(codes.PermissionDenied, "CROSS_ORIGIN", "a page of another site may not change anything here"))
	}))
	protected := protection.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if strings.HasPrefix(r.URL.Path, "/v1/") || r.URL.Path == "/healthz" || r.URL.Path == "/readyz" {
			h.Set("Cache-Control", "no-store")
		}
		protected.ServeHTTP(w, r)
	})
}
