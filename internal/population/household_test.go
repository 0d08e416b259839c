package population

import (
	"math"
	"testing"
)

func households(t *testing.T, region Region, people int) []*household {
	t.Helper()
	profile, err := DefaultProfile(region)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWorld(Config{People: people, Region: region, Seed: 15, Profile: profile})
	if err != nil {
		t.Fatal(err)
	}
	var all []*household
	g := newGenerator(w)
	for chunk := range w.chunks() {
		first, _ := g.builder.start(chunk)
		for i := 0; g.builder.wanted() > 0; i++ {
			all = append(all, g.builder.build(uint64(first+i)))
		}
	}
	return all
}

func TestFamiliesHoldTogether(t *testing.T) {
	t.Parallel()
	sameName, children := 0, 0
	for _, h := range households(t, GreaterManchester, 20_000) {
		for _, p := range h.members {
			if p.born > lastDay || p.family == "" || p.givenOf.first == "" {
				t.Fatalf("household %d: somebody without a name or not yet born", h.number)
			}
			if p.mother == nil {
				continue
			}
			if years := p.mother.born.ageOn(p.born); years < 15 || years > 50 {
				t.Errorf("household %d: a mother of %d", h.number, years)
			}
			children++
			if p.family == p.mother.family {
				sameName++
			}
		}
	}
	if share := float64(sameName) / float64(children); share < .5 || share > .95 {
		t.Errorf("%.2f of children have their mother's family name, want most", share)
	}
}

func TestStaysAreInOrder(t *testing.T) {
	t.Parallel()
	for _, h := range households(t, Wessex, 8000) {
		for _, p := range h.members {
			if p.home.now() != h.home.now() {
				t.Fatalf("household %d: somebody lives elsewhere", h.number)
			}
			for i, s := range p.home[1:] {
				if s.from <= p.home[i].from || s.from > lastDay || s.from < p.born {
					t.Fatalf("household %d: stay %d of %d begins out of order", h.number, i+1, len(p.home))
				}
			}
		}
	}
}

func TestTwins(t *testing.T) {
	t.Parallel()
	pairs, near, births := 0, 0, 0
	for _, h := range households(t, OneLondon, 30_000) {
		for _, p := range h.members {
			if p.mother != nil && p.birthOrder != 2 {
				births++
			}
			if p.birthOrder != 1 {
				continue
			}
			pairs++
			twin := p.twin
			if twin.birthOrder != 2 || twin.twin != p || twin.born != p.born || twin.mother != p.mother || twin.number != p.number+1 {
				t.Fatalf("household %d: twins that are not", h.number)
			}
			if twin.givenOf.first == p.givenOf.first {
				t.Fatalf("household %d: twins of one given name", h.number)
			}
			if isNear(p.givenOf.first, twin.givenOf.first) {
				near++
			}
		}
	}
	if share := float64(pairs) / float64(births); share < .011 || share > .019 {
		t.Errorf("%.4f of births are of twins, want .015", share)
	}
	if share := float64(near) / float64(pairs); share < .05 || share > .18 {
		t.Errorf("%.3f of twins have near names, want .1", share)
	}
}

func isNear(a, b string) bool {
	for _, arabic := range []bool{true, false} {
		for _, pair := range nearNames(arabic) {
			if pair.names == [2]string{a, b} {
				return true
			}
		}
	}
	return false
}

// TestAges are those of the regions: London is young, Wessex is old.
func TestAges(t *testing.T) {
	t.Parallel()
	for r, want := range map[Region]struct{ young, old float64 }{
		GreaterManchester: {.22, .16}, Wessex: {.20, .21}, OneLondon: {.21, .12},
	} {
		var young, old, women, all rate
		for _, h := range households(t, r, 12_000) {
			for _, p := range h.members {
				all.count(true)
				young.count(p.age() < 18)
				old.count(p.age() >= 65)
				women.count(p.sex == female)
			}
		}
		t.Logf("%s: %.3f under 18, %.3f over 64, %.3f women", r, young.share(), old.share(), women.share())
		for name, check := range map[string][2]float64{
			"under 18": {young.share(), want.young}, "over 64": {old.share(), want.old}, "women": {women.share(), .51},
		} {
			if math.Abs(check[0]-check[1]) > .02 {
				t.Errorf("%s, %s: %.3f, want %.2f", r, name, check[0], check[1])
			}
		}
	}
}

// TestLastHouseholdIsCut so that the number of people is exact.
func TestLastHouseholdIsCut(t *testing.T) {
	t.Parallel()
	for people := 1; people < 60; people++ {
		count := 0
		for _, h := range households(t, OneLondon, people) {
			count += len(h.members)
			for _, p := range h.members {
				if p.twin != nil && h.members[len(h.members)-1] == p && p.birthOrder == 1 {
					t.Errorf("%d people: a twin without the other", people)
				}
			}
		}
		if count != people {
			t.Errorf("%d people, want %d", count, people)
		}
	}
}
