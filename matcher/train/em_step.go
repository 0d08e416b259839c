package train

import "math"

// logs are the logarithms of the parameters, taken once per iteration.
type logs struct {
	match, other float64 // of the prior and of its complement
	m, u         [][]float64
}

func (p Params) logs() logs {
	return logs{match: math.Log(p.Prior), other: math.Log1p(-p.Prior), m: logLevels(p.M), u: logLevels(p.U)}
}

func logLevels(levels [][]float64) [][]float64 {
	out := cloneLevels(levels)
	for _, of := range out {
		for l, p := range of {
			of[l] = math.Log(max(p, Floor))
		}
	}
	return out
}

// joint gives the logarithms of the probabilities of seeing the levels in a
// match and in a non-match. In logarithms no number of comparisons underflows.
func (g logs) joint(levels []int8) (match, other float64) {
	match, other = g.match, g.other
	for i, level := range levels {
		if level != Missing {
			match += g.m[i][level]
			other += g.u[i][level]
		}
	}
	return match, other
}

// Posterior is the probability that a pair with these levels is a match. The
// levels must be those of p, or Missing.
func Posterior(p Params, levels []int8) float64 {
	match, other := p.logs().joint(levels)
	return 1 / (1 + math.Exp(other-match))
}

// tally holds the expected numbers of matches and non-matches, in all and by
// comparison and level.
type tally struct {
	logLikelihood  float64
	matches, total float64
	m, u           [][]float64
}

// expect shares every pattern between matches and non-matches (the E step).
func expect(patterns []Pattern, p Params) tally {
	g := p.logs()
	t := tally{m: zeros(p.M), u: zeros(p.U)}
	for _, pattern := range patterns {
		match, other := g.joint(pattern.Levels)
		// Both shares are computed: one less the other would lose the small one.
		t.add(pattern, 1/(1+math.Exp(other-match)), 1/(1+math.Exp(match-other)))
		either := max(match, other) + math.Log1p(math.Exp(-math.Abs(match-other)))
		t.logLikelihood += pattern.Count * either
	}
	return t
}

func zeros(like [][]float64) [][]float64 {
	out := make([][]float64, len(like))
	for i := range like {
		out[i] = make([]float64, len(like[i]))
	}
	return out
}

func (t *tally) add(pattern Pattern, match, other float64) {
	t.total += pattern.Count
	t.matches += pattern.Count * match
	for i, level := range pattern.Levels {
		if level != Missing {
			t.m[i][level] += pattern.Count * match
			t.u[i][level] += pattern.Count * other
		}
	}
}

// maximise gives the most likely parameters for the tally (the M step).
func maximise(t tally, was Params, opt EMOptions) Params {
	next := was.Clone()
	if !opt.FixPrior {
		next.Prior = floorPrior(t.matches / t.total)
	}
	for i := range next.M {
		if !marked(opt.FixM, i) {
			share(next.M[i], t.m[i])
		}
		if !marked(opt.FixU, i) {
			share(next.U[i], t.u[i])
		}
	}
	return next
}

func marked(mask []bool, i int) bool { return mask != nil && mask[i] }

// share sets levels to the shares of the counts. A comparison that was never
// seen keeps its levels: there is nothing to learn from.
func share(levels, counts []float64) {
	total := 0.0
	for _, count := range counts {
		total += count
	}
	if total == 0 {
		return
	}
	for l, count := range counts {
		levels[l] = count / total
	}
	floorLevels(levels)
}
