package bulk

import (
	"fmt"
	"maps"
	"math"
	"testing"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/train"
)

// Candidates and drawn pairs stand for all pairs together: over many draws,
// the share of each level is that among all pairs, without bias.
func TestTheSampleStandsForAllPairs(t *testing.T) {
	t.Parallel()
	m := smallModel(t)
	r, _ := recordsOf(t, m, crowd(seeded(3), 200))
	want := shares(m, everyVector(r))
	const draws = 60
	sums, squares := make([]float64, len(want)), make([]float64, len(want))
	for seed := range uint64(draws) {
		sample := sampleOf(t, r, TrainConfig{Seed: seed, Sample: 3000})
		if all := 200.0 * 199 / 2; math.Abs(pairsOf(sample.Patterns)-all) > 1e-6 || sample.Weight <= 1 {
			t.Fatalf("the sample stands for %v pairs, each drawn one for %v: want %v in all", pairsOf(sample.Patterns), sample.Weight, all)
		}
		for i, share := range shares(m, sample.Patterns) {
			sums[i] += share - want[i]
			squares[i] += (share - want[i]) * (share - want[i])
		}
	}
	for i := range want {
		if z := sums[i] / math.Sqrt(squares[i]+1e-12); math.Abs(z) > 4 {
			t.Errorf("level %d has a share of %.4f: %d draws are %.1f standard errors off, %.5f on average", i, want[i], draws, z, sums[i]/draws)
		}
	}
}

// When there are few pairs each is counted once.
func TestASmallSampleIsAllPairs(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		m := smallModel(t)
		r, _ := recordsOf(t, m, crowd(seeded(seed), 60))
		got, want := sampleOf(t, r, TrainConfig{Sample: 60 * 59 / 2}), everyVector(r)
		if got.Weight != 1 || !maps.Equal(byVector(got.Patterns), byVector(want)) {
			t.Errorf("seed %d: weight %v, %d vectors, want %d", seed, got.Weight, len(byVector(got.Patterns)), len(byVector(want)))
		}
	}
}

func everyVector(r *Records) []train.Pattern {
	v := newVectors()
	for i, a := range r.All {
		for _, b := range r.All[i+1:] {
			v.add(r.Model.Levels(a, b, nil))
		}
	}
	return v.patterns(1)
}

func pairsOf(patterns []train.Pattern) float64 {
	sum := 0.0
	for _, p := range patterns {
		sum += p.Count
	}
	return sum
}

func byVector(patterns []train.Pattern) map[string]float64 {
	out := map[string]float64{}
	for _, p := range patterns {
		out[fmt.Sprint(p.Levels)] += p.Count
	}
	return out
}

// shares are the shares of all levels among all pairs, one comparison after another.
func shares(m *matcher.Model, patterns []train.Pattern) []float64 {
	var out []float64
	all := pairsOf(patterns)
	for i, c := range m.File().Comparisons {
		levels := make([]float64, len(c.Levels)+1) // the last for what is missing
		for _, p := range patterns {
			at := int(p.Levels[i])
			if at == matcher.Missing {
				at = len(c.Levels)
			}
			levels[at] += p.Count / all
		}
		out = append(out, levels...)
	}
	return out
}

func TestSomePairs(t *testing.T) {
	t.Parallel()
	for n := range 8 {
		seen := map[[2]int]int{}
		for x, y := range somePairs(n, 1, 28) {
			seen[[2]int{x, y}]++
			if x < 0 || x >= y || y >= n {
				t.Errorf("of %d: pair %d, %d", n, x, y)
			}
		}
		if len(seen) != n*(n-1)/2 {
			t.Errorf("of %d: %v", n, seen)
		}
	}
	const size = 50_000
	seen, drawn := map[[2]int]int{}, 0
	for x, y := range somePairs(30, 9, size) {
		seen[[2]int{x, y}]++
		drawn++
	}
	if drawn != 435 { // all pairs of thirty are fewer than the sample
		t.Errorf("%d pairs of thirty", drawn)
	}
	checkEven(t, 400, size)
	for range somePairs(400, 9, size) {
		return // a caller may stop
	}
}

// checkEven holds that every record is drawn about equally often.
func checkEven(t *testing.T, n, size int) {
	t.Helper()
	counts := make([]float64, n)
	for x, y := range somePairs(n, 9, size) {
		if x >= y {
			t.Fatalf("pair %d, %d is askew", x, y)
		}
		counts[x]++
		counts[y]++
	}
	want, chi := 2*float64(size)/float64(n), 0.0
	for _, count := range counts {
		chi += (count - want) * (count - want) / want
	}
	if free := float64(n); math.Abs(chi-free) > 5*math.Sqrt(2*free) {
		t.Errorf("chi-square %.0f over %d records", chi, n)
	}
}

func sampleOf(t *testing.T, r *Records, cfg TrainConfig) train.Sample {
	t.Helper()
	sample, err := r.sample(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return sample
}
