package bulk

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// linkRun links files and reads the answer back from the folder.
type linkRun struct {
	summary                  Summary
	identities, pairs, tasks [][]string // without their headers
}

func link(t *testing.T, m *matcher.Model, previous identity.Past, files ...string) linkRun {
	t.Helper()
	out := filepath.Join(t.TempDir(), "a", "b")
	told, err := Link(t.Context(), LinkConfig{Model: m, Input: Input{Files: files}, Previous: previous, Out: out})
	if err != nil {
		t.Fatal(err)
	}
	run := linkRun{
		identities: readTable(t, out, "identities.csv", "record_id", "identity_id"),
		pairs:      readTable(t, out, "pairs.csv", "record_id_a", "record_id_b", "match_weight", "match_probability", "decision", "rule"),
		tasks:      readTable(t, out, "tasks.csv", "task_id", "reason", "identity_id_a", "identity_id_b", "record_id_a", "record_id_b", "match_weight"),
	}
	text, err := os.ReadFile(filepath.Join(out, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &run.summary); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%+v", told) != fmt.Sprintf("%+v", run.summary) {
		t.Errorf("told %+v\nwrote %+v", told, run.summary)
	}
	return run
}

func readTable(t *testing.T, dir, name string, header ...string) [][]string {
	t.Helper()
	open, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	table, err := csv.NewReader(open).ReadAll()
	if err != nil || len(table) == 0 || !slices.Equal(table[0], header) {
		t.Fatalf("%s: error %v, want a table of %v", name, err, header)
	}
	return table[1:]
}

// check holds that the files of a run and its summary say the same.
func (run linkRun) check(t *testing.T) {
	t.Helper()
	s := run.summary
	people, count := map[string]string{}, map[string]int{}
	for _, row := range run.identities {
		people[row[0]] = row[1]
		count[row[1]]++
	}
	decisions := map[string]int{}
	for _, row := range run.pairs {
		decisions[row[4]]++
		if together := people[row[0]] == people[row[1]]; together != (row[4] == "link") {
			t.Errorf("the pair %v is together: %v", row, together)
		}
		checkProbability(t, row[2], row[3])
	}
	reasons := map[string]int{}
	for _, row := range run.tasks {
		reasons[row[1]]++
		if people[row[4]] != row[2] && people[row[4]] != row[3] || row[2] == row[3] {
			t.Errorf("task %v is not between two people", row)
		}
	}
	if s.Records != s.Rows-s.Deleted-s.Rejected || s.Records != len(people) || s.Records != len(run.identities) {
		t.Errorf("%d records of %d rows, %d deleted, %d rejected; %d have an identity", s.Records, s.Rows, s.Deleted, s.Rejected, len(people))
	}
	if s.Identities != len(count) || s.PairsLinked != decisions["link"] || s.PairsForReview != decisions["review"] {
		t.Errorf("%+v, but %d identities and pairs %v", s, len(count), decisions)
	}
	if s.ReviewTasks != len(run.tasks) || fmt.Sprint(s.TasksByReason) != fmt.Sprint(reasons) {
		t.Errorf("%d tasks %v, but %d %v", s.ReviewTasks, s.TasksByReason, len(run.tasks), reasons)
	}
	if s.PairsCompared < int64(len(run.pairs)) || s.Seconds <= 0 || s.PeakMemoryBytes < 1<<20 || len(s.Phases) != 4 {
		t.Errorf("%d pairs compared, %v seconds, %d bytes, phases %v", s.PairsCompared, s.Seconds, s.PeakMemoryBytes, s.Phases)
	}
}

func checkProbability(t *testing.T, weight, probability string) {
	t.Helper()
	bits, err := strconv.ParseFloat(weight, 64)
	if err != nil {
		t.Fatal(err)
	}
	if want := strconv.FormatFloat(matcher.Bits(bits).Probability(), 'g', 10, 64); want != probability {
		t.Errorf("weight %s has probability %s, want %s", weight, probability, want)
	}
}

