package bulk

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// edge is a pair of records that the ladder has something to say of, in a third
// of the room that a Decision takes. x has the lower id.
type edge struct {
	x, y        int32
	weight      matcher.Weight
	tier        matcher.Tier
	rule, guard uint8 // places in rules and guards
}

// strength is the edge as far as rules ask whether it joins or binds.
func (e edge) strength() identity.Edge { return identity.Edge{Weight: e.weight, Tier: e.tier} }

// rules and guards are those that an edge can have.
func rules() []matcher.Rule {
	return []matcher.Rule{
		matcher.RuleLocalID, matcher.RuleNHSBirthDate, matcher.RuleNHSPartial, matcher.RuleConfusion,
		matcher.RuleNBODuplicate, matcher.RuleNumbers, matcher.RuleWeight, matcher.RuleReview, matcher.RulePseudoPerson, matcher.RuleNone,
	}
}

func guards() []matcher.Guard {
	return []matcher.Guard{
		matcher.GuardNone, matcher.GuardTwin, matcher.GuardBirthDates, matcher.GuardPlaceholderName, matcher.GuardDefaultBirthDate,
		matcher.GuardFewFields, matcher.GuardDeath, matcher.GuardRestricted,
	}
}

// packer turns decisions into edges and back.
type packer struct {
	rules  []matcher.Rule
	guards []matcher.Guard
}

func newPacker() packer { return packer{rules(), guards()} }

func (p packer) edge(x, y int32, d matcher.Decision) edge {
	return edge{
		x: x, y: y, weight: d.Weight, tier: d.Tier,
		rule:  uint8(slices.Index(p.rules, d.Rule)),   //nolint:gosec // a short list that holds every rule
		guard: uint8(slices.Index(p.guards, d.Guard)), //nolint:gosec // as above
	}
}

func (p packer) decision(e edge) matcher.Decision {
	return matcher.Decision{Weight: e.weight, Tier: e.tier, Rule: p.rules[e.rule], Guard: p.guards[e.guard]}
}

// Weigh puts every pair of records that shares a key on the ladder, and calls
// each with the decision. It calls from as many goroutines as there are
// workers, each with a number below that.
func (r *Records) Weigh(ctx context.Context, workers int, each func(worker int, x, y int32, d matcher.Decision), done func(n int)) ([]WideBlocks, error) {
	b := newBlocks(r)
	comparers := r.comparers(workers)
	err := b.pairs(ctx, workers, func(worker int, x, y int32) {
		each(worker, x, y, comparers[worker].Decide(r.All[x], r.All[y]))
	}, done)
	return b.wide, err
}

func (r *Records) comparers(workers int) []*matcher.Comparer {
	out := make([]*matcher.Comparer, workers)
	for i := range out {
		out[i] = r.Model.NewComparer(r.interner)
	}
	return out
}

// edges weighs the candidates and keeps those with a tier, in the order of
// their records' ids.
func (r *Records) edges(ctx context.Context, b *blocks, done func(n int)) (kept []edge, compared int64, err error) {
	workers := runtime.GOMAXPROCS(0)
	found := make([][]edge, workers)
	comparers, pack := r.comparers(workers), newPacker()
	counts := make([]counter, workers)
	err = b.pairs(ctx, workers, func(worker int, x, y int32) {
		counts[worker].n++
		if d, ok := comparers[worker].Edge(r.All[x], r.All[y]); ok {
			if r.rank[x] > r.rank[y] {
				x, y = y, x
			}
			found[worker] = append(found[worker], pack.edge(x, y, d))
		}
	}, done)
	for _, c := range counts {
		compared += c.n
	}
	return r.inOrder(slices.Concat(found...)), compared, err
}

// counter counts for one worker, on a cache line of its own.
type counter struct {
	n int64
	_ [56]byte
}

// inOrder sorts edges by their records' ids: they are dealt out to the records
// with the lower ids, each of which has a few.
func (r *Records) inOrder(edges []edge) []edge {
	ends := make([]int32, len(r.All)+1)
	for _, e := range edges {
		ends[r.rank[e.x]+1]++
	}
	for i := range ends[1:] {
		ends[i+1] += ends[i]
	}
	out := make([]edge, len(edges))
	for _, e := range edges {
		at := &ends[r.rank[e.x]]
		out[*at] = e
		*at++
	}
	from := int32(0)
	for _, to := range ends[:len(r.All)] {
		slices.SortFunc(out[from:to], func(a, b edge) int { return cmp.Compare(r.rank[a.y], r.rank[b.y]) })
		from = to
	}
	return out
}
