package main

import (
	"context"
	"flag"
	"io"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/population"
)

type generateFlags struct {
	people               int
	region, profile, out string
	format               string
	seed                 uint64
	withhold             bool
}

func generateCommand() command {
	return command{
		name:    "generate",
		summary: "make up people and the records that a region would hold of them",
		detail: "Writes records.csv, truth.csv (record_id,person_id) and summary.json into the\n" +
			"output folder. NHS numbers are of the 9xx range, which is never issued.",
		examples: []string{
			"mpi generate --people 20000 --region greater-manchester --out people",
			"mpi generate --people 20000 --region wessex --seed 7 --withhold-nhs-numbers --out people",
		},
		setup: setupGenerate,
	}
}

func setupGenerate(flags *flag.FlagSet) action {
	var f generateFlags
	wholeFlag(flags, &f.people, "people", 1, population.MaxPeople, "how many `PEOPLE` there are (required)")
	flags.StringVar(&f.region, "region", "", "`REGION` they live in: "+regionNames()+" (required)")
	seedFlag(flags, &f.seed, "`NUMBER` that all chance is drawn from")
	flags.StringVar(&f.profile, "profile", "", "JSON `FILE` of rates that differ from the region's")
	flags.BoolVar(&f.withhold, "withhold-nhs-numbers", false, "leave every NHS number out, to see how well records link without")
	flags.StringVar(&f.format, "format", "csv", "`FORMAT` of the records: csv (default csv)")
	flags.StringVar(&f.out, "out", "", "`FOLDER` to write to (required)")
	return func(ctx context.Context, env environment, _ []string) error { return f.run(ctx, env) }
}

func (f *generateFlags) run(ctx context.Context, env environment) error {
	if err := f.check(); err != nil {
		return err
	}
	config, err := f.config()
	if err != nil {
		return err
	}
	env.progress.Start("generating", int64(f.people))
	config.Advance = env.progress.Add
	defer env.progress.Done()
	var summary population.Summary
	err = publish(f.out, func(staging string) (err error) {
		summary, err = population.WriteCSV(ctx, config, staging)
		return err
	})
	if err != nil {
		return err
	}
	env.progress.Done()
	return env.print(thousands(summary.Records) + " records of " + thousands(summary.People) + " people in " +
		thousands(summary.Households) + " households: " + f.out + "\n")
}

func (f *generateFlags) check() error {
	switch {
	case f.people == 0:
		return usage("expected --people")
	case !slices.Contains(population.Regions(), population.Region(f.region)):
		return usage("expected --region, one of %s", regionNames())
	case f.format != "csv":
		return usage("--format: expected csv")
	}
	return given("out", f.out)
}

func (f *generateFlags) config() (population.Config, error) {
	config := population.Config{
		People: f.people, Region: population.Region(f.region), Seed: f.seed, WithholdNHSNumbers: f.withhold,
	}
	base, err := population.DefaultProfile(config.Region)
	if err != nil || f.profile == "" {
		config.Profile = base
		return config, err
	}
	config.Profile, err = readNamed(f.profile, func(in io.Reader) (population.Profile, error) {
		return population.ReadProfile(in, base)
	})
	return config, err
}

func regionNames() string {
	regions := population.Regions()
	names := make([]string, 0, len(regions))
	for _, region := range regions {
		names = append(names, string(region))
	}
	return strings.Join(names, ", ")
}
