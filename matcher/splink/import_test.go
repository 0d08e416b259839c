package splink_test

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/splink"
)

// saved makes a model file of parts: two blocking rules and one comparison
// unless they are given.
func saved(parts map[string]any) string {
	file := map[string]any{
		"link_type": "dedupe_only", "sql_dialect": "duckdb", "unique_id_column_name": "id",
		"probability_two_random_records_match":   0.001,
		"blocking_rules_to_generate_predictions": []any{map[string]any{"blocking_rule": `l."a" = r."a"`}, `l.b = r.b`},
		"comparisons":                            []any{comparison(nullLevel(), level("a_l = a_r", nil), level("ELSE", nil))},
	}
	maps.Copy(file, parts)
	text, err := json.Marshal(file)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func comparison(levels ...map[string]any) map[string]any {
	return map[string]any{"output_column_name": "a", "comparison_levels": levels}
}

func nullLevel() map[string]any {
	return map[string]any{"sql_condition": "a_l IS NULL OR a_r IS NULL", "label_for_charts": "null", "is_null_level": true}
}

func level(sql string, more map[string]any) map[string]any {
	out := map[string]any{"sql_condition": sql, "m_probability": 0.5, "u_probability": 0.25}
	maps.Copy(out, more)
	return out
}

func imported(t *testing.T, parts map[string]any) splink.Model {
	t.Helper()
	model, err := splink.Read(strings.NewReader(saved(parts)), splink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return model
}

func TestModelIsImported(t *testing.T) {
	t.Parallel()
	model := imported(t, nil)
	if model.UniqueID != "id" || model.NeedsFrequencies || model.File.Prior != 0.001 {
		t.Errorf("id %s, needs frequencies %v, prior %v; want id, false, 0.001", model.UniqueID, model.NeedsFrequencies, model.File.Prior)
	}
	if got := model.File.BlockingRules; len(got) != 2 || got[0].Keys[0] != "`a`" || got[1].Name != "b" {
		t.Errorf("blocking rules %+v, want keys `a` and `b`", got)
	}
	auto, review := math.Log2(99), math.Log2(9)
	if got := model.File.Thresholds; math.Abs(got.Auto-auto) > 1e-6 || math.Abs(got.Review-review) > 1e-6 {
		t.Errorf("thresholds %+v, want %v and %v", got, auto, review)
	}
}

// TestBlockingRules splits or into rules and keeps and as one.
func TestBlockingRules(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		`(l."a" = r."a") AND (l."b" = r."b")`:                                     "`a`+`b`",
		`l.a = r.a or l.b = r.b`:                                                  "`a` | `b`",
		`l.a = r.a and (l.b = r.b or l.c = r.c)`:                                  "`a`+`b` | `a`+`c`",
		`SUBSTRING(l.a, 1, 3) = SUBSTRING(r.a, 1, 3) AND lower(l.b) = lower(r.b)`: "first(`a`, 3)+lower(`b`)",
		`substr(l.a, 6, 2) = substr(r.a, 6, 2)`:                                   "substring(`a`, 6, 2)",
		`l.a = r.a and l.a = r.a`:                                                 "`a`",
		`not (l.a <> r.a)`:                                                        "`a`",
		`nullif(regexp_extract(l.a, '^.', 0), '') = nullif(regexp_extract(r.a, '^.', 0), '')`: "match(`a`, '^.', 0)",
	} {
		var ways []string
		for _, rule := range imported(t, map[string]any{"blocking_rules_to_generate_predictions": []any{sql}}).File.BlockingRules {
			ways = append(ways, strings.Join(rule.Keys, "+"))
		}
		if got := strings.Join(ways, " | "); got != want {
			t.Errorf("%s: keys %s, want %s", sql, got, want)
		}
	}
}

func TestExplodedColumnsGiveAKeyForEachItem(t *testing.T) {
	t.Parallel()
	rule := map[string]any{"blocking_rule": "l.a = r.a and l.b = r.b", "arrays_to_explode": []string{"a"}, "salting_partitions": 4}
	got := imported(t, map[string]any{"blocking_rules_to_generate_predictions": []any{rule}}).File.BlockingRules[0].Keys
	if want := []string{"items(`a`)", "`b`"}; !slices.Equal(got, want) {
		t.Errorf("keys %v, want %v", got, want)
	}
}

// TestDefaults holds Splink's own m and u for levels that have none: of a
// comparison of four levels it starts from these.
func TestDefaults(t *testing.T) {
	t.Parallel()
	bare := map[string]any{"m_probability": nil, "u_probability": nil}
	model := imported(t, map[string]any{"comparisons": []any{comparison(nullLevel(), level("a_l = a_r", bare),
		level("levenshtein(a_l, a_r) <= 1", bare), level("levenshtein(a_l, a_r) <= 2", map[string]any{"m_probability": "level not observed in training dataset"}), level("ELSE", bare))}})
	want := [][2]float64{{0.95, 0.95 / 1024}, {0.05 / 3, 0.05 / 3 / 8}, {1e-6, 0.25}, {0.05 / 3, 0.05 / 3 * 32}}
	for i, level := range model.File.Comparisons[0].Levels[1:] {
		if math.Abs(*level.M-want[i][0]) > 1e-15 || math.Abs(*level.U-want[i][1]) > 1e-15 {
			t.Errorf("%s: m %v, u %v, want %v", level.Name, *level.M, *level.U, want[i])
		}
	}
}

func TestTermFrequencies(t *testing.T) {
	t.Parallel()
	adjusted := map[string]any{"tf_adjustment_column": "a", "tf_adjustment_weight": 0.5, "tf_minimum_u_value": 0.01}
	model := imported(t, map[string]any{"comparisons": []any{comparison(nullLevel(), level(`"a_l" = "a_r"`, adjusted),
		level("levenshtein(a_l, a_r) <= 1", map[string]any{"tf_adjustment_column": `"a"`, "disable_tf_exact_match_detection": true}),
		level("ELSE", adjusted))}})
	levels := model.File.Comparisons[0].Levels
	if got, want := *levels[1].TermFrequency, (matcher.TermFrequencyFile{Term: "`a`", Weight: 0.5, Minimum: 0.01}); got != want {
		t.Errorf("adjusts by %+v, want %+v", got, want)
	}
	if got, want := *levels[2].TermFrequency, (matcher.TermFrequencyFile{Term: "`a`", Weight: 1, OwnU: true}); got != want {
		t.Errorf("adjusts by %+v, want %+v", got, want)
	}
	if levels[3].TermFrequency != nil || !model.NeedsFrequencies {
		t.Error("the else level is adjusted, or no frequencies are asked for")
	}
}

// TestWhatCannotBeMappedIsRefusedByName names comparison, level and SQL.
func TestWhatCannotBeMappedIsRefusedByName(t *testing.T) {
	t.Parallel()
	rules := func(sql string) map[string]any {
		return map[string]any{"blocking_rules_to_generate_predictions": []any{`l.a = r.a`, sql}}
	}
	levels := func(levels ...map[string]any) map[string]any {
		return map[string]any{"comparisons": []any{comparison(levels...)}}
	}
	for _, tt := range []struct {
		parts map[string]any
		want  string
	}{
		{
			levels(level("soundex(a_l) = soundex(a_r)", map[string]any{"label_for_charts": "sound"}), level("ELSE", nil)),
			`comparison "a": level "sound": cannot be mapped: soundex("a_l")`,
		},
		{levels(level("a_l = a_r and b_l = c_r", nil), level("ELSE", nil)), `comparison "a": level "level 1": expected a condition that is the same`},
		{levels(level("ELSE", nil), level("a_l = a_r", nil)), "expected the last level's condition to be else"},
		{levels(level("levenshtein(a_l, a_r) < 2", map[string]any{"tf_adjustment_column": "a"}), level("ELSE", nil)), "tf_adjustment_column: expected a level that compares `a` for equality alone"},
		{levels(level("a_l = a_r", map[string]any{"tf_adjustment_column": "lower(a)"}), level("ELSE", nil)), "tf_adjustment_column: expected a column, found lower(a)"},
		{levels(level("a_l = a_r", map[string]any{"m_probability": 0}), level("ELSE", nil)), "m: expected a probability above 0"},
		{rules("1=1"), "blocking rule 2: cannot be a key: 1 = 1"},
		{rules("l.a = r.b"), `blocking rule 2: cannot be a key: "l"."a" = "r"."b"`},
		{rules("l.a = r.a and levenshtein(l.b, r.b) < 2"), `blocking rule 2: cannot be a key: levenshtein("l"."b", "r"."b") < 2`},
		{rules("l.a = r.a and l.b <> r.b"), `blocking rule 2: cannot be a key: "l"."b" <> "r"."b"`},
		{rules("l.a = "), "blocking rule 2: column 7: expected"},
		{map[string]any{"blocking_rules_to_generate_predictions": []any{}}, "blocking_rules_to_generate_predictions: expected at least one"},
		{map[string]any{"comparisons": []any{}}, "comparisons: expected at least one"},
		{map[string]any{"link_type": "link_only"}, "link_type: link_only compares no two records of one file"},
		{map[string]any{"probability_two_random_records_match": 1}, "prior: expected a probability between 0 and 1"},
		{map[string]any{"comparisons": 3}, "reading JSON"},
	} {
		_, err := splink.Read(strings.NewReader(saved(tt.parts)), splink.Options{})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want one with %s", err, tt.want)
		}
	}
}

