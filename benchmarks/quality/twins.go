package quality

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
	"github.com/lhcre/mpi/matcher/evaluate"
)

const (
	twinPeople = 60_000
	twinSeed   = 70_707
	leastTwins = 3_000 // pairs
	// twinRates makes every fourth birth one of twins, whose names are often
	// near or placeholders and whose numbers are often swapped.
	twinRates = `{"people": {"twin_births": 0.25, "near_twin_names": 0.5, "twin_numbers_swapped": 0.2,
		"twin_baby_names": 0.4, "birth_record_kept": 0.6}}`
)

// twins is row 7.
func (s *suite) twins(ctx context.Context) (Row, error) {
	var row Row
	for _, withhold := range []bool{false, true} {
		if err := s.generatedTwins(ctx, withhold, &row); err != nil {
			return row, err
		}
	}
	return row, s.writtenTwins(ctx, &row)
}

func (s *suite) generatedTwins(ctx context.Context, withhold bool, row *Row) error {
	profile, err := profileOf(population.GreaterManchester, twinRates)
	if err != nil {
		return err
	}
	cfg := population.Config{
		People: twinPeople, Region: population.GreaterManchester, Seed: twinSeed, Profile: profile, WithholdNHSNumbers: withhold,
	}
	name, kind := "twins", "generated"
	if withhold {
		name, kind = "twins-withheld", "generated without NHS numbers"
	}
	p, err := s.generate(ctx, name, cfg)
	if err != nil {
		return err
	}
	twins, err := twinsOf(ctx, cfg)
	if err != nil {
		return err
	}
	row.Figures = append(row.Figures, manyEnough(kind+" pairs", p.summary.TwinPairs, leastTwins))
	row.More = append(row.More,
		count(kind+": records with swapped numbers", p.summary.Errors[population.ErrorNumberSwapped]),
		count(kind+": records with a placeholder name", p.summary.Errors[population.ErrorBabyName]))
	wrong, err := s.judgeTwins(ctx, name, kind, p.records, twins, p.truth, row)
	told := wrong.told()
	row.Figures = append(row.Figures, exactly(kind+" pairs linked", len(told), 0))
	row.More = append(row.More, count(kind+": linked through a bare initial or the other's name", len(wrong)-len(told)))
	row.Notes = append(row.Notes, told.list(kind)...)
	return err
}

// judgeTwins links a file and gives the pairs of twins that became one.
func (s *suite) judgeTwins(ctx context.Context, name, kind, records string, twins []twinRecord, truth map[string]string, row *Row) (joined, error) {
	linked, err := s.link(ctx, name+"/links", linking{files: []string{records}})
	if err != nil {
		return nil, err
	}
	a, err := readAnswer(linked, truth)
	if err != nil {
		return nil, err
	}
	row.More = append(row.More, share(kind+": precision", a.report.Pairwise.Precision), share(kind+": recall", a.report.Pairwise.Recall))
	rules, err := readPairs(linked, func(name string, in io.Reader) (map[matcher.Rule]int, error) {
		return linksBetween(twins, evaluate.ReadPairs(name, in, truth))
	})
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		row.Notes = append(row.Notes, fmt.Sprintf("%s: pairs of records of two twins linked by rule %s: %d", kind, rule, rules[rule]))
	}
	return joinedTwins(twins, a.identities), err
}

// twinsOf generates the same people again, since files do not say who is a twin.
func twinsOf(ctx context.Context, cfg population.Config) ([]twinRecord, error) {
	var twins []twinRecord
	_, err := population.Generate(ctx, cfg, func(row population.Row) error {
		if row.Twin != nil {
			twins = append(twins, twinRecord{row.Record[population.RecordID], row.PersonID, row.Twin.Birth, misleads(row)})
		}
		return nil
	})
	return twins, err
}

// misleads tells whether a record says nothing of which twin it is, or the wrong
// thing: of the given name no more than a letter, or the other twin's name while
// the NHS number is not the twin's own.
func misleads(row population.Row) bool {
	given, _, _ := strings.Cut(row.Record[population.GivenNames], " ")
	other := given != "" && (given == row.Twin.OtherName || demographics.SameName(given, row.Twin.OtherName))
	return len(row.Record[population.GivenNames]) == 1 || other && !row.Twin.OwnNumber
}
