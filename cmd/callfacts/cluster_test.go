package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/callfacts/callfacts/internal/postgres/embedded"
)

// cluster is the three services as processes of their own, on a PostgreSQL of
// their own, each started again when it ends: what Kubernetes does with pods.
// Between the services, and before the database, are lines that can be harmed.
type cluster struct {
	*installation
	parser, metrics string // addresses of gRPC
	data            string // the folder of the database
	database        *embedded.Server
	toDatabase      *proxy
	toParser        *proxy // from metrics and gateway
	toMetrics       *proxy // from the gateway
	pods            map[string]*pod
}

// startCluster starts the services on a database that keeps its data in dir.
func startCluster(t testing.TB, data string, environment ...string) *cluster {
	t.Helper()
	rest := freeAddress(t)
	c := &cluster{
		installation: &installation{http: rest}, parser: freeAddress(t), metrics: freeAddress(t),
		data: data, pods: map[string]*pod{},
	}
	c.startDatabase(t)
	t.Cleanup(func() { c.database.Stop() })
	c.toDatabase = between(t, c.databaseAddress(t))
	c.toParser, c.toMetrics = between(t, c.parser), between(t, c.metrics)
	address, err := url.Parse(c.database.URL())
	if err != nil {
		t.Fatal(err)
	}
	address.Host = c.toDatabase.address()
	if err := migrate(t.Context(), address.String()); err != nil {
		t.Fatal(err)
	}
	environment = append(append(os.Environ(), "DATABASE_URL="+address.String(), "CALLFACTS_LOG_LEVEL=warn",
		"CALLFACTS_PARSER_ADDR="+c.toParser.address(), "CALLFACTS_METRICS_ADDR="+c.toMetrics.address(),
		"CALLFACTS_CLIENT_ID=one"), environment...)
	for name, at := range map[string]string{"parser": "GRPC_ADDR=" + c.parser, "metrics": "GRPC_ADDR=" + c.metrics, "gateway": "HTTP_ADDR=" + rest} {
		p := &pod{program: program(t, name), environment: append(slices.Clip(environment), "CALLFACTS_"+at), log: &journal{}}
		p.run(t)
		c.pods[name] = p
	}
	c.awaitReady(t)
	return c
}

// awaitReady waits until the services answer, all of them.
func (c *cluster) awaitReady(t testing.TB) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		response, err := http.Get("http://" + c.http + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) {
			for name, p := range c.pods {
				t.Log(name, ": ", p.log)
			}
			t.Fatal("the services do not get ready")
		}
	}
}

// startDatabase starts PostgreSQL with its durable settings, which it is in
// want of when it starts: a crash on a full disk may take more than one try.
func (c *cluster) startDatabase(t testing.TB) {
	t.Helper()
	var err error
	for range 20 {
		if c.database, err = embedded.Start(t.Context(), c.data); err == nil {
			if c.toDatabase != nil {
				c.toDatabase.lead(c.databaseAddress(t))
			}
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal(err)
}

func (c *cluster) databaseAddress(t testing.TB) string {
	t.Helper()
	address, err := url.Parse(c.database.URL())
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort(address.Hostname(), address.Port())
}

// restartDatabase ends PostgreSQL, in order or as a crash does, and starts it.
func (c *cluster) restartDatabase(t testing.TB, how syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(postmasterPID(t, c.data), how); err != nil {
		t.Fatal(err)
	}
	<-c.database.Exited()
	c.database.Stop()
	c.startDatabase(t)
}

// sql runs statements on the database, past the line that can be harmed.
func (c *cluster) sql(t testing.TB, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.database.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, s := range statements {
		if _, err := conn.Exec(t.Context(), s); err != nil {
			t.Fatal(s, ": ", err)
		}
	}
}

// number asks the database for a number.
func (c *cluster) number(t testing.TB, query string) (n int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.database.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(query, ": ", err)
	}
	return n
}

// pod is a process that is started again when it ends.
type pod struct {
	program     string
	environment []string
	log         *journal

	mu      sync.Mutex
	process *exec.Cmd
	stopped bool
	ended   chan struct{}
}

// run keeps the process running until the test ends, or stop.
func (p *pod) run(t testing.TB) {
	t.Helper()
	p.stopped, p.ended = false, make(chan struct{})
	if !p.start() {
		t.Fatal(p.program, " does not start")
	}
	go func() {
		defer close(p.ended)
		for {
			fmt.Fprintln(p.log, "it ends: ", p.process.Wait())
			time.Sleep(50 * time.Millisecond)
			if !p.start() {
				return
			}
		}
	}()
	t.Cleanup(func() { p.stop(syscall.SIGKILL) })
}

func (p *pod) start() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped {
		return false
	}
	p.process = exec.Command(p.program)
	p.process.Env, p.process.Stderr = p.environment, p.log
	return p.process.Start() == nil
}

// signal sends the process a signal. It may be between two starts.
func (p *pod) signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.process.Process.Signal(s) // it may have ended already
}

// stop ends the process for good, and waits for its end.
func (p *pod) stop(how syscall.Signal) {
	p.mu.Lock()
	p.stopped = true
	_ = p.process.Process.Signal(how) // it may have ended already
	p.mu.Unlock()
	<-p.ended
}
