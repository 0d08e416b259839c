package identity_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/identity"
)

// namer gives new identities numbered ids and birthdays.
type namer struct{ born int }

func (n *namer) fresh([]record) (string, time.Time) {
	n.born++
	return fmt.Sprintf("id%02d", n.born), time.Unix(int64(n.born), 0).UTC()
}

// randomClusters cuts the records that exist into clusters.
func randomClusters(r *rand.Rand, records int) [][]record {
	clusters := make([][]record, 1+r.IntN(records))
	for i := range records {
		if r.IntN(8) > 0 { // else it is deleted
			c := r.IntN(len(clusters))
			clusters[c] = append(clusters[c], record(fmt.Sprintf("r%02d", i)))
		}
	}
	return slices.DeleteFunc(clusters, func(c []record) bool { return len(c) == 0 })
}

// checkState checks what must hold after every Reconcile.
func checkState(t *testing.T, people []identity.Identity, clusters [][]record) {
	t.Helper()
	home := homes(clusters)
	named := map[int]string{}
	states := map[string]identity.Identity{}
	for _, p := range people {
		states[p.ID] = p
		if p.Retired {
			continue
		}
		if p.Successor != "" || len(p.Members) != len(clusters[home[p.Members[0].Record]]) {
			t.Errorf("identity %+v is not a whole cluster", p)
		}
		for _, m := range p.Members {
			named[home[m.Record]] = p.ID
		}
	}
	if len(states) != len(people) || len(named) != len(clusters) {
		t.Errorf("%d identities, %d ids, %d clusters, %d named", len(people), len(states), len(clusters), len(named))
	}
	for _, p := range people {
		checkSuccessor(t, p, home, named)
	}
}

// checkSuccessor checks that a retired identity leads to a cluster that has at
// least as many of its last records as any other.
func checkSuccessor(t *testing.T, p identity.Identity, home map[record]int, named map[int]string) {
	t.Helper()
	counts := map[string]int{}
	for _, m := range p.Members {
		if c, ok := home[m.Record]; ok {
			counts[named[c]]++
		}
	}
	if p.Retired && len(counts) > 0 && counts[p.Successor] < slices.Max(slices.Collect(maps.Values(counts))) {
		t.Errorf("retired %+v does not lead to most of its records: %v", p, counts)
	}
}

// checkChanges checks that versions rise by one with each change, and only then,
// and that a record's link version rises when it moves, and only then.
func checkChanges(t *testing.T, before, after []identity.Identity, changes []identity.Change, links map[record]int64) {
	t.Helper()
	was, changed := byID(before), map[string]int64{}
	for _, c := range changes {
		changed[c.Identity] = c.Version
	}
	lived := map[record]string{}
	for _, p := range before {
		for _, m := range p.Members {
			if !p.Retired {
				lived[m.Record] = p.ID
			}
		}
	}
	for _, p := range after {
		old := was[p.ID]
		version, told := changed[p.ID]
		if same := reflect.DeepEqual(old, p); same == told || told && (version != old.Version+1 || p.Version != version) {
			t.Errorf("%+v became %+v, told: %v", old, p, told)
		}
		for _, m := range p.Members {
			if moved := lived[m.Record] != p.ID; !p.Retired && m.LinkVersion != links[m.Record]+count(moved) {
				t.Errorf("link version of %s in %+v: %d, was %d", m.Record, p, m.LinkVersion, links[m.Record])
			}
		}
	}
}

