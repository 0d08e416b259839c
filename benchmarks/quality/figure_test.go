package quality

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestBounds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		figure Figure
		failed bool
		want   string
	}{
		{atLeast("recall", 0.97, 0.97), false, "recall 0.970000 (≥ 0.97)"},
		{atLeast("recall", 0.969999, 0.97), true, "recall 0.969999 (≥ 0.97, FAIL)"},
		{atLeast("recall", math.NaN(), 0.97), true, "recall NaN (≥ 0.97, FAIL)"},
		{atMost("tasks", 5, 5), false, "tasks 5.000000 (≤ 5)"},
		{atMost("tasks", 5.1, 5), true, "tasks 5.100000 (≤ 5, FAIL)"},
		{atMost("tasks", math.NaN(), 5), true, "tasks NaN (≤ 5, FAIL)"},
		{exactly("linked", 0, 0), false, "linked 0 (= 0)"},
		{exactly("linked", 1, 0), true, "linked 1 (= 0, FAIL)"},
		{manyEnough("pairs", 3000, 3000), false, "pairs 3000 (≥ 3000)"},
		{manyEnough("pairs", 2999, 3000), true, "pairs 2999 (≥ 3000, FAIL)"},
		{count("records", 7), false, "records 7"},
		{share("F1", 0.5), false, "F1 0.500000"},
	} {
		if c.figure.Failed != c.failed || c.figure.String() != c.want {
			t.Errorf("%q, failed %t; want %q, %t", c.figure, c.figure.Failed, c.want, c.failed)
		}
	}
}

func TestRowsAreJudged(t *testing.T) {
	t.Parallel()
	bad := atMost("x", 2, 1)
	for want, row := range map[string]Row{
		"1   a: recall 1.000000 (≥ 0.5)  PASS\n      F1 0.500000\n      a note\n": {
			Number: "1", What: "a", Figures: []Figure{atLeast("recall", 1, 0.5)}, More: []Figure{share("F1", 0.5)}, Notes: []string{"a note"},
		},
		"2   b: x 2.000000 (≤ 1, FAIL)  FAIL\n":            {Number: "2", What: "b", Figures: []Figure{bad}},
		"3   c:   FAIL\n      x 2.000000 (≤ 1, FAIL)\n":    {Number: "3", What: "c", More: []Figure{bad}},
		"4   d: not measured: broken  FAIL\n":              {Number: "4", What: "d", Err: errors.New("broken")},
		"7b  e: skipped: no data  SKIP\n":                  {Number: "7b", What: "e", Skipped: "no data"},
		"5   f: skipped: gone, not measured: gone  FAIL\n": {Number: "5", What: "f", Skipped: "gone", Err: errors.New("gone")},
	} {
		if got := row.String(); got != want {
			t.Errorf("row %q, want %q", got, want)
		}
	}
}

func TestBoardCounts(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	b := &board{out: &out}
	for _, row := range []Row{{Number: "1"}, {Number: "2", Err: errors.New("broken")}, {Number: "3", Skipped: "no data"}} {
		if err := b.show(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.close(); err == nil || err.Error() != "1 of 3 rows failed" {
		t.Errorf("error %v, want one that counts the rows", err)
	}
	if !strings.HasSuffix(out.String(), "\n1 passed, 1 failed\n") {
		t.Errorf("printed %q, want the counts on the last line", out.String())
	}
}

func TestRowsWithoutDataAreSkipped(t *testing.T) {
	t.Parallel()
	for _, must := range []bool{false, true} {
		var out strings.Builder
		err := Run(t.Context(), Config{Rows: []string{"4", "9"}, NoData: "no data", MustHave: must, Out: &out})
		if (err != nil) != must || strings.Count(out.String(), "skipped: no data") != 2 {
			t.Errorf("data needed %t: error %v, printed %q", must, err, out.String())
		}
	}
}
