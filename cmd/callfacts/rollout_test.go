package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/net/dns/dnsmessage"
	"google.golang.org/grpc/health/grpc_health_v1"

	"github.com/callfacts/callfacts/internal/daemon"
)

// names answers for the names of services with the addresses of their pods, as a
// cluster does for headless Services.
type names struct {
	conn net.PacketConn

	mu   sync.Mutex
	pods map[string][]net.IP // by the first part of the name
}

func serveNames(t *testing.T) *names {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	n := &names{conn: conn, pods: map[string][]net.IP{}}
	go func() {
		question := make([]byte, 1500)
		for {
			size, from, err := conn.ReadFrom(question)
			if err != nil {
				return
			}
			if answer, err := n.answer(question[:size]); err == nil {
				_, _ = conn.WriteTo(answer, from) // who asked asks again
			}
		}
	}()
	return n
}

func (n *names) answer(question []byte) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(question); err != nil || len(m.Questions) != 1 {
		return nil, errors.New("no question")
	}
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	q := m.Questions[0]
	if q.Type == dnsmessage.TypeA {
		n.mu.Lock()
		defer n.mu.Unlock()
		service, _, _ := strings.Cut(q.Name.String(), ".")
		for _, ip := range n.pods[service] {
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class},
				Body:   &dnsmessage.AResource{A: [4]byte(ip.To4())},
			})
		}
	}
	return m.Pack()
}

// set says which pods a service has.
func (n *names) set(service string, pods ...*replica) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.pods[service] = nil
	for _, p := range pods {
		n.pods[service] = append(n.pods[service], p.ip)
	}
}

// replica is a pod of a service, at an address of its own.
type replica struct {
	*pod
	service string
	ip      net.IP
}

// rollout is two pods of each service, which find each other by name.
type rollout struct {
	names *names
	ports map[string]string
	urls  map[string]string // of the database
	last  byte              // of the addresses given so far

	mu   sync.Mutex
	pods map[string][]*replica

	calls, documents atomic.Int64
}

// add starts a pod, and tells others of it when it is ready.
func (r *rollout) add(t *testing.T, service string) {
	t.Helper()
	r.last++
	p := &replica{service: service, ip: net.IPv4(127, 0, 1, r.last), pod: &pod{program: program(t, service), log: &journal{}}}
	target := func(name string) string {
		return fmt.Sprintf("dns://%s/%s.callfacts.test:%s", r.names.conn.LocalAddr(), name, r.ports[name])
	}
	p.environment = append(os.Environ(), "CALLFACTS_LOG_LEVEL=warn", "DATABASE_URL="+r.urls[service], "CALLFACTS_CLIENT_ID="+p.ip.String(),
		"CALLFACTS_PARSER_ADDR="+target("parser"), "CALLFACTS_METRICS_ADDR="+target("metrics"),
		"CALLFACTS_GRPC_ADDR="+r.address(p), "CALLFACTS_HTTP_ADDR="+r.address(p))
	p.run(t)
	for deadline := time.Now().Add(2 * time.Minute); !r.ready(t, p); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s does not get ready: %s", service, p.log)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pods[service] = append(r.pods[service], p)
	r.names.set(service, r.pods[service]...)
}

func (r *rollout) address(p *replica) string {
	return net.JoinHostPort(p.ip.String(), r.ports[p.service])
}

func (r *rollout) ready(t *testing.T, p *replica) bool {
	if p.service == "gateway" {
		response, err := http.Get("http://" + r.address(p) + "/readyz")
		if err != nil {
			return false
		}
		response.Body.Close()
		return response.StatusCode == http.StatusOK
	}
	conn, err := daemon.Dial(r.address(p))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	health, err := grpc_health_v1.NewHealthClient(conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{})
	return err == nil && health.GetStatus() == grpc_health_v1.HealthCheckResponse_SERVING
}

// preStop is how long a pod that is to leave goes on: less than the 3 s of the
// manifests.
const preStop = time.Second

// replace starts a pod and then ends the oldest, as a rolling update does.
func (r *rollout) replace(t *testing.T, service string) {
	t.Helper()
	r.add(t, service)
	r.mu.Lock()
	old := r.pods[service][0]
	r.pods[service] = r.pods[service][1:]
	r.names.set(service, r.pods[service]...)
	r.mu.Unlock()
	time.Sleep(preStop)
	old.stop(syscall.SIGTERM)
	if said := old.log.String(); !strings.HasSuffix(said, "it ends:  <nil>\n") {
		t.Errorf("%s does not end in order: %s", service, said)
	}
}

