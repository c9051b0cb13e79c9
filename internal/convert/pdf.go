package convert

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// The bounds of a PDF file. Its reader is PDFium in a WebAssembly sandbox: it
// has no files, no network and no memory but its own, and what it does wrong
// ends it alone.
const (
	// maxPages is how many pages a PDF file may have: transcripts have some
	// dozens.
	maxPages = 2000
	// maxPDFMemory is the memory of one reader in pages of 64 KiB: 256 MiB.
	maxPDFMemory = 4096
	// maxPDFTime ends the reader of a file that is made to keep it busy.
	maxPDFTime = 20 * time.Second
	// maxReaders is how many files are read at once.
	maxReaders = 2
)

// readers makes the readers of PDF files. It is started by the first file: the
// compilation takes seconds, unless an earlier process kept it in the user's
// folder for caches.
var readers = sync.OnceValues(func() (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(maxPDFMemory).
		WithCloseOnContextDone(true)
	if dir, err := os.UserCacheDir(); err == nil {
		if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "callfacts", "wasm")); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	return webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: maxReaders,
		FSConfig:      wazero.NewFSConfig(),
		RuntimeConfig: config,
		Stdout:        io.Discard, Stderr: io.Discard,
	})
})

// fromPDF writes the lines of the pages. A page ends in a form feed.
func fromPDF(b []byte) (Result, error) { return fromPDFWithin(b, maxPDFTime) }

func fromPDFWithin(b []byte, limit time.Duration) (Result, error) {
	pool, err := readers()
	if err != nil {
		return Result{}, &Error{UnsupportedType, "PDF files cannot be read on this machine: " + err.Error()}
	}
	reader, err := pool.GetInstanceWithContext(context.Background())
	if err != nil {
		return Result{}, &Error{UnsupportedType, "PDF files cannot be read now: " + err.Error()}
	}
	timer := time.AfterFunc(limit, func() { _ = reader.Kill() })
	text, err := readPDF(reader, b)
	late := !timer.Stop()
	if !late {
		_ = reader.Close()
	}
	switch {
	case late:
		return Result{}, &Error{TooComplex, fmt.Sprintf("the PDF file takes longer than %v to read", limit)}
	case err != nil:
		return Result{}, err
	case strings.TrimSpace(text) == "":
		return Result{}, &Error{NoText, "the PDF file has no text in it: its pages are pictures; submit it with recognised text"}
	}
	return Result{Text: text, MediaType: "application/pdf", Converter: "pdf", ConverterVersion: pdfVersion}, nil
}

// readPDF reads the pages one after the other.
func readPDF(reader pdfium.Pdfium, b []byte) (text string, err error) {
	defer func() {
		if recover() != nil {
			err = &Error{BadPDF, "the PDF file is damaged"}
		}
	}()
	document, err := reader.OpenDocument(&requests.OpenDocument{File: &b})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return "", &Error{Encrypted, "the PDF file is protected by a password"}
	case err != nil:
		return "", &Error{BadPDF, "the PDF file is damaged"}
	}
	count, err := reader.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: document.Document})
	if err != nil {
		return "", &Error{BadPDF, "the PDF file is damaged"}
	}
	if count.PageCount > maxPages {
		return "", &Error{TooComplex, fmt.Sprintf("the PDF file has %d pages; at most %d are read", count.PageCount, maxPages)}
	}
	var out strings.Builder
	for i := range count.PageCount {
		if err := readPage(reader, document.Document, i, &out); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

func readPage(reader pdfium.Pdfium, document references.FPDF_DOCUMENT, i int, out *strings.Builder) error {
	// What the sandbox says of its end is of no use to whoever sent the file.
	unreadable := &Error{BadPDF, fmt.Sprintf("page %d of the PDF file cannot be read: it is damaged, or takes more memory than 256 MiB", i+1)}
	loaded, err := reader.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: document, Index: i})
	if err != nil {
		return unreadable
	}
	page, err := reader.GetPageText(&requests.GetPageText{Page: requests.Page{ByReference: &loaded.Page}})
	if err != nil {
		return unreadable
	}
	if out.Len()+len(page.Text) > MaxBytes {
		return &Error{TooLarge, "the text of the PDF file is larger than 16 MiB"}
	}
	writePage(page.Text, out)
	if _, err = reader.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}); err != nil {
		return unreadable
	}
	return nil
}

// ligatures are letters that a font draws as one.
var ligatures = strings.NewReplacer("\ufb00", "ff", "\ufb01", "fi", "\ufb02", "fl", "\ufb03", "ffi", "\ufb04", "ffl")

// writePage writes the lines of a page. The reader joins a word that a hyphen
// divides at the end of a line, and leaves a control character for the hyphen:
// in this trade it is a compound's ("year-on-year"), and stays.
func writePage(text string, out *strings.Builder) {
	before := "" // the line before, a blank for an empty one
	for line := range strings.Lines(text) {
		line = strings.Map(func(r rune) rune {
			switch {
			case r == '\x02' || r == '\u00ad' || r == '\ufffe':
				return '-'
			case r == '\t':
				return ' '
			case r < ' ' || r >= '\ue000' && r <= '\uf8ff' || r == utf8.RuneError:
				return -1
			}
			return r
		}, line)
		line = strings.TrimRight(ligatures.Replace(line), " ")
		if before != "" && !(isDigit(before[len(before)-1]) && isOrdinal(line)) {
			out.WriteByte('\n')
		}
		out.WriteString(line)
		before = line + " "
		if line != "" {
			before = line
		}
	}
	out.WriteString("\n\f")
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isOrdinal reports whether a line begins with the ending of an ordinal: one
// that was set higher than its number, and came on a line of its own.
func isOrdinal(line string) bool {
	for _, end := range [...]string{"st", "nd", "rd", "th"} {
		if rest, ok := strings.CutPrefix(line, end); ok && (rest == "" || rest[0] == ' ' || rest[0] == ',') {
			return true
		}
	}
	return false
}
