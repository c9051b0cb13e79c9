package gateway

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	"google.golang.org/grpc/codes"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// extractFacts takes a request, or the transcript itself: what documents:parse
// answers can be sent on as it is. A transcript has a text, which is no field of
// a request.
func (g *Gateway) extractFacts(w http.ResponseWriter, r *http.Request) {
	if !g.admitted(w, r, metricsv1.MetricsService_ExtractFacts_FullMethodName) {
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxJSONBytes))
	if err != nil {
		e := tooLarge(err)
		if e == nil {
			e = rpcerr.New(codes.InvalidArgument, reasonBadRequest, "the body ends too early").Because(err)
		}
		writeError(w, e)
		return
	}
	var members struct{ Transcript, Text json.RawMessage }
	if json.Unmarshal(body, &members) == nil && members.Text != nil && members.Transcript == nil {
		body = append(append([]byte(`{"transcript":`), body...), '}')
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	g.forward(w, r)
}
