package auth_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/auth"
)

// TestNeeded: each method that there is needs the scope that this list says; a
// new one fails here until somebody has thought about it.
func TestNeeded(t *testing.T) {
	changes := map[string]auth.Scope{
		"IngestDocument": auth.Ingest, "IngestDocuments": auth.Ingest,
		"DeleteTranscript": auth.Admin, "ReparseTranscripts": auth.Admin, "MoveTranscript": auth.Admin,
		"UpdateCompany": auth.Admin, "MergeCompanies": auth.Admin,
		"UpdateTaxonomy": auth.Admin, "ReextractTranscripts": auth.Admin, "ReviewFact": auth.Admin,
	}
	check := func(service, name string) {
		want, ok := changes[name]
		if !ok {
			want = auth.Read
		}
		if got := auth.Needed("/" + service + "/" + name); got != want {
			t.Errorf("%s needs %s, want %s", name, got, want)
		}
	}
	for _, m := range parserv1.ParserService_ServiceDesc.Methods {
		check("callfacts.parser.v1.ParserService", m.MethodName)
	}
	for _, m := range metricsv1.MetricsService_ServiceDesc.Methods {
		check("callfacts.metrics.v1.MetricsService", m.MethodName)
	}
	for _, m := range append(parserv1.ParserService_ServiceDesc.Streams, metricsv1.MetricsService_ServiceDesc.Streams...) {
		check("callfacts.x.v1.Service", m.StreamName)
	}
	if auth.Needed("/callfacts.x.v1.Service/DropEverything") != auth.Admin {
		t.Error("what nobody thought of is not admin's")
	}
}

func write(t *testing.T, path string, lines ...string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

func newKey(t *testing.T, name string, scopes ...auth.Scope) (key, line string) {
	t.Helper()
	key, line, err := auth.NewKey(name, scopes...)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(line, key) || len(key) < 40 {
		t.Fatalf("%s holds the key", line)
	}
	return key, line
}

// TestKeys: a key is known by its hash, with its scopes; a file that changes is
// read again, one that is broken is not.
func TestKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	reader, readerLine := newKey(t, "reader", auth.Read)
	admin, adminLine := newKey(t, "admin", auth.Admin)
	write(t, path, "# of the desk", "", readerLine)
	keys, err := auth.Open(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	client, ok := keys.Client(reader)
	if !ok || client.Name != "reader" || !client.May(auth.Read) || client.May(auth.Ingest) || client.May(auth.Admin) {
		t.Errorf("%+v %v", client, ok)
	}
	for _, unknown := range []string{"", admin, reader + "x", strings.TrimPrefix(readerLine, "reader read sha256:")} {
		if _, ok := keys.Client(unknown); ok {
			t.Errorf("%q is known", unknown)
		}
	}
	until := func(what string, holds func() bool) {
		t.Helper()
		for deadline := time.Now().Add(30 * time.Second); !holds(); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal(what)
			}
		}
	}
	write(t, path, adminLine)
	until("the file is not read again", func() bool { _, ok := keys.Client(admin); return ok })
	if _, ok := keys.Client(reader); ok {
		t.Error("a key that was taken off is known")
	}
	if client, _ := keys.Client(admin); !client.May(auth.Ingest) || !client.May(auth.Read) {
		t.Error("admin may not read or ingest")
	}
	own, err := keys.Issue("worker", auth.Read)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, "broken")
	time.Sleep(1100 * time.Millisecond) // longer than a look lasts
	if _, ok := keys.Client(admin); !ok {
		t.Error("a broken file took the keys away")
	}
	if client, ok := keys.Client(own); !ok || !client.Own {
		t.Error("the process does not know its own key")
	}
}

// TestBadFiles: a file that is not in order stops the start, and names the line.
func TestBadFiles(t *testing.T) {
	_, line := newKey(t, "a", auth.Read)
	for bad, want := range map[string]string{
		"a read":                                  ":2: want NAME SCOPES",
		strings.Replace(line, "read", "root", 1):  `:2: there is no scope "root"`,
		strings.Replace(line, "sha256", "md5", 1): ":2: the hash of a",
		line[:len(line)-2]:                        ":2: the hash of a",
	} {
		path := filepath.Join(t.TempDir(), "keys")
		write(t, path, line, bad)
		if _, err := auth.Open(path, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", bad, err, want)
		}
	}
	if _, err := auth.Open(filepath.Join(t.TempDir(), "none"), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a file that is not there is taken")
	}
}
