package daemon

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
)

// NewHTTPServer makes a server as Setup.NewHTTPServer does, of a setup that has
// nothing but a log.
func NewHTTPServer(log *slog.Logger, handler http.Handler) *http.Server {
	return (&Setup{Log: log}).NewHTTPServer(handler)
}

// quiet is the level of requests that nobody wants to read of.
const quiet = slog.LevelDebug

func (s *Setup) newHTTPServer(handler http.Handler, level slog.Level) *http.Server {
	logged := s.logged(handler, level)
	if s.Tracing != nil {
		logged = otelhttp.NewHandler(logged, "HTTP",
			otelhttp.WithTracerProvider(s.Tracing.Provider()), otelhttp.WithPropagators(s.Tracing.Propagator()),
			otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Method }))
	}
	return &http.Server{
		Handler:           logged,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
}

func (s *Setup) logged(handler http.Handler, success slog.Level) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, recorder := time.Now(), &recorder{ResponseWriter: w}
		ctx, id := withRequestID(r.Context(), r.Header.Get(RequestIDHeader))
		r = r.WithContext(ctx)
		w.Header().Set(RequestIDHeader, id)
		err := protect(func() error { handler.ServeHTTP(recorder, r); return nil })
		level, attributes := success, []slog.Attr{
			slog.String("method", r.Method),
			slog.String("path", r.URL.Path),
			slog.Duration("took", time.Since(start)),
			slog.Int64("bytes", recorder.bytes),
			slog.String("peer", r.RemoteAddr),
		}
		var panicked *PanicError
		if errors.As(err, &panicked) {
			recorder.fail()
			attributes = append(attributes, slog.String("error", panicked.Error()), slog.String("stack", string(panicked.Stack)))
		}
		switch {
		case recorder.status() >= 500:
			level = slog.LevelError
		case r.URL.Path == "/healthz" || r.URL.Path == "/readyz":
			level = slog.LevelDebug
		}
		s.Metrics.Request(r.Method, recorder.status(), time.Since(start))
		s.Log.LogAttrs(r.Context(), level, "request", append(attributes, slog.Int("status", recorder.status()))...)
		if err != nil && recorder.bytes > 0 {
			// Half an answer is out: only a broken connection tells the client.
			panic(http.ErrAbortHandler)
		}
	})
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	code  int
	bytes int64
}

func (r *recorder) WriteHeader(code int) {
	if r.code == 0 && code >= 200 {
		r.code = code
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.code == 0 {
		r.code = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Flush is for streams: grpc-gateway asks for it.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) status() int {
	if r.code == 0 {
		return http.StatusOK
	}
	return r.code
}

// fail answers for a handler that panicked before it answered.
func (r *recorder) fail() {
	if r.code != 0 {
		return
	}
	r.Header().Set("Content-Type", "application/json")
	r.WriteHeader(http.StatusInternalServerError)
	_, _ = io.WriteString(r.ResponseWriter, `{"code":"INTERNAL","reason":"INTERNAL","message":"the service failed; its log says why"}`+"\n")
}
