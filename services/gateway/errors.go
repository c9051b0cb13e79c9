package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/callfacts/callfacts/internal/rpcerr"
)

// Reasons of errors that the gateway finds itself.
const (
	// reasonBadJSON: the body is not JSON, or not that of the request's message.
	reasonBadJSON = "BAD_JSON"
	// reasonUnknownField: the body or the query names a field that does not exist.
	reasonUnknownField = "UNKNOWN_FIELD"
	// reasonBadQuery: a query parameter has no value of its field's type.
	reasonBadQuery = "BAD_QUERY"
	// reasonBadRequest: the path's parameters do not fit.
	reasonBadRequest = "BAD_REQUEST"
	// reasonNoSuchPath: nothing is served there.
	reasonNoSuchPath = "NO_SUCH_PATH"
	// reasonMethodNotAllowed: the path is served, but not with this HTTP method.
	reasonMethodNotAllowed = "METHOD_NOT_ALLOWED"
)

// requestFault is an error that the gateway finds in a request. The generated
// handlers pass nothing on but the text of such an error: so its text is its
// JSON, which ownFault reads back.
type requestFault struct{ fault *rpcerr.Error }

func (f requestFault) Error() string {
	text, err := f.fault.MarshalJSON()
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// ownFault is the error that the gateway found itself, as the generated
// handlers hand it on: a status without any detail. Nil for those of a service.
func ownFault(err error) *rpcerr.Error {
	st, ok := status.FromError(err)
	if !ok || st.Code() != codes.InvalidArgument || len(st.Proto().GetDetails()) > 0 {
		return nil
	}
	var shown struct {
		Code, Reason, Message string
		Fields                []struct{ Path, Description string }
	}
	if json.Unmarshal([]byte(st.Message()), &shown) != nil {
		return rpcerr.New(codes.InvalidArgument, reasonBadRequest, "%s", st.Message())
	}
	e := rpcerr.New(codes.InvalidArgument, shown.Reason, "%s", shown.Message)
	if shown.Reason == rpcerr.ReasonMessageTooLarge {
		e.Code = codes.ResourceExhausted
	}
	for _, f := range shown.Fields {
		e.Fields = append(e.Fields, rpcerr.Field{Path: f.Path, Description: f.Description})
	}
	return e
}

// handleError answers for the generated handlers.
func handleError(_ context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, w http.ResponseWriter, _ *http.Request, err error) {
	if own := ownFault(err); own != nil {
		writeError(w, own)
		return
	}
	writeError(w, rpcerr.Classify(err))
}

func handleRoutingError(_ context.Context, _ *runtime.ServeMux, _ runtime.Marshaler, w http.ResponseWriter, r *http.Request, httpStatus int) {
	switch httpStatus {
	case http.StatusNotFound:
		writeError(w, rpcerr.New(codes.NotFound, reasonNoSuchPath, "nothing is served at %s; /openapi.json lists what is", r.URL.Path))
	case http.StatusMethodNotAllowed:
		writeError(w, rpcerr.New(codes.Unimplemented, reasonMethodNotAllowed, "%s does not take %s", r.URL.Path, r.Method))
	default:
		writeError(w, rpcerr.New(codes.InvalidArgument, reasonBadRequest, "the path cannot be read"))
	}
}

// writeError answers with an error as JSON.
func writeError(w http.ResponseWriter, e *rpcerr.Error) {
	text, err := e.MarshalJSON()
	if err != nil {
		text = []byte(`{"code":"INTERNAL","reason":"INTERNAL","message":"the error cannot be told"}`)
	}
	w.Header().Del("Content-Length")
	w.Header().Set("Content-Type", "application/json")
	if e.Code == codes.Unauthenticated {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.FormatInt(int64(math.Ceil(e.RetryAfter.Seconds())), 10))
	}
	w.WriteHeader(httpStatus(e))
	_, _ = w.Write(append(text, '\n'))
}

func httpStatus(e *rpcerr.Error) int {
	switch e.Reason {
	case rpcerr.ReasonMessageTooLarge:
		return http.StatusRequestEntityTooLarge
	case reasonMethodNotAllowed:
		return http.StatusMethodNotAllowed
	}
	return runtime.HTTPStatusFromCode(e.Code)
}

// tooLarge is the error of a request that is longer than it may be, and nil for
// another error of reading.
func tooLarge(err error) *rpcerr.Error {
	var limit *http.MaxBytesError
	if !errors.As(err, &limit) {
		return nil
	}
	return rpcerr.New(codes.ResourceExhausted, rpcerr.ReasonMessageTooLarge, "a JSON request has at most %d bytes; send a document as the body itself", limit.Limit)
}

// asStatus is an own fault as the generated handlers hand it on.
func asStatus(err error) error { return status.Error(codes.InvalidArgument, err.Error()) }
