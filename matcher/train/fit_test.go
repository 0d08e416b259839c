package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
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
			c.Levels = append(c.Levels, matcher.LevelFile{Name: fmt.Sprint(l), When: when})
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

// Without labels, and from the guess that falls from level to level, the
// planted m, u and prior come back.
func TestFitRecoversPlantedParameters(t *testing.T) {
	t.Parallel()
	const pairs = 200_000
	want := planted()
	got, report := fitted(t, plantedModel(), plantedSample(t, seeded(1), pairs), options())
	if math.Abs(report.Prior-want.Prior) > 0.02 || report.Pairs != pairs || math.Abs(report.Matches-pairs*report.Prior) > 1e-6 || got.Prior != report.Prior {
		t.Errorf("report %+v, prior %v, planted %v", report, got.Prior, want.Prior)
	}
	for i, c := range got.Comparisons {
		for l := 1; l < len(c.Levels); l++ {
			at := len(want.M[i]) - l
			if m, u := *c.Levels[l].M, *c.Levels[l].U; math.Abs(m-want.M[i][at]) > 0.03 || math.Abs(u-want.U[i][at]) > 0.02 {
				t.Errorf("%s, level %d: m %.4f and u %.4f, planted %.4f and %.4f", c.Name, l, m, u, want.M[i][at], want.U[i][at])
			}
		}
	}
}

func TestFitKeepsWhatIsFixed(t *testing.T) {
	t.Parallel()
	f := plantedModel()
	m, u := []float64{0, 0.7, 0.2, 0.1}, []float64{0, 0.1, 0.2, 0.7}
	fix(&f.Comparisons[0], m, nil)
	fix(&f.Comparisons[1], nil, []float64{0, 0.25, 0.75})
	fix(&f.Comparisons[3], []float64{0, 0.6, 0.4}, []float64{0, 0.5, 0.5})
	sample := plantedSample(t, seeded(2), 20_000)
	for name, sessions := range map[string][]Session{
		"all pairs": nil,
		"sessions":  {{Rule: "all", Patterns: sample.Patterns, Learns: []bool{true, true, true, true}}},
	} {
		sample.Sessions = sessions
		got, _ := fitted(t, f, sample, options())
		for i, c := range got.Comparisons {
			for l, level := range c.Levels {
				kept := f.Comparisons[i].Levels[l]
				checkKept(t, name+": m of "+c.Name, c.FixM, level.M, kept.M)
				checkKept(t, name+": u of "+c.Name, c.FixU, level.U, kept.U)
			}
		}
		if same(*got.Comparisons[0].Levels[1].U, u[1]) || same(*got.Comparisons[1].Levels[1].M, 0.8) {
			t.Errorf("%s: what is not fixed was not learnt", name)
		}
	}
}

