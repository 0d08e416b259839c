package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/lhcre/mpi/matcher/evaluate"
)

// evaluation is what evaluate prints; the last four only if they were asked for,
// and nothing but the groups where small counts are suppressed.
type evaluation struct {
	*evaluate.Report

	Best   *threshold           `json:"best_threshold,omitempty"`
	Review *evaluate.TaskReport `json:"review,omitempty"`
	Missed *missed              `json:"missed,omitempty"`

	Groups evaluate.GroupReports `json:"groups,omitempty"`
}

// threshold is the match weight at which the pairs listed have their best F1.
type threshold struct {
	MatchWeight float64        `json:"match_weight"` // bits
	Probability float64        `json:"match_probability"`
	Score       evaluate.Score `json:"score"`
}

// bestOf finds the best threshold; there is none without pairs.
func bestOf(points []evaluate.Point) *threshold {
	best, ok := evaluate.Best(points)
	if !ok {
		return nil
	}
	return &threshold{best.Threshold.Bits(), best.Threshold.Probability(), best.Score}
}

func (e evaluation) json() (string, error) {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(e); err != nil {
		return "", fmt.Errorf("writing JSON: %w", err)
	}
	return out.String(), nil
}

func (e evaluation) text() string {
	if e.Report == nil {
		return strings.TrimPrefix(groupsText(e.Groups), "\n")
	}
	return e.scores() + "\n" + aligned(func(row func(...string)) {
		row("pairs rightly linked", thousands(e.Pairwise.TruePositives))
		row("pairs wrongly linked", thousands(e.Pairwise.FalsePositives))
		row("pairs missed", thousands(e.Pairwise.FalseNegatives))
		if b := e.Best; b != nil {
			row("best threshold", fmt.Sprintf("%.2f bits", b.MatchWeight),
				fmt.Sprintf("F1 %s, precision %s, recall %s", ratio(b.Score.F1), ratio(b.Score.Precision), ratio(b.Score.Recall)))
		}
		if r := e.Review; r != nil {
			row("review tasks", thousands(r.Tasks), fmt.Sprintf("%.2f per 1,000 records, %.1f %% of them true", r.PerThousand, 100*r.TrueShare))
		}
	}) + e.Missed.text() + groupsText(e.Groups)
}

func (e evaluation) scores() string {
	return aligned(func(row func(...string)) {
		row("", "precision", "recall", "F1")
		row("pairwise", ratio(e.Pairwise.Precision), ratio(e.Pairwise.Recall), ratio(e.Pairwise.F1))
		row("B-cubed", ratio(e.BCubed.Precision), ratio(e.BCubed.Recall), ratio(e.BCubed.F1))
	})
}

func ratio(share float64) string { return fmt.Sprintf("%.6f", share) }
