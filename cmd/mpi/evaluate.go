package main

import (
	"context"
	"flag"
	"io"

	"github.com/lhcre/mpi/matcher/evaluate"
)

type evaluateFlags struct {
	inputFlags
	truth, identities, pairs, tasks string
	truthColumns                    evaluate.TruthOptions
	group                           groupFlags
	json                            bool
}

func evaluateCommand() command {
	return command{
		name:    "evaluate",
		summary: "compare identities with the known truth",
		detail: "With --pairs it also finds the best threshold, with --tasks it counts the review\n" +
			"tasks. With --in it weighs every candidate again and says why true pairs were missed. With\n" +
			"--by it says how well each group of people is linked, and flags those that are\n" +
			"linked worse than the largest; --in then tells which groups records belong to.",
		examples: []string{
			"mpi evaluate --truth people/truth.csv --identities links/identities.csv",
			"mpi evaluate --truth people/truth.csv --identities links/identities.csv --pairs links/pairs.csv --json",
			"mpi evaluate --truth people/truth.csv --identities links/identities.csv --in people/records.csv",
			"mpi evaluate --truth people/truth.csv --identities links/identities.csv --pairs links/pairs.csv --in people/records.csv --by age_band,sex,name_culture,organisation,nhs_number_present",
			"mpi evaluate --truth people/truth.csv --identities links/identities.csv --by name_culture --suppress 8/5 --json",
		},
		setup: setupEvaluate,
	}
}

func setupEvaluate(flags *flag.FlagSet) action {
	var f evaluateFlags
	f.declare(flags)
	flags.StringVar(&f.truth, "truth", "", "CSV `FILE` that says which person each record is (required)")
	flags.StringVar(&f.truthColumns.IDColumn, "truth-id-column", "record_id", "`COLUMN` of the record's id in the truth (default record_id)")
	flags.StringVar(&f.truthColumns.PersonColumn, "truth-person-column", "person_id", "`COLUMN` of the person in the truth (default person_id)")
	flags.StringVar(&f.identities, "identities", "", "identities.csv `FILE` of a run (required)")
	flags.StringVar(&f.pairs, "pairs", "", "pairs.csv `FILE` of the same run")
	flags.StringVar(&f.tasks, "tasks", "", "tasks.csv `FILE` of the same run")
	f.group.declare(flags)
	flags.BoolVar(&f.json, "json", false, "print JSON")
	return func(ctx context.Context, env environment, _ []string) error { return f.run(ctx, env) }
}

// known is what everything is compared with: record to person, record to identity.
type known struct {
	truth, identities map[string]string
	roster            *evaluate.Roster // the same, for counting
}

func (f *evaluateFlags) run(ctx context.Context, env environment) error {
	if err := f.check(); err != nil {
		return err
	}
	k, err := f.known()
	if err != nil {
		return err
	}
	result, err := f.scores(ctx, env, k)
	if err != nil {
		return err
	}
	if result.Groups, err = f.groups(ctx, env, k); err != nil {
		return err
	}
	return f.show(env, result)
}

// scores compares everything, groups apart. Nothing of it is published beside
// groups whose small counts are suppressed.
func (f *evaluateFlags) scores(ctx context.Context, env environment, k known) (result evaluation, err error) {
	if f.group.options.Suppress.On() {
		return result, nil
	}
	result.Report = new(k.roster.Clusters())
	if f.pairs != "" {
		if result.Best, err = f.bestThreshold(k); err != nil {
			return result, err
		}
	}
	if f.tasks != "" {
		if result.Review, err = f.countTasks(k); err != nil {
			return result, err
		}
	}
	if len(f.files) > 0 && (len(f.group.by) == 0 || f.group.causes) {
		result.Missed, err = f.findMissed(ctx, env, k)
	}
	return result, err
}

func (f *evaluateFlags) check() error {
	if len(f.files) == 0 && (f.columns != "" || f.model != "" || len(f.numbers) > 0) {
		return usage("expected --in beside --columns, --model and --nhs-numbers")
	}
	if err := f.group.check(len(f.files) > 0); err != nil {
		return err
	}
	return given("truth", f.truth, "identities", f.identities)
}

func (f *evaluateFlags) known() (k known, err error) {
	k.truth, err = readFile(f.truth, func(in io.Reader) (map[string]string, error) {
		return evaluate.ReadTruth(f.truth, in, f.truthColumns)
	})
	if err != nil {
		return k, err
	}
	k.identities, err = readFile(f.identities, func(in io.Reader) (map[string]string, error) {
		return evaluate.ReadIdentities(f.identities, in, k.truth)
	})
	if err != nil {
		return k, err
	}
	k.roster, err = evaluate.NewRoster(k.truth, k.identities)
	return k, err
}

func (f *evaluateFlags) bestThreshold(k known) (*threshold, error) {
	points, err := readFile(f.pairs, func(in io.Reader) ([]evaluate.Point, error) {
		scored, err := evaluate.Scored(evaluate.ReadPairs(f.pairs, in, k.truth), k.truth)
		if err != nil {
			return nil, err
		}
		return evaluate.Sweep(scored, k.roster.TruePairs())
	})
	return bestOf(points), err
}

func (f *evaluateFlags) countTasks(k known) (*evaluate.TaskReport, error) {
	report, err := readFile(f.tasks, func(in io.Reader) (evaluate.TaskReport, error) {
		return k.roster.Tasks(evaluate.ReadTasks(f.tasks, in, k.truth))
	})
	return &report, err
}

func (f *evaluateFlags) show(env environment, result evaluation) error {
	if !f.json {
		return env.print(result.text())
	}
	text, err := result.json()
	if err != nil {
		return err
	}
	return env.print(text)
}