func same(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func checkKept(t *testing.T, what string, fixed bool, got, want *float64) {
	t.Helper()
	if fixed && got != nil && !same(*got, *want) {
		t.Errorf("%s is %v, fixed at %v", what, *got, *want)
	}
}

// A prior that is asked for goes into the model in place of the estimate, which
// the report still tells; it changes nothing else.
func TestFitWritesThePriorAskedFor(t *testing.T) {
	t.Parallel()
	sample, opt := plantedSample(t, seeded(3), 20_000), options()
	free, one := fitted(t, plantedModel(), sample, opt)
	opt.Prior = 3e-7
	asked, two := fitted(t, plantedModel(), sample, opt)
	if asked.Prior != 3e-7 || free.Prior == 3e-7 || one != two {
		t.Errorf("prior %v, without asking %v; reports %+v and %+v", asked.Prior, free.Prior, one, two)
	}
	asked.Prior = free.Prior
	if !reflect.DeepEqual(asked, free) {
		t.Error("the prior asked for changed more than the prior")
	}
}

// What the sample never showed is rare, not impossible: half a pair of m, and
// of u the more the fewer pairs were drawn.
func TestFitSmoothsWhatWasNeverSeen(t *testing.T) {
	t.Parallel()
	sample := Sample{Weight: 1, Patterns: []Pattern{{Levels: []int8{1, 1}, Count: 1000}, {Levels: []int8{3, 3}, Count: 9000}}}
	few, _ := fitted(t, modelOf(4, 4), sample, options())
	sample.Weight = 100
	many, _ := fitted(t, modelOf(4, 4), sample, options())
	for i := range few.Comparisons {
		once, often := few.Comparisons[i].Levels[2], many.Comparisons[i].Levels[2]
		if want := 0.5 / 1001.5; math.Abs(*once.M-want) > want/100 {
			t.Errorf("the m of what was never seen is %v, want %v", *once.M, want)
		}
		if want := 0.5 / 9001.5; math.Abs(*once.U-want) > want/100 {
			t.Errorf("the u of what was never seen is %v, want %v", *once.U, want)
		}
		if ratio := *often.U / *once.U; math.Abs(ratio-10) > 0.1 {
			t.Errorf("a draw of one in a hundred makes u %v times as large, want 10", ratio)
		}
	}
}

// Of a comparison that no pair tells of, u is the same for every level.
func TestFitOfAColumnThatNobodyHas(t *testing.T) {
	t.Parallel()
	sample := Sample{Weight: 1, Patterns: []Pattern{
		{Levels: []int8{1, Missing}, Count: 1000}, {Levels: []int8{3, Missing}, Count: 9000},
	}}
	got, _ := fitted(t, modelOf(4, 5), sample, options())
	for _, l := range got.Comparisons[1].Levels[1:] {
		if math.Abs(*l.U-0.25) > 1e-6 {
			t.Errorf("%s: u %v, want 0.25", l.Name, *l.U)
		}
	}
}

func TestFitWritesFrequencies(t *testing.T) {
	t.Parallel()
	f, sample := plantedModel(), plantedSample(t, seeded(4), 2000)
	f.TermFrequencies = map[string]map[string]float64{"c0": {"OLD": 0.5}}
	sample.Frequencies = map[string]map[string]float64{"c0": {"NEW": 0.25}}
	if got, _ := fitted(t, f, sample, options()); !reflect.DeepEqual(got.TermFrequencies, sample.Frequencies) {
		t.Errorf("frequencies %v", got.TermFrequencies)
	}
}

// Whatever pairs a sample holds, the model that comes out can be used, the one
// that went in is as it was, and a second fit gives the same.
func TestFitProperties(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		random := seeded(seed)
		f, sample := randomFit(random)
		before := fmt.Sprintf("%+v", pointed(f))
		got, _ := fitted(t, f, sample, options())
		if after := fmt.Sprintf("%+v", pointed(f)); after != before {
			t.Fatalf("seed %d: the model given was changed", seed)
		}
		if again, _ := fitted(t, f, sample, options()); !reflect.DeepEqual(again, got) {
			t.Errorf("seed %d: a second fit gave another model", seed)
		}
	}
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

func randomFit(random *rand.Rand) (matcher.File, Sample) {
	var levels []int
	for range 1 + random.IntN(4) {
		levels = append(levels, 3+random.IntN(3))
	}
	f := modelOf(levels...)
	for i, n := range levels {
		m := append([]float64{0}, randomLevels(random, n-1)...)
		u := append([]float64{0}, randomLevels(random, n-1)...)
		for l := 1; l < n; l++ { // a model file has no zeroes
			m[l], u[l] = (m[l]+0.1)/(1+0.1*float64(n-1)), (u[l]+0.1)/(1+0.1*float64(n-1))
		}
		switch random.IntN(4) {
		case 0:
			fix(&f.Comparisons[i], m, nil)
		case 1:
			fix(&f.Comparisons[i], nil, u)
		}
	}
	s := Sample{Patterns: randomPatterns(random, levels), Weight: 1 + float64(random.IntN(50))}
	for range random.IntN(3) {
		learns := randomMask(random, len(levels))
		if learns == nil {
			learns = make([]bool, len(levels))
		}
		s.Sessions = append(s.Sessions, Session{Rule: "r", Patterns: randomPatterns(random, levels)[1:], Learns: learns})
	}
	return f, s
}

// randomPatterns has at least one pattern, and one more for each after it.
func randomPatterns(random *rand.Rand, levels []int) []Pattern {
	return PatternsOf(func(yield func([]int8) bool) {
		for range 1 + random.IntN(200) {
			vector := make([]int8, len(levels))
			for i, n := range levels {
				vector[i] = int8(random.IntN(n))
				if vector[i] == 0 {
					vector[i] = Missing
				}
			}
			if !yield(vector) {
				return
			}
		}
	})
}

func TestFitFails(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	sample := plantedSample(t, seeded(5), 2000)
	sessions := sample
	sessions.Sessions = []Session{{Rule: "number", Patterns: sample.Patterns, Learns: []bool{true, true, true, true}}}
	for name, c := range map[string]struct {
		ctx    context.Context
		sample Sample
		opt    FitOptions
		want   string
	}{
		"cancelled":            {cancelled, sample, options(), "estimating from all pairs: "},
		"cancelled in session": {cancelled, sessions, options(), "estimating from training rule number: "},
		"no pairs":             {t.Context(), Sample{}, options(), "estimating from all pairs: "},
		"no iterations":        {t.Context(), sample, FitOptions{}, "at least 1"},
	} {
		_, _, err := Fit(c.ctx, plantedModel(), c.sample, c.opt)
		if err == nil || !strings.Contains(err.Error(), c.want) || c.ctx == cancelled && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
