package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Tokens are those of one OIDC issuer, made for one audience. A token's scopes
// are the words callfacts:read, callfacts:ingest and callfacts:admin of its claim
// "scope", a string with spaces between (RFC 8693, section 4.2), or "scp", a list.
type Tokens struct {
	issuer, audience string
	http             *http.Client

	mu       sync.Mutex
	asked    time.Time
	verifier *oidc.IDTokenVerifier
}

// ErrIssuer says that the issuer could not be asked for its keys: whether the
// token is good is not known.
var ErrIssuer = errors.New("the issuer of tokens cannot be asked for its keys")

const (
	// skew is by how much the issuer's clock and this one may differ.
	skew = 30 * time.Second
	// askAgain is how long an issuer that did not answer is left alone.
	askAgain = 5 * time.Second
	// askFor is how long the issuer may take for an answer.
	askFor = 10 * time.Second
)

// NewTokens admits the tokens of an issuer, an https URL, or http of this machine
// alone. The issuer is asked at the first token; its keys are asked for again when
// a token brings one that is not known.
func NewTokens(issuer, audience string) (*Tokens, error) {
	at, err := url.Parse(issuer)
	if err != nil || at.Host == "" {
		return nil, fmt.Errorf("the issuer %q is no URL", issuer)
	}
	if host := at.Hostname(); at.Scheme != "https" && host != "127.0.0.1" && host != "::1" && host != "localhost" {
		return nil, fmt.Errorf("the issuer %q is not asked by https", issuer)
	}
	if audience == "" {
		return nil, errors.New("tokens need an audience: who else's they are would be taken too")
	}
	return &Tokens{issuer: issuer, audience: audience, http: &http.Client{Timeout: askFor}}, nil
}

// Client is whose token it is. The error says what is wrong with the token, and
// never holds it; it is ErrIssuer where that is not known.
func (t *Tokens) Client(ctx context.Context, raw string) (Client, error) {
	verifier, err := t.ask(ctx)
	if err != nil {
		return Client{}, err
	}
	token, err := verifier.Verify(oidc.ClientContext(ctx, t.http), raw)
	if err != nil {
		return Client{}, reason(err)
	}
	var claims struct {
		Scope string   `json:"scope"`
		List  []string `json:"scp"`
	}
	if err := token.Claims(&claims); err != nil {
		return Client{}, errors.New("its scopes cannot be read")
	}
	c := Client{Name: "oidc:" + token.Subject}
	for _, word := range append(strings.Fields(claims.Scope), claims.List...) {
		name, ok := strings.CutPrefix(word, "callfacts:")
		if s := Scope(name); ok && slices.Contains([]Scope{Read, Ingest, Admin}, s) {
			c.scopes = append(c.scopes, s)
		}
	}
	return c, nil
}

// ask is the verifier, made when the issuer has answered once.
func (t *Tokens) ask(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.verifier != nil {
		return t.verifier, nil
	}
	if time.Since(t.asked) < askAgain {
		return nil, ErrIssuer
	}
	// The keys are asked for later too: not in the context of this call.
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), t.http), t.issuer)
	if err != nil {
		t.asked = time.Now()
		return nil, ErrIssuer
	}
	t.verifier = provider.Verifier(&oidc.Config{ClientID: t.audience, Now: func() time.Time { return time.Now().Add(-skew) }})
	return t.verifier, nil
}

// reason is what is wrong with a token in words that do not repeat it.
func reason(err error) error {
	var expired *oidc.TokenExpiredError
	text := err.Error()
	switch {
	case errors.As(err, &expired):
		return errors.New("it has expired")
	case strings.Contains(text, "fetching keys"):
		return ErrIssuer
	case strings.Contains(text, "audience"):
		return errors.New("it was made for another audience")
	case strings.Contains(text, "different provider"):
		return errors.New("another issuer made it")
	case strings.Contains(text, "before the nbf"):
		return errors.New("it is not valid yet")
	case strings.Contains(text, "malformed"):
		return errors.New("it is no token")
	}
	return errors.New("its signature is not the issuer's")
}
