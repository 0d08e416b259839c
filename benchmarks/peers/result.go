package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Result is one run of one engine on one set of records.
type Result struct {
	Set         Set
	Engine      string
	Version     string
	Fingerprint string
	Started     time.Time
	Command     []string // as typed, one line for each step
	Usage

	Candidates int64   // pairs that it compared
	AsRun      Score   // at the threshold of its documentation
	Sweep      []Score // at others, chosen with the truth in hand
	Failed     string  // why there are no scores
}

// Usage is what a run cost.
type Usage struct {
	Wall   float64 // seconds
	CPU    float64 // seconds of all cores
	Peak   int64   // bytes of memory of all its processes together
	Phases []Phase
	Counts map[string]int64 // what the engine counted
}

// Phase is a part of a run.
type Phase struct {
	Name    string
	Seconds float64
}

// add takes in one step of several.
func (r *Result) add(s Step, u Usage) {
	r.Command = append(r.Command, strings.Join(s.Argv, " "))
	r.Wall += u.Wall
	r.CPU += u.CPU
	r.Peak = max(r.Peak, u.Peak)
	if len(u.Phases) == 0 {
		u.Phases = []Phase{{Name: s.Phase, Seconds: u.Wall}}
	}
	r.Phases = append(r.Phases, u.Phases...)
	r.Candidates = max(r.Candidates, u.Counts["candidates"])
}

// Training is the seconds of the phases that learn a model.
func (r *Result) Training() float64 {
	var sum float64
	for _, p := range r.Phases {
		if p.Name == "train" || strings.HasPrefix(p.Name, "train ") {
			sum += p.Seconds
		}
	}
	return sum
}

// Best is the score with the highest pairwise F1.
func (r *Result) Best() Score {
	best := r.AsRun
	for _, s := range r.Sweep {
		if s.Pairwise.F1 > best.Pairwise.F1 {
			best = s
		}
	}
	return best
}

func loadResult(path string) (Result, error) {
	var r Result
	text, err := os.ReadFile(path)
	if err != nil {
		return r, fmt.Errorf("reading an earlier result: %w", err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, fmt.Errorf("reading %s: expected the result of an engine: %w", path, err)
	}
	return r, nil
}

func saveJSON(path string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("making the folder of results: %w", err)
	}
	return saveText(path, string(text)+"\n")
}

// saveText replaces a file in one go: an interrupted run leaves no half of one.
func saveText(path, text string) error {
	//nolint:gosec // the folder is the one that the command line names
	if err := os.WriteFile(path+".part", []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing results: %w", err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		return fmt.Errorf("writing results: %w", err)
	}
	return nil
}
