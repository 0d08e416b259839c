package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/lhcre/mpi/internal/bulk"
)

type linkFlags struct {
	inputFlags
	previous, out string
	strict        bool
}

func linkCommand() command {
	return command{
		name:    "link",
		summary: "say which records of one or several files are the same person",
		detail: "Writes identities.csv, pairs.csv, tasks.csv, rejects.csv and summary.json into\n" +
			"the output folder. A row that cannot be read goes to rejects.csv with the reason.",
		examples: []string{
			"mpi link --in hospital.csv --in practice.csv --out links",
			"mpi link --in people.csv --columns columns.yaml --model model.json --out links",
			"mpi link --in people.csv --previous links/identities.csv --out links-new",
		},
		setup: setupLink,
	}
}

func setupLink(flags *flag.FlagSet) action {
	var f linkFlags
	f.declare(flags)
	flags.StringVar(&f.previous, "previous", "", "identities.csv `FILE` of an earlier run: people keep the ids that they had")
	flags.BoolVar(&f.strict, "strict", false, "end at the first row that cannot be read")
	flags.StringVar(&f.out, "out", "", "`FOLDER` to write to (required)")
	return func(ctx context.Context, env environment, _ []string) error { return f.run(ctx, env) }
}

func (f *linkFlags) run(ctx context.Context, env environment) error {
	if err := f.check(); err != nil {
		return err
	}
	if err := given("out", f.out); err != nil {
		return err
	}
	config, err := f.config(ctx, env)
	if err != nil {
		return err
	}
	var summary bulk.Summary
	err = publish(f.out, func(staging string) (err error) {
		config.Out = staging
		summary, err = bulk.Link(ctx, config)
		return err
	})
	if err != nil {
		return err
	}
	return env.print(linkReport(summary, f.out))
}

func (f *linkFlags) config(ctx context.Context, env environment) (config bulk.LinkConfig, err error) {
	config.Progress = env.progress
	if config.Model, err = f.trained(ctx, env); err != nil {
		return config, err
	}
	if config.Input, err = f.input(); err != nil {
		return config, err
	}
	config.Input.Strict = f.strict
	if f.previous != "" {
		config.Previous, err = bulk.ReadPrevious(f.previous)
	}
	return config, err
}

// linkReport is the summary for people; summary.json holds the same and more.
func linkReport(s bulk.Summary, out string) string {
	return aligned(func(row func(...string)) {
		row("records", thousands(s.Records), fmt.Sprintf("%s rows, %s deleted, %s rejected", thousands(s.Rows), thousands(s.Deleted), thousands(s.Rejected)))
		if s.Rejected > 0 {
			row("", "", "rejected rows and reasons: "+filepath.Join(out, "rejects.csv"))
		}
		row("identities", thousands(s.Identities))
		row("pairs compared", thousands(s.PairsCompared))
		row("pairs linked", thousands(s.PairsLinked))
		row("pairs for review", thousands(s.PairsForReview))
		row("review tasks", thousands(s.ReviewTasks))
		for _, reason := range slices.Sorted(maps.Keys(s.TasksByReason)) {
			row("  "+reason, thousands(s.TasksByReason[reason]))
		}
		row("seconds", fmt.Sprintf("%.1f", s.Seconds))
		row("memory", thousands(s.PeakMemoryBytes>>20)+" MiB")
		row("results", out)
	})
}
