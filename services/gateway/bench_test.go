package gateway_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"

	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/appendjson"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/services/gateway"
)

// facts makes facts as they are in life.
func facts(n int) []*metricsv1.Fact {
	out := make([]*metricsv1.Fact, n)
	for i := range out {
		out[i] = &metricsv1.Fact{
			Name:    fmt.Sprintf("companies/northwind-systems/calls/2023-q1/transcripts/e33eb4b8f4bf4c31/facts/%016d", i),
			Concept: "revenue", Measure: metricsv1.Measure_MEASURE_VALUE, Status: metricsv1.FactStatus_FACT_STATUS_ACTUAL,
			Basis: metricsv1.Basis_BASIS_NON_GAAP, BasisSource: metricsv1.BasisSource_BASIS_SOURCE_SENTENCE,
			Value:  &metricsv1.Quantity{Low: "424000000", High: "424000000", Unit: "USD", Bound: metricsv1.Bound_BOUND_EXACT, Precision: "500000"},
			Period: &metricsv1.Period{Label: "2023Q1", StartDate: "2023-01-01", EndDate: "2023-03-31", CalendarQuarter: "2023Q1"},
			Dimensions: []*metricsv1.Dimension{
				{Axis: metricsv1.Axis_AXIS_GEOGRAPHY, Member: "Americas"},
			},
			Speaker: "s3", SpeakerRole: parserv1.SpeakerRole_SPEAKER_ROLE_EXECUTIVE, SpeakerName: "Ines Castellanos", Turn: 3,
			Evidence: &metricsv1.Evidence{
				Value: &parserv1.Span{Start: 3354, End: 3366}, Concept: &parserv1.Span{Start: 3317, End: 3331}, Period: &parserv1.Span{Start: 3340, End: 3349},
				Quote: "Total revenue was $424 million, up 6% year-over-year and down 4% sequentially.", QuoteSpan: &parserv1.Span{Start: 3317, End: 3396},
			},
			Rule: "subject-before", EffectiveTime: timestamppb.New(timestamppb.Now().AsTime()), RecordTime: timestamppb.Now(),
		}
	}
	return out
}

// The same facts as one writes them by hand for encoding/json.
type (
	handSpan struct {
		Start int32 `json:"start"`
		End   int32 `json:"end"`
	}
	handValue struct {
		Low       string `json:"low,omitempty"`
		High      string `json:"high,omitempty"`
		Unit      string `json:"unit,omitempty"`
		Bound     string `json:"bound,omitempty"`
		Precision string `json:"precision,omitempty"`
	}
	handPeriod struct {
		Label           string `json:"label,omitempty"`
		StartDate       string `json:"startDate,omitempty"`
		EndDate         string `json:"endDate,omitempty"`
		CalendarQuarter string `json:"calendarQuarter,omitempty"`
	}
	handDimension struct {
		Axis   string `json:"axis,omitempty"`
		Member string `json:"member,omitempty"`
	}
	handEvidence struct {
		Value     *handSpan `json:"value,omitempty"`
		Concept   *handSpan `json:"concept,omitempty"`
		Period    *handSpan `json:"period,omitempty"`
		Quote     string    `json:"quote,omitempty"`
		QuoteSpan *handSpan `json:"quoteSpan,omitempty"`
	}
	handFact struct {
		Name          string          `json:"name,omitempty"`
		Concept       string          `json:"concept,omitempty"`
		Measure       string          `json:"measure,omitempty"`
		Status        string          `json:"status,omitempty"`
		Basis         string          `json:"basis,omitempty"`
		BasisSource   string          `json:"basisSource,omitempty"`
		Value         *handValue      `json:"value,omitempty"`
		Period        *handPeriod     `json:"period,omitempty"`
		Dimensions    []handDimension `json:"dimensions,omitempty"`
		Speaker       string          `json:"speaker,omitempty"`
		SpeakerRole   string          `json:"speakerRole,omitempty"`
		SpeakerName   string          `json:"speakerName,omitempty"`
		Turn          int32           `json:"turn,omitempty"`
		Evidence      *handEvidence   `json:"evidence,omitempty"`
		Rule          string          `json:"rule,omitempty"`
		EffectiveTime string          `json:"effectiveTime,omitempty"`
		RecordTime    string          `json:"recordTime,omitempty"`
	}
	handList struct {
		Facts []handFact `json:"facts"`
	}
)

// byHand translates by way of the JSON itself, so that both answers are alike.
func byHand(b *testing.B, m *metricsv1.ListFactsResponse) handList {
	var out handList
	text, err := appendjson.Message(nil, m)
	if err != nil {
		b.Fatal(err)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		b.Fatal(err)
	}
	return out
}

// memory answers ListFacts from memory.
type memory struct {
	metricsv1.UnimplementedMetricsServiceServer
	answer *metricsv1.ListFactsResponse
}

func (m memory) ListFacts(context.Context, *metricsv1.ListFactsRequest) (*metricsv1.ListFactsResponse, error) {
	return m.answer, nil
}

// BenchmarkREST compares the CPU time (cpu-ns/op, of the whole process: both
// services and, on a port, the client) of a list of facts through the gateway
// with that of a handler by hand, which has the same facts in memory and writes
// them with encoding/json.
func BenchmarkREST(b *testing.B) {
	for _, n := range []int{1, 10, 100} {
		answer := &metricsv1.ListFactsResponse{Facts: facts(n)}
		hand := byHand(b, answer)
		handlers := []struct {
			name    string
			handler http.Handler
		}{
			{"gateway", behindGateway(b, memory{answer: answer})},
			{"by-hand", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if err := json.NewEncoder(w).Encode(hand); err != nil {
					b.Error(err)
				}
			})},
		}
		for _, h := range handlers {
			b.Run(fmt.Sprintf("in-process/%d/%s", n, h.name), func(b *testing.B) { inProcess(b, h.handler) })
		}
		for _, h := range handlers {
			b.Run(fmt.Sprintf("loopback/%d/%s", n, h.name), func(b *testing.B) { overLoopback(b, h.handler) })
		}
	}
}

func behindGateway(b *testing.B, m memory) http.Handler {
	log := slog.New(slog.DiscardHandler)
	server := daemon.NewServer(log, nil)
	metricsv1.RegisterMetricsServiceServer(server, m)
	p := daemon.New(log)
	pipe := daemon.NewPipe()
	p.ServeGRPC("metrics", server, pipe)
	conn, err := pipe.Dial()
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close(); p.Stop() })
	handler, err := gateway.New(conn, conn, (&daemon.Setup{}).Admit)
	if err != nil {
		b.Fatal(err)
	}
	return handler
}

const listPath = "/v1/companies/-/calls/-/transcripts/-/facts?pageSize=100"

func inProcess(b *testing.B, handler http.Handler) {
	request := httptest.NewRequest(http.MethodGet, listPath, nil)
	measured(b, func() {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, request)
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	})
}

func overLoopback(b *testing.B, handler http.Handler) {
	server := httptest.NewServer(handler)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	sink := make([]byte, 256<<10)
	measured(b, func() {
		response, err := client.Get(server.URL + listPath)
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = response.Body.Read(sink)
		}
		response.Body.Close()
	})
}

// measured reports the CPU time of f.
func measured(b *testing.B, f func()) {
	f()
	before := cpu(b)
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
}

func cpu(b *testing.B) int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
