package bulk

import (
	"context"
	"errors"
	"maps"
	"testing"

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

// checkIdentities holds that one identity is one cluster, and every record has one.
func checkIdentities(t *testing.T, answer Answer) {
	t.Helper()
	owner := map[string]identity.RecordID{}
	records := 0
	for _, cluster := range answer.clusters() {
		for _, record := range cluster {
			id := answer.identities()[record]
			if first, ok := owner[id]; id == "" || ok && first != cluster[0] {
				t.Errorf("record %s has the identity %q of %s", record, id, first)
			}
			owner[id] = cluster[0]
			records++
		}
	}
	if records != len(answer.identities()) {
		t.Errorf("%d records in clusters, %d with an identity", records, len(answer.identities()))
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
	identities := map[string]string{}
	for record, id := range a.identities() {
		identities[string(record)] = id
	}
	return past(identities)
}

// checkKept holds that an identity whose records are all still together, and
// with no others, is kept.
func checkKept(t *testing.T, past identity.Past, answer Answer) {
	t.Helper()
	size := map[string]int{}
	for _, id := range answer.identities() {
		size[id]++
	}
	for _, p := range past.Identities {
		now := map[string]int{}
		for _, m := range p.Members {
			now[answer.identities()[m.Record]]++
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
	if len(together.clusters()) != 1 || len(apart.clusters()) != 2 {
		t.Fatalf("clusters %v, then %v", together.clusters(), apart.clusters())
	}
	if apart.identities()["b"] != together.identities()["b"] {
		t.Error("the larger part did not keep the identity")
	}
	checkIdentities(t, apart)
	r, _ = recordsOf(t, m, rows)
	if again, _ := resolved(t, r, pastOf(apart)); !maps.Equal(again.identities(), apart.identities()) {
		t.Error("a rerun changed identities")
	}
}

// Identity is told what the model says of any two records.
func TestJudgeAsksTheModel(t *testing.T) {
	t.Parallel()
	m := smallModel(t)
	r, _ := recordsOf(t, m, crowd(seeded(3), 60))
	j, conflicts := judgeOf(r), 0
	for _, a := range r.All {
		for _, b := range r.All {
			x, y := identity.RecordID(a.ID), identity.RecordID(b.ID)
			if weight, _ := m.Weigh(a, b); j.Weight(x, y) != weight || j.Conflict(x, y) != m.Conflict(a, b) {
				t.Errorf("%s and %s: weight %s, conflict %q", x, y, j.Weight(x, y), j.Conflict(x, y))
			}
			if j.Conflict(x, y) != matcher.ConflictNone {
				conflicts++
			}
		}
	}
	if conflicts == 0 {
		t.Error("no two records conflict: too tame")
	}
	want := identity.Rules{Auto: 12 * matcher.Bit, Review: 4 * matcher.Bit, Margin: 6 * matcher.Bit, MaxCluster: 20}
	if got := rulesOf(r); got != want {
		t.Errorf("rules %+v, want %+v", got, want)
	}
}

func TestResolveStopsWhenTold(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, _ := recordsOf(t, smallModel(t), crowd(seeded(1), 50))
	if answer, _, err := Resolve(ctx, r, identity.Past{}, nil, nil); !errors.Is(err, context.Canceled) || answer.records != nil {
		t.Errorf("error %v, answer %v", err, answer)
	}
}

// judgeOf is the judge of a component of all records.
func judgeOf(r *Records) identity.Judge {
	r.order()
	return &resolver{Records: r, comparer: r.Model.NewComparer(r.interner), members: r.byID}
}
