package bulk

import (
	"context"
	"slices"
	"sync/atomic"
)

// someRecords is how many records a worker takes at a time: few enough that no
// worker waits long for another.
const someRecords = 512

// pairs calls visit with every pair of records that share a block or are
// neighbours in one that is too big, once each, x before y. It calls from as
// many goroutines as there are workers, each with a number below that; done is
// told how many records are through.
func (b *blocks) pairs(ctx context.Context, workers int, visit func(worker int, x, y int32), done func(n int)) error {
	n := len(b.records.All)
	var next atomic.Int64
	inParallel(workers, workers, func(worker, _, _ int) {
		walk := walk{blocks: b, met: make([]int32, n), visit: func(x, y int32) { visit(worker, x, y) }}
		for ctx.Err() == nil {
			from := int(next.Add(someRecords)) - someRecords
			if from >= n {
				return
			}
			to := min(from+someRecords, n)
			for x := from; x < to; x++ {
				walk.record(asRecord(x))
			}
			done(to - from)
		}
	})
	return context.Cause(ctx) //nolint:wrapcheck // the callers say what was stopped
}

// walk goes through the records, and remembers which it has met for the one at
// hand.
type walk struct {
	*blocks

	met   []int32 // by record: the last record, counted from 1, that it was paired with
	visit func(x, y int32)
}

// record visits the pairs of a record with those after it.
func (w *walk) record(x int32) {
	for _, at := range w.blocksOf(x) {
		block := w.block(at)
		for i := len(block) - 1; block[i] > x; i-- {
			w.pair(x, block[i])
		}
	}
	if len(w.near) == 0 {
		return
	}
	from, _ := slices.BinarySearchFunc(w.near, nearby{x, 0}, compareNearby)
	for _, n := range w.near[from:] {
		if n.x != x {
			return
		}
		w.pair(x, n.y)
	}
}

func (w *walk) pair(x, y int32) {
	if w.met[y] != x+1 {
		w.met[y] = x + 1
		w.visit(x, y)
	}
}
