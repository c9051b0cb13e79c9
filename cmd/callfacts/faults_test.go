package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/callfacts/callfacts/internal/jobs"
)

// fault is a harm that is done while documents come in. strike does it, lets it
// last, and mends it.
type fault struct {
	name   string
	strike func(t *testing.T, c *cluster, random *rand.Rand)
	// long says that a strike takes longer than the tests may: there is one only.
	long bool
}

var faults = []fault{
	{name: "a service is killed", strike: func(_ *testing.T, c *cluster, random *rand.Rand) {
		c.pods[[]string{"parser", "metrics", "gateway"}[random.IntN(3)]].signal(syscall.SIGKILL)
	}},
	{name: "all services are killed", strike: func(_ *testing.T, c *cluster, _ *rand.Rand) {
		for _, p := range c.pods {
			p.signal(syscall.SIGKILL)
		}
	}},
	{name: "services are restarted", strike: func(_ *testing.T, c *cluster, _ *rand.Rand) {
		for _, p := range c.pods {
			p.signal(syscall.SIGTERM)
		}
	}},
	{name: "PostgreSQL is killed", strike: func(t *testing.T, c *cluster, _ *rand.Rand) { c.restartDatabase(t, syscall.SIGKILL) }},
	{name: "PostgreSQL is restarted", strike: func(t *testing.T, c *cluster, _ *rand.Rand) { c.restartDatabase(t, syscall.SIGINT) }},
	{name: "PostgreSQL is read-only", strike: func(t *testing.T, c *cluster, random *rand.Rand) {
		c.sql(t, "ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
		lasting(random)
		c.sql(t, "ALTER SYSTEM RESET default_transaction_read_only", "SELECT pg_reload_conf()")
	}},
	{name: "PostgreSQL has no connection left", strike: func(t *testing.T, c *cluster, random *rand.Rand) {
		release := c.takeConnections(t)
		lasting(random)
		release()
	}},
	{name: "PostgreSQL has no disk left", strike: func(t *testing.T, c *cluster, random *rand.Rand) {
		release := c.fillDisk(t)
		lasting(random)
		release()
		if syscall.Kill(postmasterPID(t, c.data), 0) != nil { // it could not even write its log
			c.database.Stop()
			c.startDatabase(t)
		}
	}},
	{name: "the database is cut off", strike: harming(func(c *cluster) *proxy { return c.toDatabase }, (*proxy).cut)},
	{name: "the parser is cut off from metrics and gateway", strike: harming(func(c *cluster) *proxy { return c.toParser }, (*proxy).cut)},
	{name: "metrics is cut off from the gateway", strike: harming(func(c *cluster) *proxy { return c.toMetrics }, (*proxy).cut)},
	{name: "the lines are slow", strike: func(_ *testing.T, c *cluster, random *rand.Rand) {
		for _, p := range []*proxy{c.toDatabase, c.toParser, c.toMetrics} {
			p.slow(time.Duration(5+random.IntN(20)) * time.Millisecond)
			defer p.mend()
		}
		lasting(random)
	}},
	{name: "the line to the parser is dead", strike: func(_ *testing.T, c *cluster, _ *rand.Rand) {
		c.toParser.die()
		time.Sleep(jobs.JobTimeout + 5*time.Second)
		c.toParser.cut()
		c.toParser.mend()
	}, long: true},
	{name: "jobs are delivered twice", strike: func(t *testing.T, c *cluster, _ *rand.Rand) {
		// The last ones: each strike would double those of the strikes before too.
		c.sql(t, `INSERT INTO jobs.river_job (args, kind, max_attempts, queue, state)
			SELECT args, kind, max_attempts, queue, 'available' FROM jobs.river_job ORDER BY id DESC LIMIT 200`,
			`UPDATE jobs.river_job SET state = 'available', finalized_at = NULL
			WHERE state IN ('running', 'completed') AND id > (SELECT max(id) - 400 FROM jobs.river_job)`)
	}},
}

// lasting is how long a fault lasts: long enough to be met, and at times
// longer than what is done again at once.
func lasting(random *rand.Rand) { time.Sleep(time.Duration(200+random.IntN(800)) * time.Millisecond) }

// harming does a harm to a line.
func harming(which func(*cluster) *proxy, harm func(*proxy)) func(*testing.T, *cluster, *rand.Rand) {
	return func(_ *testing.T, c *cluster, random *rand.Rand) {
		harm(which(c))
		lasting(random)
		which(c).mend()
	}
}

// takeConnections takes every connection of the database, those of the services
// too, and returns what gives them back.
func (c *cluster) takeConnections(t *testing.T) (release func()) {
	t.Helper()
	var taken []*pgx.Conn
	for {
		conn, err := pgx.Connect(t.Context(), c.database.URL())
		var full *pgconn.PgError
		if errors.As(err, &full) && full.Code == "53300" {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, conn)
		if _, err := conn.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'callfacts-%'"); err != nil {
			t.Fatal(err)
		}
	}
	return func() {
		for _, conn := range taken {
			conn.Close(context.Background())
		}
	}
}

