package appendjson

import (
	"sync"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// A shape is what is to be known of a kind of message to write it.
type shape struct {
	kind protoreflect.MessageDescriptor
	// plain is false for a kind that has rules of its own.
	plain  bool
	fields []*field // by number
}

type field struct {
	label []byte // `"name":`, for a list with its bracket
	list  bool
	// always is true for a field that is told as soon as it is set, be it to zero.
	always bool
	// on is how a single value is encoded.
	on      protowire.Type
	kind    protoreflect.Kind
	names   map[protoreflect.EnumNumber][]byte // quoted
	message func() *shape                      // for messages; kinds can hold themselves
	time    bool
}

var shapes sync.Map // of the kind's full name

func shapeOf(kind protoreflect.MessageDescriptor) *shape {
	if known, ok := shapes.Load(kind.FullName()); ok {
		return known.(*shape)
	}
	known, _ := shapes.LoadOrStore(kind.FullName(), newShape(kind))
	return known.(*shape)
}

func newShape(kind protoreflect.MessageDescriptor) *shape {
	s := &shape{kind: kind}
	if kind.ParentFile().Package().Parent().Parent() != "callfacts" {
		return s // google's have rules of their own
	}
	fields := kind.Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		if f.IsMap() || f.Kind() == protoreflect.GroupKind {
			return s
		}
		for len(s.fields) <= int(f.Number()) {
			s.fields = append(s.fields, nil)
		}
		s.fields[f.Number()] = newField(f)
	}
	s.plain = true
	return s
}

func newField(f protoreflect.FieldDescriptor) *field {
	out := &field{
		label: []byte(`"` + f.JSONName() + `":`), list: f.IsList(), always: f.IsList() || f.HasPresence(),
		kind: f.Kind(), on: encodings[f.Kind()],
	}
	if out.list {
		out.label = append(out.label, '[')
	}
	if message := f.Message(); message != nil {
		out.time = message.FullName() == "google.protobuf.Timestamp"
		out.message = sync.OnceValue(func() *shape { return shapeOf(message) })
	}
	if enum := f.Enum(); enum != nil {
		out.names = map[protoreflect.EnumNumber][]byte{}
		for i := range enum.Values().Len() {
			v := enum.Values().Get(i)
			if _, ok := out.names[v.Number()]; !ok { // an alias is not the name
				out.names[v.Number()] = []byte(`"` + v.Name() + `"`)
			}
		}
	}
	return out
}

// encodings of single values.
var encodings = map[protoreflect.Kind]protowire.Type{
	protoreflect.StringKind: protowire.BytesType, protoreflect.BytesKind: protowire.BytesType, protoreflect.MessageKind: protowire.BytesType,
	protoreflect.BoolKind: protowire.VarintType, protoreflect.EnumKind: protowire.VarintType,
	protoreflect.Int32Kind: protowire.VarintType, protoreflect.Uint32Kind: protowire.VarintType, protoreflect.Sint32Kind: protowire.VarintType,
	protoreflect.Int64Kind: protowire.VarintType, protoreflect.Uint64Kind: protowire.VarintType, protoreflect.Sint64Kind: protowire.VarintType,
	protoreflect.FloatKind: protowire.Fixed32Type, protoreflect.Fixed32Kind: protowire.Fixed32Type, protoreflect.Sfixed32Kind: protowire.Fixed32Type,
	protoreflect.DoubleKind: protowire.Fixed64Type, protoreflect.Fixed64Kind: protowire.Fixed64Type, protoreflect.Sfixed64Kind: protowire.Fixed64Type,
}

// field is that of a number, nil for one that this version does not know.
func (s *shape) field(number protowire.Number) *field {
	if int(number) >= len(s.fields) {
		return nil
	}
	return s.fields[number]
}

// short reports whether a field's numbers have 32 bits.
func (f *field) short() bool {
	switch f.kind {
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Uint32Kind, protoreflect.EnumKind:
		return true
	}
	return false
}

// append appends a message.
func (s *shape) append(b, wire []byte) ([]byte, error) {
	if !s.plain {
		return decoded(b, wire, s.kind)
	}
	start, whole := len(b), wire
	b = append(b, '{')
	var last protowire.Number
	var list *field // whose bracket is open
	for len(wire) > 0 {
		number, on, n := protowire.ConsumeTag(wire)
		if n < 0 {
			return b, protowire.ParseError(n)
		}
		wire = wire[n:]
		v, n := consume(wire, number, on)
		if n < 0 {
			return b, protowire.ParseError(n)
		}
		wire = wire[n:]
		f := s.field(number)
		if f != nil && f.short() {
			v.number = uint64(uint32(v.number)) // what is written longer is cut, as protobuf cuts it
		}
		packed := f != nil && f.list && on == protowire.BytesType && f.on != protowire.BytesType
		switch {
		case f == nil || on != f.on && !packed:
			continue // of another version
		case packed && len(v.content) == 0:
			continue
		case number < last || number == last && !f.list:
			return decoded(b[:start], whole, s.kind)
		case !f.always && v.number == 0 && len(v.content) == 0:
			continue
		}
		if number != last {
			b = endList(b, list)
			if list = nil; f.list {
				list = f
			}
			last, b = number, append(b, f.label...)
		}
		var err error
		if packed {
			b, err = f.appendPacked(b, number, v.content)
		} else if b, err = f.append(b, v); err == nil {
			b = append(b, ',')
		}
		if err != nil {
			return b, err
		}
	}
	return closed(endList(b, list), '}'), nil
}

// endList closes the bracket of a list, if one is open.
func endList(b []byte, list *field) []byte {
	if list == nil {
		return b
	}
	return append(closed(b, ']'), ',')
}

// closed ends an object or a list: a comma behind its last member goes.
func closed(b []byte, end byte) []byte {
	if b[len(b)-1] == ',' {
		b[len(b)-1] = end
		return b
	}
	return append(b, end)
}

// value is one value as it is encoded: a number or content.
type value struct {
	number  uint64
	content []byte
}

func consume(wire []byte, number protowire.Number, on protowire.Type) (v value, n int) {
	switch on {
	case protowire.BytesType:
		v.content, n = protowire.ConsumeBytes(wire)
	case protowire.VarintType:
		v.number, n = protowire.ConsumeVarint(wire)
	case protowire.Fixed32Type:
		var short uint32
		short, n = protowire.ConsumeFixed32(wire)
		v.number = uint64(short)
	case protowire.Fixed64Type:
		v.number, n = protowire.ConsumeFixed64(wire)
	default:
		n = protowire.ConsumeFieldValue(number, on, wire)
	}
	return v, n
}

// appendPacked appends numbers that are encoded one behind the other.
func (f *field) appendPacked(b []byte, number protowire.Number, packed []byte) ([]byte, error) {
	for len(packed) > 0 {
		v, n := consume(packed, number, f.on)
		if n < 0 {
			return b, protowire.ParseError(n)
		}
		packed = packed[n:]
		var err error
		if b, err = f.append(b, v); err != nil {
			return b, err
		}
		b = append(b, ',')
	}
	return b, nil
}
