package quality

import (
	"path/filepath"
	"testing"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher"
)

func TestSharedNumberCrossesTheLimit(t *testing.T) {
	t.Parallel()
	all := table{
		header: []string{"record_id", "family_name", "birth_date", "nhs_number", "nhs_number_status", "identity_unknown"},
		rows: [][]string{
			{"a", "SMITH", "1990-01-02", syntheticNumber(5), "01", ""},
			{"b", "SMITH", "1990-01-02", syntheticNumber(5), "01", ""},
			{"c", "SMITH", "1990-01-02", syntheticNumber(5), "01", ""},
			{"d", "SMITHSON", "1990-01-02", "", "", ""}, // the same to a count of holders
			{"e", "JONES", "1980-05-06", "", "", ""},
			{"f", "KHAN", "", "", "", ""},
			{"g", "EVANS", "1980-05-06", "", "", ""},
			{"h", "PATEL", "1970-05-06", "", "", ""},
		},
	}
	below, above, err := shareNumber(all)
	if err != nil {
		t.Fatal(err)
	}
	if all.rows[4][3] != "" {
		t.Error("the rows given were changed")
	}
	for want, made := range map[[2]int]table{{0, 1}: below, {1, 0}: above} {
		if got := numberStates(t, made); got != want {
			t.Errorf("placeholders and disputed numbers %v, want %v", got, want)
		}
	}
	if _, _, err := shareNumber(table{all.header, all.rows[:5]}); err == nil {
		t.Error("too few people were taken for enough")
	}
}

func numberStates(t *testing.T, made table) [2]int {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.csv")
	if err := made.write(path); err != nil {
		t.Fatal(err)
	}
	model, err := matcher.Default()
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(r files.Reject) error { t.Errorf("rejected: %s", r); return nil }
	_, report, err := bulk.Read(t.Context(), model, bulk.Input{Files: []string{path}}, refuse, nil)
	if err != nil {
		t.Fatal(err)
	}
	return [2]int{report.Numbers.Placeholders, report.Numbers.Disputed}
}
