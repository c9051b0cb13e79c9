// Package web serves the page: files embedded in the binary, built by nothing.
//
// The page of a resource is at the resource's name:
// /companies/northwind-systems/calls/2023-q1 shows that call, and the name of a
// fact leads to the words that say it. A span of the text is a fragment,
// #bytes=2377-2382, in UTF-8 bytes like every span of the API.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"path"
	"regexp"
	"slices"
	"time"
)

//go:embed static
var files embed.FS

// mediaTypes does not leave the types to the tables of the machine: a browser
// refuses a module that is not called JavaScript.
var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// pages are the paths at which the page is served, with the module that draws
// it there, if one does: its own router decides.
var pages = map[string]string{
	"GET /{$}":                        "home.js",
	"GET /companies/":                 "",
	"GET /companies/{company}":        "company.js",
	"GET /companies/{company}/calls/": "call.js",
	"GET /search":                     "search.js",
	"GET /compare":                    "compare.js",
	"GET /api":                        "reference.js",
}

// Handler serves the page and its files, and 404 for everything else. The page
// names its files with their version, so that a browser asks once for each, and
// sees another version of the binary at once.
func Handler() http.Handler {
	all := load()
	version := versionOf(all)
	mux := http.NewServeMux()
	for pattern, module := range pages {
		page := pageOf(all, version, module)
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { serve(w, r, page, ".html", "no-cache") })
	}
	mux.HandleFunc("GET /static/{version}/{name}", func(w http.ResponseWriter, r *http.Request) {
		name, cache := r.PathValue("name"), "public, max-age=31536000, immutable"
		if r.PathValue("version") != version {
			cache = "no-cache" // while one version takes over from another
		}
		content, ok := all[name]
		if !ok || name == "index.html" {
			http.NotFound(w, r)
			return
		}
		serve(w, r, content, path.Ext(name), cache)
	})
	return mux
}

// load is the content of each file.
func load() map[string][]byte {
	all := map[string][]byte{}
	entries, err := files.ReadDir("static")
	for _, entry := range entries {
		if err == nil {
			all[entry.Name()], err = files.ReadFile("static/" + entry.Name())
		}
	}
	if err != nil {
		panic(err) // the files are embedded above
	}
	return all
}

func versionOf(all map[string][]byte) string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(sum, "%s %d ", name, len(all[name]))
		sum.Write(all[name])
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// pageOf is the page for one of its paths: it names every module that is needed
// there, so that the browser asks for all at once, not for one behind the other.
func pageOf(all map[string][]byte, version, module string) []byte {
	needed := map[string]bool{}
	modulesOf(all, "app.js", needed)
	if module != "" {
		modulesOf(all, module, needed)
	}
	var links bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(needed)) {
		if name != "app.js" {
			fmt.Fprintf(&links, "<link rel=\"modulepreload\" href=\"/static/%s\">\n", name)
		}
	}
	page := bytes.Replace(all["index.html"], []byte("</head>"), append(links.Bytes(), "</head>"...), 1)
	return bytes.ReplaceAll(page, []byte(`"/static/`), []byte(`"/static/`+version+`/`))
}

// imported finds what a module imports before it runs.
var imported = regexp.MustCompile(`(?m)^(?:import|\}) .*from '\./([a-z]+\.js)';$`)

func modulesOf(all map[string][]byte, name string, into map[string]bool) {
	if into[name] {
		return
	}
	into[name] = true
	for _, found := range imported.FindAllSubmatch(all[name], -1) {
		modulesOf(all, string(found[1]), into)
	}
}

func serve(w http.ResponseWriter, r *http.Request, content []byte, extension, cache string) {
	sum := sha256.Sum256(content)
	h := w.Header()
	h.Set("Content-Type", mediaTypes[extension])
	h.Set("Cache-Control", cache)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
