package train

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The likelihood never falls, nothing leaves (0, 1), every comparison adds up
// to 1 and what is fixed stays, on inputs that are random and often extreme.
func TestEMProperties(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		random := seeded(seed)
		patterns, start := randomCase(random)
		opt := EMOptions{MaxIterations: 60, FixPrior: random.IntN(3) == 0, FixM: randomMask(random, len(start.M)), FixU: randomMask(random, len(start.M))}
		opt.Iteration = func(n int, p Params, _, _ float64) { checkParams(t, seed, n, p) }
		got, trace, err := EM(t.Context(), patterns, start, opt)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		checkRising(t, seed, trace)
		checkFixed(t, seed, got, start.floored(), opt)
		for _, pattern := range patterns {
			if p := Posterior(got, pattern.Levels); !(p >= 0 && p <= 1) {
				t.Errorf("seed %d: posterior %v", seed, p)
			}
		}
	}
}

func checkParams(t *testing.T, seed uint64, n int, p Params) {
	t.Helper()
	if !(p.Prior >= Floor && p.Prior <= 1-Floor) {
		t.Errorf("seed %d, iteration %d: prior %v", seed, n, p.Prior)
	}
	for _, levels := range slices.Concat(p.M, p.U) {
		sum := 0.0
		for _, level := range levels {
			if !(level >= Floor && level <= 1) {
				t.Errorf("seed %d, iteration %d: probability %v", seed, n, level)
			}
			sum += level
		}
		if math.Abs(sum-1) > 1e-10 {
			t.Errorf("seed %d, iteration %d: sum %v", seed, n, sum)
		}
	}
}

func checkRising(t *testing.T, seed uint64, trace Trace) {
	t.Helper()
	was := trace.Start
	for n, step := range trace.Steps {
		if !(step.LogLikelihood >= was-1e-11*math.Abs(was)) {
			t.Errorf("seed %d, iteration %d: the log-likelihood fell from %v to %v", seed, n+1, was, step.LogLikelihood)
		}
		was = step.LogLikelihood
	}
}

func checkFixed(t *testing.T, seed uint64, got, start Params, opt EMOptions) {
	t.Helper()
	if opt.FixPrior && got.Prior != start.Prior {
		t.Errorf("seed %d: the fixed prior moved", seed)
	}
	for i := range start.M {
		if marked(opt.FixM, i) && !slices.Equal(got.M[i], start.M[i]) {
			t.Errorf("seed %d: fixed m of comparison %d moved", seed, i)
		}
		if marked(opt.FixU, i) && !slices.Equal(got.U[i], start.U[i]) {
			t.Errorf("seed %d: fixed u of comparison %d moved", seed, i)
		}
	}
}

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 20)) }

// randomCase gives patterns with missing and never seen levels, and a start
// that may hold zeros.
func randomCase(random *rand.Rand) ([]Pattern, Params) {
	start := Params{Prior: math.Pow(10, -8*random.Float64()) * 0.999}
	for range 1 + random.IntN(6) {
		levels := 1 + random.IntN(5)
		start.M = append(start.M, randomLevels(random, levels))
		start.U = append(start.U, randomLevels(random, levels))
	}
	patterns := make([]Pattern, 1+random.IntN(60))
	for i := range patterns {
		for _, m := range start.M {
			patterns[i].Levels = append(patterns[i].Levels, int8(random.IntN(len(m)+1)-1))
		}
		patterns[i].Count = math.Floor(math.Pow(10, 9*random.Float64()))
	}
	return patterns, start
}

func randomLevels(random *rand.Rand, n int) []float64 {
	levels, sum := make([]float64, n), 0.0
	for l := range levels {
		levels[l] = math.Pow(random.Float64(), 12)
		if l > 0 && random.IntN(8) == 0 {
			levels[l] = 0
		}
		sum += levels[l]
	}
	for l := range levels {
		levels[l] /= sum
	}
	return levels
}

func randomMask(random *rand.Rand, n int) []bool {
	if random.IntN(2) == 0 {
		return nil
	}
	mask := make([]bool, n)
	for i := range mask {
		mask[i] = random.IntN(2) == 0
	}
	return mask
}
