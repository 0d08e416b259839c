package matcher

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestModelErrorsNameThePlace(t *testing.T) {
	t.Parallel()
	level := func(f *File, i int) *LevelFile { return &f.Comparisons[0].Levels[i] }
	for _, tt := range []struct {
		name   string
		change func(*File)
		want   string
	}{
		{"no name", func(f *File) { f.Name = "" }, "name: expected a name"},
		{"prior 0", func(f *File) { f.Prior = 0 }, "prior: expected a probability between 0 and 1, found 0"},
		{"prior 1", func(f *File) { f.Prior = 1 }, "prior: expected a probability between 0 and 1, found 1"},
		{"prior below 0", func(f *File) { f.Prior = -0.5 }, "prior: expected"},
		{"prior not a number", func(f *File) { f.Prior = math.NaN() }, "prior: expected"},
		{"no rules", func(f *File) { f.BlockingRules = nil }, "blocking_rules: expected at least one"},
		{"no comparisons", func(f *File) { f.Comparisons = nil }, "comparisons: expected at least one"},
		{"wide limit", func(f *File) { f.WideLimit = 1 }, "wide_limit: expected at least 2, found 1"},
		{"max cluster", func(f *File) { f.MaxCluster = 1 }, "max_cluster: expected at least 2, found 1"},
		{"margin", func(f *File) { f.Thresholds.Margin = -1 }, "thresholds.margin: expected 0 or more, found -1"},
		{"review", func(f *File) { f.Thresholds.Review = 1.5 }, "thresholds: expected review ≤ auto − margin, found 1.5 > 2 − 1"},
		{"auto beyond all weights", func(f *File) { f.Thresholds.Auto = 1e300 }, "thresholds: expected weights from -1000 to 1000 bits, found 1e+300"},
		{"review beyond all weights", func(f *File) { f.Thresholds.Review = -1001 }, "thresholds: expected weights from -1000 to 1000 bits, found -1001"},
		{"agreeing fields", func(f *File) { f.Thresholds.AgreeingFields = -1 }, "thresholds.agreeing_fields: expected 0 or more, found -1"},

		{"rule without a name", func(f *File) { f.BlockingRules[0].Name = "" }, `blocking_rules[0].name: expected a name of its own, found ""`},
		{"rule twice", func(f *File) { f.BlockingRules = append(f.BlockingRules, f.BlockingRules[0]) }, `blocking_rules[1].name: expected a name of its own, found "x"`},
		{"rule without keys", func(f *File) { f.BlockingRules[0].Keys = nil }, "blocking_rules[0]: blocking rule x: expected at least one key"},
		{"unknown transform", func(f *File) { f.BlockingRules[0].Keys = []string{"soundx(x)"} }, "blocking_rules[0]: blocking rule x: keys: column 1: expected one of"},
		{"unknown second transform", func(f *File) { f.BlockingRules[0].WhenWide = []string{"soundx(x)"} }, "blocking_rules[0]: blocking rule x: when_wide: column 1: expected one of"},
		{"unknown training transform", func(f *File) { f.TrainingRules = []RuleFile{{Name: "t", Keys: []string{"soundx(x)"}}} }, "training_rules[0]: blocking rule t: keys: column 1: expected one of"},
		{"wide values of no rule", func(f *File) { f.WideValues = map[string][]string{"y": nil} }, `wide_values: expected the name of a blocking rule, found "y"`},

		{"comparison without a name", func(f *File) { f.Comparisons[0].Name = "" }, `comparisons[0].name: expected a name of its own, found ""`},
		{"comparison twice", func(f *File) { f.Comparisons = append(f.Comparisons, f.Comparisons[0]) }, `comparisons[1].name: expected a name of its own, found "c"`},
		{"one level", func(f *File) { f.Comparisons[0].Levels = f.Comparisons[0].Levels[2:] }, "comparisons[0] c: levels: expected at least two"},
		{"last level not else", func(f *File) { level(f, 2).When = "exact(y)" }, "comparisons[0] c: levels[2] else: expected the last level's condition to be else"},
		{"level without a name", func(f *File) { level(f, 1).Name = "" }, `comparisons[0] c: levels[1].name: expected a name of its own, found ""`},
		{"level twice", func(f *File) { level(f, 1).Name = "missing" }, `comparisons[0] c: levels[1].name: expected a name of its own, found "missing"`},
		{"m on a missing level", func(f *File) { level(f, 0).M = new(0.5) }, "comparisons[0] c: levels[0] missing: m: expected none on a missing level"},
		{"u on a missing level", func(f *File) { level(f, 0).U = new(0.5) }, "comparisons[0] c: levels[0] missing: u: expected none on a missing level"},
		{"frequency on a missing level", func(f *File) { level(f, 0).TermFrequency = &TermFrequencyFile{Term: "x", Weight: 1, Minimum: 0.1} }, "comparisons[0] c: levels[0] missing: term_frequency: expected none on a missing level"},
		{"too many levels", func(f *File) { f.Comparisons[0].Levels = slices.Repeat(f.Comparisons[0].Levels, 34) }, "comparisons[0] c: levels: expected at most 100, found 102"},
		{"m 0", func(f *File) { level(f, 1).M = new(0.0) }, "comparisons[0] c: levels[1] same: m: expected a probability above 0 and up to 1, found 0"},
		{"u above 1", func(f *File) { level(f, 1).U = new(1.5) }, "comparisons[0] c: levels[1] same: u: expected a probability above 0 and up to 1, found 1.5"},
		{"m not a number", func(f *File) { level(f, 1).M = new(math.NaN()) }, "levels[1] same: m: expected a probability"},
		{"m does not add up", func(f *File) { level(f, 1).M = new(0.7) }, "comparisons[0] c: expected the m of its levels to add up to 1, found 0.95"},
		{"u does not add up", func(f *File) { level(f, 1).U = new(0.26) }, "comparisons[0] c: expected the u of its levels to add up to 1, found 1.01"},
		{"m just beyond", func(f *File) { level(f, 1).M = new(0.750002) }, "expected the m of its levels to add up to 1, found 1.000002"},
		{"no m", func(f *File) { level(f, 1).M = nil }, "comparisons[0] c: levels[1] same: expected m and u (mpi train gives them)"},
		{"no u", func(f *File) { level(f, 2).U = nil }, "comparisons[0] c: levels[2] else: expected m and u (mpi train gives them)"},

		{"condition that does not parse", func(f *File) { level(f, 1).When = "exact(x" }, "comparisons[0] c: levels[1] same: when: column 8: expected , or )"},
		{"empty condition", func(f *File) { level(f, 1).When = "" }, "levels[1] same: when: column 1: expected a name"},
		{"unknown predicate", func(f *File) { level(f, 1).When = "exacty(x)" }, "levels[1] same: when: column 1: expected one of absent, contained, day_month_swapped,"},
		{"unknown predicate within", func(f *File) { level(f, 1).When = "exact(x) and exacty(x)" }, "when: column 14: expected one of"},
		{"a column alone", func(f *File) { level(f, 1).When = "x" }, "when: column 1: expected a predicate, one of"},
		{"a number alone", func(f *File) { level(f, 1).When = "1" }, "when: column 1: expected a predicate, one of"},
		{"else and more", func(f *File) { level(f, 1).When = "else or exact(x)" }, "when: column 1: expected a predicate, one of"},
		{"too few terms", func(f *File) { level(f, 1).When = "swapped(x)" }, "when: column 1: swapped takes 2 terms"},
		{"too many terms", func(f *File) { level(f, 1).When = "exact(x, y)" }, "when: column 1: exact takes 1 terms"},
		{"unknown transform in a condition", func(f *File) { level(f, 1).When = "exact(soundx(x))" }, "when: column 7: expected one of"},
		{"a number for a term", func(f *File) { level(f, 1).When = "exact(1)" }, "when: column 7: expected a column"},
		{"a measure without a number", func(f *File) { level(f, 1).When = "levenshtein(x)" }, "when: column 1: expected a comparison with a number after levenshtein(…)"},
		{"unknown measure", func(f *File) { level(f, 1).When = "levenstein(x) < 2" }, "when: column 1: expected a measure, one of byte_damerau_levenshtein,"},
		{"a predicate with a number", func(f *File) { level(f, 1).When = "exact(x) > 1" }, "when: column 1: expected a measure, one of"},
		{"a column with a number", func(f *File) { level(f, 1).When = "x > 1" }, "when: column 1: expected a measure, one of"},
		{"a measure of two terms", func(f *File) { level(f, 1).When = "levenshtein(x, y) < 2" }, "when: column 1: levenshtein takes one term"},
		{"a measure of a bad term", func(f *File) { level(f, 1).When = "levenshtein(first(x)) < 2" }, "when: column 13: first takes"},
		{"not a predicate", func(f *File) { level(f, 1).When = "not x" }, "when: column 5: expected a predicate"},

		{"frequency term", func(f *File) { level(f, 1).TermFrequency = &TermFrequencyFile{Term: "soundx(x)", Minimum: 0.1} }, "levels[1] same: term_frequency.term: column 1: expected one of"},
		{"frequency weight", func(f *File) { level(f, 1).TermFrequency = &TermFrequencyFile{Term: "x", Weight: 1.5, Minimum: 0.1} }, "levels[1] same: term_frequency.weight: expected 0 to 1, found 1.5"},
		{"frequency weight below 0", func(f *File) { level(f, 1).TermFrequency = &TermFrequencyFile{Term: "x", Weight: -1, Minimum: 0.1} }, "term_frequency.weight: expected 0 to 1, found -1"},
		{"minimum below 0", func(f *File) { level(f, 1).TermFrequency = &TermFrequencyFile{Term: "x", Weight: 1, Minimum: -1} }, "levels[1] same: term_frequency.minimum: expected 0 to 1, found -1"},
		{"minimum above 1", func(f *File) { level(f, 1).TermFrequency = &TermFrequencyFile{Term: "x", Weight: 1, Minimum: 2} }, "term_frequency.minimum: expected 0 to 1, found 2"},
		{"frequency 0", func(f *File) { f.TermFrequencies = map[string]map[string]float64{"x": {"A": 0}} }, "term_frequencies.x: expected frequencies above 0 and up to 1, found 0"},
		{"frequency above 1", func(f *File) { f.TermFrequencies = map[string]map[string]float64{"x": {"A": 1.1}} }, "term_frequencies.x: expected frequencies above 0 and up to 1, found 1.1"},
	} {
		file := smallFile()
		tt.change(&file)
		_, err := New(file)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "model "+file.Name+": ") {
			t.Errorf("%s gave %v, want an error with %q", tt.name, err, tt.want)
		}
	}
}

