package rpcerr_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"buf.build/go/protovalidate"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// TestRoundTrip: what a service returns is what a client parses, wrapped or not.
func TestRoundTrip(t *testing.T) {
	sent := rpcerr.InvalidField("TOO_LARGE", "content", "a document has at most %d bytes", 16).With("limit", "16")
	for name, err := range map[string]error{
		"bare":    sent,
		"wrapped": fmt.Errorf("ingest: %w", sent),
		"caused":  sent.Because(errors.New("read /var/lib/secret")),
	} {
		t.Run(name, func(t *testing.T) {
			st := rpcerr.ToStatus(err)
			got := rpcerr.Parse(status.FromProto(st.Proto()).Err())
			if got.Code != codes.InvalidArgument || got.Reason != "TOO_LARGE" || got.Message != "a document has at most 16 bytes" {
				t.Errorf("parsed %+v", got)
			}
			if got.Metadata["limit"] != "16" || len(got.Metadata) != 1 {
				t.Errorf("metadata %v", got.Metadata)
			}
			want := rpcerr.Field{Path: "content", Description: "a document has at most 16 bytes"}
			if len(got.Fields) != 1 || got.Fields[0] != want {
				t.Errorf("fields %v, want %v", got.Fields, want)
			}
			if !errors.Is(got, sent) {
				t.Error("errors.Is does not know it again")
			}
			if byProto := rpcerr.ParseProto(st.Proto()); !errors.Is(byProto, sent) {
				t.Errorf("ParseProto: %v", byProto)
			}
		})
	}
}

// TestClassify: every kind of error has its code and reason, and no text of an
// error that is not ours reaches the client.
func TestClassify(t *testing.T) {
	const secret = "password=hunter2 at 10.0.0.3:5432"
	foreign, err := status.New(codes.NotFound, secret).WithDetails(&errdetails.ErrorInfo{Reason: "X", Domain: "other.example"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		err    error
		code   codes.Code
		reason string
	}{
		{"plain", errors.New(secret), codes.Internal, rpcerr.ReasonInternal},
		{"cancelled", fmt.Errorf("%s: %w", secret, context.Canceled), codes.Canceled, rpcerr.ReasonCanceled},
		{"late", fmt.Errorf("%s: %w", secret, context.DeadlineExceeded), codes.DeadlineExceeded, rpcerr.ReasonDeadlineExceeded},
		{"backend away", status.Error(codes.Unavailable, secret), codes.Unavailable, rpcerr.ReasonUnavailable},
		{"backend's message limit", status.Error(codes.ResourceExhausted, secret), codes.ResourceExhausted, rpcerr.ReasonMessageTooLarge},
		{"no such method", status.Error(codes.Unimplemented, secret), codes.Unimplemented, rpcerr.ReasonUnimplemented},
		{"stranger", foreign.Err(), codes.Internal, rpcerr.ReasonInternal},
		{"stranger, parsed", rpcerr.Parse(status.Error(codes.Unavailable, secret)), codes.Unavailable, rpcerr.ReasonUnavailable},
		{"untyped", fmt.Errorf("call: %w", status.Error(codes.InvalidArgument, secret)), codes.Internal, rpcerr.ReasonInternal},
		{"ours from afar", fmt.Errorf("call: %w", rpcerr.NotFound("FACT_NOT_FOUND", "x").GRPCStatus().Err()), codes.NotFound, "FACT_NOT_FOUND"},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := rpcerr.ToStatus(c.err)
			got := rpcerr.Parse(st.Err())
			if got.Code != c.code || got.Reason != c.reason {
				t.Errorf("%s %s, want %s %s", got.Code, got.Reason, c.code, c.reason)
			}
			if strings.Contains(st.Proto().String(), "hunter2") {
				t.Errorf("the client sees %v", st)
			}
			if !errors.Is(rpcerr.Classify(c.err), c.err) {
				t.Error("the cause is lost")
			}
		})
	}
	if st := rpcerr.ToStatus(nil); st.Code() != codes.OK {
		t.Errorf("nil is %v", st)
	}
	if rpcerr.Parse(nil) != nil || rpcerr.ParseProto(nil) != nil {
		t.Error("nil parses to an error")
	}
}

// TestCauseIsKept: the log sees what the client does not.
func TestCauseIsKept(t *testing.T) {
	cause := errors.New("connection refused")
	got := rpcerr.Classify(fmt.Errorf("insert: %w", cause))
	if !errors.Is(got, cause) || !strings.Contains(got.Error(), "insert: connection refused") {
		t.Errorf("%v", got)
	}
}

// TestValidation: a broken rule of the schema names its field.
func TestValidation(t *testing.T) {
	err := protovalidate.Validate(&metricsv1.ListFactsRequest{Parent: "companies/-/calls/-/transcripts/-", PageSize: -1})
	got := rpcerr.Parse(rpcerr.ToStatus(err).Err())
	if got.Code != codes.InvalidArgument || got.Reason != rpcerr.ReasonInvalidField {
		t.Fatalf("%+v", got)
	}
	if len(got.Fields) != 1 || got.Fields[0].Path != "page_size" || !strings.HasPrefix(got.Message, "page_size: ") {
		t.Errorf("%+v", got)
	}
}

