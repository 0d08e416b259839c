package intake

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/hl7v2"
	"github.com/lhcre/mpi/internal/population"
)

// TestMessagesFoldToTheRecords holds that what the messages about a record tell,
// added up in any order, is what the file of records has of it.
func TestMessagesFoldToTheRecords(t *testing.T) {
	t.Parallel()
	profile, err := population.DefaultProfile(population.OneLondon)
	if err != nil {
		t.Fatal(err)
	}
	profile.Numbers.Deleted = .02
	profile.People.Restricted = .03
	cfg := population.Config{People: 500, Region: population.OneLondon, Seed: 47, Profile: profile}
	told, merges := foldMessages(t, written(t, cfg, population.HL7v2, population.MessagesFile))
	rows, err := csv.NewReader(bytes.NewReader(written(t, cfg, population.CSV, population.RecordsFile))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		id := row[slices.Index(rows[0], facts.ColumnRecordID)]
		content := facts.Fold(told[id]...)
		if deleted := row[slices.Index(rows[0], facts.ColumnDeleted)] != ""; deleted != content.Deleted() {
			t.Fatalf("record %s is deleted: %t", id, !deleted)
		}
		for i, column := range rows[0] {
			if got, want := content.Column(column), row[i]; !content.Deleted() && !asWritten(column, got, want) {
				t.Fatalf("record %s: %s is %q, want %q", id, column, got, want)
			}
		}
		delete(told, id)
	}
	if len(told) > 0 || merges == 0 {
		t.Errorf("%d records that the file does not have, %d merges", len(told), merges)
	}
}

// asWritten compares a column with that of the file. Earlier names and postcodes
// stay with the content, whether or not the file has them.
func asWritten(column, got, want string) bool {
	switch column {
	case facts.ColumnRecordID, facts.ColumnAuthority, facts.ColumnLocalID:
		return true // the key, which foldMessages has looked at
	case facts.ColumnPreviousFamilyName, facts.ColumnPreviousPostcodes:
		want = listed(strings.Split(want, ";")...) // each once
		return got == want || want == "" || strings.HasPrefix(got, want+";")
	}
	return got == want
}

func written(t *testing.T, cfg population.Config, format population.Format, file string) []byte {
	t.Helper()
	dir := t.TempDir()
	if _, err := population.Write(t.Context(), cfg, format, dir); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// foldMessages gives the facts about each record by the id that the file has.
func foldMessages(t *testing.T, text []byte) (told map[string][]facts.Fact, merges int) {
	t.Helper()
	told = map[string][]facts.Fact{}
	keys := map[string]facts.Key{}
	for raw := range bytes.SplitSeq(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")) {
		all, err := decodeADT(raw, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
		if err != nil || len(all) != 1 {
			t.Fatalf("%d facts, error %v, of %q", len(all), err, raw)
		}
		id, of := recordOf(t, raw), all[0].Key
		if all[0].Kind == facts.Merge {
			merges++
			of = all[0].Other
		} else {
			told[id] = append([]facts.Fact{all[0]}, told[id]...) // the newest first
		}
		if key, ok := keys[id]; ok && key != of {
			t.Fatalf("record %s has two keys", id)
		}
		keys[id] = of
	}
	return told, merges
}

func recordOf(t *testing.T, raw []byte) string {
	t.Helper()
	m, err := hl7v2.Parse(raw, hl7v2.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range m.Segment("PID").Get(3) {
		if r.Value(5) == "RI" {
			return r.Value(1)
		}
	}
	t.Fatalf("no id of a record in %q", raw)
	return ""
}
