package identity

import (
	"cmp"
	"slices"

	"github.com/lhcre/mpi/matcher"
)

// table is the state of one Resolve. Records, links and clusters are numbered,
// in 32 bits since there may be millions of links; a cluster has the number of
// one of its records.
type table struct {
	rules   Rules
	ids     []RecordID // sorted, so that numbers are ordered as ids are
	of      []int32    // the cluster of each record
	groups  []group    // by cluster
	links   []link     // the edges that can matter, strongest first
	refused []Refusal

	rivals    map[[2]int32]int32 // the tie to the last rival of two clusters
	met       []int32            // the last sweep of mergeTies that met a cluster
	sweep     int32
	conflicts ledger[matcher.Conflict]
	weights   ledger[matcher.Weight]
}

// group is a cluster in the making.
type group struct {
	members []int32 // in the order in which they came
	ties    []int32 // links to other clusters, strongest first
	bars    []bar   // cannot-links
}

// link is an edge between numbered records.
type link struct {
	a, b   int32
	tier   matcher.Tier
	weight matcher.Weight
	edge   *Edge
}

// bar is a cannot-link as one of its records sees it.
type bar struct {
	other    int32
	conflict matcher.Conflict
}

func newTable(c Component, j Judge, r Rules) *table {
	ids := slices.Compact(slices.Sorted(slices.Values(c.Records)))
	t := &table{rules: r, ids: ids, rivals: map[[2]int32]int32{}}
	t.of = make([]int32, len(ids))
	t.met = make([]int32, len(ids))
	t.groups = make([]group, len(ids))
	for i := range t.of {
		t.of[i] = int32(i)
		t.groups[i].members = []int32{t.of[i]}
	}
	t.setLinks(c.Edges)
	t.conflicts.fold = func(so matcher.Conflict, a, b int32) matcher.Conflict {
		return worse(so, j.Conflict(ids[a], ids[b]))
	}
	t.weights.fold = func(so matcher.Weight, a, b int32) matcher.Weight {
		return so + j.Weight(ids[a], ids[b])
	}
	return t
}

// setLinks numbers and sorts the edges that can matter and hangs them on their
// records.
func (t *table) setLinks(edges []Edge) {
	t.links = make([]link, 0, len(edges))
	for i := range edges {
		e := &edges[i]
		a, b, known := t.clustersOf(e.A, e.B)
		if known && a != b && t.rules.Binds(*e) {
			a, b = ordered(a, b)
			t.links = append(t.links, link{a: a, b: b, tier: e.Tier, weight: e.Weight, edge: e})
		}
	}
	slices.SortFunc(t.links, compareLinks)
	for i, l := range t.links {
		n := int32(i)
		t.groups[l.a].ties = append(t.groups[l.a].ties, n)
		t.groups[l.b].ties = append(t.groups[l.b].ties, n)
	}
}

// compareLinks is compareEdges for numbered records.
func compareLinks(l, m link) int {
	if s := compareStrength(l.tier, l.weight, m.tier, m.weight); s != 0 {
		return s
	}
	return cmp.Or(cmp.Compare(l.a, m.a), cmp.Compare(l.b, m.b), cmp.Compare(l.tier, m.tier))
}

// setBars hangs the cannot-links on their records.
func (t *table) setBars(stand []Assertion) {
	for _, s := range stand {
		a, b, known := t.clustersOf(s.A, s.B)
		if !s.bars() || !known {
			continue
		}
		conflict := matcher.ConflictCannotLink
		if s.Protected {
			conflict = protected
		}
		t.groups[a].bars = append(t.groups[a].bars, bar{other: b, conflict: conflict})
		t.groups[b].bars = append(t.groups[b].bars, bar{other: a, conflict: conflict})
	}
}

// clustersOf gives the clusters of two records, if both are here.
func (t *table) clustersOf(a, b RecordID) (x, y int32, known bool) {
	i, knownA := slices.BinarySearch(t.ids, a)
	j, knownB := slices.BinarySearch(t.ids, b)
	if !knownA || !knownB {
		return 0, 0, false
	}
	return t.of[i], t.of[j], true
}

func (t *table) size(x int32) int { return len(t.groups[x].members) }

// clusters lists the clusters, each sorted, by their smallest records.
func (t *table) clusters() [][]RecordID {
	var all [][]RecordID
	place := make([]int, len(t.ids))
	for i, x := range t.of {
		if place[x] == 0 {
			all = append(all, make([]RecordID, 0, t.size(x)))
			place[x] = len(all)
		}
		all[place[x]-1] = append(all[place[x]-1], t.ids[i])
	}
	return all
}
