// Package telemetry is what a process tells of itself: metrics for Prometheus,
// and traces by OpenTelemetry where the environment asks for them. Names, codes
// and reasons are told, never anything of a document.
package telemetry

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the metrics of a process. A nil *Metrics counts nothing.
type Metrics struct {
	registry *prometheus.Registry
	calls    *prometheus.HistogramVec
	running  *prometheus.GaugeVec
	refusals *prometheus.CounterVec
	requests *prometheus.HistogramVec
}

// buckets are from a millisecond to the longest call.
var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}

// NewMetrics makes the metrics of a process, with those of the Go runtime.
func NewMetrics() *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		calls: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "callfacts_rpc_duration_seconds", Help: "How long RPCs took, by method and gRPC code.", Buckets: buckets,
		}, []string{"method", "code"}),
		running: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "callfacts_rpc_running", Help: "RPCs that run now.",
		}, []string{"method"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "callfacts_refusals_total", Help: "RPCs, and documents of a stream, that ended in an error, by its reason.",
		}, []string{"method", "reason"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "callfacts_http_duration_seconds", Help: "How long HTTP requests took, by method and status.", Buckets: buckets,
		}, []string{"method", "status"}),
	}
	m.registry.MustRegister(m.calls, m.running, m.refusals, m.requests,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Call counts a call that ended. The method is one that is served, the reason
// one of ours or empty: neither is a caller's word.
func (m *Metrics) Call(method, code, reason string, took time.Duration) {
	if m == nil {
		return
	}
	m.calls.WithLabelValues(method, code).Observe(took.Seconds())
	if reason != "" {
		m.Refusal(method, reason)
	}
}

// Refusal counts what was refused within a call that goes on.
func (m *Metrics) Refusal(method, reason string) {
	if m != nil {
		m.refusals.WithLabelValues(method, reason).Inc()
	}
}

// Running adds to the number of calls that run.
func (m *Metrics) Running(method string, n float64) {
	if m != nil {
		m.running.WithLabelValues(method).Add(n)
	}
}

// Request counts an HTTP request that ended.
func (m *Metrics) Request(method string, status int, took time.Duration) {
	if m == nil {
		return
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete, http.MethodOptions:
	default:
		method = "other"
	}
	m.requests.WithLabelValues(method, strconv.Itoa(status)).Observe(took.Seconds())
}

// Sample is a number that is asked for at each scrape.
type Sample struct {
	Name, Help string
	// Label and LabelValue tell samples of one name apart; empty where there is
	// only one.
	Label, LabelValue string
	Value             float64
}

// scrapeTimeout bounds what a scrape asks of the database.
const scrapeTimeout = 5 * time.Second

// Ask has samples collected at each scrape. Where they cannot be had, up, of
// that name, is 0.
func (m *Metrics) Ask(name string, samples func(context.Context) ([]Sample, error)) {
	if m == nil {
		return
	}
	m.registry.MustRegister(asked{
		samples: samples,
		up:      prometheus.NewDesc("callfacts_samples_up", "Whether the samples of a part could be had.", nil, prometheus.Labels{"part": name}),
	})
}

// asked is an unchecked collector: what it has is known when it is asked.
type asked struct {
	samples func(context.Context) ([]Sample, error)
	up      *prometheus.Desc
}

func (a asked) Describe(c chan<- *prometheus.Desc) { c <- a.up }

func (a asked) Collect(c chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	samples, err := a.samples(ctx)
	up := 1.0
	if err != nil {
		up = 0
	}
	c <- prometheus.MustNewConstMetric(a.up, prometheus.GaugeValue, up)
	for _, s := range samples {
		var labels, values []string
		if s.Label != "" {
			labels, values = []string{s.Label}, []string{s.LabelValue}
		}
		c <- prometheus.MustNewConstMetric(prometheus.NewDesc(s.Name, s.Help, labels, nil), prometheus.GaugeValue, s.Value, values...)
	}
}

// Handler serves the metrics at /metrics, and at /healthz that the process
// works. It is for an address of its own, which clients do not reach.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	return mux
}
