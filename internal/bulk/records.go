package bulk

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Records is a set of records made ready to be compared.
type Records struct {
	Model *matcher.Model
	// All is in the order of reading; nothing that comes after depends on it.
	All []*matcher.Comparable

	waiting  []demographics.Record
	doubted  []int32 // the records whose number is said to be in dispute
	interner *matcher.Interner
	byID     []int32 // the records in the order of their ids
	rank     []int32 // the place of each record in that order
}

// NewRecords makes an empty set.
func NewRecords(m *matcher.Model) *Records {
	return &Records{Model: m, interner: m.NewInterner()}
}

// Add takes a record in; a few are made comparable at a time.
func (r *Records) Add(record *demographics.Record) {
	r.waiting = append(r.waiting, *record)
	if len(r.waiting) == someRecords {
		r.flush()
	}
}

// flush makes the records comparable that wait for it.
func (r *Records) flush() {
	r.All = append(r.All, r.Model.Comparables(r.waiting, r.interner)...)
	clear(r.waiting)
	r.waiting = r.waiting[:0]
}

// order works out the order of the records' ids. Ids of one run mostly differ
// in a few letters behind a common beginning: those letters, as a number, settle
// nearly every comparison.
func (r *Records) order() {
	type idOf struct {
		letters uint64
		record  int32
	}
	common := r.commonPrefix()
	ids := make([]idOf, len(r.All))
	for i, c := range r.All {
		ids[i] = idOf{letters(c.ID[common:]), asRecord(i)}
	}
	sortParts(ids, func(a, b idOf) int {
		if a.letters != b.letters {
			return cmp.Compare(a.letters, b.letters)
		}
		return cmp.Compare(r.All[a.record].ID, r.All[b.record].ID)
	})
	r.byID, r.rank = make([]int32, len(ids)), make([]int32, len(ids))
	for rank, id := range ids {
		r.byID[rank], r.rank[id.record] = id.record, asRecord(rank)
	}
}

// commonPrefix is how many bytes all ids begin with.
func (r *Records) commonPrefix() int {
	if len(r.All) == 0 {
		return 0
	}
	first, n := r.All[0].ID, len(r.All[0].ID)
	for _, c := range r.All {
		n = min(n, len(c.ID))
		for i := range n {
			if c.ID[i] != first[i] {
				n = i
				break
			}
		}
	}
	return n
}

// letters packs the first eight bytes of a text, so that numbers are ordered as
// texts are; a text that ends before counts as if zeros followed.
func letters(text string) uint64 {
	var packed [8]byte
	copy(packed[:], text)
	return binary.BigEndian.Uint64(packed[:])
}

// sortParts sorts two halves side by side and merges them.
func sortParts[T any](list []T, compare func(a, b T) int) {
	half := len(list) / 2
	parts := [2][]T{list[:half], list[half:]}
	inParallel(2, 2, func(_, from, to int) {
		for _, part := range parts[from:to] {
			slices.SortFunc(part, compare)
		}
	})
	low, high := slices.Clone(parts[0]), parts[1]
	for at := range list {
		if len(low) == 0 {
			return // what is left stands where it belongs
		}
		if len(high) == 0 || compare(low[0], high[0]) <= 0 {
			list[at], low = low[0], low[1:]
		} else {
			list[at], high = high[0], high[1:]
		}
	}
}

func (r *Records) pick(at []int32) []*matcher.Comparable {
	out := make([]*matcher.Comparable, len(at))
	for i, place := range at {
		out[i] = r.All[place]
	}
	return out
}

// inParallel calls work on spans of 0…n, on all of a few goroutines.
func inParallel(n, workers int, work func(worker, from, to int)) {
	var group sync.WaitGroup
	size := (n + workers - 1) / max(workers, 1)
	for w := range workers {
		from, to := w*size, min((w+1)*size, n)
		if from < to {
			group.Go(func() { work(w, from, to) })
		}
	}
	group.Wait()
}
