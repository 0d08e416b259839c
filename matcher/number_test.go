package matcher

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// number is what all the holders of one NHS number are tested with.
const number = "9991234519"

// holders makes records that hold one number, in the state that they are
// thought to be in.
func holders(t *testing.T, m *Model, state string, people ...fields) []*Comparable {
	t.Helper()
	in := m.NewInterner()
	var out []*Comparable
	for _, p := range people {
		out = append(out, p.with(fields{"nhs_number": number, "number_state": state}).comparable(t, m, in))
	}
	return out
}

// people gives up to four who have nothing in common.
func people(n int) []fields {
	return []fields{
		{"family_name": "Smith", "given_names": "Daniel", "birth_date": "1980-02-10", "sex": "M"},
		{"family_name": "Novak", "given_names": "Olga", "birth_date": "1951-07-23", "sex": "F"},
		{"family_name": "Khan", "given_names": "Ali", "birth_date": "1966-11-05", "sex": "M"},
		{"family_name": "Wong", "given_names": "Mei", "birth_date": "1999-04-30", "sex": "F"},
	}[:n]
}

func TestNumberState(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	a := fields{"family_name": "Smith", "given_names": "Daniel", "birth_date": "1980-02-10", "sex": "M", "postcode": "M1 1AE"}
	for _, tt := range []struct {
		name    string
		holders []fields
		want    NumberState
	}{
		{"nobody", nil, NumberCurrent},
		{"one", []fields{a}, NumberCurrent},
		{"the same twice", []fields{a, a}, NumberCurrent},
		{"rule 3", []fields{a, a.with(fields{"postcode": "SO14 2AR", "given_names": "Dan"})}, NumberCurrent},
		{"rule 4", []fields{a, a.with(fields{"birth_date": "1980-02-11"})}, NumberCurrent},
		{"neither", []fields{a, a.with(fields{"birth_date": "1981-02-11"})}, NumberDisputed},
		{"names that disagree wholly", []fields{a, {"family_name": "Novak", "given_names": "Olga", "birth_date": "1980-02-10"}}, NumberDisputed},
		{"twins", []fields{a, a.with(fields{"given_names": "Paul"})}, NumberDisputed},
		{"a slip", []fields{a, a.with(fields{"given_names": "Daneil"})}, NumberCurrent},
		{"a slip, then with another sex", []fields{a, a.with(fields{"given_names": "Daneil"}), a.with(fields{"given_names": "Daneil", "sex": "F"})}, NumberDisputed},
		{"the third disputes", []fields{a, a.with(fields{"postcode": ""}), people(2)[1]}, NumberDisputed},
		{"no birth date disputes nothing", []fields{a, {"family_name": "Novak", "given_names": "Olga"}}, NumberCurrent},
		{"no name disputes nothing", []fields{a, {"birth_date": "1951-07-23", "postcode": "SO14 2AR"}}, NumberCurrent},
		{"a given name alone disputes", []fields{a, {"given_names": "Olga", "birth_date": "1951-07-23"}}, NumberDisputed},
		{"three people", people(3), NumberDisputed},
		{"four people", people(4), NumberPlaceholder},
		{"four records of three people", append(people(3), people(3)[0].with(fields{"family_name": "Smillie"})), NumberDisputed},
		{"three people and one without a birth date", append(people(3), fields{"family_name": "Novak"}), NumberDisputed},
		{"three people and one without a family name", append(people(3), fields{"given_names": "Olga", "birth_date": "1951-07-23"}), NumberDisputed},
		{"one family of four birth dates", []fields{
			a, a.with(fields{"birth_date": "1980-02-11"}), a.with(fields{"birth_date": "1980-02-12"}), a.with(fields{"birth_date": "1980-02-13"}),
		}, NumberPlaceholder},
	} {
		for _, thought := range []string{"current", "disputed", "placeholder"} {
			if got := m.NumberStateOf(holders(t, m, thought, tt.holders...)); got != tt.want {
				t.Errorf("%s, thought to be %s: state %d, want %d", tt.name, thought, got, tt.want)
			}
		}
	}
}

