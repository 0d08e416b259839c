package quality

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher/demographics"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// The people of row 13, twice: as they are, and with organisations that make
// many mistakes.
const (
	equityPeople = 500_000
	equitySeed   = 13_579_246
	equityRegion = population.OneLondon
	equityBound  = 0.02 // of recall
)

// careless are the organisations that make mistakes, one of each large kind, and
// how many times as many as others.
func careless() map[string]float64 {
	const times = 30
	return map[string]float64{"Z00004": times, "ZA05": times, "ZC03": times, "ZM02": times}
}

// equity is row 13.
func (s *suite) equity(ctx context.Context) (Row, error) {
	cultures, fair, err := s.equityRun(ctx, "equity", "")
	if err != nil {
		return Row{}, err
	}
	changes, err := json.Marshal(map[string]any{"organisation_error_multipliers": careless()})
	if err != nil {
		return Row{}, fmt.Errorf("writing a profile: %w", err)
	}
	_, planted, err := s.equityRun(ctx, "equity-planted", string(changes))
	if err != nil {
		return Row{}, err
	}
	return equityRow(cultures, alarmed(fair), alarmed(planted)), nil
}

// equityRun links people and reports by name culture and by organisation.
func (s *suite) equityRun(ctx context.Context, name, changes string) (cultures, organisations []evaluate.Group, err error) {
	profile, err := profileOf(equityRegion, changes)
	if err != nil {
		return nil, nil, err
	}
	p, err := s.generate(ctx, name, population.Config{
		People: equityPeople, Region: equityRegion, Seed: equitySeed, Profile: profile,
	})
	if err != nil {
		return nil, nil, err
	}
	linked, err := s.link(ctx, name+"/links", linking{files: []string{p.records}})
	if err != nil {
		return nil, nil, err
	}
	identities, err := linked.identities(p.truth)
	if err != nil {
		return nil, nil, err
	}
	roster, err := evaluate.NewRoster(p.truth, identities)
	if err != nil {
		return nil, nil, err
	}
	if cultures, err = groupsBy(roster, filepath.Join(filepath.Dir(p.records), population.TruthFile), "name_culture"); err != nil {
		return nil, nil, err
	}
	organisations, err = groupsBy(roster, p.records, "organisation")
	return cultures, organisations, err
}

// groupsBy compares the groups of a column of a CSV file.
func groupsBy(roster *evaluate.Roster, path, column string) ([]evaluate.Group, error) {
	survey, err := evaluate.NewSurvey(roster, []string{column}, demographics.Date{})
	if err != nil {
		return nil, err
	}
	had, err := open(path, func(in io.Reader) ([]string, error) {
		return evaluate.ReadGroups(path, in, evaluate.TruthOptions{}, []string{column}, survey.Set)
	})
	if err != nil {
		return nil, err
	}
	if len(had) == 0 {
		return nil, fmt.Errorf("reading %s: expected a column %s", filepath.Base(path), column)
	}
	reports, err := survey.Report(evaluate.GroupOptions{Alarm: equityBound})
	if err != nil {
		return nil, err
	}
	return reports[0].Groups, nil
}

// alarmed gives the names of the groups that are linked worse, in order.
func alarmed(groups []evaluate.Group) []string {
	var out []string
	for _, g := range groups {
		if slices.Contains(g.Alarms, "recall") {
			out = append(out, g.Name)
		}
	}
	slices.Sort(out)
	return out
}

// equityRow sets the worst culture beside the best, and the organisations found
// beside those planted.
func equityRow(cultures []evaluate.Group, fair, planted []string) Row {
	byRecall := slices.SortedFunc(slices.Values(cultures), func(a, b evaluate.Group) int {
		return cmp.Compare(a.Recall.Interval.Value, b.Recall.Interval.Value)
	})
	wanted := slices.Sorted(maps.Keys(careless()))
	missing, extra := without(wanted, planted), without(planted, wanted)
	row := Row{Figures: []Figure{
		manyEnough("name cultures", len(byRecall), 2),
		exactly("planted organisations not found", len(missing), 0),
		exactly("other organisations found", len(extra), 0),
		exactly("found where none are planted", len(fair), 0),
	}}
	if len(byRecall) > 0 {
		worst, best := byRecall[0], byRecall[len(byRecall)-1]
		row.Figures = append(row.Figures, atMost("recall of the worst name culture below the best", best.Recall.Interval.Value-worst.Recall.Interval.Value, equityBound))
	}
	for _, g := range byRecall {
		row.More = append(row.More, share("recall: "+g.Name, g.Recall.Interval.Value))
	}
	row.Notes = equityNotes(missing, extra, fair)
	return row
}

func equityNotes(missing, extra, fair []string) []string {
	var out []string
	for _, n := range []struct {
		what string
		who  []string
	}{{"not found", missing}, {"found beside the planted", extra}, {"found where none are planted", fair}} {
		if len(n.who) > 0 {
			out = append(out, n.what+": "+strings.Join(n.who, ", "))
		}
	}
	return out
}

// without gives what a has and b lacks.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(name string) bool { return slices.Contains(b, name) })
}
