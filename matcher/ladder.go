package matcher

import "strings"

// Decide puts two records on the pair ladder. The first rule that fires decides.
func (m *Model) Decide(a, b *Comparable) Decision {
	weight, agreeing := m.Weigh(a, b)
	d := Decision{Weight: weight, Conflict: m.conflict(a, b, func() Weight { return weight })}
	d.Tier, d.Rule, d.Guard = m.ladder(a, b, weight, agreeing)
	return d
}

func (m *Model) ladder(a, b *Comparable, weight Weight, agreeing int) (Tier, Rule, Guard) {
	if a.pseudoPerson || b.pseudoPerson {
		return m.pseudoRule(a, b)
	}
	if m.sameLocalID(a, b) {
		return m.localIDRule(a, b)
	}
	if rule := m.numberRule(a, b); rule != RuleNone {
		if a.numberContested || b.numberContested {
			rule = RuleConfusion
		}
		return numberTier(rule), rule, GuardNone
	}
	if differentNumbers(a, b) {
		return m.differentNumbersRule(a, b, weight)
	}
	if tier, rule, guard := m.weightRule(a, b, weight, agreeing); tier != TierNone {
		return tier, rule, guard
	}
	if m.disputedNumber(a, b) {
		return TierPossible, RuleConfusion, GuardNone
	}
	return TierNone, RuleNone, GuardNone
}

// pseudoRule is ladder rule 1: a person whose identity is unknown is only ever
// the same exact identifier.
func (m *Model) pseudoRule(a, b *Comparable) (Tier, Rule, Guard) {
	if m.sameLocalID(a, b) {
		return TierCertain, RuleLocalID, GuardNone
	}
	return TierNone, RulePseudoPerson, GuardNone
}

func (m *Model) sameLocalID(a, b *Comparable) bool {
	return shares(a, b, m.native.authority) && shares(a, b, m.native.localID)
}

// localIDRule holds that one authority's one local id is one person, unless it
// was used again for somebody else.
func (m *Model) localIDRule(a, b *Comparable) (Tier, Rule, Guard) {
	if m.birthAgrees(a, b) && !m.namesDisagree(a, b) {
		return TierCertain, RuleLocalID, GuardNone
	}
	return TierPossible, RuleConfusion, GuardNone
}

func (m *Model) birthAgrees(a, b *Comparable) bool {
	x, y := m.birth(a), m.birth(b)
	return x == "" || y == "" || x == y || partialBirth(x, y)
}

// numberRule is ladder rules 3, 4 and 5 for records that share a usable number.
func (m *Model) numberRule(a, b *Comparable) Rule {
	if !sameNumber(a, b) {
		return RuleNone
	}
	return m.corroborated(a, b)
}

