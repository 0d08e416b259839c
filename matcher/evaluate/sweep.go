package evaluate

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lhcre/mpi/matcher"
)

// ScoredPair is a weighed pair of records and whether it is one person.
type ScoredPair struct {
	Weight matcher.Weight
	True   bool
}

// Point is the score if every pair of at least the threshold were a link.
type Point struct {
	Threshold matcher.Weight `json:"threshold"`
	Score     Score          `json:"score"`
}

// Sweep scores every distinct weight as a threshold, highest first; pairs of
// the same weight fall together. Pairs must be distinct; truePairs is the
// number of true pairs there are, found or not.
func Sweep(pairs []ScoredPair, truePairs int64) ([]Point, error) {
	sorted := slices.SortedFunc(slices.Values(pairs), func(a, b ScoredPair) int { return cmp.Compare(b.Weight, a.Weight) })
	var points []Point
	var right, wrong int64
	for i, pair := range sorted {
		if pair.True {
			right++
		} else {
			wrong++
		}
		if i+1 == len(sorted) || sorted[i+1].Weight != pair.Weight {
			points = append(points, Point{Threshold: pair.Weight, Score: newScore(right, wrong, truePairs-right)})
		}
	}
	if right > truePairs {
		return nil, fmt.Errorf("sweeping thresholds: %d of the pairs are true: expected at most the %d there are", right, truePairs)
	}
	return points, nil
}

// Best is the point of the highest F1, of equal ones the highest threshold;
// there is none without points.
func Best(points []Point) (best Point, ok bool) {
	for i, p := range points {
		if i == 0 || p.Score.F1 > best.Score.F1 || p.Score.F1 == best.Score.F1 && p.Threshold > best.Threshold {
			best = p
		}
	}
	return best, len(points) > 0
}
