package quality

import (
	"context"
	"fmt"
	"math"

	"github.com/lhcre/mpi/internal/population"
)

const (
	localIDPeople = 60_000
	localIDSeed   = 7_020_304
	secondIDs     = 0.04 // share of patients
)

// localIDs is row 7b.
func (s *suite) localIDs(ctx context.Context) (Row, error) {
	var row Row
	for _, withhold := range []bool{false, true} {
		name := "with NHS numbers"
		if withhold {
			name = "without NHS numbers"
		}
		one, err := s.recallWith(ctx, 0, withhold)
		if err != nil {
			return row, err
		}
		two, err := s.recallWith(ctx, secondIDs, withhold)
		if err != nil {
			return row, err
		}
		row.Figures = append(row.Figures, atMost("difference in recall "+name, math.Abs(one-two), 0.01))
		row.More = append(row.More, share("recall "+name+", one id", one), share("recall "+name+", two ids", two))
	}
	return row, nil
}

// recallWith generates people of whom a share hold two local ids, and links them.
func (s *suite) recallWith(ctx context.Context, rate float64, withhold bool) (float64, error) {
	profile, err := profileOf(population.OneLondon, "")
	if err != nil {
		return 0, err
	}
	kinds := &profile.Organisations
	for _, o := range []*population.OrganisationRates{
		&kinds.Practice, &kinds.Acute, &kinds.MentalHealth, &kinds.Community, &kinds.Ambulance, &kinds.SocialCare,
	} {
		o.SecondLocalID = rate
	}
	name := fmt.Sprintf("localids-%g-%t", rate, withhold)
	p, err := s.generate(ctx, name, population.Config{
		People: localIDPeople, Region: population.OneLondon, Seed: localIDSeed, Profile: profile, WithholdNHSNumbers: withhold,
	})
	if err != nil {
		return 0, err
	}
	linked, err := s.link(ctx, name+"/links", linking{files: []string{p.records}})
	if err != nil {
		return 0, err
	}
	a, err := readAnswer(linked, p.truth)
	return a.report.Pairwise.Recall, err
}
