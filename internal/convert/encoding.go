package convert

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// decode makes UTF-8 of the bytes: UTF-16 by its byte order mark, UTF-8 as it
// is, and otherwise Windows-1252, which every Western single-byte file of this
// trade is.
func decode(b []byte) (text, encoding string, err error) {
	switch {
	case len(b) >= 2 && b[0] == 0xFF && b[1] == 0xFE:
		text, err = decodeUTF16(b[2:], func(x, y byte) uint16 { return uint16(x) | uint16(y)<<8 })
		encoding = "utf-16le"
	case len(b) >= 2 && b[0] == 0xFE && b[1] == 0xFF:
		text, err = decodeUTF16(b[2:], func(x, y byte) uint16 { return uint16(y) | uint16(x)<<8 })
		encoding = "utf-16be"
	case utf8.Valid(b):
		text, encoding = string(b), "utf-8"
	default:
		text, err = decode1252(b)
		encoding = "windows-1252"
	}
	if err != nil {
		return "", "", err
	}
	if binary(text) {
		return "", "", &Error{Binary, "the document is binary data, not text"}
	}
	if strings.TrimSpace(text) == "" {
		return "", "", &Error{Empty, "the document is empty"}
	}
	return text, encoding, nil
}

// binary reports whether a decoded text has NULs or more control characters
// than a text can have by accident.
func binary(text string) bool {
	control := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == 0:
			return true
		case c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v':
			control++
		}
	}
	return control*100 > len(text)
}

func decodeUTF16(b []byte, unit func(x, y byte) uint16) (string, error) {
	if len(b)%2 != 0 {
		return "", &Error{BadEncoding, "the document begins as UTF-16 and ends in the middle of a character"}
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = unit(b[2*i], b[2*i+1])
	}
	for i, u := range units {
		low := i > 0 && utf16.IsSurrogate(rune(units[i-1])) && units[i-1] < 0xDC00
		high := i+1 < len(units) && units[i+1] >= 0xDC00 && units[i+1] < 0xE000
		if u >= 0xD800 && u < 0xDC00 && !high || u >= 0xDC00 && u < 0xE000 && !low {
			return "", &Error{BadEncoding, "the document begins as UTF-16 and has half a character in it"}
		}
	}
	return string(utf16.Decode(units)), nil
}

// upper1252 is what Windows-1252 has at 0x80 to 0x9F; U+FFFD where it has nothing.
const upper1252 = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ"

// decode1252 decodes Windows-1252. Bytes that it has no character for are those
// of some other encoding or of no text.
func decode1252(b []byte) (string, error) {
	table := []rune(upper1252)
	var out strings.Builder
	out.Grow(len(b) + len(b)/16)
	for _, c := range b {
		switch {
		case c < 0x80:
			out.WriteByte(c)
		case c < 0xA0:
			if table[c-0x80] == utf8.RuneError {
				return "", &Error{BadEncoding, "the document is neither UTF-8 nor Windows-1252 text"}
			}
			out.WriteRune(table[c-0x80])
		default:
			out.WriteRune(rune(c))
		}
	}
	return out.String(), nil
}