// call asks one of the gateways over REST: no answer but 200 is right.
func (r *rollout) call(method, path string, content []byte) ([]byte, error) {
	r.mu.Lock()
	gateways := r.pods["gateway"]
	to := r.address(gateways[int(r.calls.Add(1))%len(gateways)])
	r.mu.Unlock()
	request, err := http.NewRequest(method, "http://"+to+path, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "text/plain")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %d: %s", method, path, response.StatusCode, body)
	}
	return body, err
}

// ingest sends a document that nobody sent before, and waits for its facts.
func (r *rollout) ingest(text []byte) error {
	body, err := r.call(http.MethodPost, "/v1/documents:ingest?filename=call.txt", fmt.Appendf(nil, "%s\nRollout %d\n", text, r.documents.Add(1)))
	if err != nil {
		return err
	}
	_, after, _ := strings.Cut(string(body), `"name":"`)
	name, _, _ := strings.Cut(after, `"`)
	body, err = r.call(http.MethodGet, "/v1/"+name+"/extraction?wait=30s", nil)
	if err == nil && !strings.Contains(string(body), "STATE_SUCCEEDED") {
		err = fmt.Errorf("%s: %s", name, body)
	}
	return err
}

// TestRollout: the three services apart, two pods of each, are replaced one by one
// under load, then meet the schema of a release that is to come, are migrated again,
// and are replaced on it: no call fails.
func TestRollout(t *testing.T) {
	probe, err := net.Listen("tcp", "127.0.1.1:0")
	if err != nil {
		t.Skip("this system's loopback interface has one address")
	}
	probe.Close()
	roles := ownRoles(t)
	r := &rollout{
		names: serveNames(t), ports: map[string]string{}, pods: map[string][]*replica{},
		urls: map[string]string{"parser": roles.parser, "metrics": roles.metrics},
	}
	services := []string{"parser", "metrics", "gateway"}
	for _, service := range services {
		_, r.ports[service], _ = net.SplitHostPort(freeAddress(t))
	}
	for _, service := range services {
		r.add(t, service)
		r.add(t, service)
	}
	text, err := os.ReadFile(filepath.Join(sampleDir, "northwind-2023-q1.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.ingest(text); err != nil {
		t.Fatal(err)
	}

	var clients sync.WaitGroup
	var over atomic.Bool
	keep := func(call func() error) {
		clients.Go(func() {
			for !over.Load() {
				if err := call(); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	get := func(path string) func() error {
		return func() error { _, err := r.call(http.MethodGet, path, nil); return err }
	}
	keep(get(allFacts + "?pageSize=20"))
	keep(get("/v1/companies"))
	keep(func() error { return r.ingest(text) })
	// load waits until the clients have made so many more calls.
	load := func() {
		for until := r.calls.Load() + 30; r.calls.Load() < until && !t.Failed(); {
			time.Sleep(10 * time.Millisecond)
		}
	}
	replaced := 0
	replace := func(services ...string) {
		for _, service := range services {
			if !t.Failed() {
				load()
				r.replace(t, service)
				replaced++
			}
		}
	}
	replace(services...)
	replace(services...)
	nextRelease(t, roles.owner)
	load()
	must(t, "migrate")
	replace("parser", "metrics")
	load()
	over.Store(true)
	clients.Wait()
	for service, pods := range r.pods {
		for _, p := range pods {
			if strings.Contains(p.log.String(), "level=ERROR") {
				t.Errorf("%s: %s", service, p.log)
			}
		}
	}
	fmt.Printf("rollout: %d pods replaced, %d calls, %d documents\n", replaced, r.calls.Load(), r.documents.Load())
}

// nextRelease changes the schemas as a migration may that is to come, by the rule
// of CONTRIBUTING.md: what is added, in every table, with its own version, and with
// a default that old code does not write.
func nextRelease(t *testing.T, owner string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, table := range tables(t, owner) {
		if _, err := conn.Exec(t.Context(), "ALTER TABLE "+table+" ADD COLUMN next_release text NOT NULL DEFAULT 'new'"); err != nil {
			t.Fatal(table, ": ", err)
		}
	}
	for _, schema := range []string{"parser", "metrics"} {
		for _, statement := range []string{
			"CREATE TABLE " + schema + ".next_release (id bigint PRIMARY KEY)",
			"INSERT INTO " + schema + ".schema_version (version_id, is_applied) VALUES (999, true)",
		} {
			if _, err := conn.Exec(t.Context(), statement); err != nil {
				t.Fatal(statement, ": ", err)
			}
		}
	}
	if _, err := conn.Exec(t.Context(), "CREATE INDEX CONCURRENTLY next_release_facts ON metrics.facts (next_release)"); err != nil {
		t.Fatal(err)
	}
}
