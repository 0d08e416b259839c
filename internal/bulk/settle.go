package bulk

import (
	"cmp"
	"slices"
)

// settle puts the records of one home side by side, in the list and in memory.
// Most candidates of a record live there: to compare neighbours takes a fraction
// of the time that it takes to compare records from all over a region.
func (r *Records) settle() {
	type near struct {
		key    uint64
		record int32
	}
	order := make([]near, len(r.All))
	for i, c := range r.All {
		order[i] = near{c.Near(), asRecord(i)}
	}
	sortParts(order, func(a, b near) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.record, b.record)) })
	before := slices.Clone(r.All)
	for i, o := range order {
		r.All[i] = before[o.record]
	}
	r.interner.Settle(r.All)
}
