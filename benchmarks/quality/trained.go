package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// trained is one public data set: a start model, files, and who is who.
type trained struct {
	folder string // of columns.yaml and model.json
	files  []string
	truth  func(dir string) (map[string]string, error)
}

// run trains without labels, links with what was learnt, and reads the answer.
func (t trained) run(ctx context.Context, data, out string) (answer, error) {
	model, err := t.train(ctx, data)
	if err != nil {
		return answer{}, err
	}
	input, err := t.input(data)
	if err != nil {
		return answer{}, err
	}
	if _, err := bulk.Link(ctx, bulk.LinkConfig{Model: model, Input: input, Out: out}); err != nil {
		return answer{}, fmt.Errorf("linking: %w", err)
	}
	truth, err := t.truth(data)
	if err != nil {
		return answer{}, err
	}
	return readAnswer(out, truth)
}

func (t trained) input(data string) (bulk.Input, error) {
	columns, err := bulk.ReadColumns(filepath.Join(t.folder, "columns.yaml"))
	input := bulk.Input{Columns: columns}
	for _, name := range t.files {
		input.Files = append(input.Files, filepath.Join(data, name))
	}
	return input, err
}

func (t trained) train(ctx context.Context, data string) (*matcher.Model, error) {
	input, err := t.input(data)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(t.folder, "model.json"))
	if err != nil {
		return nil, fmt.Errorf("opening the start model: %w", err)
	}
	defer func() { _ = f.Close() }()
	start, err := matcher.ReadFile(f)
	if err != nil {
		return nil, err
	}
	const seed, sample, least = 1, 2_000_000, 2
	file, _, err := bulk.Train(ctx, bulk.TrainConfig{
		Start: start, Input: input, Seed: seed, Sample: sample, Least: least,
		Reject: func(bulk.Reject) error { return nil },
	})
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return matcher.New(file)
}

// febrlTruth reads who is who from the record ids: rec-N-org and rec-N-dup-K.
func febrlTruth(files ...string) func(string) (map[string]string, error) {
	return func(data string) (map[string]string, error) {
		truth := map[string]string{}
		for _, name := range files {
			text, err := os.ReadFile(filepath.Join(data, name))
			if err != nil {
				return nil, fmt.Errorf("reading truth: %w", err)
			}
			for line := range strings.Lines(string(text)) {
				if id, _, _ := strings.Cut(line, ","); strings.HasPrefix(id, "rec-") {
					truth[id] = strings.Split(id, "-")[1]
				}
			}
		}
		return truth, nil
	}
}

func fakeTruth(data string) (map[string]string, error) {
	f, err := os.Open(filepath.Join(data, "fake_1000.csv"))
	if err != nil {
		return nil, fmt.Errorf("reading truth: %w", err)
	}
	defer func() { _ = f.Close() }()
	return evaluate.ReadTruth("fake_1000.csv", f, evaluate.TruthOptions{IDColumn: "unique_id", PersonColumn: "cluster"})
}
