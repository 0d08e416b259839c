package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lhcre/mpi/matcher/demographics"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// groupFlags say by which groups of people to report.
type groupFlags struct {
	by       []string
	at       demographics.Date
	options  evaluate.GroupOptions
	causes   bool
	alarmSet bool
}

func (g *groupFlags) declare(flags *flag.FlagSet) {
	const alarm = 0.02
	g.options.Alarm = alarm
	flags.Func("by", "report by groups: `COLUMNS` of the truth or the records, divided by commas; also "+
		"age_band, nhs_number_present, no_fixed_abode, default_birth_date, outcode", g.setBy)
	flags.Func("at", "the `DATE` at which age bands are taken, as yyyy-mm-dd (default the newest updated_at)", g.setAt)
	flags.Func("alarm", "the `DIFFERENCE` from which a group that does worse is flagged (default 0.02)", func(text string) error {
		g.alarmSet = true
		return setShare(&g.options.Alarm, text)
	})
	flags.Func("suppress", "print the groups alone, for publishing: `BELOW/ROUND` hides counts below the one "+
		"and rounds others to the other, as in 8/5", func(text string) (err error) {
		g.options.Suppress, err = evaluate.ParseSuppression(text)
		return err
	})
	flags.BoolVar(&g.causes, "missed", false, "beside --by, also weigh every candidate again and say why true pairs were missed")
}

func (g *groupFlags) setBy(text string) error {
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if name == "" || slices.Contains(g.by, name) {
			return fmt.Errorf("expected columns, each once")
		}
		if err := evaluate.CheckGrouping(name); err != nil {
			return err
		}
		g.by = append(g.by, name)
	}
	return nil
}

func (g *groupFlags) setAt(text string) error {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return fmt.Errorf("expected a date as yyyy-mm-dd")
	}
	g.at = demographics.DateOf(day)
	return nil
}

func (g *groupFlags) check(read bool) error {
	if len(g.by) == 0 && (g.alarmSet || g.causes || g.options.Suppress.On() || !g.at.IsZero()) {
		return usage("expected --by beside --at, --alarm, --suppress and --missed")
	}
	if g.causes && !read {
		return usage("expected --in beside --missed")
	}
	if g.causes && g.options.Suppress.On() {
		return usage("expected either --missed or --suppress")
	}
	return nil
}

// groups reports by groups; nil if nobody asked.
func (f *evaluateFlags) groups(ctx context.Context, env environment, k known) (evaluate.GroupReports, error) {
	if len(f.group.by) == 0 {
		return nil, nil
	}
	survey, err := evaluate.NewSurvey(k.roster, f.group.by, f.group.at)
	if err != nil {
		return nil, err
	}
	if err := f.fill(ctx, env, survey, k); err != nil {
		return nil, err
	}
	return survey.Report(f.group.options)
}

// fill tells the survey all that the files hold.
func (f *evaluateFlags) fill(ctx context.Context, env environment, survey *evaluate.Survey, k known) error {
	rest, err := f.groupsOfTruth(survey)
	if err != nil {
		return err
	}
	if len(f.files) == 0 && len(rest) > 0 {
		return usage("expected --in beside --by %s, which the truth does not have", rest[0])
	}
	if len(f.files) > 0 {
		if err := f.groupsOfRecords(ctx, env, survey, rest); err != nil {
			return err
		}
	}
	if f.pairs == "" {
		return nil
	}
	_, err = readFile(f.pairs, func(in io.Reader) (none struct{}, err error) {
		return none, survey.Review(evaluate.ReadPairs(f.pairs, in, k.truth))
	})
	return err
}

// groupsOfTruth takes columns that the truth has, but those that the records
// are read for anyway, and gives the others.
func (f *evaluateFlags) groupsOfTruth(survey *evaluate.Survey) (rest []string, err error) {
	wanted := slices.DeleteFunc(slices.Clone(f.group.by), func(by string) bool {
		return len(f.files) > 0 && evaluate.FromRecord(by)
	})
	had, err := readFile(f.truth, func(in io.Reader) ([]string, error) {
		return evaluate.ReadGroups(f.truth, in, f.truthColumns, wanted, survey.Set)
	})
	rest = slices.DeleteFunc(slices.Clone(f.group.by), func(by string) bool { return slices.Contains(had, by) })
	return rest, err
}

func setShare(into *float64, text string) error {
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || !(share >= 0 && share < 1) {
		return fmt.Errorf("expected a number from 0 to below 1")
	}
	*into = share
	return nil
}