func TestModelsOnTheEdgeAreGood(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*File){
		"unchanged":           func(*File) {},
		"review = auto":       func(f *File) { f.Thresholds = ThresholdsFile{Auto: 2, Review: 2} },
		"within the rounding": func(f *File) { f.Comparisons[0].Levels[1].M = new(0.7500009) },
		"m 1": func(f *File) {
			f.Comparisons[0].Levels = f.Comparisons[0].Levels[1:]
			f.Comparisons[0].Levels[0].M, f.Comparisons[0].Levels[1].M = new(1-1e-9), new(1e-9)
		},
		"frequency 1":      func(f *File) { f.TermFrequencies = map[string]map[string]float64{"x": {"A": 1}} },
		"frequency weight": func(f *File) { f.Comparisons[0].Levels[1].TermFrequency = &TermFrequencyFile{Term: "x", Minimum: 1} },
		"wide values":      func(f *File) { f.WideValues = map[string][]string{"x": {"A"}} },
	} {
		file := smallFile()
		change(&file)
		if _, err := New(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file that is to be trained has no m and u; one that cannot be compiled is
// no use there either.
func TestUntrained(t *testing.T) {
	t.Parallel()
	file := smallFile()
	for i := range file.Comparisons[0].Levels {
		file.Comparisons[0].Levels[i].M, file.Comparisons[0].Levels[i].U = nil, nil
	}
	if _, err := New(file); err == nil {
		t.Error("an untrained model may not weigh")
	}
	m, err := NewUntrained(file)
	if err != nil {
		t.Fatal(err)
	}
	a, b := pair(t, m, fields{"x": "1"}, fields{"x": "1"})
	if weight, agreeing := m.Weigh(a, b); weight != m.Prior() || agreeing != 0 {
		t.Errorf("weighs %s with %d agreeing, want the prior alone", weight, agreeing)
	}
	if got := m.Levels(a, b, nil); len(got) != 1 || got[0] != 1 {
		t.Errorf("levels %v, want [1]", got)
	}
	file.Comparisons[0].Levels[1].When = "exacty(x)"
	if _, err := NewUntrained(file); err == nil {
		t.Error("a condition that cannot be read may not pass")
	}
}
