package matcher

import (
	"slices"
	"testing"
)

// A record whose given name is a slip, under the number of others who spell it
// right, must not keep the person's next record out as a twin's.
func TestWithSpellings(t *testing.T) {
	t.Parallel()
	m := newModel(t, readTestFile(t))
	in := m.NewInterner()
	right := daniel().comparable(t, m, in)
	slip := daniel().with(fields{"given_names": "Daneil"}).comparable(t, m, in)
	other := daniel().with(fields{"given_names": "Danielle"}).comparable(t, m, in)
	next := daniel().with(fields{"nhs_number": "", "authority": "RM2"}).comparable(t, m, in)

	if got := m.Conflict(slip, next); got != ConflictTwins {
		t.Errorf("a slip and a record without a number: conflict %q, want twins", got)
	}
	holders := []*Comparable{right, slip}
	told := m.WithSpellings(slip, holders)
	if got := m.Conflict(told, next); got != ConflictNone || m.Conflict(next, told) != got {
		t.Errorf("a slip that the number's other holders put right: conflict %q, want none", got)
	}
	if want := []string{"DANIEL"}; !slices.Equal(told.spellings(), want) {
		t.Errorf("spellings %q, want %q", told.spellings(), want)
	}
	slices.Reverse(holders)
	if again := m.WithSpellings(slip, holders); !slices.Equal(again.spellings(), told.spellings()) {
		t.Error("the spellings depend on the order of the holders")
	}
	if same := m.WithSpellings(right, []*Comparable{right, other}); same != right {
		t.Errorf("two names of their own are no slips: %q", same.spellings())
	}
	if disputed := m.WithNumberState(told, NumberDisputed); m.Conflict(disputed, next) != ConflictTwins {
		t.Error("a number in doubt puts no spelling right")
	}
	sister := daniel().with(fields{"sex": "F"}).comparable(t, m, in)
	if same := m.WithSpellings(slip, []*Comparable{sister}); same != slip {
		t.Error("a holder of another sex puts no spelling right")
	}
}
