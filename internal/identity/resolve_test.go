package identity_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

var everything = mix{edges: 1, conflicts: 0.5, assertions: 0.5, smallCaps: 0.3}

func TestResolveFollowsTheRules(t *testing.T) {
	t.Parallel()
	met := map[identity.Reason]int{}
	eachWorld(t, 20_000, everything, func(_ *rand.Rand, w *world) {
		o := newOracle(w)
		if got, want := w.resolve().Clusters, o.resolve(); !reflect.DeepEqual(got, want) {
			t.Errorf("clusters %v, want %v", got, want)
		}
		for _, reason := range o.refused {
			met[reason]++
		}
	})
	for _, reason := range []identity.Reason{identity.ReasonSizeCap, "conflict", identity.ReasonCloseSecond, identity.ReasonChain} {
		if met[reason] < 20 {
			t.Errorf("%s was met %d times: the worlds are too tame", reason, met[reason])
		}
	}
}

func TestResolveIgnoresOrder(t *testing.T) {
	t.Parallel()
	eachWorld(t, 4000, everything, func(r *rand.Rand, w *world) {
		if got, want := w.shuffled(r).resolve(), w.resolve(); !reflect.DeepEqual(got, want) {
			t.Errorf("shuffled: %+v\nwant %+v", got, want)
		}
	})
}

// Nothing outside a component matters: all records resolved as if they were one
// component give the same clusters and refusals.
func TestResolveIsLocal(t *testing.T) {
	t.Parallel()
	sparse := everything
	sparse.edges = 0.4
	split := 0
	eachWorld(t, 4000, sparse, func(_ *rand.Rand, w *world) {
		whole := identity.Component{Records: w.records, Edges: w.edges, Assertions: w.assertions}
		p := identity.Resolve(whole, w, w.rules)
		want := identity.Resolution{Clusters: p.Clusters, Tasks: identity.Tasks(p.Clusters, p.Refused, w.edges, w.assertions, w.rules)}
		if got := w.resolve(); !reflect.DeepEqual(got, want) {
			t.Errorf("by component %+v\nas one %+v", got, want)
		}
		split += len(identity.Components(w.records, w.edges, w.assertions, w.rules)) - 1
	})
	if split < 1000 {
		t.Errorf("the worlds fell into only %d further components", split)
	}
}

func TestNoClusterHoldsAConflict(t *testing.T) {
	t.Parallel()
	waivers := 0
	eachWorld(t, 4000, everything, func(_ *rand.Rand, w *world) {
		o := newOracle(w)
		o.musts()
		asserted := homes(identity.ResolveAll(w.records, nil, w.assertions, w, w.rules).Clusters)
		home := homes(w.resolve().Clusters)
		for p := range w.couples() {
			if home[p[0]] != home[p[1]] {
				continue
			}
			waived := asserted[p[0]] == asserted[p[1]]
			if o.cannot[p] {
				t.Errorf("%v are together against a cannot-link", p)
			}
			if w.conflicts[p] != matcher.ConflictNone {
				waivers++
				if !waived {
					t.Errorf("%v are together and conflict: %s", p, w.conflicts[p])
				}
			}
		}
	})
	if waivers < 20 {
		t.Errorf("only %d conflicts were waived: the worlds are too tame", waivers)
	}
}

func homes(clusters [][]record) map[record]int {
	home := map[record]int{}
	for i, c := range clusters {
		for _, r := range c {
			home[r] = i
		}
	}
	return home
}

// Without conflicts, caps and chains the clusters are what any solver of
// connected components finds.
func TestResolveFindsConnectedComponents(t *testing.T) {
	t.Parallel()
	eachWorld(t, 4000, mix{edges: 0.5}, func(_ *rand.Rand, w *world) {
		for p, weight := range w.weights {
			w.weights[p] = max(weight, w.rules.Review)
		}
		r := w.resolve()
		if want := connected(w); !reflect.DeepEqual(r.Clusters, want) {
			t.Errorf("clusters %v, want %v", r.Clusters, want)
		}
		for _, task := range r.Tasks {
			if w.rules.Auto <= task.Edge.Weight && task.Edge.Tier != matcher.TierPossible {
				t.Errorf("task %+v for an edge that should have linked", task)
			}
		}
	})
}

