package linker

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// pool holds the records that a batch looks at, ready to be compared: each with
// what the other holders of its NHS number make of it.
type pool struct {
	*Linker

	*memory

	index   Index         // as the job's batch is to see it
	numbers facts.Numbers // as they were known at first
	members map[identity.RecordID]*member
	seen    map[identity.RecordID]*member // those and others
	waiting []*member                     // not yet made comparable
	classes map[demographics.NHSNumber]*class

	placeless bool // nobody told where anybody is
}

// member is a record of the pool.
type member struct {
	entry index.Entry
	class demographics.NHSNumber
	raw   *matcher.Comparable // as the record alone has it
	told  *matcher.Comparable // as its number's holders make it
}

// id is the record's.
func (m *member) id() identity.RecordID { return identity.RecordID(m.entry.ID) }

// numberless tells whether the record's number is nobody's any more.
func (m *member) numberless() bool { return m.class.IsZero() && m.entry.Number != 0 }

// class is an NHS number with the others that are superseded by it.
type class struct {
	disputed bool // the national service says so
	holders  []*member
	state    matcher.NumberState
	judged   bool
	whole    bool // all holders are there
}

func (j *job) newPool() *pool {
	return &pool{
		Linker: j.Linker, memory: j.remember(), index: earlierIndex{j.Index, &j.ahead, j.turn}, numbers: j.numbers,
		members: map[identity.RecordID]*member{}, seen: map[identity.RecordID]*member{}, classes: map[demographics.NHSNumber]*class{},
	}
}

// add takes an entry in, if it is not there.
func (p *pool) add(e *index.Entry) *member {
	m := p.look(e)
	p.take(m)
	return m
}

// look makes an entry comparable without taking it in: nobody asks who else
// holds its number.
func (p *pool) look(e *index.Entry) *member {
	if m, ok := p.seen[identity.RecordID(e.ID)]; ok {
		return m
	}
	m := p.newMember(e)
	p.seen[m.id()] = m
	return m
}

func (p *pool) take(m *member) {
	p.members[m.id()] = m
}

// newMember makes a member that is not in the pool, to be settled with it.
func (p *pool) newMember(e *index.Entry) *member {
	m := &member{entry: *e}
	if e.Number != 0 {
		class, usable, _ := p.numbers.Resolve(demographics.NHSNumberFromUint64(e.Number))
		if usable {
			m.class = class
		}
	}
	if m.raw = p.recalled(m); m.raw == nil {
		p.waiting = append(p.waiting, m)
	}
	return m
}

// standard is the member's record, with a number of its class.
func (p *pool) standard(m *member) (demographics.Record, error) {
	s, err := demographics.DecodeCompact(m.entry.Compact)
	if err != nil {
		return s, fmt.Errorf("reading an entry of the index: %w", err)
	}
	s.NHSNumber = m.class
	if p.placeless {
		s = s.WithoutPlace()
	}
	return s, nil
}

// settle makes the members comparable that wait for it, all at once.
func (p *pool) settle() (err error) {
	if len(p.waiting) == 0 {
		return nil
	}
	records := make([]demographics.Record, len(p.waiting))
	for i, m := range p.waiting {
		if records[i], err = p.standard(m); err != nil {
			return err
		}
	}
	for i, c := range p.Model.Comparables(records, p.interner) {
		p.waiting[i].raw = c
		p.keep(p.waiting[i])
	}
	p.waiting = p.waiting[:0]
	return nil
}

// load takes records in by their ids; those that the index lacks stay out.
func (p *pool) load(ids []identity.RecordID) error {
	var missing []string
	for _, id := range ids {
		if p.members[id] == nil {
			missing = append(missing, string(id))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	entries, err := p.index.Get(missing)
	if err != nil {
		return err
	}
	for i := range entries {
		if entries[i].ID == "" {
			continue
		}
		p.add(&entries[i])
	}
	return nil
}

// gather takes in all holders of the members' numbers.
func (p *pool) gather() error {
	fresh := map[demographics.NHSNumber]bool{}
	for _, m := range p.members {
		if _, known := p.classes[m.class]; !known && !m.class.IsZero() {
			fresh[m.class] = true
		}
	}
	if err := p.hold(slices.Collect(maps.Keys(fresh))); err != nil {
		return err
	}
	return p.settle()
}

// hold takes in the holders of classes of numbers.
func (p *pool) hold(numbers []demographics.NHSNumber) error {
	var raw []uint64
	for _, number := range numbers {
		c := &class{}
		_, _, c.disputed = p.numbers.Resolve(number)
		p.classes[number] = c
		for _, member := range p.numbers.Members(number) {
			raw = append(raw, member.Uint64())
		}
	}
	slices.Sort(raw)
	err := p.index.Holders(slices.Compact(raw), func(_ int, e *index.Entry) {
		m := p.add(e)
		if c := p.classes[m.class]; c != nil && !c.whole {
			c.holders = append(c.holders, m)
		}
	})
	for _, number := range numbers {
		c := p.classes[number]
		c.whole = true
		slices.SortFunc(c.holders, func(a, b *member) int { return cmp.Compare(a.entry.ID, b.entry.ID) })
	}
	return err
}

// judge says of all members what is known of them beyond the records.
func (p *pool) judge() {
	for _, c := range p.classes {
		if c.judged {
			continue
		}
		c.judged = true
		var told []*matcher.Comparable
		c.state, told = p.verdict(c.disputed, c.holders)
		for i, m := range c.holders {
			m.told = told[i]
		}
	}
	for _, m := range p.members {
		if m.told == nil {
			m.told = m.raw
		}
	}
}

// verdict judges a number by its holders. A person whose identity is unknown
// holds none.
func (p *pool) verdict(disputed bool, holders []*member) (matcher.NumberState, []*matcher.Comparable) {
	told := make([]*matcher.Comparable, len(holders))
	var judged []*matcher.Comparable
	var places []int
	for i, m := range holders {
		told[i] = m.raw
		if _, holds := m.raw.NumberIndex(); holds {
			judged, places = append(judged, m.raw), append(places, i)
		}
	}
	state, after := p.comparer.JudgeNumber(judged)
	if disputed && state == matcher.NumberCurrent {
		state, after = matcher.NumberDisputed, judged
	}
	for i, at := range places {
		told[at] = p.Model.WithNumberState(after[i], state)
	}
	return state, told
}

// ready brings the pool to where every member can be compared.
func (p *pool) ready() error {
	if err := p.settle(); err != nil {
		return err
	}
	if err := p.gather(); err != nil {
		return err
	}
	p.judge()
	return nil
}

func sortedIDs[V any](m map[identity.RecordID]V) []identity.RecordID {
	return slices.Sorted(maps.Keys(m))
}

// shareKey tells whether two records that the index found by a key share one in
// truth: a placeholder, or a number that is nobody's any more, brings nobody
// together.
func (p *pool) shareKey(x, y *member) bool {
	if x.told.NumberState() != matcher.NumberPlaceholder && y.told.NumberState() != matcher.NumberPlaceholder &&
		!x.numberless() && !y.numberless() {
		return true
	}
	keys := p.keys(x.told)
	return slices.ContainsFunc(p.keys(y.told), func(k index.Key) bool {
		_, found := slices.BinarySearch(keys, k)
		return found
	})
}
