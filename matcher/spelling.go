package matcher

import (
	"slices"
	"strings"
)

// WithSpellings gives the record as it is compared once the other holders of
// its NHS number, all agreed to be one person, are known: where its given name
// is a slip for theirs, or a part of theirs that the person goes by, it goes by
// theirs too. Else a twin guard would take the person's next record, which
// spells the name right, for a twin's, and ALISON and BARBARA for sisters
// although a third record says that they are ALISON BARBARA.
func (m *Comparer) WithSpellings(c *Comparable, holders []*Comparable) *Comparable {
	return m.tell(c, holders, m.samePerson)
}

func (m *Comparer) samePerson(c, h *Comparable) bool { return m.slipFor(c, h) || m.partOf(c, h) }

// told tells each of some holders the names of those that say how its own is.
func (m *Comparer) told(holders []*Comparable, says func(c, h *Comparable) bool) []*Comparable {
	if len(holders) > manyHolders {
		return holders
	}
	out := make([]*Comparable, len(holders))
	for i, h := range holders {
		out[i] = m.tell(h, holders, says)
	}
	return out
}

// manyHolders is more records than one person has; who looks at all of them for
// each of them would not come to an end.
const manyHolders = 500

func (m *Comparer) tell(c *Comparable, holders []*Comparable, says func(c, h *Comparable) bool) *Comparable {
	var found []string
	for _, h := range holders {
		if !says(c, h) {
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
	return !sexesDiffer(c, h) && !m.bothEstablished(c, h) && m.ownAgreement(c, h) == agreementNear
}

// plainlySame tells, of holders not yet agreed to be one person, whether one's
// name is a part of the other's, or an unheard-of spelling of a well-known name:
// two slips for JOHN may look like two names until JOHN is told.
func (m *Comparer) plainlySame(c, h *Comparable) bool {
	return m.partOf(c, h) || m.established(h) && !m.established(c) && m.slipFor(c, h)
}

// partOf tells whether a holder goes by a later one of another's given names,
// born on the same day.
func (m *Comparer) partOf(c, h *Comparable) bool {
	if birth := m.birth(c); len(birth) != fullDate || birth != m.birth(h) || sexesDiffer(c, h) || birthOrdersDiffer(c, h) {
		return false
	}
	first, _, _ := strings.Cut(m.given(c).current(), " ")
	_, later, _ := strings.Cut(m.given(h).current(), " ")
	return len(first) > 1 && hasToken(later, first)
}

// Alike tells whether the same is known of two records' numbers: the state, and
// how other holders spell the names. Of two versions of what is known of one
// record, it tells whether the record has to be compared again.
func (c *Comparable) Alike(d *Comparable) bool {
	return c.numberState == d.numberState && c.number == d.number && slices.Equal(c.spellings(), d.spellings())
}
