package linker

import (
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// keysOf gives the keys to look for a record by: those that it has with its
// number, and would have with the others of the number's class.
func (s *search) keysOf(m *member) ([]index.Key, error) {
	numbers := s.pool.numbersOf(m)
	if keys, ok := s.madeKeys(m); ok && len(numbers) == 1 && numbers[0].Uint64() == m.entry.Number {
		return keys, nil
	}
	keys, _, err := s.pool.keysOf(m)
	return keys, err
}

// keysOf makes the keys, and counts those that are too common to be looked for.
func (p *pool) keysOf(m *member) (keys []index.Key, lost int, err error) {
	standard, err := p.standard(m)
	if err != nil {
		return nil, 0, err
	}
	for _, number := range p.numbersOf(m) {
		standard.NHSNumber = number
		more, without := p.narrowKeys(p.Model.Comparable(&standard, matcher.NumberFact{Class: number}, p.interner))
		keys, lost = append(keys, more...), lost+without
	}
	slices.Sort(keys)
	return slices.Compact(keys), lost, nil
}

// numbersOf gives a record's number and the others of its class.
func (p *pool) numbersOf(m *member) []demographics.NHSNumber {
	if m.class.IsZero() {
		return []demographics.NHSNumber{demographics.NHSNumberFromUint64(m.entry.Number)}
	}
	return p.numbers.Members(m.class)
}

// madeKeys gives the keys that were made of a record when it was published, if
// they are still those of its number.
func (s *search) madeKeys(m *member) ([]index.Key, bool) {
	e := s.published.made[m.id()]
	if e == nil || e.Version != m.entry.Version || s.published.wide != s.Linker.wide.Load() {
		return nil, false
	}
	return e.Keys, true
}

// tooCommon leaves out keys that more records share than the model allows, and
// notes them: from then on they count as wide.
func (s *search) tooCommon(m *member, keys []index.Key) ([]index.Key, error) {
	var narrow []index.Key
	for _, key := range keys {
		n, err := s.Index.Count(key)
		if err != nil {
			return nil, err
		}
		if n <= s.Model.File().WideLimit {
			narrow = append(narrow, key)
			continue
		}
		s.wide = append(s.wide, WideValue{Rule: s.ruleOf(m, key), Key: uint64(key), Count: n, Model: s.model})
	}
	return narrow, nil
}

// ruleOf names the blocking rule that a record's key is of.
func (s *search) ruleOf(m *member, key index.Key) (name string) {
	for at, rule := range s.Model.Rules() {
		s.Model.Keys(at, m.raw, func(text []byte) {
			if keyOf(rule.Name, text) == key {
				name = rule.Name
			}
		})
	}
	return name
}
