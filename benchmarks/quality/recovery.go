package quality

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/lhcre/mpi/matcher/train"
)

const (
	plantedSets  = 40     // simulated sets of pairs
	plantedPairs = 20_000 // in each
)

// recovery is how well EM finds parameters that pairs were simulated from. The
// standard error of a parameter is the spread of its estimates over the sets.
type recovery struct {
	worstMean float64 // of any parameter: the mean of its estimates, in its standard errors
	within    float64 // share of estimates within three standard errors
	estimates int
}

func plantedParams() train.Params {
	return train.Params{
		Prior: 0.15,
		M:     [][]float64{{0.04, 0.11, 0.85}, {0.08, 0.92}, {0.05, 0.1, 0.1, 0.75}, {0.2, 0.8}},
		U:     [][]float64{{0.92, 0.06, 0.02}, {0.96, 0.04}, {0.75, 0.15, 0.06, 0.04}, {0.55, 0.45}},
	}
}

func recoverPlanted(ctx context.Context) (recovery, error) {
	estimates := make([][]float64, 0, plantedSets)
	for set := range uint64(plantedSets) {
		got, trace, err := train.EM(ctx, plantedPatterns(chance(set)), roughStart(), train.EMOptions{MaxIterations: 5000, Tolerance: 1e-10})
		if err != nil {
			return recovery{}, err
		}
		if !trace.Converged {
			return recovery{}, fmt.Errorf("recovering planted parameters: expected EM to converge within %d iterations", len(trace.Steps))
		}
		estimates = append(estimates, freeParams(got))
	}
	return judgeRecovery(estimates, freeParams(plantedParams())), nil
}

func judgeRecovery(estimates [][]float64, planted []float64) recovery {
	r := recovery{estimates: len(estimates) * len(planted)}
	inside, n := 0, float64(len(estimates))
	for i, want := range planted {
		mean, spread := meanAndSpread(estimates, i)
		r.worstMean = max(r.worstMean, math.Abs(mean-want)/(spread/math.Sqrt(n)))
		for _, estimate := range estimates {
			if math.Abs(estimate[i]-want) <= 3*spread {
				inside++
			}
		}
	}
	r.within = float64(inside) / float64(r.estimates)
	return r
}

func meanAndSpread(estimates [][]float64, parameter int) (mean, spread float64) {
	n := float64(len(estimates))
	for _, e := range estimates {
		mean += e[parameter] / n
	}
	for _, e := range estimates {
		spread += (e[parameter] - mean) * (e[parameter] - mean) / (n - 1)
	}
	return mean, math.Sqrt(spread)
}

// roughStart knows no more than which end of each comparison is likeness.
func roughStart() train.Params {
	start := plantedParams().Clone()
	start.Prior = 0.5
	for i := range start.M {
		n := len(start.M[i])
		for j := range n {
			rising := float64(2*(j+1)) / float64(n*(n+1))
			start.M[i][j], start.U[i][n-1-j] = rising, rising
		}
	}
	return start
}

// plantedPatterns simulates pairs; one comparison in ten is missing.
func plantedPatterns(random *rand.Rand) []train.Pattern {
	const missing = 0.1
	p := plantedParams()
	return train.PatternsOf(func(yield func([]int8) bool) {
		for range plantedPairs {
			of := p.U
			if random.Float64() < p.Prior {
				of = p.M
			}
			levels := make([]int8, len(of))
			for i := range of {
				if levels[i] = train.Missing; random.Float64() >= missing {
					levels[i] = drawLevel(random, of[i])
				}
			}
			if !yield(levels) {
				return
			}
		}
	})
}

func drawLevel(random *rand.Rand, shares []float64) int8 {
	x := random.Float64()
	for l, share := range shares {
		if x -= share; x < 0 {
			return int8(l)
		}
	}
	return int8(len(shares) - 1) //nolint:gosec // a comparison has a few levels
}

// freeParams lists the parameters but the last level of each comparison, which
// the others determine.
func freeParams(p train.Params) []float64 {
	out := []float64{p.Prior}
	for i := range p.M {
		last := len(p.M[i]) - 1
		out = append(append(out, p.M[i][:last]...), p.U[i][:last]...)
	}
	return out
}
