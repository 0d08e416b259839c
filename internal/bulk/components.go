package bulk

import (
	"cmp"

	"github.com/lhcre/mpi/internal/identity"
)

// component is a set of records that no link leads out of.
type component struct {
	records []int32 // in the order of their ids
	edges   []int32 // between them, in order
}

func compareIDs(a, b identity.RecordID) int { return cmp.Compare(a, b) }

// components cuts the records into components, as identity.Components does, by
// numbers in place of ids: a region has millions of records, most without a
// link or with one.
func (r *Records) components(rules identity.Rules, edges []edge) []component {
	f := newForest(len(r.All))
	for _, e := range edges {
		if rules.Binds(e.strength()) {
			f.join(e.x, e.y)
		}
	}
	number := make([]int32, len(r.All)) // of each root's component, counted from 1
	sizes := f.sizes()
	out := make([]component, 0, len(sizes))
	room := make([]int32, 0, len(r.All))
	for _, record := range r.byID {
		root := f.root(record)
		if number[root] == 0 {
			size := int(sizes[root])
			out = append(out, component{records: room[len(room) : len(room) : len(room)+size]})
			room = room[:len(room)+size]
			number[root] = asRecord(len(out))
		}
		c := &out[number[root]-1]
		c.records = append(c.records, record)
	}
	for i, e := range edges {
		if root := f.root(e.x); root == f.root(e.y) {
			c := &out[number[root]-1]
			c.edges = append(c.edges, asRecord(i))
		}
	}
	return out
}

// forest is a union–find over records.
type forest struct{ parent []int32 }

func newForest(n int) *forest {
	f := &forest{parent: make([]int32, n)}
	for i := range f.parent {
		f.parent[i] = asRecord(i)
	}
	return f
}

func (f *forest) root(i int32) int32 {
	for f.parent[i] != i {
		f.parent[i] = f.parent[f.parent[i]]
		i = f.parent[i]
	}
	return i
}

func (f *forest) join(a, b int32) {
	if x, y := f.root(a), f.root(b); x != y {
		f.parent[max(x, y)] = min(x, y)
	}
}

// sizes counts the records of each root's tree.
func (f *forest) sizes() []int32 {
	out := make([]int32, len(f.parent))
	for i := range f.parent {
		out[f.root(asRecord(i))]++
	}
	return out
}
