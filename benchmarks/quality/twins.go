package quality

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"

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
	wrong, err := s.judgeTwins(ctx, name, kind, p.records, twins, p.truth, row)
	row.Figures = append(row.Figures, exactly(kind+" pairs linked", len(wrong), 0))
	row.Notes = append(row.Notes, wrong.list(kind)...)
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
	return joinedTwins(twins, a.identities), nil
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

// joined are pairs of twins of whom two records have one identity: the two
// people, and two such records.
type joined map[[2]string][2]twinRecord

func joinedTwins(twins []twinRecord, identities map[string]string) joined {
	type home struct{ family, identity string }
	together := map[home][]twinRecord{}
	for _, t := range twins {
		at := home{t.family, identities[t.record]}
		together[at] = append(together[at], t)
	}
	wrong := joined{}
	for _, group := range together {
		slices.SortFunc(group, func(a, b twinRecord) int {
			return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.record, b.record))
		})
		for i, a := range group {
			for _, b := range group[i+1:] {
				if a.person != b.person {
					wrong[[2]string{a.person, b.person}] = [2]twinRecord{a, b}
				}
			}
		}
	}
	return wrong
}

// list names the records of pairs that were linked wrongly, up to some.
func (j joined) list(kind string) []string {
	const most = 10
	var lines []string
	for _, pair := range slices.SortedFunc(maps.Keys(j), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		if len(lines) == most {
			return append(lines, fmt.Sprintf("%s: and %d pairs more", kind, len(j)-most))
		}
		lines = append(lines, fmt.Sprintf("%s: linked records %s and %s", kind, j[pair][0].record, j[pair][1].record))
	}
	return lines
}

// writtenTwins links the families of twinfamilies.go.
func (s *suite) writtenTwins(ctx context.Context, row *Row) error {
	const kind = "written"
	file := twinFamilies()
	path := filepath.Join(s.Work, "twins-written", "records.csv")
	if err := file.table.write(path); err != nil {
		return err
	}
	truth := map[string]string{}
	for _, t := range file.twins {
		truth[t.record] = t.person
	}
	wrong, err := s.judgeTwins(ctx, "twins-written", kind, path, file.twins, truth, row)
	if err != nil {
		return err
	}
	return file.judge(kind, wrong, row)
}

// judge counts apart the pairs that nothing in their records sets apart.
func (f twinFile) judge(kind string, wrong joined, row *Row) error {
	told, untold := joined{}, joined{}
	situations := map[string]int{}
	for people, records := range wrong {
		number, err := strconv.Atoi(records[0].family)
		if err != nil {
			return fmt.Errorf("judging twins: %w", err)
		}
		if of := f.families[number]; of.told() {
			told[people] = records
			situations[fmt.Sprintf("%s: linked %s and %s, %s", kind, of.names.names[0], of.names.names[1], of)]++
		} else {
			untold[people] = records
		}
	}
	row.Figures = append(row.Figures, count(kind+" pairs", len(f.families)), exactly(kind+" pairs linked", len(told), 0))
	row.More = append(row.More, count(kind+": linked though nothing in the records sets them apart", len(untold)))
	row.Notes = append(row.Notes, told.list(kind)...)
	for _, situation := range slices.Sorted(maps.Keys(situations)) {
		row.Notes = append(row.Notes, fmt.Sprintf("%s: %d", situation, situations[situation]))
	}
	return nil
}
