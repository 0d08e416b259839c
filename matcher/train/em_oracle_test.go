package train

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// The file holds 4,000 pairs made from m = 0.7, 0.9, 0.95, u = 0.1, 0.025, 0.2
// and a prior of one half, in exact proportion and without missing levels: the
// maximum of the likelihood is those parameters themselves.
func TestEMAgainstKnownParameters(t *testing.T) {
	t.Parallel()
	vectors, truth := readKnown(t)
	start := Params{Prior: 0.3, M: slices.Repeat([][]float64{{0.2, 0.8}}, 3), U: slices.Repeat([][]float64{{0.8, 0.2}}, 3)}
	opt := EMOptions{MaxIterations: 20_000, Tolerance: 1e-15}
	got, trace, err := EM(t.Context(), PatternsOf(slices.Values(vectors)), start, opt)
	if err != nil || !trace.Converged {
		t.Fatalf("error %v, converged %v", err, trace.Converged)
	}
	worst := 0.0
	for i, levels := range vectors {
		worst = max(worst, math.Abs(Posterior(got, levels)-truth[i]))
	}
	if !(worst <= 1e-9) {
		t.Errorf("the worst posterior is %v off: want at most 1e-9", worst)
	}
	t.Logf("%d pairs, %d iterations, worst posterior %.1e off", len(vectors), len(trace.Steps), worst)
	checkKnown(t, got)
}

func checkKnown(t *testing.T, got Params) {
	t.Helper()
	m, u := []float64{0.7, 0.9, 0.95}, []float64{0.1, 0.025, 0.2}
	for i := range m {
		if math.Abs(got.M[i][1]-m[i]) > 1e-9 || math.Abs(got.U[i][1]-u[i]) > 1e-9 {
			t.Errorf("comparison %d: m %v and u %v, want %v and %v", i, got.M[i][1], got.U[i][1], m[i], u[i])
		}
	}
	if math.Abs(got.Prior-0.5) > 1e-9 {
		t.Errorf("prior %v, want 0.5", got.Prior)
	}
}

func readKnown(t *testing.T) (vectors [][]int8, truth []float64) {
	t.Helper()
	file := openShared(t, "splink-known_params_comparison_vectors.csv")
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], "true_match_probability_l")
	for _, row := range rows[1:] {
		vectors = append(vectors, []int8{parseLevel(t, row[0]), parseLevel(t, row[1]), parseLevel(t, row[2])})
		p, err := strconv.ParseFloat(row[at], 64)
		if err != nil {
			t.Fatal(err)
		}
		truth = append(truth, p)
	}
	if len(vectors) != 4000 {
		t.Fatalf("%d pairs: want 4000", len(vectors))
	}
	return vectors, truth
}

func parseLevel(t *testing.T, field string) int8 {
	t.Helper()
	level, err := strconv.ParseInt(field, 10, 8)
	if err != nil {
		t.Fatal(err)
	}
	return int8(level)
}

// openShared opens a file of the shared test data, which lie beside the
// project. Where they are not, the test is skipped, or fails if CI is set.
func openShared(t *testing.T, name string) *os.File {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", name))
	switch {
	case errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") == "":
		t.Skipf("skipped: the shared test data with %s are not beside the project", name)
	case err != nil:
		t.Fatalf("opening the shared test data: %v", err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}
