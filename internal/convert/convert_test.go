package convert

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/callfacts/callfacts/internal/convert/converttest"
)

func utf16Bytes(s string, little bool) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		if little {
			b = append(b, byte(u), byte(u>>8))
		} else {
			b = append(b, byte(u>>8), byte(u))
		}
	}
	return b
}

func TestText(t *testing.T) {
	const call = "Operator\nGood day — and welcome to Crédit Rivoire’s call. 🙂\r\n"
	tests := []struct {
		name      string
		in        []byte
		want      string
		mediaType string
		warned    bool
	}{
		{"utf-8 is the bytes", []byte(call), call, "text/plain", false},
		{"a byte order mark stays", []byte("\ufeff" + call), "\ufeff" + call, "text/plain", false},
		{"utf-16 little endian", utf16Bytes(call, true), call, "text/plain; charset=utf-16le", false},
		{"utf-16 big endian", utf16Bytes(call, false), call, "text/plain; charset=utf-16be", false},
		{"windows-1252", []byte("Cr\xe9dit \x96 \x93so\x94 \x80 5"), "Crédit – “so” € 5", "text/plain; charset=windows-1252", true},
		{"an ordinary bracket is no JSON", []byte("[Operator Instructions] Good day."), "[Operator Instructions] Good day.", "text/plain", false},
		{"form feeds and tabs are text", []byte("a\fb\tc\vd"), "a\fb\tc\vd", "text/plain", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Convert("call.txt", tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if r.Text != tt.want || r.MediaType != tt.mediaType || len(r.Warnings) > 0 != tt.warned || r.Converter == "" || r.ConverterVersion == "" {
				t.Errorf("got %q, %+v", r.Text, r)
			}
		})
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		name, in, reason string
	}{
		{"nothing", "", Empty},
		{"blanks", " \r\n\t ", Empty},
		{"a picture", "\x89PNG\r\n\x1a\n", UnsupportedType},
		{"a PDF without anything", "%PDF-1.7\n...", BadPDF},
		{"a ZIP without a directory", "PK\x03\x04abc", BadArchive},
		{"gzip without content", "\x1f\x8b\x08", BadArchive},
		{"a page without text", "\n<!DOCTYPE html><html><body><script>a()</script></body></html>", NoText},
		{"XML without text", `<?xml version="1.0"?><transcript/>`, NoText},
		{"broken XML", `<?xml version="1.0"?><a><b`, BadXML},
		{"a table of tokens without one", "token|speaker|ts\n", NoText},
		{"NULs", "Operator\x00\nGood day", Binary},
		{"control characters", strings.Repeat("\x01\x02a", 40), Binary},
		{"no encoding", "Good day \x81\x8d\x90", BadEncoding},
		{"half a UTF-16 character", "\xff\xfeO\x00p", BadEncoding},
		{"half a surrogate pair", "\xff\xfe\x00\xd8a\x00", BadEncoding},
		{"broken JSON", `{"transcript": [{"speaker": "A`, BadJSON},
		{"more behind the JSON", `{"text": "a"} {"b": 1}`, BadJSON},
		{"JSON without speech", `{"ticker": "NWSY", "quarter": 2}`, NoText},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Convert("x", []byte(tt.in))
			var e *Error
			if !errors.As(err, &e) || e.Reason != tt.reason || e.Message == "" {
				t.Errorf("got %v, want %s", err, tt.reason)
			}
		})
	}
}

func TestLimit(t *testing.T) {
	whole := []byte(strings.Repeat("a", MaxBytes))
	if _, err := Convert("x", whole); err != nil {
		t.Errorf("16 MiB: %v", err)
	}
	var e *Error
	if _, err := Convert("x", append(whole, 'a')); !errors.As(err, &e) || e.Reason != TooLarge {
		t.Errorf("a byte more: %v", err)
	}
}

