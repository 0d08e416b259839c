package population

import (
	"fmt"
	"maps"
	"slices"
)

// band is an age group that rates may differ by.
type band struct {
	name string
	from int // the age that it begins at
}

func ageBands() []band {
	return []band{{"0", 0}, {"1-4", 1}, {"5-15", 5}, {"16-24", 16}, {"25-44", 25}, {"45-64", 45}, {"65-84", 65}, {"85+", 85}}
}

func sexNames() []string { return []string{female: "female", male: "male"} }

// multipliers hold how much oftener records of a group err or lack something.
// A group that is not named has 1.
type multipliers struct {
	culture    map[Culture]float64 // errors; the mean over the population is 1
	age, sex   map[string]float64
	missing    map[string]float64 // by culture
	missingAge map[string]float64
	missingSex map[string]float64
	bands      []band
	sexes      []string
}

func newMultipliers(p Profile) multipliers {
	return multipliers{
		culture: spread(p), age: p.AgeErrors, sex: p.SexErrors,
		missing: p.CultureMissing, missingAge: p.AgeMissing, missingSex: p.SexMissing,
		bands: ageBands(), sexes: sexNames(),
	}
}

// set works out what a person's groups make of the rates.
func (m *multipliers) set(p *person) {
	age, sex := m.bands[0].name, m.sexes[p.sex]
	for _, b := range m.bands {
		if p.age() >= b.from {
			age = b.name
		}
	}
	p.errs = m.culture[p.culture] * named(m.age, age) * named(m.sex, sex)
	p.gaps = named(m.missing, string(p.culture)) * named(m.missingAge, age) * named(m.missingSex, sex)
}

func named(rates map[string]float64, name string) float64 {
	if rate, ok := rates[name]; ok {
		return rate
	}
	return 1
}

// spread sets the cultures' multipliers so that their mean over the
// population is one: planting a difference leaves the overall rate alone.
func spread(p Profile) map[Culture]float64 {
	people, wrong := 0.0, 0.0
	for _, culture := range sortedCultures(p) {
		share := p.Cultures[culture]
		people += share
		wrong += float64(share * named(p.CultureErrors, culture))
	}
	if wrong == 0 {
		return nil
	}
	all := map[Culture]float64{}
	for _, culture := range sortedCultures(p) {
		all[Culture(culture)] = named(p.CultureErrors, culture) * people / wrong
	}
	return all
}

// checkGroups refuses multipliers of groups that there are not.
func (p Profile) checkGroups() error {
	cultures := customs()
	isCulture := func(name string) bool { _, ok := cultures[Culture(name)]; return ok }
	isAge := func(name string) bool {
		return slices.ContainsFunc(ageBands(), func(b band) bool { return b.name == name })
	}
	isSex := func(name string) bool { return slices.Contains(sexNames(), name) }
	for _, check := range []struct {
		field string
		rates map[string]float64
		known func(string) bool
	}{
		{"cultures", p.Cultures, isCulture},
		{"culture_default_birth_dates", p.DefaultBirthDates, isCulture},
		{"culture_error_multipliers", p.CultureErrors, isCulture},
		{"culture_missing_multipliers", p.CultureMissing, isCulture},
		{"age_error_multipliers", p.AgeErrors, isAge},
		{"age_missing_multipliers", p.AgeMissing, isAge},
		{"sex_error_multipliers", p.SexErrors, isSex},
		{"sex_missing_multipliers", p.SexMissing, isSex},
	} {
		for _, name := range slices.Sorted(maps.Keys(check.rates)) {
			if !check.known(name) {
				return fmt.Errorf("field %s.%s: this group is unknown", check.field, name)
			}
		}
	}
	return nil
}
