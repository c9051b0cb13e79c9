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
	"io/fs"
	"net/http"
	"path"
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

// pages are the paths at which the page itself is served; what it shows there,
// its own router decides.
var pages = []string{"GET /{$}", "GET /companies/", "GET /search", "GET /compare", "GET /api"}

// Handler serves the page and its files, and 404 for everything else.
func Handler() http.Handler {
	mux := http.NewServeMux()
	err := fs.WalkDir(files, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		handler := file(content, mediaTypes[path.Ext(name)])
		if path.Base(name) != "index.html" {
			mux.HandleFunc("GET /"+name, handler)
			return nil
		}
		for _, page := range pages {
			mux.HandleFunc(page, handler)
		}
		return nil
	})
	if err != nil {
		panic(err) // the files are embedded above
	}
	return mux
}

// file serves one file. A browser asks each time whether it still has the same:
// another version of the binary is seen at once.
func file(content []byte, mediaType string) http.HandlerFunc {
	sum := sha256.Sum256(content)
	etag := `"` + hex.EncodeToString(sum[:8]) + `"`
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", mediaType)
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", etag)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	}
}
