package convert

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/callfacts/callfacts/internal/convert/converttest"
)

const sentence = "Revenue for the quarter was $412 million, up 8% year-over-year, and we saw demand in every region."

// TestBounds: what is made to cost too much is refused with the limit's name,
// and what is just within the limit is read.
func TestBounds(t *testing.T) {
	tests := []struct {
		name   string
		in     func() []byte
		reason string // "" where it is read
	}{
		{"gzip of 16 MiB", func() []byte { return converttest.Gzip(zeros(MaxBytes)) }, ""},
		{"gzip of a byte more", func() []byte { return converttest.Gzip(zeros(MaxBytes + 1)) }, TooLarge},
		{"gzip of many members", func() []byte { return bytes.Repeat(converttest.Gzip(zeros(MaxBytes/4)), 5) }, TooLarge},
		{"ZIP of 16 MiB", func() []byte { return converttest.ZIP("a.txt", string(zeros(MaxBytes))) }, ""},
		{"ZIP of a byte more", func() []byte { return converttest.ZIP("a.txt", string(zeros(MaxBytes+1))) }, TooLarge},
		{"two archives", func() []byte { return converttest.Gzip(converttest.Gzip([]byte(sentence))) }, ""},
		{"three archives", func() []byte { return converttest.Gzip(converttest.Gzip(converttest.Gzip([]byte(sentence)))) }, TooComplex},
		{"1000 entries", func() []byte { return entries(maxEntries) }, ""},
		{"1001 entries", func() []byte { return entries(maxEntries + 1) }, TooComplex},
		{"HTML as deep as it may be", func() []byte { return nested("div", 500, sentence) }, ""},
		{"deeper HTML", func() []byte { return nested("div", 520, sentence) }, TooComplex},
		{"much deeper HTML", func() []byte { return nested("b", 100_000, sentence) }, TooComplex},
		{"HTML of many tags", func() []byte { return []byte("<p>" + sentence + strings.Repeat("<br>", maxTags-1)) }, ""},
		{"HTML of too many tags", func() []byte { return []byte("<p>" + sentence + strings.Repeat("<br>", maxTags)) }, TooComplex},
		{"HTML of as many attributes as may be", func() []byte { return []byte("<p" + attributes(maxAttributes) + ">" + sentence) }, ""},
		{"HTML of too many attributes", func() []byte { return []byte("<p" + attributes(maxAttributes+1) + ">" + sentence) }, TooComplex},
		{"tags that cross", func() []byte { return []byte("<p>" + sentence + strings.Repeat("<a><b><i><p></a></b></i>", maxTags/8)) }, ""},
		{"XML as deep as it may be", func() []byte { return nestedXML(maxXMLDepth, long(sentence)) }, ""},
		{"deeper XML", func() []byte { return nestedXML(maxXMLDepth+1, long(sentence)) }, TooComplex},
		{"XML of too many elements", func() []byte {
			return []byte("<?xml version='1.0'?><a>" + strings.Repeat("<b/>", maxXMLNodes) + "</a>")
		}, TooComplex},
		{"JSON as deep as it may be", func() []byte { return nestedJSON(maxDepth) }, ""},
		{"deeper JSON", func() []byte { return nestedJSON(maxDepth + 1) }, TooComplex},
		{"much deeper JSON", func() []byte { return bytes.Repeat([]byte(`[{"a":`), MaxBytes/6) }, TooComplex},
		{"entities of entities", func() []byte { return entities(long(sentence)) }, ""},
		{"Word as deep as it may be", func() []byte { return nestedWord(maxXMLDepth - 5) }, ""},
		{"deeper Word", func() []byte { return nestedWord(maxXMLDepth - 4) }, TooComplex},
		{"a Word document that unpacks to too much", func() []byte { return converttest.WordXML(string(zeros(MaxBytes + 1))) }, TooLarge},
		{"PDF of 2000 pages", func() []byte { return pagesOf(maxPages) }, ""},
		{"PDF of 2001 pages", func() []byte { return pagesOf(maxPages + 1) }, TooComplex},
		{"PDF that unpacks to too much", bombPDF, BadPDF},
		{"PDF whose pages are their own children", func() []byte {
			return converttest.PDFObjects("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>")
		}, BadPDF},
		{"PDF of deep arrays", func() []byte {
			return converttest.PDFObjects("<</Type/Catalog/Pages 2 0 R>>", strings.Repeat("[", 200_000))
		}, NoText},
		{"PDF whose table refers to itself", func() []byte {
			return []byte("%PDF-1.4\n" + strings.Repeat("xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Prev 9>>\n", 2) + "startxref\n9\n%%EOF\n")
		}, BadPDF},
		{"PDF of a huge table", func() []byte {
			return []byte("%PDF-1.4\nxref\n2000000000 1\n0000000000 65535 f \ntrailer\n<</Size 2147483647>>\nstartxref\n9\n%%EOF\n")
		}, BadPDF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Convert("x", tt.in())
			if tt.reason == "" {
				if err != nil || r.Text == "" {
					t.Errorf("got %v", err)
				}
				return
			}
			if got := reasonOf(err); got != tt.reason && !(got == TooComplex && tt.reason == BadPDF) { // a slow machine may come to the end of the time first
				t.Errorf("got %v, want %s", err, tt.reason)
			}
		})
	}
}

