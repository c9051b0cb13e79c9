// Package appendjson writes messages as protobuf's JSON, on one line, straight
// from their encoding: what came over the wire is not decoded first. What it
// writes is what protojson writes, but for white space.
package appendjson

import (
	"bytes"
	"encoding/json"
	"fmt"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// Message appends a message to b. It fails for what cannot be encoded: text that
// is not UTF-8.
func Message(b []byte, m proto.Message) ([]byte, error) {
	wire, err := proto.Marshal(m)
	if err != nil {
		return b, err
	}
	return Wire(b, wire, m.ProtoReflect().Descriptor())
}

// Wire appends to b the message of a kind that is linked in, of which wire is the
// encoding. After an error, what it appended is of no use.
func Wire(b, wire []byte, kind protoreflect.MessageDescriptor) ([]byte, error) {
	return shapeOf(kind).append(b, wire)
}

// decoded appends a message by way of protojson: the kinds with rules of their
// own, and encodings that are not in the order of the fields.
func decoded(b, wire []byte, kind protoreflect.MessageDescriptor) ([]byte, error) {
	linked, err := protoregistry.GlobalTypes.FindMessageByName(kind.FullName())
	if err != nil {
		return b, fmt.Errorf("%s: %w", kind.FullName(), err)
	}
	m := linked.New().Interface()
	if err := proto.Unmarshal(wire, m); err != nil {
		return b, err
	}
	out := bytes.NewBuffer(b)
	if text, err := protojson.Marshal(m); err == nil {
		err = json.Compact(out, text)
		return out.Bytes(), err
	}
	out.WriteString("null") // a time or a path that is none
	return out.Bytes(), nil
}
