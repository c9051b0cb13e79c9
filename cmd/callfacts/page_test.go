package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/callfacts/callfacts/internal/auth"
	"github.com/callfacts/callfacts/internal/convert/converttest"
)

const (
	northwind = "/companies/northwind-systems"
	firstCall = northwind + "/calls/2023-q1"
)

// hostile is a call whose text is more than ASCII, and would be more than text.
const hostile = `Café Zürich 東京 Holdings (NYSE:CZTH) Q2 2023 Earnings Call July 25, 2023 5:00 PM ET

Executives

Zoë Müller-Løvås - Chief Executive Officer
Ken'ichi Tanaka - Chief Financial Officer

Analysts

Ana <img src=x onerror="document.title='owned'"> Souza - Fabrikam Research

Operator

Good day, ladies and gentlemen, and welcome to the Café Zürich second quarter 2023 earnings conference call. I would now like to turn the call over to Zoë Müller-Løvås. Please go ahead.

Zoë Müller-Løvås

Thank you 🙏🏽. “Naïve” – that is what they said 📉. Revenue was $424 million 🎉, an increase of 6% year-over-year. <script>document.title='owned'</script>東京の売上 grew 12% year-over-year. <img src=x onerror="document.title='owned'"> Operating margin was 18.5%.

Ken'ichi Tanaka

Thank you, Zoë. 👨‍👩‍👧‍👦 We expect revenue for the third quarter of 2023 to be in the range of $430 million to $440 million. Cash flow from operations was €55 million. <a href="javascript:document.title='owned'">Gross margin</a> was 61.8%. Revenue in China 🇨🇳 was €21 million.

Operator

That concludes the call. Thank you for joining. You may now disconnect.
`

// TestPage drives the page in a real browser on the real services.
func TestPage(t *testing.T) {
	browserPath(t) // nothing is started where there is none
	in := install(t)
	must(t, "ingest", "--server", in.grpc, sampleDir)
	page := openTab(t, "http://"+in.http)
	t.Run("numbers", func(t *testing.T) { testNumbers(t, page) })
	t.Run("text", func(t *testing.T) { testText(t, page) })
	t.Run("home", func(t *testing.T) { testHome(t, page) })
	t.Run("upload", func(t *testing.T) { testUpload(t, page) })
	t.Run("call", func(t *testing.T) { testCall(t, page) })
	t.Run("table", func(t *testing.T) { testTable(t, page) })
	t.Run("spans", func(t *testing.T) { testSpans(t, in, page) })
	t.Run("checks", func(t *testing.T) { testChecks(t, in, page) })
	t.Run("speakers", func(t *testing.T) { testSpeakers(t, page) })
	t.Run("review", func(t *testing.T) { testReview(t, in, page) })
	t.Run("keyboard", func(t *testing.T) { testKeyboard(t, page) })
	t.Run("size", func(t *testing.T) { testSize(t, in, page) })
	t.Run("paged", func(t *testing.T) { testPaged(t, in, page) })
	t.Run("phone", func(t *testing.T) { testPhone(t, page) })
	t.Run("company", func(t *testing.T) { testCompany(t, page) })
	t.Run("whole", func(t *testing.T) { testWhole(t, in, page) })
	t.Run("export", func(t *testing.T) { testExportButtons(t, page) })
	t.Run("search", func(t *testing.T) { testSearch(t, page) })
	t.Run("compare", func(t *testing.T) { testCompare(t, in, page) })
	t.Run("reference", func(t *testing.T) { testReference(t, page) })
	t.Run("refusals", func(t *testing.T) { testNotFound(t, page) })
	t.Run("everywhere", func(t *testing.T) { testEverywhere(t, in, page) })
}

// testNumbers: values are written exactly, with the digits that were said.
func testNumbers(t *testing.T, page *tab) {
	page.open(t, "/api")
	for _, c := range []struct{ value, measure, want string }{
		{`{low: "4200000000", high: "4200000000", unit: "USD", precision: "50000000"}`, "VALUE", "$4.2B"},
		{`{low: "4000000000", high: "4000000000", unit: "USD", precision: "50000000"}`, "VALUE", "$4.0B"},
		{`{low: "1032000000", high: "1032000000", unit: "USD"}`, "VALUE", "$1.032B"},
		{`{low: "123456789012345678901", high: "123456789012345678901", unit: "USD"}`, "VALUE", "$123,456,789.012345678901T"},
		{`{low: "-0.05", high: "-0.05", unit: "USD/share"}`, "VALUE", "−$0.05 a share"},
		{`{low: "0.27", high: "0.29", unit: "USD/share", precision: "0.005"}`, "VALUE", "$0.27–$0.29 a share"},
		{`{low: "12", high: "14", unit: "percent"}`, "VALUE", "12–14%"},
		{`{low: "1", high: "6", unit: "percent"}`, "GROWTH", "+1–6%"},
		{`{low: "-1", high: "6", unit: "percent"}`, "GROWTH", "−1–+6%"},
		{`{low: "0.3", high: "0.3", unit: "percentage_points"}`, "CHANGE", "+0.3 pts"},
		{`{low: "0", high: "0", unit: "percent"}`, "GROWTH", "0%"},
		{`{low: "45000", unit: "employees"}`, "VALUE", "≥ 45,000 employees"},
		{`{high: "45000", unit: "employees"}`, "VALUE", "≤ 45,000 employees"},
		{`{low: "5000000", high: "5000000", unit: "INR", bound: "BOUND_APPROX"}`, "VALUE", "≈ INR 5M"},
		{`{low: "55000000", high: "55000000", unit: "EUR"}`, "VALUE", "€55M"},
	} {
		got := evaluate[string](t, page, fmt.Sprintf(`import('/static/0/format.js').then((m) => m.quantity(%s, 'MEASURE_%s').replace(/[\u00a0\u2009]/g, ' '))`, c.value, c.measure))
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.value, got, c.want)
		}
	}
}

