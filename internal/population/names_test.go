package population

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func allNames(t *testing.T) map[Culture]*nameSet {
	t.Helper()
	sets := map[Culture]*nameSet{}
	for culture := range customs() {
		set, err := loadNames(culture)
		if err != nil {
			t.Fatalf("loading: %v", err)
		}
		sets[culture] = set
	}
	return sets
}

// TestEveryCultureHasNames for both sexes in every birth year.
func TestEveryCultureHasNames(t *testing.T) {
	t.Parallel()
	r := newRandom(1)
	for culture, set := range allNames(t) {
		for _, s := range []sex{female, male} {
			for year := 1900; year <= 2025; year++ {
				if set.givenName(r, s, year) == "" || set.familyName(r, s) == "" {
					t.Fatalf("%s: no name for sex %d born in %d", culture, s, year)
				}
			}
		}
	}
}

func TestTailsAreLong(t *testing.T) {
	t.Parallel()
	families, givens := map[string]bool{}, map[string]bool{}
	for _, set := range allNames(t) {
		addAll(families, set.family.values, set.familyFemale.values)
		addComposed(families, &set.familyTail)
		for s := range set.given {
			for _, e := range set.given[s] {
				addAll(givens, e.names.values)
			}
			addComposed(givens, &set.givenTail[s])
		}
	}
	if len(families) < 20_000 || len(givens) < 3000 {
		t.Errorf("%d family and %d given names, want 20,000 and 3,000", len(families), len(givens))
	}
}

func addAll(set map[string]bool, lists ...[]string) {
	for _, list := range lists {
		for _, name := range list {
			set[name] = true
		}
	}
}

func addComposed(set map[string]bool, c *composer) {
	for _, stem := range c.stems.values {
		for _, end := range c.end.values {
			set[stem+end] = true
		}
	}
}

// TestCommonNamesAreAsCommonAsPublished in a population like the country's.
func TestCommonNamesAreAsCommonAsPublished(t *testing.T) {
	t.Parallel()
	rows, _ := region(t, Wessex)
	people := map[string]string{}
	for i := range rows {
		people[rows[i].PersonID] = rows[i].Record[FamilyName]
	}
	counts := map[string]int{}
	for _, name := range people {
		counts[name]++
	}
	for name, want := range map[string][2]float64{
		"SMITH": {.010, .016}, "JONES": {.0065, .012}, "WILLIAMS": {.004, .009}, "TAYLOR": {.004, .009}, "PATEL": {.0005, .005},
	} {
		if share := float64(counts[name]) / float64(len(people)); share < want[0] || share > want[1] {
			t.Errorf("%s is the name of %.4f, want %.4f to %.4f", name, share, want[0], want[1])
		}
	}
	once := 0
	for _, count := range counts {
		if count == 1 {
			once++
		}
	}
	if len(counts) < 2000 || once < len(counts)/5 {
		t.Errorf("%d family names, %d of them once: the tail is short", len(counts), once)
	}
}

func TestBadNamesFilesAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"SMITH 10":                     "expected a [section]",
		"[]\nSMITH":                    "expected a kind",
		"[family decay=often]":         "expected a decay",
		"[female 19x-2000]":            "expected birth years",
		"[family many]":                "expected a number",
		"[family]\nSMITH 999999999999": "expected a frequency",
	} {
		_, err := readSections("test.txt", strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "test.txt line") {
			t.Errorf("%q: error %v, want one with the line and %q", text, err, want)
		}
	}
}

func TestNamesWithoutNumberAreRarer(t *testing.T) {
	t.Parallel()
	sections, err := readSections("test.txt", strings.NewReader("[family decay=500]\nA 8 B C\nDE_LUCA 3"))
	if err != nil {
		t.Fatal(err)
	}
	got := sections[0].names
	if want := []string{"A", "B", "C", "DE LUCA"}; !slices.Equal(got.values, want) {
		t.Errorf("names %q, want %q", got.values, want)
	}
	if want := []uint64{80_000, 120_000, 140_000, 170_000}; !slices.Equal(got.cumulative, want) {
		t.Errorf("weights add up to %v, want %v", got.cumulative, want)
	}
}

// TestRegionsNameKnownCultures catches a culture without customs or multiplier.
func TestRegionsNameKnownCultures(t *testing.T) {
	t.Parallel()
	known := slices.Sorted(func(yield func(string) bool) {
		for culture := range customs() {
			if !yield(string(culture)) {
				return
			}
		}
	})
	for region, shares := range regionCultures() {
		if got := slices.Sorted(maps.Keys(shares)); !slices.Equal(got, known) {
			t.Errorf("%s has the cultures %v, want %v", region, got, known)
		}
	}
	if got := slices.Sorted(maps.Keys(defaultCultureErrors())); !slices.Equal(got, known) {
		t.Errorf("multipliers for %v, want %v", got, known)
	}
}
