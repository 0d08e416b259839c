package matcher

import (
	"encoding/csv"
	"math"
	"os"
	"strconv"
	"testing"
)

// TestByteMeasuresAreDuckDBs compares with what DuckDB answers, to the last digit.
func TestByteMeasuresAreDuckDBs(t *testing.T) {
	t.Parallel()
	file, err := os.Open("../testdata/splink/duckdb.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]func(x, y string) float64{
		"byte_jaro": byteJaro, "byte_jaro_winkler": byteJaroWinkler, "byte_levenshtein": byteLevenshtein,
		"byte_damerau_levenshtein": byteDamerau, "jaccard": jaccard,
	}
	for _, row := range rows[1:] {
		for i, name := range rows[0][2:] {
			want, err := strconv.ParseFloat(row[2+i], 64)
			if err != nil {
				t.Fatal(err)
			}
			if got := of[name](row[0], row[1]); got != want {
				t.Errorf("%s of %q and %q: %v, want %v", name, row[0], row[1], got, want)
			}
		}
	}
}

func TestByteMeasuresByHand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		got  float64
		want float64
	}{
		{"nothing is like nothing", byteJaro("", ""), 0},
		{"an accent is two bytes", byteLevenshtein("é", "e"), 2},
		{"a swap and a letter between", byteDamerau("ca", "abc"), 2},
		{"from nothing", byteDamerau("", "ab"), 2},
		{"half of the bytes", jaccard("abc", "abd"), 0.5},
		{"10 and 8", relativeDifference("10", "8"), 0.2},
		{"below nought", relativeDifference("-5", "-10"), -1},
		{"no number", relativeDifference("x", "8"), math.Inf(1)},
		{"the same way", cosine("[1, 2]", "[2, 4]"), 1},
		{"across", cosine("[1, 0]", "[0, 3]"), 0},
		{"no list", cosine("1", "[1]"), math.Inf(-1)},
		{"a degree north", kilometres("0", "0", "1", "0"), 111.19492340087890625},
		{"round the globe", kilometres("0", "-180", "0", "180"), 0},
		{"no number", kilometres("x", "0", "1", "0"), math.Inf(1)},
	} {
		if math.Abs(tt.got-tt.want) > 1e-6 && tt.got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}