// testText: positions are bytes of UTF-8, whatever the text is made of.
func testText(t *testing.T, page *tab) {
	text := "\ufeffé東🎉👨‍👩‍👧\ufeffz\u2028\x00a"
	module := `import('/static/0/text.js').then((m) => `
	for start := range text {
		for end := range text {
			if start >= end {
				continue
			}
			got := evaluate[string](t, page, fmt.Sprintf(module+`new m.Text(%s).slice(%d, %d))`, quoted(t, text), start, end))
			if got != text[start:end] {
				t.Fatalf("[%d, %d): %q, want %q", start, end, got, text[start:end])
			}
		}
	}
	paragraphs := func(text string, width int) int {
		return 1 + evaluate[int](t, page, fmt.Sprintf(module+`m.paragraphBreaks(%s, %d).length)`, quoted(t, text), width))
	}
	if n := paragraphs("One.\nTwo.\n\nThree", 0); n != 3 {
		t.Errorf("paragraphs of lines: %d", n)
	}
	if n := paragraphs("It was wrapped\nby its vendor. And this\nends here.\nAnother", 24); n != 2 {
		t.Errorf("paragraphs of wrapped lines: %d", n)
	}
	for fragment, want := range map[string]string{"#bytes=2-5": "2-5", "#bytes=5-2": "none", "#bytes=-1-2": "none", "#main": "none"} {
		got := evaluate[string](t, page, fmt.Sprintf(module+`{ const s = m.fromFragment(%s); return s ? s.start + '-' + s.end : 'none'; })`, quoted(t, fragment)))
		if got != want {
			t.Errorf("%s: %s, want %s", fragment, got, want)
		}
	}
}

func testHome(t *testing.T, page *tab) {
	page.open(t, "/")
	companies := evaluate[[]string](t, page, `[...document.querySelectorAll('.companies tbody th')].map((e) => e.textContent)`)
	if !slices.Equal(companies, []string{"Bluestem Kitchens Corp.", "Northwind Systems, Inc."}) {
		t.Errorf("companies: %q", companies)
	}
	calls := evaluate[[]string](t, page, `[...document.querySelectorAll('.companies tr:last-child .chips a')].map((a) => a.textContent + ' ' + a.pathname)`)
	if len(calls) != 4 || calls[3] != "Q1 2023 "+firstCall {
		t.Errorf("calls: %q", calls)
	}
	page.do(t, chromedp.Click(`.companies a[href="`+firstCall+`"]`))
	page.until(t, `document.querySelector('.transcript')`)
	page.drawn(t)
	if title := evaluate[string](t, page, `document.title`); title != "Northwind Systems, Inc., Q1 2023 · callfacts" {
		t.Errorf("title: %q", title)
	}
	evaluate[bool](t, page, `history.back(), true`)
	page.until(t, `document.querySelector('.companies')`)
}

