package identity

import (
	"slices"

	"github.com/lhcre/mpi/matcher"
)

// Judge is what the matcher knows of any two records, also of those that share
// no edge. Both answers are symmetric and depend on nothing but the two records.
type Judge interface {
	// Conflict says why the two can never be one person, if so.
	Conflict(a, b RecordID) matcher.Conflict
	// Weight is the match weight of the two.
	Weight(a, b RecordID) matcher.Weight
}

// Partition is the answer of Resolve.
type Partition struct {
	Clusters [][]RecordID // each sorted, in the order of their smallest records
	Refused  []Refusal    // in the order in which they were refused
}

// Refusal is a join that was not made. That of a must-link has an edge with
// nothing but its two records.
type Refusal struct {
	Edge   Edge
	Reason Reason
}

// Resolve decides which records of a component are one person.
//
// Every record begins alone. Then must-links join, reviewers before authorities,
// the newest first, unless a cannot-link stands between the two sides. Then the
// edges that link, certain ones before probable ones, the heaviest first, ties
// by the lower and then the higher id. Clusters A and B are not joined, for the
// first reason that applies, when
//
//   - together they are more than MaxCluster records (size-cap);
//   - a record of A conflicts with a record of B (the worst conflict is named);
//   - there is a rival: a third cluster C with an edge to one side, its own, that
//     is as good as this one, that conflicts with the other side, and does not
//     conflict with its own (close-second). As good as a certain edge is a
//     certain edge of at least its weight; as good as a probable edge is every
//     certain edge and every edge that weighs no less than it minus the margin,
//     also one that is guarded or below auto;
//   - both have at least three records and the mean weight of the pairs across
//     them is below review (chain).
//
// So a must-link waives every conflict but a cannot-link among the records that
// it joins, and what is refused stays refused only as long as its cause stands.
func Resolve(c Component, j Judge, r Rules) Partition {
	t := newTable(c, j, r)
	t.obeyMustLinks(c.Assertions)
	t.followEdges()
	return Partition{Clusters: t.clusters(), Refused: t.refused}
}

// obeyMustLinks is step 2: people are believed before weights.
func (t *table) obeyMustLinks(assertions []Assertion) {
	stand := standing(assertions)
	t.setBars(stand)
	slices.SortFunc(stand, compareMustLinks)
	for _, m := range stand {
		x, y, known := t.clustersOf(m.A, m.B)
		if !m.links() || !known || x == y {
			continue
		}
		if bar := t.barred(x, y); bar == matcher.ConflictNone {
			t.join(x, y)
		} else if bar != protected {
			t.refuse(Edge{A: m.A, B: m.B}, ReasonContradiction)
		}
	}
}

// followEdges is step 3.
func (t *table) followEdges() {
	for _, l := range t.links {
		x, y := t.of[l.a], t.of[l.b]
		if x == y || !t.rules.Joins(*l.edge) {
			continue
		}
		if reason := t.objection(l, x, y); reason != ReasonNone {
			t.refuse(l.edge.normal(), reason)
			continue
		}
		t.join(x, y)
	}
}

// objection says why two clusters are not joined by a link. The size comes
// first because it costs nothing: a thousand records alike would otherwise all
// be compared with one another for a join that cannot be.
func (t *table) objection(l link, x, y int32) Reason {
	if t.size(x)+t.size(y) > t.rules.MaxCluster {
		return ReasonSizeCap
	}
	if conflict := t.conflict(x, y); conflict != matcher.ConflictNone {
		return Reason(conflict)
	}
	if t.closeSecond(l, x, y) {
		return ReasonCloseSecond
	}
	if t.chained(x, y) {
		return ReasonChain
	}
	return ReasonNone
}

// refuse notes a join that was not made, unless a protected cannot-link is why.
func (t *table) refuse(e Edge, reason Reason) {
	if reason != Reason(protected) {
		t.refused = append(t.refused, Refusal{Edge: e, Reason: reason})
	}
}
