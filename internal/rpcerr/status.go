package rpcerr

import (
	"context"
	"errors"
	"strings"

	"buf.build/go/protovalidate"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	statuspb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"
)

// GRPCStatus makes the status that a client gets; grpc-go calls it. Bytes that
// are not UTF-8, which protobuf refuses, become U+FFFD: a bad file name in a
// message must not turn the caller's error into one of ours.
func (e *Error) GRPCStatus() *status.Status {
	st := status.New(e.Code, valid(e.Message))
	info := &errdetails.ErrorInfo{Reason: e.Reason, Domain: Domain}
	for key, value := range e.Metadata {
		if info.Metadata == nil {
			info.Metadata = make(map[string]string, len(e.Metadata))
		}
		info.Metadata[key] = valid(value)
	}
	details := []protoadapt.MessageV1{info}
	if len(e.Fields) > 0 {
		violations := make([]*errdetails.BadRequest_FieldViolation, len(e.Fields))
		for i, f := range e.Fields {
			violations[i] = &errdetails.BadRequest_FieldViolation{Field: valid(f.Path), Description: valid(f.Description)}
		}
		details = append(details, &errdetails.BadRequest{FieldViolations: violations})
	}
	if e.RetryAfter > 0 {
		details = append(details, &errdetails.RetryInfo{RetryDelay: durationpb.New(e.RetryAfter)})
	}
	detailed, err := st.WithDetails(details...)
	if err != nil {
		// Only an *Error with code OK gets here: a defect of ours.
		return status.New(codes.Internal, internalMessage)
	}
	return detailed
}

func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

const internalMessage = "the service failed; its log says why"

// ToStatus maps any error to the status that a client may see, nil to OK. What
// is neither an *Error, nor a broken validation rule, nor the answer of another
// service of ours is INTERNAL, and its text stays here.
func ToStatus(err error) *status.Status {
	if err == nil {
		return status.New(codes.OK, "")
	}
	return Classify(err).GRPCStatus()
}

// Classify finds the *Error in err, or makes the one that stands for it, with
// err as its cause. It returns nil for nil.
func Classify(err error) *Error {
	var known *Error
	var invalid *protovalidate.ValidationError
	var remote interface{ GRPCStatus() *status.Status }
	switch {
	case err == nil:
		return nil
	// An *Error without a reason is one that Parse read from a stranger.
	case errors.As(err, &known) && known.Reason != "":
		return known
	case errors.As(err, &invalid):
		return fromValidation(invalid)
	case errors.As(err, &remote):
		return fromRemote(remote.GRPCStatus()).Because(err)
	case errors.Is(err, context.Canceled):
		return generic(codes.Canceled).Because(err)
	case errors.Is(err, context.DeadlineExceeded):
		return generic(codes.DeadlineExceeded).Because(err)
	default:
		return generic(codes.Internal).Because(err)
	}
}

// fromRemote is the error for what a service that we called answered. Its own
// typed errors pass; what grpc itself says (addresses, transport) does not.
func fromRemote(st *status.Status) *Error {
	if e := parse(st); e.Reason != "" {
		return e
	}
	return generic(st.Code())
}

// generic is the error of a code whose details are nobody's business.
func generic(code codes.Code) *Error {
	switch code {
	case codes.Canceled:
		return New(code, ReasonCanceled, "the call was cancelled")
	case codes.DeadlineExceeded:
		return New(code, ReasonDeadlineExceeded, "the call took longer than it may")
	case codes.Unavailable:
		return New(code, ReasonUnavailable, "a service behind this one does not answer; try again")
	case codes.ResourceExhausted:
		return New(code, ReasonMessageTooLarge, "a message is larger than its receiver takes")
	case codes.Unimplemented:
		return New(code, ReasonUnimplemented, "there is no such method")
	default:
		return New(codes.Internal, ReasonInternal, internalMessage)
	}
}

// fromValidation names every field that breaks a rule of the schema.
func fromValidation(invalid *protovalidate.ValidationError) *Error {
	e := New(codes.InvalidArgument, ReasonInvalidField, "the request is not valid")
	for _, v := range invalid.Violations {
		e.Fields = append(e.Fields, Field{
			Path:        protovalidate.FieldPathString(v.Proto.GetField()),
			Description: wanted(v),
		})
	}
	if len(e.Fields) > 0 {
		first := e.Fields[0]
		e.Message = first.Description
		if first.Path != "" {
			e.Message = first.Path + ": " + first.Description
		}
	}
	return e
}

// Parse reads the error that a client got. What carries no reason of ours (a
// proxy's answer, a broken connection) has an empty Reason and the status's own
// message. It returns nil for nil.
func Parse(err error) *Error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	st, ok := status.FromError(err)
	if !ok {
		st = status.FromContextError(err)
	}
	return parse(st).Because(err)
}

// ParseProto reads the error that an answer carries as a google.rpc.Status, as
// those of IngestDocuments do. It returns nil for nil and for code OK.
func ParseProto(st *statuspb.Status) *Error {
	if st == nil || codes.Code(st.GetCode()) == codes.OK {
		return nil
	}
	return parse(status.FromProto(st))
}

func parse(st *status.Status) *Error {
	e := &Error{Code: st.Code(), Message: st.Message()}
	for _, detail := range st.Details() {
		switch d := detail.(type) {
		case *errdetails.ErrorInfo:
			if d.GetDomain() == Domain {
				e.Reason, e.Metadata = d.GetReason(), d.GetMetadata()
			}
		case *errdetails.RetryInfo:
			e.RetryAfter = d.GetRetryDelay().AsDuration()
		case *errdetails.BadRequest:
			for _, v := range d.GetFieldViolations() {
				e.Fields = append(e.Fields, Field{Path: v.GetField(), Description: v.GetDescription()})
			}
		}
	}
	return e
}
