package bulk

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"context"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher"
)

// generated gives the rows of a small synthetic region.
func generated(tb testing.TB, people int, seed uint64) (rows []fields, person map[identity.RecordID]string) {
	tb.Helper()
	profile, err := population.DefaultProfile(population.GreaterManchester)
	if err != nil {
		tb.Fatal(err)
	}
	person = map[identity.RecordID]string{}
	config := population.Config{People: people, Region: population.GreaterManchester, Seed: seed, Profile: profile}
	_, err = population.Generate(tb.Context(), config, func(row population.Row) error {
		f := fields{}
		for i, column := range population.Header() {
			f[column] = row.Record[i]
		}
		rows = append(rows, f)
		person[identity.RecordID(f["record_id"])] = row.PersonID
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return rows, person
}

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
		out[pair] = e.decision
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
		joined += len(answer.Identity) - len(answer.Clusters)
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
	if !reflect.DeepEqual(answer.Clusters, want.Clusters) {
		t.Errorf("%s: %d people, want %d", name, len(answer.Clusters), len(want.Clusters))
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

// checkIdentities holds that one identity is one cluster, and every record has one.
func checkIdentities(t *testing.T, answer Answer) {
	t.Helper()
	owner := map[string]identity.RecordID{}
	records := 0
	for _, cluster := range answer.Clusters {
		for _, record := range cluster {
			id := answer.Identity[record]
			if first, ok := owner[id]; id == "" || ok && first != cluster[0] {
				t.Errorf("record %s has the identity %q of %s", record, id, first)
			}
			owner[id] = cluster[0]
			records++
		}
	}
	if records != len(answer.Identity) {
		t.Errorf("%d records in clusters, %d with an identity", records, len(answer.Identity))
	}
}

// The identities of an earlier run are kept, whichever records come and go.
func TestResolveKeepsIdentities(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		random := seeded(seed)
		m, rows := crowdedModel(t, random), crowd(random, 80)
		past := identity.Past{}
		for range 4 {
			r, _ := recordsOf(t, m, shuffled(random, rows)[:40+random.IntN(40)])
			answer, _ := resolved(t, r, past)
			checkIdentities(t, answer)
			checkKept(t, past, answer)
			past = pastOf(answer)
		}
	}
}

func pastOf(a Answer) identity.Past {
	members := map[string][]identity.Member{}
	for record, id := range a.Identity {
		members[id] = append(members[id], identity.Member{Record: record})
	}
	return past(members)
}

// checkKept holds that an identity whose records are all still together, and
// with no others, is kept.
func checkKept(t *testing.T, past identity.Past, answer Answer) {
	t.Helper()
	size := map[string]int{}
	for _, id := range answer.Identity {
		size[id]++
	}
	for _, p := range past.Identities {
		now := map[string]int{}
		for _, m := range p.Members {
			now[answer.Identity[m.Record]]++
		}
		for id, n := range now {
			if n == len(p.Members) && n == size[id] && id != p.ID {
				t.Errorf("the records of %s are still alone together and now %s", p.ID, id)
			}
		}
	}
}

// A record that leaves a person takes a new identity, also when the person's
// was named after it.
func TestTheFirstRecordLeaves(t *testing.T) {
	t.Parallel()
	m := smallModel(t)
	smith := fields{"family_name": "Smith", "given_names": "Daniel", "birth_date": "1980-02-10", "sex": "M", "postcode": "M1 1AE", "phone": "0161 496 0001"}
	var rows []fields
	for _, id := range []string{"a", "b", "c"} {
		rows = append(rows, smith.with(fields{"record_id": id}))
	}
	r, _ := recordsOf(t, m, rows)
	together, _ := resolved(t, r, identity.Past{})
	rows[0] = fields{"record_id": "a", "family_name": "Novak", "given_names": "Olga", "birth_date": "1951-07-23"}
	r, _ = recordsOf(t, m, rows)
	apart, _ := resolved(t, r, pastOf(together))
	if len(together.Clusters) != 1 || len(apart.Clusters) != 2 {
		t.Fatalf("clusters %v, then %v", together.Clusters, apart.Clusters)
	}
	if apart.Identity["b"] != together.Identity["b"] {
		t.Error("the larger part did not keep the identity")
	}
	checkIdentities(t, apart)
	r, _ = recordsOf(t, m, rows)
	if again, _ := resolved(t, r, pastOf(apart)); !maps.Equal(again.Identity, apart.Identity) {
		t.Error("a rerun changed identities")
	}
}

func TestResolveStopsWhenTold(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, _ := recordsOf(t, smallModel(t), crowd(seeded(1), 50))
	if answer, _, err := Resolve(ctx, r, identity.Past{}, nil, nil); !errors.Is(err, context.Canceled) || answer.Identity != nil {
		t.Errorf("error %v, answer %v", err, answer)
	}
}
