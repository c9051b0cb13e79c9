package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
)

// TestBackup: what was backed up while the server ran is there after a restore
// into another cluster, to the last fact; a reader of the feed goes on from the
// cursor that it has, and misses nothing.
func TestBackup(t *testing.T) {
	old := install(t)
	must(t, "ingest", "--server", old.grpc, filepath.Join(sampleDir, "northwind-2023-q1.txt"), filepath.Join(sampleDir, "bluestem-2024-q3.txt"))
	facts := old.listed(t, "", 1000)
	cursor, seen := old.changes(t, "", 2)
	file := filepath.Join(t.TempDir(), "backup")
	if _, said, code := command(t, "", "backup", "--data-dir", old.dir, file); code != 0 || !strings.HasPrefix(said, "backed up: 2 documents, 2 extractions, ") {
		t.Fatalf("%d %s", code, said)
	}
	must(t, "ingest", "--server", old.grpc, filepath.Join(sampleDir, "northwind-2023-q2.txt"))

	restored := &installation{dir: folder(t), http: freeAddress(t), grpc: freeAddress(t)}
	if _, said, code := command(t, "", "restore", "--data-dir", restored.dir, file); code != 0 || !strings.HasPrefix(said, "restored: 2 documents, ") {
		t.Fatalf("%d %s", code, said)
	}
	restored.connect(t)
	if got := restored.listed(t, "", 1000); !slices.Equal(got, facts) {
		t.Errorf("%d facts, want %d", len(got), len(facts))
	}
	if _, again := restored.changes(t, "", 2); !slices.Equal(again, seen) {
		t.Errorf("the feed is %v, was %v", again, seen)
	}
	// Another document than the old one got, so that nothing can be mistaken.
	must(t, "ingest", "--server", restored.grpc, filepath.Join(sampleDir, "northwind-2023-q3.txt"))
	if _, next := restored.changes(t, cursor, 1); !strings.Contains(next[0], "/2023-q3/") {
		t.Errorf("behind the cursor comes %v", next)
	}
	if out := must(t, "ingest", "--server", restored.grpc, filepath.Join(sampleDir, "northwind-2023-q1.txt")); !strings.HasPrefix(out, "1 document: 0 new, 1 known before") {
		t.Error(out)
	}
	testBadRestores(t, restored.dir, file)
}

// testBadRestores: nothing is mixed, and half a backup is none.
func testBadRestores(t *testing.T, used, file string) {
	t.Helper()
	if _, said, code := command(t, "", "restore", "--data-dir", used, file); code == 0 || !strings.Contains(said, "in use") {
		t.Errorf("into one that runs: %d %s", code, said)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t)
	for name, content := range map[string]string{"half": string(whole[:len(whole)/2]), "nothing": "", "other": "no backup at all"} {
		if _, said, code := command(t, content, "restore", "--data-dir", dir, "-"); code == 0 || !strings.Contains(said, "backup") {
			t.Errorf("%s: %d %s", name, code, said)
		}
	}
	if _, said, code := command(t, string(whole), "restore", "--data-dir", dir, "-"); code != 0 {
		t.Errorf("after what failed: %d %s", code, said)
	}
	if _, said, code := command(t, string(whole), "restore", "--data-dir", dir, "-"); code == 0 || !strings.Contains(said, "is not empty") {
		t.Errorf("a second time: %d %s", code, said)
	}
}

// changes reads n changes of the feed behind a cursor.
func (in *installation) changes(t *testing.T, cursor string, n int) (last string, transcripts []string) {
	t.Helper()
	stream, err := parserv1.NewParserServiceClient(in.conn).WatchTranscripts(t.Context(), &parserv1.WatchTranscriptsRequest{Cursor: cursor})
	if err != nil {
		t.Fatal(err)
	}
	for len(transcripts) < n {
		change, err := stream.Recv()
		if err != nil {
			t.Fatalf("after %v: %v", transcripts, err)
		}
		if change.GetTranscript() != "" {
			last, transcripts = change.GetCursor(), append(transcripts, change.GetKind().String()+" "+change.GetTranscript())
		}
	}
	return last, transcripts
}
