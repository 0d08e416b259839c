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
	// Sessions are the pairs that the model's training rules name, if it has any.
	Sessions []Session
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

// rounds is how often m, the prior and u take turns.
const rounds = 3

// Fit estimates m, u and the prior of a model without labels. A model with
// training rules learns m from their sessions. Else m, the prior and u take
// turns, each by EM while the others are held: m begins under the model's own
// prior and with u as all pairs show it, so that "match" cannot come to mean
// another large class of pairs, such as neighbours.
func Fit(ctx context.Context, start matcher.File, s Sample, opt FitOptions) (matcher.File, Report, error) {
	s.Sessions = slices.DeleteFunc(slices.Clone(s.Sessions), Session.empty)
	f := fitting{file: start, sample: s, opt: opt, params: startOf(start, s.Patterns)}
	f.report.Pairs = total(s.Patterns)
	if err := f.fit(ctx); err != nil {
		return matcher.File{}, Report{}, err
	}
	f.report.Prior, f.report.Matches = f.params.Prior, f.report.Pairs*f.params.Prior
	smooth(f.params, start, f.report.Pairs, s.Weight)
	return written(start, f.params, s, opt), f.report, nil
}

// fitting is one Fit under way.
type fitting struct {
	file   matcher.File
	sample Sample
	opt    FitOptions
	params Params
	report Report
}

func (f *fitting) fit(ctx context.Context) error {
	held := slices.Repeat([]bool{true}, len(f.file.Comparisons))
	m := EMOptions{FixPrior: true, FixM: fixedM(f.file), FixU: held}
	prior := EMOptions{FixM: held, FixU: held}
	u := EMOptions{FixPrior: true, FixM: held, FixU: fixedU(f.file)}
	if len(f.sample.Sessions) > 0 {
		if err := f.learnFromSessions(ctx); err != nil {
			return err
		}
		return f.turns(ctx, prior, u, prior)
	}
	for range rounds {
		if err := f.turns(ctx, m, prior, u); err != nil {
			return err
		}
	}
	return nil
}

// turns runs EM over all pairs with one option after another.
func (f *fitting) turns(ctx context.Context, turns ...EMOptions) error {
	for _, turn := range turns {
		turn.MaxIterations, turn.Tolerance = f.opt.MaxIterations, f.opt.Tolerance
		next, trace, err := EM(ctx, f.sample.Patterns, f.params, turn)
		if err != nil {
			return fmt.Errorf("estimating from all pairs: %w", err)
		}
		f.params = next
		f.report.Iterations += len(trace.Steps)
		f.report.Converged = trace.Converged
	}
	return nil
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
		m, u := guess(c), observed(patterns, i, c.Levels)
		for j, l := range c.Levels {
			if l.M != nil && c.FixM {
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

// observed is the share of each level among the pairs that tell of a
// comparison; equal shares where none does.
func observed(patterns []Pattern, comparison int, levels []matcher.LevelFile) []float64 {
	u := make([]float64, len(levels))
	sum := 0.0
	for _, p := range patterns {
		if at := p.Levels[comparison]; at != Missing {
			u[at] += p.Count
			sum += p.Count
		}
	}
	if sum == 0 {
		for j, l := range levels {
			if !l.Missing {
				u[j] = 1
				sum++
			}
		}
	}
	for j := range u {
		u[j] /= sum
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
