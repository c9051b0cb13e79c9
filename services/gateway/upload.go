package gateway

import (
	"context"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/grpc-ecosystem/grpc-gateway/v2/utilities"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// maxDocumentBytes is one byte more than a document may have: enough for the
// parser to refuse it.
const maxDocumentBytes = 16<<20 + 1

// A sender sends a document to the parser, and returns what is answered.
type sender func(ctx context.Context, content []byte, query map[string][]string) (any, error)

// upload takes a document as the body itself, with the other fields of the
// request as query parameters. A body of JSON is the request's message.
func (g *Gateway) upload(method string, send sender) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !g.admitted(w, r, method) {
			return
		}
		switch kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); {
		case kind == "application/json":
			g.forward(w, r)
			return
		case strings.HasPrefix(kind, "multipart/"):
			writeError(w, rpcerr.New(codes.InvalidArgument, "UNSUPPORTED_TYPE", "forms are not read; send the document itself as the body (curl --data-binary @FILE)"))
			return
		}
		ctx, err := runtime.AnnotateContext(r.Context(), g.rest, r, method)
		if err != nil {
			handleError(ctx, nil, nil, w, r, err)
			return
		}
		content, err := io.ReadAll(io.LimitReader(r.Body, maxDocumentBytes))
		if err != nil {
			writeError(w, rpcerr.New(codes.InvalidArgument, reasonBadRequest, "the body ends too early").Because(err))
			return
		}
		answer, err := send(ctx, content, r.URL.Query())
		if err != nil {
			handleError(ctx, nil, nil, w, r, err)
			return
		}
		writeJSON(w, answer)
	}
}

func writeJSON(w http.ResponseWriter, answer any) {
	body, err := (&codec{}).Marshal(answer)
	if err != nil {
		writeError(w, rpcerr.Classify(err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body)
}

func (g *Gateway) ingest(ctx context.Context, content []byte, query map[string][]string) (any, error) {
	request := &parserv1.IngestDocumentRequest{}
	if err := fromQuery(request, query); err != nil {
		return nil, err
	}
	request.Content = content
	return parserv1.NewParserServiceClient(g.parser).IngestDocument(ctx, request)
}

func (g *Gateway) parse(ctx context.Context, content []byte, query map[string][]string) (any, error) {
	request := &parserv1.ParseDocumentRequest{}
	if err := fromQuery(request, query); err != nil {
		return nil, err
	}
	request.Content = content
	response, err := parserv1.NewParserServiceClient(g.parser).ParseDocument(ctx, request)
	return response.GetTranscript(), err
}

// fromQuery sets all but the content, which is the body.
func fromQuery(request proto.Message, query map[string][]string) error {
	body := utilities.NewDoubleArray([][]string{{"content"}})
	if err := (strictQuery{}).Parse(request, query, body); err != nil {
		return asStatus(err)
	}
	return nil
}
