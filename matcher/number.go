package matcher

import (
	"strings"

	"github.com/lhcre/mpi/matcher/demographics"
)

// NumberState says what an NHS number's holders, all together, make of it.
type NumberState uint8

// The states of an NHS number.
const (
	NumberCurrent     NumberState = iota // its holders agree that it is one person's
	NumberDisputed                       // two holders can hardly be one person: the number is in doubt
	NumberPlaceholder                    // too many people hold it: it says nothing
)

// NumberFact is what is known of a record's NHS number beyond the record.
type NumberFact struct {
	// Class is the number at the end of its chain of supersessions.
	Class demographics.NHSNumber
	State NumberState
}

// placeholderHolders is how many distinct people (birth date and start of the
// family name) a number may have before it counts as a placeholder.
const placeholderHolders = 3

// NumberStateOf judges an NHS number by all its holders. It is a function of
// the set: neither order nor repetition matters.
func (m *Comparer) NumberStateOf(holders []*Comparable) NumberState {
	state, _ := m.JudgeNumber(holders)
	return state
}

// JudgeNumber is NumberStateOf, and gives the holders as they are compared from
// then on, knowing the state and how the others spell their names.
func (m *Comparer) JudgeNumber(holders []*Comparable) (NumberState, []*Comparable) {
	state, current := NumberCurrent, m.inState(holders, NumberCurrent)
	switch {
	case len(holders) < 2:
		return state, current
	case m.manyPeople(holders):
		state = NumberPlaceholder
	case m.dispute(m.distinct(m.told(current, m.plainlySame))):
		state = NumberDisputed
	default:
		return state, m.told(current, m.samePerson)
	}
	return state, m.inState(holders, state)
}

func (m *Comparer) inState(holders []*Comparable, state NumberState) []*Comparable {
	out := make([]*Comparable, len(holders))
	for i, h := range holders {
		out[i] = m.WithNumberState(h, state)
	}
	return out
}

// manyPeople tells whether a number has more distinct holders than one that is
// somebody's can have.
func (m *Comparer) manyPeople(holders []*Comparable) bool {
	if len(holders) <= placeholderHolders {
		return false
	}
	people := map[[2]string]bool{}
	for _, h := range holders {
		birth, family := m.birth(h), m.family(h).current()
		if birth != "" && family != "" {
			people[[2]string{birth, firstLetters(family, 3)}] = true
		}
	}
	return len(people) > placeholderHolders
}

// dispute finds two holders who, with the number, pass neither rule 3 nor rule
// 4. A holder without a birth date or without any name contradicts nobody.
func (m *Comparer) dispute(holders []*Comparable) bool {
	for i, a := range holders {
		for _, b := range holders[i+1:] {
			if m.tellsWho(a) && m.tellsWho(b) && m.corroborated(a, b) == RuleConfusion {
				return true
			}
		}
	}
	return false
}

func (m *Comparer) tellsWho(c *Comparable) bool {
	return m.birth(c) != "" && (!m.family(c).none() || !m.given(c).none())
}

// fewHolders are compared one with another sooner than told apart.
const fewHolders = 6

// distinct drops holders that repeat another in all that rules 3 and 4 look at.
func (m *Comparer) distinct(holders []*Comparable) []*Comparable {
	if len(holders) <= fewHolders {
		return holders
	}
	seen := map[string]bool{}
	var out []*Comparable
	for _, h := range holders {
		key := m.corroboration(h)
		if !seen[key] {
			seen[key] = true
			out = append(out, h)
		}
	}
	return out
}

// corroboration is equal for records that rules 3 to 5 cannot tell apart.
func (m *Comparer) corroboration(c *Comparable) string {
	n := m.native
	flags := []byte{byte(c.sex), c.birthOrder, 0}
	if c.defaultBirth {
		flags[2] = 1
	}
	flags = append(flags, strings.Join(c.spellings(), alternativeMark)...)
	return c.key(n.family, n.given, n.birth, n.postcode, n.uprn, n.phone, n.email, n.mother) + string(flags)
}
