package quality

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/train"
)

func TestRecoveryNoticesABias(t *testing.T) {
	t.Parallel()
	random := chance(1)
	var estimates [][]float64
	for range 100 {
		estimates = append(estimates, []float64{0.5 + random.NormFloat64()/100})
	}
	if r := judgeRecovery(estimates, []float64{0.5}); r.worstMean > 3 || r.within < 0.95 || r.estimates != 100 {
		t.Errorf("without a bias: %+v", r)
	}
	if r := judgeRecovery(estimates, []float64{0.51}); !(r.worstMean > 3) {
		t.Errorf("one standard error off: %+v", r)
	}
	if r := judgeRecovery(estimates, []float64{0.6}); r.within > 0.01 {
		t.Errorf("ten standard errors off: %+v", r)
	}
}

func TestPlantedParametersAreDistributions(t *testing.T) {
	t.Parallel()
	for _, p := range []train.Params{plantedParams(), roughStart()} {
		for _, levels := range slices.Concat(p.M, p.U) {
			sum := 0.0
			for _, share := range levels {
				sum += share
			}
			if math.Abs(sum-1) > 1e-12 {
				t.Errorf("levels %v add up to %v", levels, sum)
			}
		}
	}
}

func TestVectors(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"gamma_a,gamma_b,true_match_probability_l\n0,1,0.25\n": true,
		"gamma_a,gamma_b\n0,1\n":                               false,
		"gamma_a,true_match_probability_l\nx,0.25\n":           false,
		"gamma_a,true_match_probability_l\n1,x\n":              false,
		"gamma_a,true_match_probability_l\n":                   false,
	} {
		r := written(t, map[string]string{"vectors.csv": text})
		vectors, want, err := readVectors(r.file("vectors.csv"))
		if (err == nil) != ok || ok && (!slices.Equal(vectors[0], []int8{0, 1}) || want[0] != 0.25) {
			t.Errorf("%s: vectors %v, probabilities %v, error %v", strings.ReplaceAll(text, "\n", " "), vectors, want, err)
		}
	}
}
