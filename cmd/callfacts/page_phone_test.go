package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// testPhone: what a table or a sheet holds can be reached at the width of a
// telephone.
func testPhone(t *testing.T, page *tab) {
	page.size(t, 390, 844)
	t.Cleanup(func() { page.size(t, 1440, 900) })
	t.Run("sheet", func(t *testing.T) { testSheet(t, page) })
	t.Run("periods", func(t *testing.T) { testPeriods(t, page) })
	t.Run("dates", func(t *testing.T) { testDates(t, page) })
}

// testSheet: a fact that was opened from the table is closed by its cross, and
// its row is seen above it.
func testSheet(t *testing.T, page *tab) {
	page.open(t, firstCall)
	page.do(t, chromedp.Click(`.switch [data-side="read"]`), chromedp.Click(`.facts tbody tr:nth-child(3) .value`))
	page.until(t, `document.querySelector('.inspector')`)
	middle := `((e) => { const r = e.getBoundingClientRect(); return document.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2); })`
	if top := evaluate[string](t, page, middle+`(document.querySelector('.inspector .close')).outerHTML`); !strings.Contains(top, `aria-label="Close"`) {
		t.Fatalf("over the cross lies %s", top)
	}
	if !evaluate[bool](t, page, middle+`(document.querySelector('.facts tr.chosen .value')).closest('tr.chosen') !== null`) {
		t.Error("the row of the fact is not seen")
	}
	page.do(t, chromedp.Click(`.inspector .close`))
	page.until(t, `!document.querySelector('.inspector')`)
}

// testPeriods: the table of all periods opens at the newest that was reported, and
// shows that there are others on either side.
func testPeriods(t *testing.T, page *tab) {
	const (
		seen = `[...document.querySelectorAll('[aria-labelledby=matrix] thead th + th')].filter((h) => {
			const [of, at] = [h.closest('.scroll').getBoundingClientRect(), h.getBoundingClientRect()];
			return at.left >= of.left && at.right <= of.right + 1;
		}).map((h) => h.textContent)`
		tools = `[...document.querySelectorAll('#matrix ~ .tools:not([hidden]) button')]`
	)
	page.open(t, northwind)
	if got := evaluate[[]string](t, page, seen); len(got) == 0 || got[len(got)-1] != "FY 2023" {
		t.Errorf("the table opens at %q", got)
	}
	page.until(t, tools+`.filter((b) => b.getAttribute('aria-disabled') === 'false').length === 2`)
	page.do(t, chromedp.Click(`#matrix ~ .tools button:last-child`))
	page.until(t, tools+`.map((b) => b.getAttribute('aria-disabled')).join() === 'false,true'`)
	if got := evaluate[[]string](t, page, seen); len(got) == 0 || got[len(got)-1] != "FY 2024" {
		t.Errorf("later is %q", got)
	}
	page.do(t, chromedp.Click(`#matrix ~ .tools button:first-child`))
	page.until(t, seen+`.includes('Q4 2023')`)
}

// testDates: when something was guided is read on one line.
func testDates(t *testing.T, page *tab) {
	page.open(t, northwind)
	page.until(t, `document.querySelector('.ledger .when')`)
	broken := evaluate[[]string](t, page, `[...document.querySelectorAll('.ledger .when, .ledger .for')].filter((e) => {
		const range = document.createRange();
		range.selectNodeContents(e);
		return new Set([...range.getClientRects()].map((r) => Math.round(r.top))).size > 1;
	}).map((e) => e.textContent)`)
	if len(broken) > 0 {
		t.Errorf("on several lines: %q", broken)
	}
}
