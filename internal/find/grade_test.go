package find

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/matcher"
)

func thresholds() matcher.Thresholds {
	return matcher.Thresholds{Auto: 9 * matcher.Bit, Review: 6 * matcher.Bit, Margin: 3 * matcher.Bit, AgreeingFields: 3}
}

// somebody is a candidate with what the ladder says.
func somebody(id string, tier matcher.Tier, bits float64, more ...func(*Candidate)) Candidate {
	c := Candidate{Person: people.Person{ID: id}, Best: linker.Hit{
		Decision: matcher.Decision{Tier: tier, Weight: matcher.Bits(bits)},
		Levels:   []linker.Level{{Comparison: "family_name", Level: "exact", Weight: 5 * matcher.Bit}},
	}}
	for _, change := range more {
		change(&c)
	}
	return c
}

func conflicting(c *Candidate) { c.conflict = true }
func guarded(c *Candidate)     { c.Best.Decision.Guard = matcher.GuardTwin }
func numberAlone(c *Candidate) {
	c.Best.Levels = []linker.Level{{Comparison: "nhs_number", Weight: 30 * matcher.Bit}, {Comparison: "sex", Missing: true}}
}

const (
	none, certain, probable, possible = matcher.TierNone, matcher.TierCertain, matcher.TierProbable, matcher.TierPossible
)

func TestGrades(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		in   []Candidate
		want []Grade // in the order of the answer
		best string
	}{
		{"nobody", nil, nil, ""},
		{"one, by weight", []Candidate{somebody("a", probable, 20)}, []Grade{Certain}, "a"},
		{"one, by a number and a birth date", []Candidate{somebody("a", certain, 5)}, []Grade{Certain}, "a"},
		{"one for a reviewer", []Candidate{somebody("a", possible, 8)}, []Grade{Possible}, "a"},
		{"one that the ladder says nothing of", []Candidate{somebody("a", none, 2)}, []Grade{Possible}, "a"},
		{"a number and nothing else", []Candidate{somebody("a", certain, 30, numberAlone)}, []Grade{Probable}, "a"},
		{"held back by a guard", []Candidate{somebody("a", possible, 25, guarded)}, []Grade{Possible}, "a"},
		{"in conflict with another record of the person", []Candidate{somebody("a", probable, 25, conflicting)}, []Grade{Probable}, "a"},
		{"two as good", []Candidate{somebody("b", probable, 20), somebody("a", probable, 20)}, []Grade{Probable, Probable}, "a"},
		{"within the margin", []Candidate{somebody("a", probable, 20), somebody("b", probable, 17.5)}, []Grade{Probable, Probable}, "a"},
		{"at the margin", []Candidate{somebody("a", probable, 20), somebody("b", probable, 17)}, []Grade{Certain, Probable}, "a"},
		{"near, and for a reviewer", []Candidate{somebody("a", probable, 20), somebody("b", possible, 19, guarded)}, []Grade{Probable, Possible}, "a"},
		{"two by one number", []Candidate{somebody("a", certain, 40), somebody("b", certain, 10)}, []Grade{Probable, Probable}, "a"},
		{"a number before a weight", []Candidate{somebody("a", probable, 40), somebody("b", certain, 10)}, []Grade{Certain, Probable}, "b"},
	} {
		grade(c.in, thresholds())
		var got []Grade
		for _, one := range c.in {
			got = append(got, one.Grade)
		}
		if !slices.Equal(got, c.want) || len(c.in) > 0 && c.in[0].Person.ID != c.best {
			t.Errorf("%s: %v, the best %s; want %v, %s", c.name, got, c.in[0].Person.ID, c.want, c.best)
		}
	}
}

func TestScoresAreProbabilities(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   []Candidate
		want []float64
	}{
		{[]Candidate{somebody("a", possible, 0)}, []float64{0.5}},
		{[]Candidate{somebody("a", possible, 1)}, []float64{2. / 3}},
		{[]Candidate{somebody("a", possible, 1), somebody("b", possible, 0)}, []float64{2. / 4, 1. / 4}},
		{[]Candidate{somebody("a", probable, 20), somebody("b", probable, 20)}, []float64{0.5, 0.5}},
		{[]Candidate{somebody("a", certain, -3)}, []float64{512. / 513}},                          // no less than what links by itself
		{[]Candidate{somebody("a", possible, 30, guarded)}, []float64{64. / 65}},                  // no more than what a reviewer looks at
		{[]Candidate{somebody("a", probable, 5000), somebody("b", none, -5000)}, []float64{1, 0}}, // nothing overflows
	} {
		grade(c.in, thresholds())
		for i, one := range c.in {
			if math.Abs(one.Score-c.want[i]) > 1e-4 {
				t.Errorf("candidate %d of %d scores %f, want %f", i, len(c.in), one.Score, c.want[i])
			}
		}
	}
}

// Whatever is found: at most one is certain, and then it is the best; scores add up
// to one at most; the order in which people were found says nothing.
func TestAnswersKeepTheirPromises(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 9))
		var all []Candidate
		for n := range r.IntN(6) {
			change := []func(*Candidate){func(*Candidate) {}, conflicting, numberAlone, guarded}[r.IntN(4)]
			tier := []matcher.Tier{none, certain, probable, possible}[r.IntN(4)]
			all = append(all, somebody(strconv.Itoa(n), tier, float64(r.IntN(40)-8), change))
		}
		other := slices.Clone(all)
		r.Shuffle(len(other), func(i, j int) { other[i], other[j] = other[j], other[i] })
		grade(all, thresholds())
		grade(other, thresholds())
		sum := 0.0
		for i, c := range all {
			sum += c.Score
			switch {
			case c.Grade == Certain && (i > 0 || c.conflict || !automatic(c.Best.Decision)):
				t.Fatalf("seed %d: candidate %d is certain", seed, i)
			case c.Score < 0 || c.Score > 1:
				t.Fatalf("seed %d: a score of %f", seed, c.Score)
			case other[i].Person.ID != c.Person.ID || other[i].Grade != c.Grade || math.Abs(other[i].Score-c.Score) > 1e-12:
				t.Fatalf("seed %d: found in another order, candidate %d is %s %s %f, not %s %s %f", seed, i,
					other[i].Person.ID, other[i].Grade, other[i].Score, c.Person.ID, c.Grade, c.Score)
			}
		}
		if sum > 1+1e-9 {
			t.Fatalf("seed %d: scores add up to %f", seed, sum)
		}
	}
}
