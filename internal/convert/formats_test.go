package convert

import (
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/convert/converttest"
)

// TestTexts: the text of each format, as it is stored.
func TestTexts(t *testing.T) {
	prose := "<p>" + strings.Repeat("We had a fine quarter in Porto and elsewhere, and we saw it everywhere. ", 2) + "</p>"
	paragraph := strings.TrimSpace(strings.Repeat("We had a fine quarter in Porto and elsewhere, and we saw it everywhere. ", 2)) + "\n"
	tests := []struct {
		name, in, want, mediaType, converter string
	}{
		{"blocks and inline", "<div>Jane <b>D</b>oe<br>CFO</div><div>a\n  b</div><p>c</p>d", "Jane Doe\nCFO\na b\nc\nd\n", "text/html", "html"},
		{"entities", "<p>A&amp;B&nbsp;5&#37; &eacute;&mdash;&lt;x&gt;</p>", "A&B\u00a05% é—<x>\n", "text/html", "html"},
		{"a table", "<table><tr><th>EPS</th><td>0.34</td></tr><tr><td>Revenue <td>12</table>", "EPS\t0.34\nRevenue\t12\n", "text/html", "html"},
		{"lists", "<ul><li>a</li><li>b</li></ul>", "a\nb\n", "text/html", "html"},
		{"preformatted", "<pre>a\n  b</pre>", "a\n  b\n", "text/html", "html"},
		{"not shown", "<p>a<script>b</script><style>c</style><!-- d --><noscript>e</noscript><span hidden>f</span><span style='DISPLAY : none'>g</span><span aria-hidden=true>h</span></p><template>i</template><nav>j</nav><aside>k</aside><footer>l</footer><form>m</form><div role=navigation>n</div>", "a\n", "text/html", "html"},
		{"main content by its weight", "<html><body><div class=menu>Home</div><header><h1>The call</h1></header><div class=page><div>" + prose + prose + prose + prose + "</div></div><div class=more><a>x</a><a>y</a></div></body></html>", "The call\n" + strings.Repeat(paragraph, 4), "text/html", "html"},
		{"an article", "<html><body><div>Home</div><article>" + prose + prose + prose + "<p>short</p></article><div>Beside</div></body></html>", strings.Repeat(paragraph, 3) + "short\n", "text/html", "html"},
		{"boxes of one kind are all read", "<html><body><div class=t>A " + prose + prose + prose + prose + "</div><div class=t>B</div></body></html>", "A\n" + strings.Repeat(paragraph, 4) + "B\n", "text/html", "html"},
		{"a list of links is none", "<div>a</div><ul><li><a>x y</a></li><li><a>z</a></li><li><a>q</a></li></ul>", "a\n", "text/html", "html"},
		{"XHTML", "<?xml version='1.0'?><!DOCTYPE html><html><body><p>a</p></body></html>", "a\n", "text/html", "html"},
		{"a page in Windows-1251", "<html><meta charset=windows-1251><body><p>\xcf\xf0\xe8\xe2\xe5\xf2</p></body></html>", "Привет\n", "text/html", "html"},
		{"a page in Windows-1252", "<html><body><p>Cr\xe9dit</p></body></html>", "Crédit\n", "text/html", "html"},
		{
			"XML of participants", `<?xml version="1.0"?><t><date>2023-07-25</date><participants><participant id="1" title="CFO" affiliation="Northwind">Jane Doe</participant></participants><speaker id="1"><p>Thank <b>you</b>.</p><p>Bye.</p></speaker><speaker id="7"><p>Hello?</p></speaker><speaker id="1"/></t>`,
			"Date: 2023-07-25\nJane Doe - Northwind - CFO\n\nJane Doe - Northwind - CFO\nThank you.\nBye.\n\nSpeaker 7\nHello?\n", "application/xml", "xml",
		},
		{
			"XML of speakers and texts", `<call><turn><speaker>Jane Doe</speaker><title>CFO</title><text>Good &amp; well.</text></turn><turn><speaker>Operator</speaker><text>Bye.</text></turn></call>`,
			"\nJane Doe - CFO\nGood & well.\n\nOperator\nBye.\n", "application/xml", "xml",
		},
		{"XML in Windows-1252", "<?xml version='1.0' encoding='windows-1252'?><t><turn><speaker>Jos\xe9 Roe</speaker><text>Bye.</text></turn></t>", "\nJosé Roe\nBye.\n", "application/xml", "xml"},
		{"entities that it declares", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a><turn><speaker>A B</speaker><text>&x; c</text></turn></a>", "\nA B\n&x; c\n", "application/xml", "xml"},
		{"tokens", "token|speaker|ts|endTs|punctuation|case|tags\nGood|0||||UC|[]\nday|0|||,|LC|[]\nall|0|||.|LC|[]\nThank|1||||UC|[]\nyou|1|||.|LC|[]\n", "\nSpeaker 0\nGood day, all.\n\nSpeaker 1\nThank you.\n", "text/csv", "tokens"},
		{
			"Word", string(converttest.WordXML(`<document><body><p><pPr><rPr><vanish/></rPr></pPr><r><t>Jane </t></r><r><t>Doe</t><tab/><t>CFO</t><br/><t>x</t></r></p><p><del><r><delText>gone</delText></r></del><r><rPr><vanish/></rPr><t>hidden</t></r><r><t>b</t></r></p><tbl><tr><tc><p><r><t>1</t></r></p><p><r><t>2</t></r></p></tc><tc><p><r><t>3</t></r></p></tc></tr></tbl></body></document>`)),
			"Jane Doe\tCFO\nx\nb\n1 2\t3\n", wordType, "docx",
		},
		{"PDF", string(converttest.PDF("Jane Doe – CFO\nA line (with brackets).")), "Jane Doe – CFO\nA line (with brackets).\n\f", "application/pdf", "pdf"},
		{"gzip", string(converttest.Gzip([]byte("a"))), "a", "application/gzip", "gzip/text"},
		{"ZIP", string(converttest.ZIP("a/", "", "a/.b", "x", "a/c.html", "<p>a</p>")), "a\n", "application/zip", "zip/html"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Convert("x", []byte(tt.in))
			if err != nil {
				t.Fatal(err)
			}
			if r.Text != tt.want {
				t.Errorf("got  %q\nwant %q", r.Text, tt.want)
			}
			if r.MediaType != tt.mediaType || r.Converter != tt.converter || r.ConverterVersion == "" {
				t.Errorf("%q by %q %q", r.MediaType, r.Converter, r.ConverterVersion)
			}
		})
	}
}

