package bulk

import (
	"cmp"
	"runtime"
	"slices"
)

// entry says that a record has a key. Keys are hashes of 64 bits: two values of
// one hash would be compared for nothing, which changes no answer.
type entry struct {
	key    uint64
	record int32
}

func compareEntries(a, b entry) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.record, b.record))
}

// The entries are dealt into buckets by the top bits of their keys, and each
// bucket, small enough for a processor's cache, is sorted by itself.
const (
	bucketBits = 9
	bucketsOf  = 1 << bucketBits
)

// gather lists, for every key that keysOf emits for more than one of n records,
// those records in order. It works on all cores; the groups come in the order of
// their keys.
func gather(n int, keysOf func(i int, emit func(key uint64)), record func(i int) int32) []grouped {
	workers := runtime.GOMAXPROCS(0)
	dealt := make([][bucketsOf][]entry, workers)
	inParallel(n, workers, func(worker, from, to int) {
		at := int32(0)
		emit := func(key uint64) {
			bucket := &dealt[worker][key>>(64-bucketBits)]
			*bucket = append(*bucket, entry{key, at})
		}
		for i := from; i < to; i++ {
			at = record(i)
			keysOf(i, emit)
		}
	})
	out := make([]grouped, bucketsOf)
	inParallel(bucketsOf, workers, func(_, from, to int) {
		var together []entry
		for bucket := from; bucket < to; bucket++ {
			together = together[:0]
			for w := range dealt {
				together = append(together, dealt[w][bucket]...)
				dealt[w][bucket] = nil
			}
			slices.SortFunc(together, compareEntries)
			out[bucket] = group(slices.Compact(together))
		}
	})
	return out
}

// grouped are the records of the keys of one bucket, key after key.
type grouped struct {
	keys    []uint64
	ends    []int32 // of each key's records
	records []int32
}

// group keeps the keys that several records have.
func group(sorted []entry) grouped {
	var g grouped
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to].key == sorted[from].key {
			to++
		}
		if to-from > 1 {
			for _, e := range sorted[from:to] {
				g.records = append(g.records, e.record)
			}
			g.keys = append(g.keys, sorted[from].key)
			g.ends = append(g.ends, int32(len(g.records))) //nolint:gosec // fewer than 2³¹ entries
		}
		from = to
	}
	return g
}

// each calls visit with every key and its records.
func (g grouped) each(visit func(key uint64, records []int32)) {
	from := int32(0)
	for i, to := range g.ends {
		visit(g.keys[i], g.records[from:to])
		from = to
	}
}
