package evaluate

import (
	"math"
	"slices"
	"testing"

	"github.com/lhcre/mpi/matcher"
)

func TestSweep(t *testing.T) {
	t.Parallel()
	pairs := []ScoredPair{{10, true}, {30, true}, {20, false}, {20, true}, {-5, false}, {20, true}}
	want := []Point{
		{Threshold: 30, Score: newScore(1, 0, 4)},
		{Threshold: 20, Score: newScore(3, 1, 2)},
		{Threshold: 10, Score: newScore(4, 1, 1)},
		{Threshold: -5, Score: newScore(4, 2, 1)},
	}
	got, err := Sweep(pairs, 5)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("points %+v, want %+v (error %v)", got, want, err)
	}
	if pairs[0].Weight != 10 {
		t.Error("the caller's pairs were sorted")
	}
	if best, ok := Best(got); !ok || best != want[2] {
		t.Errorf("best %+v, want %+v", best, want[2])
	}
}

func TestSweepEdges(t *testing.T) {
	t.Parallel()
	if points, err := Sweep(nil, 3); err != nil || len(points) != 0 {
		t.Errorf("no pairs gave %v and error %v", points, err)
	}
	if _, ok := Best(nil); ok {
		t.Error("there is a best of no points")
	}
	if _, err := Sweep([]ScoredPair{{1, true}, {1, true}}, 1); err == nil {
		t.Error("more true pairs than there are were accepted")
	}
	tied := []Point{{Threshold: 1, Score: Score{F1: 0.5}}, {Threshold: 2, Score: Score{F1: 0.5}}}
	if best, _ := Best(tied); best.Threshold != 2 {
		t.Errorf("of two equal points the threshold is %v, want the higher", best.Threshold)
	}
}

// Every point equals a count over all pairs, and recall never falls on the way
// down.
func TestSweepAgainstBruteForce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		random := seeded(seed)
		pairs, missed := make([]ScoredPair, random.IntN(60)), random.Int64N(5)
		truePairs := missed
		for i := range pairs {
			pairs[i] = ScoredPair{Weight: matcher.Weight(random.IntN(12)), True: random.IntN(2) == 0}
			if pairs[i].True {
				truePairs++
			}
		}
		points, err := Sweep(pairs, truePairs)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			if want := scoreAt(pairs, p.Threshold, truePairs); p.Score != want {
				t.Errorf("seed %d at %v: %+v, want %+v", seed, p.Threshold, p.Score, want)
			}
		}
		falling := func(a, b Point) int { return int(b.Threshold - a.Threshold) }
		if !slices.IsSortedFunc(points, falling) || len(slices.Compact(slices.Clone(points))) != len(points) {
			t.Errorf("seed %d: thresholds out of order", seed)
		}
	}
}

func scoreAt(pairs []ScoredPair, threshold matcher.Weight, truePairs int64) Score {
	var right, wrong int64
	for _, pair := range pairs {
		switch {
		case pair.Weight < threshold:
		case pair.True:
			right++
		default:
			wrong++
		}
	}
	return newScore(right, wrong, truePairs-right)
}

func TestWilson(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		successes, n int64
		z, low, high float64
	}{
		{"no trials", 0, 0, 1.96, 0, 1},
		{"half of ten", 5, 10, 1.959963984540054, 0.236593091, 0.763406909},
		{"none of ten", 0, 10, 1.959963984540054, 0, 0.277532799},
		{"all of ten", 10, 10, 1.959963984540054, 0.722467201, 1},
		{"zero width", 3, 4, 0, 0.75, 0.75},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			low, high := Wilson(tt.successes, tt.n, tt.z)
			if math.Abs(low-tt.low) > 1e-9 || math.Abs(high-tt.high) > 1e-9 {
				t.Errorf("interval %.9f to %.9f, want %.9f to %.9f", low, high, tt.low, tt.high)
			}
		})
	}
}