// same fails unless two runs give the same answer, byte for byte where it is
// written in an order of its own.
func (run linkRun) same(t *testing.T, name string, other linkRun) {
	t.Helper()
	for file, tables := range map[string][2][][]string{
		"identities.csv": {run.identities, other.identities},
		"pairs.csv":      {run.pairs, other.pairs},
		"tasks.csv":      {run.tasks, other.tasks},
	} {
		if !slices.EqualFunc(tables[0], tables[1], slices.Equal) {
			t.Errorf("%s: %s differs", name, file)
		}
	}
	a, b := run.summary, other.summary
	for _, s := range []*Summary{&a, &b} {
		s.Seconds, s.Phases, s.PeakMemoryBytes = 0, nil, 0
	}
	if fmt.Sprintf("%+v", a) != fmt.Sprintf("%+v", b) {
		t.Errorf("%s: summary %+v\nwant %+v", name, a, b)
	}
}

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
		if want.summary.PairsLinked < 50 || want.summary.ReviewTasks == 0 {
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
		switch {
		case i%10 == 3:
			rows[i] = row.with(fields{"deleted": "Y"})
		case i%10 == 7:
			rows[i] = row.with(fields{"birth_date": "1980-02-30"})
		default:
			kept = append(kept, row)
		}
	}
	got, want := link(t, m, identity.Past{}, writeRows(t, "a.csv", rows)), link(t, m, identity.Past{}, writeRows(t, "a.csv", kept))
	got.check(t)
	if s := got.summary; s.Rows != 120 || s.Deleted != 12 || s.Rejected != 12 || s.Records != 96 {
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

// A run that fails or is cancelled leaves none of the files of an answer.
func TestLinkThatFailsWritesNoAnswer(t *testing.T) {
	t.Parallel()
	m, file := smallModel(t), writeRows(t, "a.csv", crowd(seeded(1), 50))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, run := range map[string]struct {
		ctx   context.Context
		files []string
		is    error
	}{
		"cancelled": {cancelled, []string{file}, context.Canceled},
		"no file":   {t.Context(), []string{file, filepath.Join(t.TempDir(), "none.csv")}, fs.ErrNotExist},
	} {
		out := t.TempDir()
		if _, err := Link(run.ctx, LinkConfig{Model: m, Input: Input{Files: run.files}, Out: out}); !errors.Is(err, run.is) {
			t.Errorf("%s: error %v", name, err)
		}
		checkNoAnswer(t, name, out)
	}
}

// Cancelled while records are compared, a run says so and writes nothing.
func TestLinkStopsWhileComparing(t *testing.T) {
	t.Parallel()
	r, _ := recordsOf(t, smallModel(t), crowd(seeded(1), 400))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, compared, _, err := r.edges(ctx, func(int) { cancel() })
	if !errors.Is(err, context.Canceled) || compared > 20_000 {
		t.Errorf("error %v after %d pairs", err, compared)
	}
}

func checkNoAnswer(t *testing.T, name, out string) {
	t.Helper()
	for _, file := range []string{"identities.csv", "pairs.csv", "tasks.csv", "summary.json"} {
		if _, err := os.Stat(filepath.Join(out, file)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %s was written: %v", name, file, err)
		}
	}
}

func TestLinkTellsWhereItCannotWrite(t *testing.T) {
	t.Parallel()
	m, file := smallModel(t), writeRows(t, "a.csv", nil)
	for _, blocked := range []string{"rejects.csv", "identities.csv", "pairs.csv", "tasks.csv", "summary.json"} {
		out := t.TempDir()
		if err := os.Mkdir(filepath.Join(out, blocked), 0o750); err != nil {
			t.Fatal(err)
		}
		_, err := Link(t.Context(), LinkConfig{Model: m, Input: Input{Files: []string{file}}, Out: out})
		if err == nil {
			t.Errorf("%s: a folder stands in its place, and no error", blocked)
		}
	}
	if _, err := Link(t.Context(), LinkConfig{Model: m, Out: filepath.Join(file, "out")}); err == nil {
		t.Error("the output folder cannot be made, and no error")
	}
}
