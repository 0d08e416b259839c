package matcher

import (
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

// An edge is what Decide says of a pair, and no edge is a pair of which it says
// nothing; who remembers and who gives up early come to the same.
func TestEdgeIsWhatDecideSays(t *testing.T) {
	t.Parallel()
	uk, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*Model{"small": readTestModel(t), "uk": uk} {
		records := synthetic(t, m, 500, seeded(21))
		comparer, edges := m.NewComparer(records[0].in), 0
		for i, a := range records {
			for _, b := range records[i+1:] {
				want := m.Decide(a, b)
				got, ok := comparer.Edge(a, b)
				back, okBack := comparer.Edge(b, a)
				want.Conflict = ConflictNone // no edge tells it
				if ok != (want.Tier != TierNone) || ok && got != want || ok != okBack || got != back {
					t.Fatalf("%s: %s and %s: edge %+v (%v), want %+v", name, a.ID, b.ID, got, ok, want)
				}
				if remembered := comparer.Decide(a, b); remembered.Weight != m.Decide(b, a).Weight {
					t.Fatalf("%s: %s and %s: weight %s from memory", name, a.ID, b.ID, remembered.Weight)
				}
				if ok {
					edges++
				}
			}
		}
		if edges < 1000 {
			t.Errorf("%s: %d edges: too tame", name, edges)
		}
	}
}

// A pair that may not become an edge is none, whatever becomes known of the two
// numbers and of how other holders spell the names.
func TestWhatMayBeNoEdgeIsNone(t *testing.T) {
	t.Parallel()
	uk, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*Model{"small": readTestModel(t), "uk": uk} {
		random := seeded(23)
		records := synthetic(t, m, 400, random)
		comparer, passed := m.NewComparer(records[0].in), 0
		known := func(c *Comparable) *Comparable {
			c = m.WithNumberState(c, NumberState(random.IntN(3)))
			if random.IntN(2) == 0 {
				c = c.withSpellings([]string{m.given(records[random.IntN(len(records))]).current()})
			}
			return c
		}
		for i, a := range records {
			for _, b := range records[i+1:] {
				if comparer.MayBeEdge(a, b) {
					passed++
					continue
				}
				if d, ok := comparer.Edge(known(a), known(b)); ok {
					t.Fatalf("%s: %s and %s may not become an edge, and are %+v", name, a.ID, b.ID, d)
				}
			}
		}
		if all := len(records) * (len(records) - 1) / 2; passed > all/2 {
			t.Errorf("%s: %d of %d pairs pass: too many to help", name, passed, all)
		}
	}
}

// A region's file is made comparable in lots, in a test one by one.
func TestComparablesAreAsOneByOne(t *testing.T) {
	t.Parallel()
	m := readTestModel(t)
	random := seeded(22)
	numbers := []string{nhsNumber(1), nhsNumber(2), nhsNumber(3)}
	one, many := m.NewInterner(), m.NewInterner()
	for range 20 {
		lot := make([]demographics.Record, 1+random.IntN(60))
		for i := range lot {
			lot[i] = syntheticFields(random, numbers).record(t)
		}
		for i, c := range m.Comparables(lot, many) {
			want := m.Comparable(&lot[i], NumberFact{Class: lot[i].NHSNumber}, one)
			for term := range m.terms {
				if got := c.value(term).text(); got != want.value(term).text() {
					t.Fatalf("%s: %q, want %q", m.terms[term], got, want.value(term).text())
				}
			}
			if c.facts != want.facts || c.ID != want.ID {
				t.Fatal("the facts differ")
			}
		}
	}
}
