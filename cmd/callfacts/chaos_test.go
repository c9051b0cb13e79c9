package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
)

// setting is a number of the environment.
func setting(t *testing.T, name string, otherwise int) int {
	t.Helper()
	n, err := strconv.Atoi(cmp.Or(os.Getenv(name), strconv.Itoa(otherwise)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// chaos is an ingest under which processes are killed.
type chaos struct {
	*installation
	random            *rand.Rand
	killed, databases int
}

// TestChaos: serve and PostgreSQL, whose settings are the durable ones, are
// killed at random moments while documents come in. Each document is extracted
// once, and what is stored is what an undisturbed run gives. `make chaos` runs
// it with more documents and kills; CHAOS_SEED repeats a run's choices.
func TestChaos(t *testing.T) {
	documents, kills, seed := setting(t, "CHAOS_DOCUMENTS", 40), setting(t, "CHAOS_KILLS", 4), setting(t, "CHAOS_SEED", int(rand.Int32()))
	c := &chaos{installation: install(t), random: rand.New(rand.NewPCG(uint64(seed), 0))}
	dir := folder(t)
	want := map[string][]string{}
	for i := range documents {
		name := fmt.Sprintf("call-%04d.txt", i)
		content := generated(t, i%100)
		if i >= 100 {
			content = fmt.Appendf(content, "\nCopy %d\n", i/100)
		}
		want[name] = readings(expected(t, content))
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan string, 1)
	go func() {
		out, errs, code := command(t, "", "ingest", "--server", c.grpc, "--json", dir)
		done <- fmt.Sprint(out, errs, "exit code ", code, "\n")
	}()
	out := c.disturb(t, kills, documents, done)
	losses, doubles, different := c.judge(t, out, want)
	if stored := c.transcripts(t); stored != documents {
		doubles += max(0, stored-documents)
		t.Errorf("%d transcripts are stored of %d documents", stored, documents)
	}
	summary := fmt.Sprintf("chaos: seed %d, %d kills of serve, %d of PostgreSQL, %d documents, %d losses, %d doubles, %d different",
		seed, c.killed, c.databases, documents, losses, doubles, different)
	fmt.Println(summary)
	if losses+doubles+different > 0 {
		t.Error(summary)
	}
	if c.killed+c.databases < kills {
		t.Errorf("only %d kills of %d", c.killed+c.databases, kills)
	}
	if again := must(t, "ingest", "--server", c.grpc, dir); !strings.Contains(again, fmt.Sprintf(" 0 new, %d known before, 0 refused", documents)) {
		t.Errorf("a second delivery: %s", again)
	}
}

// disturb kills at moments that spread over the ingest, waits for its end, and
// returns what it said.
func (c *chaos) disturb(t *testing.T, kills, documents int, done <-chan string) string {
	t.Helper()
	first := c.random.IntN(2)
	for k := range kills {
		// The next share of the documents first, so that kills meet all of it;
		// then a moment more, so that they meet any step.
		for c.transcripts(t) < max(1, documents*k/kills) { // the first shows that the client has begun
			select {
			case out := <-done:
				t.Errorf("the ingest ended after %d kills", k)
				return out
			case <-time.After(5 * time.Millisecond):
			}
		}
		time.Sleep(time.Duration(c.random.IntN(150)) * time.Millisecond)
		if (first+k)%2 == 0 {
			c.killed++
			c.kill(t)
		} else {
			c.databases++
			c.killDatabase(t)
		}
		c.start(t)
	}
	select {
	case out := <-done:
		return out
	case <-time.After(5 * time.Minute):
		t.Fatal("the ingest does not end")
		return ""
	}
}

// killDatabase ends PostgreSQL as a crash does; serve sees it, and ends.
func (c *chaos) killDatabase(t *testing.T) {
	t.Helper()
	if err := syscall.Kill(postmasterPID(t, c.dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := c.process.Wait(); err == nil {
		t.Error("serve ends without its database as if all were well")
	}
}

// postmasterPID is the process of the PostgreSQL that keeps its data below dir.
func postmasterPID(t testing.TB, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "postgres-*", "postmaster.pid"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// judge counts what is missing, what is there twice, and what is not what an
// undisturbed run gives.
func (in *installation) judge(t *testing.T, out string, want map[string][]string) (losses, doubles, different int) {
	t.Helper()
	seen := map[string]bool{}
	for line := range strings.Lines(out) {
		var o struct{ File, Transcript, State string }
		if json.Unmarshal([]byte(line), &o) != nil {
			continue
		}
		file := filepath.Base(o.File)
		facts, ok := want[file]
		if !ok || o.State != "succeeded" || seen[o.Transcript] {
			t.Errorf("%s", line)
			continue
		}
		seen[o.Transcript] = true
		delete(want, file)
		var page struct{ Facts []jsonFact }
		in.get(t, "/v1/"+o.Transcript+"/facts?pageSize=1000", &page)
		var got []string
		names := map[string]bool{}
		for _, f := range page.Facts {
			if names[f.Name] {
				doubles++
			}
			names[f.Name] = true
			got = append(got, fmt.Sprint(f.Concept, f.Status, f.Value, f.Evidence.QuoteSpan, f.Evidence.Value))
		}
		slices.Sort(got)
		if !slices.Equal(got, facts) {
			different++
			t.Errorf("%s: %d facts, want %d", file, len(got), len(facts))
		}
	}
	losses = len(want)
	if losses > 0 {
		t.Errorf("the ingest said: %s", out)
	}
	return losses, doubles, different
}

// readings are facts as judge reads them, sorted.
func readings(facts []*metricsv1.Fact) (all []string) {
	for _, f := range facts {
		var r jsonFact
		r.Concept, r.Status = f.GetConcept(), f.GetStatus().String()
		r.Value.Low, r.Value.High, r.Value.Unit = f.GetValue().GetLow(), f.GetValue().GetHigh(), f.GetValue().GetUnit()
		quote, value := f.GetEvidence().GetQuoteSpan(), f.GetEvidence().GetValue()
		r.Evidence.QuoteSpan.Start, r.Evidence.QuoteSpan.End = int(quote.GetStart()), int(quote.GetEnd())
		r.Evidence.Value.Start, r.Evidence.Value.End = int(value.GetStart()), int(value.GetEnd())
		all = append(all, fmt.Sprint(r.Concept, r.Status, r.Value, r.Evidence.QuoteSpan, r.Evidence.Value))
	}
	slices.Sort(all)
	return all
}
