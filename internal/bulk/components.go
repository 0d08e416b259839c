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
	f := identity.NewForest(len(r.All))
	for _, e := range edges {
		if rules.Binds(e.strength()) {
			f.Join(e.x, e.y)
		}
	}
	number := make([]int32, len(r.All)) // of each root's component, counted from 1
	sizes := f.Sizes()
	out := make([]component, 0, len(sizes))
	room := make([]int32, 0, len(r.All))
	for _, record := range r.byID {
		root := f.Root(record)
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
		if root := f.Root(e.x); root == f.Root(e.y) {
			c := &out[number[root]-1]
			c.edges = append(c.edges, asRecord(i))
		}
	}
	return out
}
