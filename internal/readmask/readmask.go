// Package readmask reduces answers to the fields that a request asks for.
package readmask

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

// A Mask is the fields wanted of one type of message. The zero Mask, like the
// path `*`, wants all.
type Mask struct{ want tree }

// tree holds the wanted fields; an empty one below a field wants all of it.
type tree map[protoreflect.Name]tree

// Parse checks the paths, in snake_case, against the type of m. Paths lead
// through repeated messages, too: `speakers.name`. The error names the path.
func Parse(mask *fieldmaskpb.FieldMask, m proto.Message) (Mask, error) {
	root := tree{}
	for _, path := range mask.GetPaths() {
		if path == "*" {
			if len(mask.GetPaths()) > 1 {
				return Mask{}, fmt.Errorf("* wants every field: no other path may stand beside it")
			}
			return Mask{}, nil
		}
		if err := root.add(path, m.ProtoReflect().Descriptor()); err != nil {
			return Mask{}, err
		}
	}
	return Mask{root}, nil
}

func (t tree) add(path string, of protoreflect.MessageDescriptor) error {
	at, rest := t, path
	for {
		name, more, deeper := strings.Cut(rest, ".")
		field := of.Fields().ByName(protoreflect.Name(name))
		if field == nil {
			return fmt.Errorf("%s has no field %q", of.Name(), path)
		}
		below, known := at[field.Name()]
		switch {
		case known && len(below) == 0:
			return nil // All of it is wanted already.
		case !deeper:
			at[field.Name()] = nil
			return nil
		case field.Message() == nil || field.IsMap():
			return fmt.Errorf("%s has no field %q: there are no fields in %s", of.Name(), path, name)
		case below == nil:
			below = tree{}
			at[field.Name()] = below
		}
		at, of, rest = below, field.Message(), more
	}
}

// Wants reports whether the field, or something in it, is wanted: what is not
// need not be looked up.
func (m Mask) Wants(field string) bool {
	_, ok := m.want[protoreflect.Name(field)]
	return ok || len(m.want) == 0
}

// Apply clears what is not wanted.
func (m Mask) Apply(message proto.Message) { m.want.prune(message.ProtoReflect()) }

func (t tree) prune(m protoreflect.Message) {
	if len(t) == 0 {
		return
	}
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		below, ok := t[field.Name()]
		switch {
		case !ok:
			m.Clear(field)
		case len(below) == 0:
		case field.IsList():
			for i := range value.List().Len() {
				below.prune(value.List().Get(i).Message())
			}
		default:
			below.prune(value.Message())
		}
		return true
	})
}
