package matcher

import (
	"reflect"
	"testing"
)

// frequencyModel compares one column by its value; exact has u = 1/64.
func frequencyModel(t *testing.T, weight, minimum float64, levels ...LevelFile) *Model {
	t.Helper()
	file := smallFile()
	tf := &TermFrequencyFile{Term: "family_name", Weight: weight, Minimum: minimum}
	if len(levels) == 0 {
		levels = []LevelFile{{Name: "same", When: "exact(family_name)", M: new(0.5), U: new(1.0 / 64), TermFrequency: tf}}
	}
	rest := LevelFile{Name: "else", When: "else", M: new(1.0), U: new(1.0)}
	for _, l := range levels {
		*rest.M, *rest.U = *rest.M-*l.M, *rest.U-*l.U
	}
	file.Comparisons = []ComparisonFile{{Name: "family name", Levels: append(levels, rest)}}
	file.TermFrequencies = map[string]map[string]float64{
		"family_name": {"SMITH": 1.0 / 16, "JONES": 1.0 / 64, "OBRIEN": 1.0 / 1024, "ZEBEDEE": 1.0 / 65536},
	}
	return newModel(t, file)
}

// Weight × log2(1/64 ÷ frequency), worked out by hand.
func TestTermFrequencyAdjustment(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name            string
		weight, minimum float64
		a, b            fields
		want            Weight
	}{
		{"common", 1, 1.0 / 4096, fields{"family_name": "Smith"}, fields{"family_name": "Smith"}, -2 * Bit},
		{"as common as the u", 1, 1.0 / 4096, fields{"family_name": "Jones"}, fields{"family_name": "Jones"}, 0},
		{"rare", 1, 1.0 / 4096, fields{"family_name": "O'Brien"}, fields{"family_name": "O'Brien"}, 4 * Bit},
		{"rarer than the minimum", 1, 1.0 / 4096, fields{"family_name": "Zebedee"}, fields{"family_name": "Zebedee"}, 6 * Bit},
		{"not in the table", 1, 1.0 / 4096, fields{"family_name": "Novak"}, fields{"family_name": "Novak"}, 6 * Bit},
		{"a minimum above the table", 1, 1.0 / 8, fields{"family_name": "Smith"}, fields{"family_name": "Smith"}, -3 * Bit},
		{"half the weight", 0.5, 1.0 / 4096, fields{"family_name": "O'Brien"}, fields{"family_name": "O'Brien"}, 2 * Bit},
		{"no weight", 0, 1.0 / 4096, fields{"family_name": "O'Brien"}, fields{"family_name": "O'Brien"}, 0},
		{
			"the rarest that both hold", 1, 1.0 / 4096,
			fields{"family_name": "Smith", "previous_family_name": "O'Brien"},
			fields{"family_name": "O'Brien", "previous_family_name": "Smith"},
			4 * Bit,
		},
		{
			"not the rarest that one holds", 1, 1.0 / 4096,
			fields{"family_name": "Smith", "previous_family_name": "Zebedee"},
			fields{"family_name": "Smith"},
			-2 * Bit,
		},
	} {
		m := frequencyModel(t, tt.weight, tt.minimum)
		a, b := pair(t, m, tt.a, tt.b)
		for _, e := range []Explanation{m.Explain(a, b), m.Explain(b, a)} {
			if p := e.Parts[0]; p.Adjustment != tt.want || p.Weight != 5*Bit || p.Total() != 5*Bit+tt.want {
				t.Errorf("%s: %s and %s for how common, want %s", tt.name, p.Weight, p.Adjustment, tt.want)
			}
		}
	}
}

