package identity_test

import (
	"cmp"
	"slices"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// oracle resolves a whole world at once, without components and without
// remembering anything: the rules written down a second time, as plainly as they
// can be.
type oracle struct {
	*world

	cluster map[record]int
	cannot  map[couple]bool
	refused map[couple]identity.Reason
}

func newOracle(w *world) *oracle {
	o := &oracle{world: w, cluster: map[record]int{}, cannot: map[couple]bool{}, refused: map[couple]identity.Reason{}}
	for i, r := range w.records {
		o.cluster[r] = i
	}
	return o
}

func (o *oracle) resolve() [][]record {
	musts := o.musts()
	for _, a := range musts {
		x, y := o.cluster[a.A], o.cluster[a.B]
		if x != y && !o.any(x, y, o.barred) {
			o.join(x, y)
		}
	}
	for _, e := range o.linking() {
		x, y := o.cluster[e.A], o.cluster[e.B]
		if x == y {
			continue
		}
		if reason := o.objection(e, x, y); reason != "" {
			o.refused[coupleOf(e.A, e.B)] = reason
			continue
		}
		o.join(x, y)
	}
	return o.clusters()
}

// musts lists the must-links in their order and notes the cannot-links.
func (o *oracle) musts() []identity.Assertion {
	var musts []identity.Assertion
	for p := range o.couples() {
		a, ok := o.standing(p)
		switch {
		case !ok || a.Suspended && !a.Protected:
		case a.Kind == identity.MustLink:
			musts = append(musts, a)
		case a.Kind == identity.CannotLink:
			o.cannot[p] = true
		}
	}
	slices.SortFunc(musts, func(a, b identity.Assertion) int {
		return cmp.Or(cmp.Compare(a.By, b.By), b.At.Compare(a.At), cmp.Compare(a.ID, b.ID))
	})
	return musts
}

// standing finds the assertion that stands for a pair: the best protected one if
// it is a cannot-link, else the newest that was not taken back.
func (o *oracle) standing(p couple) (identity.Assertion, bool) {
	var about []identity.Assertion
	for _, a := range o.assertions {
		if coupleOf(a.A, a.B) == p {
			about = append(about, a)
		}
	}
	order := []identity.Kind{identity.CannotLink, identity.MustLink, identity.Withdrawn}
	slices.SortFunc(about, func(a, b identity.Assertion) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)),
			cmp.Compare(a.By, b.By), cmp.Compare(a.ID, b.ID))
	})
	for _, a := range about {
		if a.Protected {
			if a.Kind == identity.CannotLink {
				return a, true
			}
			break
		}
	}
	for i, a := range about {
		takenBack := slices.ContainsFunc(about[:i], func(b identity.Assertion) bool {
			return b.Kind == identity.Withdrawn && (b.Protected || b.By == identity.Reviewer || a.By == identity.Authority)
		})
		if a.Kind != identity.Withdrawn && !takenBack && !a.Protected {
			return a, true
		}
	}
	return identity.Assertion{}, false
}

// linking lists the edges that link, in their order.
func (o *oracle) linking() []identity.Edge {
	var list []identity.Edge
	for _, e := range o.edges {
		e.A, e.B = min(e.A, e.B), max(e.A, e.B)
		if e.Tier == matcher.TierCertain || e.Tier == matcher.TierProbable && e.Weight >= o.rules.Auto {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, func(e, f identity.Edge) int {
		return cmp.Or(cmp.Compare(e.Tier, f.Tier), cmp.Compare(f.Weight, e.Weight), cmp.Compare(e.A, f.A), cmp.Compare(e.B, f.B))
	})
	return list
}

func (o *oracle) objection(e identity.Edge, x, y int) identity.Reason {
	nx, ny := len(o.members(x)), len(o.members(y))
	switch {
	case nx+ny > o.rules.MaxCluster:
		return identity.ReasonSizeCap
	case o.any(x, y, o.apart):
		return "conflict"
	case o.rivalled(e, x, y) || o.rivalled(e, y, x):
		return identity.ReasonCloseSecond
	case nx >= 3 && ny >= 3 && o.sum(x, y) < o.rules.Review*matcher.Weight(nx*ny):
		return identity.ReasonChain
	}
	return ""
}

func (o *oracle) rivalled(e identity.Edge, own, other int) bool {
	for _, f := range o.edges {
		near := f.Tier == matcher.TierCertain && (e.Tier != matcher.TierCertain || f.Weight >= e.Weight) ||
			e.Tier == matcher.TierProbable && f.Weight >= e.Weight-o.rules.Margin
		for _, ends := range []couple{{f.A, f.B}, {f.B, f.A}} {
			c := o.cluster[ends[1]]
			if near && o.cluster[ends[0]] == own && c != own && c != other && o.any(c, other, o.apart) && !o.any(c, own, o.apart) {
				return true
			}
		}
	}
	return false
}

func (o *oracle) members(x int) []record {
	return slices.DeleteFunc(slices.Sorted(slices.Values(o.records)), func(r record) bool { return o.cluster[r] != x })
}

func (o *oracle) any(x, y int, says func(a, b record) bool) bool {
	for _, a := range o.members(x) {
		for _, b := range o.members(y) {
			if says(a, b) {
				return true
			}
		}
	}
	return false
}

func (o *oracle) barred(a, b record) bool { return o.cannot[coupleOf(a, b)] }

func (o *oracle) apart(a, b record) bool {
	return o.barred(a, b) || o.Conflict(a, b) != matcher.ConflictNone
}

func (o *oracle) sum(x, y int) (sum matcher.Weight) {
	for _, a := range o.members(x) {
		for _, b := range o.members(y) {
			sum += o.Weight(a, b)
		}
	}
	return sum
}

func (o *oracle) join(x, y int) {
	for r, c := range o.cluster {
		if c == y {
			o.cluster[r] = x
		}
	}
}

func (o *oracle) clusters() [][]record {
	var all [][]record
	for x := range o.records {
		if m := o.members(x); len(m) > 0 {
			all = append(all, m)
		}
	}
	slices.SortFunc(all, slices.Compare)
	return all
}
