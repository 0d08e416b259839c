package population

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// written writes a population into a folder and gives its files.
func written(t *testing.T, cfg Config) map[string][]byte {
	t.Helper()
	profile, err := DefaultProfile(cfg.Region)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Profile = profile
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := WriteCSV(t.Context(), cfg, dir); err != nil {
		t.Fatalf("writing: %v", err)
	}
	files := map[string][]byte{}
	for _, name := range []string{RecordsFile, TruthFile, SummaryFile} {
		if files[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestSameConfigGivesSameBytes(t *testing.T) {
	t.Parallel()
	cfg := Config{People: 4000, Region: GreaterManchester, Seed: 16}
	first, again := written(t, cfg), written(t, cfg)
	for name := range first {
		if !bytes.Equal(first[name], again[name]) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestFilesBelongTogether(t *testing.T) {
	t.Parallel()
	files := written(t, Config{People: 4000, Region: OneLondon, Seed: 17})
	records, truth := table(t, files[RecordsFile]), table(t, files[TruthFile])
	if !slices.Equal(records[0], Header()) || !slices.Equal(truth[0], []string{"record_id", "person_id"}) {
		t.Errorf("headers %v and %v", records[0], truth[0])
	}
	if len(records) != len(truth) {
		t.Fatalf("%d records, %d truths", len(records), len(truth))
	}
	var summary Summary
	if err := json.Unmarshal(files[SummaryFile], &summary); err != nil {
		t.Fatal(err)
	}
	if summary.Records != len(records)-1 || summary.People != 4000 {
		t.Errorf("summary %+v of %d records", summary, len(records)-1)
	}
	neighbours := 0
	for i := range records[1:] {
		if records[i+1][RecordID] != truth[i+1][0] {
			t.Fatalf("line %d: record and truth differ", i+2)
		}
		if truth[i][1] == truth[i+1][1] {
			neighbours++
		}
	}
	if neighbours > len(records)/100 {
		t.Errorf("%d of %d records stand beside one of the same person", neighbours, len(records))
	}
}

func table(t *testing.T, text []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestHeaderNamesEveryColumn(t *testing.T) {
	t.Parallel()
	if got := len(Header()); got != int(columnCount) {
		t.Fatalf("%d names for %d columns", got, columnCount)
	}
	for column, want := range map[Column]string{
		RecordID: "record_id", NHSNumber: "nhs_number", FamilyName: "family_name", BirthDate: "birth_date", Sex: "sex",
		Postcode: "postcode", Practice: "gp_practice", IdentityUnknown: "identity_unknown", Deleted: "deleted",
	} {
		if got := Header()[column]; got != want {
			t.Errorf("column %d is %s, want %s", column, got, want)
		}
	}
}

type brokenWriter struct{}

var errBroken = errors.New("broken pipe")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestWritingErrorsAreTold(t *testing.T) {
	t.Parallel()
	profile, err := DefaultProfile(Wessex)
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{People: 2000, Region: Wessex, Profile: profile}
	if _, err := writeRecords(t.Context(), cfg, brokenWriter{}, brokenWriter{}); !errors.Is(err, errBroken) {
		t.Errorf("error %v, want the writer's", err)
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteCSV(t.Context(), cfg, blocked); err == nil {
		t.Error("wrote into a file as if it were a folder")
	}
}

// TestShuffleLosesNothing beyond its window too.
func TestShuffleLosesNothing(t *testing.T) {
	t.Parallel()
	const rows = shuffleWindow + 5000
	seen := map[string]bool{}
	moved := 0
	s := newShuffle(1, func(row *Row) error {
		if row.PersonID != personID(uint64(len(seen))) {
			moved++
		}
		seen[row.PersonID] = true
		return nil
	})
	for i := range uint64(rows) {
		if err := s.add(Row{PersonID: personID(i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.drain(); err != nil {
		t.Fatal(err)
	}
	if len(seen) != rows || moved < rows/2 {
		t.Errorf("%d of %d rows came out, %d in another place", len(seen), rows, moved)
	}
}