// Where the names differ, the commoner of the two current ones counts, against
// the u of the exact level; without such a level against the level's own.
func TestTermFrequencyOfNamesThatDiffer(t *testing.T) {
	t.Parallel()
	tf := &TermFrequencyFile{Term: "family_name", Weight: 1, Minimum: 1.0 / 4096}
	exact := LevelFile{Name: "same", When: "exact(family_name)", M: new(0.5), U: new(1.0 / 64)}
	near := LevelFile{Name: "near", When: "jaro_winkler(family_name) >= 0.8", M: new(0.25), U: new(1.0 / 32), TermFrequency: tf}
	smith, jones := fields{"family_name": "Smith"}, fields{"family_name": "Jones"}
	for _, tt := range []struct {
		name   string
		a, b   fields
		levels []LevelFile
		want   Weight
	}{
		{"base of the exact level", jones, fields{"family_name": "Joness"}, []LevelFile{exact, near}, 0},
		{"commoner of the two", smith, fields{"family_name": "Smithe"}, []LevelFile{exact, near}, -2 * Bit},
		{"base of the level itself", jones, fields{"family_name": "Joness"}, []LevelFile{near}, Bit},
		{"neither in the table", fields{"family_name": "Novak"}, fields{"family_name": "Novac"}, []LevelFile{exact, near}, 6 * Bit},
	} {
		m := frequencyModel(t, 1, 1, tt.levels...)
		a, b := pair(t, m, tt.a, tt.b)
		for _, e := range []Explanation{m.Explain(a, b), m.Explain(b, a)} {
			if p := e.Parts[0]; p.Level != "near" || p.Adjustment != tt.want {
				t.Errorf("%s: level %s, %s for how common, want %s", tt.name, p.Level, p.Adjustment, tt.want)
			}
		}
	}
}

// A term without a table is not adjusted; nor is a level that lacks the value.
func TestTermFrequencyWithoutATable(t *testing.T) {
	t.Parallel()
	tf := &TermFrequencyFile{Term: "given_names", Weight: 1, Minimum: 0.5}
	level := LevelFile{Name: "same", When: "exact(family_name)", M: new(0.5), U: new(1.0 / 64), TermFrequency: tf}
	m := frequencyModel(t, 1, 1, level)
	a, b := pair(t, m, daniel(), daniel())
	if p := m.Explain(a, b).Parts[0]; p.Adjustment != 0 {
		t.Errorf("adjusted by %s without a table", p.Adjustment)
	}
	level.TermFrequency = &TermFrequencyFile{Term: "first(family_name, 5)", Weight: 1, Minimum: 0.5}
	m = frequencyModel(t, 1, 1, level)
	a, b = pair(t, m, daniel(), daniel())
	if p := m.Explain(a, b).Parts[0]; p.Adjustment != 0 {
		t.Errorf("adjusted by %s without a table", p.Adjustment)
	}
}

func TestTermCounter(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	counter, in := m.NewTermCounter(), m.NewInterner()
	for _, f := range []fields{
		{"family_name": "Smith", "given_names": "Ann Maria"},
		{"family_name": "Smith", "previous_family_name": "Jones"},
		{"family_name": "Khan", "given_names": "Ann"},
		{"family_name": "Smith", "given_names": "Olga"},
		{"birth_date": "1980-02-10"},
	} {
		counter.Add(f.comparable(t, m, in))
	}
	for least, want := range []map[string]map[string]float64{
		{"family_name": {"SMITH": 0.75, "KHAN": 0.25}, "token(given_names, 1)": {"ANN": 2.0 / 3, "OLGA": 1.0 / 3}},
		{"family_name": {"SMITH": 0.75, "KHAN": 0.25}, "token(given_names, 1)": {"ANN": 2.0 / 3, "OLGA": 1.0 / 3}},
		{"family_name": {"SMITH": 0.75}, "token(given_names, 1)": {"ANN": 2.0 / 3}},
		{"family_name": {"SMITH": 0.75}, "token(given_names, 1)": {}},
	} {
		if got := counter.Frequencies(least); !reflect.DeepEqual(got, want) {
			t.Errorf("of at least %d: %v, want %v", least, got, want)
		}
	}
}
