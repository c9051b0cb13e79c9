package daemon

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// TLS is what a process proves itself with, and whom it trusts. Files are read
// again when they change, as renewals replace them while servers run; where
// they are not in order then, those of before stand, and the log says why.
type TLS struct {
	// CertFile and KeyFile are this process's own certificate and key, PEM.
	CertFile, KeyFile string
	// ClientCAFile holds the authorities whose certificates clients must show;
	// empty where they need none.
	ClientCAFile string
	// CAFile holds the authorities that servers' certificates must be of, or is
	// "system"; empty where this process calls without TLS.
	CAFile string
	// Log learns of files that were read again.
	Log *slog.Logger

	mu      sync.Mutex
	looked  time.Time
	stamp   string
	loaded  loadedTLS
	failure error
}

type loadedTLS struct {
	certificate *tls.Certificate
	clientCAs   *x509.CertPool
	roots       *x509.CertPool // nil for the system's
}

// tlsLookEvery is how often at most the files are looked at.
const tlsLookEvery = time.Second

const systemCA = "system"

// Check reads the files.
func (t *TLS) Check() error {
	if (t.CertFile == "") != (t.KeyFile == "") {
		return errors.New("TLS: a certificate and its key go together: CALLFACTS_TLS_CERT_FILE and CALLFACTS_TLS_KEY_FILE")
	}
	if t.ClientCAFile != "" && t.CertFile == "" {
		return errors.New("TLS: who asks clients for certificates must have one: CALLFACTS_TLS_CERT_FILE")
	}
	_, err := t.current()
	return err
}

// current is what the files hold.
func (t *TLS) current() (loadedTLS, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Since(t.looked) < tlsLookEvery {
		return t.loaded, t.failure
	}
	t.looked = time.Now()
	stamp := t.look()
	if stamp == t.stamp {
		return t.loaded, t.failure
	}
	loaded, err := t.load()
	switch {
	case err == nil && t.stamp != "":
		t.Log.Info("certificates were read again")
	case err != nil && t.stamp != "":
		t.Log.Error("the certificates are not read again: those of before stand", "error", err)
		return t.loaded, t.failure // and are tried again at the next look
	}
	t.stamp, t.loaded, t.failure = stamp, loaded, err
	return loaded, err
}

// look tells one state of the files from another.
func (t *TLS) look() (stamp string) {
	for _, file := range []string{t.CertFile, t.KeyFile, t.ClientCAFile, t.CAFile} {
		if info, err := os.Stat(file); err == nil {
			stamp += fmt.Sprintf("%s %d %d\n", file, info.Size(), info.ModTime().UnixNano())
		}
	}
	return stamp + "."
}

func (t *TLS) load() (loaded loadedTLS, err error) {
	if t.CertFile != "" {
		pair, err := tls.LoadX509KeyPair(t.CertFile, t.KeyFile)
		if err != nil {
			return loaded, fmt.Errorf("TLS: %w", err)
		}
		loaded.certificate = &pair
	}
	if t.ClientCAFile != "" {
		if loaded.clientCAs, err = authorities(t.ClientCAFile); err != nil {
			return loaded, err
		}
	}
	if t.CAFile != "" && t.CAFile != systemCA {
		if loaded.roots, err = authorities(t.CAFile); err != nil {
			return loaded, err
		}
	}
	return loaded, nil
}

func authorities(file string) (*x509.CertPool, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("TLS: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(raw) {
		return nil, fmt.Errorf("TLS: %s holds no certificate", file)
	}
	return pool, nil
}

// calls reports whether this process calls others over TLS.
func (t *TLS) calls() bool { return t != nil && t.CAFile != "" }

// serves reports whether this process has a certificate to serve with.
func (t *TLS) serves() bool { return t != nil && t.CertFile != "" }

// mutual reports whether clients must show a certificate.
func (t *TLS) mutual() bool { return t != nil && t.ClientCAFile != "" }

// server is the configuration of a server, looked up at each handshake.
func (t *TLS) server(protocols ...string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: protocols}
	config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		loaded, err := t.current()
		if err != nil {
			return nil, err
		}
		now := &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: protocols, Certificates: []tls.Certificate{*loaded.certificate}}
		if loaded.clientCAs != nil {
			now.ClientAuth, now.ClientCAs = tls.RequireAndVerifyClientCert, loaded.clientCAs
		}
		return now, nil
	}
	return config
}

// client is the configuration of a client. The server is verified here, so that
// authorities can change too: crypto/tls takes those that it starts with.
func (t *TLS) client() *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS12,
		InsecureSkipVerify: true, //nolint:gosec // VerifyConnection does it
		VerifyConnection: func(state tls.ConnectionState) error {
			loaded, err := t.current()
			if err != nil {
				return err
			}
			options := x509.VerifyOptions{Roots: loaded.roots, DNSName: state.ServerName, Intermediates: x509.NewCertPool()}
			for _, certificate := range state.PeerCertificates[1:] {
				options.Intermediates.AddCert(certificate)
			}
			_, err = state.PeerCertificates[0].Verify(options)
			return err
		},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			loaded, err := t.current()
			if err != nil || loaded.certificate == nil {
				return &tls.Certificate{}, err
			}
			return loaded.certificate, nil
		},
	}
}
