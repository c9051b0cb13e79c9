package gateway

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/grpc-ecosystem/grpc-gateway/v2/utilities"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/callfacts/callfacts/internal/rpcerr"
)

// strictQuery reads query parameters into a request as grpc-gateway does, and
// refuses what grpc-gateway passes over: a parameter of no field, one that the
// path gives already, and two of one field.
type strictQuery struct{}

// Parse sets the fields of m that the values name.
func (strictQuery) Parse(m proto.Message, values url.Values, inPath *utilities.DoubleArray) error {
	seen := make(map[string]bool, len(values))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		path, field := fieldPath(m.ProtoReflect().Descriptor(), key)
		name := strings.Join(path, ".")
		switch {
		case field == nil:
			return queryFault(reasonUnknownField, key, "there is no such parameter")
		case inPath.HasCommonPrefix(path):
			return queryFault(reasonBadQuery, name, "the path or the body gives it")
		case seen[name]:
			return queryFault(reasonBadQuery, name, "it is given twice")
		}
		seen[name] = true
		given := values[key]
		if field.Message() != nil && field.Message().FullName() == "google.protobuf.FieldMask" {
			given = snakeCase(given)
		}
		one := url.Values{key: given}
		if err := (&runtime.DefaultQueryParser{}).Parse(m, one, utilities.NewDoubleArray(nil)); err != nil {
			return queryFault(reasonBadQuery, name, "%q is not %s", given[0], wantedOf(field))
		}
	}
	return nil
}

// wantedOf is what a field has to be, as a parameter or in JSON.
func wantedOf(field protoreflect.FieldDescriptor) string {
	switch field.Kind() {
	case protoreflect.BoolKind:
		return "true or false"
	case protoreflect.EnumKind:
		return "one of " + strings.Join(rpcerr.EnumNames(field.Enum()), ", ")
	case protoreflect.MessageKind:
		switch field.Message().FullName() {
		case "google.protobuf.Timestamp":
			return "a time such as 2023-12-31T00:00:00Z"
		case "google.protobuf.Duration":
			return "a number of seconds such as 10s"
		case "google.protobuf.FieldMask":
			return "a list of fields such as value,period"
		}
		return "an object"
	case protoreflect.BytesKind:
		return "bytes in base64"
	case protoreflect.StringKind:
		return "a text in UTF-8"
	case protoreflect.Int32Kind:
		return "a whole number such as 20, of at most 2147483647"
	}
	return "a number such as 20"
}

func queryFault(reason, path, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	e := rpcerr.InvalidField(reason, path, "%s: %s", path, message)
	e.Fields[0].Description = message
	return requestFault{e}
}

// fieldPath finds the field that a parameter such as `hints.eventDate` names, in
// either spelling. The path is in the names of the .proto file.
func fieldPath(message protoreflect.MessageDescriptor, key string) (path []string, field protoreflect.FieldDescriptor) {
	for part := range strings.SplitSeq(key, ".") {
		if message == nil {
			return nil, nil
		}
		if field = message.Fields().ByJSONName(part); field == nil {
			field = message.Fields().ByTextName(part)
		}
		if field == nil || field.IsMap() {
			return nil, nil
		}
		path = append(path, string(field.Name()))
		message = field.Message()
		if field.IsList() {
			message = nil
		}
	}
	return path, field
}

// snakeCase writes the paths of a field mask as the services know them: JSON
// names become those of the .proto file.
func snakeCase(masks []string) []string {
	out := make([]string, len(masks))
	for i, mask := range masks {
		var b strings.Builder
		for _, r := range mask {
			if unicode.IsUpper(r) {
				b.WriteByte('_')
				r = unicode.ToLower(r)
			}
			b.WriteRune(r)
		}
		out[i] = b.String()
	}
	return out
}

func messageType(message protoreflect.MessageDescriptor) (protoreflect.MessageType, error) {
	return protoregistry.GlobalTypes.FindMessageByName(message.FullName())
}
