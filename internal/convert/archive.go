package convert

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// maxWrappings is how many archives may be around a document: a gzip file in a
// ZIP file is read, what is deeper is no document that somebody meant to submit.
const maxWrappings = 2

// maxEntries is how many files the directory of a ZIP file may name. Office
// files have some dozens.
const maxEntries = 1000

// fromGzip converts the one document that is compressed in b.
func fromGzip(b []byte, wrappings int) (Result, error) {
	if wrappings >= maxWrappings {
		return Result{}, tooManyWrappings()
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return Result{}, &Error{BadArchive, "the gzip file cannot be read: " + err.Error()}
	}
	content, err := unpack(z, "gzip file")
	if err != nil {
		return Result{}, err
	}
	return wrapped("gzip", "application/gzip", content, wrappings)
}

// fromZIP converts the one document in a ZIP file, or the Word document that
// the file is.
func fromZIP(b []byte, wrappings int) (Result, error) {
	d, err := openZIP(b)
	switch {
	case err != nil:
		return Result{}, err
	case d.word != nil:
		return fromWord(d.word)
	case d.office:
		return Result{}, &Error{UnsupportedType, "the document is an Office file that is no Word document (.docx); submit its text"}
	case len(d.documents) == 0:
		return Result{}, &Error{Empty, "the ZIP file has no document in it"}
	case len(d.documents) > 1:
		return Result{}, &Error{ManyDocuments, fmt.Sprintf("the ZIP file has %d documents in it (%q, %q, ...), where one is wanted", len(d.documents), path.Base(d.documents[0].Name), path.Base(d.documents[1].Name))}
	case wrappings >= maxWrappings:
		return Result{}, tooManyWrappings()
	}
	content, err := unpackEntry(d.documents[0])
	if err != nil {
		return Result{}, err
	}
	return wrapped("zip", "application/zip", content, wrappings)
}

// directory is what a ZIP file holds.
type directory struct {
	word      *zip.File // of a Word document
	office    bool      // it is an Office file
	documents []*zip.File
}

func openZIP(b []byte) (*directory, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, &Error{BadArchive, "the ZIP file cannot be read: " + err.Error()}
	}
	if len(z.File) > maxEntries {
		return nil, &Error{TooComplex, fmt.Sprintf("the ZIP file has %d entries; at most %d are read", len(z.File), maxEntries)}
	}
	d := &directory{}
	for _, f := range z.File {
		switch {
		case f.Name == "word/document.xml":
			d.word = f
		case f.Name == "[Content_Types].xml" || f.Name == "mimetype":
			d.office = true
		case !beside(f):
			d.documents = append(d.documents, f)
		}
	}
	return d, nil
}

// Bounds of a ZIP file with several documents.
const (
	// MaxDocuments is how many there may be.
	MaxDocuments = 200
	// MaxDocumentsBytes is how long they may be together, unpacked.
	MaxDocumentsBytes = 256 << 20
)

// An Entry is one of several documents in a ZIP file.
type Entry struct {
	// Name is its path in the file, as UTF-8.
	Name string
	file *zip.File
}

// Content unpacks the document. The error is an *Error.
func (e Entry) Content() ([]byte, error) { return unpackEntry(e.file) }

// Entries are the documents of a ZIP file that holds several, and none of any
// other document. The error, an *Error, is for those that are too many.
func Entries(b []byte) ([]Entry, error) {
	if !bytes.HasPrefix(b, []byte("PK\x03\x04")) || len(b) > MaxBytes {
		return nil, nil
	}
	d, err := openZIP(b)
	if err != nil || d.word != nil || d.office || len(d.documents) < 2 {
		return nil, nil //nolint:nilerr // Convert tells what is wrong with it.
	}
	if len(d.documents) > MaxDocuments {
		return nil, &Error{TooComplex, fmt.Sprintf("the ZIP file has %d documents in it; at most %d are read", len(d.documents), MaxDocuments)}
	}
	entries := make([]Entry, len(d.documents))
	var size uint64
	for i, f := range d.documents {
		entries[i] = Entry{Name: strings.ToValidUTF8(f.Name, "\ufffd"), file: f}
		// What a file says of its size is believed only where it is too much; each
		// is cut at its own bound.
		size += f.UncompressedSize64
	}
	if size > MaxDocumentsBytes {
		return nil, &Error{TooLarge, fmt.Sprintf("the ZIP file unpacks to %d MiB; at most %d are read", size>>20, MaxDocumentsBytes>>20)}
	}
	return entries, nil
}

// beside reports whether an entry is no document: a folder, a hidden file, or
// what an operating system adds.
func beside(f *zip.File) bool {
	return strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/") || strings.HasPrefix(path.Base(f.Name), ".") || path.Base(f.Name) == "Thumbs.db"
}

// unpackEntry unpacks one file of a ZIP file.
func unpackEntry(f *zip.File) ([]byte, error) {
	if f.Flags&1 != 0 {
		return nil, &Error{Encrypted, "the ZIP file is protected by a password"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, &Error{BadArchive, "the ZIP file cannot be read: " + err.Error()}
	}
	defer r.Close()
	return unpack(r, "ZIP file")
}

// unpack reads what is compressed, and of a bomb no more than shows it. What
// an archive says of its own size is not believed.
func unpack(r io.Reader, kind string) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	switch {
	case len(content) > MaxBytes:
		return nil, &Error{TooLarge, "the " + kind + " unpacks to more than 16 MiB"}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, &Error{BadArchive, "the " + kind + " ends too early"}
	case err != nil:
		return nil, &Error{BadArchive, "the " + kind + " cannot be read: " + err.Error()}
	}
	return content, nil
}

// wrapped converts the content of an archive. The type is the archive's, for
// that is what was submitted; the converter names both.
func wrapped(converter, mediaType string, content []byte, wrappings int) (Result, error) {
	r, err := convert(content, wrappings+1)
	if err != nil {
		return Result{}, err
	}
	r.MediaType = mediaType
	r.Converter = converter + "/" + r.Converter
	return r, nil
}

func tooManyWrappings() *Error {
	return &Error{TooComplex, fmt.Sprintf("the document is in more than %d archives, one in the other", maxWrappings)}
}
