package population

import (
	"context"
	"maps"
	"math"
	"slices"
	"sync"
	"testing"
)

// generated keeps all rows of a population.
func generated(t *testing.T, cfg Config) ([]Row, Summary) {
	t.Helper()
	if cfg.Profile.Cultures == nil {
		profile, err := DefaultProfile(cfg.Region)
		if err != nil {
			t.Fatalf("default profile: %v", err)
		}
		cfg.Profile = profile
	}
	var rows []Row
	summary, err := Generate(t.Context(), cfg, func(row Row) error { rows = append(rows, row); return nil })
	if err != nil {
		t.Fatalf("generating: %v", err)
	}
	return rows, summary
}

// region gives a population that many tests look at, made once.
func region(t *testing.T, r Region) ([]Row, Summary) {
	t.Helper()
	made := map[Region]func() ([]Row, Summary, error){
		GreaterManchester: manchester, Wessex: wessex, OneLondon: london,
	}
	rows, summary, err := made[r]()
	if err != nil {
		t.Fatal(err)
	}
	return rows, summary
}

const regionPeople = 8_000

var (
	manchester = once(GreaterManchester)
	wessex     = once(Wessex)
	london     = once(OneLondon)
)

func once(r Region) func() ([]Row, Summary, error) {
	made := sync.OnceValue(func() (all struct {
		rows    []Row
		summary Summary
		err     error
	},
	) {
		profile, err := DefaultProfile(r)
		if err != nil {
			all.err = err
			return all
		}
		cfg := Config{People: regionPeople, Region: r, Seed: 20, Profile: profile}
		all.summary, all.err = Generate(context.Background(), cfg, func(row Row) error { all.rows = append(all.rows, row); return nil })
		return all
	})
	return func() ([]Row, Summary, error) { m := made(); return m.rows, m.summary, m.err }
}

// eachPair visits every two records of one person.
func eachPair(rows []Row, visit func(a, b *Row)) {
	people := map[string][]*Row{}
	for i := range rows {
		people[rows[i].PersonID] = append(people[rows[i].PersonID], &rows[i])
	}
	for _, records := range people {
		for i, a := range records {
			for _, b := range records[i+1:] {
				visit(a, b)
			}
		}
	}
}

// check holds the rates against those published. Where there are too few pairs
// to tell, it allows for twelve standard errors of pairs that had nothing to do
// with one another: those of one person have, and a name changes for all of them.
func (d *measured) check(t *testing.T, tolerance float64) {
	t.Helper()
	want := published()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		got := d.rates[name]
		if got == nil {
			continue
		}
		off := got.share()/want[name] - 1
		allowed := max(tolerance, 4*got.error3(want[name]))
		t.Logf("%-36s %.5f, published %.5f: %+5.1f %% of %d", name, got.share(), want[name], 100*off, got.of)
		if math.Abs(off) > allowed {
			t.Errorf("%s: %.5f, want %.5f within %.0f %%", name, got.share(), want[name], 100*allowed)
		}
	}
}

// TestDisagreementsAreTheMeasuredOnes in a small population; the full check
// takes half a million people.
func TestDisagreementsAreTheMeasuredOnes(t *testing.T) {
	t.Parallel()
	for _, r := range Regions() {
		t.Run(string(r), func(t *testing.T) {
			t.Parallel()
			d := newMeasured(t)
			rows, _ := region(t, r)
			for _, row := range rows {
				if err := d.add(row); err != nil {
					t.Fatal(err)
				}
			}
			d.household()
			delete(d.rates, sectorOnly) // so few people have few postcodes a sector to move between
			d.check(t, .1)
		})
	}
}
