package quality

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func measuredRows(recall float64) []Row {
	return []Row{
		{Number: "1", Figures: []Figure{atLeast("recall", recall, 0.97)}, More: []Figure{count("records", 10)}},
		{Number: "2", Figures: []Figure{share("tasks", 4)}},
		{Number: "7", Figures: []Figure{count("not in the file", 1)}},
	}
}

func goldenRow(t *testing.T, path string, rewrite bool, rows []Row) Row {
	t.Helper()
	s := &suite{Config: Config{Golden: path, Rewrite: rewrite}, rows: rows}
	row, err := s.golden(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func TestGoldenFileShowsEveryChange(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "golden.txt")
	if row := goldenRow(t, path, false, measuredRows(0.98)); !row.failed() {
		t.Error("a golden file that is not there was taken as equal")
	}
	if row := goldenRow(t, path, true, measuredRows(0.98)); row.failed() {
		t.Errorf("writing the golden file: %s", row)
	}
	if row := goldenRow(t, path, false, measuredRows(0.98)); row.failed() || len(row.Notes) > 0 {
		t.Errorf("the same figures differ: %s", row)
	}
	row := goldenRow(t, path, false, measuredRows(0.99))
	want := []string{"- 1  recall = 0.980000", "+ 1  recall = 0.990000"}
	if !row.failed() || !slices.Equal(row.Notes, want) {
		t.Errorf("changes %q, want %q", row.Notes, want)
	}
}

func TestGoldenFileKeepsRowsNotMeasured(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "golden.txt")
	goldenRow(t, path, true, measuredRows(0.98))
	for name, rows := range map[string][]Row{
		"not asked for": {{Number: "2", Figures: []Figure{share("tasks", 4)}}},
		"skipped":       {{Number: "1", Skipped: "no data"}, {Number: "2", Figures: []Figure{share("tasks", 4)}}},
		"broken":        {{Number: "1", Err: errors.New("broken")}, {Number: "2", Figures: []Figure{share("tasks", 4)}}},
	} {
		if row := goldenRow(t, path, false, rows); row.failed() {
			t.Errorf("%s: %s", name, row)
		}
	}
	if row := goldenRow(t, path, false, []Row{{Number: "2"}}); !slices.Equal(row.Notes, []string{"- 2  tasks = 4.000000"}) {
		t.Errorf("changes %q, want the line that is gone", row.Notes)
	}
}

func TestGoldenFileNamesTheMachine(t *testing.T) {
	t.Parallel()
	if name := processor(); !strings.HasSuffix(name, " cores") && name != "unknown processor" {
		t.Errorf("processor %q", name)
	}
}
