package matcher

import (
	"testing"
)

// holds tells whether a condition holds of two records whose columns x and y
// have these values.
func holds(t *testing.T, when string, a, b fields) bool {
	t.Helper()
	m := conditionModel(t, when)
	x, y := pair(t, m, a, b)
	level := m.comparisons[0].level(m.forgetful(), x, y)
	if back := m.comparisons[0].level(m.forgetful(), y, x); back != level {
		t.Errorf("%s gives level %d, and %d the other way, of %v and %v", when, level, back, a, b)
	}
	return level == 0
}

// conditionModel is a model with one condition, and else.
func conditionModel(tb testing.TB, when string) *Model {
	tb.Helper()
	file := smallFile()
	file.Comparisons = []ComparisonFile{{Name: "c", Levels: []LevelFile{
		{Name: "holds", When: when, M: new(0.5), U: new(0.25)},
		{Name: "else", When: "else", M: new(0.5), U: new(0.75)},
	}}}
	return newModel(tb, file)
}

// smallFile is a model file with nothing wrong and little in it.
func smallFile() File {
	return File{
		Name: "small", Version: "1", Prior: 0.5, MaxCluster: 2, WideLimit: 2,
		Thresholds:    ThresholdsFile{Auto: 2, Review: 1, Margin: 1},
		BlockingRules: []RuleFile{{Name: "x", Keys: []string{"x"}}},
		Comparisons: []ComparisonFile{{Name: "c", Levels: []LevelFile{
			{Name: "missing", When: "null(x)", Missing: true},
			{Name: "same", When: "exact(x)", M: new(0.75), U: new(0.25)},
			{Name: "else", When: "else", M: new(0.25), U: new(0.75)},
		}}},
	}
}

func TestPredicates(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		when, a, b string
		want       bool
	}{
		{"null(x)", "", "A", true},
		{"null(x)", "", "", true},
		{"null(x)", "A", "B", false},

		{"exact(x)", "SMITH", "smith", true},
		{"exact(x)", "SMITH", "SMYTH", false},
		{"exact(x)", "", "", false},
		{"exact(x)", "", "SMITH", false},

		{"nickname(x)", "ELIZABETH", "ELIZABETH", true},
		{"nickname(x)", "ELIZABETH", "LIZ", true},
		{"nickname(x)", "KATHERINE", "KATE", true},
		{"nickname(x)", "MOHAMMED", "MUHAMMAD", true},
		{"nickname(x)", "DANIEL", "DANIELLE", false},
		{"nickname(x)", "MARIA", "MARIAM", false},
		{"nickname(x)", "JOHN", "", false},
		{"family_variant(x)", "WONG", "WONG", true},
		{"family_variant(x)", "WONG", "HUANG", true},
		{"family_variant(x)", "WONG", "SMITH", false},

		{"shared_token(x)", "MARIA LUISA", "LUISA ANN", true},
		{"shared_token(x)", "MARIA LUISA", "ANN JANE", false},
		{"shared_token(x)", "MARIA L", "ANN L", false},
		{"shared_token(x)", "MARIALUISA", "LUISA", false},
		{"shared_token(x)", "", "ANN", false},

		{"contained(x)", "MARIA", "MARIA LUISA", true},
		{"contained(x)", "LUISA MARIA", "MARIA LUISA", true},
		{"contained(x)", "MARIA LUISA ANN", "ANN MARIA", true},
		{"contained(x)", "MARIA ANN", "MARIA LUISA", false},
		{"contained(x)", "MARIA JANE", "MARIA LUISA ANN", false},
		{"contained(x)", "", "MARIA", false},

		{"initial(x)", "D", "DANIEL", true},
		{"initial(x)", "D", "D", true},
		{"initial(x)", "D", "JOHN", false},
		{"initial(x)", "DA", "DANIEL", false},
		{"initial(x)", "", "DANIEL", false},

		{"joined(x)", "WAI MING", "WAIMING", true},
		{"joined(x)", "WAI MING", "WAI-MING", false}, // a column of a file's own keeps its punctuation
		{"joined(x)", "WAI MING", "WA IMING", true},
		{"joined(x)", "WAI MING", "MING WAI", false},

		{"prefix_of(x)", "KATH", "KATHERINE", true},
		{"prefix_of(x)", "KAT", "KATHERINE", true},
		{"prefix_of(x)", "KA", "KATHERINE", false},
		{"prefix_of(x)", "KATHERINE", "KATHERINE", true},
		{"prefix_of(x)", "KATE", "KATHERINE", false},

		{"lookalike(x)", "M1 10B", "MI 1OB", true},
		{"lookalike(x)", "0", "O", true},
		{"lookalike(x)", "M1 10B", "M2 10B", false},
		{"lookalike(x)", "M1", "M11", false},
		{"lookalike(x)", "", "O", false},
	} {
		if got := holds(t, tt.when, fields{"x": tt.a}, fields{"x": tt.b}); got != tt.want {
			t.Errorf("%s of %q and %q: %v, want %v", tt.when, tt.a, tt.b, got, tt.want)
		}
	}
}

