package auth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// issuer is an OpenID provider.
type issuer struct {
	*httptest.Server

	mu      sync.Mutex
	keys    []jose.JSONWebKey
	down    atomic.Bool
	fetches atomic.Int32
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.answer(w, map[string]any{
			"issuer": i.URL, "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"ES256", "HS256", "none"},
		})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		i.fetches.Add(1)
		i.mu.Lock()
		defer i.mu.Unlock()
		public := jose.JSONWebKeySet{}
		for _, key := range i.keys {
			public.Keys = append(public.Keys, key.Public())
		}
		i.answer(w, public)
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	i.turn(t, "first")
	return i
}

func (i *issuer) answer(w http.ResponseWriter, body any) {
	if i.down.Load() {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if text, err := json.Marshal(body); err == nil {
		_, _ = w.Write(text)
	}
}

// turn has tokens signed with a new key.
func (i *issuer) turn(t *testing.T, id string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = []jose.JSONWebKey{{Key: private, KeyID: id, Algorithm: "ES256", Use: "sig"}}
}

func (i *issuer) key() jose.JSONWebKey {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.keys[0]
}

// claims of somebody, some of them others.
func (i *issuer) claims(others map[string]any) map[string]any {
	all := map[string]any{
		"iss": i.URL, "aud": "mpi", "sub": "ward-7", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(),
		"roles": []string{"resolver", "barista"}, "ods": "rm3", "purpose": "direct-care",
	}
	maps.Copy(all, others)
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	return all
}

func sign(t *testing.T, algorithm jose.SignatureAlgorithm, key any, claims map[string]any) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func (i *issuer) token(t *testing.T, others map[string]any) string {
	t.Helper()
	return sign(t, jose.ES256, i.key(), i.claims(others))
}

func (i *issuer) provider(t *testing.T) *Provider {
	t.Helper()
	p, err := NewProvider(i.URL, "mpi", i.Client())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTokensOfAProvider(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	provider := i.provider(t)
	p, err := provider.Verify(t.Context(), i.token(t, nil))
	if err != nil || p.Subject != "ward-7" || p.Organisation != "RM3" || !slices.Equal(p.Roles, []Role{Resolver}) || p.Purpose != DirectCare || p.Local {
		t.Fatalf("the holder is %+v, %v", p, err)
	}
	hour := time.Hour
	for name, others := range map[string]map[string]any{
		"expired":            {"exp": time.Now().Add(-hour).Unix()},
		"not yet":            {"nbf": time.Now().Add(hour).Unix()},
		"without an end":     {"exp": nil},
		"another audience":   {"aud": "payroll"},
		"another issuer":     {"iss": "https://elsewhere.example"},
		"nobody's":           {"sub": nil},
		"of no organisation": {"ods": nil},
		"roles of a number":  {"roles": 7},
	} {
		if _, err := provider.Verify(t.Context(), i.token(t, others)); !errors.Is(err, ErrToken) {
			t.Errorf("%s: %v, want %v", name, err, ErrToken)
		}
	}
	if p, err := provider.Verify(t.Context(), i.token(t, map[string]any{"roles": nil, "purpose": nil})); err != nil || len(p.Roles) != 0 || p.Purpose != "" {
		t.Errorf("without roles and purpose: %+v, %v", p, err)
	}
}

func TestForgedTokensAreRefused(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	provider := i.provider(t)
	good := i.token(t, nil)
	if _, err := provider.Verify(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	other := newIssuer(t)
	parts := strings.Split(good, ".")
	for name, token := range map[string]string{
		"another's key":      sign(t, jose.ES256, other.key(), i.claims(nil)),
		"its name, unsigned": "eyJhbGciOiJub25lIn0." + parts[1] + ".",
		"a shared secret":    sign(t, jose.HS256, []byte(strings.Repeat("k", 32)), i.claims(nil)),
		"another's claims":   parts[0] + "." + strings.Split(i.token(t, map[string]any{"ods": "R0A"}), ".")[1] + "." + parts[2],
		"no token at all":    "x",
		"nothing":            "",
	} {
		if _, err := provider.Verify(t.Context(), token); !errors.Is(err, ErrToken) {
			t.Errorf("%s: %v, want %v", name, err, ErrToken)
		}
	}
}

// A provider that cannot be asked says nothing of a token; when it is there, the
// same token is good. Keys that it had before are good meanwhile.
func TestProviderThatIsAwayIsNoWrongToken(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	i.down.Store(true)
	provider := i.provider(t)
	token := i.token(t, nil)
	for range 3 {
		if _, err := provider.Verify(t.Context(), token); !errors.Is(err, ErrUnavailable) {
			t.Fatalf("away: %v, want %v", err, ErrUnavailable)
		}
	}
	i.down.Store(false)
	await(t, func() bool { _, err := provider.Verify(t.Context(), token); return err == nil })
	i.down.Store(true)
	if _, err := provider.Verify(t.Context(), token); err != nil {
		t.Errorf("away with keys known: %v", err)
	}
	i.turn(t, "second")
	next := i.token(t, nil)
	// Who asks in the moment in which an earlier answer about the keys comes in is
	// given that answer, so what follows is what is told from then on.
	verified := func(token string) error { _, err := provider.Verify(t.Context(), token); return err }
	await(t, func() bool { return errors.Is(verified(next), ErrUnavailable) })
	i.down.Store(false)
	await(t, func() bool { return verified(next) == nil })
	await(t, func() bool { return errors.Is(verified(token), ErrToken) })
}

// Tokens that name keys nobody has do not have the provider flooded.
func TestProviderIsAskedSparingly(t *testing.T) {
	t.Parallel()
	i, other := newIssuer(t), newIssuer(t)
	other.turn(t, "unknown")
	provider := i.provider(t)
	forged := sign(t, jose.ES256, other.key(), i.claims(nil))
	for range 200 {
		if _, err := provider.Verify(t.Context(), forged); !errors.Is(err, ErrToken) {
			t.Fatalf("%v, want %v", err, ErrToken)
		}
	}
	if n := i.fetches.Load(); n > 20 {
		t.Errorf("asked %d times for 200 tokens", n)
	}
}

func await(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never came")
		}
	}
}

func TestProviderNeedsIssuerAndAudience(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{{"", "mpi"}, {"https://id.example", ""}} {
		if _, err := NewProvider(c[0], c[1], http.DefaultClient); err == nil {
			t.Errorf("issuer %q, audience %q: no error", c[0], c[1])
		}
	}
}
