package source

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lower is a text in lower case, of which every span stands for the same span of the
// text. A letter whose lower case takes more or fewer bytes stays as it is: few do,
// such as the dotted capital I of Turkish.
func Lower(text string) string {
	var low strings.Builder
	low.Grow(len(text))
	var room [256]byte
	for len(text) > 0 {
		n := copy(room[:], text)
		for n < len(text) && n > 0 && !utf8.RuneStart(text[n]) {
			n-- // no character is cut
		}
		if n == 0 {
			n = len(room)
		}
		wide := uint64(0)
		for i := 0; i < n; i += 8 {
			x := binary.LittleEndian.Uint64(room[i : i+8])
			wide |= x
			binary.LittleEndian.PutUint64(room[i:i+8], lowerEight(x))
		}
		if wide&high != 0 {
			lowerWide(room[:n])
		}
		low.Write(room[:n])
		text = text[n:]
	}
	return low.String()
}

// each is a byte's lowest bit, high its highest, in eight bytes.
const each, high = 0x0101010101010101, 0x8080808080808080

// lowerEight lowers the ASCII letters among eight bytes at once: a sum reaches a
// byte's highest bit if what the byte holds is no less than 'A', or is more than 'Z'.
func lowerEight(x uint64) uint64 {
	ascii := x &^ high
	capital := (ascii + (0x80-'A')*each) &^ (ascii + (0x7F-'Z')*each) &^ x & high
	return x | capital>>2 // 0x20 is all that tells the cases apart
}

// lowerWide lowers the letters beyond ASCII.
func lowerWide(b []byte) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		if b[i] == 0xE2 && i+2 < len(b) && b[i+1] == 0x80 && b[i+2] < 0xC0 {
			i += 3 // quotation marks and dashes, as most of them are
			continue
		}
		r, width := utf8.DecodeRune(b[i:])
		if l := unicode.ToLower(r); l != r && utf8.RuneLen(l) == width {
			utf8.EncodeRune(b[i:], l)
		}
		i += width
	}
}
