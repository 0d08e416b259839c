package quality

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/lhcre/mpi/internal/bulk"
)

func TestTasksAreOnePerPair(t *testing.T) {
	t.Parallel()
	const header = "task_id,reason,identity_id_a,identity_id_b,record_id_a,record_id_b,match_weight\n"
	r := written(t, map[string]string{"tasks.csv": header +
		"1,review,p,q,a,b,4.0\n2,twins,q,p,b,c,4.0\n3,review,p,p,a,d,4.0\n4,review,p,s,a,e,4.0\n"})
	list, err := readTasks(r)
	if err != nil || len(list.pairs) != 3 || list.repeated != 2 {
		t.Fatalf("%d pairs, %d repeated, error %v; want 3 and 2", len(list.pairs), list.repeated, err)
	}
	reasons := list.byReason(answer{truth: map[string]string{"a": "1", "e": "1", "b": "2", "c": "3", "d": "4"}})
	want := []Figure{count("tasks: review", 2), count("tasks true: review", 1), count("tasks: twins", 1), count("tasks true: twins", 0)}
	if !slices.Equal(reasons, want) {
		t.Errorf("reasons %v, want %v", reasons, want)
	}
}

func TestExactJoin(t *testing.T) {
	t.Parallel()
	const records = "record_id,family_name,given_names,birth_date,postcode\n" +
		"a,Hollis,ANN MARIE,1980-02-03,M1 1AA\n" +
		"b,HOLLIS,ann ,1980-02-03,m1  1AA\n" + // the first given name only
		"c,HOLLIS,ANN MARIE,1980-02-03,\n" + // a blank joins with nothing
		"d,HOLLIS,ANN MARIE,1980-02-03,\n" +
		"e,HOLLIS,ANN MARIE,1980-02-03,M1 1AA\n" // another person
	path := filepath.Join(t.TempDir(), "records.csv")
	if err := os.WriteFile(path, []byte(records), 0o600); err != nil {
		t.Fatal(err)
	}
	truth := map[string]string{"a": "1", "b": "1", "c": "1", "d": "1", "e": "2"}
	got, err := joinExactly(path, truth)
	if want := (joins{firstName: 1.0 / 6, allNames: 0}); err != nil || got != want {
		t.Errorf("joined %+v, error %v; want %+v", got, err, want)
	}
}

func TestSplitFilesHoldEveryRowOnce(t *testing.T) {
	t.Parallel()
	all := table{header: []string{"record_id"}, rows: [][]string{{"1"}, {"2"}, {"3"}, {"4"}, {"5"}, {"6"}, {"7"}}}
	mixed := all.shuffled(3)
	if slices.EqualFunc(all.rows, mixed.rows, slices.Equal) {
		t.Error("shuffled rows are in the old order")
	}
	files, err := mixed.split(t.TempDir(), 5)
	if err != nil || len(files) != 5 {
		t.Fatalf("%d files, error %v; want 5", len(files), err)
	}
	var ids []string
	for _, file := range files {
		part, err := readTable(file)
		if err != nil || len(part.rows) == 0 {
			t.Fatalf("%d rows, error %v", len(part.rows), err)
		}
		for _, row := range part.rows {
			ids = append(ids, row[0])
		}
	}
	slices.Sort(ids)
	if want := []string{"1", "2", "3", "4", "5", "6", "7"}; !slices.Equal(ids, want) {
		t.Errorf("records %v, want %v", ids, want)
	}
}

func TestCandidatesCountForBothRecords(t *testing.T) {
	t.Parallel()
	r := run{summary: bulk.Summary{Records: 4, PairsCompared: 6}}
	if got := r.candidatesPerRecord(); got != 3 {
		t.Errorf("%v candidates a record, want 3", got)
	}
}
