package quality

import (
	"bytes"
	"context"
	_ "embed" // holds the rates
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// profileJSON holds the rates of the people that are measured; those that
// models are trained on have the default ones.
//
//go:embed profile.json
var profileJSON []byte

// profileOf gives a region's rates for measuring, changed if need be.
func profileOf(region population.Region, changes string) (population.Profile, error) {
	base, err := population.DefaultProfile(region)
	if err != nil {
		return base, err
	}
	profile, err := population.ReadProfile(bytes.NewReader(profileJSON), base)
	if err != nil || changes == "" {
		return profile, err
	}
	return population.ReadProfile(bytes.NewReader([]byte(changes)), profile)
}

// people are generated records on disk, with the truth.
type people struct {
	records string // path
	truth   map[string]string
	summary population.Summary
}

// generate makes people in a folder below the work folder.
func (s *suite) generate(ctx context.Context, name string, cfg population.Config) (p people, err error) {
	s.tell("generating %d people: %s", cfg.People, name)
	dir := filepath.Join(s.Work, name)
	if p.summary, err = population.WriteCSV(ctx, cfg, dir); err != nil {
		return p, fmt.Errorf("generating %s: %w", name, err)
	}
	p.records = filepath.Join(dir, population.RecordsFile)
	p.truth, err = readTruth(filepath.Join(dir, population.TruthFile))
	return p, err
}

// linking is one run of link.
type linking struct {
	model    *matcher.Model // nil: the shipped one
	columns  files.Columns
	previous identity.Past
	files    []string
}

// link links files into a folder below the work folder.
func (s *suite) link(ctx context.Context, name string, l linking) (run, error) {
	s.tell("linking %s", name)
	if l.model == nil {
		l.model = s.model
	}
	r := run{dir: filepath.Join(s.Work, name)}
	var err error
	r.summary, err = bulk.Link(ctx, bulk.LinkConfig{
		Model: l.model, Input: bulk.Input{Files: l.files, Columns: l.columns}, Previous: l.previous, Out: r.dir,
	})
	if err != nil {
		return r, fmt.Errorf("linking %s: %w", name, err)
	}
	return r, nil
}

func readTruth(path string) (map[string]string, error) {
	return open(path, func(in io.Reader) (map[string]string, error) {
		return evaluate.ReadTruth(path, in, evaluate.TruthOptions{})
	})
}

func open[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		var none T
		return none, fmt.Errorf("opening a file to measure: %w", err)
	}
	defer func() { _ = f.Close() }()
	return read(f)
}
