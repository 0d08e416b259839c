// Package evaluate is the last step of a trial run: it compares the identities
// that came out with the known truth. The step before is package identity,
// which decides who is who; after it come reports and the quality golden file.
package evaluate

import "fmt"

// Score compares links with the truth. A ratio of nothing to nothing is 1: who
// claims nothing claims nothing wrong, and where there is nothing to find
// nothing is missed.
type Score struct {
	Precision      float64 `json:"precision"`
	Recall         float64 `json:"recall"`
	F1             float64 `json:"f1"`
	TruePositives  int64   `json:"true_positives"`
	FalsePositives int64   `json:"false_positives"`
	FalseNegatives int64   `json:"false_negatives"`
}

// BCubed is precision and recall as the average record sees them in its own
// cluster.
type BCubed struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Report is what `mpi evaluate` prints.
type Report struct {
	Pairwise Score  `json:"pairwise"`
	BCubed   BCubed `json:"bcubed"`
}

// Clusters compares two partitions of the same records: truth (record to
// person) and identities (record to identity). A record that has no identity
// counts as alone; an identity for a record without truth is an error.
func Clusters(truth, identities map[string]string) (Report, error) {
	r, err := NewRoster(truth, identities)
	if err != nil {
		return Report{}, fmt.Errorf("comparing identities with the truth: %w", err)
	}
	return r.Clusters(), nil
}

// TruePairs is the number of pairs of records that are one person.
func TruePairs(truth map[string]string) int64 {
	sizes := map[string]int64{}
	for _, person := range truth {
		sizes[person]++
	}
	pairs := int64(0)
	for _, n := range sizes {
		pairs += pairsOf(n)
	}
	return pairs
}

func newScore(truePositives, falsePositives, falseNegatives int64) Score {
	return Score{
		Precision:      ratio(truePositives, truePositives+falsePositives),
		Recall:         ratio(truePositives, truePositives+falseNegatives),
		F1:             ratio(2*truePositives, 2*truePositives+falsePositives+falseNegatives),
		TruePositives:  truePositives,
		FalsePositives: falsePositives,
		FalseNegatives: falseNegatives,
	}
}

func ratio(part, whole int64) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}
