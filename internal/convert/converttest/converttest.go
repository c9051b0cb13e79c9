// Package converttest makes small documents of the formats that convert reads,
// for tests: PDF, Word, ZIP and gzip.
package converttest

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// linesPerPage is how many lines a page of PDF has room for.
const linesPerPage = 50

// PDF sets the text as pages of one line a line, wrapped behind words. Its
// letters are those of Windows-1252.
func PDF(text string) []byte {
	var pages []string
	lines := wrap(text, 95)
	for len(lines) > 0 {
		n := min(len(lines), linesPerPage)
		var b strings.Builder
		b.WriteString("BT /F1 10 Tf 14 TL 50 760 Td\n")
		for _, line := range lines[:n] {
			encoded, _ := charmap.Windows1252.NewEncoder().String(line)
			fmt.Fprintf(&b, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(encoded))
		}
		b.WriteString("ET")
		pages = append(pages, b.String())
		lines = lines[n:]
	}
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"}
	var kids []string
	for i, page := range pages {
		kids = append(kids, fmt.Sprintf("%d 0 R", 4+2*i))
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", 5+2*i),
			fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(page), page))
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(pages), strings.Join(kids, " "))
	return PDFObjects(objects...)
}

// PDFObjects is a PDF file of the objects, numbered from 1. The first is the
// catalog.
func PDFObjects(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

// wrap breaks the lines of the text at blanks.
func wrap(text string, width int) []string {
	var out []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		for len(line) > width {
			k := strings.LastIndexByte(line[:width], ' ')
			if k <= 0 {
				break
			}
			out = append(out, line[:k])
			line = line[k+1:]
		}
		out = append(out, line)
	}
	return out
}

// Word is a Word document with a paragraph for each line of the text.
func Word(text string) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for line := range strings.Lines(text) {
		b.WriteString(`<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t xml:space="preserve">`)
		_ = xml.EscapeText(&b, []byte(strings.TrimRight(line, "\r\n")))
		b.WriteString(`</w:t></w:r></w:p>`)
	}
	b.WriteString(`</w:body></w:document>`)
	return WordXML(b.String())
}

// WordXML is a Word document with the given main part.
func WordXML(document string) []byte {
	return ZIP(
		"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml", document,
	)
}

// ZIP is a ZIP file of names and contents, in turn.
func ZIP(entries ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(entries); i += 2 {
		w, err := z.Create(entries[i])
		if err == nil {
			_, err = w.Write([]byte(entries[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Gzip compresses the content.
func Gzip(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(content)
	_ = w.Close()
	return b.Bytes()
}
