package eval

import (
	"fmt"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/internal/convert/converttest"
	"github.com/callfacts/callfacts/internal/transcript"
)

// said is a turn of the call that the test sets in every format.
type said struct{ name, title, speech string }

var theCall = []said{
	{"Operator", "", "Good day, and welcome to the Northwind Systems second quarter 2023 earnings conference call. I would now like to turn the call over to Dana Whitfield, Vice President of Investor Relations. Please go ahead."},
	{"Dana Whitfield", "Vice President, Investor Relations", "Thank you. With me today are Henrik Sørby, our Chief Executive Officer, and Priya Raman, our Chief Financial Officer. I'll now turn the call over to Henrik."},
	{"Henrik Sørby", "Chief Executive Officer", "Thanks, Dana. It was a strong quarter. Revenue was $412 million, up 8% year-over-year, & we saw demand in every region. Priya will take you through the numbers."},
	{"Priya Raman", "Chief Financial Officer", "Thank you, Henrik. Gross margin was 61.4%. For the third quarter, we expect revenue of $420 million, plus or minus $5 million. Operator, we can now take questions."},
	{"Operator", "", "Thank you. Our first question comes from the line of Marcus Bell with Harbor Point Securities. Please go ahead."},
	{"Marcus Bell", "Harbor Point Securities -- Analyst", "Good afternoon. Could you talk about the pricing environment, please?"},
	{"Priya Raman", "Chief Financial Officer", "Sure, Marcus. Pricing was stable, and we expect it to stay that way for the rest of the year."},
	{"Operator", "", "There are no further questions. This concludes today's call. You may now disconnect."},
}

const theTitle = "Northwind Systems, Inc. (NYSE: NWSY)\nQ2 2023 Earnings Call\nJul 25, 2023, 5:00 p.m. ET\n"

func callText() string {
	var b strings.Builder
	b.WriteString(theTitle)
	for _, t := range theCall {
		fmt.Fprintf(&b, "\n%s\n\n%s\n", t.label(), t.speech)
	}
	return b.String()
}

func (t said) label() string {
	if t.title == "" {
		return t.name
	}
	return t.name + " -- " + t.title
}

