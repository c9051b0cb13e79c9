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
