package matcher

import (
	"fmt"
	"math"
)

// sumTolerance is how far the m or the u of a comparison may add up beside 1.
const sumTolerance = 1e-6

// Bounds that no sound model comes near, so that weights and levels fit their types.
const (
	maxBits   = 1000
	maxLevels = 100
)

// check finds what is wrong with a model file, trained or not. Conditions,
// keys and terms are checked when they are compiled.
func (f File) check() error {
	switch {
	case f.Name == "":
		return fmt.Errorf("name: expected a name")
	case !(f.Prior > 0 && f.Prior < 1):
		return fmt.Errorf("prior: expected a probability between 0 and 1, found %v", f.Prior)
	case len(f.BlockingRules) == 0:
		return fmt.Errorf("blocking_rules: expected at least one")
	case len(f.Comparisons) == 0:
		return fmt.Errorf("comparisons: expected at least one")
	case f.WideLimit < 2:
		return fmt.Errorf("wide_limit: expected at least 2, found %d", f.WideLimit)
	case f.MaxCluster < 2:
		return fmt.Errorf("max_cluster: expected at least 2, found %d", f.MaxCluster)
	}
	if err := f.Thresholds.check(); err != nil {
		return err
	}
	if err := f.checkNames(); err != nil {
		return err
	}
	for i, c := range f.Comparisons {
		if err := c.check(); err != nil {
			return fmt.Errorf("comparisons[%d] %s: %w", i, c.Name, err)
		}
	}
	return f.checkFrequencies()
}

func (t ThresholdsFile) check() error {
	for _, bits := range []float64{t.Auto, t.Review, t.Margin} {
		if !(math.Abs(bits) <= maxBits) {
			return fmt.Errorf("thresholds: expected weights from -%v to %v bits, found %v", maxBits, maxBits, bits)
		}
	}
	switch {
	case t.Margin < 0:
		return fmt.Errorf("thresholds.margin: expected 0 or more, found %v", t.Margin)
	case !(t.Review <= t.Auto-t.Margin):
		return fmt.Errorf("thresholds: expected review ≤ auto − margin, found %v > %v − %v", t.Review, t.Auto, t.Margin)
	case t.AgreeingFields < 0:
		return fmt.Errorf("thresholds.agreeing_fields: expected 0 or more, found %d", t.AgreeingFields)
	}
	return nil
}

// checkNames finds blocking rules and comparisons without a name of their own.
func (f File) checkNames() error {
	rules, comparisons := map[string]bool{}, map[string]bool{}
	for i, r := range f.BlockingRules {
		if r.Name == "" || rules[r.Name] {
			return fmt.Errorf("blocking_rules[%d].name: expected a name of its own, found %q", i, r.Name)
		}
		rules[r.Name] = true
	}
	for i, c := range f.Comparisons {
		if c.Name == "" || comparisons[c.Name] {
			return fmt.Errorf("comparisons[%d].name: expected a name of its own, found %q", i, c.Name)
		}
		comparisons[c.Name] = true
	}
	for name := range f.WideValues {
		if !rules[name] {
			return fmt.Errorf("wide_values: expected the name of a blocking rule, found %q", name)
		}
	}
	return nil
}

func (c ComparisonFile) check() error {
	if len(c.Levels) < 2 {
		return fmt.Errorf("levels: expected at least two")
	}
	if len(c.Levels) > maxLevels {
		return fmt.Errorf("levels: expected at most %d, found %d", maxLevels, len(c.Levels))
	}
	if last := c.Levels[len(c.Levels)-1]; last.When != "else" {
		return fmt.Errorf("levels[%d] %s: expected the last level's condition to be else", len(c.Levels)-1, last.Name)
	}
	seen := map[string]bool{}
	for i, l := range c.Levels {
		if l.Name == "" || seen[l.Name] {
			return fmt.Errorf("levels[%d].name: expected a name of its own, found %q", i, l.Name)
		}
		seen[l.Name] = true
		if err := l.check(); err != nil {
			return fmt.Errorf("levels[%d] %s: %w", i, l.Name, err)
		}
	}
	return nil
}

func (l LevelFile) check() error {
	for name, p := range map[string]*float64{"m": l.M, "u": l.U} {
		if p != nil && l.Missing {
			return fmt.Errorf("%s: expected none on a missing level", name)
		}
		if p != nil && !(*p > 0 && *p <= 1) {
			return fmt.Errorf("%s: expected a probability above 0 and up to 1, found %v", name, *p)
		}
	}
	if tf := l.TermFrequency; tf != nil {
		if l.Missing {
			return fmt.Errorf("term_frequency: expected none on a missing level")
		}
		if !(tf.Weight >= 0 && tf.Weight <= 1) {
			return fmt.Errorf("term_frequency.weight: expected 0 to 1, found %v", tf.Weight)
		}
		if !(tf.Minimum >= 0 && tf.Minimum <= 1) {
			return fmt.Errorf("term_frequency.minimum: expected 0 to 1, found %v", tf.Minimum)
		}
	}
	return nil
}

func (f File) checkFrequencies() error {
	for term, table := range f.TermFrequencies {
		for _, frequency := range table {
			if !(frequency > 0 && frequency <= 1) {
				return fmt.Errorf("term_frequencies.%s: expected frequencies above 0 and up to 1, found %v", term, frequency)
			}
		}
	}
	return nil
}

// checkTrained finds levels without m or u, and m or u that do not add up.
func (f File) checkTrained() error {
	for i, c := range f.Comparisons {
		m, u := 0.0, 0.0
		for j, l := range c.Levels {
			if l.Missing {
				continue
			}
			if l.M == nil || l.U == nil {
				return fmt.Errorf("comparisons[%d] %s: levels[%d] %s: expected m and u (mpi train gives them)", i, c.Name, j, l.Name)
			}
			m, u = m+*l.M, u+*l.U
		}
		if !c.FixM && math.Abs(m-1) > sumTolerance {
			return fmt.Errorf("comparisons[%d] %s: expected the m of its levels to add up to 1, found %.9g", i, c.Name, m)
		}
		if !c.FixU && math.Abs(u-1) > sumTolerance {
			return fmt.Errorf("comparisons[%d] %s: expected the u of its levels to add up to 1, found %.9g", i, c.Name, u)
		}
	}
	return nil
}
