package splink

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/lhcre/mpi/matcher"
)

func (s settings) comparisons() ([]matcher.ComparisonFile, error) {
	if len(s.Comparisons) == 0 {
		return nil, errors.New("comparisons: expected at least one")
	}
	out := make([]matcher.ComparisonFile, 0, len(s.Comparisons))
	for i, c := range s.Comparisons {
		if c.Name == "" {
			c.Name = c.Description
		}
		if c.Name == "" {
			c.Name = fmt.Sprintf("comparison %d", i+1)
		}
		file, err := c.file(s.Dialect)
		if err != nil {
			return nil, fmt.Errorf("comparison %q: %w", c.Name, err)
		}
		out = append(out, file)
	}
	return out, nil
}

// file keeps m and u from training and from having to add up to 1: Splink gives
// a level that its training never saw a value of its own.
func (c comparison) file(dialect string) (matcher.ComparisonFile, error) {
	out := matcher.ComparisonFile{Name: c.Name, FixM: true, FixU: true}
	names := map[string]int{}
	defaults := newDefaults(c.Levels)
	for i, l := range c.Levels {
		name := l.name(i)
		file, err := c.level(l, dialect, &defaults)
		if err != nil {
			return out, fmt.Errorf("level %q: %w", name, err)
		}
		if names[name]++; names[name] > 1 {
			name = fmt.Sprintf("%s (%d)", name, names[name])
			names[name]++
		}
		file.Name = name
		out.Levels = append(out.Levels, file)
	}
	return out, nil
}

func (l level) name(at int) string {
	if l.Label != "" {
		return l.Label
	}
	return fmt.Sprintf("level %d", at+1)
}

func (l level) isElse() bool { return strings.EqualFold(strings.TrimSpace(l.SQL), "else") }

func (c comparison) level(l level, dialect string, defaults *defaults) (matcher.LevelFile, error) {
	out := matcher.LevelFile{Missing: l.Null, When: "else"}
	if !l.isElse() {
		var err error
		if out.When, err = condition(l.SQL, dialect); err != nil {
			return out, err
		}
	}
	if l.Null {
		return out, nil
	}
	m, u := defaults.next()
	out.M, out.U = given(l.M, m), given(l.U, u)
	var err error
	out.TermFrequency, err = c.frequency(l, dialect)
	return out, err
}

func given(p *probability, otherwise float64) *float64 {
	if p != nil {
		otherwise = float64(*p)
	}
	return &otherwise
}

// defaults are the m and u that Splink starts from, which stand for those that
// a file lacks: 0.95 of the matches are at the best level, and the weights rise
// from -5 to 3, with 10 for the best.
type defaults struct{ levels, best int }

func newDefaults(levels []level) defaults {
	n := 0
	for _, l := range levels {
		if !l.Null {
			n++
		}
	}
	return defaults{levels: n, best: n - 1}
}

// next gives those of the next level, the best first.
func (d *defaults) next() (m, u float64) {
	at := d.best
	d.best--
	if at == d.levels-1 {
		return 0.95, 0.95 / math.Exp2(10)
	}
	weight := -5.0
	if d.levels > 2 {
		weight += float64(at) * 8 / float64(d.levels-2)
	}
	m = 0.05 / float64(d.levels-1)
	return m, m / math.Exp2(weight)
}

// frequency maps a term frequency adjustment. Splink makes none on the else level.
func (c comparison) frequency(l level, dialect string) (*matcher.TermFrequencyFile, error) {
	if l.Column == "" || l.isElse() || l.Weight != nil && *l.Weight == 0 {
		return nil, nil //nolint:nilnil // no adjustment is nothing wrong
	}
	term, err := columnTerm(l.Column, dialect)
	if err != nil {
		return nil, fmt.Errorf("tf_adjustment_column: %w", err)
	}
	out := &matcher.TermFrequencyFile{Term: term, Weight: 1, Minimum: l.Minimum, OwnU: l.OwnU}
	if l.Weight != nil {
		out.Weight = *l.Weight
	}
	if !l.OwnU && !c.hasExact(term, dialect) {
		return nil, fmt.Errorf("tf_adjustment_column: expected a level that compares %s for equality alone, from which the u is taken", term)
	}
	return out, nil
}

func (c comparison) hasExact(term, dialect string) bool {
	for _, l := range c.Levels {
		if l.isElse() {
			continue
		}
		if when, err := condition(l.SQL, dialect); err == nil && when == "exact("+term+")" {
			return true
		}
	}
	return false
}
