package train

import (
	"cmp"
	"iter"
	"slices"
)

// Missing is the level of a comparison whose value is missing on a side. It
// says nothing for or against a match.
const Missing int8 = -1

// Pattern is a comparison vector, the level index of each comparison, and how
// many pairs show it.
type Pattern struct {
	Levels []int8
	Count  float64
}

// PatternsOf groups comparison vectors. The patterns come sorted by levels, and
// counts are whole numbers: the result is the same in any order of the vectors.
// A vector may be overwritten by the sequence once it was yielded.
func PatternsOf(vectors iter.Seq[[]int8]) []Pattern {
	places := map[string]int{}
	var patterns []Pattern
	var key []byte
	for levels := range vectors {
		key = appendKey(key[:0], levels)
		place, seen := places[string(key)]
		if !seen {
			place = len(patterns)
			places[string(key)] = place
			patterns = append(patterns, Pattern{Levels: slices.Clone(levels)})
		}
		patterns[place].Count++
	}
	slices.SortFunc(patterns, comparePatterns)
	return patterns
}

func appendKey(key []byte, levels []int8) []byte {
	for _, level := range levels {
		key = append(key, byte(level)) //nolint:gosec // the key only has to differ where the levels do
	}
	return key
}

func comparePatterns(a, b Pattern) int {
	return cmp.Or(slices.Compare(a.Levels, b.Levels), cmp.Compare(a.Count, b.Count))
}
