package main

import (
	"context"
	"fmt"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/splink"
)

// importSplink writes a Splink model as one of this engine's: what it says as it
// says it, and the term frequencies, which it does not hold, from the records.
func (f *trainFlags) importSplink(ctx context.Context, env environment) error {
	if f.model != "" {
		return usage("expected --from-splink or --model, not both")
	}
	imported, err := f.imported(f.fromSplink, splink.Options{Auto: f.auto, Review: f.review})
	if err != nil {
		return err
	}
	if f.prior > 0 {
		imported.File.Prior = f.prior
	}
	rejected := &rejects{env: env}
	defer rejected.close()
	file, records, err := f.counted(ctx, env, imported, max(1, f.least), rejected.take)
	if err != nil {
		return err
	}
	if err := publishFile(f.out, file.Write); err != nil {
		return err
	}
	return env.print(importReport(file, records) + "model written to " + f.out + "\n")
}

func importReport(file matcher.File, records int) string {
	return levelTable(file) + "\n" + aligned(func(row func(...string)) {
		row("prior", fmt.Sprintf("%.6g", file.Prior), oneIn(file.Prior))
		row("blocking rules", thousands(len(file.BlockingRules)))
		if len(file.TermFrequencies) > 0 {
			row("values counted", thousands(values(file)), "in "+thousands(records)+" records")
		}
	})
}

func values(file matcher.File) int {
	n := 0
	for _, table := range file.TermFrequencies {
		n += len(table)
	}
	return n
}
