package quality

import (
	"context"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher"
)

const (
	idPeople     = 60_000
	idSeed       = 11_011
	retrainSeed  = 11_012
	retrainShare = 2 // one person in so many is trained on
	removedShare = 0.01
)

// identityIDs is row 11.
func (s *suite) identityIDs(ctx context.Context) (Row, error) {
	p, first, err := s.firstIDs(ctx)
	if err != nil {
		return Row{}, err
	}
	row := Row{More: []Figure{count("records", first.summary.Records), count("identities", first.summary.Identities)}}
	for _, step := range []func(context.Context, people, run, *Row) error{s.rerun, s.retrained, s.recordsRemoved, s.numbersRemoved} {
		if err := step(ctx, p, first, &row); err != nil {
			return row, err
		}
	}
	return row, nil
}

func (s *suite) firstIDs(ctx context.Context) (people, run, error) {
	profile, err := profileOf(population.Wessex, "")
	if err != nil {
		return people{}, run{}, err
	}
	p, err := s.generate(ctx, "ids", population.Config{
		People: idPeople, Region: population.Wessex, Seed: idSeed, Profile: profile,
	})
	if err != nil {
		return p, run{}, err
	}
	first, err := s.link(ctx, "ids/first", linking{files: []string{p.records}})
	return p, first, err
}

// rerun links the same again; all ids stay.
func (s *suite) rerun(ctx context.Context, p people, first run, row *Row) error {
	again, err := s.linkAfter(ctx, "ids/rerun", first, linking{files: []string{p.records}})
	if err != nil {
		return err
	}
	changed, err := differences(first, again, "identities.csv", "pairs.csv", "tasks.csv")
	row.Figures = append(row.Figures, exactly("files that a rerun changes", changed, 0))
	return err
}

// linkAfter links as the successor of a run.
func (s *suite) linkAfter(ctx context.Context, name string, before run, l linking) (run, error) {
	var err error
	if l.previous, err = bulk.ReadPrevious(before.file("identities.csv")); err != nil {
		return run{}, err
	}
	return s.link(ctx, name, l)
}

// retrained links with a model trained on other people: ids go by the rule.
func (s *suite) retrained(ctx context.Context, p people, first run, row *Row) error {
	model, err := s.retrain(ctx)
	if err != nil {
		return err
	}
	after, err := s.linkAfter(ctx, "ids/retrained", first, linking{model: model, files: []string{p.records}})
	if err != nil {
		return err
	}
	return judgeIDs("retrained", first, after, row)
}

func (s *suite) retrain(ctx context.Context) (*matcher.Model, error) {
	profile, err := profileOf(population.GreaterManchester, "")
	if err != nil {
		return nil, err
	}
	p, err := s.generate(ctx, "ids/training", population.Config{
		People: idPeople / retrainShare, Region: population.GreaterManchester, Seed: retrainSeed, Profile: profile,
	})
	if err != nil {
		return nil, err
	}
	s.tell("training anew")
	start := s.model.File()
	const least = 5
	return trainModel(ctx, bulk.TrainConfig{
		Start: start, Input: bulk.Input{Files: []string{p.records}},
		Seed: retrainSeed, Sample: trainingPairs, Least: least, Prior: start.Prior,
	})
}

// judgeIDs counts the identities whose id is not the one that the rule gives.
func judgeIDs(what string, before, after run, row *Row) error {
	now, err := after.partition()
	if err != nil {
		return err
	}
	old, err := before.partition()
	if err != nil {
		return err
	}
	v := compareIDs(old, now)
	row.Figures = append(row.Figures, exactly(what+": ids against the rule", v.wrong+after.summary.Identities-len(now), 0))
	row.More = append(row.More, count(what+": ids kept", v.kept), count(what+": new ids", v.fresh), count(what+": people whose records changed", v.changed))
	return nil
}
