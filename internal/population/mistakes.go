package population

import (
	"fmt"
	"math"

	"github.com/lhcre/mpi/matcher/blocking"
)

// mistakes makes the errors of records. It holds the chance of each in one
// record, worked out from the rate between two.
type mistakes struct {
	rates     ErrorRates
	reversals float64             // mean of the cultures' multipliers
	rewrites  float64             // the same, of names written anew
	sound     blocking.Term       // Double Metaphone
	given     map[string][]string // other spellings
	family    map[string][]string
	nicknames map[string][]string
}

func newMistakes(p Profile) (*mistakes, error) {
	m := &mistakes{rates: p.Errors}
	for _, rate := range []*float64{
		&m.rates.GivenReordered, &m.rates.NamesReversed, &m.rates.BothNames,
		&m.rates.BirthDate, &m.rates.BirthDateDefault, &m.rates.Sex, &m.rates.PostcodeTyping,
	} {
		*rate = perRecord(*rate)
	}
	for _, rate := range []*BySex{
		&m.rates.GivenSpelling, &m.rates.GivenShortened, &m.rates.GivenOther,
		&m.rates.FamilySpelling, &m.rates.FamilyShortened, &m.rates.FamilyOther,
	} {
		rate.Women, rate.Men = perRecord(rate.Women), perRecord(rate.Men)
	}
	m.weigh(p)
	return m, m.load()
}

// weigh makes rates of some cultures' names, or of people with several given
// names, into rates of all.
func (m *mistakes) weigh(p Profile) {
	all, several := 0.0, 0.0
	reversals, rewrites := 0.0, 0.0
	known, errs := customs(), spread(p)
	for _, culture := range sortedCultures(p) {
		c := known[Culture(culture)]
		all += p.Cultures[culture]
		share := p.Cultures[culture] * errs[Culture(culture)]
		several += float64(share * c.severalNames())
		reversals += float64(share * c.reversals())
		rewrites += float64(share * c.rewrites())
	}
	m.reversals, m.rewrites = orOne(reversals/all), orOne(rewrites/all)
	m.rates.GivenReordered /= orOne(several / all)
}

// orOne keeps cultures that never err from dividing by nothing.
func orOne(mean float64) float64 {
	if mean > 0 {
		return mean
	}
	return 1
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
	var err error
	if m.sound, err = blocking.ParseTerm("metaphone(name)"); err != nil {
		return fmt.Errorf("making the sound of names: %w", err)
	}
	return nil
}

// perRecord is the chance that one record errs when two disagree at a rate.
func perRecord(pairwise float64) float64 { return 1 - math.Sqrt(1-pairwise) }

// factor multiplies the mistakes of a record: of its organisation and of the
// groups that the person belongs to.
func (e *entry) factor() float64 { return e.rates.ErrorMultiplier * e.org.errors * e.person.errs }

func (e *entry) happens(r random, rate float64) bool { return r.chance(rate * e.factor()) }

// names makes at most one mistake in each of the two names.
func (m *mistakes) names(r random, e *entry) {
	family, given := e.Record[FamilyName], e.Record[GivenNames]
	if e.happens(r, m.rates.BothNames*e.person.custom.rewrites()/m.rewrites) {
		e.wrong(ErrorBothNames)
		given, family = m.rewrite(r, e, given, m.given), m.rewrite(r, e, family, m.family)
	} else {
		given, family = m.givenNames(r, e, given), m.familyName(r, e, family)
	}
	if e.happens(r, m.rates.NamesReversed*e.person.custom.reversals()/m.reversals) {
		family, given = given, family
		e.wrong(ErrorNamesReversed)
	}
	e.Record[FamilyName], e.Record[GivenNames] = family, given
}

func (m *mistakes) givenNames(r random, e *entry, given string) string {
	sex := e.person.sex
	switch {
	case e.happens(r, m.rates.GivenSpelling.of(sex)):
		e.wrong(ErrorGivenSpelling)
		return m.spoil(r, given, soundsSame, m.given, m.nicknames)
	case e.happens(r, m.rates.GivenShortened.of(sex)):
		e.wrong(ErrorGivenShortened)
		return m.spoil(r, given, beginsSame, m.given, m.nicknames)
	case e.happens(r, m.rates.GivenOther.of(sex)):
		e.wrong(ErrorGivenOther)
		return m.otherGiven(r, e, given)
	case e.person.givenOf.several() && e.happens(r, m.rates.GivenReordered):
		e.wrong(ErrorGivenReordered)
		return e.person.givenOf.reordered(r)
	}
	return given
}

func (m *mistakes) familyName(r random, e *entry, family string) string {
	sex := e.person.sex
	switch {
	case e.happens(r, m.rates.FamilySpelling.of(sex)):
		e.wrong(ErrorFamilySpelling)
		return m.spoil(r, family, soundsSame, m.family, nil)
	case e.happens(r, m.rates.FamilyShortened.of(sex)):
		e.wrong(ErrorFamilyShortened)
		return m.spoil(r, family, beginsSame, m.family, nil)
	case e.happens(r, m.rates.FamilyOther.of(sex)):
		e.wrong(ErrorFamilyOther)
		return m.otherFamily(r, e, family)
	}
	return family
}

func (m *mistakes) sex(r random, e *entry) string {
	told := e.person.sex
	if e.happens(r, m.rates.Sex) {
		told = female + male - told
		e.wrong(ErrorSex)
	}
	return [2]string{"2", "1"}[told]
}

func (m *mistakes) postcode(r random, e *entry) {
	if e.happens(r, m.rates.PostcodeTyping) {
		code := e.Record[Postcode]
		i := r.IntN(len(inwardLetters))
		if inwardLetters[i] == code[len(code)-1] {
			i = (i + 1) % len(inwardLetters)
		}
		e.Record[Postcode] = code[:len(code)-1] + inwardLetters[i:i+1]
		e.wrong(ErrorPostcode)
	}
}
