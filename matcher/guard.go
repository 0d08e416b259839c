package matcher

// guard finds what holds a pair back from an automatic link by weight.
func (m *Comparer) guard(a, b *Comparable, weight Weight, agreeing int) Guard {
	switch {
	case m.nearBirth(a, b) && m.siblingsApart(a, b), m.twinsByOtherFamilies(a, b):
		return GuardTwin
	case m.birthsDiffer(a, b) && !oneNumber(a, b), m.generationsApart(a, b):
		return GuardBirthDates
	case m.nameless(a) || m.nameless(b):
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

// twinsByOtherFamilies tells whether two records look like those of twins who
// have no family name in common: not every culture hands one down, and parents
// may differ.
func (m *Comparer) twinsByOtherFamilies(a, b *Comparable) bool {
	birth := m.birth(a)
	return len(birth) == fullDate && birth == m.birth(b) && m.sameHome(a, b) && m.siblingNames(a, b, false)
}

// birthsDiffer tells whether two birth dates, neither by default, are too far
// apart for a slip: a father and the son named after him agree in all else.
func (m *Comparer) birthsDiffer(a, b *Comparable) bool {
	x, y := m.birth(a), m.birth(b)
	return !a.defaultBirth && !b.defaultBirth && fullDates(x, y) && !partialBirth(x, y) && !oneDigitOut(x, y)
}

// generation is the days between the births of a mother and her child at least.
const generation = 12 * 365

// generationsApart tells whether two birth dates are so far apart that the two
// records are rather those of parent and child, who share a name and a home.
func (m *Comparer) generationsApart(a, b *Comparable) bool {
	return m.birthsDiffer(a, b) && daysApart(m.birth(a), m.birth(b)) >= generation
}

// nameless tells whether a record has a family name but no given name, or only
// one such as BABY OF: it may be either twin's. A model that compares no given
// names asks for none.
func (m *Comparer) nameless(c *Comparable) bool {
	return c.placeholderName || m.comparesGiven && m.given(c).none() && !m.family(c).none()
}

// restsOnDefault tells whether the pair would not link but for a birth date
// that both may only have by default.
func (m *Comparer) restsOnDefault(a, b *Comparable, weight Weight) bool {
	byDefault := (a.defaultBirth || b.defaultBirth) && m.birth(a) != "" && m.birth(a) == m.birth(b)
	return byDefault && weight-m.weightOf("birth_date", a, b) < m.thresholds.Auto
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
