package quality

import (
	"os"
	"testing"
)

// written makes a run of files by name and text.
func written(t *testing.T, files map[string]string) run {
	t.Helper()
	r := run{dir: t.TempDir()}
	for name, text := range files {
		if err := os.WriteFile(r.file(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func TestCompareIDs(t *testing.T) {
	t.Parallel()
	old := partition{"p": {"a", "b", "c"}, "q": {"d", "e"}}
	for name, c := range map[string]struct {
		now  partition
		want idVerdict
	}{
		"the same":             {partition{"p": {"a", "b", "c"}, "q": {"d", "e"}}, idVerdict{kept: 2}},
		"two ids crosswise":    {partition{"q": {"a", "b", "c"}, "p": {"d", "e"}}, idVerdict{wrong: 2, changed: 0}},
		"the larger part kept": {partition{"p": {"b", "c"}, "n": {"a"}, "q": {"d", "e"}}, idVerdict{kept: 2, fresh: 1, changed: 2}},
		"the smaller part":     {partition{"n": {"b", "c"}, "p": {"a"}, "q": {"d", "e"}}, idVerdict{kept: 1, wrong: 2, changed: 2}},
		"merged, larger kept":  {partition{"p": {"a", "b", "c", "d", "e"}}, idVerdict{kept: 1, changed: 1}},
		"merged, smaller kept": {partition{"q": {"a", "b", "c", "d", "e"}}, idVerdict{wrong: 1, changed: 1}},
		"a tie, the lower id":  {partition{"p": {"c", "d"}}, idVerdict{kept: 1, changed: 1}},
		"a tie, the other id":  {partition{"q": {"c", "d"}}, idVerdict{wrong: 1, changed: 1}},
		"gone and new":         {partition{"p": {"a", "b", "c"}, "n": {"f"}}, idVerdict{kept: 1, fresh: 1, changed: 1}},
		"an id used again":     {partition{"p": {"a", "b", "c"}, "q": {"f"}}, idVerdict{kept: 1, wrong: 1, changed: 1}},
	} {
		if got := compareIDs(old, c.now); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestMovedRecords(t *testing.T) {
	t.Parallel()
	const header = "record_id,identity_id\n"
	first := written(t, map[string]string{"identities.csv": header + "a,1\nb,1\nc,2\n"})
	for text, want := range map[string]int{
		"a,9\nb,9\nc,8\n": 0, // ids do not matter
		"a,1\nb,2\nc,2\n": 3,
		"a,1\nb,2\nc,3\n": 2,
		"a,1\nb,1\n":      1,
	} {
		second := written(t, map[string]string{"identities.csv": header + text})
		if got, err := movedRecords(first, second, func(r string) string { return r }); err != nil || got != want {
			t.Errorf("%q: %d moved, error %v; want %d", text, got, err, want)
		}
	}
	renamed := written(t, map[string]string{"identities.csv": header + "b,1\nc,1\na,2\n"})
	was := map[string]string{"b": "a", "c": "b", "a": "c"}
	if got, err := movedRecords(first, renamed, func(r string) string { return was[r] }); err != nil || got != 0 {
		t.Errorf("renamed: %d moved, error %v; want 0", got, err)
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	a := written(t, map[string]string{"pairs.csv": "x", "tasks.csv": "y"})
	b := written(t, map[string]string{"pairs.csv": "x", "tasks.csv": "z"})
	if n, err := differences(a, b, "pairs.csv", "tasks.csv"); err != nil || n != 1 {
		t.Errorf("%d differ, error %v; want 1", n, err)
	}
	if _, err := differences(a, b, "none.csv"); err == nil {
		t.Error("a file that neither has was compared")
	}
}
