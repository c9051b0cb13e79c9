// Package authtest has an OIDC issuer for tests.
package authtest

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Issuer is an OIDC issuer on the loopback interface, whose key can be changed.
type Issuer struct {
	*httptest.Server
	mu   sync.Mutex
	away bool
	// ID and Key are those that it signs with.
	ID  string
	Key *rsa.PrivateKey
}

// New starts an issuer; its Close ends it.
func New() (*Issuer, error) {
	i := &Issuer{}
	if err := i.Rotate("first"); err != nil {
		return nil, err
	}
	i.Server = httptest.NewServer(i)
	return i, nil
}

// Rotate gives the issuer another key.
func (i *Issuer) Rotate(id string) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.ID, i.Key = id, key
	return nil
}

// ServeHTTP answers with the issuer's description and its keys.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var answer any
	switch {
	case i.away:
		http.Error(w, "away", http.StatusServiceUnavailable)
		return
	case r.URL.Path == "/keys":
		answer = jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: i.Key.Public(), KeyID: i.ID, Algorithm: "RS256", Use: "sig"}}}
	default:
		answer = map[string]any{"issuer": i.URL, "jwks_uri": i.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}}
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(raw) // a client that went away is no failure
}

// Claims are those of a good token, with some in their place.
func (i *Issuer) Claims(with map[string]any) map[string]any {
	c := map[string]any{
		"iss": i.URL, "aud": "callfacts", "sub": "desk", "scope": "openid callfacts:read",
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	for k, v := range with {
		c[k] = v
	}
	return c
}

// Token is a good token with some claims in place of its own.
func (i *Issuer) Token(with map[string]any) (string, error) {
	return Sign(jose.RS256, i.Key, i.ID, i.Claims(with))
}

// Sign makes a token of claims.
func Sign(algorithm jose.SignatureAlgorithm, key any, id string, claims map[string]any) (string, error) {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(raw)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

// Leave makes the issuer answer nobody.
func (i *Issuer) Leave() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.away = true
}
