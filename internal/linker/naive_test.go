package linker_test

import (
	"maps"
	"slices"
	"sync"

	"github.com/lhcre/mpi/index"
)

// naiveIndex is a candidate index that looks at everything.
type naiveIndex struct {
	mu      sync.Mutex
	entries map[string]index.Entry
	marks   index.Watermarks
}

func newNaiveIndex() *naiveIndex {
	return &naiveIndex{entries: map[string]index.Entry{}, marks: index.Watermarks{}}
}

func (x *naiveIndex) Apply(entries []index.Entry, deleted []string, marks index.Watermarks) ([]index.Entry, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	var replaced []index.Entry
	for _, e := range entries {
		old := x.entries[e.ID]
		replaced = append(replaced, old)
		if old.Version <= e.Version {
			x.entries[e.ID] = e
		}
	}
	for _, id := range deleted {
		replaced = append(replaced, x.entries[id])
		delete(x.entries, id)
	}
	x.marks = maps.Clone(marks)
	return replaced, nil
}

func (x *naiveIndex) each(visit func(*index.Entry), wanted func(*index.Entry) bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(x.entries)) {
		if e := x.entries[id]; wanted(&e) {
			visit(&e)
		}
	}
}

func (x *naiveIndex) Candidates(queries [][]index.Key, visit func(int, *index.Entry)) error {
	for query, keys := range queries {
		x.each(func(e *index.Entry) { visit(query, e) }, func(e *index.Entry) bool {
			return slices.ContainsFunc(e.Keys, func(k index.Key) bool { return slices.Contains(keys, k) })
		})
	}
	return nil
}

func (x *naiveIndex) Holders(numbers []uint64, visit func(int, *index.Entry)) error {
	for at, number := range numbers {
		x.each(func(e *index.Entry) { visit(at, e) }, func(e *index.Entry) bool { return e.Number == number && number != 0 })
	}
	return nil
}

func (x *naiveIndex) Get(ids []string) ([]index.Entry, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	out := make([]index.Entry, len(ids))
	for i, id := range ids {
		out[i] = x.entries[id]
	}
	return out, nil
}

func (x *naiveIndex) Count(key index.Key) (int, error) {
	n := 0
	x.each(func(*index.Entry) { n++ }, func(e *index.Entry) bool { return slices.Contains(e.Keys, key) })
	return n, nil
}

func (x *naiveIndex) Watermarks() index.Watermarks { return maps.Clone(x.marks) }
