package bulk

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

func TestLinkGivesOneAnswerInAnyOrder(t *testing.T) {
	t.Parallel()
	people, _ := generated(t, 300, 5)
	uk, err := matcher.Default()
	if err != nil {
		t.Fatal(err)
	}
	for name, given := range map[string]struct {
		model *matcher.Model
		rows  []fields
	}{
		"region": {uk, people},
		"crowd":  {crowdedModel(t, seeded(8)), crowd(seeded(8), 200)},
	} {
		want := link(t, given.model, identity.Past{}, writeRows(t, "all.csv", given.rows))
		want.check(t)
		if want.summary.PairsLinked < 25 || want.summary.ReviewTasks == 0 {
			t.Errorf("%s: %d pairs linked, %d tasks: too tame", name, want.summary.PairsLinked, want.summary.ReviewTasks)
		}
		for seed := range uint64(3) {
			rows := shuffled(seeded(seed), given.rows)
			link(t, given.model, identity.Past{}, writeRows(t, "all.csv", rows)).same(t, name+" shuffled", want)
			var files []string
			for part := range slices.Chunk(rows, len(rows)/5+1) {
				files = append(files, writeRows(t, "part.csv", part))
			}
			if len(files) != 5 {
				t.Fatalf("%d files", len(files))
			}
			link(t, given.model, identity.Past{}, files...).same(t, name+" split", want)
		}
	}
}

// The people that are found are those that were generated, but for a few.
func TestLinkFindsPeople(t *testing.T) {
	t.Parallel()
	rows, person := generated(t, 400, 9)
	uk, err := matcher.Default()
	if err != nil {
		t.Fatal(err)
	}
	run := link(t, uk, identity.Past{}, writeRows(t, "all.csv", rows))
	together, right := 0, 0
	for i, a := range run.identities {
		for _, b := range run.identities[i+1:] {
			if a[1] != b[1] {
				continue
			}
			together++
			if person[identity.RecordID(a[0])] == person[identity.RecordID(b[0])] {
				right++
			}
		}
	}
	truth := 0
	for i, a := range rows {
		for _, b := range rows[i+1:] {
			if person[identity.RecordID(a["record_id"])] == person[identity.RecordID(b["record_id"])] {
				truth++
			}
		}
	}
	t.Logf("%d records: %d pairs found, %d right, %d true", len(rows), together, right, truth)
	if float64(right) < 0.9*float64(truth) || float64(right) < 0.99*float64(together) {
		t.Errorf("%d pairs found, %d right, of %d", together, right, truth)
	}
}

// Deleted and rejected rows take no part: the answer is that of the others.
func TestLinkLeavesOutDeletedRows(t *testing.T) {
	t.Parallel()
	m, rows := smallModel(t), crowd(seeded(4), 120)
	var kept []fields
	for i, row := range rows {
		switch i % 10 {
		case 3:
			rows[i] = row.with(fields{"deleted": "Y"})
		case 7, 8:
			rows[i] = row.with(fields{"birth_date": "1980-02-30"})
		default:
			kept = append(kept, row)
		}
	}
	got, want := link(t, m, identity.Past{}, writeRows(t, "a.csv", rows)), link(t, m, identity.Past{}, writeRows(t, "a.csv", kept))
	got.check(t)
	if s := got.summary; s.Rows != 120 || s.Deleted != 12 || s.Rejected != 24 || s.Records != 84 {
		t.Errorf("%d rows, %d deleted, %d rejected, %d records", s.Rows, s.Deleted, s.Rejected, s.Records)
	}
	got.summary.Rows, got.summary.Deleted, got.summary.Rejected = want.summary.Rows, 0, 0
	got.same(t, "without the deleted", want)
}

func TestLinkOfNothing(t *testing.T) {
	t.Parallel()
	m := smallModel(t)
	empty := filepath.Join(t.TempDir(), "empty.csv")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	one := crowd(seeded(1), 1)
	for name, files := range map[string][]string{
		"no files": nil, "an empty file": {empty}, "a header": {writeRows(t, "a.csv", nil)}, "one record": {empty, writeRows(t, "a.csv", one)},
	} {
		run := link(t, m, identity.Past{}, files...)
		run.check(t)
		if want := len(files) / 2; run.summary.Records != want || run.summary.Identities != want {
			t.Errorf("%s: %+v", name, run.summary)
		}
	}
}

// A thousand records alike become people of at most the greatest size, and one
// task stands between any two of those.
func TestLinkOfRecordsAllAlike(t *testing.T) {
	t.Parallel()
	file := smallFile(t)
	file.WideLimit, file.MaxCluster = 2000, 600
	row := fields{"family_name": "Smith", "given_names": "Daniel", "birth_date": "1980-02-10", "sex": "M", "postcode": "M1 1AE", "phone": "0161 496 0001"}
	var rows []fields
	for i := range 1000 {
		rows = append(rows, row.with(fields{"record_id": fmt.Sprintf("r%04d", i)}))
	}
	run := link(t, newModel(t, file), identity.Past{}, writeRows(t, "a.csv", rows))
	run.check(t)
	s := run.summary
	if s.PairsCompared != 1000*999/2 || s.Identities < 2 || s.TasksByReason["size-cap"] != s.Identities*(s.Identities-1)/2 {
		t.Errorf("%+v", s)
	}
}

func TestLinkKeepsPreviousIdentities(t *testing.T) {
	t.Parallel()
	m, rows := smallModel(t), crowd(seeded(6), 100)
	first := link(t, m, identity.Past{}, writeRows(t, "a.csv", rows[:70]))
	path := filepath.Join(t.TempDir(), "identities.csv")
	open, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(open)
	if err := errors.Join(w.Write([]string{"record_id", "identity_id"}), w.WriteAll(renamed(first.identities)), open.Close()); err != nil {
		t.Fatal(err)
	}
	previous, err := ReadPrevious(path)
	if err != nil {
		t.Fatal(err)
	}
	again := link(t, m, previous, writeRows(t, "a.csv", rows[:70]))
	if !slices.EqualFunc(again.identities, renamed(first.identities), slices.Equal) {
		t.Error("the same records did not keep their identities")
	}
	more := link(t, m, previous, writeRows(t, "a.csv", rows))
	more.check(t)
	kept := 0
	for _, row := range more.identities {
		if row[1][:1] == "p" {
			kept++
		}
	}
	if kept < 70 {
		t.Errorf("%d records have an identity of before, want at least the 70 of before", kept)
	}
}

// renamed gives identities that no run would make up itself.
func renamed(identities [][]string) [][]string {
	out := make([][]string, len(identities))
	for i, row := range identities {
		out[i] = []string{row[0], "p" + row[1]}
	}
	return out
}
