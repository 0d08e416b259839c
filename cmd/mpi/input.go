package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/matcher"
)

// inputFlags say what to read and with which model.
type inputFlags struct {
	files          fileList
	columns, model string
}

func (in *inputFlags) declare(flags *flag.FlagSet) {
	flags.Var(&in.files, "in", "CSV `FILE` of records; give it once for each source")
	flags.StringVar(&in.columns, "columns", "", "YAML `FILE` that maps native columns to the files' own (family_name: surname)")
	flags.StringVar(&in.model, "model", "", "model `FILE` (default: the model for UK records)")
}

func (in *inputFlags) check() error {
	if len(in.files) == 0 {
		return usage("expected --in, at least once")
	}
	return nil
}

// input gives the files with their mapping.
func (in *inputFlags) input() (bulk.Input, error) {
	input := bulk.Input{Files: in.files}
	if in.columns == "" {
		return input, nil
	}
	var err error
	input.Columns, err = bulk.ReadColumns(in.columns)
	return input, err
}

// trained gives the model, ready to weigh with.
func (in *inputFlags) trained() (*matcher.Model, error) {
	if in.model == "" {
		return matcher.Default()
	}
	return readNamed(in.model, matcher.Read)
}

// start gives the model to train from, which may lack m and u.
func (in *inputFlags) start() (matcher.File, error) {
	if in.model == "" {
		model, err := matcher.Default()
		if err != nil {
			return matcher.File{}, err
		}
		return model.File(), nil
	}
	return readNamed(in.model, matcher.ReadFile)
}

// readFile opens a file and reads it.
func readFile[T any](path string, read func(io.Reader) (T, error)) (value T, err error) {
	file, err := os.Open(path)
	if err != nil {
		return value, fmt.Errorf("opening a file: %w", err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	return read(file)
}

// readNamed is readFile for what does not name the file in its errors.
func readNamed[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	value, err := readFile(path, read)
	if err != nil {
		return value, fmt.Errorf("%s: %w", path, err)
	}
	return value, nil
}

// read reads all records with the model given.
func (in *inputFlags) read(ctx context.Context, env environment, reject func(bulk.Reject) error) (*bulk.Records, error) {
	model, err := in.trained()
	if err != nil {
		return nil, err
	}
	input, err := in.input()
	if err != nil {
		return nil, err
	}
	records, _, err := bulk.Read(ctx, model, input, reject, env.progress)
	return records, err
}
