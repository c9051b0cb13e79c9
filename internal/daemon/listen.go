package daemon

import (
	"crypto/tls"
	"net"
	"net/http"
	"slices"
	"strings"
)

// SecureGRPC is the listener, behind TLS where the process has a certificate.
func (s *Setup) SecureGRPC(listener net.Listener) net.Listener { return s.secure(listener, "h2") }

// SecureHTTP is the listener, behind TLS where the process has a certificate.
func (s *Setup) SecureHTTP(listener net.Listener) net.Listener {
	return s.secure(listener, "h2", "http/1.1")
}

func (s *Setup) secure(listener net.Listener, protocols ...string) net.Listener {
	if !s.TLS.serves() {
		return listener
	}
	return tls.NewListener(listener, s.TLS.server(protocols...))
}

// LocalHosts has a handler that is served on the loopback interface answer only
// requests for this machine. A page of anywhere can have its own name point to
// 127.0.0.1, and would be taken by the browser for ours.
func (s *Setup) LocalHosts(listener net.Listener, handler http.Handler) http.Handler {
	if !isLoopback(listener.Addr()) {
		return handler
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.isLocal(r.Host) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusMisdirectedRequest)
			_, _ = w.Write([]byte(`{"code":"PERMISSION_DENIED","reason":"WRONG_HOST","message":"this server is for this machine alone; CALLFACTS_HTTP_HOSTS names others that it answers for"}` + "\n"))
			return
		}
		handler.ServeHTTP(w, r)
	})
}

func (s *Setup) isLocal(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = strings.Trim(host, "[]")
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if ip := net.ParseIP(name); ip != nil {
		return ip.IsLoopback()
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || slices.ContainsFunc(s.Hosts, func(known string) bool {
		return strings.EqualFold(strings.TrimSpace(known), name)
	})
}
