package web_test

import (
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/callfacts/callfacts/services/gateway/web"
)

func ask(t *testing.T, path string, header ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	web.Handler().ServeHTTP(w, r)
	response := w.Result()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// TestPages: the page stands at the names of resources, and nowhere else.
func TestPages(t *testing.T) {
	for path, want := range map[string]int{
		"/": 200, "/companies/northwind-systems/calls/2023-q1": 200, "/search": 200, "/compare": 200, "/api": 200,
		"/static/0/app.js": 200, "/static/app.js": 404, "/static/0/index.html": 404, "/favicon.ico": 404, "/static/": 404, "/static/0/none.js": 404, "/index.html": 404, "/searching": 404,
	} {
		response, body := ask(t, path)
		if response.StatusCode != want {
			t.Errorf("%s: %d", path, response.StatusCode)
		}
		if want == 200 && !strings.HasSuffix(path, ".js") && !strings.HasPrefix(body, "<!doctype html>") {
			t.Errorf("%s is no page: %.40q", path, body)
		}
	}
}

// TestPreloaded: the modules that a page needs are asked for at once, not one
// behind the other, and those of other pages are not.
func TestPreloaded(t *testing.T) {
	link := regexp.MustCompile(`<link rel="modulepreload" href="(/static/[0-9a-f]{16}/)([a-z]+\.js)">`)
	imports := regexp.MustCompile(`\bfrom '\./([a-z]+\.js)'`)
	for path, module := range map[string]string{
		"/": "home.js", "/companies/northwind-systems": "company.js", "/companies/northwind-systems/calls/2023-q1": "call.js",
		"/companies/-/calls/-/transcripts/0123456789abcdef/facts/abcdefghijklmnop": "call.js",
		"/search": "search.js", "/compare": "compare.js", "/api": "reference.js", "/companies/a/b": "",
	} {
		_, page := ask(t, path)
		loaded := map[string]bool{"app.js": true}
		folder := ""
		for _, found := range link.FindAllStringSubmatch(page, -1) {
			folder, loaded[found[2]] = found[1], true
		}
		if module != "" && !loaded[module] {
			t.Errorf("%s does not load %s", path, module)
		}
		needed := map[string]bool{"app.js": true, module: module != ""}
		for name := range loaded {
			_, source := ask(t, folder+name)
			for _, found := range imports.FindAllStringSubmatch(source, -1) {
				needed[found[1]] = true
				if !loaded[found[1]] {
					t.Errorf("%s does not load %s, which %s imports", path, found[1], name)
				}
			}
		}
		for name := range loaded {
			if !needed[name] {
				t.Errorf("%s loads %s, which nothing imports", path, name)
			}
		}
	}
}

// TestCaching: a browser asks once for the files of this version, and each time
// for the page and for the files of a version that is on its way in or out; what
// it has it does not get again.
func TestCaching(t *testing.T) {
	page, text := ask(t, "/")
	own := regexp.MustCompile(`/static/[0-9a-f]{16}/app\.js`).FindString(text)
	if got := page.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("the page: %q", got)
	}
	first, _ := ask(t, own)
	if got := first.Header.Get("Content-Type"); got != "text/javascript; charset=utf-8" {
		t.Errorf("type %q", got)
	}
	if got := first.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("%s: %q", own, got)
	}
	second, body := ask(t, "/static/0123456789abcdef/app.js", "If-None-Match", first.Header.Get("ETag"))
	if second.StatusCode != http.StatusNotModified || body != "" || second.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("asked again: %d, %d bytes, %v", second.StatusCode, len(body), second.Header)
	}
}

// TestNothingInline: what the gateway's policy forbids is not in the files, and
// no text becomes markup.
func TestNothingInline(t *testing.T) {
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\('style'|<style|<script>|\sstyle="|https?://(?:[^w]|w[^w])`)
	files := os.DirFS("static")
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if found := forbidden.FindString(string(content)); found != "" {
			t.Errorf("%s has %q", name, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
