package main

import (
	"context"
	"path/filepath"
	"slices"
	"time"
)

// Summary is results.json: every run, and what it ran on.
type Summary struct {
	Written time.Time
	Machine Machine
	Python  string
	Results []Result
}

// publish writes results.json and results.md.
func (b *bench) publish(ctx context.Context, results []Result) error {
	s := Summary{
		Written: time.Now().UTC().Truncate(time.Second), Machine: thisMachine(),
		Python: b.pythonVersion(ctx), Results: results,
	}
	if err := saveJSON(filepath.Join(b.results, "results.json"), s); err != nil {
		return err
	}
	b.say("results: %s", filepath.Join(b.results, "results.md"))
	return saveText(filepath.Join(b.results, "results.md"), s.report())
}

// setNames lists the sets in the order in which they were measured.
func (s Summary) setNames() []string {
	var names []string
	for _, r := range s.Results {
		if !slices.Contains(names, r.Set.Name) {
			names = append(names, r.Set.Name)
		}
	}
	return names
}

// medians gives, for each engine, its run of median length on a set.
func (s Summary) medians(set string) []median {
	var all []median
	for _, e := range engineNames() {
		var runs []Result
		for _, r := range s.Results {
			if r.Set.Name == set && r.Engine == e {
				runs = append(runs, r)
			}
		}
		if len(runs) > 0 {
			all = append(all, medianOf(runs))
		}
	}
	return all
}

// median is the run of median length among several.
type median struct {
	Result

	runs             int
	fastest, slowest float64
}

// medianOf takes a whole run, not the median of each figure: its parts add up.
// A run that failed counts as the longest.
func medianOf(runs []Result) median {
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b Result) int {
		switch {
		case (a.Failed == "") != (b.Failed == ""):
			if a.Failed == "" {
				return -1
			}
			return 1
		case a.Wall < b.Wall:
			return -1
		case a.Wall > b.Wall:
			return 1
		}
		return 0
	})
	m := median{Result: sorted[len(sorted)/2], runs: len(sorted)}
	m.fastest, m.slowest = sorted[0].Wall, sorted[len(sorted)-1].Wall
	return m
}
