package train

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The planted parameters come back: each within three standard errors of the
// mean over the simulations, and the spread is the one that Fisher's
// information foretells, so that the standard errors are right themselves.
func TestEMRecoversPlantedParameters(t *testing.T) {
	t.Parallel()
	const runs, pairs = 30, 20_000
	want := free(planted())
	se := standardErrors(planted(), pairs)
	sum, inside, squares := make([]float64, len(want)), 0, 0.0
	for run := range uint64(runs) {
		patterns, start := plantedCase(t, seeded(run), pairs)
		got, trace, err := EM(t.Context(), patterns, start, EMOptions{MaxIterations: 5000, Tolerance: 1e-10})
		if err != nil || !trace.Converged {
			t.Fatalf("run %d: error %v, converged %v", run, err, trace.Converged)
		}
		for i, value := range free(got) {
			z := (value - want[i]) / se[i]
			sum[i] += z
			squares += z * z
			if math.Abs(z) <= 3 {
				inside++
			}
		}
	}
	checkMeans(t, sum, runs)
	all := float64(runs * len(want))
	if share := float64(inside) / all; share < 0.99 {
		t.Errorf("%.4f of the estimates lie within three standard errors: want 0.997", share)
	}
	if spread := math.Sqrt(squares / all); spread < 0.9 || spread > 1.1 {
		t.Errorf("the estimates spread over %.3f standard errors: want 1", spread)
	}
	t.Logf("%d runs: %.4f within three standard errors, spread %.3f", runs, float64(inside)/all, math.Sqrt(squares/all))
}

func checkMeans(t *testing.T, sum []float64, runs int) {
	t.Helper()
	for i := range sum {
		if z := sum[i] / math.Sqrt(float64(runs)); math.Abs(z) > 3 {
			t.Errorf("parameter %d: the mean of %d runs is %.1f standard errors off", i, runs, z)
		}
	}
}

func planted() Params {
	return Params{
		Prior: 0.2,
		M:     [][]float64{{0.05, 0.1, 0.85}, {0.1, 0.9}, {0.03, 0.07, 0.1, 0.8}, {0.25, 0.75}},
		U:     [][]float64{{0.9, 0.07, 0.03}, {0.95, 0.05}, {0.7, 0.2, 0.06, 0.04}, {0.6, 0.4}},
	}
}

// missingRate is how often a planted comparison is missing, in either class.
const missingRate = 0.1

func plantedCase(tb testing.TB, random *rand.Rand, pairs int) ([]Pattern, Params) {
	tb.Helper()
	p := planted()
	patterns := PatternsOf(func(yield func([]int8) bool) {
		for range pairs {
			of := p.U
			if random.Float64() < p.Prior {
				of = p.M
			}
			if !yield(draw(random, of)) {
				return
			}
		}
	})
	start := p.Clone()
	start.Prior = 0.5
	for i := range start.M {
		even(start.M[i])
		even(start.U[i])
		last := len(start.M[i]) - 1
		start.M[i][last], start.M[i][0] = start.M[i][last]+start.M[i][0]/2, start.M[i][0]/2
		start.U[i][0], start.U[i][last] = start.U[i][0]+start.U[i][last]/2, start.U[i][last]/2
	}
	return patterns, start
}

func even(levels []float64) {
	for l := range levels {
		levels[l] = 1 / float64(len(levels))
	}
}

func draw(random *rand.Rand, of [][]float64) []int8 {
	levels := make([]int8, len(of))
	for i := range of {
		if random.Float64() < missingRate {
			levels[i] = Missing
			continue
		}
		for x := random.Float64() - of[i][0]; x >= 0 && int(levels[i]) < len(of[i])-1; x -= of[i][levels[i]] {
			levels[i]++
		}
	}
	return levels
}

// free lists the parameters but the last level of each comparison, which the
// others determine.
func free(p Params) []float64 {
	out := []float64{p.Prior}
	for i := range p.M {
		last := len(p.M[i]) - 1
		out = append(append(out, p.M[i][:last]...), p.U[i][:last]...)
	}
	return out
}

// standardErrors are the roots of the diagonal of the inverse of Fisher's
// information, which is summed over all the patterns that can be.
func standardErrors(p Params, pairs int) []float64 {
	size := len(free(p))
	information := newMatrix(size)
	eachPattern(p, func(levels []int8, probability float64) {
		s := score(p, levels)
		for i := range s {
			for j := range s {
				information[i][j] += float64(pairs) * probability * s[i] * s[j]
			}
		}
	})
	inverse := invert(information)
	out := make([]float64, size)
	for i := range out {
		out[i] = math.Sqrt(inverse[i][i])
	}
	return out
}

// eachPattern visits every vector of levels with its probability.
func eachPattern(p Params, visit func(levels []int8, probability float64)) {
	levels := make([]int8, len(p.M))
	var next func(i int, match, other float64)
	next = func(i int, match, other float64) {
		if i == len(levels) {
			visit(levels, match+other)
			return
		}
		levels[i] = Missing
		next(i+1, match*missingRate, other*missingRate)
		for l := range p.M[i] {
			levels[i] = int8(l)
			next(i+1, match*(1-missingRate)*p.M[i][l], other*(1-missingRate)*p.U[i][l])
		}
	}
	next(0, p.Prior, 1-p.Prior)
}

// score is the derivative of a pair's log-likelihood by the free parameters.
func score(p Params, levels []int8) []float64 {
	match := 1.0
	other := 1.0
	for i, level := range levels {
		if level != Missing {
			match *= p.M[i][level]
			other *= p.U[i][level]
		}
	}
	either := p.Prior*match + (1-p.Prior)*other
	out := []float64{(match - other) / either}
	for i, level := range levels {
		out = append(out, levelScores(p.M[i], level, p.Prior*match/either)...)
		out = append(out, levelScores(p.U[i], level, (1-p.Prior)*other/either)...)
	}
	return out
}

func levelScores(of []float64, level int8, weight float64) []float64 {
	last := len(of) - 1
	out := make([]float64, last)
	for l := range out {
		switch int(level) {
		case l:
			out[l] = weight / of[l]
		case last:
			out[l] = -weight / of[last]
		}
	}
	return out
}

func newMatrix(size int) [][]float64 {
	out := make([][]float64, size)
	for i := range out {
		out[i] = make([]float64, size)
	}
	return out
}

// invert is Gauss–Jordan on a positive definite matrix, which needs no pivots.
func invert(a [][]float64) [][]float64 {
	inverse := newMatrix(len(a))
	for i := range a {
		inverse[i][i] = 1
	}
	for i := range a {
		pivot := a[i][i]
		for j := range a {
			a[i][j] /= pivot
			inverse[i][j] /= pivot
		}
		for k := range a {
			if factor := a[k][i]; k != i {
				for j := range a {
					a[k][j] -= factor * a[i][j]
					inverse[k][j] -= factor * inverse[i][j]
				}
			}
		}
	}
	return inverse
}
