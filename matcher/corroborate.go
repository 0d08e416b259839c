package matcher

import "strings"

// numberRule is ladder rules 3, 4 and 5 for records that share a usable number.
func (m *Comparer) numberRule(a, b *Comparable) Rule {
	if !sameNumber(a, b) {
		return RuleNone
	}
	return m.corroborated(a, b)
}

// whichTwin tells whether a number may be the other twin's: a newborn who goes
// by TWIN ONE, or by nothing and another sex, gives no name to check it by.
func whichTwin(a, b *Comparable) bool {
	if !a.placeholderName && !b.placeholderName {
		return false
	}
	return a.birthOrder != 0 || b.birthOrder != 0 || sexesDiffer(a, b)
}

// corroborated says which of rules 3 to 5 two records with one number pass,
// whatever the number's state: it is what the state is judged by.
// Given names that set siblings of one birth date apart fail all of them, wherever
// the two live.
// Rule 3 asks for the exact birth date, one that is no default, and names that
// do not disagree wholly; rule 4 for most of the date and the names' beginnings,
// or, where a date is absent or only begun, for whole names and for the outcode,
// the phone or the e-mail, or that both senders have verified the number.
func (m *Comparer) corroborated(a, b *Comparable) Rule {
	x, y := m.birth(a), m.birth(b)
	exact := len(x) == fullDate && x == y
	switch {
	case exact && m.siblingNames(a, b, true), m.namesOfTwo(a, b):
		return RuleConfusion
	case exact && !a.defaultBirth && !b.defaultBirth && !m.namesDisagree(a, b):
		return RuleNHSBirthDate
	case (exact || partialBirth(x, y)) && m.namesOrPlaceAgree(a, b):
		return RuleNHSPartial
	case !exact && toldAlike(x, y) && m.wholeNamesAgree(a, b) && m.placedOrVerified(a, b):
		return RuleNHSPartial
	}
	return RuleConfusion
}

// namesOfTwo tells whether, whatever the birth dates, the names are as near as
// twins' but each a name of its own, or the order of birth differs.
func (m *Comparer) namesOfTwo(a, b *Comparable) bool {
	return birthOrdersDiffer(a, b) || m.givenAgreement(a, b) == agreementNear && m.bothEstablished(a, b)
}

func numberTier(rule Rule) Tier {
	if rule == RuleConfusion {
		return TierPossible
	}
	return TierCertain
}

// partialBirth is a birth date that agrees in two parts, or with day and month
// crosswise, or with two digits of the day or the year crosswise.
func partialBirth(x, y string) bool {
	return dateParts(x, y) >= 2 || dayMonthSwapped(x, y) || digitsTransposed(x, y)
}

// namesOrPlaceAgree asks for the first letter of the given and the first three
// of the family name; where a name is absent, for the outcode.
func (m *Comparer) namesOrPlaceAgree(a, b *Comparable) bool {
	if m.lacksName(a) || m.lacksName(b) {
		return anyPrefix(a.value(m.native.postcode), b.value(m.native.postcode), outcodeOf)
	}
	letters := func(n int) func(string) string {
		return func(s string) string { return firstLetters(s, n) }
	}
	return anyPrefix(m.family(a), m.family(b), letters(3)) && anyPrefix(m.given(a), m.given(b), letters(1))
}

// toldAlike tells whether one date is the other's beginning, or is absent.
func toldAlike(x, y string) bool { return strings.HasPrefix(x, y) || strings.HasPrefix(y, x) }

// wholeNamesAgree and placedOrVerified ask for all that is left to corroborate a
// number with when there is no birth date: that both senders have verified the
// number, which they did with a birth date, or that the two live in one place.
func (m *Comparer) wholeNamesAgree(a, b *Comparable) bool {
	return m.givenAgreement(a, b) >= agreementVariant && anyEqual(m.family(a), m.family(b))
}

func (m *Comparer) placedOrVerified(a, b *Comparable) bool {
	return a.numberVerified && b.numberVerified ||
		anyPrefix(a.value(m.native.postcode), b.value(m.native.postcode), outcodeOf) ||
		shares(a, b, m.native.phone) || shares(a, b, m.native.email)
}

func anyPrefix(a, b Value, cut func(string) string) bool {
	return pairwise(func(x, y string) bool { return cut(x) == cut(y) })(a, b)
}

func outcodeOf(postcode string) string { return postcode[:max(0, len(postcode)-len(" 1AA"))] }

// Corroborated tells whether two records, if they had one NHS number, would pass
// ladder rule 3 or 4: whether a record can still be the person that another
// version of it was.
func (m *Model) Corroborated(a, b *Comparable) bool {
	return m.forgetful().corroborated(a, b) != RuleConfusion
}

// NumberState gives the state that the record's NHS number is known to have.
func (c *Comparable) NumberState() NumberState { return c.numberState }