// TestArchiveErrors: what an archive holds that is no document.
func TestArchiveErrors(t *testing.T) {
	damaged := converttest.Gzip([]byte(strings.Repeat(sentence, 20)))
	locked := converttest.ZIP("a.txt", "b")
	for i := range len(locked) - 4 { // the flag of both headers
		switch string(locked[i : i+4]) {
		case "PK\x03\x04":
			locked[i+6] |= 1
		case "PK\x01\x02":
			locked[i+8] |= 1
		}
	}
	tests := []struct{ name, in, reason string }{
		{"nothing", string(converttest.ZIP()), Empty},
		{"folders", string(converttest.ZIP("a/", "", "__MACOSX/b", "c")), Empty},
		{"two documents", string(converttest.ZIP("a.txt", "b", "c.txt", "d")), ManyDocuments},
		{"a table of an office", string(converttest.ZIP("[Content_Types].xml", "", "xl/workbook.xml", "")), UnsupportedType},
		{"a password", string(locked), Encrypted},
		{"half of it", string(damaged[:len(damaged)-9]), BadArchive},
		{"an empty document", string(converttest.Gzip(nil)), Empty},
		{"a picture", string(converttest.Gzip([]byte("\x89PNG"))), UnsupportedType},
		{"a Word document without text", string(converttest.Word("")), NoText},
		{"a damaged Word document", string(converttest.WordXML("<a><b")), BadXML},
		{"a PDF file without text", string(converttest.PDF(" ")), NoText},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Convert("x", []byte(tt.in)); reasonOf(err) != tt.reason {
				t.Errorf("got %v, want %s", err, tt.reason)
			}
		})
	}
}
