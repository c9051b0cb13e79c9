// Package wire translates between the engine's values and the messages of the
// API, both ways. Services, CLI and evaluation use it, so that one document
// looks the same wherever it is read.
//
// What the engine makes, it translates without fail. What a client sends, it
// checks: a message that names a place or a person that the transcript does not
// have is an *Error, so that the engine may rely on what it is handed.
package wire

import (
	"fmt"
	"unicode/utf8"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/source"
)

// Error says what keeps a message from being a value of the engine.
type Error struct {
	// Path is the field at fault in snake_case, relative to the message that was
	// translated: `segments[3].span`.
	Path string
	// Message says what is wrong with it.
	Message string
}

func (e *Error) Error() string { return e.Path + ": " + e.Message }

func wrong(message, path string, args ...any) *Error {
	return &Error{Path: fmt.Sprintf(path, args...), Message: message}
}

// span is nil for no place.
func span(s source.Span) *parserv1.Span {
	if s.IsZero() {
		return nil
	}
	return &parserv1.Span{Start: s.Start, End: s.End}
}

func spans(from []source.Span) []*parserv1.Span {
	out := make([]*parserv1.Span, len(from))
	for i, s := range from {
		out[i] = span(s)
	}
	return out
}

// toSpan is the zero span for none. It checks nothing.
func toSpan(s *parserv1.Span) source.Span {
	return source.Span{Start: s.GetStart(), End: s.GetEnd()}
}

// places checks spans against a text, and keeps the first fault.
type places struct {
	text string
	err  *Error
}

// fault keeps the first.
func (p *places) fault(message, path string, args ...any) {
	if p.err == nil {
		p.err = wrong(message, path, args...)
	}
}

// optional reads a span that may be missing.
func (p *places) optional(s *parserv1.Span, path string, args ...any) source.Span {
	if s == nil {
		return source.Span{}
	}
	at := toSpan(s)
	switch {
	case at.Start < 0 || at.Start >= at.End || int(at.End) > len(p.text):
		p.fault(fmt.Sprintf("[%d, %d) is no stretch of the text's %d bytes", at.Start, at.End, len(p.text)), path, args...)
		return source.Span{}
	case !utf8.RuneStart(p.text[at.Start]) || int(at.End) < len(p.text) && !utf8.RuneStart(p.text[at.End]):
		p.fault(fmt.Sprintf("[%d, %d) cuts a character of the text", at.Start, at.End), path, args...)
		return source.Span{}
	}
	return at
}

// required reads a span that must be there.
func (p *places) required(s *parserv1.Span, path string, args ...any) source.Span {
	if s == nil {
		p.fault("is missing", path, args...)
	}
	return p.optional(s, path, args...)
}

// result is the first fault as an error, and nil if there is none.
func (p *places) result() error {
	if p.err == nil {
		return nil
	}
	return p.err
}

// defined reports whether a message's enumeration holds a value that this
// version knows; names is the generated map of its names.
func defined[E ~int32](e E, names map[int32]string) bool {
	_, ok := names[int32(e)]
	return ok
}
