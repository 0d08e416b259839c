// Package train is where a model's probabilities come from: it estimates m, u
// and the prior of a model from unlabelled pairs. It stands beside a record's
// flow, not in it. The step before is package blocking, which says which pairs
// to learn from; after it package matcher weighs pairs with what was learnt.
package train

import (
	"context"
	"fmt"
)

// EMOptions says how far to go and what to leave as it is.
type EMOptions struct {
	// MaxIterations ends the run even if it has not converged.
	MaxIterations int
	// Tolerance ends the run when no parameter moves by more than this.
	Tolerance float64
	// FixPrior keeps the prior.
	FixPrior bool
	// FixM and FixU keep m and u of the comparisons that are marked; nil marks none.
	FixM, FixU []bool
	// Iteration, if set, is told of every iteration: its number from 1, the
	// parameters it ended with, the largest change of any of them, and the
	// log-likelihood of the patterns under them.
	Iteration func(n int, p Params, change, logLikelihood float64)
}

// Step is what one iteration did.
type Step struct {
	Change        float64 // the largest change of any parameter
	LogLikelihood float64 // of the patterns, under the parameters after the step
}

// Trace is the course of a run.
type Trace struct {
	Start     float64 // the log-likelihood under the starting parameters
	Steps     []Step
	Converged bool // the last change was within the tolerance
}

// EM estimates the parameters by expectation maximisation, from start until
// nothing moves by more than the tolerance. Patterns are summed in the order
// given, so those of PatternsOf give the same bits in any order of the pairs.
// Every probability below Floor is raised to it, also where it is held fixed.
func EM(ctx context.Context, patterns []Pattern, start Params, opt EMOptions) (Params, Trace, error) {
	if err := validate(patterns, start, opt); err != nil {
		return Params{}, Trace{}, fmt.Errorf("checking the input of EM: %w", err)
	}
	p := start.floored()
	counts := expect(patterns, p)
	trace := Trace{Start: counts.logLikelihood}
	for n := 1; n <= opt.MaxIterations && !trace.Converged; n++ {
		if err := ctx.Err(); err != nil {
			return Params{}, trace, fmt.Errorf("running EM iteration %d: %w", n, err)
		}
		next := maximise(counts, p, opt)
		change := next.distance(p)
		p, counts = next, expect(patterns, next)
		trace.add(Step{Change: change, LogLikelihood: counts.logLikelihood}, opt)
		if opt.Iteration != nil {
			opt.Iteration(n, p.Clone(), change, counts.logLikelihood)
		}
	}
	return p, trace, nil
}

func (t *Trace) add(s Step, opt EMOptions) {
	t.Steps = append(t.Steps, s)
	t.Converged = s.Change <= opt.Tolerance
}
