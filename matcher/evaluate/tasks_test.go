package evaluate

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"testing"

	"github.com/lhcre/mpi/matcher"
)

func TestTasks(t *testing.T) {
	t.Parallel()
	truth := map[string]string{"a": "1", "b": "1", "c": "1", "d": "2", "e": "2", "f": "3"}
	identities := map[string]string{"a": "x", "b": "x", "c": "y", "d": "y", "e": "f"}
	review := func(a, b string) Pair { return Pair{A: a, B: b, Verdict: VerdictReview} }
	tests := []struct {
		name  string
		pairs []Pair
		want  TaskReport
	}{
		{"none", nil, TaskReport{TrueShare: 1}},
		{"links are no tasks", []Pair{{A: "a", B: "c", Verdict: VerdictLink}}, TaskReport{TrueShare: 1}},
		{"inside one identity", []Pair{review("a", "b")}, TaskReport{TrueShare: 1}},
		{"true by other records", []Pair{review("a", "d")}, TaskReport{1, 1, 1, 1000.0 / 6}},
		{"many pairs, one task", []Pair{review("a", "d"), review("c", "b"), review("d", "a")}, TaskReport{1, 1, 1, 1000.0 / 6}},
		{"one of two", []Pair{review("a", "c"), review("a", "f")}, TaskReport{2, 1, 0.5, 2000.0 / 6}},
		{"an identity named as a lone record", []Pair{review("e", "f"), review("f", "e")}, TaskReport{1, 0, 0, 1000.0 / 6}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Tasks(stream(tt.pairs, nil), identities, truth)
			if err != nil || got != tt.want {
				t.Errorf("tasks %+v, want %+v (error %v)", got, tt.want, err)
			}
		})
	}
}

func TestSharePersonLeavesNoMark(t *testing.T) {
	t.Parallel()
	roster, err := NewRoster(map[string]string{"a": "1", "b": "2", "c": "1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	mark := make([]bool, 2)
	of := func(record string) int { place, _ := roster.Place(record); return int(roster.identity[place]) }
	if roster.sharePerson(of("a"), of("b"), mark) || !roster.sharePerson(of("a"), of("c"), mark) || slices.Contains(mark, true) {
		t.Errorf("wrong, or marks are left: %v", mark)
	}
}

// stream yields pairs and then the error, if there is one.
func stream(pairs []Pair, err error) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		for _, pair := range pairs {
			if !yield(pair, nil) {
				return
			}
		}
		if err != nil {
			yield(Pair{}, err)
		}
	}
}

func TestPairsWithErrors(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	truth := map[string]string{"a": "1", "b": "1"}
	for _, pairs := range []iter.Seq2[Pair, error]{stream(nil, broken), stream([]Pair{{A: "a", B: "z"}}, nil)} {
		if _, err := Tasks(pairs, nil, truth); !errors.Is(err, broken) && !errors.Is(err, errUnknownRecord) {
			t.Errorf("Tasks gave error %v", err)
		}
		if _, err := Scored(pairs, truth); !errors.Is(err, broken) && !errors.Is(err, errUnknownRecord) {
			t.Errorf("Scored gave error %v", err)
		}
	}
}

func TestScored(t *testing.T) {
	t.Parallel()
	truth := map[string]string{"a": "1", "b": "1", "c": "2"}
	got, err := Scored(stream([]Pair{{A: "a", B: "b", Weight: 7}, {A: "b", B: "c", Weight: -7}}, nil), truth)
	if want := []ScoredPair{{7, true}, {-7, false}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("pairs %v, want %v (error %v)", got, want, err)
	}
}

func TestMissCounter(t *testing.T) {
	t.Parallel()
	truth, identities := map[string]string{}, map[string]string{}
	decisions := []matcher.Decision{
		{Tier: matcher.TierProbable, Rule: matcher.RuleWeight}, // refused
		{Tier: matcher.TierPossible, Rule: matcher.RuleReview},
		{Tier: matcher.TierPossible, Rule: matcher.RuleReview},
		{Tier: matcher.TierNone, Rule: matcher.RuleNone},
		{Tier: matcher.TierPossible, Rule: matcher.RuleWeight, Guard: matcher.GuardTwin},
		{Tier: matcher.TierCertain, Rule: matcher.RuleNHSBirthDate, Conflict: matcher.ConflictLocalIDs},
		{Tier: matcher.TierPossible, Rule: matcher.RuleConfusion},
	}
	for i := range len(decisions) + 3 { // the last three are never candidates
		truth[fmt.Sprint("a", i)], truth[fmt.Sprint("b", i)] = strconv.Itoa(i), strconv.Itoa(i)
	}
	truth["c"], truth["d"], identities["c"], identities["d"] = "joined", "joined", "x", "x"
	counter := NewMissCounter(truth, identities)
	tell := func(a, b string, d matcher.Decision) {
		if err := counter.Candidate(a, b, d); err != nil {
			t.Error(err)
		}
	}
	for i, decision := range decisions {
		tell(fmt.Sprint("a", i), fmt.Sprint("b", i), decision)
		tell(fmt.Sprint("b", i), fmt.Sprint("a", i), decision) // again: no change
	}
	tell("c", "d", matcher.Decision{})   // found
	tell("a0", "b1", matcher.Decision{}) // two people
	got, err := counter.Report()
	want := []CauseCount{
		{CauseNeverCandidate, "", 3},
		{CauseLowWeight, "review", 2},
		{CauseGuarded, "confusion", 1},
		{CauseGuarded, "possible-twin", 1},
		{CauseGuarded, "two-local-ids", 1},
		{CauseRefused, "weight", 1},
		{CauseLowWeight, "none", 1},
	}
	if err != nil || !slices.Equal(got.Causes, want) {
		t.Errorf("causes %v, want %v (error %v)", got.Causes, want, err)
	}
	if got.TruePairs != 11 || got.Candidates != 8 || got.Missed != 10 || got.BlockingRecall != 8.0/11 {
		t.Errorf("report %+v, want 11 true pairs, 8 candidates, 10 missed", got)
	}
	if err := counter.Candidate("a0", "z", matcher.Decision{}); !errors.Is(err, errUnknownRecord) {
		t.Errorf("an unknown record gave error %v", err)
	}
}

func TestMissCounterEmpty(t *testing.T) {
	t.Parallel()
	got, err := NewMissCounter(nil, nil).Report()
	if err != nil || got.BlockingRecall != 1 || got.Missed != 0 || len(got.Causes) != 0 {
		t.Errorf("report %+v, error %v", got, err)
	}
	if _, err := NewMissCounter(nil, map[string]string{"a": "x"}).Report(); err == nil {
		t.Error("an identity for an unknown record was accepted")
	}
}

// However candidates fall, the causes add up to the missed pairs.
func TestMissCounterAddsUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		random := seeded(seed)
		truth, identities := randomPartitions(random)
		counter := NewMissCounter(truth, identities)
		for a := range truth {
			for b := range truth {
				if random.IntN(2) == 0 {
					d := matcher.Decision{Tier: matcher.Tier(random.IntN(4)), Rule: matcher.RuleReview}
					if err := counter.Candidate(a, b, d); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		got, err := counter.Report()
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(0)
		for _, cause := range got.Causes {
			sum += cause.Pairs
		}
		if sum != got.Missed || got.Candidates > got.TruePairs || got.BlockingRecall > 1 {
			t.Errorf("seed %d: causes add up to %d in %+v", seed, sum, got)
		}
	}
}
