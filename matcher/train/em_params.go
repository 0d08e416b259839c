package train

import (
	"math"
	"slices"
)

// Floor is the least probability that EM gives to a level, or to the prior and
// its complement. A zero would be for ever, since EM multiplies by it, would
// weigh minus infinity, and beside another zero would be no number at all.
// 1e-12 is about forty bits: stronger evidence than any single field gives.
const Floor = 1e-12

// Params are the parameters of the model: the probability that a pair is a
// match, and by comparison and level how often the level is seen among matches
// (M) and among non-matches (U), of the pairs where it is not missing.
type Params struct {
	Prior float64
	M, U  [][]float64
}

// Clone gives a copy that shares nothing with p.
func (p Params) Clone() Params {
	return Params{Prior: p.Prior, M: cloneLevels(p.M), U: cloneLevels(p.U)}
}

func cloneLevels(levels [][]float64) [][]float64 {
	out := make([][]float64, len(levels))
	for i := range levels {
		out[i] = slices.Clone(levels[i])
	}
	return out
}

// floored gives a copy with no probability below Floor. Levels that are all
// above it stay as they are to the bit.
func (p Params) floored() Params {
	out := p.Clone()
	out.Prior = floorPrior(p.Prior)
	for i := range out.M {
		floorLevels(out.M[i])
		floorLevels(out.U[i])
	}
	return out
}

func floorPrior(prior float64) float64 { return min(max(prior, Floor), 1-Floor) }

// floorLevels raises what is below Floor and takes it from the other levels in
// proportion. That is the maximum of the likelihood under the constraint, so a
// floor never makes the likelihood fall.
func floorLevels(levels []float64) {
	low, rest := 0, 0.0
	for _, p := range levels {
		if p < Floor {
			low++
			continue
		}
		rest += p
	}
	if low == 0 {
		return
	}
	scale := (1 - float64(low)*Floor) / rest
	for i, p := range levels {
		levels[i] = max(p*scale, Floor)
	}
}

// distance is the largest difference of any parameter.
func (p Params) distance(q Params) float64 {
	far := math.Abs(p.Prior - q.Prior)
	for i := range p.M {
		for l := range p.M[i] {
			far = max(far, math.Abs(p.M[i][l]-q.M[i][l]), math.Abs(p.U[i][l]-q.U[i][l]))
		}
	}
	return far
}