// fillDisk leaves no byte of the small file system that the data are on, and
// returns what gives them back.
func (c *cluster) fillDisk(t *testing.T) (release func()) {
	t.Helper()
	ballast, err := os.Create(filepath.Join(c.data, "ballast"))
	if err != nil {
		t.Fatal(err)
	}
	defer ballast.Close()
	for _, size := range []int{1 << 20, 4 << 10} {
		for piece := make([]byte, size); err == nil; {
			_, err = ballast.Write(piece)
		}
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
		err = nil
	}
	return func() { os.Remove(ballast.Name()) }
}

// smallDisk is a folder that is a file system of its own.
func smallDisk(t *testing.T) (dir string, small bool) {
	t.Helper()
	dir = folder(t)
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=600m,mode=0755", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Logf("no small file system can be mounted here: %v: %s", err, out)
		return dir, false
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return dir, true
}

// TestFaults: the services as processes of their own, and everything that can
// happen to them, their database and the lines between, one after the other,
// while documents come in over gRPC and over REST. After each fault every
// document is extracted once, and what is stored is what an undisturbed run
// gives. `make chaos` has more documents and strikes; CHAOS_SEED repeats a run's
// choices.
func TestFaults(t *testing.T) {
	documents, strikes, seed := setting(t, "FAULT_DOCUMENTS", 6), setting(t, "FAULT_STRIKES", 1), setting(t, "CHAOS_SEED", int(rand.Int32()))
	random := rand.New(rand.NewPCG(uint64(seed), 1))
	data, small := smallDisk(t)
	c := startCluster(t, data)
	c.sql(t, "ALTER SYSTEM SET max_connections = 40", "ALTER SYSTEM SET max_wal_size = '64MB'", "ALTER SYSTEM SET min_wal_size = '32MB'")
	c.restartDatabase(t, syscall.SIGINT)
	c.awaitReady(t)
	sum := tally{}
	for i, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			if f.long && strikes == 1 {
				t.Skip("it takes a minute: make chaos does it")
			}
			if strings.Contains(f.name, "disk") && !small {
				t.Skip("it needs a small file system, which only root can mount")
			}
			start, strikes := time.Now(), strikes
			if f.long {
				strikes = 1
			}
			result := c.suffer(t, f, i, documents, strikes, random)
			fmt.Printf("fault: %-48s %s, %.1fs\n", f.name, result, time.Since(start).Seconds())
			sum.add(result)
		})
	}
	fmt.Printf("faults: seed %d, %s\n", seed, sum)
	t.Run("a poison document", c.testPoison)
}

