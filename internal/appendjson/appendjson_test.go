package appendjson_test

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/timestamppb"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/appendjson"
)

var words = []string{"", "revenue", "\"quoted\" \\ / \b\f\n\r\t\x00\x1f\x7f", "<b>&\u2028\u2029", "Étienne 株式会社 🙂", "\ufffd", "'"}

// fill sets fields of a message at random, some to their zero.
func fill(random *rand.Rand, m protoreflect.Message, depth int) {
	switch m.Descriptor().FullName() {
	case "google.protobuf.Timestamp":
		t := m.Interface().(*timestamppb.Timestamp)
		t.Seconds = random.Int64N(4e9) - 1e9
		t.Nanos = []int32{0, 5e8, 1000, 1, 999999999, 120000}[random.IntN(6)]
		return
	case "google.protobuf.FieldMask", "google.protobuf.Any", "google.protobuf.Duration":
		return
	}
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		field := fields.Get(i)
		switch {
		case random.IntN(3) == 0:
		case field.IsList():
			list := m.Mutable(field).List()
			for range random.IntN(3) {
				if field.Message() != nil {
					if depth < 6 {
						fill(random, list.AppendMutable().Message(), depth+1)
					}
					continue
				}
				list.Append(scalar(random, field))
			}
		case field.Message() != nil:
			if depth < 6 {
				fill(random, m.Mutable(field).Message(), depth+1)
			}
		default:
			m.Set(field, scalar(random, field))
		}
	}
}

func scalar(random *rand.Rand, field protoreflect.FieldDescriptor) protoreflect.Value {
	switch field.Kind() {
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(random.IntN(2) == 0)
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(words[random.IntN(len(words))])
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte(words[random.IntN(len(words))]))
	case protoreflect.EnumKind:
		return protoreflect.ValueOfEnum(protoreflect.EnumNumber(random.IntN(12) - 1))
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32([]int32{0, 1, -1, math.MaxInt32, math.MinInt32}[random.IntN(5)])
	case protoreflect.Int64Kind:
		return protoreflect.ValueOfInt64([]int64{0, 1, -1, math.MaxInt64, math.MinInt64}[random.IntN(5)])
	case protoreflect.FloatKind:
		return protoreflect.ValueOfFloat32([]float32{0, float32(math.Copysign(0, -1)), 1, -0.1, 1e-9, 1e22, 3.4e38, float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1))}[random.IntN(10)])
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64([]float64{0, math.Copysign(0, -1), 1, -0.1, 1e-9, 1e22, math.MaxFloat64, math.NaN(), math.Inf(1), math.Inf(-1)}[random.IntN(10)])
	default:
		panic(field.Kind())
	}
}

// TestSameAsProtojson: every message of the API is written as protojson writes
// it, but for white space.
func TestSameAsProtojson(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	seen := 0
	protoregistry.GlobalTypes.RangeMessages(func(kind protoreflect.MessageType) bool {
		if kind.Descriptor().ParentFile().Package().Parent().Parent() != "callfacts" {
			return true
		}
		seen++
		for range 300 {
			m := kind.New()
			fill(random, m, 0)
			same(t, m.Interface())
		}
		return true
	})
	if seen < 40 {
		t.Errorf("only %d messages", seen)
	}
}

func same(t *testing.T, m proto.Message) {
	t.Helper()
	text, err := protojson.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := json.Compact(&want, text); err != nil {
		t.Fatal(err)
	}
	if got, err := appendjson.Message(nil, m); err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s: %v, want %s", got, err, want.Bytes())
	}
}

// TestNothing: a message that is none is empty, and so is one in a list.
func TestNothing(t *testing.T) {
	for want, m := range map[string]proto.Message{
		"{}":                     (*metricsv1.Fact)(nil),
		`{"dimensions":[{}]}`:    &metricsv1.Fact{Dimensions: []*metricsv1.Dimension{nil}},
		`{"effectiveTime":null}`: &metricsv1.Fact{EffectiveTime: &timestamppb.Timestamp{Nanos: -5}},
		`{"acceptTime":null}`:    &parserv1.Transcript{AcceptTime: &timestamppb.Timestamp{Seconds: math.MaxInt64}},
	} {
		if got, err := appendjson.Message(nil, m); err != nil || string(got) != want {
			t.Errorf("%s: %v, want %s", got, err, want)
		}
	}
	if _, err := appendjson.Message(nil, &metricsv1.Fact{Concept: "a\xffb"}); err == nil {
		t.Error("text that is not UTF-8 was encoded")
	}
}

