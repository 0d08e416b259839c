package bulk

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/train"
)

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

// records gives two records each of a number of people.
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
		got, report, err := train.Fit(t.Context(), file, sampleOf(t, r, TrainConfig{Seed: 1, Sample: drawn}),
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
