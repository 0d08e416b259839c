package matcher

import "slices"

// WithSpellings gives the record as it is compared once the other holders of
// its NHS number, all agreed to be one person, are known: where its given name
// is a slip for theirs, it goes by theirs too. Else a twin guard would take the
// person's next record, which spells the name right, for a twin's.
func (m *Comparer) WithSpellings(c *Comparable, holders []*Comparable) *Comparable {
	var found []string
	for _, h := range holders {
		if !m.slipFor(c, h) {
			continue
		}
		for name := range m.given(h).all() {
			if !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	if len(found) == 0 {
		return c
	}
	slices.Sort(found)
	return c.withSpellings(found)
}

// slipFor tells whether two holders of one number spell one name in two ways.
func (m *Comparer) slipFor(c, h *Comparable) bool {
	return c.sex == h.sex && !m.bothEstablished(c, h) && m.ownAgreement(c, h) == agreementNear
}