// connected floods the graph of the edges that link.
func connected(w *world) [][]record {
	next := map[record][]record{}
	for _, e := range w.edges {
		if e.Tier == matcher.TierCertain || e.Tier == matcher.TierProbable {
			next[e.A] = append(next[e.A], e.B)
			next[e.B] = append(next[e.B], e.A)
		}
	}
	var all [][]record
	seen := map[record]bool{}
	for _, r := range w.records {
		if part := flood(r, next, seen); len(part) > 0 {
			slices.Sort(part)
			all = append(all, part)
		}
	}
	return all
}

func flood(r record, next map[record][]record, seen map[record]bool) []record {
	if seen[r] {
		return nil
	}
	seen[r] = true
	part := []record{r}
	for _, n := range next[r] {
		part = append(part, flood(n, next, seen)...)
	}
	return part
}

// Every pair of clusters with an undecided edge between them has one task, or
// waits for one between either and a third that fits as well; no other pair has.
func TestTasksAreOnePerPairOfClusters(t *testing.T) {
	t.Parallel()
	eachWorld(t, 4000, everything, func(_ *rand.Rand, w *world) {
		o := newOracle(w)
		o.musts()
		r := w.resolve()
		home := homes(r.Clusters)
		smallest := func(x record) record { return r.Clusters[home[x]][0] }
		asked := map[couple]bool{}
		keys := map[string]bool{}
		edges := map[couple]bool{}
		for _, e := range w.edges {
			edges[coupleOf(e.A, e.B)] = true
		}
		for _, task := range r.Tasks {
			asserted := task.Reason == identity.ReasonContradiction || task.Reason == identity.ReasonSuspended
			if !edges[couple{task.Edge.A, task.Edge.B}] && !asserted {
				t.Errorf("task %+v comes from nowhere", task)
			}
			if asked[couple{task.Low, task.High}] || keys[task.Key] || task.Low > task.High {
				t.Errorf("task %+v is given twice or askew", task)
			}
			asked[couple{task.Low, task.High}], keys[task.Key] = true, true
			if coupleOf(smallest(task.Edge.A), smallest(task.Edge.B)) != (couple{task.Low, task.High}) {
				t.Errorf("task %+v has the edge of other clusters", task)
			}
		}
		decided := map[couple]bool{}
		for p := range o.cannot {
			decided[coupleOf(smallest(p[0]), smallest(p[1]))] = true
		}
		joined := map[couple]bool{}
		for _, e := range w.edges {
			joined[coupleOf(smallest(e.A), smallest(e.B))] = true
		}
		for p := range joined {
			if p[0] != p[1] && !decided[p] && !asked[p] && !waits(p, r.Tasks, joined) {
				t.Errorf("edges lead from %s to %s and give no task", p[0], p[1])
			}
		}
	})
}

// waits says whether one of two clusters is asked about together with a third to
// which the other has an edge too.
func waits(p couple, tasks []identity.Task, joined map[couple]bool) bool {
	for _, t := range tasks {
		for i, one := range p {
			other := p[1-i]
			third := t.Low
			if third == one {
				third = t.High
			} else if t.High != one {
				continue
			}
			if t.Reason != identity.ReasonCloseSecond && joined[coupleOf(other, third)] {
				return true
			}
		}
	}
	return false
}

func TestProtectedCannotLinkShowsNowhere(t *testing.T) {
	t.Parallel()
	eachWorld(t, 4000, everything, func(_ *rand.Rand, w *world) {
		r := w.resolve()
		home := homes(r.Clusters)
		for p := range w.couples() {
			a, ok := newOracle(w).standing(p)
			if !ok || !a.Protected {
				continue
			}
			for _, task := range r.Tasks {
				if coupleOf(r.Clusters[home[p[0]]][0], r.Clusters[home[p[1]]][0]) == (couple{task.Low, task.High}) {
					t.Errorf("task %+v shows a protected cannot-link", task)
				}
			}
		}
	})
}