// TestOtherEncodings: another program may encode the same message otherwise:
// fields out of order, twice, zero, numbers of a list one by one, and fields of a
// later version. All are read as protobuf reads them.
func TestOtherEncodings(t *testing.T) {
	number := func(name protoreflect.Name) protowire.Number {
		return (*metricsv1.Fact)(nil).ProtoReflect().Descriptor().Fields().ByName(name).Number()
	}
	varint := func(name protoreflect.Name, n uint64) []byte {
		return protowire.AppendVarint(protowire.AppendTag(nil, number(name), protowire.VarintType), n)
	}
	text := func(name protoreflect.Name, s string) []byte {
		return protowire.AppendString(protowire.AppendTag(nil, number(name), protowire.BytesType), s)
	}
	for name, wire := range map[string][]byte{
		"in order":             slices.Concat(text("concept", "eps"), varint("turn", 3)),
		"out of order":         slices.Concat(varint("turn", 3), text("concept", "eps")),
		"twice":                slices.Concat(text("concept", "revenue"), text("concept", "eps"), varint("turn", 3)),
		"zero":                 slices.Concat(text("name", ""), text("concept", "eps"), varint("turn", 3), text("rule", "")),
		"of a later version":   slices.Concat(text("concept", "eps"), varint("turn", 3), protowire.AppendString(protowire.AppendTag(nil, 4000, protowire.BytesType), "new")),
		"of a version's other": slices.Concat(text("concept", "eps"), protowire.AppendVarint(protowire.AppendTag(nil, number("rule"), protowire.VarintType), 9), varint("turn", 3)),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := appendjson.Wire(nil, wire, (*metricsv1.Fact)(nil).ProtoReflect().Descriptor())
			if want := `{"concept":"eps","turn":3}`; err != nil || string(got) != want {
				t.Errorf("%s: %v, want %s", got, err, want)
			}
		})
	}
}

// FuzzWire: whatever bytes come, they are refused, or written as protobuf reads
// them.
func FuzzWire(f *testing.F) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		m := &metricsv1.Fact{}
		fill(random, m.ProtoReflect(), 0)
		wire, err := proto.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wire)
		f.Add(wire[:len(wire)/2])
	}
	// A number of 32 bits, written with more: those that count are 0.
	turn := (*metricsv1.Fact)(nil).ProtoReflect().Descriptor().Fields().ByName("turn").Number()
	f.Add(protowire.AppendVarint(protowire.AppendTag(nil, turn, protowire.VarintType), 7<<32))
	f.Fuzz(func(t *testing.T, wire []byte) {
		got, err := appendjson.Wire(nil, wire, (*metricsv1.Fact)(nil).ProtoReflect().Descriptor())
		m := &metricsv1.Fact{}
		if proto.Unmarshal(wire, m) != nil {
			return
		}
		if err != nil || !json.Valid(got) {
			t.Fatalf("%s: %v", got, err)
		}
		if want, err := protojson.Marshal(m); err == nil {
			var compact bytes.Buffer
			if err := json.Compact(&compact, want); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, compact.Bytes()) {
				t.Errorf("%s, want %s", got, compact.Bytes())
			}
		}
	})
}

func hundred() *metricsv1.ListFactsResponse {
	out := &metricsv1.ListFactsResponse{}
	for range 100 {
		out.Facts = append(out.Facts, &metricsv1.Fact{
			Name: "companies/northwind-systems/calls/2023-q1/transcripts/0123456789abcdef/facts/0123456789abcdef", Concept: "revenue",
			Measure: metricsv1.Measure_MEASURE_VALUE, Status: metricsv1.FactStatus_FACT_STATUS_ACTUAL,
			Value:  &metricsv1.Quantity{Low: "424000000", High: "424000000", Unit: "USD", Bound: metricsv1.Bound_BOUND_EXACT},
			Period: &metricsv1.Period{Label: "2023Q1"}, Speaker: "s3", SpeakerName: "Ines Castellanos", Turn: 3,
			Evidence: &metricsv1.Evidence{
				Value: &parserv1.Span{Start: 100, End: 112}, Concept: &parserv1.Span{Start: 90, End: 97},
				Quote: "Total revenue was $424 million, up 6% year-over-year and down 4% sequentially.", QuoteSpan: &parserv1.Span{Start: 84, End: 160},
			},
			EffectiveTime: &timestamppb.Timestamp{Seconds: 1682456400},
		})
	}
	return out
}

// BenchmarkFacts writes 100 facts: from the messages and from their encoding, and
// with the libraries.
func BenchmarkFacts(b *testing.B) {
	m := hundred()
	b.Run("message", func(b *testing.B) {
		var buffer []byte
		for b.Loop() {
			var err error
			if buffer, err = appendjson.Message(buffer[:0], m); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("wire", func(b *testing.B) {
		wire, err := proto.Marshal(m)
		if err != nil {
			b.Fatal(err)
		}
		var buffer []byte
		for b.Loop() {
			if buffer, err = appendjson.Wire(buffer[:0], wire, m.ProtoReflect().Descriptor()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("protojson", func(b *testing.B) {
		for b.Loop() {
			if _, err := protojson.Marshal(m); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		for b.Loop() {
			if _, err := json.Marshal(m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
