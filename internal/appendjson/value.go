package appendjson

import (
	"encoding/base64"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// append appends one value of a field.
func (f *field) append(b []byte, v value) ([]byte, error) {
	switch f.kind {
	case protoreflect.MessageKind:
		if f.time {
			return timestamp(b, v.content)
		}
		return f.message().append(b, v.content)
	case protoreflect.StringKind:
		return text(b, v.content), nil
	case protoreflect.BytesKind:
		return append(base64.StdEncoding.AppendEncode(append(b, '"'), v.content), '"'), nil
	case protoreflect.EnumKind:
		if name, ok := f.names[protoreflect.EnumNumber(int32(v.number))]; ok {
			return append(b, name...), nil
		}
		return strconv.AppendInt(b, int64(int32(v.number)), 10), nil
	case protoreflect.BoolKind:
		return strconv.AppendBool(b, v.number != 0), nil
	case protoreflect.FloatKind:
		return float(b, float64(math.Float32frombits(uint32(v.number))), 32), nil
	case protoreflect.DoubleKind:
		return float(b, math.Float64frombits(v.number), 64), nil
	default:
		return f.appendInteger(b, v.number), nil
	}
}

// appendInteger appends a number of 32 bits, or of 64 bits as a string, as
// protobuf's JSON does.
func (f *field) appendInteger(b []byte, n uint64) []byte {
	switch f.kind {
	case protoreflect.Int32Kind, protoreflect.Sfixed32Kind:
		return strconv.AppendInt(b, int64(int32(n)), 10)
	case protoreflect.Sint32Kind:
		return strconv.AppendInt(b, int64(int32(protowire.DecodeZigZag(n))), 10)
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		return strconv.AppendUint(b, uint64(uint32(n)), 10)
	case protoreflect.Uint64Kind, protoreflect.Fixed64Kind:
		return append(strconv.AppendUint(append(b, '"'), n, 10), '"')
	case protoreflect.Sint64Kind:
		n = uint64(protowire.DecodeZigZag(n))
	}
	return append(strconv.AppendInt(append(b, '"'), int64(n), 10), '"')
}

const hex = "0123456789abcdef"

// plain are the bytes that stand in a string as they are.
var plain = func() (plain [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		plain[c] = c != '"' && c != '\\'
	}
	return plain
}()

// text appends a string.
func text(b, s []byte) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if plain[c] {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(s[i:])
			if r == utf8.RuneError && size == 1 {
				b = append(append(b, s[from:i]...), "\uFFFD"...)
				from = i + 1
			}
			i += size
			continue
		}
		b = append(append(b, s[from:i]...), '\\')
		switch c {
		case '"', '\\':
			b = append(b, c)
		case '\b':
			b = append(b, 'b')
		case '\f':
			b = append(b, 'f')
		case '\n':
			b = append(b, 'n')
		case '\r':
			b = append(b, 'r')
		case '\t':
			b = append(b, 't')
		default:
			b = append(b, 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}

// float appends a number of so many bits (32, 64); what is no number as a
// string, as protobuf's JSON does.
func float(b []byte, n float64, bits int) []byte {
	switch {
	case math.IsNaN(n):
		return append(b, `"NaN"`...)
	case math.IsInf(n, 1):
		return append(b, `"Infinity"`...)
	case math.IsInf(n, -1):
		return append(b, `"-Infinity"`...)
	}
	format, magnitude := byte('f'), math.Abs(n)
	if magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, n, format, -1, bits)
	if end := len(b); format == 'e' && end >= 4 && b[end-4] == 'e' && b[end-3] == '-' && b[end-2] == '0' {
		b[end-2] = b[end-1] // 1e-09 is 1e-9
		b = b[:end-1]
	}
	return b
}

// timestamp appends a time in RFC 3339, with 0, 3, 6 or 9 digits of a second;
// null for what is none.
func timestamp(b, wire []byte) ([]byte, error) {
	var t timestamppb.Timestamp
	for len(wire) > 0 {
		number, on, n := protowire.ConsumeTag(wire)
		if n < 0 {
			return b, protowire.ParseError(n)
		}
		v, size := consume(wire[n:], number, on)
		if size < 0 {
			return b, protowire.ParseError(size)
		}
		wire = wire[n+size:]
		switch {
		case on != protowire.VarintType:
		case number == 1:
			t.Seconds = int64(v.number)
		case number == 2:
			t.Nanos = int32(v.number)
		}
	}
	if !t.IsValid() {
		return append(b, "null"...), nil
	}
	// This layout has a fast path; the Z goes behind the fraction.
	b = time.Unix(t.Seconds, 0).UTC().AppendFormat(append(b, '"'), time.RFC3339)
	b = b[:len(b)-1]
	switch nanos := time.Duration(t.Nanos); {
	case nanos == 0:
	case nanos%time.Millisecond == 0:
		b = fraction(b, int64(nanos/time.Millisecond), 3)
	case nanos%time.Microsecond == 0:
		b = fraction(b, int64(nanos/time.Microsecond), 6)
	default:
		b = fraction(b, int64(nanos), 9)
	}
	return append(b, 'Z', '"'), nil
}

func fraction(b []byte, n int64, digits int) []byte {
	b = append(b, '.')
	text := strconv.FormatInt(n, 10)
	for range digits - len(text) {
		b = append(b, '0')
	}
	return append(b, text...)
}
