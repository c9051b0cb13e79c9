// Package source holds the coordinates of the engine: every position in a
// document's canonical text is a half-open byte span [Start, End) into that
// one immutable string. Nothing in the engine copies or rewrites the text;
// line and column numbers are derived only when a person asks for them.
package source

// Span is a half-open byte range [Start, End) of a document's text. The zero
// Span means "no such place": no evidence is ever empty.
type Span struct {
	Start, End int32
}

// At makes a span from the int offsets that Go's string functions return.
func At(start, end int) Span { return Span{int32(start), int32(end)} }

// IsZero reports whether s names no place at all.
func (s Span) IsZero() bool { return s == Span{} }

// Len is the number of bytes that s covers.
func (s Span) Len() int { return int(s.End - s.Start) }

// Of returns the bytes of text that s covers.
func (s Span) Of(text string) string { return text[s.Start:s.End] }

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether s and o share at least one byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Hull is the smallest span that holds both; a zero span adds nothing.
func (s Span) Hull(o Span) Span {
	if s.IsZero() {
		return o
	}
	if o.IsZero() {
		return s
	}
	return Span{min(s.Start, o.Start), max(s.End, o.End)}
}
