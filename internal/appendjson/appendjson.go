// Package appendjson is what the generated AppendJSON methods of the messages
// are made of: protobuf's JSON on one line, straight from the fields, without
// reflection. What they write is what protojson writes, but for white space.
package appendjson

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// Message is what has a generated AppendJSON.
type Message interface {
	// AppendJSON appends the message to b.
	AppendJSON(b []byte) []byte
}

// Close ends an object or a list: a comma behind its last member goes.
func Close(b []byte, end byte) []byte {
	if b[len(b)-1] == ',' {
		b[len(b)-1] = end
		return b
	}
	return append(b, end)
}

const hex = "0123456789abcdef"

// String appends a string.
func String(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
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

// Int appends a number of 32 bits.
func Int(b []byte, n int64) []byte { return strconv.AppendInt(b, n, 10) }

// Int64 appends a number of 64 bits: as a string, as protobuf's JSON does.
func Int64(b []byte, n int64) []byte {
	return append(strconv.AppendInt(append(b, '"'), n, 10), '"')
}

// Float appends a number of so many bits (32, 64); what is no number as a
// string, as protobuf's JSON does.
func Float(b []byte, n float64, bits int) []byte {
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

// IsSet reports whether a number is not its default: zero without a sign.
func IsSet(n float64) bool { return n != 0 || math.Signbit(n) }

// Bool appends a truth value.
func Bool(b []byte, v bool) []byte { return strconv.AppendBool(b, v) }

// Bytes appends bytes in base64.
func Bytes(b, v []byte) []byte {
	return append(base64.StdEncoding.AppendEncode(append(b, '"'), v), '"')
}

// Enum appends the name of an enumeration's value, or its number where this
// version knows no name.
func Enum(b []byte, n int32, names map[int32]string) []byte {
	if name, ok := names[n]; ok {
		return append(append(append(b, '"'), name...), '"')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// Timestamp appends a time in RFC 3339, with 0, 3, 6 or 9 digits of a second.
func Timestamp(b []byte, t *timestamppb.Timestamp) []byte {
	if t.CheckValid() != nil {
		return append(b, "null"...)
	}
	// This layout has a fast path; the Z goes behind the fraction.
	b = time.Unix(t.GetSeconds(), 0).UTC().AppendFormat(append(b, '"'), time.RFC3339)
	b = b[:len(b)-1]
	switch nanos := time.Duration(t.GetNanos()); {
	case nanos == 0:
	case nanos%time.Millisecond == 0:
		b = fraction(b, int64(nanos/time.Millisecond), 3)
	case nanos%time.Microsecond == 0:
		b = fraction(b, int64(nanos/time.Microsecond), 6)
	default:
		b = fraction(b, int64(nanos), 9)
	}
	return append(b, 'Z', '"')
}

func fraction(b []byte, n int64, digits int) []byte {
	b = append(b, '.')
	text := strconv.FormatInt(n, 10)
	for range digits - len(text) {
		b = append(b, '0')
	}
	return append(b, text...)
}

// Other appends a message without a method of its own. What cannot be written
// (a time that is none) is null.
func Other(b []byte, m proto.Message) []byte {
	text, err := protojson.Marshal(m)
	if err != nil {
		return append(b, "null"...)
	}
	var out bytes.Buffer
	if err := json.Compact(&out, text); err != nil {
		return append(b, "null"...)
	}
	return append(b, out.Bytes()...)
}
