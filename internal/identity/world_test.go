package identity_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

type (
	record = identity.RecordID
	couple [2]record
)

func coupleOf(a, b record) couple { return couple{min(a, b), max(a, b)} }

// world is a set of facts, and the Judge of its records.
type world struct {
	records    []record
	edges      []identity.Edge
	assertions []identity.Assertion
	conflicts  map[couple]matcher.Conflict
	weights    map[couple]matcher.Weight // where not given, far below review
	rules      identity.Rules
}

func (w *world) Conflict(a, b record) matcher.Conflict { return w.conflicts[coupleOf(a, b)] }

func (w *world) Weight(a, b record) matcher.Weight {
	if weight, ok := w.weights[coupleOf(a, b)]; ok {
		return weight
	}
	return matcher.Bits(-30)
}

func (w *world) resolve() identity.Resolution {
	return identity.ResolveAll(w.records, w.edges, w.assertions, w, w.rules)
}

// mix says how much of what a random world has, each from 0 to 1.
type mix struct{ edges, conflicts, assertions, smallCaps float64 }

var _ identity.Judge = (*world)(nil)

// randomWorld makes a world of a few records whose weights are few enough to tie
// often.
func randomWorld(r *rand.Rand, m mix) *world {
	w := &world{conflicts: map[couple]matcher.Conflict{}, weights: map[couple]matcher.Weight{}}
	w.rules = identity.Rules{Auto: matcher.Bits(20), Review: matcher.Bits(10), Margin: matcher.Bits(3), MaxCluster: 100}
	if r.Float64() < m.smallCaps {
		w.rules.MaxCluster = 2 + r.IntN(5)
	}
	for i := range 2 + r.IntN(11) {
		w.records = append(w.records, record(fmt.Sprintf("r%02d", i)))
	}
	density := r.Float64() * m.edges
	conflicts := r.Float64() * m.conflicts
	for p := range w.couples() {
		w.addPair(r, p, density, conflicts)
	}
	for i := range r.IntN(5) {
		if r.Float64() < m.assertions {
			w.assertions = append(w.assertions, randomAssertion(r, w.records, i))
		}
	}
	return w
}

// couples are all pairs of records.
func (w *world) couples() func(yield func(couple) bool) {
	return func(yield func(couple) bool) {
		for i, a := range w.records {
			for _, b := range w.records[:i] {
				if !yield(coupleOf(a, b)) {
					return
				}
			}
		}
	}
}

// addPair draws what the matcher says of two records.
func (w *world) addPair(r *rand.Rand, p couple, density, conflicts float64) {
	w.weights[p] = matcher.Bits(float64(r.IntN(30) - 20))
	if r.Float64() < density {
		e := randomEdge(r, p, w.rules)
		w.weights[p] = e.Weight
		w.edges = append(w.edges, e)
	}
	if r.Float64() < conflicts {
		w.conflicts[p] = pick(r, matcher.ConflictNHSNumbers, matcher.ConflictTwins, matcher.ConflictLocalIDs)
	}
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

func randomEdge(r *rand.Rand, p couple, rules identity.Rules) identity.Edge {
	e := identity.Edge{A: p[0], B: p[1], Weight: matcher.Bits(float64(10 + r.IntN(18))), Tier: matcher.TierPossible, Rule: matcher.RuleReview}
	switch k := r.IntN(10); {
	case k < 2:
		e.Tier, e.Rule = matcher.TierCertain, matcher.RuleNHSBirthDate
	case k < 4:
		e.Guard = pick(r, matcher.GuardTwin, matcher.GuardFewFields, matcher.GuardRestricted)
	case e.Weight >= rules.Auto:
		e.Tier, e.Rule = matcher.TierProbable, matcher.RuleWeight
	}
	return e
}

func randomAssertion(r *rand.Rand, records []record, n int) identity.Assertion {
	a := identity.Assertion{
		ID: fmt.Sprint("assertion ", n), A: pick(r, records...), B: pick(r, records...),
		Kind: pick(r, identity.MustLink, identity.MustLink, identity.CannotLink, identity.CannotLink, identity.Withdrawn),
		By:   pick(r, identity.Reviewer, identity.Authority), At: time.Unix(int64(r.IntN(4)), 0).UTC(),
		Suspended: r.IntN(8) == 0,
	}
	if a.A == a.B {
		a.B = records[(slices.Index(records, a.A)+1)%len(records)]
	}
	a.Protected = a.Kind != identity.MustLink && r.IntN(5) == 0
	return a
}

// shuffled is the same world told in another order.
func (w *world) shuffled(r *rand.Rand) *world {
	s := *w
	s.records, s.edges, s.assertions = slices.Clone(w.records), slices.Clone(w.edges), slices.Clone(w.assertions)
	r.Shuffle(len(s.records), func(i, j int) { s.records[i], s.records[j] = s.records[j], s.records[i] })
	r.Shuffle(len(s.edges), func(i, j int) { s.edges[i], s.edges[j] = s.edges[j], s.edges[i] })
	r.Shuffle(len(s.assertions), func(i, j int) { s.assertions[i], s.assertions[j] = s.assertions[j], s.assertions[i] })
	for i := range s.edges {
		if r.IntN(2) == 0 {
			s.edges[i].A, s.edges[i].B = s.edges[i].B, s.edges[i].A
		}
	}
	return &s
}

// eachWorld runs a check on many random worlds.
func eachWorld(t *testing.T, rounds int, m mix, check func(r *rand.Rand, w *world)) {
	t.Helper()
	for seed := range scaled(t, rounds) {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		w := randomWorld(r, m)
		check(r, w)
		if t.Failed() {
			t.Fatalf("seed %d: records %v\nedges %+v\nconflicts %v\nassertions %+v\nrules %+v",
				seed, w.records, w.edges, w.conflicts, w.assertions, w.rules)
		}
	}
}

// scaled is a number of rounds, times MPI_SOAK if that is set.
func scaled(t *testing.T, rounds int) int {
	t.Helper()
	text := os.Getenv("MPI_SOAK")
	if text == "" {
		return rounds
	}
	times, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("reading MPI_SOAK: %v", err)
	}
	return rounds * times
}
