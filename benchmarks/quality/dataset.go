package quality

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher"
)

// Dataset is a set of records with a known truth and no model of its own: a
// start model is trained on it without labels.
type Dataset struct {
	Row, Name string
	Folder    string   // of columns.yaml and model.json
	Files     []string // paths
	Truth     func() (map[string]string, error)
	Bounds    []Bound
}

// Bound is the least that a figure of a data set may be.
type Bound struct {
	Figure string // "precision", "recall", "F1", or "best F1", of the threshold that suits best
	Least  float64
}

// How data sets are trained.
const (
	trainingSeed  = 1
	trainingPairs = 2_000_000
	trainingLeast = 2 // records that share a value, for its frequency to be kept
)

// datasets measures the sets of a row.
func (s *suite) datasets(ctx context.Context, number string) (row Row, err error) {
	for _, d := range s.Sets {
		if d.Row != number {
			continue
		}
		a, err := s.dataset(ctx, d)
		if err != nil {
			return row, fmt.Errorf("measuring %s: %w", d.Name, err)
		}
		bounded, rest := d.judge(a)
		row.Figures, row.More = append(row.Figures, bounded...), append(row.More, rest...)
	}
	return row, nil
}

// dataset trains, links with what was learnt, and reads the answer.
func (s *suite) dataset(ctx context.Context, d Dataset) (answer, error) {
	columns, err := files.ReadColumns(filepath.Join(d.Folder, "columns.yaml"))
	if err != nil {
		return answer{}, err
	}
	model, err := d.train(ctx, columns)
	if err != nil {
		return answer{}, err
	}
	linked, err := s.link(ctx, d.Name, linking{model: model, columns: columns, files: d.Files})
	if err != nil {
		return answer{}, err
	}
	truth, err := d.Truth()
	if err != nil {
		return answer{}, err
	}
	return readAnswer(linked, truth)
}

func (d Dataset) train(ctx context.Context, columns files.Columns) (*matcher.Model, error) {
	start, err := open(filepath.Join(d.Folder, "model.json"), matcher.ReadFile)
	if err != nil {
		return nil, err
	}
	return trainModel(ctx, bulk.TrainConfig{
		Start: start, Input: bulk.Input{Files: d.Files, Columns: columns},
		Seed: trainingSeed, Sample: trainingPairs, Least: trainingLeast,
	})
}

// trainModel makes a model. Rows that cannot be read teach nothing.
func trainModel(ctx context.Context, cfg bulk.TrainConfig) (*matcher.Model, error) {
	cfg.Reject = func(files.Reject) error { return nil }
	file, _, err := bulk.Train(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return matcher.New(file)
}

// judge parts the figures that have a bound from the others.
func (d Dataset) judge(a answer) (bounded, rest []Figure) {
	best := a.best.Score
	figures := append(a.scores(""), share("best F1", best.F1), share("best precision", best.Precision),
		share("best recall", best.Recall), share("best threshold", a.best.Threshold.Bits()))
	values := map[string]float64{
		"precision": a.report.Pairwise.Precision, "recall": a.report.Pairwise.Recall,
		"F1": a.report.Pairwise.F1, "best F1": best.F1,
	}
	for _, f := range figures {
		at := slices.IndexFunc(d.Bounds, func(b Bound) bool { return b.Figure == f.Name })
		name := d.Name + " " + f.Name
		if at >= 0 {
			bounded = append(bounded, atLeast(name, values[f.Name], d.Bounds[at].Least))
			continue
		}
		f.Name = name
		rest = append(rest, f)
	}
	return bounded, rest
}