// testUpload: files are picked and text is pasted; each becomes facts, or says
// why it does not.
func testUpload(t *testing.T, page *tab) {
	dir := t.TempDir()
	good, article := filepath.Join(dir, "hostile.txt"), filepath.Join(dir, "article.txt")
	for path, content := range map[string]string{good: hostile, article: "Northwind opened an office. It is on a hill, and has a fine view of the sea."} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	page.open(t, "/")
	page.do(t, chromedp.SetUploadFiles("#files", []string{good, article}))
	page.until(t, `document.querySelectorAll('.documents .done, .documents .refused').length === 2`)
	done := evaluate[string](t, page, `document.querySelector('.documents .done').innerText`)
	if !strings.Contains(done, "Q2 2023") || !strings.Contains(done, " fact") {
		t.Errorf("taken: %q", done)
	}
	refused := evaluate[string](t, page, `document.querySelector('.documents .refused').innerText`)
	if !strings.Contains(refused, "article.txt") || !strings.Contains(refused, "Refused: ") {
		t.Errorf("refused: %q", refused)
	}
	page.until(t, `document.querySelectorAll('.companies tbody tr').length === 3`)

	archive := filepath.Join(dir, "calls.zip")
	if err := os.WriteFile(archive, converttest.ZIP("calls/hostile.txt", hostile, "calls/empty.txt", ""), 0o600); err != nil {
		t.Fatal(err)
	}
	page.do(t, chromedp.SetUploadFiles("#files", []string{archive}))
	rows := `[...document.querySelectorAll('.documents tr')]`
	page.until(t, rows+`.some((r) => r.className === 'done' && r.innerText.includes('calls.zip') && r.innerText.includes('2 documents'))`)
	page.until(t, rows+`.some((r) => r.className === 'done' && r.innerText.includes('calls/hostile.txt') && r.innerText.includes('known before'))`)
	page.until(t, rows+`.some((r) => r.className === 'refused' && r.innerText.includes('calls/empty.txt') && r.innerText.includes('empty'))`)

	sample, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q2.txt"))
	if err != nil {
		t.Fatal(err)
	}
	evaluate[bool](t, page, fmt.Sprintf(`document.querySelector('.upload details').open = true, document.querySelector('#paste').value = %s, true`, quoted(t, string(sample))))
	page.do(t, chromedp.Click(`.upload details[open] button`))
	page.until(t, `[...document.querySelectorAll('.documents .done')].some((r) => r.innerText.includes('known before'))`)
}

