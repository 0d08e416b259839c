package population

import (
	"strings"
	"testing"
)

func placesOf(t *testing.T, region Region, people int) *geography {
	t.Helper()
	places, err := loadGeography(Config{People: people, Region: region, Seed: 3})
	if err != nil {
		t.Fatalf("%s, %d people: %v", region, people, err)
	}
	return places
}

// TestNoTwoUnitsHaveOnePostcode up to the largest population: not among the
// first units, nor among the last, nor in between.
func TestNoTwoUnitsHaveOnePostcode(t *testing.T) {
	t.Parallel()
	for _, region := range Regions() {
		for _, people := range []int{20_000, 17_000_000, MaxPeople} {
			g := placesOf(t, region, people)
			units := g.homes / homesPerBlock * unitsPerBlock
			seen := map[string]uint64{}
			step := max(1, units/15_000)
			for u := uint64(0); u < units; u += step {
				a := g.address(g.homeIn(newRandom(u), u))
				if there, _ := unit(a.home); there != u {
					t.Fatalf("%s: a home of unit %d is in unit %d", region, u, there)
				}
				if other, ok := seen[a.postcode]; ok {
					t.Fatalf("%s, %d people: units %d and %d are both %s", region, people, other, u, a.postcode)
				}
				seen[a.postcode] = u
			}
			if most := uint64(len(g.outcodes)) * unitsPerOutcode; units > most {
				t.Errorf("%s, %d people: %d units for %d postcodes", region, people, units, most)
			}
		}
	}
}

// TestDistrictsAreSplitWhenFull, not before.
func TestDistrictsAreSplitWhenFull(t *testing.T) {
	t.Parallel()
	usual, full := placesOf(t, GreaterManchester, 2_800_000), placesOf(t, GreaterManchester, 20_000_000)
	if len(full.outcodes) <= len(usual.outcodes) {
		t.Errorf("%d outcodes for 20 million people, %d for a region", len(full.outcodes), len(usual.outcodes))
	}
	for _, o := range full.outcodes {
		if letter := o.code[len(o.code)-1:]; !isDigits(letter) && !strings.Contains(splitLetters, letter) {
			t.Errorf("outcode %s", o.code)
		}
	}
}

// TestHomesHavePhonesOfTheirOwn in a population as large as a region.
func TestHomesHavePhonesOfTheirOwn(t *testing.T) {
	t.Parallel()
	for _, region := range Regions() {
		g := placesOf(t, region, 4_000_000)
		seen := map[string]bool{}
		for home := uint64(0); home < g.homes; home += 31 {
			phone := g.landline(g.address(home))
			if len(phone) != phoneDigits || phone[0] != '0' || seen[phone] {
				t.Fatalf("%s: home %d has a number of %d digits, or that of another home", region, home, len(phone))
			}
			seen[phone] = true
		}
	}
}

// TestMovesLeadWhereTheySay: to the same sector, another sector of the
// outcode, or anywhere, and never to the same postcode.
func TestMovesLeadWhereTheySay(t *testing.T) {
	t.Parallel()
	g, r := placesOf(t, Wessex, 1_000_000), newRandom(9)
	for name, moves := range map[string]MoveRates{"sector": {SameSector: 1}, "outcode": {SameOutcode: 1}} {
		for range 20_000 {
			home := r.Uint64N(g.homes - 2*homesPerBlock)
			from, to := g.address(home).postcode, g.address(g.near(r, home, moves)).postcode
			outcode, sector := from[:len(from)-4] == to[:len(to)-4], from[:len(from)-2] == to[:len(to)-2]
			if !outcode || sector != (name == "sector") || from == to {
				t.Fatalf("a move within the %s leads from %s to %s", name, from, to)
			}
		}
	}
}
