package train

import (
	"context"
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestEMRejectsBadInput(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(patterns []Pattern, p *Params, opt *EMOptions)
		want  string
	}{
		{"prior of 0", func(_ []Pattern, p *Params, _ *EMOptions) { p.Prior = 0 }, "the prior is 0"},
		{"prior not a number", func(_ []Pattern, p *Params, _ *EMOptions) { p.Prior = math.NaN() }, "the prior is NaN"},
		{"no comparisons", func(_ []Pattern, p *Params, _ *EMOptions) { p.M, p.U = nil, nil }, "at least 1"},
		{"m and u differ", func(_ []Pattern, p *Params, _ *EMOptions) { p.U = p.U[:1] }, "m has 2 comparisons and u has 1"},
		{"levels differ", func(_ []Pattern, p *Params, _ *EMOptions) { p.U[1] = []float64{1} }, "comparison 1: m has 3 levels and u has 1"},
		{"m above 1", func(_ []Pattern, p *Params, _ *EMOptions) { p.M[0][1] = 1.5 }, "comparison 0, level 1: m is 1.5"},
		{"u not a number", func(_ []Pattern, p *Params, _ *EMOptions) { p.U[1][2] = math.NaN() }, "comparison 1, level 2: u is NaN"},
		{"u adds up to 0.9", func(_ []Pattern, p *Params, _ *EMOptions) { p.U[0] = []float64{0.5, 0.4} }, "comparison 0: u adds up to 0.9"},
		{"no patterns", func(ps []Pattern, _ *Params, _ *EMOptions) { ps[0].Count = 0 }, "add up to more than 0"},
		{"negative count", func(ps []Pattern, _ *Params, _ *EMOptions) { ps[0].Count = -1 }, "pattern 0: the count is -1"},
		{"infinite count", func(ps []Pattern, _ *Params, _ *EMOptions) { ps[0].Count = math.Inf(1) }, "finite"},
		{"short pattern", func(ps []Pattern, _ *Params, _ *EMOptions) { ps[0].Levels = []int8{0} }, "pattern 0: it has 1 comparisons: expected 2"},
		{"level too high", func(ps []Pattern, _ *Params, _ *EMOptions) { ps[0].Levels[1] = 3 }, "comparison 1, level 3: expected -1 (missing) to 2"},
		{"level too low", func(ps []Pattern, _ *Params, _ *EMOptions) { ps[0].Levels[0] = -2 }, "comparison 0, level -2"},
		{"no iterations", func(_ []Pattern, _ *Params, o *EMOptions) { o.MaxIterations = 0 }, "at least 1"},
		{"tolerance not a number", func(_ []Pattern, _ *Params, o *EMOptions) { o.Tolerance = math.NaN() }, "the tolerance is NaN"},
		{"short mask of m", func(_ []Pattern, _ *Params, o *EMOptions) { o.FixM = []bool{true} }, "fixes m has 1 comparisons: expected 2"},
		{"short mask of u", func(_ []Pattern, _ *Params, o *EMOptions) { o.FixU = []bool{} }, "fixes u has 0 comparisons: expected 2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			patterns := []Pattern{{Levels: []int8{1, 2}, Count: 3}}
			p := Params{Prior: 0.5, M: [][]float64{{0.1, 0.9}, {0.1, 0.1, 0.8}}, U: [][]float64{{0.9, 0.1}, {0.8, 0.1, 0.1}}}
			opt := EMOptions{MaxIterations: 5}
			tt.spoil(patterns, &p, &opt)
			_, _, err := EM(t.Context(), patterns, p, opt)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v: want one with %q", err, tt.want)
			}
		})
	}
}

func TestEMStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	random := seeded(1)
	patterns, start := randomCase(random)
	opt := EMOptions{MaxIterations: 100, Iteration: func(int, Params, float64, float64) { cancel() }}
	_, trace, err := EM(ctx, patterns, start, opt)
	if !errors.Is(err, context.Canceled) || len(trace.Steps) != 1 {
		t.Errorf("error %v after %d steps: want context.Canceled after 1", err, len(trace.Steps))
	}
}

// Where nothing is missing, λm + (1−λ)u is the observed share of every level
// after any free iteration, and the first m does not depend on whether u is free.
func TestEMKeepsObservedShares(t *testing.T) {
	t.Parallel()
	patterns := []Pattern{{[]int8{0, 0}, 700}, {[]int8{0, 1}, 90}, {[]int8{1, 0}, 60}, {[]int8{1, 1}, 150}}
	start := Params{Prior: 0.3, M: [][]float64{{0.1, 0.9}, {0.2, 0.8}}, U: [][]float64{{0.9, 0.1}, {0.8, 0.2}}}
	opt := EMOptions{MaxIterations: 3, Iteration: func(n int, p Params, _, _ float64) {
		for i, want := range []float64{0.21, 0.24} {
			if got := p.Prior*p.M[i][1] + (1-p.Prior)*p.U[i][1]; math.Abs(got-want) > 1e-12 {
				t.Errorf("iteration %d, comparison %d: share %v, want %v", n, i, got, want)
			}
		}
	}}
	if _, _, err := EM(t.Context(), patterns, start, opt); err != nil {
		t.Fatal(err)
	}
	free, _, errFree := EM(t.Context(), patterns, start, EMOptions{MaxIterations: 1})
	fixed, _, errFixed := EM(t.Context(), patterns, start, EMOptions{MaxIterations: 1, FixU: []bool{true, true}})
	if err := errors.Join(errFree, errFixed); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(free.M, fixed.M) || !reflect.DeepEqual(fixed.U, start.U) {
		t.Errorf("first iteration: m %v with u free and %v with u fixed", free.M, fixed.M)
	}
}

