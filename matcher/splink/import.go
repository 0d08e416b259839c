package splink

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/lhcre/mpi/matcher"
)

// Options are the choices that a Splink model does not make. The zero value
// takes the defaults.
type Options struct {
	// Auto and Review are the match probabilities from which weight alone links
	// and from which a reviewer is asked; 0.99 and 0.9 by default.
	Auto, Review float64
	// Name names the model; "splink" by default.
	Name string
}

// Model is an imported model.
type Model struct {
	File matcher.File
	// UniqueID is the column that holds a record's id.
	UniqueID string
	// NeedsFrequencies says that levels are adjusted by how common a value is.
	// Splink counts that in the data it links and keeps it in no file.
	NeedsFrequencies bool
}

// Choices of an imported model. Splink joins every pair above its threshold and
// compares every pair that a rule brings together, however many.
const (
	defaultAuto, defaultReview = 0.99, 0.9
	defaultPrior               = 0.0001 // Splink's own
	margin                     = 3      // bits, as in the model for UK records
	maxCluster                 = 200
	wideLimit                  = math.MaxInt32
)

// Read reads a Splink model file. An error names the comparison and level, or
// the blocking rule, and the piece of SQL that cannot be mapped.
func Read(r io.Reader, options Options) (Model, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return Model{}, fmt.Errorf("reading Splink model: %w", err)
	}
	if options.Auto > 0 && options.Review > options.Auto {
		return Model{}, fmt.Errorf("expected a review probability up to %v, that of an automatic link, found %v", options.Auto, options.Review)
	}
	var from settings
	if err := decode(text, &from); err != nil {
		return Model{}, fmt.Errorf("reading Splink model: %w", err)
	}
	model, err := from.model(options)
	if err != nil {
		return Model{}, fmt.Errorf("reading Splink model: %w", err)
	}
	return model, nil
}

func (s settings) model(options Options) (Model, error) {
	if s.LinkType == "link_only" {
		return Model{}, errors.New("link_type: link_only compares no two records of one file, which cannot be said here; " +
			"with link_and_dedupe they are compared as well")
	}
	out := Model{UniqueID: s.UniqueID}
	if out.UniqueID == "" {
		out.UniqueID = "unique_id"
	}
	out.File = base(options)
	if s.Prior != nil {
		out.File.Prior = *s.Prior
	}
	var err error
	if out.File.BlockingRules, err = s.rules(); err != nil {
		return Model{}, err
	}
	if out.File.Comparisons, err = s.comparisons(); err != nil {
		return Model{}, err
	}
	for _, c := range out.File.Comparisons {
		for _, l := range c.Levels {
			out.NeedsFrequencies = out.NeedsFrequencies || l.TermFrequency != nil
		}
	}
	if _, err := matcher.New(out.File); err != nil {
		return Model{}, fmt.Errorf("as a model: %w", err)
	}
	return out, nil
}

// base is a model with all that Splink's does not tell.
func base(options Options) matcher.File {
	if options.Auto == 0 {
		options.Auto = defaultAuto
	}
	if options.Review == 0 {
		options.Review = min(defaultReview, options.Auto)
	}
	if options.Name == "" {
		options.Name = "splink"
	}
	return matcher.File{
		Name: options.Name, Version: "1",
		Description: "Imported from a Splink model.",
		Prior:       defaultPrior,
		Thresholds: matcher.ThresholdsFile{
			Auto: odds(options.Auto), Review: odds(options.Review),
			Margin: min(margin, math.Floor(odds(options.Auto)-odds(options.Review))),
		},
		MaxCluster: maxCluster, WideLimit: wideLimit,
	}
}

// odds turns a probability into bits, to the billionth.
func odds(p float64) float64 { return matcher.Bits(math.Log2(p / (1 - p))).Bits() }
