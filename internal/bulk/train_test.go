package bulk

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/train"
)

// startFile is the model that the shipped one is trained from.
func startFile(tb testing.TB) matcher.File {
	tb.Helper()
	open, err := os.Open("../../matcher/models/uk-start.json")
	if err != nil {
		tb.Fatal(err)
	}
	defer open.Close()
	file, err := matcher.ReadFile(open)
	if err != nil {
		tb.Fatal(err)
	}
	return file
}

// trained trains on files and gives the model as it is written.
func trained(t *testing.T, start matcher.File, seed uint64, files ...string) string {
	t.Helper()
	file, report, err := Train(t.Context(), TrainConfig{
		Start: start, Input: Input{Files: files}, Seed: seed, Sample: 20_000, Least: 3, Reject: noReject,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := matcher.New(file); err != nil {
		t.Errorf("the trained model cannot be used: %v", err)
	}
	if report.Pairs <= 0 || !(report.Prior > 0 && report.Prior < 1) || report.Iterations < 3 {
		t.Errorf("report %+v", report)
	}
	var text bytes.Buffer
	if err := file.Write(&text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func noReject(r files.Reject) error { return errors.New(r.String()) }

func TestTrainGivesOneModelInAnyOrder(t *testing.T) {
	t.Parallel()
	rows, _ := generated(t, 250, 7)
	start := startFile(t)
	want := trained(t, start, 3, writeRows(t, "all.csv", rows))
	mixed := shuffled(seeded(1), rows)
	half := len(mixed) / 2
	got := trained(t, start, 3, writeRows(t, "a.csv", mixed[:half]), writeRows(t, "b.csv", mixed[half:]))
	if got != want {
		t.Error("the same records in another order gave another model")
	}
	if other := trained(t, start, 4, writeRows(t, "all.csv", rows)); other == want {
		t.Error("another seed drew the same pairs")
	}
}

// A column that nobody fills in, or that no file has, does not stop training,
// not even the one that a training rule reads.
func TestTrainWithoutAColumn(t *testing.T) {
	t.Parallel()
	rows, _ := generated(t, 120, 7)
	for _, columns := range []string{"mother_id", "phone email", "nhs_number", "birth_date", "postcode address uprn", "given_names family_name"} {
		var without []fields
		for _, row := range rows {
			row = row.with(nil)
			for column := range strings.FieldsSeq(columns) {
				delete(row, column)
			}
			without = append(without, row)
		}
		t.Log(columns)
		trained(t, startFile(t), 1, writeRows(t, "a.csv", without))
	}
}

func TestTrainNeedsRecords(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx     context.Context
		records int
		want    string
	}{
		"none":      {t.Context(), 0, "expected at least two records, found 0"},
		"one":       {t.Context(), 1, "expected at least two records, found 1"},
		"cancelled": {cancelled, 50, context.Canceled.Error()},
	} {
		input := Input{Files: []string{writeRows(t, "a.csv", crowd(seeded(1), c.records))}}
		_, _, err := Train(c.ctx, TrainConfig{Start: smallFile(t), Input: input, Sample: 10, Reject: noReject})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", name, err, c.want)
		}
	}
}

// A session counts the pairs that its training rule brings together, wide
// values left out, and no comparison learns from a rule on its own column.
func TestSessions(t *testing.T) {
	t.Parallel()
	file := smallFile(t)
	file.TrainingRules = []matcher.RuleFile{
		{Name: "number", Keys: []string{"nhs_number"}},
		{Name: "names", Keys: []string{"family_name", "birth_date"}},
	}
	file.WideLimit = 5
	m := newModel(t, file)
	r, _ := recordsOf(t, m, crowd(seeded(2), 150))
	dependent := [][]string{{"NHS number"}, {"family name", "names swapped", "birth date"}}
	sessions, err := r.sessions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range sessions {
		want, wide := ruleVectors(r, i)
		if !maps.Equal(byVector(s.Patterns), byVector(want)) || s.Rule != file.TrainingRules[i].Name {
			t.Errorf("%s: %v pairs, want %v", s.Rule, pairsOf(s.Patterns), pairsOf(want))
		}
		if pairsOf(want) < 20 || i == 1 && wide == 0 {
			t.Errorf("%s: %v pairs, %d wide keys: too tame", s.Rule, pairsOf(want), wide)
		}
		for c, learns := range s.Learns {
			if name := file.Comparisons[c].Name; learns == slices.Contains(dependent[i], name) {
				t.Errorf("%s learns from %s: %v", name, s.Rule, learns)
			}
		}
	}
}

// ruleVectors counts a training rule's pairs with nothing but strings and maps.
func ruleVectors(r *Records, rule int) (patterns []train.Pattern, wide int) {
	holders := map[string][]int{}
	for i, c := range r.All {
		r.Model.TrainingKeys(rule, c, func(key []byte) {
			if k := string(key); !slices.Contains(holders[k], i) {
				holders[k] = append(holders[k], i)
			}
		})
	}
	pairs := map[[2]int]bool{}
	for _, block := range holders {
		if len(block) > r.Model.File().WideLimit {
			wide++
			continue
		}
		for i, x := range block {
			for _, y := range block[i+1:] {
				pairs[[2]int{x, y}] = true
			}
		}
	}
	v := newVectors()
	for p := range pairs {
		v.add(r.Model.Levels(r.All[p[0]], r.All[p[1]], nil))
	}
	return v.patterns(1), wide
}
