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
		detail: "Writes the records, truth.csv (record_id,person_id,name_culture) and summary.json\n" +
			"into the output folder. NHS numbers are of the 9xx range, which is never issued.\n" +
			"The records are, by --format:\n" +
			"  csv    records.csv\n" +
			"  fhir   records.ndjson, a Patient resource of UK Core a line\n" +
			"  hl7v2  messages.hl7, the life of each record in the order of time; segments end\n" +
			"         with a carriage return and each message with a line feed behind that",
		examples: []string{
			"mpi generate --people 20000 --region greater-manchester --out people",
			"mpi generate --people 20000 --region wessex --seed 7 --withhold-nhs-numbers --out people",
			"mpi generate --people 20000 --region one-london --format hl7v2 --out feed",
		},
		setup: setupGenerate,
	}
}

func setupGenerate(flags *flag.FlagSet) action {
	var f generateFlags
	wholeFlag(flags, &f.people, "people", 1, population.MaxPeople, "how many `PEOPLE` there are (required)")
	flags.StringVar(&f.region, "region", "", "`REGION` they live in: "+names(population.Regions())+" (required)")
	seedFlag(flags, &f.seed, "`NUMBER` that all chance is drawn from")
	flags.StringVar(&f.profile, "profile", "", "JSON `FILE` of rates that differ from the region's")
	flags.BoolVar(&f.withhold, "withhold-nhs-numbers", false, "leave every NHS number out, to see how well records link without")
	flags.StringVar(&f.format, "format", "csv", "`FORMAT` of the records: "+names(population.Formats())+" (default csv)")
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
		summary, err = population.Write(ctx, config, population.Format(f.format), staging)
		return err
	})
	if err != nil {
		return err
	}
	env.progress.Done()
	what := " records of "
	if summary.Messages > 0 {
		what = " records in " + thousands(summary.Messages) + " messages of "
	}
	return env.print(thousands(summary.Records) + what + thousands(summary.People) + " people in " +
		thousands(summary.Households) + " households: " + f.out + "\n")
}

func (f *generateFlags) check() error {
	switch {
	case f.people == 0:
		return usage("expected --people")
	case !slices.Contains(population.Regions(), population.Region(f.region)):
		return usage("expected --region, one of %s", names(population.Regions()))
	case !slices.Contains(population.Formats(), population.Format(f.format)):
		return usage("--format: expected one of %s", names(population.Formats()))
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

// names lists what a flag may be.
func names[T ~string](all []T) string {
	texts := make([]string, 0, len(all))
	for _, one := range all {
		texts = append(texts, string(one))
	}
	return strings.Join(texts, ", ")
}
