package auth_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/callfacts/callfacts/internal/auth"
	"github.com/callfacts/callfacts/internal/auth/authtest"
)

// made is what was made; it fails the test where that failed.
func made[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newIssuer(t *testing.T) *authtest.Issuer {
	i := made[*authtest.Issuer](t)(authtest.New())
	t.Cleanup(i.Close)
	return i
}

func TestTokens(t *testing.T) {
	i, token := newIssuer(t), made[string](t)
	tokens, err := auth.NewTokens(i.URL, "callfacts")
	if err != nil {
		t.Fatal(err)
	}
	client, err := tokens.Client(t.Context(), token(i.Token(nil)))
	if err != nil || client.Name != "oidc:desk" || !client.May(auth.Read) || client.May(auth.Ingest) {
		t.Errorf("%+v %v", client, err)
	}
	client, err = tokens.Client(t.Context(), token(i.Token(map[string]any{"scope": "", "scp": []string{"callfacts:admin", "callfacts:root"}})))
	if err != nil || !client.May(auth.Admin) {
		t.Errorf("scp: %+v %v", client, err)
	}
	if client, err = tokens.Client(t.Context(), token(i.Token(map[string]any{"scope": "read admin"}))); err != nil || client.May(auth.Read) {
		t.Errorf("another's scopes: %+v %v", client, err)
	}
	if _, err = tokens.Client(t.Context(), token(i.Token(map[string]any{"exp": time.Now().Add(-10 * time.Second).Unix()}))); err != nil {
		t.Errorf("within the clocks' difference: %v", err)
	}
	stranger := newIssuer(t)
	encode := func(v any) string {
		return base64.RawURLEncoding.EncodeToString(made[[]byte](t)(json.Marshal(v)))
	}
	for name, c := range map[string]struct{ token, want string }{
		"expired":              {token(i.Token(map[string]any{"exp": time.Now().Add(-time.Minute).Unix()})), "expired"},
		"not yet":              {token(i.Token(map[string]any{"nbf": time.Now().Add(time.Hour).Unix()})), "not valid yet"},
		"other audience":       {token(i.Token(map[string]any{"aud": "mail"})), "another audience"},
		"other issuer":         {token(i.Token(map[string]any{"iss": stranger.URL})), "another issuer"},
		"other key":            {token(authtest.Sign(jose.RS256, stranger.Key, i.ID, i.Claims(nil))), "signature"},
		"no signature":         {encode(map[string]string{"alg": "none"}) + "." + encode(i.Claims(nil)) + ".", ""},
		"public key as secret": {token(authtest.Sign(jose.HS256, i.Key.N.Bytes(), i.ID, i.Claims(nil))), ""},
		"no token":             {"cf_something", "no token"},
	} {
		_, err := tokens.Client(t.Context(), c.token)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), c.token) || errors.Is(err, auth.ErrIssuer) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if err := i.Rotate("second"); err != nil {
		t.Fatal(err)
	}
	if _, err := tokens.Client(t.Context(), token(i.Token(nil))); err != nil {
		t.Errorf("a key that is new: %v", err)
	}
	i.Leave()
	if _, err := tokens.Client(t.Context(), token(i.Token(nil))); err != nil {
		t.Errorf("the issuer is away, its key is known: %v", err)
	}
	late, err := auth.NewTokens(i.URL, "callfacts")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := late.Client(t.Context(), token(i.Token(nil))); !errors.Is(err, auth.ErrIssuer) {
		t.Errorf("the issuer is away: %v", err)
	}
}

func TestIssuersThatAreNone(t *testing.T) {
	for _, c := range [][2]string{{"issuer", "callfacts"}, {"http://issuer.example.com", "callfacts"}, {"https://issuer.example.com", ""}} {
		if _, err := auth.NewTokens(c[0], c[1]); err == nil {
			t.Errorf("%v is taken", c)
		}
	}
}
