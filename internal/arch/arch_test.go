// Package arch checks who imports whom. Each rule stands here with its reason;
// ARCHITECTURE.md draws the picture. The files are read in this process: a test
// that asks the go command would be answered from the test cache after a change
// that it does not see.
package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/callfacts/callfacts"

// engine is the packages that turn text into facts, each before those that may
// use it.
var engine = []string{
	"internal/source", "internal/decimal", "internal/token", "internal/phrase",
	"internal/transcript", "internal/sentence", "internal/quantity", "internal/period",
	"internal/concept", "internal/fact", "internal/reconcile", "internal/guidance", "internal/versions",
}

// A rule says what the packages below some folders may import.
type rule struct {
	reason string
	// of are the folders that the rule is for, except the folders and files in except.
	of, except []string
	// Where only is set, an import must be below one of its entries; "std" is
	// the standard library.
	only []string
	// An import must not be below an entry of never.
	never []string
	// tests says whether the rule is for test files too.
	tests bool
}

var rules = []rule{
	{
		reason: "the engine is text in, values out: the services, the CLI and the evaluation call the same functions, anywhere, and get the same answer",
		of:     engine,
		only:   append([]string{"std", "golang.org/x/text"}, inModule(engine)...),
	},
	{
		reason: "the engine knows no clock, network, process, randomness or log: the same bytes give the same facts",
		of:     engine,
		never:  []string{"context", "net", "os", "time", "log", "math/rand", "crypto/rand", "database"},
	},
	{
		reason: "regexp is 200 times slower than a scanner of our own",
		of:     engine,
		never:  []string{"regexp"},
	},
	{
		reason: "conversion stands before the engine, and knows neither wire nor storage",
		of:     []string{"internal/convert"},
		never:  []string{module + "/gen", module + "/services", "google.golang.org/grpc", "github.com/jackc"},
	},
	{
		reason: "services meet only through gRPC: each can be run, replaced and scaled alone",
		of:     []string{"services/parser"},
		never:  []string{module + "/services/metrics", module + "/services/gateway"},
		tests:  true,
	},
	{
		reason: "services meet only through gRPC: each can be run, replaced and scaled alone",
		of:     []string{"services/metrics"},
		never:  []string{module + "/services/parser", module + "/services/gateway"},
		tests:  true,
	},
	{
		reason: "SQL is the store's: a method of a service converts, calls, converts; metrics completes River's job in the transaction of its facts",
		of:     []string{"services/parser", "services/metrics"},
		except: []string{"services/parser/store", "services/metrics/store", "services/metrics/worker", "services/metrics/worker.go"},
		never:  []string{"github.com/jackc/pgx", "database/sql"},
	},
	{
		reason: "a store knows the engine's types and its tables; the wire's types change for other reasons",
		of:     []string{"services/parser/store", "services/metrics/store"},
		never:  []string{module + "/gen", module + "/internal/wire", "google.golang.org/grpc"},
	},
	{
		reason: "the gateway translates between REST and gRPC: it has no database and no engine",
		of:     []string{"services/gateway"},
		never:  append([]string{module + "/services/parser", module + "/services/metrics", module + "/internal/wire", module + "/internal/convert", module + "/internal/jobs", module + "/internal/postgres", "github.com/jackc"}, inModule(engine)...),
	},
	{
		reason: "the wire package knows the two sides that it translates between, and nothing of storage or transport",
		of:     []string{"internal/wire"},
		never:  []string{module + "/services", module + "/internal/postgres", module + "/internal/daemon", "google.golang.org/grpc", "github.com/jackc"},
	},
	{
		reason: "what all binaries share knows none of them",
		of:     []string{"internal/daemon", "internal/rpcerr", "internal/postgres", "internal/auth", "internal/telemetry"},
		never:  append([]string{module + "/services", module + "/internal/wire", module + "/internal/jobs"}, inModule(engine)...),
	},
	{
		reason: "a binary is the end of the line",
		of:     []string{"internal", "services", "gen"},
		never:  []string{module + "/cmd"},
	},
	{
		reason: "helpers of tests stay out of what is shipped",
		of:     []string{"internal", "services", "cmd"},
		except: []string{"internal/postgres/pgtest", "internal/export/duckdbtest"},
		never:  []string{module + "/internal/postgres/pgtest", module + "/internal/export/duckdbtest", "testing"},
	},
	{
		reason: "programs of the build stay out of what is shipped",
		of:     []string{"internal", "services", "cmd"},
		except: []string{"internal/tools"},
		never:  []string{module + "/internal/tools", "github.com/getkin/kin-openapi", "github.com/jhump/protoreflect"},
	},
}