func count(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

func byID(people []identity.Identity) map[string]identity.Identity {
	m := map[string]identity.Identity{}
	for _, p := range people {
		m[p.ID] = p
	}
	return m
}

// noteLinks keeps the newest link version of each record, as the store does.
func noteLinks(links map[record]int64, people []identity.Identity) {
	for _, p := range people {
		for _, m := range p.Members {
			links[m.Record] = max(links[m.Record], m.LinkVersion)
		}
	}
}

func TestReconcileThroughRandomHistories(t *testing.T) {
	t.Parallel()
	kinds := map[identity.ChangeKind]int{}
	for seed := range scaled(t, 1000) {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		n, links, people := &namer{}, map[record]int64{}, []identity.Identity(nil)
		for range 12 {
			clusters := randomClusters(r, 10)
			past := identity.Past{Identities: people, LinkVersions: links}
			after, changes := identity.Reconcile(past, clusters, n.fresh)
			checkState(t, after, clusters)
			checkChanges(t, people, after, changes, links)
			for _, c := range changes {
				kinds[c.Kind]++
			}
			noteLinks(links, after)
			people = after
			if t.Failed() {
				t.Fatalf("seed %d: clusters %v\nidentities %+v\nchanges %+v", seed, clusters, people, changes)
			}
		}
	}
	for _, k := range []identity.ChangeKind{identity.Created, identity.Kept, identity.Merged, identity.Split, identity.Revived, identity.Retired, identity.Redirected} {
		if kinds[k] < 100 {
			t.Errorf("%s was met %d times", k, kinds[k])
		}
	}
}

func TestReconcileAgainChangesNothing(t *testing.T) {
	t.Parallel()
	for seed := range scaled(t, 1000) {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		n := &namer{}
		people, _ := identity.Reconcile(identity.Past{}, randomClusters(r, 12), n.fresh)
		clusters := randomClusters(r, 12)
		people, _ = identity.Reconcile(identity.Past{Identities: people}, clusters, n.fresh)
		again, changes := identity.Reconcile(identity.Past{Identities: people}, clusters, n.fresh)
		if len(changes) > 0 || !reflect.DeepEqual(again, people) {
			t.Fatalf("seed %d: changes %+v\nidentities %+v\nwas %+v", seed, changes, again, people)
		}
	}
}

func TestReconcileIgnoresOrder(t *testing.T) {
	t.Parallel()
	for seed := range scaled(t, 1000) {
		r := rand.New(rand.NewPCG(uint64(seed), 5))
		n := &namer{}
		var people []identity.Identity
		for range 4 {
			people, _ = identity.Reconcile(identity.Past{Identities: people}, randomClusters(r, 12), n.fresh)
		}
		clusters := randomClusters(r, 12)
		m := *n
		want, wantChanges := identity.Reconcile(identity.Past{Identities: people}, clusters, n.fresh)
		shuffle(r, people)
		shuffle(r, clusters)
		for i := range people {
			shuffle(r, people[i].Members)
		}
		got, changes := identity.Reconcile(identity.Past{Identities: people}, clusters, m.fresh)
		if !reflect.DeepEqual(changes, wantChanges) || !reflect.DeepEqual(sorted(got), sorted(want)) {
			t.Fatalf("seed %d: %+v %+v\nwant %+v %+v", seed, got, changes, want, wantChanges)
		}
	}
}

func shuffle[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// sorted sorts the members of each identity: those of retired ones stay in the
// order in which they were given.
func sorted(people []identity.Identity) []identity.Identity {
	for _, p := range people {
		slices.SortFunc(p.Members, func(a, b identity.Member) int { return slices.Compare([]record{a.Record}, []record{b.Record}) })
	}
	return people
}

// Undoing a wrong merge gives both parts back the ids that they had, whichever is
// the older one.
func TestUndoneMergeRevivesTheID(t *testing.T) {
	t.Parallel()
	for seed := range scaled(t, 1000) {
		r := rand.New(rand.NewPCG(uint64(seed), 6))
		n := &namer{}
		apart := randomClusters(r, 12)
		shuffle(r, apart)
		var before []identity.Identity
		for _, c := range apart {
			one, _ := identity.Reconcile(identity.Past{}, [][]record{c}, n.fresh)
			before = append(before, one...)
		}
		wrong, _ := identity.Reconcile(identity.Past{Identities: before}, [][]record{slices.Concat(apart...)}, n.fresh)
		after, _ := identity.Reconcile(identity.Past{Identities: wrong}, apart, n.fresh)
		if !reflect.DeepEqual(owners(after), owners(before)) {
			t.Fatalf("seed %d: %v, want %v", seed, owners(after), owners(before))
		}
	}
}

// owners gives the live identity of each record.
func owners(people []identity.Identity) map[record]string {
	ids := map[record]string{}
	for _, p := range people {
		for _, m := range p.Members {
			if !p.Retired {
				ids[m.Record] = p.ID
			}
		}
	}
	return ids
}
