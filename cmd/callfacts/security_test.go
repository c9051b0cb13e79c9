package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	metricsv1 "github.com/callfacts/callfacts/gen/callfacts/metrics/v1"
	parserv1 "github.com/callfacts/callfacts/gen/callfacts/parser/v1"
	"github.com/callfacts/callfacts/internal/auth/authtest"
	"github.com/callfacts/callfacts/internal/daemon"
	"github.com/callfacts/callfacts/internal/rpcerr"
)

// makeKey makes a key with the command, and appends its line to a file.
func makeKey(t *testing.T, file, name string, scopes ...string) (key string) {
	t.Helper()
	args := []string{"key", name}
	for _, scope := range scopes {
		args = append(args, "--scope", scope)
	}
	line, key, code := command(t, "", args...)
	if code != 0 {
		t.Fatal(key)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteString(line)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(key)
}

// with asks REST with an API key, and maybe as another host.
func (in *installation) with(t *testing.T, method, path, key, host string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequest(method, "http://"+in.http+path, strings.NewReader(""))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		request.Header.Set("Authorization", "Bearer "+key)
	}
	request.Host = host
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(raw)
}

// TestKeys: with a file of keys nothing is answered without one, over REST and
// gRPC, and each key does what its scopes say; the workers go on, who have one
// that nobody else knows; no log and no answer tells a key.
func TestKeys(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys")
	reader, feeder := makeKey(t, file, "reader", "read"), makeKey(t, file, "feeder", "read", "ingest")
	admin := makeKey(t, file, "boss", "admin")
	t.Setenv("CALLFACTS_API_KEYS_FILE", file)
	in := install(t)
	if _, errs, code := command(t, "", "ingest", "--server", in.grpc, sampleDir); code == 0 || !strings.Contains(errs, "UNAUTHENTICATED") {
		t.Errorf("ingest without a key: %d %s", code, errs)
	}
	secret := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(secret, []byte(feeder+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CALLFACTS_API_KEY_FILE", secret)
	if out := must(t, "ingest", "--server", in.grpc, sampleDir); !strings.HasPrefix(out, "6 documents: 6 new, ") {
		t.Error(out)
	}
	company := "/v1/companies/northwind-systems"
	for _, c := range []struct {
		method, path, key string
		status            int
		reason            string
	}{
		{"GET", company, "", 401, "UNAUTHENTICATED"},
		{"GET", company, "cf_guessed", 401, "UNAUTHENTICATED"},
		{"GET", company, reader, 200, ""},
		{"GET", allFacts + "?pageSize=1", "", 401, "UNAUTHENTICATED"},
		{"POST", "/v1/documents:ingest", "", 401, "UNAUTHENTICATED"},
		{"POST", "/v1/documents:ingest", reader, 403, "SCOPE_MISSING"},
		{"POST", "/v1/documents:ingest", feeder, 400, ""},
		{"DELETE", company + "/calls/2023-q1/transcripts/0123456789abcdef", feeder, 403, "SCOPE_MISSING"},
		{"DELETE", company + "/calls/2023-q1/transcripts/0123456789abcdef", admin, 404, ""},
		{"GET", "/healthz", "", 200, ""},
		{"GET", "/readyz", "", 200, ""},
	} {
		status, body := in.with(t, c.method, c.path, c.key, "")
		if status != c.status || !strings.Contains(body, c.reason) {
			t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, status, body, c.status, c.reason)
		}
		for _, key := range []string{reader, feeder, admin} {
			if strings.Contains(body, key) || strings.Contains(in.log.String(), key) {
				t.Error("a key is told")
			}
		}
	}
	_, err := metricsv1.NewMetricsServiceClient(in.conn).ListConcepts(t.Context(), &metricsv1.ListConceptsRequest{})
	if rpcerr.Parse(err).Code != codes.Unauthenticated {
		t.Errorf("gRPC without a key: %v", err)
	}
}

// TestOIDC: tokens of the issuer do what their scopes say, beside keys; a call
// without one is refused, over REST and gRPC.
func TestOIDC(t *testing.T) {
	issuer, err := authtest.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(issuer.Close)
	token := func(with map[string]any) string {
		signed, err := issuer.Token(with)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	t.Setenv("CALLFACTS_OIDC_ISSUER", issuer.URL)
	t.Setenv("CALLFACTS_OIDC_AUDIENCE", "callfacts")
	in := install(t)
	reader := token(nil)
	feeder := token(map[string]any{"scope": "callfacts:read callfacts:ingest"})
	late := token(map[string]any{"exp": time.Now().Add(-time.Hour).Unix()})
	t.Setenv("CALLFACTS_API_KEY", feeder)
	if out := must(t, "ingest", "--server", in.grpc, sampleDir); !strings.HasPrefix(out, "6 documents: 6 new, ") {
		t.Error(out)
	}
	const company = "/v1/companies/northwind-systems"
	for _, c := range []struct {
		method, path, token string
		status              int
		reason              string
	}{
		{"GET", company, "", 401, "UNAUTHENTICATED"},
		{"GET", company, late, 401, "expired"},
		{"GET", company, reader, 200, ""},
		{"GET", allFacts + "?pageSize=1", reader, 200, ""},
		{"POST", "/v1/documents:ingest", reader, 403, "SCOPE_MISSING"},
		{"POST", "/v1/documents:ingest", feeder, 400, ""},
	} {
		status, body := in.with(t, c.method, c.path, c.token, "")
		if status != c.status || !strings.Contains(body, c.reason) {
			t.Errorf("%s %s: %d %s, want %d %s", c.method, c.path, status, body, c.status, c.reason)
		}
		if strings.Contains(body, reader) || strings.Contains(in.log.String(), late) || strings.Contains(in.log.String(), feeder) {
			t.Error("a token is told")
		}
	}
}

// TestRebinding: on the loopback interface a request for another host is not
// answered, whatever it asks; names that are allowed are.
func TestRebinding(t *testing.T) {
	t.Setenv("CALLFACTS_HTTP_HOSTS", "facts.example.com")
	in := install(t)
	for host, want := range map[string]int{
		"": 200, "localhost": 200, "LOCALHOST:8080": 200, "[::1]:80": 200, "127.0.0.1": 200, "facts.example.com": 200,
		"evil.example.com": 421, "evil.example.com:8080": 421, "127.0.0.1.evil.example.com": 421, "localhost.evil.example.com": 421, "10.0.0.1": 421,
	} {
		for _, path := range []string{"/v1/companies", "/", "/openapi.json"} {
			if status, body := in.with(t, http.MethodGet, path, "", host); status != want {
				t.Errorf("%s of %q: %d %.100s", path, host, status, body)
			}
		}
	}
}

// TestUnguarded: nothing is served to other machines that asks nobody who he is.
func TestUnguarded(t *testing.T) {
	for _, flags := range [][]string{{"--grpc", "0.0.0.0:0", "--http", "127.0.0.1:0"}, {"--grpc", "127.0.0.1:0", "--http", ":0"}} {
		out, err := exec.Command(program(t, "callfacts"), append([]string{"serve", "--data-dir", folder(t)}, flags...)...).CombinedOutput()
		if err == nil || !bytes.Contains(out, []byte("can be reached by others")) {
			t.Errorf("%v: %v %s", flags, err, out)
		}
	}
}

// TestRate: one who asks too often over REST is told when to come back; the
// workers, and probes, are not clients.
func TestRate(t *testing.T) {
	t.Setenv("CALLFACTS_CLIENT_RATE", "0.01")
	in := install(t)
	for i, want := range []int{http.StatusOK, http.StatusTooManyRequests} {
		response, err := http.Get(in.url("/v1/companies"))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want || (response.Header.Get("Retry-After") != "") != (i > 0) {
			t.Errorf("request %d: %d, retry after %q", i, response.StatusCode, response.Header.Get("Retry-After"))
		}
	}
	if status, _ := in.with(t, http.MethodGet, "/readyz", "", ""); status != http.StatusOK {
		t.Errorf("a probe gets %d", status)
	}
}

// authority signs certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	serial      int64
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{}
	a.certificate, a.key = sign(t, nil, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Authority"},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	return a
}

func sign(t *testing.T, by *authority, template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := template, key
	if by != nil {
		parent, signer = by.certificate, by.key
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return certificate, key
}

// issue writes a certificate for this machine, its key, and the authority's own.
func (a *authority) issue(t *testing.T, dir string) (certFile, keyFile, caFile string, serial *big.Int) {
	t.Helper()
	a.serial++
	certificate, key := sign(t, a, &x509.Certificate{
		SerialNumber: big.NewInt(100 + a.serial), Subject: pkix.Name{CommonName: "callfacts"},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	})
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile, caFile = filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key"), filepath.Join(dir, "ca.crt")
	for path, block := range map[string]*pem.Block{
		certFile: {Type: "CERTIFICATE", Bytes: certificate.Raw},
		keyFile:  {Type: "PRIVATE KEY", Bytes: raw},
		caFile:   {Type: "CERTIFICATE", Bytes: a.certificate.Raw},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return certFile, keyFile, caFile, certificate.SerialNumber
}

// TestTLS: gRPC and REST speak TLS only, want a certificate of the client, and
// show a renewed one without a restart.
func TestTLS(t *testing.T) {
	ca, dir := newAuthority(t), t.TempDir()
	certFile, keyFile, caFile, first := ca.issue(t, dir)
	t.Setenv("CALLFACTS_TLS_CERT_FILE", certFile)
	t.Setenv("CALLFACTS_TLS_KEY_FILE", keyFile)
	t.Setenv("CALLFACTS_TLS_CLIENT_CA_FILE", caFile)
	t.Setenv("CALLFACTS_TLS_CA_FILE", caFile)
	in := &installation{dir: folder(t), http: freeAddress(t), grpc: freeAddress(t), client: secureClient(t, certFile, keyFile, caFile)}
	in.connect(t)
	if out := must(t, "ingest", "--server", in.grpc, sampleDir); !strings.HasPrefix(out, "6 documents: 6 new, ") {
		t.Error(out)
	}
	if facts := in.listed(t, "", 1000); len(facts) < 400 {
		t.Errorf("%d facts", len(facts))
	}
	// Who shows no certificate, or one of another authority, gets no answer.
	strangerCert, strangerKey, strangerCA, _ := newAuthority(t).issue(t, t.TempDir())
	for name, setup := range map[string]*daemon.Setup{
		"plain":          {},
		"wary of us":     {TLS: &daemon.TLS{CAFile: strangerCA, CertFile: certFile, KeyFile: keyFile, Log: slog.New(slog.DiscardHandler)}},
		"no certificate": {TLS: &daemon.TLS{CAFile: caFile, Log: slog.New(slog.DiscardHandler)}},
		"a stranger":     {TLS: &daemon.TLS{CAFile: caFile, CertFile: strangerCert, KeyFile: strangerKey, Log: slog.New(slog.DiscardHandler)}},
	} {
		conn, err := setup.Dial(in.grpc)
		if err != nil {
			t.Fatal(err)
		}
		_, err = parserv1.NewParserServiceClient(conn).ListCompanies(t.Context(), &parserv1.ListCompaniesRequest{})
		if rpcerr.Parse(err).Code != codes.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
		conn.Close()
	}
	if response, err := secureClient(t, strangerCert, strangerKey, caFile).Get("https://" + in.http + "/v1/companies"); err == nil {
		response.Body.Close()
		t.Error("REST answers a stranger")
	}
	for _, address := range []string{in.http, in.grpc} {
		if serial := shown(t, address, caFile, certFile, keyFile); serial.Cmp(first) != 0 {
			t.Errorf("%s shows %s, want %s", address, serial, first)
		}
	}
	_, _, _, second := ca.issue(t, dir)
	for _, address := range []string{in.http, in.grpc} {
		for deadline := time.Now().Add(30 * time.Second); shown(t, address, caFile, certFile, keyFile).Cmp(second) != 0; time.Sleep(50 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s does not show the renewed certificate", address)
			}
		}
	}
}

func clientConfig(t *testing.T, certFile, keyFile, caFile string) *tls.Config {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(caFile)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	return &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{pair}}
}

func secureClient(t *testing.T, certFile, keyFile, caFile string) *http.Client {
	t.Helper()
	return &http.Client{Transport: &http.Transport{TLSClientConfig: clientConfig(t, certFile, keyFile, caFile)}}
}

// shown is the serial number of the certificate that a server shows.
func shown(t *testing.T, address, caFile, certFile, keyFile string) *big.Int {
	t.Helper()
	config := clientConfig(t, certFile, keyFile, caFile)
	config.NextProtos = []string{"h2"}
	conn, err := tls.Dial("tcp", address, config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber
}
