package bulk

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// oracle decides who is who with no more than the rules: all pairs that share
// a key, the ladder, Resolve.
func oracle(r *Records) (identity.Resolution, map[couple]matcher.Decision) {
	places := map[string]*matcher.Comparable{}
	var ids []identity.RecordID
	for _, c := range r.All {
		places[c.ID] = c
		ids = append(ids, identity.RecordID(c.ID))
	}
	blocked := bruteForce(r)
	decisions := map[couple]matcher.Decision{}
	var edges []identity.Edge
	for pair := range maps.Keys(merged(blocked.sure, blocked.windowed)) {
		d := r.Model.Decide(places[pair[0]], places[pair[1]])
		if d.Tier == matcher.TierNone {
			continue
		}
		d.Conflict = matcher.ConflictNone // no edge has one
		decisions[pair] = d
		edges = append(edges, identity.Edge{
			A: identity.RecordID(pair[0]), B: identity.RecordID(pair[1]),
			Weight: d.Weight, Tier: d.Tier, Rule: d.Rule, Guard: d.Guard,
		})
	}
	return identity.ResolveAll(ids, edges, nil, plainJudge{r.Model, places}, rulesOf(r)), decisions
}

func merged(a, b map[couple]bool) map[couple]bool {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// plainJudge asks the matcher about records by id.
type plainJudge struct {
	model  *matcher.Model
	places map[string]*matcher.Comparable
}

func (j plainJudge) Conflict(a, b identity.RecordID) matcher.Conflict {
	return j.model.Conflict(j.places[string(a)], j.places[string(b)])
}

func (j plainJudge) Weight(a, b identity.RecordID) matcher.Weight {
	weight, _ := j.model.Weigh(j.places[string(a)], j.places[string(b)])
	return weight
}

// decided gives the kept decisions by pair, and fails if a pair comes twice or
// the pairs are out of order.
func decided(t *testing.T, r *Records, edges []edge) map[couple]matcher.Decision {
	t.Helper()
	out := map[couple]matcher.Decision{}
	for _, e := range edges {
		pair := couple{r.All[e.x].ID, r.All[e.y].ID}
		if _, twice := out[pair]; twice || pair[0] >= pair[1] {
			t.Errorf("the edge %v comes twice or askew", pair)
		}
		out[pair] = e.decision()
	}
	ordered := slices.IsSortedFunc(edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(r.All[a.x].ID, r.All[b.x].ID), cmp.Compare(r.All[a.y].ID, r.All[b.y].ID))
	})
	if !ordered {
		t.Error("the edges are not in the order of their records")
	}
	return out
}

func TestResolveDoesWhatTheRulesSay(t *testing.T) {
	t.Parallel()
	people, _ := generated(t, 120, 3)
	uk, err := matcher.Default()
	if err != nil {
		t.Fatal(err)
	}
	checkAgainstOracle(t, "region", uk, people)
	joined, tasks := 0, 0
	for seed := range uint64(30) {
		random := seeded(seed)
		answer := checkAgainstOracle(t, fmt.Sprintf("seed %d", seed), crowdedModel(t, random), crowd(random, 2+random.IntN(80)))
		joined += len(answer.identities()) - len(answer.clusters())
		tasks += len(answer.Tasks)
	}
	if joined < 100 || tasks < 100 {
		t.Errorf("%d joins and %d tasks: the crowds are too tame", joined, tasks)
	}
}

func checkAgainstOracle(t *testing.T, name string, m *matcher.Model, rows []fields) Answer {
	t.Helper()
	r, _ := recordsOf(t, m, rows)
	answer, work := resolved(t, r, identity.Past{})
	want, decisions := oracle(r)
	if !reflect.DeepEqual(answer.clusters(), want.Clusters) {
		t.Errorf("%s: %d people, want %d", name, len(answer.clusters()), len(want.Clusters))
	}
	if !reflect.DeepEqual(answer.Tasks, want.Tasks) {
		t.Errorf("%s: %d tasks, want %d", name, len(answer.Tasks), len(want.Tasks))
	}
	if got := decided(t, r, answer.edges); !maps.Equal(got, decisions) {
		t.Errorf("%s: %d edges, want %d", name, len(got), len(decisions))
	}
	if work.Compared < int64(len(decisions)) {
		t.Errorf("%s: %d pairs compared for %d edges", name, work.Compared, len(decisions))
	}
	checkIdentities(t, answer)
	return answer
}
