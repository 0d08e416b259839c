package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/lhcre/mpi/internal/organisations"
)

// Principal is who calls.
type Principal struct {
	Subject      string
	Organisation string // the ODS code of the organisation acted for
	Roles        []Role
	Purpose      Purpose
	Local        bool // has the token of this machine, and acts for whom it says
}

// Role is what somebody is to the index.
type Role string

// Roles.
const (
	Source   Role = "source"   // a system that tells of its own patients
	Resolver Role = "resolver" // a record service, and the staff it asks for
	Reviewer Role = "reviewer" // decides uncertain matches
	Lead     Role = "lead"     // answers for the data quality, decides what takes two
	Auditor  Role = "auditor"  // looks who did what
	Operator Role = "operator" // keeps the engine running, sees nobody
)

// Roles lists the roles, in the order of the table.
func Roles() []Role { return []Role{Source, Resolver, Reviewer, Lead, Auditor, Operator} }

// Purpose is what data is used for.
type Purpose string

// DirectCare is the purpose of individual care, by the name that tokens give it and
// by HL7's (PurposeOfUse).
const (
	DirectCare Purpose = "direct-care"
	treatment  Purpose = "TREAT"
)

func (p Purpose) isDirectCare() bool { return p == DirectCare || p == treatment }

// Verifier tells whose a token is.
type Verifier interface {
	Verify(ctx context.Context, token string) (Principal, error)
}

// Errors of whoever cannot be known.
var (
	ErrNoToken     = errors.New("expected the header Authorization with a Bearer token")
	ErrToken       = errors.New("the token is not valid, or no longer")
	ErrUnavailable = errors.New("who calls cannot be told now")
)

// RefusedError says why a known caller may not do something.
type RefusedError struct{ Why string }

func (e *RefusedError) Error() string { return "refused: " + e.Why }

func refused(format string, values ...any) error {
	return &RefusedError{Why: fmt.Sprintf(format, values...)}
}

// For gives the caller as it acts for an organisation: for its own alone, unless it
// has this machine's token.
func (p Principal) For(organisation string) (Principal, error) {
	organisation = organisations.Code(organisation)
	switch {
	case organisation == "" || organisation == p.Organisation:
		return p, nil
	case !p.Local:
		return p, refused("the token is of another organisation")
	}
	p.Organisation = organisation
	return p, nil
}

// Has says whether the caller has a role.
func (p Principal) Has(role Role) bool { return slices.Contains(p.Roles, role) }
