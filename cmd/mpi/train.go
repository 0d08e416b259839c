package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/train"
)

type trainFlags struct {
	inputFlags
	seed          uint64
	prior         float64
	sample, least int
	out           string

	fromSplink   string
	auto, review float64
}

// Bounds of what train may be asked to count.
const (
	defaultSample, maxSample = 2_000_000, 1_000_000_000
	defaultLeast, maxLeast   = 5, 1_000_000
)

func trainCommand() command {
	return command{
		name:    "train",
		summary: "estimate a model's probabilities from records, without labels",
		detail: "Keeps the blocking rules, comparisons and thresholds of the model given and\n" +
			"estimates m, u, the prior and the term frequencies from the records. With\n" +
			"--from-splink it keeps all that a Splink model says and counts only the term\n" +
			"frequencies, which such a model does not hold.",
		examples: []string{
			"mpi train --in people.csv --out model.json",
			"mpi train --in a.csv --in b.csv --columns columns.yaml --model start.json --seed 7 --out model.json",
			"mpi train --from-splink saved.json --in people.csv --out model.json",
		},
		setup: setupTrain,
	}
}

func setupTrain(flags *flag.FlagSet) action {
	f := trainFlags{sample: defaultSample}
	f.declare(flags)
	seedFlag(flags, &f.seed, "`NUMBER` that the sample is drawn from")
	probabilityFlag(flags, &f.prior, "prior", "write the `PROBABILITY` that two records match in the population the model is for, not the estimate")
	wholeFlag(flags, &f.sample, "sample", 1, maxSample, "how many `PAIRS` to draw beside those that share a blocking key (default 2000000)")
	wholeFlag(flags, &f.least, "least", 1, maxLeast, "keep the frequency of values that at least this many `RECORDS` hold (default 5, with --from-splink 1)")
	flags.StringVar(&f.fromSplink, "from-splink", "", "`FILE` that Splink saved: write the same model for this engine, to be linked by its own columns")
	probabilityFlag(flags, &f.auto, "auto", "with --from-splink: `PROBABILITY` from which weight alone links (default 0.99)")
	probabilityFlag(flags, &f.review, "review", "with --from-splink: `PROBABILITY` from which a reviewer is asked (default 0.9)")
	flags.StringVar(&f.out, "out", "", "`FILE` to write the model to (required)")
	return func(ctx context.Context, env environment, _ []string) error { return f.run(ctx, env) }
}

func (f *trainFlags) run(ctx context.Context, env environment) error {
	if err := f.check(); err != nil {
		return err
	}
	if err := given("out", f.out); err != nil {
		return err
	}
	if f.fromSplink != "" {
		return f.importSplink(ctx, env)
	}
	if f.auto > 0 || f.review > 0 {
		return usage("expected --from-splink beside --auto and --review")
	}
	rejected := &rejects{env: env}
	defer rejected.close()
	config, err := f.config(env, rejected)
	if err != nil {
		return err
	}
	model, report, err := bulk.Train(ctx, config)
	if err != nil {
		return err
	}
	if err := publishFile(f.out, model.Write); err != nil {
		return err
	}
	return env.print(trainReport(model, report) + "model written to " + f.out + "\n")
}

func (f *trainFlags) config(env environment, rejected *rejects) (config bulk.TrainConfig, err error) {
	config = bulk.TrainConfig{
		Seed: f.seed, Sample: f.sample, Least: cmp.Or(f.least, defaultLeast), Prior: f.prior,
		Reject: rejected.take, Progress: env.progress,
	}
	if config.Start, err = f.start(); err != nil {
		return config, err
	}
	config.Input, err = f.input()
	return config, err
}

func trainReport(model matcher.File, report train.Report) string {
	converged := "converged"
	if !report.Converged {
		converged = "not converged: the probabilities still moved"
	}
	return levelTable(model) + "\n" + aligned(func(row func(...string)) {
		row("pairs", fmt.Sprintf("%.0f", report.Pairs))
		row("expected matches", fmt.Sprintf("%.0f", report.Matches))
		row("estimated prior", fmt.Sprintf("%.6g", report.Prior), oneIn(report.Prior))
		row("prior written", fmt.Sprintf("%.6g", model.Prior), oneIn(model.Prior))
		row("iterations", thousands(report.Iterations), converged)
	})
}

func oneIn(prior float64) string { return fmt.Sprintf("1 in %.0f", 1/prior) }

// levelTable shows what was learnt of each level.
func levelTable(model matcher.File) string {
	return aligned(func(row func(...string)) {
		row("comparison", "level", "m", "u", "weight")
		for _, comparison := range model.Comparisons {
			for _, level := range comparison.Levels {
				if level.M == nil || level.U == nil {
					row(comparison.Name, level.Name, "-", "-", "-")
					continue
				}
				weight := math.Log2(*level.M / *level.U)
				row(comparison.Name, level.Name, fmt.Sprintf("%.6f", *level.M), fmt.Sprintf("%.3g", *level.U), fmt.Sprintf("%+.2f", weight))
			}
		}
	})
}