// TestWanted: what a rule of the schema wants is said with an example, whatever
// the field is given.
func TestWanted(t *testing.T) {
	const facts = "companies/-/calls/-/transcripts/-"
	for _, c := range []struct {
		request proto.Message
		want    string
	}{
		{&metricsv1.ExportFactsRequest{Parent: facts}, "format: it is missing; wanted is one of EXPORT_FORMAT_CSV, "},
		{&metricsv1.ExportFactsRequest{Parent: facts, Format: 99}, "format: wanted is one of EXPORT_FORMAT_CSV, "},
		{&metricsv1.ListFactsRequest{}, "parent: it is missing; wanted is a name such as companies/northwind-systems/calls/2023-q1/transcripts/-"},
		{&metricsv1.ListFactsRequest{Parent: strings.Repeat("ä", 100)}, `parent: 200 bytes that begin with "ä`},
		{&metricsv1.BatchGetFactsRequest{Names: []string{"f"}}, `names[0]: "f" does not fit; wanted is a name such as companies/northwind-systems/calls/2023-q1/transcripts/0123456789abcdef/facts/abcdefghij234567`},
		{&metricsv1.GetCoverageRequest{Name: "companies/x/coverage", Concepts: []string{"Gross Margin"}}, `concepts[0]: "Gross Margin" does not fit; wanted is the id of a concept, such as revenue`},
	} {
		if got := rpcerr.Classify(protovalidate.Validate(c.request)); got == nil || !strings.HasPrefix(got.Message, c.want) {
			t.Errorf("%v, want %s", got, c.want)
		}
	}
}

// TestEveryPattern: no field with a pattern is left to be told by it.
func TestEveryPattern(t *testing.T) {
	told := 0
	for _, file := range []protoreflect.FileDescriptor{
		metricsv1.File_callfacts_metrics_v1_metrics_service_proto, metricsv1.File_callfacts_metrics_v1_series_proto,
		metricsv1.File_callfacts_metrics_v1_coverage_proto, metricsv1.File_callfacts_metrics_v1_findings_proto,
		metricsv1.File_callfacts_metrics_v1_guidance_proto, metricsv1.File_callfacts_metrics_v1_statistics_proto,
		metricsv1.File_callfacts_metrics_v1_fact_proto, parserv1.File_callfacts_parser_v1_parser_service_proto,
	} {
		for i := range file.Messages().Len() {
			kind, err := protoregistry.GlobalTypes.FindMessageByName(file.Messages().Get(i).FullName())
			if err != nil {
				t.Fatal(err)
			}
			m := kind.New()
			for k := range m.Descriptor().Fields().Len() {
				field := m.Descriptor().Fields().Get(k)
				switch {
				case field.Kind() != protoreflect.StringKind:
				case field.IsList():
					m.Mutable(field).List().Append(protoreflect.ValueOfString("?!"))
				default:
					m.Set(field, protoreflect.ValueOfString("?!"))
				}
			}
			if e := rpcerr.Classify(protovalidate.Validate(m.Interface())); e != nil {
				for _, f := range e.Fields {
					if strings.Contains(f.Description, "what matches") || strings.ContainsAny(f.Description, "^$[{") {
						t.Errorf("%s.%s: %s", m.Descriptor().Name(), f.Path, f.Description)
					}
					told += strings.Count(f.Description, "wanted is a")
				}
			}
		}
	}
	if told < 30 {
		t.Errorf("%d fields have a pattern", told)
	}
}

// TestNotUTF8: a name that is not UTF-8 stays the caller's error.
func TestNotUTF8(t *testing.T) {
	got := rpcerr.Parse(rpcerr.ToStatus(rpcerr.NotFound("COMPANY_NOT_FOUND", "companies/\xff")).Err())
	if got.Code != codes.NotFound || got.Metadata["name"] != "companies/\uFFFD" {
		t.Errorf("%+v", got)
	}
}

// TestCopies: With and Because leave a shared error alone.
func TestCopies(t *testing.T) {
	base := rpcerr.New(codes.NotFound, "X", "x").With("a", "1")
	_ = base.With("b", "2").Because(errors.New("y"))
	if len(base.Metadata) != 1 || errors.Unwrap(base) != nil {
		t.Errorf("%+v", base)
	}
}

func TestMarshalJSON(t *testing.T) {
	err := rpcerr.InvalidField("TOO_LARGE", "content", "at most %d bytes, <b>", 16).With("limit", "16").Because(errors.New("secret"))
	for _, c := range []struct {
		err  *rpcerr.Error
		want string
	}{
		{err, `{"code":"INVALID_ARGUMENT","reason":"TOO_LARGE","message":"at most 16 bytes, <b>","metadata":{"limit":"16"},"fields":[{"path":"content","description":"at most 16 bytes, <b>"}]}`},
		{rpcerr.Parse(status.Error(codes.Unavailable, "gone")), `{"code":"UNAVAILABLE","message":"gone"}`},
	} {
		got, marshal := c.err.MarshalJSON()
		if marshal != nil || string(got) != c.want {
			t.Errorf("%s, %v; want %s", got, marshal, c.want)
		}
	}
}
