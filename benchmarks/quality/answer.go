package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/lhcre/mpi/matcher/evaluate"
)

// answer is what a link run made, beside the truth.
type answer struct {
	report evaluate.Report
	tasks  evaluate.TaskReport
	best   evaluate.Point
}

// readAnswer reads the files of a link run as a user would.
func readAnswer(dir string, truth map[string]string) (answer, error) {
	identities, err := open(filepath.Join(dir, "identities.csv"), func(f *os.File) (map[string]string, error) {
		return evaluate.ReadIdentities(f.Name(), f, truth)
	})
	if err != nil {
		return answer{}, err
	}
	var a answer
	if a.report, err = evaluate.Clusters(truth, identities); err != nil {
		return answer{}, err
	}
	pairs := filepath.Join(dir, "pairs.csv")
	if a.tasks, err = open(pairs, func(f *os.File) (evaluate.TaskReport, error) {
		return evaluate.Tasks(evaluate.ReadPairs(f.Name(), f, truth), identities, truth)
	}); err != nil {
		return answer{}, err
	}
	scored, err := open(pairs, func(f *os.File) ([]evaluate.ScoredPair, error) {
		return evaluate.Scored(evaluate.ReadPairs(f.Name(), f, truth), truth)
	})
	if err != nil {
		return answer{}, err
	}
	points, err := evaluate.Sweep(scored, evaluate.TruePairs(truth))
	if err != nil {
		return answer{}, err
	}
	a.best, _ = evaluate.Best(points)
	return a, nil
}

func open[T any](path string, read func(*os.File) (T, error)) (T, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		var none T
		return none, fmt.Errorf("opening a result: %w", err)
	}
	defer func() { _ = f.Close() }()
	return read(f)
}
