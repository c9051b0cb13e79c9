package gateway

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/grpc-ecosystem/grpc-gateway/v2/utilities"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

// Trailers of a file: what is known only when it is whole.
const (
	trailerNextPageToken = "Callfacts-Next-Page-Token"
	trailerLeftOut       = "Callfacts-Left-Out"
	trailerUndated       = "Callfacts-Undated"
)

// download answers with a file of facts as the body itself. The generated
// handler would write the pieces as JSON.
func (g *Gateway) download(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	ctx, err := runtime.AnnotateContext(ctx, g.rest, r, metricsv1.MetricsService_ExportFacts_FullMethodName)
	if err != nil {
		handleError(ctx, nil, nil, w, r, err)
		return
	}
	stream, first, err := g.export(ctx, r)
	if err != nil {
		handleError(ctx, nil, nil, w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", first.GetContentType())
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": first.GetFileName()}))
	for _, name := range []string{trailerNextPageToken, trailerLeftOut, trailerUndated} {
		h.Add("Trailer", name)
	}
	if r.Method == http.MethodHead {
		return
	}
	last := first
	for piece := first; err == nil; piece, err = stream.Recv() {
		last = piece
		if _, err := w.Write(piece.GetData()); err != nil {
			return // nobody reads any more
		}
	}
	switch {
	case r.Context().Err() != nil:
		return
	case !errors.Is(err, io.EOF):
		// Half a file is out: only a broken connection tells the client.
		panic(http.ErrAbortHandler)
	}
	h.Set(trailerNextPageToken, last.GetNextPageToken())
	h.Set(trailerLeftOut, strconv.FormatInt(last.GetLeftOutCount(), 10))
	h.Set(trailerUndated, strconv.FormatInt(last.GetUndatedCount(), 10))
}

// export asks for a file, and returns its first piece: before that, an error is
// an answer like any other.
func (g *Gateway) export(ctx context.Context, r *http.Request) (metricsv1.MetricsService_ExportFactsClient, *metricsv1.ExportFactsResponse, error) {
	request := &metricsv1.ExportFactsRequest{}
	if err := (strictQuery{}).Parse(request, r.URL.Query(), utilities.NewDoubleArray([][]string{{"parent"}})); err != nil {
		return nil, nil, asStatus(err)
	}
	request.Parent = "companies/" + r.PathValue("company") + "/calls/" + r.PathValue("call") + "/transcripts/" + r.PathValue("transcript")
	stream, err := metricsv1.NewMetricsServiceClient(g.metrics).ExportFacts(ctx, request)
	if err != nil {
		return nil, nil, err
	}
	first, err := stream.Recv()
	return stream, first, err
}