// testPoison: a document whose rows were damaged fails with a reason, and alone;
// once they are mended it can be extracted.
func (c *cluster) testPoison(t *testing.T) {
	dir := folder(t)
	files := map[string]string{}
	for i, name := range []string{"poison", "second", "third"} {
		files[name] = filepath.Join(dir, name+".txt")
		if err := os.WriteFile(files[name], fmt.Appendf(generated(t, i), "\nPoison\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const damaged = "WHERE index = 1 AND document_id = (SELECT id FROM parser.documents WHERE filename = 'poison.txt')"
	c.pods["metrics"].signal(syscall.SIGSTOP) // it meets the documents when the damage is done
	must(t, "ingest", "--parser", c.parser, "--metrics", c.metrics, "--no-wait", dir)
	c.sql(t, "UPDATE parser.segments SET span_end = span_end + 1000000000 "+damaged)
	c.pods["metrics"].signal(syscall.SIGCONT)
	outcomes := func(paths ...string) (all []outcome) {
		t.Helper()
		out, _, _ := command(t, "", append([]string{"ingest", "--parser", c.parser, "--metrics", c.metrics, "--json"}, paths...)...)
		for line := range strings.Lines(out) {
			var o outcome
			if err := json.Unmarshal([]byte(line), &o); err != nil {
				t.Fatal(err, out)
			}
			all = append(all, o)
		}
		return all
	}
	for _, o := range outcomes(files["second"], files["third"]) {
		if o.State != "succeeded" || o.Facts == 0 {
			t.Errorf("another document: %+v", o)
		}
	}
	poison := outcomes(files["poison"])[0]
	if poison.State != "failed" || poison.Error == nil || poison.Error.Reason != "EXTRACTION_FAILED" || !strings.Contains(poison.Error.Message, "not valid") {
		t.Errorf("%+v", poison)
	}
	c.sql(t, "UPDATE parser.segments SET span_end = span_end - 1000000000 "+damaged)
	c.ask(t, http.MethodPost, "/v1/"+poison.Transcript+":reextract", "application/json", []byte("{}"), &struct{}{})
	for deadline := time.Now().Add(time.Minute); poison.State != "succeeded"; poison = outcomes(files["poison"])[0] {
		if time.Now().After(deadline) {
			t.Fatalf("mended, and still %+v", poison)
		}
	}
}

// suffer strikes while documents come in, and judges what became of them.
func (c *cluster) suffer(t *testing.T, f fault, number, documents, strikes int, random *rand.Rand) tally {
	before := c.number(t, "SELECT count(*) FROM parser.documents")
	dirs := [2]string{folder(t), folder(t)}
	want := map[string][]string{}
	for i := range documents {
		name := fmt.Sprintf("%s-%03d.txt", [2]string{"grpc", "rest"}[i%2], i)
		content := fmt.Appendf(generated(t, i%100), "\nFault %d, copy %d\n", number, i/100)
		want[name] = readings(expected(t, content))
		if err := os.WriteFile(filepath.Join(dirs[i%2], name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// That the command line is answered at all shows it that there is a server.
	const begun = "SELECT count(*) FROM parser.documents WHERE filename LIKE 'grpc-%'"
	from := c.number(t, begun)
	var clients sync.WaitGroup
	var over [2]string
	var taken atomic.Int64
	clients.Go(func() {
		out, errs, code := command(t, "", "ingest", "--parser", c.parser, "--metrics", c.metrics, "--json", dirs[0])
		if over[0] = out; code != 0 {
			t.Errorf("ingest: exit code %d: %s%s", code, out, errs)
		}
	})
	clients.Go(func() { over[1] = c.post(t, dirs[1], &taken) })
	for c.number(t, begun) == from {
	}
	for k := range strikes {
		for taken.Load() < int64(documents/2*k/strikes) {
			time.Sleep(time.Millisecond)
		}
		f.strike(t, c, random)
	}
	clients.Wait()
	defer func() {
		if t.Failed() {
			for name, p := range c.pods {
				t.Log(name, ": ", p.log)
			}
		}
	}()
	c.awaitReady(t)
	result := tally{documents: documents, strikes: strikes}
	result.losses, result.doubles, result.different = c.judge(t, over[0]+over[1], want)
	if stored := c.number(t, "SELECT count(*) FROM parser.documents") - before; stored != documents {
		result.doubles += max(0, stored-documents)
		t.Errorf("%d documents are stored, %d were sent", stored, documents)
	}
	result.doubles += c.number(t, `SELECT count(*) FROM (SELECT FROM metrics.extractions GROUP BY transcript_id HAVING count(*) > 1) AS twice`)
	result.doubles += c.number(t, `SELECT count(*) FROM (SELECT FROM metrics.recordings WHERE recorded_to = 'infinity' GROUP BY transcript_id HAVING count(*) > 1) AS twice`)
	if result.losses+result.doubles+result.different > 0 {
		t.Errorf("%s", result)
	}
	return result
}

// post sends the files of a folder over REST, as a polite client does: what was
// not answered, or answered with a code that says so, is sent again. It returns
// what became of them in the words of `callfacts ingest --json`.
func (c *cluster) post(t *testing.T, dir string, taken *atomic.Int64) string {
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Error(err)
	}
	var said strings.Builder
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
		}
		o := outcome{File: file}
		var ingested struct{ Transcript struct{ Name string } }
		if o.State = c.persist(t, http.MethodPost, "/v1/documents:ingest?filename="+url.QueryEscape(filepath.Base(file)), content, &ingested, func() bool { return true }); o.State == "" {
			var extraction struct{ State string }
			o.Transcript = ingested.Transcript.Name
			taken.Add(1)
			o.State = c.persist(t, http.MethodGet, "/v1/"+o.Transcript+"/extraction?wait=5s", nil, &extraction, func() bool { return extraction.State != "STATE_PENDING" })
			if o.State == "" {
				o.State = word(extraction.State, "STATE_")
			}
		}
		line, err := json.Marshal(o)
		if err != nil {
			t.Error(err)
		}
		fmt.Fprintf(&said, "%s\n", line)
		if o.State != "succeeded" {
			break
		}
	}
	taken.Add(int64(len(files))) // whatever came of them, nobody waits for more
	return said.String()
}

// persist asks until there is the answer that done wants, and returns why there
// is none, "" where there is.
func (c *cluster) persist(t *testing.T, method, path string, content []byte, answer any, done func() bool) string {
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		request, err := http.NewRequestWithContext(t.Context(), method, c.url(path), bytes.NewReader(content))
		if err != nil {
			return err.Error()
		}
		if content != nil {
			request.Header.Set("Content-Type", "text/plain")
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			body, broken := io.ReadAll(response.Body)
			response.Body.Close()
			switch {
			case broken != nil:
				err = broken
			case response.StatusCode == http.StatusOK:
				if err := json.Unmarshal(body, answer); err != nil {
					return err.Error()
				}
				if done() {
					return ""
				}
			case response.StatusCode != http.StatusServiceUnavailable && response.StatusCode != http.StatusGatewayTimeout && response.StatusCode != http.StatusTooManyRequests:
				return fmt.Sprintf("%s: %d: %s", path, response.StatusCode, body)
			default:
				err = fmt.Errorf("%d: %s", response.StatusCode, body)
			}
		}
		if time.Now().After(deadline) {
			return fmt.Sprintf("%s: no answer: %v", path, err)
		}
	}
}

// tally counts what became of documents.
type tally struct{ documents, strikes, losses, doubles, different int }

func (s *tally) add(o tally) {
	s.documents += o.documents
	s.strikes += o.strikes
	s.losses += o.losses
	s.doubles += o.doubles
	s.different += o.different
}

func (s tally) String() string {
	return fmt.Sprintf("%d strikes, %d documents, %d losses, %d doubles, %d different", s.strikes, s.documents, s.losses, s.doubles, s.different)
}
