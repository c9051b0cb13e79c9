package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// testKeyboard: the keys of the page work while a review is begun, and are letters
// where one is written.
func testKeyboard(t *testing.T, page *tab) {
	press := func(keys ...string) {
		for _, key := range keys {
			page.do(t, chromedp.KeyEvent(key))
		}
	}
	const (
		onVerdict = `document.activeElement?.name === 'verdict'`
		row       = `document.querySelector('.facts tr.chosen')`
	)
	page.open(t, firstCall)
	press("j")
	page.until(t, row)
	press("r")
	page.until(t, onVerdict)
	press(kb.Escape)
	page.until(t, `!document.querySelector('.review[open]') && document.activeElement === document.querySelector('.review summary')`)
	press(kb.Escape)
	page.until(t, `!document.querySelector('.inspector')`)
	press("j", "r")
	page.until(t, onVerdict)
	press("j")
	page.until(t, row+`?.sectionRowIndex === 1 && document.activeElement.closest('tr') === `+row)
	press("r")
	page.until(t, onVerdict)
	press("/")
	page.until(t, `document.activeElement.id === 'find'`)

	why := `document.querySelector('.review-form textarea')`
	evaluate[bool](t, page, why+`.focus() ?? true`)
	press("j", "r", "/")
	page.until(t, why+`.value === 'jr/' && `+row+`.sectionRowIndex === 1`)
	press(kb.Escape)
	page.until(t, `!document.querySelector('.review[open]')`)
	press("r")
	page.until(t, `document.querySelector('.review[open]') && `+why+`.value === 'jr/'`)
}
