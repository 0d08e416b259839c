package bulk

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"runtime"
	"slices"

	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/internal/telemetry"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/train"
)

// TrainConfig is a run of `mpi train`.
type TrainConfig struct {
	Start    matcher.File
	Input    Input
	Seed     uint64
	Sample   int // pairs to draw beside the candidates
	Least    int // records that must hold a value for its frequency to be kept
	Prior    float64
	Reject   func(files.Reject) error
	Progress *telemetry.Progress
}

// Limits of the EM: probabilities that no longer move in the seventh decimal.
const (
	maxIterations = 1000
	tolerance     = 1e-7
)

// Train estimates a model's m, u, prior and term frequencies from files,
// without labels. The same records and seed give the same model in any order.
func Train(ctx context.Context, cfg TrainConfig) (matcher.File, train.Report, error) {
	model, err := matcher.NewUntrained(cfg.Start)
	if err != nil {
		return matcher.File{}, train.Report{}, err
	}
	records, _, err := Read(ctx, model, cfg.Input, cfg.Reject, cfg.Progress)
	if err != nil {
		return matcher.File{}, train.Report{}, err
	}
	if len(records.All) < 2 {
		return matcher.File{}, train.Report{}, fmt.Errorf("training: expected at least two records, found %d", len(records.All))
	}
	cfg.Progress.Start("comparing", 0)
	sample, err := records.sample(ctx, cfg)
	cfg.Progress.Done()
	if err != nil {
		return matcher.File{}, train.Report{}, fmt.Errorf("training: %w", err)
	}
	return train.Fit(ctx, cfg.Start, sample, train.FitOptions{
		MaxIterations: maxIterations, Tolerance: tolerance, Prior: cfg.Prior,
	})
}

// sample counts the comparison vectors of all candidates, and of a draw of the
// other pairs, each of which stands for many.
func (r *Records) sample(ctx context.Context, cfg TrainConfig) (train.Sample, error) {
	slices.SortFunc(r.All, func(a, b *matcher.Comparable) int { return cmp.Compare(a.ID, b.ID) })
	counter := r.Model.NewTermCounter()
	for _, c := range r.All {
		counter.Add(c)
	}
	b := newBlocks(r)
	candidates, err := b.countVectors(ctx)
	if err != nil {
		return train.Sample{}, err
	}
	others := b.drawOthers(cfg.Seed, cfg.Sample)
	n := float64(len(r.All))
	rest := n*(n-1)/2 - candidates.total
	weight := max(rest/max(others.total, 1), 0)
	sessions, err := r.sessions(ctx)
	return train.Sample{
		Patterns: slices.Concat(candidates.patterns(1), others.patterns(weight)),
		Weight:   max(weight, 1), Frequencies: counter.Frequencies(cfg.Least),
		Sessions: sessions,
	}, err
}

// sessions counts the comparison vectors of the pairs that each training rule names.
func (r *Records) sessions(ctx context.Context) ([]train.Session, error) {
	var out []train.Session
	for i, rule := range r.Model.File().TrainingRules {
		counted, err := trainingBlocks(r, i).countVectors(ctx)
		if err != nil {
			return nil, err
		}
		out = append(out, train.Session{
			Rule: rule.Name, Patterns: counted.patterns(1), Learns: r.Model.Independent(i),
		})
	}
	return out, nil
}

// vectors counts comparison vectors.
type vectors struct {
	counts map[string]float64
	total  float64
	buffer []int8
	key    []byte
}

func newVectors() *vectors { return &vectors{counts: map[string]float64{}} }

func (v *vectors) add(levels []int8) {
	v.key = v.key[:0]
	for _, level := range levels {
		v.key = append(v.key, byte(level)) //nolint:gosec // read back by patterns in the same way
	}
	v.counts[string(v.key)]++
	v.total++
}

// patterns gives the vectors in a fixed order, each count times a weight.
func (v *vectors) patterns(weight float64) []train.Pattern {
	var out []train.Pattern
	for _, key := range slices.Sorted(maps.Keys(v.counts)) {
		levels := make([]int8, len(key))
		for i := range len(key) {
			levels[i] = int8(key[i]) //nolint:gosec // written by add
		}
		out = append(out, train.Pattern{Levels: levels, Count: v.counts[key] * weight})
	}
	return out
}

func (v *vectors) merge(other *vectors) {
	for key, n := range other.counts {
		v.counts[key] += n
	}
	v.total += other.total
}

// countVectors counts the vectors of all candidates, side by side.
func (b *blocks) countVectors(ctx context.Context) (*vectors, error) {
	workers := runtime.GOMAXPROCS(0)
	parts := make([]*vectors, workers)
	comparers := b.records.comparers(workers)
	for i := range parts {
		parts[i] = newVectors()
	}
	err := b.pairs(ctx, workers, func(worker int, x, y int32) {
		b.compare(comparers[worker], parts[worker], x, y)
	}, func(int) {})
	for _, part := range parts[1:] {
		parts[0].merge(part)
	}
	return parts[0], err
}

func (b *blocks) compare(c *matcher.Comparer, into *vectors, x, y int32) {
	into.buffer = c.Levels(b.records.All[x], b.records.All[y], into.buffer[:0])
	into.add(into.buffer)
}

// drawOthers counts the vectors of pairs that share no key: all of them when
// there are few, else a draw.
func (b *blocks) drawOthers(seed uint64, size int) *vectors {
	v := newVectors()
	comparer := b.records.comparers(1)[0]
	for x, y := range somePairs(len(b.records.All), seed, size) {
		if x, y := asRecord(x), asRecord(y); !b.shareBlock(x, y) {
			b.compare(comparer, v, x, y)
		}
	}
	return v
}

// somePairs gives all pairs below n when they are at most size, else size
// pairs drawn with a seed.
func somePairs(n int, seed uint64, size int) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		if n*(n-1)/2 <= size {
			everyPair(n, yield)
			return
		}
		state := seed
		for range size {
			x, y := int(mix(&state)%uint64(n)), int(mix(&state)%uint64(n)) //nolint:gosec // both are below n
			if x != y && !yield(min(x, y), max(x, y)) {
				return
			}
		}
	}
}

func everyPair(n int, yield func(int, int) bool) {
	for x := range n {
		for y := x + 1; y < n; y++ {
			if !yield(x, y) {
				return
			}
		}
	}
}

// mix is splitmix64: a draw that is the same on every machine.
func mix(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
