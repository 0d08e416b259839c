package identity

import (
	"slices"
)

// Component is a set of records that nothing outside it can influence: it is
// closed over certain edges, over edges of weight auto − margin or more, and
// over must-links. Edges and assertions are those with both ends inside. A
// weaker edge from one component to another can only give a task.
type Component struct {
	Records    []RecordID // sorted
	Edges      []Edge
	Assertions []Assertion
}

// Components cuts the records into components, in the order of their smallest
// records. An edge or assertion with an end that is not among the records says
// nothing.
func Components(records []RecordID, edges []Edge, assertions []Assertion, r Rules) []Component {
	ids := slices.Compact(slices.Sorted(slices.Values(records)))
	f := newForest(ids)
	for _, e := range edges {
		if r.Binds(e) {
			f.join(e.A, e.B)
		}
	}
	for _, a := range standing(assertions) {
		if a.links() {
			f.join(a.A, a.B)
		}
	}
	return f.components(edges, assertions)
}

// forest is a union–find over records, numbered in their order.
type forest struct {
	*Forest

	ids   []RecordID
	index map[RecordID]int32
}

func newForest(ids []RecordID) *forest {
	f := &forest{Forest: NewForest(len(ids)), ids: ids, index: make(map[RecordID]int32, len(ids))}
	for i, id := range ids {
		f.index[id] = int32(i)
	}
	return f
}

// roots gives the trees of two records, if it knows both.
func (f *forest) roots(a, b RecordID) (x, y int32, ok bool) {
	i, knownA := f.index[a]
	j, knownB := f.index[b]
	if !knownA || !knownB {
		return 0, 0, false
	}
	return f.Root(i), f.Root(j), true
}

func (f *forest) join(a, b RecordID) {
	if x, y, ok := f.roots(a, b); ok {
		f.Join(x, y)
	}
}

// components hands each tree its records, edges and assertions.
func (f *forest) components(edges []Edge, assertions []Assertion) []Component {
	var all []Component
	number := make([]int, len(f.ids))
	for i, id := range f.ids {
		root := f.Root(int32(i))
		if int(root) == i {
			number[i] = len(all)
			all = append(all, Component{})
		}
		c := &all[number[root]]
		c.Records = append(c.Records, id)
	}
	for _, e := range edges {
		if x, y, ok := f.roots(e.A, e.B); ok && x == y {
			c := &all[number[x]]
			c.Edges = append(c.Edges, e)
		}
	}
	for _, a := range assertions {
		if x, y, ok := f.roots(a.A, a.B); ok && x == y {
			c := &all[number[x]]
			c.Assertions = append(c.Assertions, a)
		}
	}
	return all
}
