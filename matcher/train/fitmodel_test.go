package train

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/lhcre/mpi/matcher"
)

// modelOf gives a model that compares columns c0, c1… with as many levels as
// asked for, the first of them for what is missing and the last for all else.
func modelOf(levels ...int) matcher.File {
	f := matcher.File{
		Name: "fit", Prior: 0.1, MaxCluster: 10, WideLimit: 10,
		Thresholds:    matcher.ThresholdsFile{Auto: 8, Review: 4, Margin: 2},
		BlockingRules: []matcher.RuleFile{{Name: "c0", Keys: []string{"c0"}}},
	}
	for i, n := range levels {
		c := matcher.ComparisonFile{Name: fmt.Sprintf("c%d", i)}
		c.Levels = append(c.Levels, matcher.LevelFile{Name: "missing", When: "null(" + c.Name + ")", Missing: true})
		for l := 1; l < n-1; l++ {
			when := fmt.Sprintf("levenshtein(%s) <= %d", c.Name, l-1)
			c.Levels = append(c.Levels, matcher.LevelFile{Name: strconv.Itoa(l), When: when})
		}
		c.Levels = append(c.Levels, matcher.LevelFile{Name: "else", When: "else"})
		f.Comparisons = append(f.Comparisons, c)
	}
	return f
}

// fix writes m and u into a comparison and has them kept.
func fix(c *matcher.ComparisonFile, m, u []float64) {
	for l := range c.Levels {
		if m != nil && !c.Levels[l].Missing {
			c.Levels[l].M, c.FixM = new(m[l]), true
		}
		if u != nil && !c.Levels[l].Missing {
			c.Levels[l].U, c.FixU = new(u[l]), true
		}
	}
}

func options() FitOptions { return FitOptions{MaxIterations: 300, Tolerance: 1e-8} }

func fitted(t *testing.T, f matcher.File, s Sample, opt FitOptions) (matcher.File, Report) {
	t.Helper()
	got, report, err := Fit(t.Context(), f, s, opt)
	if err != nil {
		t.Fatal(err)
	}
	checkModel(t, got)
	return got, report
}

// checkModel holds that a model can be used: the matcher takes it, and every
// level but that for what is missing has an m and a u above nothing.
func checkModel(t *testing.T, f matcher.File) {
	t.Helper()
	if _, err := matcher.New(f); err != nil {
		t.Errorf("the matcher does not take the model: %v", err)
	}
	for _, c := range f.Comparisons {
		m, u := 0.0, 0.0
		for _, l := range c.Levels {
			if l.Missing != (l.M == nil) || l.Missing != (l.U == nil) {
				t.Errorf("%s, %s: m %v, u %v", c.Name, l.Name, l.M, l.U)
				continue
			}
			if l.Missing {
				continue
			}
			if !(*l.M > 0) || !(*l.U > 0) {
				t.Errorf("%s, %s: m %v, u %v", c.Name, l.Name, *l.M, *l.U)
			}
			m, u = m+*l.M, u+*l.U
		}
		if math.Abs(m-1) > 1e-9 || math.Abs(u-1) > 1e-9 {
			t.Errorf("%s: m adds up to %v and u to %v", c.Name, m, u)
		}
	}
}

// plantedModel compares what the planted parameters do, with a level for what
// is missing in front, which no pattern ever shows.
func plantedModel() matcher.File {
	p := planted()
	var levels []int
	for i := range p.M {
		levels = append(levels, len(p.M[i])+1)
	}
	return modelOf(levels...)
}

// plantedSample draws pairs from the planted parameters. Their levels run from
// the worst up, a model's from the best down.
func plantedSample(t *testing.T, random *rand.Rand, pairs int) Sample {
	t.Helper()
	patterns, _ := plantedCase(t, random, pairs)
	return Sample{Patterns: turned(patterns), Weight: 1}
}

func turned(patterns []Pattern) []Pattern {
	p := planted()
	out := make([]Pattern, len(patterns))
	for n, pattern := range patterns {
		out[n] = Pattern{Levels: make([]int8, len(pattern.Levels)), Count: pattern.Count}
		for i, level := range pattern.Levels {
			out[n].Levels[i] = level
			if level != Missing {
				out[n].Levels[i] = int8(len(p.M[i])) - level
			}
		}
	}
	return out
}

// pointed lists a model's m and u, which fmt would write as addresses.
func pointed(f matcher.File) []any {
	out := []any{f.Prior, f.TermFrequencies}
	for _, c := range f.Comparisons {
		for _, l := range c.Levels {
			for _, p := range []*float64{l.M, l.U} {
				if p == nil {
					out = append(out, "none")
				} else {
					out = append(out, *p)
				}
			}
		}
	}
	return out
}
