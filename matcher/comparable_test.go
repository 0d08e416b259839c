package matcher

import (
	"slices"
	"testing"
)

// A value is its alternatives in their order, and equal values have one number.
func TestValuesOfAList(t *testing.T) {
	t.Parallel()
	var list valueList
	value := func(alternatives ...string) Value {
		return Value{&list, list.add(alternatives)}
	}
	one, two := value("SMITH"), value("SMITH", "JONES")
	if value("SMITH") != one || value("SMITH", "JONES") != two {
		t.Error("equal values have different numbers")
	}
	if value("SMITH", "JONES") == value("JONES", "SMITH") || value("SMITH") == value("SMITH", "JONES") {
		t.Error("the order or the number of alternatives is lost")
	}
	if none := value(); !none.none() || none.current() != "" || len(slices.Collect(none.all())) > 0 {
		t.Error("nothing is something")
	}
	both := value("SMITH", "JONES")
	if got := slices.Collect(both.all()); !slices.Equal(got, []string{"SMITH", "JONES"}) || both.current() != "SMITH" {
		t.Errorf("alternatives %q, current %s", got, both.current())
	}
}

// Values of two interners have numbers of their own, and compare all the same.
func TestAnyEqualAcrossInterners(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	family := func(name string) Value {
		in := m.NewInterner()
		fields{"family_name": "Filler"}.comparable(t, m, in)
		return m.family(fields{"family_name": name, "previous_family_name": "Khan"}.comparable(t, m, in))
	}
	if !anyEqual(family("Smith"), family("Jones")) || anyEqual(family("Smith"), Value{}) {
		t.Error("a shared alternative is not seen, or one is seen in nothing")
	}
}

// What a value does not repeat, it need not compare twice.
func TestComparableDropsRepeatedAlternatives(t *testing.T) {
	t.Parallel()
	file := smallFile()
	file.BlockingRules[0].Keys = []string{"soundex(family_name)"}
	m := newModel(t, file)
	c := fields{"family_name": "Smith", "previous_family_name": "Smyth; Jones"}.comparable(t, m, m.NewInterner())
	if got := slices.Collect(c.value(m.termIndex["soundex(family_name)"]).all()); !slices.Equal(got, []string{"S530", "J520"}) {
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