func TestEMLeavesStartAlone(t *testing.T) {
	t.Parallel()
	patterns, start := randomCase(seeded(7))
	before := start.Clone()
	spoil := func(_ int, p Params, _, _ float64) { p.M[0][0] = 17 }
	got, _, err := EM(t.Context(), patterns, start, EMOptions{MaxIterations: 3, Iteration: spoil})
	if err != nil || !reflect.DeepEqual(start, before) || got.M[0][0] == 17 {
		t.Errorf("error %v, start changed %v, callback reached the result %v", err, !reflect.DeepEqual(start, before), got.M[0][0] == 17)
	}
}

func TestEMStopsWhenNothingMoves(t *testing.T) {
	t.Parallel()
	patterns := []Pattern{{[]int8{0}, 1}, {[]int8{1}, 3}}
	start := Params{Prior: 0.5, M: [][]float64{{0.25, 0.75}}, U: [][]float64{{0.25, 0.75}}}
	_, trace, err := EM(t.Context(), patterns, start, EMOptions{MaxIterations: 50})
	if err != nil || !trace.Converged || len(trace.Steps) != 1 {
		t.Errorf("%d steps, converged %v, error %v: want one step", len(trace.Steps), trace.Converged, err)
	}
}

func TestEMRaisesAFixedPriorToTheFloor(t *testing.T) {
	t.Parallel()
	patterns, start := randomCase(seeded(9))
	start.Prior = Floor / 1000
	got, _, err := EM(t.Context(), patterns, start, EMOptions{MaxIterations: 1, FixPrior: true})
	if err != nil || got.Prior != Floor {
		t.Errorf("prior %v, want %v (error %v)", got.Prior, Floor, err)
	}
}

// Where every pair is a match beyond the last digit of its probability, the
// sliver of non-matches is still shared out rightly.
func TestEMKeepsSmallShares(t *testing.T) {
	t.Parallel()
	start := Params{Prior: 0.5, M: [][]float64{{0.5, 0.5}}, U: [][]float64{{0.5, 0.5}}}
	patterns := []Pattern{{[]int8{0}, 1}, {[]int8{1}, 3}}
	for range 10 {
		start.M, start.U = append(start.M, []float64{0.01, 0.99}), append(start.U, []float64{0.99, 0.01})
		patterns[0].Levels, patterns[1].Levels = append(patterns[0].Levels, 1), append(patterns[1].Levels, 1)
	}
	got, _, err := EM(t.Context(), patterns, start, EMOptions{MaxIterations: 1})
	if err != nil || math.Abs(got.U[0][1]-0.75) > 1e-12 {
		t.Errorf("u is %v, want 0.75 (error %v)", got.U[0][1], err)
	}
}

func TestPosterior(t *testing.T) {
	t.Parallel()
	p := Params{Prior: 0.5, M: [][]float64{{0.3, 0.7}, {0.1, 0.9}}, U: [][]float64{{0.9, 0.1}, {0.975, 0.025}}}
	many := Params{Prior: 1e-9}
	for range 1000 {
		many.M, many.U = append(many.M, []float64{0.5, 0.5, 0}), append(many.U, []float64{0.999, 0.001, 0})
	}
	tests := []struct {
		name   string
		p      Params
		levels []int8
		want   float64
	}{
		{"both agree", p, []int8{1, 1}, 0.63 / (0.63 + 0.0025)},
		{"one missing", p, []int8{1, Missing}, 0.875},
		{"all missing is the prior", p, []int8{Missing, Missing}, 0.5},
		{"a thousand agreements do not overflow", many, slices.Repeat([]int8{1}, 1000), 1},
		{"a thousand disagreements do not underflow", many, slices.Repeat([]int8{0}, 1000), 0},
		{"zero over zero says nothing", many, slices.Repeat([]int8{2}, 1000), 1e-9},
		{"a prior of one", Params{Prior: 1, M: p.M, U: p.U}, []int8{0, 0}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Posterior(tt.p, tt.levels); !(math.Abs(got-tt.want) <= 1e-12) {
				t.Errorf("posterior %v, want %v", got, tt.want)
			}
		})
	}
}

func TestPatternsOfInAnyOrder(t *testing.T) {
	t.Parallel()
	random := seeded(3)
	vectors := make([][]int8, 500)
	for i := range vectors {
		vectors[i] = []int8{int8(random.IntN(4) - 1), int8(random.IntN(3) - 1)}
	}
	want := PatternsOf(slices.Values(vectors))
	for range 20 {
		random.Shuffle(len(vectors), func(i, j int) { vectors[i], vectors[j] = vectors[j], vectors[i] })
		if got := PatternsOf(reused(vectors)); !reflect.DeepEqual(got, want) {
			t.Fatalf("patterns %v, want %v", got, want)
		}
	}
	total := 0.0
	for _, pattern := range want {
		total += pattern.Count
	}
	if total != 500 || len(want) != 12 || !slices.IsSortedFunc(want, comparePatterns) {
		t.Errorf("%d patterns of %v pairs: want 12 of 500, sorted", len(want), total)
	}
}

// reused yields every vector in one and the same slice.
func reused(vectors [][]int8) func(func([]int8) bool) {
	return func(yield func([]int8) bool) {
		levels := make([]int8, 2)
		for _, vector := range vectors {
			copy(levels, vector)
			if !yield(levels) {
				return
			}
		}
	}
}

func BenchmarkEM(b *testing.B) {
	patterns, start := plantedCase(b, seeded(1), 100_000)
	for b.Loop() {
		if _, _, err := EM(b.Context(), patterns, start, EMOptions{MaxIterations: 20}); err != nil {
			b.Fatal(err)
		}
	}
}
