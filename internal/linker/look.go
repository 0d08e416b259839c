package linker

import (
	"cmp"
	"context"
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// found is what a look came to.
type found struct {
	// weighed are the records whose edges were all looked for, sorted.
	weighed []identity.RecordID
	edges   []Edge // with an end among them, ordered
	wide    []WideValue
}

// look finds the candidates of every record whose edges may be others now, and
// weighs them.
func (j *job) look(ctx context.Context) (found, error) {
	j.pool = j.newPool()
	s := &search{job: j, done: map[identity.RecordID]bool{}, edges: map[[2]identity.RecordID]Edge{}}
	todo := j.published.changed
	if err := s.candidates(todo); err != nil {
		return found{}, err
	}
	told, err := s.toldOtherwise(ctx, todo)
	if err != nil {
		return found{}, err
	}
	if err := s.candidates(told); err != nil {
		return found{}, err
	}
	s.weigh()
	return s.found(), nil
}

// search is one look.
type search struct {
	*job

	done  map[identity.RecordID]bool
	pairs []candidatePair
	edges map[[2]identity.RecordID]Edge
	wide  []WideValue
}

// candidatePair is a record to be weighed with another that shares a key.
type candidatePair struct{ x, y *member }

// candidates finds the candidates of records, and all holders of their numbers.
func (s *search) candidates(ids []identity.RecordID) error {
	if err := s.pool.load(ids); err != nil {
		return err
	}
	var fresh []*member
	for _, id := range ids {
		if s.done[id] {
			continue
		}
		s.done[id] = true
		if m := s.pool.members[id]; m != nil { // else it was deleted
			fresh = append(fresh, m)
		}
	}
	if err := s.candidatesOf(fresh); err != nil {
		return err
	}
	return s.pool.ready()
}

// candidatesOf finds the candidates of members. One that has too many is looked
// for again, by narrower keys.
func (s *search) candidatesOf(members []*member) error {
	queries := make([][]index.Key, len(members))
	for i, m := range members {
		queries[i] = s.keysOf(m)
	}
	pairs, err := s.pairsBy(members, queries)
	if err != nil {
		return err
	}
	most := s.Model.File().WideLimit
	for len(pairs) > 0 {
		n := 1 + slices.IndexFunc(pairs[1:], func(p candidatePair) bool { return p.x != pairs[0].x })
		if n == 0 {
			n = len(pairs)
		}
		part := pairs[:n]
		pairs = pairs[n:]
		if n >= most {
			if part, err = s.narrowed(part[0].x); err != nil {
				return err
			}
		}
		s.pairs = append(s.pairs, part...)
	}
	return nil
}

// narrowed finds the candidates of a member that has too many.
func (s *search) narrowed(m *member) ([]candidatePair, error) {
	keys, err := s.tooCommon(m, s.keysOf(m))
	if err != nil {
		return nil, err
	}
	return s.pairsBy([]*member{m}, [][]index.Key{keys})
}

// pairsBy pairs members with all others that have one of the keys looked for.
func (s *search) pairsBy(members []*member, queries [][]index.Key) (pairs []candidatePair, failed error) {
	err := s.Index.CandidatesOf(queries, func(query int, e *index.Entry) {
		m := members[query]
		if e.ID == m.entry.ID {
			return
		}
		y, err := s.pool.add(e)
		if err != nil {
			failed = err
			return
		}
		pairs = append(pairs, candidatePair{m, y})
	})
	if err == nil {
		err = failed
	}
	return pairs, err
}

// keysOf gives the keys to look for a record by: those that it has with its
// number, and would have with the others of the number's class.
func (s *search) keysOf(m *member) []index.Key {
	if m.class.IsZero() {
		return s.keysWith(m, demographics.NHSNumberFromUint64(m.entry.Number))
	}
	numbers := s.numbers.Members(m.class)
	if keys, ok := s.madeKeys(m); ok && len(numbers) == 1 && numbers[0].Uint64() == m.entry.Number {
		return keys
	}
	var keys []index.Key
	for _, number := range numbers {
		keys = append(keys, s.keysWith(m, number)...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// madeKeys gives the keys that were made of a record when it was published, if
// they are still those of its number.
func (s *search) madeKeys(m *member) ([]index.Key, bool) {
	e, ok := s.published.entries[m.id()]
	return e.Keys, ok && e.Version == m.entry.Version && s.published.widened == s.widened
}

// keysWith gives a record's keys if it had a number.
func (s *search) keysWith(m *member, number demographics.NHSNumber) []index.Key {
	standard := m.standard
	standard.NHSNumber = number
	return s.keys(s.Model.Comparable(&standard, matcher.NumberFact{Class: number}, s.pool.interner))
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
	c := s.Model.Comparable(&m.standard, matcher.NumberFact{Class: m.standard.NHSNumber}, s.pool.interner)
	for at, rule := range s.Model.Rules() {
		s.Model.Keys(at, c, func(text []byte) {
			if keyOf(rule.Name, text) == key {
				name = rule.Name
			}
		})
	}
	return name
}

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
}

// earlier makes the changed records as they were, and sees to it that the
// holders of the numbers that they had are in the pool.
func (s *search) earlier(changed []identity.RecordID) (*earlierNumbers, error) {
	e := &earlierNumbers{
		changed: map[identity.RecordID]*member{}, unknown: map[demographics.NHSNumber]bool{}, classes: map[demographics.NHSNumber]bool{},
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
			e.unknown[m.class] = e.unknown[m.class] || b.Version != b.Linked
		}
	}
	return e, s.holdersOf(e)
}

// recall takes in a record as it was.
func (s *search) recall(e *earlierNumbers, b *Record) error {
	e.changed[b.ID] = nil
	if b.LinkedNumber != 0 {
		class, usable, _ := s.numbers.Resolve(demographics.NHSNumberFromUint64(b.LinkedNumber))
		if usable {
			e.classes[class] = true
			e.unknown[class] = e.unknown[class] || b.Version != b.Linked
		}
	}
	if b.Version != b.Linked || b.Deleted || !b.Content.Exists() {
		return nil
	}
	standard, err := s.standard(b)
	if err != nil {
		return err
	}
	m, err := s.pool.newMember(&index.Entry{
		ID: string(b.ID), Version: b.Version, Number: b.Number, Compact: standard.AppendCompact(nil),
	})
	e.changed[b.ID] = m
	return err
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

// inFlight notes the numbers of records that other linkers have published and
// not linked: what the edges of such a number's holders rest on, nobody here
// can tell.
func (s *search) inFlight(ctx context.Context, e *earlierNumbers) error {
	var others []Record
	err := s.Store.View(ctx, func(tx Reader) (err error) {
		others, err = tx.Unlinked(0, mostInFlight)
		return err
	})
	if err != nil {
		return err
	}
	for number := range e.classes {
		e.unknown[number] = e.unknown[number] || len(others) == mostInFlight
	}
	for i := range others {
		if _, ours := e.changed[others[i].ID]; ours {
			continue
		}
		for number, c := range s.pool.classes {
			if slices.ContainsFunc(c.holders, func(m *member) bool { return m.id() == others[i].ID }) {
				e.unknown[number] = true
			}
		}
	}
	return nil
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
	for _, m := range e.changed {
		if m != nil && m.class == number {
			was = append(was, m)
		}
	}
	return was, false
}

// weigh puts the candidate pairs on the ladder.
func (s *search) weigh() {
	for _, p := range s.pairs {
		x, y := p.x, p.y
		if x.entry.ID > y.entry.ID {
			x, y = y, x
		}
		pair := [2]identity.RecordID{x.id(), y.id()}
		if _, known := s.edges[pair]; known || !s.shareKey(x, y) {
			continue
		}
		s.outcome.Pairs++
		d, ok := s.pool.comparer.Edge(x.told, y.told)
		if !ok {
			continue
		}
		s.edges[pair] = Edge{
			Edge:     identity.Edge{A: x.id(), B: y.id(), Weight: d.Weight, Tier: d.Tier, Rule: d.Rule, Guard: d.Guard},
			VersionA: x.entry.Version, VersionB: y.entry.Version, Model: s.model,
		}
	}
}

// shareKey tells whether two records that the index found by a key share one in
// truth: a placeholder, or a number that is nobody's any more, brings nobody
// together.
func (s *search) shareKey(x, y *member) bool {
	if x.told.NumberState() != matcher.NumberPlaceholder && y.told.NumberState() != matcher.NumberPlaceholder &&
		!x.numberless() && !y.numberless() {
		return true
	}
	keys := s.keys(x.told)
	return slices.ContainsFunc(s.keys(y.told), func(k index.Key) bool {
		_, found := slices.BinarySearch(keys, k)
		return found
	})
}

func (s *search) found() found {
	f := found{wide: s.wide}
	for id := range s.done {
		f.weighed = append(f.weighed, id)
	}
	slices.Sort(f.weighed)
	for _, e := range s.edges {
		f.edges = append(f.edges, e)
	}
	slices.SortFunc(f.edges, compareEdges)
	s.outcome.Weighed, s.outcome.Edges = len(f.weighed), len(f.edges)
	return f
}

func compareEdges(a, b Edge) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) }
