package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// axeFile is where scripts/chromium puts axe-core.
const axeFile = "../../build/axe/axe.min.js"

// browserPath is the Chromium to test with; the test is skipped where there is
// none.
func browserPath(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path
	}
	for _, name := range []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium is installed; scripts/chromium tells how to have one")
	return ""
}

// A tab is a page of a real browser. What the page complains of fails the test.
type tab struct {
	ctx    context.Context //nolint:containedctx // chromedp keeps the tab in it
	server string

	mutex      sync.Mutex
	complaints []string
}

// openTab starts a browser with a profile of its own.
func openTab(t testing.TB, server string) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browserPath(t)), chromedp.UserDataDir(t.TempDir()), chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	in := &tab{ctx: ctx, server: server}
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("the browser does not end: %v", err)
		}
		cancel()
		stop()
		in.mutex.Lock()
		defer in.mutex.Unlock()
		for _, c := range in.complaints {
			t.Errorf("the page complains: %s", c)
		}
	})
	in.size(t, 1440, 900)
	go in.listen()
	return in
}

// listen gathers errors. That a request was answered with one is no complaint:
// the page shows it.
func (in *tab) listen() {
	for m, err := range chromedp.Console(in.ctx) {
		if err != nil {
			return
		}
		bad := m.Type == "error" || m.Type == "warning" || m.Type == chromedp.ConsoleException
		if !bad || strings.HasPrefix(m.Text, "Failed to load resource") {
			continue
		}
		in.mutex.Lock()
		in.complaints = append(in.complaints, m.Text)
		in.mutex.Unlock()
	}
}

func (in *tab) do(t testing.TB, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(in.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// evaluate is the value of an expression in the page.
func evaluate[T any](t testing.TB, in *tab, expression string) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(in.ctx, time.Minute)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// until waits until a condition of the page holds.
func (in *tab) until(t testing.TB, condition string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(in.ctx, time.Minute)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool]("Boolean("+condition+")")); err != nil {
		t.Fatalf("%s does not come to hold: %v\n%s", condition, err, evaluate[string](t, in, `document.body.innerText.slice(0, 2000)`))
	}
}

// forget empties the browser's cache.
func (in *tab) forget(t testing.TB) {
	t.Helper()
	if _, err := chromedp.Call(in.ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
}

// open goes to a page, and waits until it is drawn.
func (in *tab) open(t testing.TB, path string) {
	t.Helper()
	in.do(t, chromedp.Navigate(in.server+path))
	in.drawn(t)
}

func (in *tab) drawn(t testing.TB) {
	t.Helper()
	in.until(t, `document.querySelector('main h1') && !document.querySelector('main[aria-busy], main [aria-busy]')`)
}

func (in *tab) size(t testing.TB, width, height int64) {
	t.Helper()
	// The first action starts the browser, which a time limit would end.
	if err := chromedp.Do(in.ctx, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatal(err)
	}
}

// media sets what the page is shown on, and what it takes for the user's theme.
func (in *tab) media(t testing.TB, media, scheme string) {
	t.Helper()
	_, err := chromedp.Call(in.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media:    media,
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// keepsOut is what axe-core finds in the page against WCAG 2.2 AA.
func (in *tab) keepsOut(t testing.TB, axe string) []string {
	t.Helper()
	// The script defines `axe` and yields nothing that can be sent.
	evaluate[bool](t, in, axe+"\n;true")
	found := evaluate[json.RawMessage](t, in, `axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
		.then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? ''))))`)
	var lines []string
	if err := json.Unmarshal(found, &lines); err != nil {
		t.Fatal(err)
	}
	return lines
}
