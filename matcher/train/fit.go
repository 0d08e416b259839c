package train

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lhcre/mpi/matcher"
)

// Sample is what a set of records shows about all its pairs. The candidates,
// pairs that share a blocking key, are counted; the others, far too many, are
// sampled and weighted up. Together they stand for every pair, so neither the
// prior nor u is bent by blocking.
type Sample struct {
	// Patterns are the comparison vectors, weighted so that they add up to all pairs.
	Patterns []Pattern
	// Weight is how many pairs each sampled pair stands for, at least 1.
	Weight float64
	// Frequencies are the term frequencies of the records, per term.
	Frequencies map[string]map[string]float64
}

// FitOptions says how to fit.
type FitOptions struct {
	MaxIterations int
	Tolerance     float64
	// Prior, if positive, is written into the model in place of the estimate:
	// the prior of the population that the model is for.
	Prior float64
}

// Report says how training went.
type Report struct {
	Pairs      float64 `json:"pairs"`
	Prior      float64 `json:"prior"` // as estimated
	Matches    float64 `json:"expected_matches"`
	Iterations int     `json:"iterations"`
	Converged  bool    `json:"converged"`
}

// Fit estimates m, u and the prior of a model without labels. First u is held
// at what all pairs show, which is nearly that of pairs that do not match, so
// that m cannot drift; then all move together.
func Fit(ctx context.Context, start matcher.File, s Sample, opt FitOptions) (matcher.File, Report, error) {
	p := startOf(start, s.Patterns)
	run := EMOptions{MaxIterations: opt.MaxIterations, Tolerance: opt.Tolerance, FixM: fixedM(start)}
	run.FixU = slices.Repeat([]bool{true}, len(start.Comparisons))
	p, first, err := EM(ctx, s.Patterns, p, run)
	if err != nil {
		return matcher.File{}, Report{}, fmt.Errorf("estimating m: %w", err)
	}
	run.FixU = fixedU(start)
	p, second, err := EM(ctx, s.Patterns, p, run)
	if err != nil {
		return matcher.File{}, Report{}, fmt.Errorf("estimating m and u: %w", err)
	}
	pairs := total(s.Patterns)
	report := Report{
		Pairs: pairs, Prior: p.Prior, Matches: pairs * p.Prior,
		Iterations: len(first.Steps) + len(second.Steps), Converged: second.Converged,
	}
	smooth(p, start, pairs, s.Weight)
	return written(start, p, s, opt), report, nil
}

func total(patterns []Pattern) float64 {
	sum := 0.0
	for _, p := range patterns {
		sum += p.Count
	}
	return sum
}

func fixedM(f matcher.File) []bool {
	return fixed(f, func(c matcher.ComparisonFile) bool { return c.FixM })
}
func fixedU(f matcher.File) []bool {
	return fixed(f, func(c matcher.ComparisonFile) bool { return c.FixU })
}

func fixed(f matcher.File, is func(matcher.ComparisonFile) bool) []bool {
	out := make([]bool, len(f.Comparisons))
	for i, c := range f.Comparisons {
		out[i] = is(c)
	}
	return out
}

// startOf gives the parameters to start from: the model's own m, or a guess
// that falls from level to level; u as all pairs show it.
func startOf(f matcher.File, patterns []Pattern) Params {
	p := Params{Prior: f.Prior}
	for i, c := range f.Comparisons {
		m, u := guess(c), observed(patterns, i, len(c.Levels))
		for j, l := range c.Levels {
			if l.M != nil && l.U != nil && c.FixM {
				m[j] = *l.M
			}
			if l.U != nil && c.FixU {
				u[j] = *l.U
			}
		}
		p.M, p.U = append(p.M, m), append(p.U, u)
	}
	return p
}

// guess is a start for m: most matches are in the first level, and each next
// level holds half of what is left, in the model's own order of likeness.
func guess(c matcher.ComparisonFile) []float64 {
	const first = 0.8
	m := make([]float64, len(c.Levels))
	left, share := 1.0, first
	last := -1
	for j, l := range c.Levels {
		if l.Missing {
			continue
		}
		m[j] = left * share
		left -= m[j]
		share, last = 0.5, j
	}
	if last >= 0 {
		m[last] += left
	}
	return m
}

// observed is the share of each level among the pairs that tell of a comparison.
func observed(patterns []Pattern, comparison, levels int) []float64 {
	u := make([]float64, levels)
	sum := 0.0
	for _, p := range patterns {
		if at := p.Levels[comparison]; at != Missing {
			u[at] += p.Count
			sum += p.Count
		}
	}
	for j := range u {
		if sum > 0 {
			u[j] /= sum
		}
	}
	return u
}

// smooth adds half a pair to every level of m, and half a sampled pair to every
// level of u: what was never seen in the sample is rare, not impossible.
func smooth(p Params, f matcher.File, pairs, weight float64) {
	const half = 0.5
	matches := max(pairs*p.Prior, 1)
	for i, c := range f.Comparisons {
		if !c.FixM {
			addHalf(p.M[i], c, matches, half)
		}
		if !c.FixU {
			addHalf(p.U[i], c, max(pairs-matches, 1), half*math.Sqrt(max(weight, 1)))
		}
	}
}

func addHalf(levels []float64, c matcher.ComparisonFile, n, added float64) {
	sum := 0.0
	for j, l := range c.Levels {
		levels[j] = levels[j]*n + added
		if l.Missing {
			levels[j] = 0
		}
		sum += levels[j]
	}
	for j := range levels {
		levels[j] /= sum
	}
}

// written puts the parameters into a copy of the model file.
func written(f matcher.File, p Params, s Sample, opt FitOptions) matcher.File {
	f.Comparisons = slices.Clone(f.Comparisons)
	for i, c := range f.Comparisons {
		levels := slices.Clone(c.Levels)
		for j, l := range levels {
			if !l.Missing {
				levels[j].M, levels[j].U = new(p.M[i][j]), new(p.U[i][j])
			}
		}
		f.Comparisons[i].Levels = levels
	}
	f.Prior = p.Prior
	if opt.Prior > 0 {
		f.Prior = opt.Prior
	}
	if len(s.Frequencies) > 0 {
		f.TermFrequencies = s.Frequencies
	}
	return f
}