func zeros(n int) []byte { return bytes.Repeat([]byte("0"), n) }

func long(s string) string { return strings.Repeat(s+" ", 1+bodyBytes/len(s)) }

func entries(n int) []byte {
	in := []string{"a.txt", sentence}
	for i := range n - 1 {
		in = append(in, fmt.Sprintf("d%d/", i), "")
	}
	return converttest.ZIP(in...)
}

func nested(tag string, n int, text string) []byte {
	return []byte("<html><body>" + strings.Repeat("<"+tag+">", n) + text)
}

func nestedXML(n int, text string) []byte {
	return []byte("<?xml version='1.0'?>" + strings.Repeat("<a>", n) + text + strings.Repeat("</a>", n))
}

func nestedJSON(n int) []byte {
	return []byte(strings.Repeat(`{"call":`, n-1) + `{"text": "` + long(sentence) + `"}` + strings.Repeat("}", n-1))
}

func nestedWord(n int) []byte {
	return converttest.WordXML("<w:document xmlns:w='w'><w:body>" + strings.Repeat("<w:sdt>", n) + "<w:p><w:r><w:t>" + sentence + "</w:t></w:r></w:p>" + strings.Repeat("</w:sdt>", n) + "</w:body></w:document>")
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d=1", i)
	}
	return b.String()
}

// entities is the document of a billion laughs.
func entities(text string) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">`)
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, `<!ENTITY e%d "%s">`, i, strings.Repeat(fmt.Sprintf("&e%d;", i-1), 10))
	}
	return []byte(b.String() + "]><a>&e11;" + text + "</a>")
}

// pagesOf is a PDF file that names one page n times.
func pagesOf(n int) []byte {
	content := "BT /F1 10 Tf 50 700 Td (" + sentence + ") Tj ET"
	return converttest.PDFObjects(
		"<</Type/Catalog/Pages 2 0 R>>",
		fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", n, strings.Repeat("3 0 R ", n)),
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content))
}

// bombPDF is a page whose content unpacks to 400 MiB of nothing behind a line.
// Blocks of nothing are compressed alike: one is made, and repeated.
func bombPDF() []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte("BT /F1 10 Tf 50 700 Td (" + sentence + ") Tj ET "))
	blank := bytes.Repeat([]byte(" "), 1<<20)
	_, _ = w.Write(blank)
	_ = w.Flush()
	from := b.Len()
	_, _ = w.Write(blank)
	_ = w.Flush()
	block := bytes.Clone(b.Bytes()[from:])
	for range 400 {
		b.Write(block)
	}
	return converttest.PDFObjects(
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
		fmt.Sprintf("<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream", b.Len(), b.String()))
}

// TestBusyPDF: a file that keeps its reader busy is given up, and the next one
// is read.
func TestBusyPDF(t *testing.T) {
	if _, err := fromPDFWithin(busyPDF(), 300*time.Millisecond); reasonOf(err) != TooComplex {
		t.Errorf("got %v, want %s", err, TooComplex)
	}
	if r, err := Convert("x", converttest.PDF(sentence)); err != nil || !strings.Contains(r.Text, "$412 million") {
		t.Errorf("the next file: %q, %v", r.Text, err)
	}
}

// busyPDF is a page of forms that draw each other ten times each.
func busyPDF() []byte {
	const forms = 11
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>",
		"<</Length 5>>stream\n/X Do\nendstream",
	}
	content := strings.Repeat("/X Do ", 10)
	for i := range forms {
		objects = append(objects, fmt.Sprintf("<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length %d>>stream\n%s\nendstream", 6+i, len(content), content))
	}
	objects = append(objects, "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 1>>stream\nn\nendstream")
	return converttest.PDFObjects(objects...)
}
