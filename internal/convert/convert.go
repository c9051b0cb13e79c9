// Package convert makes the canonical UTF-8 text of a document from its bytes.
// It stands before the engine: from here on the text is immutable and every
// position is a byte span into it.
//
// Of a UTF-8 plain-text document the text is the bytes, a byte order mark
// included: spans then point into the file as submitted. UTF-16 with a byte
// order mark and Windows-1252 are decoded. JSON and XML of speaker turns become
// header lines, then a label line and the speech for each turn. Of an HTML page
// it is the visible text of the main content, a line a block; of a PDF file the
// lines of its pages; of a Word document its paragraphs. Around any of these
// there may be a gzip or a ZIP file.
//
// Every step is bounded, whatever the bytes are: what is too large, too deep or
// unpacks to too much is refused with the limit's name.
package convert

import (
	"bytes"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/source"
)

// MaxBytes is the largest document that is converted: 16 MiB.
const MaxBytes = 16 << 20

// Version of each converter; part of what is stored with the text.
const (
	textVersion = "1"
	jsonVersion = "1"
	htmlVersion = "1"
	xmlVersion  = "1"
	pdfVersion  = "1"

	tokensVersion = "1"
	wordVersion   = "1"
)

// Result is the text of a document with how it was made.
type Result struct {
	Text             string
	MediaType        string
	Converter        string
	ConverterVersion string
	// Labels are the speaker lines that the converter wrote from a structured
	// source, in order.
	Labels []source.Span
	// Warnings tell what was lost or guessed on the way.
	Warnings []Warning
}

// Warning is a doubt about the conversion.
type Warning struct {
	Code    string
	Message string
}

// Reasons of an Error.
const (
	Empty           = "EMPTY"
	TooLarge        = "TOO_LARGE"
	Binary          = "BINARY"
	UnsupportedType = "UNSUPPORTED_TYPE"
	BadEncoding     = "BAD_ENCODING"
	BadJSON         = "BAD_JSON"
	BadXML          = "BAD_XML"
	BadPDF          = "BAD_PDF"
	BadArchive      = "BAD_ARCHIVE"
	BadTokens       = "BAD_TOKENS"
	NoText          = "NO_TEXT"
	// Encrypted: the document is protected by a password.
	Encrypted = "ENCRYPTED"
	// TooComplex: the document is not large, but deep or of too many parts.
	TooComplex = "TOO_COMPLEX"
	// ManyDocuments: an archive holds more than one.
	ManyDocuments = "MANY_DOCUMENTS"
)

// Error says why a document has no text.
type Error struct {
	Reason  string
	Message string
}

func (e *Error) Error() string { return e.Message }

// Convert makes the text of the bytes b. The name is a hint alone: what the
// bytes are decides. The error is an *Error.
func Convert(_ string, b []byte) (Result, error) {
	return convert(b, 0)
}

// convert makes the text of a document that was in some archives.
func convert(b []byte, wrappings int) (Result, error) {
	if len(b) > MaxBytes {
		return Result{}, &Error{TooLarge, "the document is larger than 16 MiB"}
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return Result{}, &Error{Empty, "the document is empty"}
	}
	switch {
	case bytes.HasPrefix(b, []byte("\x1f\x8b")):
		return fromGzip(b, wrappings)
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("PK\x05\x06")):
		return fromZIP(b, wrappings)
	case bytes.HasPrefix(bytes.TrimLeft(b[:min(len(b), 1024)], "\xef\xbb\xbf \r\n\t\x00"), []byte("%PDF-")):
		return fromPDF(b)
	}
	if kind := foreignType(b); kind != "" {
		return Result{}, &Error{UnsupportedType, "the document is " + kind + ", which cannot be read; submit its text"}
	}
	return fromText(b)
}

// fromText converts a document of characters.
func fromText(b []byte) (Result, error) {
	if !utf8.Valid(b) && looksLikeHTML(string(b[:min(len(b), 2048)])) {
		b = htmlCharset(b)
	}
	text, encoding, err := decode(b)
	if err != nil {
		return Result{}, err
	}
	switch {
	case looksLikeJSON(text):
		return fromJSON(text)
	case looksLikeHTML(text):
		return fromHTML(text)
	case looksLikeXML(text):
		return fromXML(text)
	case looksLikeTokens(text):
		return fromTokens(text)
	}
	r := Result{Text: text, MediaType: "text/plain", Converter: "text", ConverterVersion: textVersion}
	if encoding != "utf-8" {
		r.MediaType += "; charset=" + encoding
	}
	if encoding == "windows-1252" {
		r.Warnings = append(r.Warnings, Warning{"ENCODING_GUESSED", "the bytes are not UTF-8; they were read as Windows-1252"})
	}
	return r, nil
}

// foreignType names a type that is known by its first bytes and not text.
func foreignType(b []byte) string {
	for _, t := range [...]struct{ magic, name string }{
		{"\x89PNG", "an image"},
		{"\xff\xd8\xff", "an image"},
		{"GIF8", "an image"},
		{"\xd0\xcf\x11\xe0", "an old Office file"},
		{`{\rtf`, "an RTF file"},
		{"ID3", "a sound file"},
		{"RIFF", "a sound file"},
		{"OggS", "a sound file"},
		{"\x7fELF", "a program"},
	} {
		if bytes.HasPrefix(b, []byte(t.magic)) {
			return t.name
		}
	}
	return ""
}

// lowerHead is the beginning of the text behind blanks, in lower case.
func lowerHead(text string) string {
	for text != "" {
		r, n := utf8.DecodeRuneInString(text)
		if r != ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\ufeff' {
			break
		}
		text = text[n:]
	}
	b := []byte(text[:min(len(text), 64)])
	return string(bytes.ToLower(b))
}

func hasPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if len(s) >= len(p) && s[:len(p)] == p {
			return true
		}
	}
	return false
}