func TestThresholdsAreChoices(t *testing.T) {
	t.Parallel()
	model, err := splink.Read(strings.NewReader(saved(nil)), splink.Options{Auto: 0.8, Review: 0.8})
	if err != nil {
		t.Fatal(err)
	}
	if got := model.File.Thresholds; got.Auto != 2 || got.Review != 2 || got.Margin != 0 {
		t.Errorf("thresholds %+v, want 2, 2 and no margin", got)
	}
	if _, err := splink.Read(strings.NewReader(saved(nil)), splink.Options{Auto: 0.8, Review: 0.9}); err == nil {
		t.Error("a review threshold above that of a link was taken")
	}
}

func TestLooks(t *testing.T) {
	t.Parallel()
	own, err := os.ReadFile("../models/uk-start.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{saved(nil): true, string(own): false, "{}": false, "": false, "[": false} {
		if got := splink.Looks([]byte(text)); got != want {
			t.Errorf("%.30s…: %v, want %v", text, got, want)
		}
	}
}

// FuzzRead holds that no model file brings the import down, and that what it
// takes is a model that can be written and read.
func FuzzRead(f *testing.F) {
	f.Add(saved(nil))
	f.Add(saved(map[string]any{"comparisons": []any{comparison(level("(a_l = b_r and b_l = a_r) or not (a_l = 'x' and a_r = 'x')", nil), level("ELSE", nil))}}))
	f.Add(saved(map[string]any{"blocking_rules_to_generate_predictions": []any{"l.a = r.a and (l.b = r.b or l.c = r.c)"}}))
	f.Fuzz(func(t *testing.T, text string) {
		model, err := splink.Read(strings.NewReader(text), splink.Options{})
		if err != nil {
			return
		}
		var out strings.Builder
		if err := model.File.Write(&out); err != nil {
			t.Fatal(err)
		}
		if _, err := matcher.Read(strings.NewReader(out.String())); err != nil {
			t.Fatalf("%s is not read back: %v", out.String(), err)
		}
	})
}

// FuzzCondition holds that every condition that is taken compiles.
func FuzzCondition(f *testing.F) {
	for _, sql := range []string{
		`"a_l" IS NULL OR "a_r" IS NULL`, "levenshtein(trim(a_l), a_r) < 1e3", "a_l[1] = a_r[-1]",
		"NOT (substr(a_l, 2, 3) = substr(a_r, 2, 3))", "regexp_extract(a_l, '(.)', 1) = regexp_extract(a_r, '(.)', 1)",
		"abs(epoch(try_strptime(a_l, '%d/%m/%y')) - epoch(try_strptime(a_r, '%d/%m/%y'))) / 2 <= 9",
	} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		parts := map[string]any{"comparisons": []any{comparison(level(sql, nil), level("ELSE", nil))}}
		_, err := splink.Read(strings.NewReader(saved(parts)), splink.Options{})
		if err != nil && strings.Contains(err.Error(), "when:") && !strings.Contains(err.Error(), "nesting") {
			t.Fatalf("%s was mapped to what does not compile: %v", sql, err)
		}
	})
}
