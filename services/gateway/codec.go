package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	statuspb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/callfacts/callfacts/internal/appendjson"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// codec reads and writes the bodies: protobuf JSON, one line, unset fields left
// out, unknown fields refused.
type codec struct{ runtime.JSONPb }

// Marshal writes an answer, or a part of a stream: a result, or the error that
// ends it, in the shape that errors have everywhere.
func (c *codec) Marshal(v any) ([]byte, error) {
	switch v := v.(type) {
	case *answer:
		return v.write()
	case proto.Message:
		return appendjson.Message(nil, v)
	case map[string]any:
		if result, ok := v["result"].(proto.Message); ok {
			text, err := appendjson.Message([]byte(`{"result":`), result)
			return append(text, '}'), err
		}
	case map[string]proto.Message:
		if failure, ok := v["error"].(*statuspb.Status); ok {
			text, err := rpcerr.Classify(status.ErrorProto(failure)).MarshalJSON()
			return fmt.Appendf(nil, `{"error":%s}`, text), err
		}
	}
	return nil, fmt.Errorf("%T is no answer", v)
}

// Unmarshal reads a message.
func (c *codec) Unmarshal(b []byte, v any) error {
	m, ok := messageOf(v)
	if !ok {
		return fmt.Errorf("%T is no message", v)
	}
	if err := protojson.Unmarshal(b, m); err != nil {
		return requestFault{jsonFault(m.ProtoReflect().Descriptor(), b, err)}
	}
	return nil
}

// messageOf is the message that a handler wants to be read. Where the body is one
// field of the request, it hands over the place of that field, still empty.
func messageOf(v any) (proto.Message, bool) {
	if m, ok := v.(proto.Message); ok {
		return m, true
	}
	place := reflect.ValueOf(v)
	if place.Kind() != reflect.Pointer || place.IsNil() || place.Elem().Kind() != reflect.Pointer {
		return nil, false
	}
	if field := place.Elem(); field.IsNil() {
		field.Set(reflect.New(field.Type().Elem()))
	}
	m, ok := place.Elem().Interface().(proto.Message)
	return m, ok
}

// NewDecoder makes a decoder of one message.
func (c *codec) NewDecoder(r io.Reader) runtime.Decoder {
	return runtime.DecoderFunc(func(v any) error {
		body, err := io.ReadAll(r)
		if err != nil {
			if large := tooLarge(err); large != nil {
				return requestFault{large}
			}
			return err
		}
		if len(bytes.TrimSpace(body)) == 0 {
			return io.EOF // no body is the empty message
		}
		return c.Unmarshal(body, v)
	})
}

// jsonFault is the error for a body that is not the JSON of a message, because
// of err. It names the innermost field at fault.
func jsonFault(message protoreflect.MessageDescriptor, body []byte, err error) *rpcerr.Error {
	if !json.Valid(body) {
		return rpcerr.New(codes.InvalidArgument, reasonBadJSON, "the body is not JSON: %s", jsonError(body))
	}
	if bytes.TrimSpace(body)[0] != '{' {
		return rpcerr.New(codes.InvalidArgument, reasonBadJSON, "the body is not a JSON object")
	}
	f := fieldFault(message, body)
	if f == nil {
		return rpcerr.New(codes.InvalidArgument, reasonBadJSON, "the body is not a %s: %s", message.Name(), protoError(err))
	}
	e := rpcerr.InvalidField(f.reason, f.path, "%s: %s", f.path, f.message)
	e.Fields[0].Description = f.message
	return e
}

// protoError is the text of an error of protojson, without its place, which is
// of a part of the body alone.
func protoError(err error) string {
	text := err.Error()
	if i := strings.Index(text, "): "); i >= 0 {
		return text[i+len("): "):]
	}
	return strings.TrimSpace(strings.TrimPrefix(text, "proto:"))
}

func jsonError(body []byte) string {
	var anything any
	if err := json.Unmarshal(body, &anything); err != nil {
		return err.Error()
	}
	return "it is cut off"
}

// fault is a field that cannot be read.
type fault struct{ path, reason, message string }

// fieldFault finds the field at fault: the one whose value alone is refused, and
// within it again. Nil where no single field is.
func fieldFault(message protoreflect.MessageDescriptor, body []byte) *fault {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil || strings.HasPrefix(string(message.FullName()), "google.protobuf.") {
		return nil
	}
	for key, value := range members {
		field := message.Fields().ByJSONName(key)
		if field == nil {
			field = message.Fields().ByTextName(key)
		}
		if field == nil {
			return &fault{path: key, reason: reasonUnknownField, message: "there is no such field"}
		}
		if err := alone(message, key, value); err != nil {
			if inner := innerFault(field, value); inner != nil {
				inner.path = string(field.Name()) + inner.path
				return inner
			}
			if !field.IsList() && !field.IsMap() {
				return &fault{path: string(field.Name()), reason: reasonBadJSON, message: shown(value) + " is not " + wantedOf(field)}
			}
			return &fault{path: string(field.Name()), reason: reasonBadJSON, message: protoError(err)}
		}
	}
	return nil
}

// shown is the beginning of a value.
func shown(value json.RawMessage) string {
	const most = 60
	if len(value) > most {
		return strings.ToValidUTF8(string(value[:most]), "") + "..."
	}
	return string(value)
}

// alone reads a message that has nothing but one member.
func alone(message protoreflect.MessageDescriptor, key string, value json.RawMessage) error {
	body, err := json.Marshal(map[string]json.RawMessage{key: value})
	if err != nil {
		return err
	}
	kind, err := messageType(message)
	if err != nil {
		return err
	}
	return protojson.Unmarshal(body, kind.New().Interface())
}

// innerFault finds the fault within a field's value; its path begins with the
// separator.
func innerFault(field protoreflect.FieldDescriptor, value json.RawMessage) *fault {
	if field.Message() == nil || field.IsMap() {
		return nil
	}
	if !field.IsList() {
		return behind(".", fieldFault(field.Message(), value))
	}
	var elements []json.RawMessage
	if json.Unmarshal(value, &elements) != nil {
		return nil
	}
	for i, element := range elements {
		if f := fieldFault(field.Message(), element); f != nil {
			return behind(fmt.Sprintf("[%d].", i), f)
		}
	}
	return nil
}

func behind(separator string, f *fault) *fault {
	if f != nil {
		f.path = separator + f.path
	}
	return f
}
