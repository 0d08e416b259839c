package auth

import (
	"net/http"
	"strings"
)

// HeaderOrganisation names the organisation that a caller acts for.
const HeaderOrganisation = "NHSD-End-User-Organisation-ODS"

// mostToken is longer than any token is.
const mostToken = 16 << 10

// Who says who sends a request, and for which organisation.
func Who(r *http.Request, v Verifier) (Principal, error) {
	token, err := bearer(r.Header)
	if err != nil {
		return Principal{}, err
	}
	p, err := v.Verify(r.Context(), token)
	if err != nil {
		return Principal{}, err
	}
	return p.For(r.Header.Get(HeaderOrganisation))
}

// bearer gives the token of a request. It comes in a header alone: an address is
// written down in many places.
func bearer(header http.Header) (string, error) {
	all := header.Values("Authorization")
	if len(all) == 0 {
		return "", ErrNoToken
	}
	scheme, token, _ := strings.Cut(all[0], " ")
	token = strings.TrimSpace(token)
	switch {
	case len(all) > 1 || !strings.EqualFold(scheme, "Bearer"):
		return "", ErrNoToken
	case token == "" || len(token) > mostToken || strings.ContainsAny(token, " ,"):
		return "", ErrToken
	}
	return token, nil
}

// Challenge is the header WWW-Authenticate of the answer to a request without a
// token that is good.
func Challenge(err error) string {
	if err == ErrNoToken { //nolint:errorlint // never wrapped
		return `Bearer realm="mpi"`
	}
	return `Bearer realm="mpi", error="invalid_token"`
}
