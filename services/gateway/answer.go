package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/appendjson"
	"github.com/callfacts/callfacts/internal/daemon"
)

// An answer is what a service said to a request, as it came over the wire: the
// gateway only turns it into JSON, and to decode it for that would cost more
// than all else. It belongs to one request and is used again for later ones.
type answer struct {
	form *form // nil as long as no service has said anything
	said daemon.Undecoded
	json []byte
}

var answers = sync.Pool{New: func() any { return &answer{} }}

// maxKept is the largest buffer that is kept for later requests.
const maxKept = 1 << 20

type answerKey struct{}

// withAnswer has the request of ctx answered without decoding. The answer's JSON
// is valid until done is called.
func withAnswer(ctx context.Context) (_ context.Context, done func()) {
	a := answers.Get().(*answer)
	return context.WithValue(ctx, answerKey{}, a), func() {
		a.said.Free()
		if a.form = nil; cap(a.json) > maxKept {
			a.json = nil
		}
		answers.Put(a)
	}
}

// rewritten is what an answer is written of: itself where it is not decoded.
func rewritten(ctx context.Context, decoded proto.Message) (any, error) {
	if a, ok := ctx.Value(answerKey{}).(*answer); ok && a.form != nil {
		return a, nil
	}
	return decoded, nil
}

// write is the answer as JSON.
func (a *answer) write() (_ []byte, err error) {
	wire := a.said.Bytes()
	if a.form.field != 0 {
		if wire, err = fieldOf(wire, a.form.field); err != nil {
			return nil, err
		}
	}
	a.json, err = appendjson.Wire(a.json[:0], wire, a.form.kind)
	return a.json, err
}

// fieldOf is the content of a message's field, which is a message itself. Its
// parts, should there be several, are one after the other the whole.
func fieldOf(wire []byte, field protowire.Number) (content []byte, err error) {
	for len(wire) > 0 {
		number, on, tag := protowire.ConsumeTag(wire)
		if tag < 0 {
			return nil, protowire.ParseError(tag)
		}
		size := protowire.ConsumeFieldValue(number, on, wire[tag:])
		if size < 0 {
			return nil, protowire.ParseError(size)
		}
		if number == field && on == protowire.BytesType {
			part, _ := protowire.ConsumeBytes(wire[tag:])
			if content == nil {
				content = part[:len(part):len(part)]
			} else {
				content = append(content, part...)
			}
		}
		wire = wire[tag+size:]
	}
	return content, nil
}

// A form is what REST shows of a method's answer.
type form struct {
	kind  protoreflect.MessageDescriptor
	field protowire.Number // 0 for the whole answer
}

// forms are those of the methods with REST, by their names on the wire.
var forms = sync.OnceValue(func() map[string]*form {
	out := map[string]*form{}
	for _, file := range []protoreflect.FileDescriptor{parserv1.File_callfacts_parser_v1_parser_service_proto, metricsv1.File_callfacts_metrics_v1_metrics_service_proto} {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for k := range service.Methods().Len() {
				method := service.Methods().Get(k)
				out[fmt.Sprintf("/%s/%s", service.FullName(), method.Name())] = formOf(method)
			}
		}
	}
	return out
})

func formOf(method protoreflect.MethodDescriptor) *form {
	f := &form{kind: method.Output()}
	rule, _ := proto.GetExtension(method.Options(), annotations.E_Http).(*annotations.HttpRule)
	if body := f.kind.Fields().ByName(protoreflect.Name(rule.GetResponseBody())); body != nil {
		f.kind, f.field = body.Message(), body.Number()
	}
	return f
}

// services are clients for the generated handlers: what is said to a request
// with an answer stays as it is.
type services struct{ grpc.ClientConnInterface }

// Invoke calls a method.
func (s services) Invoke(ctx context.Context, method string, request, response any, options ...grpc.CallOption) error {
	a, ok := ctx.Value(answerKey{}).(*answer)
	if !ok {
		return s.ClientConnInterface.Invoke(ctx, method, request, response, options...)
	}
	if err := s.ClientConnInterface.Invoke(ctx, method, request, &a.said, options...); err != nil {
		return err
	}
	a.form = forms()[method]
	return nil
}

// NewStream begins a stream.
func (s services) NewStream(ctx context.Context, about *grpc.StreamDesc, method string, options ...grpc.CallOption) (grpc.ClientStream, error) {
	inner, err := s.ClientConnInterface.NewStream(ctx, about, method, options...)
	return &stream{ClientStream: inner}, err
}

// stream is one whose header comes with its first message. The generated handlers
// answer with the first message at the earliest; so a stream that is refused is
// answered like any other request that is.
type stream struct {
	grpc.ClientStream
	begun bool
	first daemon.Undecoded
	end   error // that the first message is not there
}

// Header waits for the first message, and fails where there is an error instead.
func (s *stream) Header() (metadata.MD, error) {
	s.end = s.ClientStream.RecvMsg(&s.first)
	if s.begun = true; s.end != nil && !errors.Is(s.end, io.EOF) {
		return nil, s.end
	}
	return s.ClientStream.Header()
}

// RecvMsg reads the next message.
func (s *stream) RecvMsg(m any) error {
	if !s.begun {
		return s.ClientStream.RecvMsg(m)
	}
	s.begun = false
	defer s.first.Free()
	if s.end != nil {
		return s.end
	}
	return proto.Unmarshal(s.first.Bytes(), m.(proto.Message))
}
