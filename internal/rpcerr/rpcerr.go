// Package rpcerr holds the errors that cross the wire. A service returns an
// *Error: a gRPC code, a reason for machines, a message for people, and the
// fields at fault. ToStatus is the one place where an error becomes a gRPC
// status, and hides whatever is not meant for a client; Parse reads it back.
package rpcerr

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
)

// Domain is the domain of every google.rpc.ErrorInfo of this project.
const Domain = "callfacts"

// Reasons that no one service owns. Those of a service's own stand at its
// methods in the .proto files.
const (
	// ReasonInvalidField: a field breaks a rule that the schema declares.
	ReasonInvalidField = "INVALID_FIELD"
	// ReasonInternal: the service failed; its log says why.
	ReasonInternal = "INTERNAL"
	// ReasonDamaged: what is stored of what was asked for cannot be read.
	ReasonDamaged = "DATA_DAMAGED"
	// ReasonUnavailable: a service or database behind this one does not answer.
	ReasonUnavailable = "UNAVAILABLE"
	// ReasonCanceled: the caller went away.
	ReasonCanceled = "CANCELED"
	// ReasonDeadlineExceeded: the caller's deadline, or the service's own, passed.
	ReasonDeadlineExceeded = "DEADLINE_EXCEEDED"
	// ReasonMessageTooLarge: a message is larger than the receiver takes.
	ReasonMessageTooLarge = "MESSAGE_TOO_LARGE"
	// ReasonUnimplemented: the service does not have the method.
	ReasonUnimplemented = "UNIMPLEMENTED"
	// ReasonUnauthenticated: the call brings no API key, or one that is not known.
	ReasonUnauthenticated = "UNAUTHENTICATED"
	// ReasonScopeMissing: the API key may not do this.
	ReasonScopeMissing = "SCOPE_MISSING"
	// ReasonTooManyCalls: the client has as many calls running as it may.
	ReasonTooManyCalls = "TOO_MANY_CALLS"
	// ReasonRateExceeded: the client calls more often than it may.
	ReasonRateExceeded = "RATE_EXCEEDED"
)

// Error is an error that a client may see, all but its cause.
type Error struct {
	Code codes.Code
	// Reason is UPPER_SNAKE_CASE and stable: clients branch on it.
	Reason string
	// Message names what is wrong, in English.
	Message string
	// Metadata says more for machines, such as the limit that was passed.
	Metadata map[string]string
	// Fields are the request's fields at fault.
	Fields []Field
	// RetryAfter says when the same call is worth another try; 0 for nothing said.
	RetryAfter time.Duration

	cause error
}

// Field is a field of the request and what is wrong with it.
type Field struct {
	// Path is the field's path in snake_case, such as `hints.period`.
	Path        string
	Description string
}

// New makes an error with a code, a reason and a message.
func New(code codes.Code, reason, format string, args ...any) *Error {
	return &Error{Code: code, Reason: reason, Message: fmt.Sprintf(format, args...)}
}

// InvalidField is INVALID_ARGUMENT with one field at fault.
func InvalidField(reason, path, format string, args ...any) *Error {
	e := New(codes.InvalidArgument, reason, format, args...)
	e.Fields = []Field{{Path: path, Description: e.Message}}
	return e
}

// NotFound is NOT_FOUND of a resource, whose name it carries.
func NotFound(reason, name string) *Error {
	return New(codes.NotFound, reason, "%s does not exist", name).With("name", name)
}

// With returns a copy of e with one more piece of metadata.
func (e *Error) With(key, value string) *Error {
	c := *e
	c.Metadata = maps.Clone(e.Metadata)
	if c.Metadata == nil {
		c.Metadata = map[string]string{}
	}
	c.Metadata[key] = value
	return &c
}

// RetryIn returns a copy of e that says when to try again.
func (e *Error) RetryIn(after time.Duration) *Error {
	c := *e
	c.RetryAfter = after
	return &c
}

// Because returns a copy of e that was caused by err. The cause is for the log
// and for errors.Is; no client sees it.
func (e *Error) Because(err error) *Error {
	c := *e
	c.cause = err
	return &c
}

// Error names code, reason, message, and the cause: it is for logs. A client
// is shown Message.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s", e.Code, e.Reason, e.Message)
	if e.cause != nil {
		fmt.Fprintf(&b, ": %v", e.cause)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is an *Error of the same code and reason, so that
// errors.Is works on both sides of the wire.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && t.Code == e.Code && t.Reason == e.Reason
}