func TestDatePredicates(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		when, a, b string
		want       bool
	}{
		{"day_month_swapped(birth_date)", "1980-02-10", "1980-10-02", true},
		{"day_month_swapped(birth_date)", "1980-02-10", "1981-10-02", false},
		{"day_month_swapped(birth_date)", "1980-02-02", "1980-02-02", false},
		{"day_month_swapped(birth_date)", "1980-02-10", "1980-02", false},

		{"one_digit_out(birth_date)", "1980-02-10", "1980-02-11", true},
		{"one_digit_out(birth_date)", "1980-02-10", "1970-02-10", true},
		{"one_digit_out(birth_date)", "1980-02-10", "1980-02-10", false},
		{"one_digit_out(birth_date)", "1980-02-10", "1980-02-21", false},
		{"one_digit_out(birth_date)", "1980-02", "1980-03", false},

		{"digits_transposed(birth_date)", "1980-02-12", "1980-02-21", true},
		{"digits_transposed(birth_date)", "1968-02-10", "1986-02-10", true},
		{"digits_transposed(birth_date)", "1980-01-10", "1980-10-10", true},
		{"digits_transposed(birth_date)", "1980-02-10", "1980-02-10", false},
		{"digits_transposed(birth_date)", "1980-02-12", "1980-02-23", false},
		{"digits_transposed(birth_date)", "1968-02-10", "1986-02-11", false},
		{"digits_transposed(birth_date)", "1980-02-12", "1980-02", false},
		{"digits_transposed(birth_date)", "1980-02-12", "1980-03-13", false},

		{"default_date(birth_date)", "1980-01-01", "1980-01-01", true},
		{"default_date(birth_date)", "1980-01-01", "1981-01-01", false},
		{"default_date(birth_date)", "1980-01-02", "1980-01-02", false},
		{"default_date(birth_date)", "1980-01", "1980-01", false},

		{"date_parts(birth_date) >= 3", "1980-02-10", "1980-02-10", true},
		{"date_parts(birth_date) = 2", "1980-02-10", "1980-02-11", true},
		{"date_parts(birth_date) = 2", "1980-02-10", "1981-02-10", true},
		{"date_parts(birth_date) = 2", "1980-02-10", "1980-02", true},
		{"date_parts(birth_date) = 1", "1980-02-10", "1980-03-11", true},
		{"date_parts(birth_date) = 1", "1980-02-10", "1980", true},
		{"date_parts(birth_date) = 0", "1980-02-10", "1981-03-11", true},
		{"date_parts(birth_date) >= 0", "1980-02-10", "", false},

		{"days_apart(birth_date) <= 1", "1980-02-29", "1980-03-01", true},
		{"days_apart(birth_date) < 1", "1980-02-29", "1980-03-01", false},
		{"days_apart(birth_date) = 365", "1981-01-02", "1982-01-02", true},
		{"days_apart(birth_date) <= 9999", "1980-02", "1980-02", false},
		{"days_apart(birth_date) <= 9999", "1980-02-01", "", false},
	} {
		if got := holds(t, tt.when, fields{"birth_date": tt.a}, fields{"birth_date": tt.b}); got != tt.want {
			t.Errorf("%s of %s and %s: %v, want %v", tt.when, tt.a, tt.b, got, tt.want)
		}
	}
}

// A column that holds several values agrees when any two of them do, and null
// needs every term to be absent.
func TestPredicatesOfSeveralValues(t *testing.T) {
	t.Parallel()
	married := fields{"family_name": "SMITH", "previous_family_name": "JONES", "given_names": "ANN"}
	for _, tt := range []struct {
		when string
		b    fields
		want bool
	}{
		{"exact(family_name)", fields{"family_name": "JONES"}, true},
		{"exact(current(family_name))", fields{"family_name": "JONES"}, false},
		{"exact(family_name)", fields{"family_name": "BROWN", "previous_family_name": "JONES"}, true},
		{"jaro_winkler(family_name) >= 0.9", fields{"family_name": "JONESS"}, true},
		{"levenshtein(family_name) <= 1", fields{"family_name": "BROWN", "previous_family_name": "JONE"}, true},
		{"swapped(family_name, given_names)", fields{"family_name": "ANN", "given_names": "JONES"}, true},
		{"swapped(family_name, given_names)", fields{"family_name": "ANN", "given_names": "ANN"}, false},
		{"swapped(family_name, given_names)", fields{"family_name": "SMITH", "given_names": "ANN"}, false},
		{"swapped(family_name, given_names)", fields{"family_name": "ANN"}, false},
		{"null(family_name, birth_date)", fields{"family_name": "SMITH"}, false},
		{"null(family_name, birth_date)", fields{"birth_date": "1980-02-10"}, false},
		{"null(family_name, birth_date)", fields{"given_names": "ANN"}, true},
		{"null(birth_date)", fields{"birth_date": "1980-02-10"}, true},
		{"exact(soundex(family_name))", fields{"family_name": "SMYTHE"}, true},
	} {
		if got := holds(t, tt.when, married, tt.b); got != tt.want {
			t.Errorf("%s of %v: %v, want %v", tt.when, tt.b, got, tt.want)
		}
	}
}

func TestLogic(t *testing.T) {
	t.Parallel()
	a := fields{"x": "1", "y": "1", "z": "1"}
	b := fields{"x": "1", "y": "2", "z": "1"}
	for when, want := range map[string]bool{
		"exact(x) and exact(z)":                           true,
		"exact(x) and exact(y)":                           false,
		"exact(y) and exact(x)":                           false,
		"exact(y) or exact(x)":                            true,
		"exact(y) or exact(y)":                            false,
		"not exact(y)":                                    true,
		"not exact(x)":                                    false,
		"not exact(y) and exact(x)":                       true,
		"exact(x) or exact(y) and exact(y)":               true,
		"(exact(x) or exact(y)) and exact(y)":             false,
		"exact(x) and exact(z) and not exact(y)":          true,
		"exact(y) or exact(y) or difference(y) = 1":       true,
		"levenshtein(y) > 0 and levenshtein(y) < 2":       true,
		"levenshtein(y) >= 1 and not levenshtein(y) <= 0": true,
	} {
		if got := holds(t, when, a, b); got != want {
			t.Errorf("%s: %v, want %v", when, got, want)
		}
	}
}
