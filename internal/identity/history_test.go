package identity_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// keeper keeps the answer for a changing world by resolving again only the
// components that a change touches, as the linker does.
type keeper struct {
	*world

	r     *rand.Rand
	parts []part
	born  int
}

type part struct {
	records   []record
	partition identity.Partition
}

// touch resolves the components of the records again, as they were and as they
// are.
func (k *keeper) touch(touched ...record) {
	affected := slices.Clone(touched)
	k.parts = slices.DeleteFunc(k.parts, func(p part) bool {
		hit := slices.ContainsFunc(p.records, func(r record) bool { return slices.Contains(touched, r) })
		if hit {
			affected = append(affected, p.records...)
		}
		return hit
	})
	affected = slices.DeleteFunc(affected, func(r record) bool { return !slices.Contains(k.records, r) })
	for _, c := range identity.Components(affected, k.edges, k.assertions, k.rules) {
		k.parts = append(k.parts, part{records: c.Records, partition: identity.Resolve(c, k, k.rules)})
	}
}

func (k *keeper) answer() identity.Resolution {
	var clusters [][]record
	var refused []identity.Refusal
	for _, p := range k.parts {
		clusters = append(clusters, p.partition.Clusters...)
		refused = append(refused, p.partition.Refused...)
	}
	slices.SortFunc(clusters, slices.Compare)
	return identity.Resolution{Clusters: clusters, Tasks: identity.Tasks(clusters, refused, k.edges, k.assertions, k.rules)}
}

func (k *keeper) insert() {
	k.born++
	r := record(fmt.Sprintf("r%02d-%d", k.r.IntN(100), k.born))
	k.records = append(k.records, r)
	k.weigh(r)
}

// weigh draws the pairs of a record anew, as when its content changed.
func (k *keeper) weigh(r record) {
	touched := append(k.forget(r), r)
	for _, other := range k.records {
		if other != r {
			k.addPair(k.r, coupleOf(r, other), 0.25, 0.1)
		}
	}
	k.touch(append(touched, k.near(r)...)...)
}

// near lists the records that share an edge with a record.
func (k *keeper) near(r record) []record {
	var list []record
	for _, e := range k.edges {
		if e.A == r || e.B == r {
			list = append(list, e.A, e.B)
		}
	}
	return list
}

// forget drops the pairs of a record and says whom they were with.
func (k *keeper) forget(r record) []record {
	near := k.near(r)
	k.edges = slices.DeleteFunc(k.edges, func(e identity.Edge) bool { return e.A == r || e.B == r })
	for _, other := range k.records {
		delete(k.conflicts, coupleOf(r, other))
		delete(k.weights, coupleOf(r, other))
	}
	return near
}

func (k *keeper) remove(r record) {
	near := k.forget(r)
	k.records = slices.DeleteFunc(k.records, func(x record) bool { return x == r })
	k.touch(append(near, r)...)
}

// renumber changes the conflicts of several records at once, as a supersession
// does.
func (k *keeper) renumber() {
	a, b, c := pick(k.r, k.records...), pick(k.r, k.records...), pick(k.r, k.records...)
	delete(k.conflicts, coupleOf(a, b))
	if a != c {
		k.conflicts[coupleOf(a, c)] = matcher.ConflictNHSNumbers
	}
	k.touch(a, b, c)
}

func (k *keeper) assert() {
	a := randomAssertion(k.r, k.records, len(k.assertions))
	a.At = time.Unix(int64(len(k.assertions)), 0).UTC()
	k.assertions = append(k.assertions, a)
	k.touch(a.A, a.B)
}

func (k *keeper) unassert() {
	if len(k.assertions) > 0 {
		a := pick(k.r, k.assertions...)
		a.Kind, a.By, a.At = identity.Withdrawn, identity.Reviewer, time.Unix(int64(len(k.assertions)), 0).UTC()
		k.assertions = append(k.assertions, a)
		k.touch(a.A, a.B)
	}
}

func (k *keeper) dropEdge() {
	if len(k.edges) > 0 {
		i := k.r.IntN(len(k.edges))
		e := k.edges[i]
		k.edges = slices.Delete(k.edges, i, i+1)
		k.touch(e.A, e.B)
	}
}

// step changes something.
func (k *keeper) step() {
	switch n := k.r.IntN(12); {
	case n < 5 || len(k.records) < 3:
		k.insert()
	case n < 7:
		k.weigh(pick(k.r, k.records...))
	case n < 8:
		k.remove(pick(k.r, k.records...))
	case n < 9:
		k.dropEdge()
	case n < 10:
		k.renumber()
	case n < 11:
		k.assert()
	default:
		k.unassert()
	}
}

func newKeeper(seed int) *keeper {
	r := rand.New(rand.NewPCG(uint64(seed), 2))
	k := &keeper{world: randomWorld(r, everything), r: r}
	k.touch(k.records...)
	return k
}

func TestIncrementalEqualsFromScratch(t *testing.T) {
	t.Parallel()
	for seed := range scaled(t, 400) {
		k := newKeeper(seed)
		for step := range 25 {
			k.step()
			if got, want := k.answer(), k.resolve(); !reflect.DeepEqual(got, want) {
				t.Fatalf("seed %d, step %d: kept %+v\nfrom scratch %+v", seed, step, got, want)
			}
		}
	}
}

// A wrong link leaves nothing behind: with the edge and the record that caused
// it gone, clusters and tasks are as if they had never been.
func TestRemovedRecordLeavesNothing(t *testing.T) {
	t.Parallel()
	changed := 0
	for seed := range scaled(t, 1000) {
		k := newKeeper(seed)
		before := k.answer()
		k.insert()
		between := k.answer()
		k.remove(k.records[len(k.records)-1])
		if got := k.answer(); !reflect.DeepEqual(got, before) {
			t.Fatalf("seed %d: after %+v\nbefore %+v", seed, got, before)
		}
		if len(between.Clusters) != len(before.Clusters)+1 {
			changed++
		}
	}
	if changed < 50 {
		t.Errorf("the record changed the clusters only %d times", changed)
	}
}
