package identity

import (
	"cmp"

	"github.com/lhcre/mpi/matcher"
)

// RecordID names a record. Ids are ordered by their bytes.
type RecordID string

// Edge is what the matcher says of two records that share a blocking key.
type Edge struct {
	A, B   RecordID
	Weight matcher.Weight
	Tier   matcher.Tier
	Rule   matcher.Rule
	Guard  matcher.Guard
}

// normal is the edge with its lower id first, so that a pair looks the same
// whichever record was weighed against the other.
func (e Edge) normal() Edge {
	e.A, e.B = ordered(e.A, e.B)
	return e
}

// ordered gives two values with the smaller first.
func ordered[T cmp.Ordered](a, b T) (low, high T) {
	if b < a {
		return b, a
	}
	return a, b
}

// compareEdges puts the edge that is decided first in front: certain ones, then
// by weight, then by the ids.
func compareEdges(e, f Edge) int {
	return cmp.Or(
		compareStrength(e.Tier, e.Weight, f.Tier, f.Weight),
		cmp.Compare(e.A, f.A),
		cmp.Compare(e.B, f.B),
		cmp.Compare(e.Tier, f.Tier),
	)
}

// compareStrength orders certain edges before all others and the rest by weight
// alone: among rivals a guarded edge counts as much as its weight says.
func compareStrength(t matcher.Tier, w matcher.Weight, u matcher.Tier, v matcher.Weight) int {
	return cmp.Or(cmp.Compare(rank(t), rank(u)), cmp.Compare(v, w))
}

func rank(t matcher.Tier) int {
	if t == matcher.TierCertain {
		return 0
	}
	return 1
}
