package splink_test

import (
	"math"
	"testing"
)

// TestCommonValuesWeighLess holds Splink's adjustment by hand: of the commoner
// value, against the u of the exact level or the level's own, and none where
// neither value is known.
func TestCommonValuesWeighLess(t *testing.T) {
	t.Parallel()
	adjusted := map[string]any{"tf_adjustment_column": "a"}
	own := map[string]any{"tf_adjustment_column": "a", "u_probability": 0.1, "disable_tf_exact_match_detection": true}
	file := imported(t, map[string]any{"comparisons": []any{comparison(nullLevel(), level("a_l = a_r", adjusted),
		level("levenshtein(a_l, a_r) <= 1", own), level("levenshtein(a_l, a_r) <= 2", adjusted), level("ELSE", nil))}}).File
	file.TermFrequencies = map[string]map[string]float64{"`a`": {"ann": 0.5, "annie": 0.125}}
	model := newModel(t, file)
	var rows []map[string]string
	for _, name := range []string{"ann", "anne", "annie", "bob"} {
		rows = append(rows, map[string]string{"id": name + "1", "a": name}, map[string]string{"id": name + "2", "a": name})
	}
	records := made(t, model, "id", rows)
	for _, tt := range []struct {
		a, b string
		want float64
	}{
		{"ann1", "ann2", math.Log2(0.25 / 0.5)},
		{"ann1", "anne2", math.Log2(0.1 / 0.5)},
		{"annie1", "anne1", math.Log2(0.1 / 0.125)}, // the one name that is known counts
		{"ann1", "annie1", math.Log2(0.25 / 0.5)},
		{"bob1", "bob2", 0},
	} {
		got := model.Explain(records[tt.a], records[tt.b]).Parts[0].Adjustment.Bits()
		if math.Abs(got-tt.want) > 1e-6 {
			t.Errorf("%s and %s: %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}
