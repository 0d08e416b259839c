package matcher

// Decide puts two records on the pair ladder. The first rule that fires decides.
func (m *Comparer) Decide(a, b *Comparable) Decision {
	weight, agreeing := m.Weigh(a, b)
	d := Decision{Weight: weight, Conflict: m.conflict(a, b, func() Weight { return weight })}
	d.Tier, d.Rule, d.Guard = m.ladder(a, b, weight, agreeing)
	return d
}

func (m *Comparer) ladder(a, b *Comparable, weight Weight, agreeing int) (Tier, Rule, Guard) {
	if a.pseudoPerson || b.pseudoPerson {
		return m.pseudoRule(a, b)
	}
	if m.sameLocalID(a, b) {
		return m.localIDRule(a, b)
	}
	if rule := m.numberRule(a, b); rule != RuleNone {
		if a.numberContested || b.numberContested || whichTwin(a, b) {
			rule = RuleConfusion
		}
		return numberTier(rule), rule, GuardNone
	}
	if differentNumbers(a, b) || m.otherThanDisputed(a, b) {
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
func (m *Comparer) pseudoRule(a, b *Comparable) (Tier, Rule, Guard) {
	if m.sameLocalID(a, b) {
		return TierCertain, RuleLocalID, GuardNone
	}
	return TierNone, RulePseudoPerson, GuardNone
}

func (m *Comparer) sameLocalID(a, b *Comparable) bool {
	return shares(a, b, m.native.authority) && shares(a, b, m.native.localID)
}

// localIDRule holds that one authority's one local id is one person, unless it
// was used again for somebody else.
func (m *Comparer) localIDRule(a, b *Comparable) (Tier, Rule, Guard) {
	if m.birthAgrees(a, b) && !m.namesDisagree(a, b) {
		return TierCertain, RuleLocalID, GuardNone
	}
	return TierPossible, RuleConfusion, GuardNone
}

func (m *Comparer) birthAgrees(a, b *Comparable) bool {
	x, y := m.birth(a), m.birth(b)
	return x == "" || y == "" || x == y || partialBirth(x, y)
}

// differentNumbersRule is ladder rules 6 and 7: two numbers never link
// unasked; a high weight is shown to a reviewer, unless the two are known apart
// as twins are, or as parent and child.
func (m *Comparer) differentNumbersRule(a, b *Comparable, weight Weight) (Tier, Rule, Guard) {
	rule := RuleNumbers
	if verifiedNumbersDiffer(a, b) {
		rule = RuleNBODuplicate
	}
	if weight < m.thresholds.Review || m.generationsApart(a, b) || m.sameBirth(a, b) && m.siblingsApart(a, b) {
		return TierNone, rule, GuardNone
	}
	return TierPossible, rule, GuardNone
}

// otherThanDisputed tells whether a record's number is not that of another whose
// own is in doubt, and the two do not bear the same given names to the letter.
// Which of two people a disputed number is, nobody knows: where one of twins is
// written by the other's name, the other holds a number of her own.
func (m *Comparer) otherThanDisputed(a, b *Comparable) bool {
	if a.number.IsZero() || b.number.IsZero() || a.number == b.number || anyEqual(m.given(a), m.given(b)) {
		return false
	}
	return a.numberState != NumberPlaceholder && b.numberState != NumberPlaceholder
}

// weightRule is ladder rules 8 and 9.
func (m *Comparer) weightRule(a, b *Comparable, weight Weight, agreeing int) (Tier, Rule, Guard) {
	switch {
	case weight < m.thresholds.Review:
		return TierNone, RuleNone, GuardNone
	case m.generationsApart(a, b) && !oneNumber(a, b):
		return TierNone, RuleNone, GuardBirthDates
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

// knownApart tells whether twins differ in more than the guard asks for, so that
// there is nothing to ask a reviewer: in sex, in the order of their birth, or
// each by a well-known name of its own that is nothing like the other's, unless
// one NHS number says that the two may be one.
func (m *Comparer) knownApart(a, b *Comparable) bool {
	return sexesDiffer(a, b) || birthOrdersDiffer(a, b) || !oneNumber(a, b) && m.namedApart(a, b)
}

func (m *Comparer) namedApart(a, b *Comparable) bool {
	return m.givenAgreement(a, b) == agreementDiffers && m.bothEstablished(a, b) &&
		m.firstName(a) != m.firstName(b) // brothers may share an honorific
}

// oneNumber tells whether two records hold one NHS number, in doubt or not.
func oneNumber(a, b *Comparable) bool { return !a.number.IsZero() && a.number == b.number }

// disputedNumber tells whether two records share a number in doubt and are
// among those who cast the doubt.
func (m *Comparer) disputedNumber(a, b *Comparable) bool {
	disputed := a.numberState == NumberDisputed && b.numberState == NumberDisputed
	return disputed && oneNumber(a, b) && m.tellsWho(a) && m.tellsWho(b) &&
		m.corroborated(a, b) == RuleConfusion
}
