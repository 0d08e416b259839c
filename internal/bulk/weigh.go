package bulk

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// edge is a pair of records that the ladder has something to say of.
type edge struct {
	x, y     int32
	decision matcher.Decision
}

// spansPerWorker cuts the work fine enough that no worker waits long for another.
const spansPerWorker = 64

// Weigh puts every pair of records that shares a key on the ladder, and calls
// each with the decision. It calls from as many goroutines as there are
// workers, each with a number below that.
func (r *Records) Weigh(ctx context.Context, workers int, each func(worker int, x, y int32, d matcher.Decision), done func(n int)) ([]WideBlocks, error) {
	b := newBlocks(r)
	cuts := b.cut(workers * spansPerWorker)
	var next atomic.Int64
	inParallel(workers, workers, func(worker, _, _ int) {
		for at := int(next.Add(1)); at < len(cuts) && ctx.Err() == nil; at = int(next.Add(1)) {
			b.pairs(cuts[at-1], cuts[at], func(x, y int32) {
				each(worker, x, y, r.Model.Decide(r.All[x], r.All[y]))
			})
			done(cuts[at] - cuts[at-1])
		}
	})
	return b.report(), ctx.Err()
}

// edges weighs all candidates and keeps those with a tier, in an order that
// depends on the records alone.
func (r *Records) edges(ctx context.Context, done func(n int)) (kept []edge, compared int64, wide []WideBlocks, err error) {
	found := make([][]edge, runtime.GOMAXPROCS(0))
	counts := make([]int64, len(found))
	wide, err = r.Weigh(ctx, len(found), func(worker int, x, y int32, d matcher.Decision) {
		counts[worker]++
		if d.Tier == matcher.TierNone {
			return
		}
		if r.All[x].ID > r.All[y].ID {
			x, y = y, x
		}
		found[worker] = append(found[worker], edge{x, y, d})
	}, done)
	for _, n := range counts {
		compared += n
	}
	kept = slices.Concat(found...)
	slices.SortFunc(kept, r.compareEdges)
	return slices.CompactFunc(kept, func(a, b edge) bool { return a.x == b.x && a.y == b.y }), compared, wide, err
}

func (r *Records) compareEdges(a, b edge) int {
	return cmp.Or(cmp.Compare(r.All[a.x].ID, r.All[b.x].ID), cmp.Compare(r.All[a.y].ID, r.All[b.y].ID))
}

// judge lets identity ask the matcher about any two records.
type judge struct {
	records *Records
	places  map[identity.RecordID]*matcher.Comparable
}

var _ identity.Judge = judge{}

func newJudge(r *Records) judge {
	j := judge{records: r, places: make(map[identity.RecordID]*matcher.Comparable, len(r.All))}
	for _, c := range r.All {
		j.places[identity.RecordID(c.ID)] = c
	}
	return j
}

// Conflict says why two records can never be one person.
func (j judge) Conflict(a, b identity.RecordID) matcher.Conflict {
	return j.records.Model.Conflict(j.places[a], j.places[b])
}

// Weight gives the match weight of two records.
func (j judge) Weight(a, b identity.RecordID) matcher.Weight {
	weight, _ := j.records.Model.Weigh(j.places[a], j.places[b])
	return weight
}