// corroborated says which of rules 3 to 5 two records with one number pass,
// whatever the number's state: it is what the state is judged by.
// Rule 3 asks for the exact birth date, one that is no default, and names that
// do not disagree wholly; rule 4 for most of the date and the names' beginnings,
// or, where a date is absent or only begun, for whole names and for the outcode,
// the phone or the e-mail.
func (m *Model) corroborated(a, b *Comparable) Rule {
	x, y := m.birth(a), m.birth(b)
	exact := len(x) == fullDate && x == y
	switch {
	case m.twins(a, b, true):
		return RuleConfusion
	case exact && !a.defaultBirth && !b.defaultBirth && !m.namesDisagree(a, b):
		return RuleNHSBirthDate
	case (exact || partialBirth(x, y)) && m.namesOrPlaceAgree(a, b):
		return RuleNHSPartial
	case !exact && toldAlike(x, y) && m.namesAndPlaceAgree(a, b):
		return RuleNHSPartial
	}
	return RuleConfusion
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
func (m *Model) namesOrPlaceAgree(a, b *Comparable) bool {
	if m.family(a) == nil || m.family(b) == nil || m.given(a) == nil || m.given(b) == nil {
		return anyPrefix(a.values[m.native.postcode], b.values[m.native.postcode], outcodeOf)
	}
	letters := func(n int) func(string) string {
		return func(s string) string { return firstLetters(s, n) }
	}
	return anyPrefix(m.family(a), m.family(b), letters(3)) && anyPrefix(m.given(a), m.given(b), letters(1))
}

// toldAlike tells whether one date is the other's beginning, or is absent.
func toldAlike(x, y string) bool { return strings.HasPrefix(x, y) || strings.HasPrefix(y, x) }

// namesAndPlaceAgree asks for all that is left to corroborate a number with
// when there is no birth date.
func (m *Model) namesAndPlaceAgree(a, b *Comparable) bool {
	return m.givenAgreement(a, b) == agreementSame && anyEqual(m.family(a), m.family(b)) &&
		(anyPrefix(a.values[m.native.postcode], b.values[m.native.postcode], outcodeOf) ||
			shares(a, b, m.native.phone) || shares(a, b, m.native.email))
}

func anyPrefix(a, b *Value, cut func(string) string) bool {
	return pairwise(func(x, y string) bool { return cut(x) == cut(y) })(a, b)
}

func outcodeOf(postcode string) string { return postcode[:max(0, len(postcode)-len(" 1AA"))] }

// differentNumbersRule is ladder rules 6 and 7: two numbers never link
// unasked; a high weight is shown to a reviewer, unless the two are known apart
// as twins are.
func (m *Model) differentNumbersRule(a, b *Comparable, weight Weight) (Tier, Rule, Guard) {
	rule := RuleNumbers
	if verifiedNumbersDiffer(a, b) {
		rule = RuleNBODuplicate
	}
	if weight < m.thresholds.Review || m.sameBirth(a, b) && m.siblingsApart(a, b) {
		return TierNone, rule, GuardNone
	}
	return TierPossible, rule, GuardNone
}

// weightRule is ladder rules 8 and 9.
func (m *Model) weightRule(a, b *Comparable, weight Weight, agreeing int) (Tier, Rule, Guard) {
	switch {
	case weight < m.thresholds.Review:
		return TierNone, RuleNone, GuardNone
	case weight < m.thresholds.Auto:
		return TierPossible, RuleReview, GuardNone
	}
	guard := m.guard(a, b, weight, agreeing)
	switch {
	case guard == GuardTwin && m.knownApart(a, b):
		return TierNone, RuleNone, guard
	case guard != GuardNone:
		return TierPossible, RuleWeight, guard
	}
	return TierProbable, RuleWeight, GuardNone
}

// knownApart tells whether twins differ in more than the name, so that there is
// nothing to ask a reviewer: in sex, or in the order of their birth.
func (m *Model) knownApart(a, b *Comparable) bool {
	return a.sex.Told() && b.sex.Told() && a.sex != b.sex ||
		a.birthOrder != 0 && b.birthOrder != 0 && a.birthOrder != b.birthOrder
}

// disputedNumber tells whether two records share a number in doubt and are
// among those who cast the doubt.
func (m *Model) disputedNumber(a, b *Comparable) bool {
	disputed := a.numberState == NumberDisputed && b.numberState == NumberDisputed
	return disputed && a.number == b.number && m.tellsWho(a) && m.tellsWho(b) &&
		m.corroborated(a, b) == RuleConfusion
}

// guard finds what holds a pair back from an automatic link by weight.
func (m *Model) guard(a, b *Comparable, weight Weight, agreeing int) Guard {
	switch {
	case m.nearBirth(a, b) && m.siblingsApart(a, b):
		return GuardTwin
	case a.placeholderName || b.placeholderName:
		return GuardPlaceholderName
	case m.restsOnDefault(a, b, weight):
		return GuardDefaultBirthDate
	case agreeing < m.thresholds.AgreeingFields:
		return GuardFewFields
	case seenAfterDeath(a, b) || seenAfterDeath(b, a):
		return GuardDeath
	case a.restricted != b.restricted:
		return GuardRestricted
	}
	return GuardNone
}

// restsOnDefault tells whether the pair would not link but for a birth date
// that both may only have by default.
func (m *Model) restsOnDefault(a, b *Comparable, weight Weight) bool {
	if !(a.defaultBirth || b.defaultBirth) || m.birth(a) == "" || m.birth(a) != m.birth(b) {
		return false
	}
	return weight-m.weightOf("birth_date", a, b) < m.thresholds.Auto
}

// daysAfterDeath is how long after a registered death late results and letters
// may still change a record.
const daysAfterDeath = 28

// seenAfterDeath tells whether one record was changed well after the registered
// death in the other, and knows of no death itself.
func seenAfterDeath(dead, alive *Comparable) bool {
	died, ok := dead.formalDeath.EpochDay()
	seen, known := alive.updated.EpochDay()
	return ok && known && !alive.dead && seen > died+daysAfterDeath
}
