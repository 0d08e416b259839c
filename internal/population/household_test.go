package population

import (
	"testing"
)

func households(t *testing.T, region Region, people int) []*household {
	t.Helper()
	profile, err := DefaultProfile(region)
	if err != nil {
		t.Fatal(err)
	}
	g, err := newGenerator(Config{People: people, Region: region, Seed: 15, Profile: profile})
	if err != nil {
		t.Fatal(err)
	}
	var all []*household
	for number := uint64(0); g.builder.next < uint64(people); number++ {
		all = append(all, g.builder.build(number))
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
	for _, h := range households(t, Wessex, 20_000) {
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
	for _, h := range households(t, OneLondon, 60_000) {
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
	if share := float64(pairs) / float64(births); share < .012 || share > .018 {
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

func TestAges(t *testing.T) {
	t.Parallel()
	var young, old, women, all int
	for _, h := range households(t, GreaterManchester, 30_000) {
		for _, p := range h.members {
			all++
			if p.age() < 18 {
				young++
			}
			if p.age() >= 65 {
				old++
			}
			women += int(male - p.sex)
		}
	}
	for name, check := range map[string]struct {
		count     int
		low, high float64
	}{"under 18": {young, .17, .27}, "over 64": {old, .13, .23}, "women": {women, .48, .54}} {
		if share := float64(check.count) / float64(all); share < check.low || share > check.high {
			t.Errorf("%s: %.3f, want %.2f to %.2f", name, share, check.low, check.high)
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
