//go:build quality

package population

import (
	"maps"
	"slices"
	"testing"
)

// TestMeasuredRatesInFull takes half a million people of each region: every
// rate within 10 % of the published one. A rate so rare that three standard
// errors are more than that is held to 10 % over the three regions together.
func TestMeasuredRatesInFull(t *testing.T) {
	t.Parallel()
	all := newMeasured(t)
	for _, region := range Regions() {
		d := measure(t, region, 500_000, 4)
		t.Log(region)
		d.check(t, .1)
		for _, name := range slices.Sorted(maps.Keys(d.rates)) {
			if all.rates[name] == nil {
				all.rates[name] = &rate{}
			}
			all.rates[name].of += d.rates[name].of
			all.rates[name].so += d.rates[name].so
		}
	}
	all.enough(t, .1)
	all.check(t, .1)
}

// enough holds that the pairs are enough to tell a difference from chance.
func (d *measured) enough(t *testing.T, tolerance float64) {
	t.Helper()
	for name, want := range published() {
		if out := d.rates[name].error3(want); out > tolerance {
			t.Errorf("%s: three standard errors are %.0f %%: too few pairs to tell", name, 100*out)
		}
	}
}

// measure generates people and measures how their records differ.
func measure(t *testing.T, region Region, people int, seed uint64) *measured {
	t.Helper()
	profile, err := DefaultProfile(region)
	if err != nil {
		t.Fatal(err)
	}
	d := newMeasured(t)
	if _, err := Generate(t.Context(), Config{People: people, Region: region, Seed: seed, Profile: profile}, d.add); err != nil {
		t.Fatal(err)
	}
	d.household()
	return d
}
