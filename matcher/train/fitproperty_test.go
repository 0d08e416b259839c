package train

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher"
)

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
