package matcher

// Conflict tells whether two records can never be one person, and why.
func (m *Comparer) Conflict(a, b *Comparable) Conflict {
	weight := func() Weight { w, _ := m.Weigh(a, b); return w }
	return m.conflict(a, b, weight)
}

func (m *Comparer) conflict(a, b *Comparable, weight func() Weight) Conflict {
	switch {
	case a.pseudoPerson || b.pseudoPerson:
		return ConflictNone
	case verifiedNumbersDiffer(a, b):
		return ConflictNHSNumbers
	case m.twins(a, b):
		return ConflictTwins
	case m.localIDsDiffer(a, b) && m.numberRule(a, b) != RuleNHSBirthDate &&
		weight() < m.thresholds.Auto+localIDMargin:
		return ConflictLocalIDs
	}
	return ConflictNone
}

// localIDMargin is how far beyond auto a pair with two local ids of one
// authority must weigh to be taken for a duplicate registration.
const localIDMargin = 5 * Bit

func usableNumber(c *Comparable) bool { return !c.number.IsZero() && c.numberState == NumberCurrent }

func sameNumber(a, b *Comparable) bool {
	return usableNumber(a) && usableNumber(b) && a.number == b.number
}

func differentNumbers(a, b *Comparable) bool {
	return usableNumber(a) && usableNumber(b) && a.number != b.number
}

func verifiedNumbersDiffer(a, b *Comparable) bool {
	return differentNumbers(a, b) && a.numberVerified && b.numberVerified
}

// twins tells whether two records look like those of twins: one family, one
// birth date, one home or mother, and not one given name or birth order.
func (m *Comparer) twins(a, b *Comparable) bool {
	return m.sameBirth(a, b) && m.sameHome(a, b) && m.siblingNames(a, b, sameNumber(a, b))
}

func (m *Comparer) sameBirth(a, b *Comparable) bool {
	birth := m.birth(a)
	return len(birth) == fullDate && birth == m.birth(b) && m.familyAgrees(a, b)
}

// nearBirth is sameBirth with a slip in one of the dates, or one absent or only begun.
func (m *Comparer) nearBirth(a, b *Comparable) bool {
	x, y := m.birth(a), m.birth(b)
	return (partialBirth(x, y) || toldAlike(x, y)) && m.familyAgrees(a, b)
}

// sameHome asks for one postcode, one home, or one mother. A mother's id is a
// local id: it says nothing from one authority to another.
func (m *Comparer) sameHome(a, b *Comparable) bool {
	return shares(a, b, m.native.postcode) || shares(a, b, m.native.uprn) ||
		shares(a, b, m.native.mother) && shares(a, b, m.native.authority)
}

// siblingNames tells whether what sets twins apart sets these records apart.
// Near spellings do, unless the number agrees, the sex does not differ and one of
// the names is rare enough to be a slip, and neither is known to be a twin.
func (m *Comparer) siblingNames(a, b *Comparable, oneNumber bool) bool {
	slip := oneNumber && !sexesDiffer(a, b) && a.birthOrder == 0 && b.birthOrder == 0
	return m.siblingsApart(a, b) || m.givenAgreement(a, b) == agreementNear && !slip
}

func birthOrdersDiffer(a, b *Comparable) bool {
	return a.birthOrder != 0 && b.birthOrder != 0 && a.birthOrder != b.birthOrder
}

func sexesDiffer(a, b *Comparable) bool {
	return a.sex.Told() && b.sex.Told() && a.sex != b.sex
}

// siblingsApart is siblingNames for records that no home or mother connects:
// there, a near spelling of a name too rare to be one is taken for a slip.
func (m *Comparer) siblingsApart(a, b *Comparable) bool {
	if birthOrdersDiffer(a, b) {
		return true
	}
	switch m.givenAgreement(a, b) {
	case agreementDiffers:
		return !m.reversed(a, b)
	case agreementNear:
		return m.bothEstablished(a, b)
	case agreementInitial, agreementVariant:
		return sexesDiffer(a, b)
	case agreementUnknown, agreementSame:
	}
	return false
}

// localIDsDiffer tells whether one authority knows the two under two ids.
func (m *Comparer) localIDsDiffer(a, b *Comparable) bool {
	return shares(a, b, m.native.authority) &&
		!a.value(m.native.localID).none() && !b.value(m.native.localID).none() &&
		!shares(a, b, m.native.localID)
}
