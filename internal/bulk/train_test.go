package bulk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

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
func trained(t *testing.T, start matcher.File, seed uint64, files ...string) (matcher.File, string) {
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
	return file, text.String()
}

func noReject(r Reject) error { return errors.New(r.String()) }

func TestTrainGivesOneModelInAnyOrder(t *testing.T) {
	t.Parallel()
	rows, _ := generated(t, 250, 7)
	start := startFile(t)
	_, want := trained(t, start, 3, writeRows(t, "all.csv", rows))
	mixed := shuffled(seeded(1), rows)
	half := len(mixed) / 2
	_, got := trained(t, start, 3, writeRows(t, "a.csv", mixed[:half]), writeRows(t, "b.csv", mixed[half:]))
	if got != want {
		t.Error("the same records in another order gave another model")
	}
	if _, other := trained(t, start, 4, writeRows(t, "all.csv", rows)); other == want {
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

// Candidates and drawn pairs stand for all pairs together: over many draws,
// the share of each level is that among all pairs, without bias.
func TestTheSampleStandsForAllPairs(t *testing.T) {
	t.Parallel()
	m := smallModel(t)
	r, _ := recordsOf(t, m, crowd(seeded(3), 200))
	want := shares(m, everyVector(r))
	const draws = 60
	sums, squares := make([]float64, len(want)), make([]float64, len(want))
	for seed := range uint64(draws) {
		sample := r.sample(TrainConfig{Seed: seed, Sample: 3000})
		if all := 200.0 * 199 / 2; math.Abs(pairsOf(sample.Patterns)-all) > 1e-6 || sample.Weight <= 1 {
			t.Fatalf("the sample stands for %v pairs, each drawn one for %v: want %v in all", pairsOf(sample.Patterns), sample.Weight, all)
		}
		for i, share := range shares(m, sample.Patterns) {
			sums[i] += share - want[i]
			squares[i] += (share - want[i]) * (share - want[i])
		}
	}
	for i := range want {
		if z := sums[i] / math.Sqrt(squares[i]+1e-12); math.Abs(z) > 4 {
			t.Errorf("level %d has a share of %.4f: %d draws are %.1f standard errors off, %.5f on average", i, want[i], draws, z, sums[i]/draws)
		}
	}
}

// When there are few pairs each is counted once.
func TestASmallSampleIsAllPairs(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		m := smallModel(t)
		r, _ := recordsOf(t, m, crowd(seeded(seed), 60))
		got, want := r.sample(TrainConfig{Sample: 60 * 59 / 2}), everyVector(r)
		if got.Weight != 1 || !maps.Equal(byVector(got.Patterns), byVector(want)) {
			t.Errorf("seed %d: weight %v, %d vectors, want %d", seed, got.Weight, len(byVector(got.Patterns)), len(byVector(want)))
		}
	}
}

func everyVector(r *Records) []train.Pattern {
	v := newVectors()
	for i, a := range r.All {
		for _, b := range r.All[i+1:] {
			v.add(r.Model.Levels(a, b, nil))
		}
	}
	return v.patterns(1)
}

func pairsOf(patterns []train.Pattern) float64 {
	sum := 0.0
	for _, p := range patterns {
		sum += p.Count
	}
	return sum
}

func byVector(patterns []train.Pattern) map[string]float64 {
	out := map[string]float64{}
	for _, p := range patterns {
		out[fmt.Sprint(p.Levels)] += p.Count
	}
	return out
}

// shares are the shares of all levels among all pairs, one comparison after another.
func shares(m *matcher.Model, patterns []train.Pattern) []float64 {
	var out []float64
	for i, c := range m.File().Comparisons {
		levels := make([]float64, len(c.Levels)+1) // the last for what is missing
		for _, p := range patterns {
			at := int(p.Levels[i])
			if at == matcher.Missing {
				at = len(c.Levels)
			}
			levels[at] += p.Count / pairsOf(patterns)
		}
		out = append(out, levels...)
	}
	return out
}

func TestSomePairs(t *testing.T) {
	t.Parallel()
	for n := range 8 {
		seen := map[[2]int]int{}
		for x, y := range somePairs(n, 1, 28) {
			seen[[2]int{x, y}]++
			if x < 0 || x >= y || y >= n {
				t.Errorf("of %d: pair %d, %d", n, x, y)
			}
		}
		if len(seen) != n*(n-1)/2 {
			t.Errorf("of %d: %v", n, seen)
		}
	}
	const size = 50_000
	seen, drawn := map[[2]int]int{}, 0
	for x, y := range somePairs(30, 9, size) {
		seen[[2]int{x, y}]++
		drawn++
	}
	if drawn != 435 { // all pairs of thirty are fewer than the sample
		t.Errorf("%d pairs of thirty", drawn)
	}
	checkEven(t, 400, size)
	for x, y := range somePairs(400, 9, size) {
		if x >= y {
			t.Errorf("pair %d, %d", x, y)
		}
		return // a caller may stop
	}
}

// checkEven holds that every record is drawn about equally often.
func checkEven(t *testing.T, n, size int) {
	t.Helper()
	counts := make([]float64, n)
	for x, y := range somePairs(n, 9, size) {
		counts[x]++
		counts[y]++
	}
	want, chi := 2*float64(size)/float64(n), 0.0
	for _, count := range counts {
		chi += (count - want) * (count - want) / want
	}
	if free := float64(n); math.Abs(chi-free) > 5*math.Sqrt(2*free) {
		t.Errorf("chi-square %.0f over %d records", chi, n)
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
	for i, s := range r.sessions() {
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

// planted are columns of records drawn with a known rate of errors.
type planted struct {
	columns []string
	values  []int     // how many values a column has, all equally common
	errors  []float64 // how often the second record of a person has a value drawn anew
}

func plantedColumns() planted {
	return planted{
		columns: []string{"c1", "c2", "c3", "c4", "c5", "c6"},
		values:  []int{150, 300, 200, 40, 10, 4},
		errors:  []float64{.1, .05, .2, .15, .3, .1},
	}
}

// rows gives two records each of a number of people.
func (p planted) records(t *testing.T, random *rand.Rand, m *matcher.Model, people int) *Records {
	t.Helper()
	var rows []fields
	for range people {
		one, two := fields{}, fields{}
		for i, column := range p.columns {
			one[column] = fmt.Sprintf("V%d", random.IntN(p.values[i]))
			two[column] = one[column]
			if random.Float64() < p.errors[i] {
				two[column] = fmt.Sprintf("V%d", random.IntN(p.values[i]))
			}
		}
		rows = append(rows, one, two)
	}
	r, _ := recordsOf(t, m, rows)
	return r
}

// file compares the columns for equality and blocks on the first three.
func (p planted) file() matcher.File {
	f := matcher.File{
		Name: "planted", Prior: 0.001, MaxCluster: 10, WideLimit: 10_000,
		Thresholds: matcher.ThresholdsFile{Auto: 8, Review: 4, Margin: 2},
	}
	for _, column := range p.columns {
		f.Comparisons = append(f.Comparisons, matcher.ComparisonFile{Name: column, Levels: []matcher.LevelFile{
			{Name: "missing", When: "null(" + column + ")", Missing: true},
			{Name: "same", When: "exact(" + column + ")"},
			{Name: "else", When: "else"},
		}})
	}
	for _, column := range p.columns[:3] {
		f.BlockingRules = append(f.BlockingRules, matcher.RuleFile{Name: column, Keys: []string{column}})
	}
	return f
}

// What was planted comes back: m, u and the prior, within four standard errors
// of what as many labelled pairs would show, with the draw of pairs counted in.
func TestTrainRecoversWhatWasPlanted(t *testing.T) {
	t.Parallel()
	const people, drawn = 1500, 200_000
	p := plantedColumns()
	for name, rules := range map[string][]matcher.RuleFile{
		"all pairs": nil,
		"sessions":  {{Name: "a", Keys: []string{"c1", "c2"}}, {Name: "b", Keys: []string{"c3", "c4", "c5"}}},
	} {
		file := p.file()
		file.TrainingRules = rules
		m, err := matcher.NewUntrained(file)
		if err != nil {
			t.Fatal(err)
		}
		r := p.records(t, seeded(4), m, people)
		got, report, err := train.Fit(t.Context(), file, r.sample(TrainConfig{Seed: 1, Sample: drawn}),
			train.FitOptions{MaxIterations: maxIterations, Tolerance: tolerance})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(report.Matches-people) > 4*math.Sqrt(people) {
			t.Errorf("%s: %.0f matches expected, %d planted", name, report.Matches, people)
		}
		for i, c := range got.Comparisons {
			chance := 1 / float64(p.values[i])
			same := 1 - p.errors[i]*(1-chance)
			checkNear(t, name+": m of "+c.Name, *c.Levels[1].M, same, people*0.5)
			checkNear(t, name+": u of "+c.Name, *c.Levels[1].U, chance, drawn*0.5)
		}
	}
}

// checkNear holds that an estimate is what as many trials may show.
func checkNear(t *testing.T, what string, got, want, trials float64) {
	t.Helper()
	if z := (got - want) / math.Sqrt(want*(1-want)/trials); math.Abs(z) > 4 {
		t.Errorf("%s is %.5f, planted %.5f: %.1f standard errors off", what, got, want, z)
	} else {
		t.Logf("%s is %.5f, planted %.5f: z %.1f", what, got, want, z)
	}
}
