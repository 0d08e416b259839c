package identity

import (
	"cmp"
	"slices"

	"github.com/lhcre/mpi/matcher"
)

// Reason says why two clusters were not joined, or why a reviewer should look.
type Reason string

// The reasons that arise here. The others are the names of the matcher's
// conflicts, of its guards and of the rules that ask for a reviewer.
const (
	ReasonNone          Reason = ""
	ReasonContradiction Reason = "contradiction" // a must-link against a cannot-link
	ReasonSuspended     Reason = "suspended"     // an assertion about records that have changed since
	ReasonCannotLink    Reason = "cannot-link"   // somebody said so; never a task
	ReasonCloseSecond   Reason = "close-second"  // another cluster is as good and cannot be the same person
	ReasonChain         Reason = "chain"         // two groups that hang together by few of their pairs
	ReasonSizeCap       Reason = "size-cap"      // more records than one person should have
	ReasonReview        Reason = "review"        // the weight alone
)

// protected stands for a protected cannot-link while Resolve runs; it never
// leaves the package.
const protected matcher.Conflict = "protected"

// reasonOrder is the order in which reasons are given: a pair of clusters has
// one task, with the first that applies.
var reasonOrder = []Reason{
	Reason(protected),
	ReasonCannotLink,
	ReasonContradiction,
	ReasonSuspended,
	Reason(matcher.ConflictNHSNumbers),
	Reason(matcher.ConflictTwins),
	Reason(matcher.ConflictLocalIDs),
	Reason(matcher.RuleConfusion),
	Reason(matcher.RuleNBODuplicate),
	ReasonCloseSecond,
	ReasonChain,
	ReasonSizeCap,
	Reason(matcher.GuardTwin),
	Reason(matcher.GuardBirthDates),
	Reason(matcher.GuardRestricted),
	Reason(matcher.GuardDeath),
	Reason(matcher.GuardDefaultBirthDate),
	Reason(matcher.GuardPlaceholderName),
	Reason(matcher.GuardFewFields),
	Reason(matcher.RuleNumbers),
	ReasonReview,
}

// compareReasons puts the reason that is given first in front, one that this
// package does not know after those that it knows, and none last.
func compareReasons(a, b Reason) int {
	return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a, b))
}

func place(r Reason) int {
	if i := slices.Index(reasonOrder, r); i >= 0 {
		return i
	}
	if r == ReasonNone {
		return len(reasonOrder) + 1
	}
	return len(reasonOrder)
}

// worse gives the conflict whose reason comes first.
func worse(a, b matcher.Conflict) matcher.Conflict {
	if a == b || b == matcher.ConflictNone {
		return a
	}
	if compareReasons(Reason(b), Reason(a)) < 0 {
		return b
	}
	return a
}

// reviewReason says why an edge that does not join asks for a reviewer.
func (e Edge) reviewReason() Reason {
	reason := ReasonReview
	if e.Rule == matcher.RuleConfusion || e.Rule == matcher.RuleNBODuplicate || e.Rule == matcher.RuleNumbers {
		reason = Reason(e.Rule)
	}
	if e.Guard != matcher.GuardNone && compareReasons(Reason(e.Guard), reason) < 0 {
		reason = Reason(e.Guard)
	}
	return reason
}
