package bulk

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
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
	if s.PairsCompared < int64(len(run.pairs)) || s.Seconds <= 0 || s.PeakMemoryBytes < 1<<20 || len(s.Phases) != 5 || s.Phases["block"].PeakMemoryBytes < 1<<20 || s.Phases["block"].MemoryBytes < 1<<20 {
		t.Errorf("%d pairs compared, %v seconds, %d bytes, phases %v", s.PairsCompared, s.Seconds, s.PeakMemoryBytes, s.Phases)
	}
}

// checkProbability holds the probability against the weight, which is written
// with six decimals of the nine that it has.
func checkProbability(t *testing.T, weight, probability string) {
	t.Helper()
	bits, err := strconv.ParseFloat(weight, 64)
	if err != nil {
		t.Fatal(err)
	}
	told, err := strconv.ParseFloat(probability, 64)
	if err != nil {
		t.Fatal(err)
	}
	const half = 0.5e-6
	low, high := matcher.Bits(bits-half).Probability(), matcher.Bits(bits+half).Probability()
	if told < low-1e-10 || told > high+1e-10 {
		t.Errorf("weight %s has probability %s, want %v to %v", weight, probability, low, high)
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
