package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/splink"
)

// trained gives the model, ready to weigh with. A Splink model is imported, and
// the frequencies that it needs are counted in the files themselves.
func (in *inputFlags) trained(ctx context.Context, env environment) (*matcher.Model, error) {
	if in.model == "" {
		return matcher.Default()
	}
	text, err := os.ReadFile(in.model)
	if err != nil {
		return nil, fmt.Errorf("opening a file: %w", err)
	}
	if splink.Looks(text) {
		imported, err := in.imported(in.model, splink.Options{})
		if err != nil {
			return nil, err
		}
		file, _, err := in.counted(ctx, env, imported, 1, func(files.Reject) error { return nil }) // told when they are linked
		if err != nil {
			return nil, err
		}
		return matcher.New(file)
	}
	model, err := matcher.Read(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.model, err)
	}
	return model, nil
}

// imported reads a Splink model and notes which column holds the id of a record.
func (in *inputFlags) imported(path string, options splink.Options) (splink.Model, error) {
	options.Name = strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	text, err := os.ReadFile(path)
	if err != nil {
		return splink.Model{}, fmt.Errorf("opening a file: %w", err)
	}
	if !splink.Looks(text) {
		return splink.Model{}, fmt.Errorf("%s: %w", path, errors.New("expected a model that Splink saved, with comparisons and their comparison_levels"))
	}
	model, err := splink.Read(bytes.NewReader(text), options)
	if err != nil {
		return splink.Model{}, fmt.Errorf("%s: %w", path, err)
	}
	in.idColumn = model.UniqueID
	return model, nil
}

// counted gives an imported model with the frequencies of the values that at
// least so many records of the files hold, and the number of records.
func (in *inputFlags) counted(ctx context.Context, env environment, imported splink.Model, least int, reject func(files.Reject) error) (matcher.File, int, error) {
	if !imported.NeedsFrequencies {
		return imported.File, 0, nil
	}
	model, err := matcher.New(imported.File)
	if err != nil {
		return matcher.File{}, 0, err
	}
	input, err := in.input()
	if err != nil {
		return matcher.File{}, 0, err
	}
	records, _, err := bulk.Read(ctx, model, input, reject, env.progress)
	if err != nil {
		return matcher.File{}, 0, err
	}
	counter := model.NewTermCounter()
	for _, record := range records.All {
		counter.Add(record)
	}
	file := imported.File
	file.TermFrequencies = counter.Frequencies(least)
	return file, len(records.All), nil
}
