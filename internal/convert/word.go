package convert

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// wordDropped are the elements of a Word document whose text is not shown:
// deleted text that changes track, field codes, and the second form of a
// drawing.
var wordDropped = map[string]bool{"del": true, "moveFrom": true, "delText": true, "instrText": true, "Fallback": true, "pPr": true, "sectPr": true}

// fromWord writes the text of a Word document: a line a paragraph, a line a row
// of a table.
func fromWord(f *zip.File) (Result, error) {
	content, err := unpackEntry(f)
	if err != nil {
		return Result{}, err
	}
	w := &word{dec: xml.NewDecoder(bytes.NewReader(content))}
	if err := w.read(); err != nil {
		var own *Error
		if errors.As(err, &own) {
			return Result{}, own
		}
		return Result{}, &Error{BadXML, "the Word document is damaged: " + err.Error()}
	}
	text := w.out.String()
	if strings.TrimSpace(text) == "" {
		return Result{}, &Error{NoText, "the Word document has no text"}
	}
	return Result{Text: withoutNUL(text), MediaType: wordType, Converter: "docx", ConverterVersion: wordVersion}, nil
}

const wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// word is a Word document's main part whose text is being written.
type word struct {
	dec    *xml.Decoder
	out    strings.Builder
	depth  int
	cells  int  // cells of the row so far, 0 outside a table
	rows   int  // rows that are open
	hidden bool // the run is not shown
	inText bool
}

func (w *word) read() error {
	for {
		t, err := w.dec.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if w.depth++; w.depth > maxXMLDepth {
				return tooDeepXML()
			}
			if wordDropped[t.Name.Local] {
				if err := skipXML(w.dec, w.depth); err != nil {
					return err
				}
				w.depth--
				continue
			}
			w.open(t)
		case xml.EndElement:
			w.depth--
			w.close(t.Name.Local)
		case xml.CharData:
			if w.inText && !w.hidden {
				w.out.Write(t)
			}
		}
	}
}

func (w *word) open(t xml.StartElement) {
	switch t.Name.Local {
	case "t":
		w.inText = true
	case "r":
		w.hidden = false
	case "vanish", "webHidden":
		w.hidden = !wordOff(t)
	case "tab":
		w.out.WriteByte('\t')
	case "br", "cr":
		w.out.WriteByte('\n')
	case "noBreakHyphen":
		w.out.WriteByte('-')
	case "tr":
		w.rows++
		w.cells = 0
	case "tc":
		if w.cells++; w.cells > 1 {
			w.out.WriteByte('\t')
		}
	case "p":
		if t := w.out.String(); w.rows > 0 && t != "" && !strings.HasSuffix(t, "\n") && !strings.HasSuffix(t, "\t") {
			w.out.WriteByte(' ') // a cell's second paragraph
		}
	}
}

func (w *word) close(name string) {
	switch name {
	case "t":
		w.inText = false
	case "p":
		if w.rows == 0 {
			w.out.WriteByte('\n')
		}
	case "tr":
		w.rows--
		w.out.WriteByte('\n')
	}
}

// wordOff reports whether a property of a run is switched off.
func wordOff(t xml.StartElement) bool {
	for _, a := range t.Attr {
		if a.Name.Local == "val" && (a.Value == "0" || a.Value == "false" || a.Value == "off") {
			return true
		}
	}
	return false
}

// skipXML reads to the end of the element that was just opened, no deeper than
// any XML is read.
func skipXML(dec *xml.Decoder, depth int) error {
	for open := 1; open > 0; {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		switch t.(type) {
		case xml.StartElement:
			if open++; depth+open > maxXMLDepth {
				return tooDeepXML()
			}
		case xml.EndElement:
			open--
		}
	}
	return nil
}
