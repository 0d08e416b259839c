package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Score is what `mpi evaluate` says of a set of identities.
type Score struct {
	Threshold string `json:"threshold,omitempty"` // in the engine's own unit
	Pairwise  Rates  `json:"pairwise"`
	BCubed    Rates  `json:"bcubed"`
}

// Rates are precision, recall, and their harmonic mean.
type Rates struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// score evaluates what an engine wrote, at each of its thresholds.
func (b *bench) score(ctx context.Context, set Set, out string, into *Result) error {
	b.say("%s: %s: evaluating", set.Name, into.Engine)
	var err error
	if into.AsRun, err = b.evaluate(ctx, set, identitiesFile(out)); err != nil {
		return err
	}
	sweep := filepath.Join(out, "sweep")
	files, err := filepath.Glob(filepath.Join(sweep, "*.csv"))
	if err != nil {
		return fmt.Errorf("listing the thresholds: %w", err)
	}
	for _, file := range files {
		score, err := b.evaluate(ctx, set, file)
		if err != nil {
			return err
		}
		score.Threshold = strings.TrimSuffix(filepath.Base(file), ".csv")
		into.Sweep = append(into.Sweep, score)
	}
	slices.SortFunc(into.Sweep, byThreshold)
	if err := os.RemoveAll(sweep); err != nil { // as large as the records, once for each threshold
		return fmt.Errorf("removing what has been evaluated: %w", err)
	}
	return nil
}

func byThreshold(a, b Score) int {
	x, _ := strconv.ParseFloat(a.Threshold, 64) // the engines name their files by numbers
	y, _ := strconv.ParseFloat(b.Threshold, 64)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// evaluate runs the one evaluator that judges all engines.
func (b *bench) evaluate(ctx context.Context, set Set, identities string) (Score, error) {
	var score Score
	//nolint:gosec // the command line names the binary
	command := exec.CommandContext(ctx, b.mpi, "evaluate", "--json", "--truth", set.Truth, "--identities", identities)
	command.Stderr = b.stderr
	text, err := command.Output()
	if err != nil {
		return score, fmt.Errorf("evaluating %s: %w", identities, err)
	}
	if err := json.Unmarshal(text, &score); err != nil {
		return score, fmt.Errorf("reading the evaluation of %s: %w", identities, err)
	}
	return score, nil
}
