package train

import (
	"context"
	"fmt"
	"slices"
)

// Session is the pairs that one training rule names.
type Session struct {
	Rule     string
	Patterns []Pattern
	Learns   []bool // per comparison: it reads none of the rule's columns
}

// empty tells whether no two records have what the rule asks for, as where a
// column is absent: such a session teaches nothing.
func (s Session) empty() bool { return total(s.Patterns) == 0 }

// sessionPrior is where the share of matches among a session's pairs begins.
const sessionPrior = 0.5

// learnFromSessions sets m to the mean of what the sessions show, each counted
// by the matches that it expects. u is held at what all pairs show.
func (f *fitting) learnFromSessions(ctx context.Context) error {
	sums, weights := zeros(f.params.M), make([]float64, len(f.params.M))
	for _, s := range f.sample.Sessions {
		p, err := f.session(ctx, s)
		if err != nil {
			return fmt.Errorf("estimating from training rule %s: %w", s.Rule, err)
		}
		matches := p.Prior * total(s.Patterns)
		for i := range sums {
			if s.Learns[i] {
				weights[i] += matches
				for j, m := range p.M[i] {
					sums[i][j] += matches * m
				}
			}
		}
	}
	for i, weight := range weights {
		if weight > 0 && !f.file.Comparisons[i].FixM {
			for j := range sums[i] {
				f.params.M[i][j] = sums[i][j] / weight
			}
		}
	}
	return nil
}

// session runs EM on the pairs of one training rule. What the rule itself
// makes agree is blanked out, so that it teaches nothing.
func (f *fitting) session(ctx context.Context, s Session) (Params, error) {
	start := f.params.Clone()
	start.Prior = sessionPrior
	p, trace, err := EM(ctx, blanked(s), start, EMOptions{
		MaxIterations: f.opt.MaxIterations, Tolerance: f.opt.Tolerance,
		FixM: fixedM(f.file), FixU: slices.Repeat([]bool{true}, len(start.U)),
	})
	f.report.Iterations += len(trace.Steps)
	return p, err
}

func blanked(s Session) []Pattern {
	out := make([]Pattern, len(s.Patterns))
	for i, p := range s.Patterns {
		levels := slices.Clone(p.Levels)
		for c, learns := range s.Learns {
			if !learns {
				levels[c] = Missing
			}
		}
		out[i] = Pattern{Levels: levels, Count: p.Count}
	}
	return out
}
