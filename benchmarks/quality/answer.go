package quality

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// run is what a link run wrote.
type run struct {
	dir     string
	summary bulk.Summary
}

func (r run) file(name string) string { return filepath.Join(r.dir, name) }

// answer is a run beside the truth.
type answer struct {
	run

	truth, identities map[string]string
	report            evaluate.Report
	tasks             evaluate.TaskReport
	best              evaluate.Point
}

// readAnswer reads the files of a run as a user would.
func readAnswer(r run, truth map[string]string) (a answer, err error) {
	a = answer{run: r, truth: truth}
	if a.identities, err = r.identities(truth); err != nil {
		return a, err
	}
	if a.report, err = evaluate.Clusters(truth, a.identities); err != nil {
		return a, err
	}
	if a.tasks, err = r.tasks(truth, a.identities); err != nil {
		return a, err
	}
	a.best, err = readPairs(r, a.bestPoint)
	return a, err
}

// tasks counts the tasks, and those that are right to ask.
func (r run) tasks(truth, identities map[string]string) (report evaluate.TaskReport, err error) {
	path := r.file("tasks.csv")
	in, err := os.Open(path)
	if err != nil {
		return report, fmt.Errorf("reading the tasks: %w", err)
	}
	report, err = evaluate.Tasks(evaluate.ReadTasks(path, in, truth), identities, truth)
	return report, errors.Join(err, in.Close())
}

func (r run) identities(truth map[string]string) (map[string]string, error) {
	path := r.file("identities.csv")
	return open(path, func(in io.Reader) (map[string]string, error) {
		return evaluate.ReadIdentities(path, in, truth)
	})
}

func readPairs[T any](r run, read func(name string, in io.Reader) (T, error)) (T, error) {
	path := r.file("pairs.csv")
	return open(path, func(in io.Reader) (T, error) { return read(path, in) })
}

// bestPoint finds the threshold at which the pairs have their best F1.
func (a answer) bestPoint(name string, in io.Reader) (evaluate.Point, error) {
	scored, err := evaluate.Scored(evaluate.ReadPairs(name, in, a.truth), a.truth)
	if err != nil {
		return evaluate.Point{}, err
	}
	points, err := evaluate.Sweep(scored, evaluate.TruePairs(a.truth))
	best, ok := evaluate.Best(points)
	if err == nil && !ok {
		err = fmt.Errorf("sweeping thresholds: expected pairs in %s", name)
	}
	return best, err
}

// candidatesPerRecord counts each pair for both of its records.
func (r run) candidatesPerRecord() float64 {
	return 2 * float64(r.summary.PairsCompared) / float64(max(r.summary.Records, 1))
}

// scores are the figures that any run has, named after what was linked.
func (a answer) scores(prefix string) []Figure {
	p := a.report.Pairwise
	return []Figure{
		share(prefix+"precision", p.Precision), share(prefix+"recall", p.Recall), share(prefix+"F1", p.F1),
		share(prefix+"B³ F1", a.report.BCubed.F1),
		count(prefix+"pairs right", p.TruePositives), count(prefix+"pairs wrong", p.FalsePositives),
		count(prefix+"pairs missed", p.FalseNegatives),
		count(prefix+"records", a.summary.Records), count(prefix+"identities", a.summary.Identities),
		share(prefix+"candidates per record", a.candidatesPerRecord()),
		share(prefix+"tasks per 1,000 records", a.tasks.PerThousand),
	}
}