func quoted(t *testing.T, text string) string {
	t.Helper()
	b, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPageAsksForKey: where keys are needed the page asks for one, and shows the
// calls to who has it.
func TestPageAsksForKey(t *testing.T) {
	browserPath(t)
	key, line, err := auth.NewKey("somebody", auth.Read)
	if err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(t.TempDir(), "keys")
	if err := os.WriteFile(keys, []byte(line+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CALLFACTS_API_KEYS_FILE", keys)
	in := install(t)
	page := openTab(t, "http://"+in.http)
	page.open(t, "/")
	for _, c := range []struct{ key, heading, words string }{
		{"cf_wrong", "A key is needed", "does not take the key"},
		{key, "Every number that was said, with the words that say it", "None yet"},
	} {
		page.until(t, `document.querySelector('#key')`)
		page.do(t, chromedp.SendKeys("#key", c.key+kb.Enter))
		page.until(t, fmt.Sprintf(`document.querySelector('main').innerText.includes(%s) && document.querySelector('h1').textContent === %s`, quoted(t, c.words), quoted(t, c.heading)))
	}
}

const lit = `((name) => [...(CSS.highlights.get(name) ?? [])].map((r) => r.toString()).join('|'))`

// testCall: a number lights up its fact, a fact its words; each has an address.
func testCall(t *testing.T, page *tab) {
	page.open(t, firstCall)
	page.do(t, chromedp.Click(`.turn a.number.fact`))
	page.until(t, `document.querySelector('.facts tr.chosen')`)
	if value := evaluate[string](t, page, `document.querySelector('.facts tr.chosen .value').textContent`); value != "$424M" {
		t.Errorf("the row of the first number: %q", value)
	}
	if got := evaluate[string](t, page, lit+`('value') + ';' + `+lit+`('concept')`); got != "$424 million;Revenue" {
		t.Errorf("evidence: %q", got)
	}
	address := evaluate[string](t, page, `location.pathname`)
	if !strings.HasPrefix(address, firstCall+"/transcripts/") || !strings.Contains(address, "/facts/") {
		t.Errorf("address: %s", address)
	}
	page.do(t, chromedp.Click(`.inspector details summary`))
	page.until(t, `document.querySelector('.inspector .trace li code')`)

	page.do(t, chromedp.Click(`.facts tbody tr:nth-child(4) .value`))
	page.until(t, `document.querySelector('a.number[aria-current]')?.textContent === '$0.34'`)
	page.do(t, chromedp.KeyEvent("k"))
	page.until(t, `document.querySelector('a.number[aria-current]')?.textContent === '4%'`)
	page.do(t, chromedp.KeyEvent("j"))
	page.until(t, `document.querySelector('a.number[aria-current]')?.textContent === '$0.34'`)
	page.do(t, chromedp.KeyEvent(kb.Escape))
	page.until(t, `!document.querySelector('.inspector') && !CSS.highlights.get('value')`)

	page.open(t, address)
	if got := evaluate[string](t, page, lit+`('value')`); got != "$424 million" {
		t.Errorf("the address of a fact leads to %q", got)
	}
	visible := `(() => { const r = document.querySelector('a.number[aria-current]').getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight; })()`
	page.until(t, visible)

	transcript := address[:strings.Index(address, "/facts/")]
	page.open(t, transcript+"#bytes=2003-2041")
	if got := evaluate[string](t, page, lit+`('span')`); got != "Non-GAAP earnings were $0.34 per share" {
		t.Errorf("the address of a span leads to %q", got)
	}
	testSelection(t, page)
	testFolding(t, page)
}

// testSelection: what is selected has an address.
func testSelection(t *testing.T, page *tab) {
	evaluate[bool](t, page, `(() => {
		const number = [...document.querySelectorAll('.turn a.number')].find((a) => a.textContent === '$424 million');
		const range = document.createRange();
		range.setStart(number.previousSibling, number.previousSibling.data.length - 'Revenue was '.length);
		range.setEnd(number.firstChild, number.textContent.length);
		getSelection().removeAllRanges();
		getSelection().addRange(range);
		return true;
	})()`)
	page.until(t, `!document.querySelector('.copy').hidden`)
	page.do(t, chromedp.Click(`.copy`))
	page.until(t, lit+`('span') === 'Revenue was $424 million'`)
	sample, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q1.txt"))
	if err != nil {
		t.Fatal(err)
	}
	start := strings.Index(string(sample), "Revenue was $424 million")
	if got, want := evaluate[string](t, page, `location.hash`), fmt.Sprintf("#bytes=%d-%d", start, start+len("Revenue was $424 million")); got != want {
		t.Errorf("the address of the selection is %s, want %s", got, want)
	}
}

func testFolding(t *testing.T, page *tab) {
	page.do(t, chromedp.Click(`.strip .tools button`))
	if n := evaluate[int](t, page, `document.querySelectorAll('.turn[open]').length`); n != 0 {
		t.Errorf("%d turns stay open", n)
	}
	// A folded turn unfolds for the fact that is looked for in it.
	page.do(t, chromedp.Click(`.facts tbody tr:nth-child(4) .value`))
	page.until(t, `document.querySelector('a.number[aria-current]')?.closest('.turn').open`)
	page.do(t, chromedp.Click(`.strip .tools button:nth-child(2)`))
	evaluate[bool](t, page, `document.querySelector('.people').open = true`)
	page.do(t, chromedp.Click(`.people li:nth-child(1) input`))
	folded := evaluate[[]string](t, page, `[...new Set([...document.querySelectorAll('.turn:not([open]) .who')].map((e) => e.textContent))]`)
	if !slices.Equal(folded, []string{"Dana Whitfield"}) {
		t.Errorf("folded without the first speaker: %q", folded)
	}
}

// testTable: the facts are filtered and sorted; those that are none are listed.
func testTable(t *testing.T, page *tab) {
	page.open(t, firstCall)
	page.size(t, 1280, 800)
	if !evaluate[bool](t, page, `(() => { const i = document.querySelector('.filters input'); i.value = i.placeholder; const fits = i.scrollWidth <= i.clientWidth; i.value = ''; return fits; })()`) {
		t.Error("the words in the empty field are cut off")
	}
	page.size(t, 1440, 900)
	all := evaluate[int](t, page, `document.querySelectorAll('.facts tbody tr').length`)
	evaluate[bool](t, page, `(() => { const s = document.querySelector('.filters select'); s.value = 'guidance'; s.dispatchEvent(new Event('change')); return true; })()`)
	guidance := evaluate[int](t, page, `document.querySelectorAll('.facts tbody tr').length`)
	tags := evaluate[int](t, page, `document.querySelectorAll('.facts .tag.guidance').length`)
	if guidance == 0 || guidance >= all || tags != guidance {
		t.Errorf("%d facts, %d guidance with %d tags", all, guidance, tags)
	}
	page.open(t, firstCall)
	page.do(t, chromedp.SendKeys(`.filters input`, "Castellanos"))
	page.until(t, `document.querySelectorAll('.facts tbody tr').length < `+strconv.Itoa(all))
	page.do(t, chromedp.Click(`.facts thead th.period button`))
	page.do(t, chromedp.Click(`.facts thead th.period button`))
	if sort := evaluate[string](t, page, `document.querySelector('.facts thead th.period').getAttribute('aria-sort')`); sort != "descending" {
		t.Errorf("sorted: %s", sort)
	}
	page.do(t, chromedp.Click(`#tab-1`))
	page.do(t, chromedp.Click(`.others a`))
	page.until(t, `location.hash.startsWith('#bytes=') && CSS.highlights.get('span')`)
	if got, want := evaluate[string](t, page, lit+`('span')`), evaluate[string](t, page, `document.querySelector('.others a b').textContent`); got != want || got == "" {
		t.Errorf("%q leads to %q", want, got)
	}
}

// testSpans: what the page lights up is, byte for byte, what the API names, in a
// text of accents, CJK and emoji; and nothing of it becomes markup.
func testSpans(t *testing.T, in *installation, page *tab) {
	var found struct {
		Facts []struct {
			Name     string
			Evidence map[string]json.RawMessage
		}
	}
	var calls struct {
		Calls []struct{ Name, CurrentTranscript string }
	}
	in.get(t, "/v1/companies/-/calls?filter="+url.QueryEscape(`date = "2023-07-25"`), &calls)
	transcript := ""
	for _, c := range calls.Calls {
		if !strings.Contains(c.Name, "northwind") {
			transcript = c.CurrentTranscript
		}
	}
	in.get(t, "/v1/"+transcript+"/facts?pageSize=1000", &found)
	if len(found.Facts) < 5 {
		t.Fatalf("%d facts", len(found.Facts))
	}
	page.open(t, "/"+transcript)
	parts := 0
	for _, f := range found.Facts {
		evaluate[bool](t, page, fmt.Sprintf(`document.querySelector('.facts tr[data-fact="%s"] a').click(), true`, f.Name))
		page.until(t, fmt.Sprintf(`location.pathname === '/%s' && document.querySelector('.facts tr.chosen')?.dataset.fact === '%s'`, f.Name, f.Name))
		for _, part := range []string{"value", "concept", "period", "comparison", "basis"} {
			var span struct{ Start, End int }
			if raw, ok := f.Evidence[part]; !ok || json.Unmarshal(raw, &span) != nil {
				continue
			}
			if got, want := evaluate[string](t, page, lit+`('`+part+`')`), hostile[span.Start:span.End]; got != want {
				t.Errorf("%s of %s: %q lights up %q", part, f.Name, want, got)
			}
		}
		var spans []struct{ Start, End int }
		if raw, ok := f.Evidence["dimensions"]; ok && json.Unmarshal(raw, &spans) == nil {
			parts++
			if got, want := evaluate[string](t, page, lit+`('dimension')`), hostile[spans[0].Start:spans[0].End]; got != want {
				t.Errorf("the part of %s: %q lights up %q", f.Name, want, got)
			}
		}
	}
	if parts == 0 {
		t.Error("no fact is of a part")
	}
	if title := evaluate[string](t, page, `document.title`); strings.Contains(title, "owned") {
		t.Error("the transcript has run a script")
	}
	if n := evaluate[int](t, page, `document.querySelectorAll('main img, main script, main a[href^="javascript"]').length`); n != 0 {
		t.Errorf("%d elements come from the transcript", n)
	}
	if !evaluate[bool](t, page, `document.querySelector('.transcript').textContent.includes('<img src=x onerror=')`) {
		t.Error("the text of the transcript is not shown as it is")
	}
}

// testChecks: what does not fit stands under the words that say it.
func testChecks(t *testing.T, in *installation, page *tab) {
	var found struct {
		Findings []struct {
			Call, Verdict, Arithmetic string
			Facts                     []struct{ Name string }
		}
	}
	in.get(t, "/v1"+northwind+"/calls/-/findings?pageSize=1000&filter="+url.QueryEscape("verdict = INCONSISTENT"), &found)
	if len(found.Findings) == 0 {
		t.Skip("everything in the samples fits")
	}
	page.open(t, "/"+found.Findings[0].Call)
	page.until(t, `document.querySelector('.transcript .note')`)
	notes := evaluate[[]string](t, page, `[...document.querySelectorAll('.transcript .note')].map((n) => n.textContent)`)
	if !strings.HasPrefix(notes[0], "Does not fit: ") {
		t.Errorf("notes: %q", notes)
	}
	page.do(t, chromedp.Click(`#tab-2`))
	page.until(t, `document.querySelector('.checks .finding.inconsistent .arithmetic')`)
}

// testSpeakers: who spoke and what was told are counted beside the call.
func testSpeakers(t *testing.T, page *tab) {
	page.open(t, northwind+"/calls/2023-q3")
	page.do(t, chromedp.Click(`#tab-3`))
	page.until(t, `document.querySelectorAll('.counts').length === 2`)
	first := evaluate[[]string](t, page, `[...document.querySelector('.counts tbody tr').cells].map((c) => c.textContent.trim())`)
	if len(first) != 5 || !strings.HasPrefix(first[0], "Ines Castellanos") || first[1] != "48.7%" || first[3] != "7" {
		t.Errorf("who spoke most: %q", first)
	}
	told := evaluate[string](t, page, `document.querySelector('.told').innerText`)
	if !strings.Contains(told, "Revenue") || !strings.Contains(told, "Not told") {
		t.Errorf("told: %q", told)
	}
}

// testReview: a person's word on a fact, by the keyboard alone, beside what was
// extracted; what the server does not take is shown.
func testReview(t *testing.T, in *installation, page *tab) {
	var facts struct {
		Facts []struct {
			Name, Verdict string
			Value         struct{ Low string }
		}
	}
	list := "/v1" + firstCall + "/transcripts/-/facts?pageSize=1"
	in.get(t, list, &facts)
	page.open(t, "/"+facts.Facts[0].Name)
	page.do(t, chromedp.KeyEvent("r"))
	page.until(t, `document.activeElement?.name === 'verdict'`)
	page.do(t, chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight))
	page.until(t, `!document.querySelector('.correction').hidden`)
	field := func(label string) string {
		return fmt.Sprintf(`[...document.querySelectorAll('.review-form label.field')].find((l) => l.firstChild.textContent === '%s').lastChild`, label)
	}
	write := func(label, text string) {
		evaluate[bool](t, page, field(label)+`.select() ?? `+field(label)+`.focus() ?? true`)
		page.do(t, chromedp.KeyEvent(text))
	}
	write("Why", "It was said otherwise")
	write("Your name", "Jo Doe")
	page.do(t, chromedp.KeyEvent(kb.Enter))
	page.until(t, `document.querySelector('.review-form [role=alert]').textContent.includes('fields that should be different')`)
	write("From", "x")
	page.do(t, chromedp.KeyEvent(kb.Enter))
	page.until(t, `document.querySelector('.review-form [role=alert]').textContent.includes('decimal')`)
	write("From", "425000000")
	write("To", "425000000")
	page.do(t, chromedp.KeyEvent(kb.Enter))
	page.until(t, `document.querySelector('.reviews .verdict')?.textContent === 'corrected'`)
	said := evaluate[string](t, page, `document.querySelector('.reviews li').innerText.replace(/\s+/g, ' ')`)
	if !strings.Contains(said, "to $425M by Jo Doe, ") || !strings.Contains(said, "It was said otherwise") {
		t.Errorf("the review: %q", said)
	}
	if row := evaluate[string](t, page, `document.querySelector('.facts tr.chosen').textContent`); !strings.Contains(row, "corrected") || !strings.Contains(row, "$424M") {
		t.Errorf("the row is as extracted, with the verdict: %q", row)
	}
	in.get(t, list, &facts)
	if f := facts.Facts[0]; f.Verdict != "REVIEW_VERDICT_CORRECTED" || f.Value.Low != "424000000" {
		t.Errorf("%+v", f)
	}
}

// testSize: a call of 300 turns with as many facts is drawn with work that grows
// with it and no faster. How long that took is told, and decides nothing.
func testSize(t *testing.T, in *installation, page *tab) {
	var b strings.Builder
	b.WriteString("Contoso Freight Inc. (NASDAQ:CTSO) Q2 2021 Earnings Call\nJuly 20, 2021\n\nOperator: Good afternoon, and welcome to the Contoso Freight second quarter 2021 earnings call.\n")
	for i := range 149 {
		fmt.Fprintf(&b, "Ana Souza: How should we think about depot %d, and about what it brings to the network over the next years?\n", i)
		fmt.Fprintf(&b, "Jane Weaver: Revenue was $%d million, and operating margin was %d.5%%, which is what we had hoped for when we opened it.\n", 100+i, 5+i%20)
	}
	b.WriteString("Operator: This concludes the call. You may now disconnect.\n")
	path := filepath.Join(t.TempDir(), "long.txt")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "ingest", "--server", in.grpc, path)
	var found struct{ Facts []struct{ Name string } }
	in.get(t, "/v1/companies/contoso-freight/calls/2021-q2/transcripts/-/facts?pageSize=1000", &found)
	if len(found.Facts) != 298 {
		t.Fatalf("%d facts", len(found.Facts))
	}
	page.do(t, chromedp.Navigate("about:blank"))
	for _, cache := range []string{"empty", "full"} {
		if cache == "empty" {
			page.forget(t)
		}
		page.open(t, "/"+found.Facts[200].Name)
		var took struct {
			Turns, Facts, Elements, Requests, Modules int
			Drawn, Longest                            float64
		}
		raw := evaluate[json.RawMessage](t, page, `(() => {
			const drawn = performance.getEntriesByName('call drawn')[0].startTime;
			const asked = performance.getEntriesByType('resource').filter((r) => r.name.includes('/v1/'));
			return {
				turns: document.querySelectorAll('.turn').length, facts: document.querySelectorAll('tr[data-fact]').length,
				elements: document.querySelectorAll('*').length, requests: asked.length, drawn,
				modules: performance.getEntriesByType('resource').filter((r) => r.name.endsWith('.js') && r.startTime < drawn).length,
				longest: Math.max(0, ...asked.map((r) => r.duration)),
			};
		})()`)
		if err := json.Unmarshal(raw, &took); err != nil {
			t.Fatal(err)
		}
		t.Logf("with the cache %s, drawn and interactive %.0f ms after the navigation began, of which the slowest request %.0f ms: %+v", cache, took.Drawn, took.Longest, took)
		if took.Turns != 300 || took.Facts != 298 {
			t.Errorf("%d turns, %d facts", took.Turns, took.Facts)
		}
		if took.Elements > 20*(took.Turns+took.Facts) || took.Requests > 12 || took.Modules > 18 {
			t.Errorf("%d elements, %d requests, %d modules", took.Elements, took.Requests, took.Modules)
		}
		visible := `(() => { const r = document.querySelector('.facts tr.chosen').getBoundingClientRect(); return r.top > 0 && r.bottom < innerHeight; })()`
		page.until(t, visible)
	}
}

func testCompany(t *testing.T, page *tab) {
	page.open(t, northwind+"?concept=revenue&view=value")
	marks := evaluate[[]string](t, page, `[...document.querySelectorAll('.chart a')].map((a) => a.getAttribute('aria-label'))`)
	for _, want := range []string{"Q1 2023: $424M", "Q4 2023: $478M"} {
		if !slices.Contains(marks, want) {
			t.Errorf("%s is not drawn: %q", want, marks)
		}
	}
	evaluate[bool](t, page, `document.querySelector('.chart a').focus(), true`)
	page.until(t, `document.querySelector('.words').textContent.includes('“')`)
	page.open(t, northwind+"?concept=revenue&view=value")
	evaluate[bool](t, page, `(() => { const s = [...document.querySelectorAll('.controls label')].find((l) => l.textContent.startsWith('From')).querySelector('select'); s.value = '2023Q3'; s.dispatchEvent(new Event('change')); return true; })()`)
	page.until(t, `document.querySelector('.chart a').getAttribute('aria-label') === 'Q3 2023: $452M'`)
	if n := evaluate[int](t, page, `document.querySelectorAll('.matrix tbody tr').length`); n < 10 {
		t.Errorf("the matrix has %d rows", n)
	}
	page.until(t, `document.querySelector('.ledger') && document.querySelector('.findings') && document.querySelector('.coverage')`)
	covered := evaluate[[]string](t, page, `[...document.querySelectorAll('.coverage tbody tr')].find((r) => r.cells[0].textContent === 'Effective tax rate') ? [...[...document.querySelectorAll('.coverage tbody tr')].find((r) => r.cells[0].textContent === 'Effective tax rate').cells].map((c) => c.textContent) : []`)
	if !slices.Equal(covered, []string{"Effective tax rate", "2", "–", "–", "1"}) {
		t.Errorf("coverage: %q", covered)
	}
	outcome := `[...document.querySelectorAll('.ledger tbody tr')].find((r) => r.cells[0].textContent === 'Q4 2023' && r.cells[1].textContent === 'Revenue')?.innerText ?? ''`
	if got := evaluate[string](t, page, outcome); !strings.Contains(got, "$478M") || !strings.Contains(got, "within") {
		t.Errorf("guidance of the fourth quarter: %q", got)
	}
	endless := evaluate[string](t, page, `[...document.querySelectorAll('.ledger tbody tr')].find((r) => r.cells[1].textContent === 'Orders')?.innerText ?? ''`)
	if !strings.HasPrefix(endless, "not said") || !strings.HasSuffix(strings.TrimSpace(endless), "no period named") {
		t.Errorf("guidance without a period: %q", endless)
	}
	if n := evaluate[int](t, page, `document.querySelectorAll('.findings .finding .arithmetic').length`); n < 10 {
		t.Errorf("%d findings", n)
	}
	evaluate[bool](t, page, `(() => { const s = document.querySelector('.controls select'); s.value = 'gross_margin'; s.dispatchEvent(new Event('change')); return true; })()`)
	page.until(t, `location.search.includes('concept=gross_margin') && document.querySelector('.chart circle')`)
}

func testSearch(t *testing.T, page *tab) {
	page.open(t, "/")
	page.do(t, chromedp.KeyEvent("/"))
	page.do(t, chromedp.SendKeys("#find", "gross margin"+kb.Enter))
	page.until(t, `document.querySelectorAll('.matches li').length > 3`)
	page.drawn(t)
	words := evaluate[[]string](t, page, `[...document.querySelectorAll('.matches li:first-child mark')].map((m) => m.textContent.toLowerCase())`)
	if len(words) < 2 || words[0] != "gross" || words[1] != "margin" {
		t.Errorf("highlights: %q", words)
	}
	page.do(t, chromedp.Click(`.matches li a`))
	page.until(t, `document.querySelector('.transcript') && CSS.highlights.get('span')`)
	if got := evaluate[string](t, page, lit+`('span').toLowerCase()`); got != "gross" {
		t.Errorf("the first match leads to %q", got)
	}
	// How many there are is told when all of them are shown.
	count := `document.querySelector('.matches').previousElementSibling.textContent`
	page.open(t, "/search?q=quarter")
	if got := evaluate[string](t, page, count); got != "The best 25 passages; there are more." {
		t.Errorf("of many passages: %q", got)
	}
	for !evaluate[bool](t, page, `document.querySelector('.matches ~ button').hidden`) {
		before := evaluate[string](t, page, count)
		page.do(t, chromedp.Click(`.matches ~ button`))
		page.until(t, count+` !== '`+before+`'`)
	}
	if got, want := evaluate[string](t, page, count), evaluate[string](t, page, `document.querySelectorAll('.matches li').length + ' passages in all, the best first.'`); got != want {
		t.Errorf("of all passages: %q, want %q", got, want)
	}
}

func testCompare(t *testing.T, in *installation, page *tab) {
	var first, second struct{ CurrentTranscript string }
	in.get(t, "/v1"+firstCall, &first)
	in.get(t, "/v1"+northwind+"/calls/2023-q2", &second)
	page.open(t, "/compare?"+url.Values{"base": {first.CurrentTranscript}, "other": {second.CurrentTranscript}}.Encode())
	if n := evaluate[int](t, page, `document.querySelectorAll('.differences tbody tr').length`); n < 10 {
		t.Errorf("%d differences of two calls", n)
	}
	page.open(t, "/compare?"+url.Values{"base": {first.CurrentTranscript}, "other": {first.CurrentTranscript}}.Encode())
	if text := evaluate[string](t, page, `document.querySelector('main').innerText`); !strings.Contains(text, "0 differences") || strings.Contains(text, "two companies") {
		t.Errorf("a transcript beside itself: %q", text)
	}
	seconds := evaluate[[]string](t, page, `[...document.querySelectorAll('.filters-row label:last-child option')].slice(1, 5).map((o) => o.value.split('/calls/')[0])`)
	if slices.ContainsFunc(seconds, func(company string) bool { return "/"+company != northwind }) {
		t.Errorf("beside a call are offered first: %q", seconds)
	}
	var stranger struct{ CurrentTranscript string }
	in.get(t, "/v1/companies/bluestem-kitchens/calls/2024-q2", &stranger)
	page.open(t, "/compare?"+url.Values{"base": {first.CurrentTranscript}, "other": {stranger.CurrentTranscript}}.Encode())
	if notice := evaluate[string](t, page, `document.querySelector('.notice')?.textContent ?? ''`); !strings.Contains(notice, "two companies") {
		t.Errorf("of two companies it is told %q", notice)
	}
}

func testReference(t *testing.T, page *tab) {
	page.open(t, "/api")
	if n := evaluate[int](t, page, `document.querySelectorAll('.operation').length`); n < 20 {
		t.Errorf("%d operations", n)
	}
	page.do(t, chromedp.Click(`.operation summary`))
	page.until(t, `document.querySelector('.operation[open] pre')?.textContent.startsWith('curl')`)
}

func testNotFound(t *testing.T, page *tab) {
	page.open(t, "/companies/nobody")
	if text := evaluate[string](t, page, `document.querySelector('main').innerText`); !strings.Contains(text, "Not found") {
		t.Errorf("%q", text)
	}
}

// testEverywhere looks at every page in both themes, and at the width of a
// telephone.
func testEverywhere(t *testing.T, in *installation, page *tab) {
	axe, err := os.ReadFile(axeFile)
	if err != nil {
		t.Log("accessibility is not tested: axe-core is not there (scripts/chromium)")
	}
	var facts struct{ Facts []struct{ Name string } }
	in.get(t, "/v1"+firstCall+"/transcripts/-/facts?pageSize=2", &facts)
	t.Cleanup(func() { page.size(t, 1440, 900) })
	for name, path := range map[string]string{
		"home": "/", "call": firstCall, "fact": "/" + facts.Facts[1].Name, "company": northwind,
		"search": "/search?q=margin", "compare": "/compare", "reference": "/api", "no page": "/companies/nobody",
	} {
		for _, theme := range []string{"light", "dark"} {
			page.size(t, 1440, 900)
			page.media(t, "", theme)
			page.open(t, path)
			page.until(t, `!/takes a moment|being made/.test(document.querySelector('main').textContent)`)
			if axe == nil {
				continue
			}
			for _, fault := range page.keepsOut(t, string(axe)) {
				t.Errorf("%s, %s: %s", name, theme, fault)
			}
		}
		page.media(t, "print", "dark")
		if ink := evaluate[string](t, page, `getComputedStyle(document.body).color`); ink != "rgb(29, 28, 25)" {
			t.Errorf("%s is printed in %s", name, ink)
		}
		page.media(t, "", "light")
		page.size(t, 390, 844)
		page.open(t, path)
		if over := evaluate[int](t, page, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("%s is %d pixels wider than a telephone", name, over)
		}
	}
}
