package matcher

import (
	"slices"
	"sync"
	"testing"
)

func TestInternerSharesEqualValues(t *testing.T) {
	t.Parallel()
	in := NewInterner()
	one := in.value([]string{"SMITH"})
	if in.value([]string{"SMITH"}) != one || in.value([]string{"SMITH", "JONES"}) == one || in.value(nil) != nil {
		t.Error("equal values are one, others are not, and nothing is nil")
	}
	if in.value([]string{"SMITH", "JONES"}) == in.value([]string{"JONES", "SMITH"}) {
		t.Error("the order of alternatives is lost")
	}
	given := []string{"ANN"}
	kept := in.value(given)
	given[0] = "OLGA"
	if kept.current() != "ANN" {
		t.Error("a value changes with the slice that it came from")
	}
}

func TestInternerServesManyAtOnce(t *testing.T) {
	t.Parallel()
	in := NewInterner()
	var workers sync.WaitGroup
	got := make([][]*Value, 8)
	for w := range got {
		workers.Go(func() {
			for i := range 200 {
				got[w] = append(got[w], in.value([]string{string(rune('A' + i))}))
			}
		})
	}
	workers.Wait()
	for _, values := range got[1:] {
		if !slices.Equal(values, got[0]) {
			t.Fatal("equal values differ")
		}
	}
}

// What a value does not repeat, it need not compare twice.
func TestComparableDropsRepeatedAlternatives(t *testing.T) {
	t.Parallel()
	file := smallFile()
	file.BlockingRules[0].Keys = []string{"soundex(family_name)"}
	m := newModel(t, file)
	c := fields{"family_name": "Smith", "previous_family_name": "Smyth; Jones"}.comparable(t, m, NewInterner())
	if got := c.values[m.termIndex["soundex(family_name)"]].all(); !slices.Equal(got, []string{"S530", "J520"}) {
		t.Errorf("values %q", got)
	}
}

// Records are ordered by what is compared, whatever order they come in, and
// those alike by their ids.
func TestCompareOrders(t *testing.T) {
	t.Parallel()
	m, random := readTestModel(t), seeded(6)
	records := synthetic(t, m, 300, random)
	ids := func() []string {
		slices.SortFunc(records, (*Comparable).Compare)
		out := make([]string, len(records))
		for i, r := range records {
			out[i] = r.ID
		}
		return out
	}
	want := ids()
	for range 20 {
		random.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		if !slices.Equal(ids(), want) {
			t.Fatal("the order depends on the order before")
		}
	}
	a, b := pair(t, m, daniel().with(fields{"record_id": "1"}), daniel().with(fields{"record_id": "2"}))
	alike := a
	if a.Compare(b) >= 0 || b.Compare(a) <= 0 || a.Compare(alike) != 0 {
		t.Error("records that are alike are ordered by their ids")
	}
	before, after := pair(t, m, fields{"record_id": "2", "family_name": "Jones"}, fields{"record_id": "1", "family_name": "Smith"})
	if before.Compare(after) >= 0 || after.Compare(before) <= 0 {
		t.Error("what is compared comes before the id")
	}
}
