package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// ferries is a call that tells revenue of parts only.
const ferries = `Adatum Ferries Inc. (NASDAQ:ADFR) Q2 2021 Earnings Call
July 20, 2021

Operator: Good afternoon, and welcome to the Adatum Ferries second quarter 2021 earnings call.
Jane Weaver: Thank you. Revenue in Germany was $21 million in the second quarter, and revenue in France was $14 million. Operating margin was 18.5%.
Operator: This concludes the call. You may now disconnect.
`

// testWhole: a chart shows the company's own values; where there are none it says
// so, and offers the parts. A page opens with a measure that has some.
func testWhole(t *testing.T, in *installation, page *tab) {
	path := filepath.Join(t.TempDir(), "ferries.txt")
	if err := os.WriteFile(path, []byte(ferries), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "ingest", "--server", in.grpc, path)
	const marks = `[...document.querySelectorAll('.chart a')].map((a) => a.getAttribute('aria-label')).sort()`
	page.open(t, "/companies/adatum-ferries")
	if got := evaluate[[]string](t, page, marks); !slices.Equal(got, []string{"Q2 2021: 18.5%"}) {
		t.Errorf("the page opens with %q", got)
	}
	page.open(t, "/companies/adatum-ferries?concept=revenue")
	page.until(t, `!document.querySelector('.chart') && document.querySelector('main').innerText.includes('Of the whole company nothing was said')`)
	page.do(t, chromedp.Click(`p.tools button`))
	page.until(t, `document.querySelector('.chart') && location.search.includes('parts=AXIS_GEOGRAPHY')`)
	if got := evaluate[[]string](t, page, marks); !slices.Equal(got, []string{"Q2 2021: $14M", "Q2 2021: $21M"}) {
		t.Errorf("of the parts are drawn %q", got)
	}
}