func TestJSON(t *testing.T) {
	long := strings.Repeat("We had a fine quarter in Porto. ", 20)
	tests := []struct {
		name, in, want string
		labels         []string
	}{
		{
			"two lists of turns", `{"header_texts": ["Prepared Remarks:"], "participants": ["Dana Whitfield--Host"],
			"prepared_remarks": [{"speaker": "Operator", "speech": "Good day."}, {"speaker": "Dana Whitfield", "speech": "Thank you.\nWelcome."}],
			"q_and_a": [{"speaker": "Mei An", "speech": "Hello?"}]}`,
			"Prepared Remarks:\nDana Whitfield--Host\n\nOperator\nGood day.\n\nDana Whitfield\nThank you.\nWelcome.\n\nMei An\nHello?\n",
			[]string{"Operator", "Dana Whitfield", "Mei An"},
		},
		{
			"titles beside", `{"symbol": "NWSY", "quarter": "2023Q2", "transcript": [{"speaker": "Dana Whitfield", "title": "Host", "content": "Thank you.", "sentiment": "0.4"}]}`,
			"Symbol: NWSY\nQuarter: 2023Q2\n\nDana Whitfield - Host\nThank you.\n",
			[]string{"Dana Whitfield - Host"},
		},
		{
			"names of voices apart", `{"event": {"year": 2023}, "speakers": [{"speaker": "spk01", "text": "Good day."}, {"speaker": "spk02", "words": ["Thank", "you."], "start_times": [0.1, 0.2]}],
			"speaker_name_map_v2": {"spk01": {"name": "Operator", "title": null}, "spk02": {"name": "Dana Whitfield", "title": "Host"}}}`,
			"Year: 2023\n\nOperator\nGood day.\n\nDana Whitfield - Host\nThank you.\n",
			[]string{"Operator", "Dana Whitfield - Host"},
		},
		{
			"participants with what they are", `{"symbol": "NWSY", "callDate": "2023-07-25", "participant": [{"name": "Dana Whitfield", "description": "Host", "role": "executive"}, {"name": "Mei An", "description": "Harbor Point", "role": "analyst"}],
			"transcript": [{"name": "Dana Whitfield", "speech": ["Thank you.", "Welcome."], "session": "management_discussion"}, {"name": "Mei An", "speech": ["Hello?"], "session": "q_and_a"}]}`,
			"Symbol: NWSY\nCall date: 2023-07-25\nName: Dana Whitfield\nDescription: Host\nRole: executive\nName: Mei An\nDescription: Harbor Point\nRole: analyst\n\nDana Whitfield - Host\nThank you.\nWelcome.\n\nMei An - Harbor Point - Analyst\nHello?\n",
			[]string{"Dana Whitfield - Host", "Mei An - Harbor Point - Analyst"},
		},
		{
			"one long text", `[{"symbol": "NWSY", "year": 2023, "content": "Operator: Good day.\n` + long + `"}]`,
			"Symbol: NWSY\nYear: 2023\n\nOperator: Good day.\n" + strings.TrimSpace(long) + "\n", nil,
		},
		{"the same twice", `{"transcript": "` + long + `", "prepared_remarks": "` + long[:500] + `"}`, "\n" + strings.TrimSpace(long) + "\n", nil},
		{
			"turns and all of them once more", `{"transcript": "Operator: ` + long + `", "split": [{"speaker": "Operator", "text": "` + long + `"}]}`,
			"\nOperator\n" + strings.TrimSpace(long) + "\n",
			[]string{"Operator"},
		},
		{"a turn without words is none", `[{"speaker": "A B", "text": " "}, {"speaker": "Operator", "text": "Bye."}]`, "\nOperator\nBye.\n", []string{"Operator"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Convert("call.json", []byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if r.Text != tt.want || r.MediaType != "application/json" {
				t.Errorf("got %q\nwant %q", r.Text, tt.want)
			}
			var labels []string
			for _, l := range r.Labels {
				labels = append(labels, l.Of(r.Text))
			}
			if strings.Join(labels, "|") != strings.Join(tt.labels, "|") {
				t.Errorf("labels %q, want %q", labels, tt.labels)
			}
		})
	}
}

func FuzzConvert(f *testing.F) {
	for _, s := range []string{"Operator\nGood day.", `{"a":[{"speaker":"A","text":"b"}]}`, `[{"speaker":"A B","words":["c","d"]},{"e":[1,2,{}]}]`, "\xff\xfea\x00", "\xfe\xff\x00a", "Cr\xe9dit", "%PDF", "<html>", "\ufeff{}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(fuzzText)
}

// TestJSONWithoutNUL: an escaped NUL is no text.
func TestJSONWithoutNUL(t *testing.T) {
	r, err := Convert("call.json", []byte(`[{"speaker": "Dana\u0000", "text": "Good\u0000 day"}]`))
	if err != nil || strings.ContainsRune(r.Text, 0) || !strings.Contains(r.Text, "Dana\ufffd") {
		t.Errorf("%q, %v", r.Text, err)
	}
}

// fuzzText checks what holds of every result.
func fuzzText(t *testing.T, b []byte) {
	t.Helper()
	r, err := Convert("x", b)
	if err != nil {
		var e *Error
		if !errors.As(err, &e) || e.Reason == "" || e.Message == "" {
			t.Fatalf("%v", err)
		}
		return
	}
	if !utf8.ValidString(r.Text) || strings.TrimSpace(r.Text) == "" || len(r.Text) > 8*MaxBytes {
		t.Fatalf("not a text: %q", r.Text)
	}
	at := int32(0)
	for _, l := range r.Labels {
		if l.Start < at || l.End < l.Start || int(l.End) > len(r.Text) {
			t.Fatalf("label %v behind %d", l, at)
		}
		at = l.End
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<p>Operator</p>", "<div><table><tr><td>a<td>b</table></div>", "<article><h1>a</h1><pre>b\nc</pre>", "<p hidden>a</p>&amp;&#0;&#x110000;", "<a><b><p></a></b>c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { fuzzText(t, []byte("<html>"+s)) })
}

func FuzzXML(f *testing.F) {
	for _, s := range []string{`<t><participant id="1">A B</participant><speaker id="1"><p>c</p></speaker></t>`, `<a><speaker>A</speaker><text>b</text></a>`, `<a><![CDATA[b]]>&amp;&x;</a>`, `<a b='&#0;'/>`, `</a>`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { fuzzText(t, []byte("<?xml version='1.0'?>"+s)) })
}

func FuzzWord(f *testing.F) {
	for _, s := range []string{"<p><r><t>a</t></r></p>", "<tbl><tr><tc><p><r><t>a</t></r></p></tc></tr></tbl>", "<r><rPr><vanish/></rPr><t>a</t></r><del><r><t>b</t></r></del>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { fuzzText(t, converttest.WordXML("<document>"+s+"</document>")) })
}

func FuzzZIP(f *testing.F) {
	for _, b := range [][]byte{converttest.ZIP("a.txt", "b"), converttest.Gzip([]byte("b")), converttest.Word("a\nb")} {
		f.Add(b)
	}
	f.Fuzz(fuzzText)
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"a|0|,\nb|1|.\n", "\"a|0\n", "|||\n\n", "a|\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { fuzzText(t, []byte("token|speaker|punctuation\n"+s)) })
}

func FuzzPDF(f *testing.F) {
	f.Add([]byte(""), uint16(0))
	f.Add([]byte("<</Filter/FlateDecode>>"), uint16(300))
	f.Add([]byte("] Tj ( ' \" Do BI"), uint16(520))
	whole := converttest.PDF("Operator\nGood day.")
	f.Fuzz(func(t *testing.T, b []byte, at uint16) {
		damaged := append([]byte(nil), whole...)
		copy(damaged[min(int(at), len(damaged)):], b)
		fuzzText(t, damaged)
	})
}

// reasonOf is the reason of a refusal, "" of another error.
func reasonOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

// TestEntries: the documents of a ZIP file that holds several, in its order; a
// file that is one document, or cannot be read, has none.
func TestEntries(t *testing.T) {
	several := converttest.ZIP("a/", "", "a/b.txt", "one", "__MACOSX/x", "x", "a/.c", "x", "d.html", "<p>two</p>")
	entries, err := Entries(several)
	if err != nil || len(entries) != 2 || entries[0].Name != "a/b.txt" || entries[1].Name != "d.html" {
		t.Fatalf("%v %+v", err, entries)
	}
	if content, err := entries[1].Content(); err != nil || string(content) != "<p>two</p>" {
		t.Errorf("%v %q", err, content)
	}
	for name, b := range map[string][]byte{
		"text": []byte("PK and others"), "one document": converttest.ZIP("a.txt", "one"), "Word": converttest.WordXML("<document/>"),
		"cut off": several[:len(several)-10],
	} {
		if entries, err := Entries(b); err != nil || len(entries) > 0 {
			t.Errorf("%s: %v %+v", name, err, entries)
		}
	}
	many := func(n int) []byte {
		var files []string
		for i := range n {
			files = append(files, fmt.Sprintf("%d.txt", i), "x")
		}
		return converttest.ZIP(files...)
	}
	if entries, err := Entries(many(MaxDocuments)); err != nil || len(entries) != MaxDocuments {
		t.Errorf("%v, %d entries", err, len(entries))
	}
	var refused *Error
	if _, err := Entries(many(MaxDocuments + 1)); !errors.As(err, &refused) || refused.Reason != TooComplex {
		t.Errorf("%v", err)
	}
	if entries, err := Entries(claimed(t, MaxDocumentsBytes/2, MaxDocumentsBytes/2)); err != nil || len(entries) != 2 {
		t.Errorf("256 MiB: %v, %d entries", err, len(entries))
	}
	if _, err := Entries(claimed(t, MaxDocumentsBytes/2, MaxDocumentsBytes/2, 1<<20)); !errors.As(err, &refused) || refused.Reason != TooLarge {
		t.Errorf("257 MiB: %v", err)
	}
}

// claimed is a ZIP file of documents that say how long they are.
func claimed(t *testing.T, sizes ...uint64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i, size := range sizes {
		if _, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprintf("%d.txt", i), UncompressedSize64: size}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
