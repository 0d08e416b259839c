package quality

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/lhcre/mpi/internal/population"
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

// twinRecord is a record of a twin.
type twinRecord struct {
	record, person, family string
}

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
	return s.judgeTwins(ctx, name, kind, p.records, twins, p.truth, row)
}

// judgeTwins links a file and counts the pairs of twins that became one.
func (s *suite) judgeTwins(ctx context.Context, name, kind, records string, twins []twinRecord, truth map[string]string, row *Row) error {
	linked, err := s.link(ctx, name+"/links", linking{files: []string{records}})
	if err != nil {
		return err
	}
	a, err := readAnswer(linked, truth)
	if err != nil {
		return err
	}
	wrong := joinedTwins(twins, a.identities)
	row.Figures = append(row.Figures, exactly(kind+" pairs linked", len(wrong), 0))
	row.More = append(row.More, share(kind+": precision", a.report.Pairwise.Precision), share(kind+": recall", a.report.Pairwise.Recall))
	row.Notes = append(row.Notes, listed(kind, wrong)...)
	return nil
}

// twinsOf generates the same people again, since files do not say who is a twin.
func twinsOf(ctx context.Context, cfg population.Config) ([]twinRecord, error) {
	var twins []twinRecord
	_, err := population.Generate(ctx, cfg, func(row population.Row) error {
		if row.Twin {
			twins = append(twins, twinRecord{row.Record[population.RecordID], row.PersonID, fmt.Sprint(row.Household)})
		}
		return nil
	})
	return twins, err
}

// joinedTwins finds the pairs of twins of whom two records have one identity,
// and gives two such records for each.
func joinedTwins(twins []twinRecord, identities map[string]string) map[[2]string][2]string {
	type home struct{ family, identity string }
	together := map[home][]twinRecord{}
	for _, t := range twins {
		at := home{t.family, identities[t.record]}
		together[at] = append(together[at], t)
	}
	wrong := map[[2]string][2]string{}
	for _, group := range together {
		slices.SortFunc(group, func(a, b twinRecord) int {
			return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.record, b.record))
		})
		for i, a := range group {
			for _, b := range group[i+1:] {
				if a.person != b.person {
					wrong[[2]string{a.person, b.person}] = [2]string{a.record, b.record}
				}
			}
		}
	}
	return wrong
}

// listed names the records of pairs that were linked wrongly, up to some.
func listed(kind string, wrong map[[2]string][2]string) []string {
	const most = 20
	var lines []string
	for _, pair := range slices.SortedFunc(maps.Keys(wrong), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		if len(lines) == most {
			return append(lines, fmt.Sprintf("%s: and %d pairs more", kind, len(wrong)-most))
		}
		lines = append(lines, fmt.Sprintf("%s: linked records %s and %s", kind, wrong[pair][0], wrong[pair][1]))
	}
	return lines
}

// writtenTwins links the families of twinfamilies.go.
func (s *suite) writtenTwins(ctx context.Context, row *Row) error {
	families := twinFamilies()
	path := filepath.Join(s.Work, "twins-written", "records.csv")
	if err := families.table.write(path); err != nil {
		return err
	}
	row.Figures = append(row.Figures, count("written pairs", families.count))
	truth := map[string]string{}
	for _, t := range families.twins {
		truth[t.record] = t.person
	}
	return s.judgeTwins(ctx, "twins-written", "written", path, families.twins, truth, row)
}
