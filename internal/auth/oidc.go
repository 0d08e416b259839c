package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/time/rate"

	"github.com/lhcre/mpi/internal/organisations"
)

// Provider knows tokens of an OpenID provider: JSON Web Tokens with the claims sub,
// roles, ods and purpose. It asks the provider for its keys when it first needs
// them, and when a token names one that it does not have.
type Provider struct {
	issuer, audience string
	client           *http.Client

	asking   chan struct{} // holds one, while the provider is asked
	verifier atomic.Pointer[oidc.IDTokenVerifier]
	failed   time.Time // when it last did not answer; of whoever asks
}

// NewProvider makes a provider that is asked through a client. A token has to be
// meant for the audience.
func NewProvider(issuer, audience string, client *http.Client) (*Provider, error) {
	if issuer == "" || audience == "" {
		return nil, errors.New("an OpenID provider needs an issuer and an audience")
	}
	sparing := *client
	sparing.Timeout = fetchTimeout
	sparing.Transport = &sparingTransport{next: client.Transport, limit: rate.NewLimiter(fetchEvery, fetchBurst)}
	return &Provider{issuer: issuer, audience: audience, client: &sparing, asking: make(chan struct{}, 1)}, nil
}

// Who sends tokens that name keys nobody has makes us ask for keys so often at most.
// A provider that did not answer is not asked again for a while: callers would
// queue for it.
const (
	fetchTimeout = 5 * time.Second
	askAgain     = time.Second
	fetchEvery   = rate.Limit(1)
	fetchBurst   = 10
)

var errTooOften = errors.New("asked too often")

type sparingTransport struct {
	next  http.RoundTripper
	limit *rate.Limiter
}

// RoundTrip sends a request.
func (t *sparingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if !t.limit.Allow() {
		return nil, errTooOften
	}
	next := t.next
	if next == nil {
		next = http.DefaultTransport
	}
	return next.RoundTrip(r) //nolint:wrapcheck // in its place
}

var _ Verifier = (*Provider)(nil)

// Verify says whose a token is.
func (p *Provider) Verify(ctx context.Context, token string) (Principal, error) {
	verifier, err := p.ready(ctx)
	if err != nil {
		return Principal{}, err
	}
	var unavailable bool
	verified, err := verifier.Verify(context.WithValue(ctx, unavailableKey{}, &unavailable), token)
	switch {
	case unavailable:
		return Principal{}, ErrUnavailable
	case err != nil:
		return Principal{}, ErrToken
	}
	return principalOf(verified)
}

// ready gives the verifier, and makes it when the provider first answers.
func (p *Provider) ready(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	if verifier := p.verifier.Load(); verifier != nil {
		return verifier, nil
	}
	select {
	case p.asking <- struct{}{}:
		defer func() { <-p.asking }()
	case <-ctx.Done():
		return nil, ErrUnavailable
	}
	if verifier := p.verifier.Load(); verifier != nil {
		return verifier, nil
	}
	if time.Since(p.failed) < askAgain {
		return nil, ErrUnavailable
	}
	verifier, err := p.discover(ctx)
	if err != nil {
		p.failed = time.Now()
		return nil, ErrUnavailable
	}
	p.verifier.Store(verifier)
	return verifier, nil
}

// discover asks the provider about itself.
func (p *Provider) discover(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), p.client) // the keys outlive this request
	provider, err := oidc.NewProvider(ctx, p.issuer)
	if err != nil {
		return nil, fmt.Errorf("asking the OpenID provider: %w", err)
	}
	var at struct {
		Keys       string   `json:"jwks_uri"`
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
	}
	if err := provider.Claims(&at); err != nil {
		return nil, fmt.Errorf("asking the OpenID provider: %w", err)
	}
	return oidc.NewVerifier(p.issuer, &keys{oidc.NewRemoteKeySet(ctx, at.Keys)}, &oidc.Config{
		ClientID: p.audience, SupportedSigningAlgs: asymmetric(at.Algorithms),
	}), nil
}

// asymmetric leaves the algorithms that take a key that only the provider has.
func asymmetric(all []string) []string {
	safe := []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}
	kept := slices.DeleteFunc(slices.Clone(all), func(a string) bool { return !slices.Contains(safe, a) })
	if len(kept) == 0 {
		return []string{oidc.RS256} // what OpenID providers must have
	}
	return kept
}

// keys are the provider's. Whether a signature is wrong or the keys could not be
// had is told in the context: the verifier makes one of both.
type keys struct{ *oidc.RemoteKeySet }

type unavailableKey struct{}

// VerifySignature gives what a token signs.
func (k *keys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	payload, err := k.RemoteKeySet.VerifySignature(ctx, token)
	if told, ok := ctx.Value(unavailableKey{}).(*bool); ok && err != nil {
		*told = errors.Unwrap(err) != nil && !errors.Is(err, errTooOften) // fetching failed, the signature is not known to be wrong
	}
	return payload, err //nolint:wrapcheck // in its place
}

// claims are what a token tells of its holder.
type claims struct {
	Roles        []string `json:"roles"`
	Organisation string   `json:"ods"`
	Purpose      string   `json:"purpose"`
}

func principalOf(token *oidc.IDToken) (Principal, error) {
	var told claims
	if err := token.Claims(&told); err != nil {
		return Principal{}, fmt.Errorf("%w: its claims roles, ods and purpose are not what they should be", ErrToken)
	}
	p := Principal{Subject: token.Subject, Organisation: organisations.Code(told.Organisation), Purpose: Purpose(told.Purpose)}
	if p.Subject == "" || p.Organisation == "" {
		return Principal{}, fmt.Errorf("%w: it lacks the claim sub or ods", ErrToken)
	}
	for _, role := range told.Roles {
		if slices.Contains(Roles(), Role(role)) { // others are other programs'
			p.Roles = append(p.Roles, Role(role))
		}
	}
	return p, nil
}
