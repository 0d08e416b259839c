package population

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// files writes a population into a folder and gives what is there then.
func files(t *testing.T, cfg Config, format Format) map[string][]byte {
	t.Helper()
	if cfg.Profile.Cultures == nil {
		profile, err := DefaultProfile(cfg.Region)
		if err != nil {
			t.Fatal(err)
		}
		cfg.Profile = profile
	}
	dir := filepath.Join(t.TempDir(), "out")
	if _, err := Write(t.Context(), cfg, format, dir); err != nil {
		t.Fatalf("writing: %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, entry := range left {
		if files[entry.Name()], err = os.ReadFile(filepath.Join(dir, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestSameConfigGivesSameBytes whatever the number of cores.
func TestSameConfigGivesSameBytes(t *testing.T) { //nolint:paralleltest // it changes the number of cores
	cfg := Config{People: 2100, Region: GreaterManchester, Seed: 16}
	for _, format := range Formats() {
		first := files(t, cfg, format)
		before := runtime.GOMAXPROCS(5)
		again := files(t, cfg, format)
		runtime.GOMAXPROCS(before)
		if len(first) != 4 {
			t.Errorf("%s: %d files, want records, NHS numbers, truth and summary", format, len(first))
		}
		for name := range first {
			if name != SummaryFile && !bytes.Equal(first[name], again[name]) {
				t.Errorf("%s: %s differs", format, name)
			}
		}
	}
}

func TestFilesBelongTogether(t *testing.T) {
	t.Parallel()
	files := files(t, Config{People: 4000, Region: OneLondon, Seed: 17}, CSV)
	records, truth := table(t, files[RecordsFile]), table(t, files[TruthFile])
	if !slices.Equal(records[0], Header()) || !slices.Equal(truth[0], []string{"record_id", "person_id", "name_culture"}) {
		t.Errorf("headers %v and %v", records[0], truth[0])
	}
	records = slices.DeleteFunc(records, func(record []string) bool { return record[Deleted] == "Y" })
	if len(records) != len(truth) {
		t.Fatalf("%d records that are not deleted, %d truths", len(records), len(truth))
	}
	var summary Summary
	if err := json.Unmarshal(files[SummaryFile], &summary); err != nil {
		t.Fatal(err)
	}
	if summary.Records-summary.Deleted != len(records)-1 || summary.People != 4000 {
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
	layout, err := layoutOf(CSV)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := layout.write(t.Context(), cfg, dir, brokenWriter{}, io.Discard); !errors.Is(err, errBroken) {
		t.Errorf("error %v, want the writer's", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("error %v, %d files left behind", err, len(left))
	}
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := WriteCSV(t.Context(), cfg, blocked); err == nil {
		t.Error("wrote into a file as if it were a folder")
	}
	if _, err := Write(t.Context(), cfg, "morse", t.TempDir()); err == nil || !strings.Contains(err.Error(), "morse") {
		t.Errorf("error %v, want one that names the format", err)
	}
}

// TestLinesAreThoseOfThePackage that readers know.
func TestLinesAreThoseOfThePackage(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"", "A", "A B", " A", "A,B", `A "B"`, "A\nB", "\tA", `\.`, "É", "\u2003A", `"`} {
		var want bytes.Buffer
		w := csv.NewWriter(&want)
		if err := w.Write([]string{"X", field, ""}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		if got := string(appendLine(nil, "X", field, "")); got != want.String() {
			t.Errorf("%q: %q, want %q", field, got, want.String())
		}
	}
}
