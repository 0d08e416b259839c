package train

import (
	"errors"
	"fmt"
	"math"
)

// sumTolerance is how far a comparison's probabilities may be from adding up
// to 1: model files are written with six decimals or more.
const sumTolerance = 1e-5

func validate(patterns []Pattern, p Params, opt EMOptions) error {
	if err := p.validate(); err != nil {
		return err
	}
	if err := opt.validate(len(p.M)); err != nil {
		return err
	}
	total := 0.0
	for n, pattern := range patterns {
		if err := pattern.validate(p); err != nil {
			return fmt.Errorf("pattern %d: %w", n, err)
		}
		total += pattern.Count
	}
	if !(total > 0) || math.IsInf(total, 0) {
		return errors.New("expected patterns whose counts add up to more than 0 and are finite")
	}
	return nil
}

func (p Params) validate() error {
	if !(p.Prior > 0 && p.Prior < 1) {
		return fmt.Errorf("the prior is %v: expected more than 0 and less than 1", p.Prior)
	}
	if len(p.M) == 0 || len(p.M) != len(p.U) {
		return fmt.Errorf("m has %d comparisons and u has %d: expected the same number, at least 1", len(p.M), len(p.U))
	}
	for i := range p.M {
		if len(p.M[i]) != len(p.U[i]) {
			return fmt.Errorf("comparison %d: m has %d levels and u has %d", i, len(p.M[i]), len(p.U[i]))
		}
		if err := errors.Join(checkLevels("m", i, p.M[i]), checkLevels("u", i, p.U[i])); err != nil {
			return err
		}
	}
	return nil
}

func checkLevels(name string, comparison int, levels []float64) error {
	sum := 0.0
	for l, p := range levels {
		if !(p >= 0 && p <= 1) {
			return fmt.Errorf("comparison %d, level %d: %s is %v: expected 0 to 1", comparison, l, name, p)
		}
		sum += p
	}
	if math.Abs(sum-1) > sumTolerance {
		return fmt.Errorf("comparison %d: %s adds up to %v over its %d levels: expected 1", comparison, name, sum, len(levels))
	}
	return nil
}

func (o EMOptions) validate(comparisons int) error {
	if o.MaxIterations < 1 {
		return fmt.Errorf("the limit is %d iterations: expected at least 1", o.MaxIterations)
	}
	if !(o.Tolerance >= 0) {
		return fmt.Errorf("the tolerance is %v: expected 0 or more", o.Tolerance)
	}
	return errors.Join(checkMask("m", o.FixM, comparisons), checkMask("u", o.FixU, comparisons))
}

func checkMask(name string, mask []bool, comparisons int) error {
	if mask != nil && len(mask) != comparisons {
		return fmt.Errorf("the mask that fixes %s has %d comparisons: expected %d", name, len(mask), comparisons)
	}
	return nil
}

func (p Pattern) validate(of Params) error {
	if !(p.Count >= 0) {
		return fmt.Errorf("the count is %v: expected 0 or more", p.Count)
	}
	if len(p.Levels) != len(of.M) {
		return fmt.Errorf("it has %d comparisons: expected %d", len(p.Levels), len(of.M))
	}
	for i, level := range p.Levels {
		if level < Missing || int(level) >= len(of.M[i]) {
			return fmt.Errorf("comparison %d, level %d: expected %d (missing) to %d", i, level, Missing, len(of.M[i])-1)
		}
	}
	return nil
}