func callHTML() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html><head><title>A call</title><script>var a = "<p>Operator</p>";</script><style>p{}</style></head><body>
	<nav><ul><li><a href="/">Home</a></li><li><a href="/s">Stocks</a></li></ul></nav>
	<div class="top"><a href="/p">Latest picks</a></div>
	<div class="page"><header><h1>Northwind Systems (NWSY) Q2 2023 Earnings Call Transcript</h1></header>
	<div class="body"><div class="content"><p>` + strings.ReplaceAll(strings.TrimSpace(theTitle), "\n", "<br/>\n") + `</p>`)
	for i, t := range theCall {
		if t.title == "" {
			fmt.Fprintf(&b, "<p><strong>%s</strong></p>", t.name)
		} else {
			fmt.Fprintf(&b, "<p><strong>%s</strong>&nbsp;-- <em>%s</em></p>\n", t.name, t.title)
		}
		fmt.Fprintf(&b, "<p>%s</p>", strings.NewReplacer("&", "&amp;", "ø", "&oslash;").Replace(t.speech))
		if i == 2 {
			b.WriteString(`<div style="display: none">Operator: hidden</div><aside>Ten stocks that we like better</aside>`)
		}
	}
	b.WriteString(`</div></div></div><div class="related"><a href="1">Another call</a> <a href="2">One more call</a> <a href="3">And one</a></div><footer>All rights reserved by somebody</footer></body></html>`)
	return b.String()
}

// callXML is the call with a list of participants and speakers that refer to it.
func callXML() string {
	var people, body strings.Builder
	ids := make(map[string]int)
	for _, t := range theCall {
		if ids[t.name] == 0 {
			ids[t.name] = len(ids) + 1
			kind, firm, title := "corprep", "Northwind Systems, Inc.", t.title
			if f, rest, ok := strings.Cut(t.title, " -- "); ok {
				kind, firm, title = "analyst", f, rest
			}
			if t.title == "" {
				kind, firm = "operator", ""
			}
			fmt.Fprintf(&people, `<participant id="%d" type="%s" affiliation="%s" title="%s">%s</participant>`, ids[t.name], kind, firm, title, t.name)
		}
		fmt.Fprintf(&body, `<speaker id="%d"><plist><p>%s</p></plist></speaker>`, ids[t.name], strings.ReplaceAll(t.speech, "&", "&amp;"))
	}
	return `<?xml version="1.0" encoding="UTF-8"?><transcript id="1" product="calls"><meta><title><![CDATA[Q2 2023 Earnings Call]]></title><date>2023-07-25</date><companies><company>Northwind Systems, Inc.</company></companies><participants>` +
		people.String() + `</participants></meta><body><section name="MANAGEMENT DISCUSSION SECTION">` + body.String() + `</section></body></transcript>`
}

// callStory is the call as one text in an element.
func callStory() string {
	return `<?xml version="1.0"?><Event Id="1"><EventStory><Body><![CDATA[` + callText() + `]]></Body></EventStory><companyName>Northwind Systems, Inc.</companyName></Event>`
}

func callJSON() string {
	var turns []string
	for _, t := range theCall {
		turns = append(turns, fmt.Sprintf(`{"speaker": %q, "title": %q, "content": %q}`, t.name, t.title, t.speech))
	}
	return `{"symbol": "NWSY", "quarter": "2023Q2", "transcript": [` + strings.Join(turns, ",") + `]}`
}

// TestFormats: one call is the same turns by the same persons in every format.
func TestFormats(t *testing.T) {
	text := callText()
	tests := []struct {
		name string
		data []byte
	}{
		{"text", []byte(text)},
		{"HTML", []byte(callHTML())},
		{"a piece of HTML", []byte(`<div class="content"><p>` + strings.ReplaceAll(text, "\n\n", "</p>\n<p>") + `</p></div>`)},
		{"XML with participants", []byte(callXML())},
		{"XML with one text", []byte(callStory())},
		{"JSON", []byte(callJSON())},
		{"PDF", converttest.PDF(text)},
		{"Word", converttest.Word(text)},
		{"gzip", converttest.Gzip([]byte(text))},
		{"ZIP", converttest.ZIP("calls/", "", "calls/q2.txt", text, "__MACOSX/calls/._q2.txt", "x")},
		{"HTML in gzip", converttest.Gzip([]byte(callHTML()))},
		{"PDF in ZIP", converttest.ZIP("q2.pdf", string(converttest.PDF(text)))},
		{"gzip in ZIP", converttest.ZIP("q2.txt.gz", string(converttest.Gzip([]byte(text))))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(File{Name: "call", Data: tt.data})
			if err != nil {
				t.Fatal(err)
			}
			checkCall(t, got)
		})
	}
}

func checkCall(t *testing.T, got *transcript.Transcript) {
	t.Helper()
	if len(got.Turns) != len(theCall) {
		t.Fatalf("%d turns, want %d, of %q", len(got.Turns), len(theCall), got.Text)
	}
	for i, turn := range got.Turns {
		speaker := got.Speakers[turn.Speaker]
		if speaker.Name != theCall[i].name || speaker.Status != transcript.StatusResolved {
			t.Errorf("turn %d: %q (%v), want %q", i, speaker.Name, speaker.Status, theCall[i].name)
		}
		if said := strings.Join(strings.Fields(turn.Span.Of(got.Text)), " "); said != theCall[i].speech {
			t.Errorf("turn %d: %q, want %q", i, said, theCall[i].speech)
		}
		title, _, _ := strings.Cut(theCall[i].title, " -- ")
		if title != "" && speaker.Title != title && speaker.Firm != title {
			t.Errorf("turn %d: title %q, firm %q, want %q", i, speaker.Title, speaker.Firm, title)
		}
	}
	if len(got.Exchanges) != 1 || got.Exchanges[0].FirstTurn != 5 || got.Exchanges[0].LastTurn != 6 {
		t.Errorf("exchanges %+v", got.Exchanges)
	}
	if e := got.Event; e.FiscalYear != 2023 || e.FiscalPeriod != "Q2" {
		t.Errorf("event %+v", e)
	}
}

// TestStoryFields: what an XML document says beside the text is read too.
func TestStoryFields(t *testing.T) {
	body := strings.TrimPrefix(callText(), theTitle)
	got, err := read(File{Data: []byte(`<?xml version="1.0"?><Event><EventStory><Body><![CDATA[` + body + `]]></Body></EventStory><companyName>Northwind Systems, Inc.</companyName><companyTicker>NWSY</companyTicker><startDate>25-Jul-23 9:00pm GMT</startDate></Event>`)})
	if err != nil {
		t.Fatal(err)
	}
	if c, e := got.Company, got.Event; c.Name != "Northwind Systems, Inc." || c.Ticker != "NWSY" || e.Date != "2023-07-25" || e.LocalTime != "21:00" || e.TimeZone != "GMT" {
		t.Errorf("company %+v, event %+v", c, e)
	}
}