func inModule(folders []string) []string {
	packages := make([]string, len(folders))
	for i, folder := range folders {
		packages[i] = module + "/" + folder
	}
	return packages
}

// A file is a Go file of the project and what it imports.
type file struct {
	path    string
	imports []string
}

func (f file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

func TestImports(t *testing.T) {
	files := read(t, os.DirFS("../.."))
	if len(files) < 20 {
		t.Fatalf("only %d files were read: the rules check nothing", len(files))
	}
	for _, found := range check(files) {
		t.Error(found)
	}
}

// check returns every import that breaks a rule, with the rule's reason.
func check(files []file) (found []string) {
	for _, f := range files {
		for _, r := range rules {
			if !below(f.path, r.of) || below(f.path, r.except) || f.isTest() && !r.tests {
				continue
			}
			for _, imported := range f.imports {
				if !r.allows(imported) {
					found = append(found, f.path+" imports "+imported+": "+r.reason)
				}
			}
		}
	}
	return found
}

func (r rule) allows(imported string) bool {
	if below(imported, r.never) {
		return false
	}
	return r.only == nil || below(imported, r.only) || isStandard(imported) && slices.Contains(r.only, "std")
}

// below reports whether a path is one of the roots or lies below one.
func below(p string, roots []string) bool {
	return slices.ContainsFunc(roots, func(root string) bool {
		return p == root || strings.HasPrefix(p, root+"/")
	})
}

// isStandard: only paths of the standard library have no dot in the first element.
func isStandard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// notOurs are folders without code of this module.
var notOurs = []string{".git", "bin", "build", "tools"}

func read(t *testing.T, root fs.FS) (files []file) {
	t.Helper()
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains(notOurs, name):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		imports, err := importsOf(root, name)
		files = append(files, file{path: name, imports: imports})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func importsOf(root fs.FS, name string) (imports []string, err error) {
	source, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, err
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		imports = append(imports, imported)
	}
	return imports, nil
}

// TestRulesBite: each rule finds the violation that it is there for, and lets
// pass what it must.
func TestRulesBite(t *testing.T) {
	for _, c := range []struct {
		path, imported string
		breaks         bool
	}{
		{"internal/fact/fact.go", "strings", false},
		{"internal/fact/fact.go", "golang.org/x/text/unicode/norm", false},
		{"internal/fact/fact.go", module + "/internal/quantity", false},
		{"internal/fact/fact.go", "github.com/jackc/pgx/v5", true},
		{"internal/fact/fact.go", module + "/gen/callfacts/metrics/v1", true},
		{"internal/fact/fact.go", "time", true},
		{"internal/quantity/scan.go", "regexp", true},
		{"internal/quantity/scan_test.go", "regexp", false},
		{"internal/convert/html.go", "golang.org/x/net/html", false},
		{"internal/convert/html.go", "github.com/jackc/pgx/v5", true},
		{"services/parser/server.go", module + "/services/metrics", true},
		{"services/metrics/server_test.go", module + "/services/parser/store", true},
		{"services/parser/server.go", "github.com/jackc/pgx/v5/pgxpool", true},
		{"services/parser/store/store.go", "github.com/jackc/pgx/v5/pgxpool", false},
		{"services/metrics/worker.go", "github.com/jackc/pgx/v5", false},
		{"services/metrics/server.go", "github.com/jackc/pgx/v5", true},
		{"services/metrics/store/store.go", module + "/gen/callfacts/metrics/v1", true},
		{"services/gateway/handler.go", module + "/internal/rpcerr", false},
		{"services/gateway/handler.go", module + "/internal/fact", true},
		{"services/gateway/handler.go", module + "/internal/postgres", true},
		{"internal/wire/fact.go", module + "/internal/postgres", true},
		{"internal/daemon/grpc.go", module + "/internal/fact", true},
		{"internal/eval/eval.go", module + "/cmd/callfacts", true},
		{"services/parser/server.go", module + "/internal/postgres/pgtest", true},
		{"services/parser/server_test.go", module + "/internal/postgres/pgtest", false},
		{"cmd/callfacts/main.go", "testing", true},
		{"services/gateway/handler.go", "github.com/getkin/kin-openapi/openapi3", true},
	} {
		found := check([]file{{path: c.path, imports: []string{c.imported}}})
		if (len(found) > 0) != c.breaks {
			t.Errorf("%s imports %s: %q, want broken: %v", c.path, c.imported, found, c.breaks)
		}
	}
}
