package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/splink"
)

// inputFlags say what to read and with which model.
type inputFlags struct {
	files          fileList
	columns, model string
	numbers        fileList
	idColumn       string // that an imported model names; "" if there is none
}

func (in *inputFlags) declare(flags *flag.FlagSet) {
	flags.Var(&in.files, "in", "`FILE` of records (CSV, NDJSON, FHIR Patients or Parquet; plain, gzip or zstd); give it once for each source")
	flags.StringVar(&in.columns, "columns", "", "YAML `FILE` that maps native columns to the files' own (family_name: surname)")
	flags.Var(&in.numbers, "nhs-numbers", "CSV `FILE` of what the national service tells of NHS numbers: nhs_number, state, superseded_by, at; may be repeated")
	flags.StringVar(&in.model, "model", "", "model `FILE`, or one that Splink saved (default: the model for UK records)")
}

func (in *inputFlags) check() error {
	if len(in.files) == 0 {
		return usage("expected --in, at least once")
	}
	return nil
}

// input gives the files with their mapping.
func (in *inputFlags) input() (bulk.Input, error) {
	input := bulk.Input{Files: in.files, NumberFacts: in.numbers}
	if in.columns != "" {
		var err error
		if input.Columns, err = files.ReadColumns(in.columns); err != nil {
			return input, err
		}
	}
	in.mapID(&input)
	return input, nil
}

// mapID takes the record's id from where an imported model says it is. Splink
// passes over columns that nothing uses, and so does a reader with a mapping.
func (in *inputFlags) mapID(input *bulk.Input) {
	if in.idColumn == "" {
		return
	}
	if input.Columns == nil {
		input.Columns = files.Columns{}
	}
	if _, mapped := input.Columns["record_id"]; !mapped {
		input.Columns["record_id"] = in.idColumn
	}
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
	text, err := os.ReadFile(in.model)
	if err != nil {
		return matcher.File{}, fmt.Errorf("opening a file: %w", err)
	}
	if splink.Looks(text) {
		return matcher.File{}, fmt.Errorf("%s: expected a model of this engine; --from-splink imports one that Splink saved", in.model)
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
func (in *inputFlags) read(ctx context.Context, env environment, reject func(files.Reject) error) (*bulk.Records, error) {
	model, err := in.trained(ctx, env)
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
