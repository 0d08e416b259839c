package quality

import (
	"context"

	"github.com/lhcre/mpi/internal/population"
)

// The region of rows 1 to 3 and 10: no model was trained on it, on its seed or
// on its rates.
const (
	regionPeople = 200_000
	regionSeed   = 20_260_711
	regionName   = population.Wessex
)

// region is a region that was linked with its NHS numbers and without them.
type region struct {
	with, without answer
	joins         joins
	weighed       weighed
}

// measured links the region, once for all rows that ask for it.
func (s *suite) measured(ctx context.Context) (*region, error) {
	if s.region != nil {
		return s.region, nil
	}
	var r region
	people, err := s.linkRegion(ctx, "region", false, &r.with)
	if err != nil {
		return nil, err
	}
	if r.joins, err = joinExactly(people.records, people.truth); err != nil {
		return nil, err
	}
	if r.weighed, err = s.weighAgain(ctx, people.records, r.with); err != nil {
		return nil, err
	}
	if _, err = s.linkRegion(ctx, "region-withheld", true, &r.without); err != nil {
		return nil, err
	}
	s.region = &r
	return s.region, nil
}

func (s *suite) linkRegion(ctx context.Context, name string, withhold bool, into *answer) (people, error) {
	profile, err := profileOf(regionName, "")
	if err != nil {
		return people{}, err
	}
	p, err := s.generate(ctx, name, population.Config{
		People: regionPeople, Region: regionName, Seed: regionSeed, Profile: profile, WithholdNHSNumbers: withhold,
	})
	if err != nil {
		return p, err
	}
	linked, err := s.link(ctx, name+"/links", linking{files: []string{p.records}})
	if err != nil {
		return p, err
	}
	*into, err = readAnswer(linked, p.truth)
	return p, err
}

// regionLinks is row 1.
func (s *suite) regionLinks(ctx context.Context) (Row, error) {
	r, err := s.measured(ctx)
	if err != nil {
		return Row{}, err
	}
	with, without := r.with.report.Pairwise, r.without.report.Pairwise
	return Row{
		Figures: []Figure{
			atLeast("precision", with.Precision, 0.9995), atLeast("recall", with.Recall, 0.97),
			atLeast("precision without NHS numbers", without.Precision, 0.998),
			atLeast("recall without NHS numbers", without.Recall, 0.93),
			atMost("recall of an exact join on family name, first given name, birth date, postcode", r.joins.firstName, 0.70),
		},
		More: append(append(
			[]Figure{share("recall of an exact join on all given names instead", r.joins.allNames)},
			others(r.with.scores("with: "))...), others(r.without.scores("without: "))...),
	}, nil
}

// others leaves out precision and recall, which stand on the row already.
func others(scores []Figure) []Figure { return scores[2:] }

// regionTasks is row 2.
func (s *suite) regionTasks(ctx context.Context) (Row, error) {
	r, err := s.measured(ctx)
	if err != nil {
		return Row{}, err
	}
	listed, err := readTasks(r.with.run)
	if err != nil {
		return Row{}, err
	}
	row := Row{
		Figures: []Figure{
			atMost("tasks per 1,000 records", r.with.tasks.PerThousand, 5),
			atLeast("share true", r.with.tasks.TrueShare, 0.30),
			exactly("pairs of clusters in tasks.csv", len(listed.pairs), r.with.summary.ReviewTasks),
			exactly("second tasks for a pair", listed.repeated, 0),
		},
		More: []Figure{
			share("without: tasks per 1,000 records", r.without.tasks.PerThousand),
			share("without: share true", r.without.tasks.TrueShare),
		},
	}
	row.More = append(row.More, listed.byReason(r.with)...)
	return row, nil
}

// regionBlocking is row 3.
func (s *suite) regionBlocking(ctx context.Context) (Row, error) {
	r, err := s.measured(ctx)
	if err != nil {
		return Row{}, err
	}
	missed := r.weighed.missed
	row := Row{Figures: []Figure{
		atLeast("recall", missed.BlockingRecall, 0.995),
		atMost("candidates per record", r.with.candidatesPerRecord(), 40),
	}, More: []Figure{count("true pairs", missed.TruePairs), count("missed", missed.Missed)}}
	for _, c := range missed.Causes {
		name := "missed: " + string(c.Cause)
		if c.Detail != "" {
			name += ", " + c.Detail
		}
		row.More = append(row.More, count(name, c.Pairs))
	}
	return row, nil
}
