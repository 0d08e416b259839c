package population

import (
	"math"
	"strings"
)

// mistakes makes the errors of records. It holds the chance of each in one
// record, worked out from the rate between two.
type mistakes struct {
	rates     ErrorRates
	culture   map[Culture]float64
	given     map[string][]string // other spellings
	family    map[string][]string
	nicknames map[string][]string
}

func newMistakes(p Profile) (*mistakes, error) {
	m := &mistakes{rates: p.Errors, culture: map[Culture]float64{}}
	for _, rate := range []*float64{
		&m.rates.GivenSpelling, &m.rates.GivenShortened, &m.rates.GivenOther,
		&m.rates.FamilySpelling, &m.rates.FamilyShortened, &m.rates.NamesReversed,
		&m.rates.BirthDate, &m.rates.BirthDateDefault, &m.rates.Sex, &m.rates.PostcodeTyping,
	} {
		*rate = perRecord(*rate)
	}
	m.spread(p)
	return m, m.load()
}

func (m *mistakes) load() error {
	for _, table := range []struct {
		groups    *map[string][]string
		file      string
		onlyFirst bool
	}{
		{&m.given, "given-variants.txt", false},
		{&m.family, "family-variants.txt", false},
		{&m.nicknames, "nicknames.txt", true},
	} {
		groups, err := loadGroups(table.file, table.onlyFirst)
		if err != nil {
			return err
		}
		*table.groups = groups
	}
	return nil
}

// perRecord is the chance that one record errs when two disagree at a rate.
func perRecord(pairwise float64) float64 { return 1 - math.Sqrt(1-pairwise) }

// spread sets the cultures' multipliers so that their mean over the
// population is one: planting a difference leaves the overall rate alone.
func (m *mistakes) spread(p Profile) {
	people, wrong := 0.0, 0.0
	for _, culture := range sortedCultures(p) {
		share := p.Cultures[culture]
		people += share
		wrong += float64(share * multiplier(p, culture))
	}
	if wrong == 0 {
		return
	}
	for _, culture := range sortedCultures(p) {
		m.culture[Culture(culture)] = multiplier(p, culture) * people / wrong
	}
}

func multiplier(p Profile, culture string) float64 {
	if m, ok := p.CultureErrors[culture]; ok {
		return m
	}
	return 1
}

// factor multiplies the mistakes of an organisation.
func (e *entry) factor() float64 { return e.rates.ErrorMultiplier * e.org.errors }

func (m *mistakes) happens(r random, e *entry, rate float64) bool {
	return r.chance(rate * e.factor() * m.culture[e.person.culture])
}

// names makes at most one mistake in each of the two names.
func (m *mistakes) names(r random, e *entry) {
	family, given := e.Record[FamilyName], e.Record[GivenNames]
	switch {
	case m.happens(r, e, m.rates.GivenSpelling):
		given = m.respell(r, given, m.given)
		e.wrong(ErrorGivenSpelling)
	case m.happens(r, e, m.rates.GivenShortened):
		given = m.shorten(r, given)
		e.wrong(ErrorGivenShortened)
	case m.happens(r, e, m.rates.GivenOther):
		given = otherName(e.person)
		e.wrong(ErrorGivenOther)
	}
	switch {
	case m.happens(r, e, m.rates.FamilySpelling):
		family = m.respell(r, family, m.family)
		e.wrong(ErrorFamilySpelling)
	case m.happens(r, e, m.rates.FamilyShortened):
		family = m.shorten(r, family)
		e.wrong(ErrorFamilyShortened)
	}
	if m.happens(r, e, m.rates.NamesReversed*e.person.custom.reversals()) {
		family, given = given, family
		e.wrong(ErrorNamesReversed)
	}
	e.Record[FamilyName], e.Record[GivenNames] = family, given
}

// otherName is the middle name used as the first, or only the initial.
func otherName(p *person) string {
	switch {
	case p.givenOf.middle != "":
		return p.givenOf.middle + " " + p.givenOf.first
	case p.givenOf.second != "":
		return p.givenOf.second
	}
	return p.givenOf.first[:1]
}

func (m *mistakes) sex(r random, e *entry) string {
	told := e.person.sex
	if r.chance(m.rates.Sex * e.factor()) {
		told = female + male - told
		e.wrong(ErrorSex)
	}
	return [2]string{"2", "1"}[told]
}

func (m *mistakes) postcode(r random, e *entry) {
	if r.chance(m.rates.PostcodeTyping * e.factor()) {
		code := e.Record[Postcode]
		e.Record[Postcode] = code[:len(code)-1] + r.one(strings.Split(inwardLetters, ""))
		e.wrong(ErrorPostcode)
	}
}
