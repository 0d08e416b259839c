package train

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/lhcre/mpi/matcher"
)

// matchesOf are pairs of which most are matches, as those that a training rule
// names: every comparison agrees as often as its m says.
func matchesOf(count, m float64, comparisons int) []Pattern {
	var out []Pattern
	for vector := range 1 << comparisons {
		p := Pattern{Levels: make([]int8, comparisons), Count: count}
		for c := range comparisons {
			if vector>>c&1 == 1 {
				p.Levels[c], p.Count = 1, p.Count*m
			} else {
				p.Levels[c], p.Count = 2, p.Count*(1-m)
			}
		}
		out = append(out, p)
	}
	return out
}

// crowdOf are all pairs: matches, and many more that hardly ever agree.
func crowdOf(comparisons int) []Pattern {
	return slices.Concat(matchesOf(40_000, 0.8, comparisons), matchesOf(100_000_000, 0.001, comparisons))
}

// allBut marks four comparisons but those named.
func allBut(but ...int) []bool {
	out := []bool{true, true, true, true}
	for _, i := range but {
		out[i] = false
	}
	return out
}

func mOf(f matcher.File, comparison int) float64 { return *f.Comparisons[comparison].Levels[1].M }

// Each comparison learns from the sessions whose rules do not read its columns;
// one that no session teaches keeps the guess.
func TestSessionsTeachWhatTheyDoNotLookAt(t *testing.T) {
	t.Parallel()
	const comparisons = 4
	strangers := matchesOf(20_000, 0.001, comparisons) // u is held at what all pairs show
	sample := Sample{Weight: 1, Patterns: crowdOf(comparisons), Sessions: []Session{
		{Rule: "c0", Patterns: slices.Concat(matchesOf(30_000, 0.9, comparisons), strangers), Learns: allBut(0, 3)},
		{Rule: "c1", Patterns: matchesOf(10_000, 0.7, comparisons), Learns: allBut(1, 3)},
	}}
	got, report := fitted(t, modelOf(3, 3, 3, 3), sample, options())
	if math.Abs(report.Matches-40_000) > 1000 {
		t.Errorf("%.0f matches expected among all pairs, want about 40,000", report.Matches)
	}
	for i, want := range []float64{0.7, 0.9, 0.85, 0.8} { // the third of three parts to one, the last as guessed
		if m := mOf(got, i); math.Abs(m-want) > 0.01 {
			t.Errorf("c%d: m %.4f, want %.2f", i, m, want)
		}
	}
}

// u is held at what all pairs show: a session in which half of everything
// agrees is one of matches that agree by half, not of two kinds of pairs.
func TestSessionsLeaveUAlone(t *testing.T) {
	t.Parallel()
	const comparisons = 4
	sample := Sample{Weight: 1, Patterns: crowdOf(comparisons), Sessions: []Session{
		{Rule: "c0", Patterns: matchesOf(10_000, 0.5, comparisons), Learns: allBut(0)},
	}}
	got, _ := fitted(t, modelOf(3, 3, 3, 3), sample, options())
	for i := 1; i < comparisons; i++ {
		if m := mOf(got, i); math.Abs(m-0.5) > 0.01 {
			t.Errorf("c%d: m %.4f, want 0.50", i, m)
		}
	}
}

// What a rule makes agree is blanked out: it neither teaches nor counts.
func TestSessionsAreBlindToTheirOwnRule(t *testing.T) {
	t.Parallel()
	const comparisons = 4
	session := Session{Rule: "c0", Patterns: matchesOf(10_000, 0.8, comparisons), Learns: allBut(0)}
	sample := Sample{Weight: 1, Patterns: crowdOf(comparisons), Sessions: []Session{session}}
	before := fmt.Sprint(session.Patterns)
	want, _ := fitted(t, modelOf(3, 3, 3, 3), sample, options())
	changed := make([]Pattern, len(session.Patterns))
	for n, p := range session.Patterns {
		changed[n] = Pattern{Levels: append([]int8{1}, p.Levels[1:]...), Count: p.Count}
	}
	sample.Sessions[0].Patterns = changed
	if got, _ := fitted(t, modelOf(3, 3, 3, 3), sample, options()); !near(got, want) {
		t.Error("the column that the rule reads changed what its pairs teach")
	}
	if fmt.Sprint(session.Patterns) != before {
		t.Error("the session's own patterns were changed")
	}
}

// near tells whether two models have the same m and u but for rounding.
func near(a, b matcher.File) bool {
	x, y := pointed(a), pointed(b)
	for i := range x {
		p, isNumber := x[i].(float64)
		q, wasNumber := y[i].(float64)
		if isNumber != wasNumber || isNumber && math.Abs(p-q) > 1e-9 {
			return false
		}
	}
	return len(x) == len(y)
}

// A session without pairs, as of a rule whose column nobody has, is passed
// over; if there is no other, m is learnt as if there were no training rules.
func TestSessionsWithoutPairs(t *testing.T) {
	t.Parallel()
	sample := plantedSample(t, seeded(6), 20_000)
	empty := Session{Rule: "nobody", Learns: allBut()}
	full := Session{Rule: "all", Patterns: sample.Patterns, Learns: allBut()}
	for name, sessions := range map[string][2][]Session{
		"the only one": {{empty}, nil},
		"one of two":   {{empty, full}, {full}},
	} {
		with, without := sample, sample
		with.Sessions, without.Sessions = sessions[0], sessions[1]
		got, _ := fitted(t, plantedModel(), with, options())
		if want, _ := fitted(t, plantedModel(), without, options()); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: a session without pairs changed the model", name)
		}
	}
}
