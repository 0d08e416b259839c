package linker

import (
	"context"
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// toldOtherwise lists the holders of the changed records' numbers of whom
// something else is known than before, so that they have to be weighed again.
func (s *search) toldOtherwise(ctx context.Context, changed []identity.RecordID) ([]identity.RecordID, error) {
	earlier, err := s.earlier(changed)
	if err != nil {
		return nil, err
	}
	s.moved = earlier.classes
	if err := s.inFlight(ctx, earlier); err != nil {
		return nil, err
	}
	var out []identity.RecordID
	for number, c := range s.pool.classes {
		was, all := earlier.holders(number, c.holders)
		if !all && was == nil {
			continue
		}
		out = append(out, s.differing(c, was, all)...)
	}
	slices.Sort(out)
	return out, nil
}

// differing lists a class's holders that are known otherwise than before; all of
// them, if what was known before cannot be told.
func (s *search) differing(c *class, was []*member, all bool) (out []identity.RecordID) {
	before := map[identity.RecordID]*matcher.Comparable{}
	if !all {
		_, told := s.pool.verdict(c.disputed, was)
		for i, m := range was {
			before[m.id()] = told[i]
		}
	}
	for _, m := range c.holders {
		if b := before[m.id()]; all || b == nil || !b.Alike(m.told) {
			out = append(out, m.id())
		}
	}
	return out
}

// earlierNumbers are the changed records as their edges know them.
type earlierNumbers struct {
	changed map[identity.RecordID]*member // nil for one that had no content
	unknown map[demographics.NHSNumber]bool
	classes map[demographics.NHSNumber]bool
	held    map[demographics.NHSNumber][]*member // the changed ones that held a number
}

// earlier makes the changed records as they were, and sees to it that the
// holders of the numbers that they had are in the pool.
func (s *search) earlier(changed []identity.RecordID) (*earlierNumbers, error) {
	e := &earlierNumbers{
		changed: map[identity.RecordID]*member{}, unknown: map[demographics.NHSNumber]bool{}, classes: map[demographics.NHSNumber]bool{},
		held: map[demographics.NHSNumber][]*member{},
	}
	for _, id := range changed {
		b, ours := s.published.before[id]
		if !ours {
			b = Record{ID: id, Version: 1} // nothing is known of what it was
		}
		if err := s.recall(e, &b); err != nil {
			return nil, err
		}
		if m := s.pool.members[id]; m != nil && !m.class.IsZero() {
			e.classes[m.class] = true
			e.unknown[m.class] = e.unknown[m.class] || !s.restsOn(&b)
		}
	}
	return e, s.holdersOf(e)
}

// restsOn tells whether a changed record's edges rest on it as it was.
func (s *search) restsOn(b *Record) bool {
	return b.Version == b.Linked && !s.published.anew[b.ID]
}

// recall takes in a record as it was.
func (s *search) recall(e *earlierNumbers, b *Record) error {
	e.changed[b.ID] = nil
	numbers := []uint64{b.LinkedNumber}
	if !s.restsOn(b) {
		numbers = append(numbers, b.Number) // which edges rest on once the batch before is linked
	}
	for _, number := range numbers {
		class, usable, _ := s.pool.numbers.Resolve(demographics.NHSNumberFromUint64(number))
		if usable && number != 0 {
			e.classes[class] = true
			e.unknown[class] = e.unknown[class] || !s.restsOn(b)
		}
	}
	if !s.restsOn(b) || b.Deleted || !b.Content.Exists() {
		return nil
	}
	standard, err := s.standard(b)
	if err != nil {
		return err
	}
	m := s.pool.newMember(&index.Entry{
		ID: string(b.ID), Version: b.Version, Number: b.Number, Compact: standard.AppendCompact(nil),
	})
	e.changed[b.ID] = m
	if !m.class.IsZero() {
		e.held[m.class] = append(e.held[m.class], m)
	}
	return nil
}

// holdersOf takes the holders of the earlier numbers into the pool.
func (s *search) holdersOf(e *earlierNumbers) error {
	var fresh []demographics.NHSNumber
	for number := range e.classes {
		if _, known := s.pool.classes[number]; !known {
			fresh = append(fresh, number)
		}
	}
	if err := s.pool.hold(fresh); err != nil {
		return err
	}
	return s.pool.ready()
}

// mostInFlight is how many records of other linkers are looked at one by one.
const mostInFlight = 2000

// inFlight notes the numbers of records that are published and not linked: what
// the edges of such a number's holders rest on, nobody here can tell.
func (s *search) inFlight(ctx context.Context, e *earlierNumbers) error {
	var own []Mark
	var all []flying
	if s.published == s.turn {
		all, own = s.ahead.inFlight(s.turn)
	}
	others, err := s.inFlightOfOthers(ctx, own)
	if err != nil {
		return err
	}
	for number := range e.classes {
		e.unknown[number] = e.unknown[number] || len(others) == mostInFlight
	}
	for i := range others {
		all = append(all, flyingOf(&others[i]))
	}
	for _, f := range all {
		s.unknownBy(e, f)
	}
	return nil
}

// inFlightOfOthers asks the store.
func (s *search) inFlightOfOthers(ctx context.Context, own []Mark) (others []Record, err error) {
	s.pool.using.Unlock()
	defer s.pool.using.Lock()
	err = s.Store.View(ctx, func(tx Reader) (err error) {
		others, err = tx.InFlight(own, mostInFlight)
		return err
	})
	return others, err
}

// unknownBy notes the numbers that nothing is known of because of a record.
func (s *search) unknownBy(e *earlierNumbers, f flying) {
	if _, ours := e.changed[f.id]; ours {
		return
	}
	if m := s.pool.members[f.id]; m != nil {
		e.unknown[m.class] = true
	}
	for _, number := range f.numbers {
		if left, usable, _ := s.pool.numbers.Resolve(demographics.NHSNumberFromUint64(number)); usable {
			e.unknown[left] = true
		}
	}
}

// holders gives a class's holders as they were. All says that this is not known.
// A class that no changed record had or has gives neither.
func (e *earlierNumbers) holders(number demographics.NHSNumber, now []*member) (was []*member, all bool) {
	if !e.classes[number] {
		return nil, false
	}
	if e.unknown[number] {
		return nil, true
	}
	was = []*member{}
	for _, m := range now {
		if _, changed := e.changed[m.id()]; !changed {
			was = append(was, m)
		}
	}
	return append(was, e.held[number]...), false
}