// The state is that of the set: neither the order of the holders nor how often
// they come matters, nor what was thought of the number before.
func TestNumberStateIsOfTheSet(t *testing.T) {
	t.Parallel()
	m, random := readTestModel(t), seeded(5)
	seen := map[NumberState]int{}
	for range 3000 {
		some := randomHolders(random)
		want := m.NumberStateOf(holders(t, m, "current", some...))
		seen[want]++
		random.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		for range random.IntN(4) {
			some = append(some, pick(random, some))
		}
		thought := pick(random, []string{"current", "disputed", "placeholder"})
		if got := m.NumberStateOf(holders(t, m, thought, some...)); got != want {
			t.Fatalf("state %d, and %d when shuffled, repeated and thought to be %s: %v", want, got, thought, some)
		}
	}
	if len(seen) != 3 {
		t.Errorf("states %v: want all three", seen)
	}
}

func randomHolders(random *rand.Rand) []fields {
	var out []fields
	for range 1 + random.IntN(5) {
		f := fields{
			"family_name": pick(random, []string{"Smith", "Smith", "Smith", "Smyth", "Jones"}),
			"given_names": pick(random, []string{"Daniel", "Daniel", "Daneil", "Danielle", "D", "Paul"}),
			"birth_date":  pick(random, []string{"1980-02-10", "1980-02-10", "1980-02-10", "1980-02-11", "1981-03-12"}),
			"sex":         pick(random, []string{"M", "M", "F"}),
			"postcode":    pick(random, []string{"M1 1AE", "M1 1AE", "SO14 2AR"}),
		}
		if random.IntN(6) == 0 {
			delete(f, pick(random, []string{"family_name", "given_names", "birth_date"}))
		}
		out = append(out, f)
	}
	return out
}

// Adding a fourth person quarantines the number, taking one away brings it
// back; the records are compared as if they had been made so.
func TestQuarantineIsCrossedBothWays(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	all := holders(t, m, "current", people(4)...)
	state := m.NumberStateOf(all[:3])
	if state != NumberDisputed {
		t.Fatalf("three people: state %d", state)
	}
	for _, step := range []struct {
		holders []*Comparable
		want    NumberState
	}{{all, NumberPlaceholder}, {all[1:], NumberDisputed}, {all[3:], NumberCurrent}, {all, NumberPlaceholder}, {all[:1], NumberCurrent}} {
		state = m.NumberStateOf(step.holders)
		if state != step.want {
			t.Fatalf("%d holders: state %d, want %d", len(step.holders), state, step.want)
		}
		for i, h := range all {
			all[i] = m.WithNumberState(h, state)
		}
	}
}

// A record whose number changes its state is as if it had been made with it,
// whatever the number was before.
func TestWithNumberStateEqualsMadeSo(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	states := []string{"current", "disputed", "placeholder"}
	for from := range states {
		for to, name := range states {
			in := m.NewInterner()
			before := daniel().with(fields{"number_state": states[from]}).comparable(t, m, in)
			want := daniel().with(fields{"number_state": name}).comparable(t, m, in)
			changed := m.WithNumberState(before, NumberState(to))
			same := changed.Compare(want) == 0
			if !same || changed.facts != want.facts {
				t.Errorf("from %s to %s: not as if it had been made so", states[from], name)
			}
			if before.numberState != NumberState(from) {
				t.Errorf("from %s to %s: the record itself has changed", states[from], name)
			}
			if !slices.Equal(ruleKeys(m, 0, changed), ruleKeys(m, 0, want)) {
				t.Errorf("from %s to %s: keys %q, want %q", states[from], name, ruleKeys(m, 0, changed), ruleKeys(m, 0, want))
			}
		}
	}
	without := fields{"family_name": "Smith"}.comparable(t, m, m.NewInterner())
	if m.WithNumberState(without, NumberDisputed) != without {
		t.Error("a record without a number has changed")
	}
}
