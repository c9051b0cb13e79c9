package transcript

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/source"
)

// line is one line of the text. The extents [start, next) of all lines
// concatenate to the text; [from, to) is what is left without the white space
// and the line break around it.
type line struct {
	start, next int
	from, to    int
	kind        SegmentKind // set by the passes that know what the line is
}

func (l line) blank() bool { return l.from == l.to }

// page is the text as the layouts see it: lines, and a lower-case shadow of
// the text with the same offsets, so that phrases are found by plain search.
type page struct {
	in    Document
	text  string
	low   string // text in lower case, same length
	lines []line
	known map[string]bool // names that a label may be, by letter key
	count map[string]int  // how often each whole short line occurs

	entries []rosterEntry
	listed  map[string]int    // the same by letter key of the name, and of the whole line
	commas  int               // lines of "Jane Doe, Northwind" and one, 0 before they are counted
	heads   map[string]string // inline labels by their first two words
	like    alike

	structure structure // what build makes of the page
}

// pages are those that were read; their room is used again.
var pages = sync.Pool{New: func() any { return new(page) }}

func newPage(in Document) *page {
	p := pages.Get().(*page)
	p.in, p.text, p.low = in, in.Text, source.Lower(in.Text)
	p.lines = splitLines(p.lines, in.Text)
	return p
}

// release gives the page's room to those that are read next.
func (p *page) release() {
	clear(p.like.known)
	clear(p.structure.labels)
	*p = page{lines: p.lines[:0], like: p.like, structure: structure{labels: p.structure.labels[:0], pieces: p.structure.pieces[:0], marks: p.structure.marks[:0]}}
	pages.Put(p)
}

// lowerASCII lowers the ASCII letters and keeps every byte offset. It is small
// enough to be inlined: most words that it lowers need no memory of their own.
func lowerASCII(s string) string {
	b := []byte(s)
	lowerBytes(b)
	return string(b)
}

func lowerBytes(b []byte) {
	for i, c := range b {
		b[i] = lowered[c]
	}
}

// lowered is each byte, an ASCII letter in lower case.
var lowered = func() (t [256]byte) {
	for c := range t {
		t[c] = byte(c)
		if 'A' <= c && c <= 'Z' {
			t[c] += 'a' - 'A'
		}
	}
	return t
}()

// splitLines appends the lines of s to out, cut at LF, CR, CRLF, form feed, U+2028 and
// U+2029.
func splitLines(out []line, s string) []line {
	out = slices.Grow(out, strings.Count(s, "\n")+1)
	others := strings.IndexByte(s, '\r') >= 0 || strings.IndexByte(s, '\f') >= 0 || strings.Contains(s, "\u2028") || strings.Contains(s, "\u2029")
	for i := 0; i < len(s); {
		var end, next int
		if others {
			end, next = lineEnd(s, i)
		} else if k := strings.IndexByte(s[i:], '\n'); k >= 0 { // as in most texts
			end, next = i+k, i+k+1
		} else {
			end, next = len(s), len(s)
		}
		out = append(out, makeLine(s, i, end, next))
		i = next
	}
	return out
}

// tooManyLines is whether a text has more than maxLines.
func tooManyLines(s string) bool {
	if len(s) <= maxLines {
		return false
	}
	n := 0
	for i := 0; i < len(s) && n <= maxLines; n++ {
		_, i = lineEnd(s, i)
	}
	return n > maxLines
}

// lineEnd finds the end of the line's content and the start of the next one.
func lineEnd(s string, i int) (end, next int) {
	for j := i; j < len(s); j++ {
		switch c := s[j]; {
		case c > '\r' && c != 0xE2: // as most are
		case c == '\n' || c == '\f':
			return j, j + 1
		case c == '\r':
			if j+1 < len(s) && s[j+1] == '\n' {
				return j, j + 2
			}
			return j, j + 1
		case c == 0xE2 && j+2 < len(s) && s[j+1] == 0x80 && (s[j+2] == 0xA8 || s[j+2] == 0xA9):
			return j, j + 3
		}
	}
	return len(s), len(s)
}

func makeLine(s string, start, end, next int) line {
	from, to := trim(s, start, end)
	return line{start: start, next: next, from: from, to: to}
}

// trim narrows [a, b) to what is not white space; NBSP, BOM and the other
// blanks that PDF and HTML leave behind count as such.
func trim(s string, a, b int) (int, int) {
	for a < b {
		n := blankAt(s, a)
		if n == 0 {
			break
		}
		a += n
	}
	for b > a {
		n := blankBefore(s, a, b)
		if n == 0 {
			break
		}
		b -= n
	}
	return a, b
}

// blankAt is the width of the white space at s[i:], 0 if there is none.
func blankAt(s string, i int) int {
	switch c := s[i]; {
	case c == ' ' || c >= '\t' && c <= '\r':
		return 1
	case c == 0xC2 && i+1 < len(s) && (s[i+1] == 0xA0 || s[i+1] == 0x85):
		return 2
	case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && (s[i+2] >= 0x80 && s[i+2] <= 0x8B || s[i+2] == 0xA8 || s[i+2] == 0xA9 || s[i+2] == 0xAF):
		return 3
	case c == 0xEF && i+2 < len(s) && s[i+1] == 0xBB && s[i+2] == 0xBF:
		return 3
	}
	return 0
}

func blankBefore(s string, a, b int) int {
	if c := s[b-1]; c < utf8.RuneSelf {
		if c == ' ' || c >= '\t' && c <= '\r' {
			return 1
		}
		return 0
	}
	for n := 2; n <= 3 && b-n >= a; n++ {
		if blankAt(s, b-n) == n {
			return n
		}
	}
	return 0
}

// at is the content of line i, "" outside of the page.
func (p *page) at(i int) string {
	if i < 0 || i >= len(p.lines) {
		return ""
	}
	return p.text[p.lines[i].from:p.lines[i].to]
}

// lowAt is the content of line i in lower case.
func (p *page) lowAt(i int) string {
	if i < 0 || i >= len(p.lines) {
		return ""
	}
	return p.low[p.lines[i].from:p.lines[i].to]
}

// after is the next line with content behind line i, len(lines) if none.
func (p *page) after(i int) int {
	for i++; i < len(p.lines) && p.lines[i].blank(); i++ {
	}
	return i
}

// before is the previous line with content, -1 if none.
func (p *page) before(i int) int {
	for i--; i >= 0 && p.lines[i].blank(); i-- {
	}
	return i
}

// spanOf is the place of sub, which must be a piece of the text itself or is
// searched in [a, b).
func (p *page) spanOf(sub string, a, b int) source.Span {
	if sub == "" {
		return source.Span{}
	}
	if k := strings.Index(p.text[a:b], sub); k >= 0 {
		return source.At(a+k, a+k+len(sub))
	}
	return source.Span{}
}

// occurrences counts each whole line of up to 100 bytes, once for the page.
func (p *page) occurrences() map[string]int {
	if p.count == nil {
		p.count = make(map[string]int)
		for i := range p.lines {
			if s := p.at(i); s != "" && len(s) <= 100 {
				p.count[s]++
			}
		}
	}
	return p.count
}

// runeStart is the first character's boundary at or behind byte i, within the
// text.
func (p *page) runeStart(i int) int {
	i = max(i, 0)
	for i < len(p.text) && !utf8.RuneStart(p.text[i]) {
		i++
	}
	return i
}
