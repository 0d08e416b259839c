package linker

import (
	"cmp"
	"context"
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
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
	defer j.timed("look")()
	j.pool = j.newPool()
	j.pool.using.Lock()
	defer j.pool.using.Unlock()
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
		keys, err := s.keysOf(m)
		if err != nil {
			return err
		}
		queries[i] = keys
	}
	pairs, err := s.pairsBy(members, queries)
	if err != nil {
		return err
	}
	s.letIn()
	if err := s.pool.settle(); err != nil {
		return err
	}
	s.letIn()
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
		if err := s.consider(part); err != nil {
			return err
		}
		s.letIn()
	}
	return nil
}

// letIn lets in who wants to decide about the batch before.
func (s *search) letIn() {
	s.pool.using.Unlock()
	s.pool.using.Lock()
}

// consider keeps the pairs that something may come of. All others are forgotten,
// before anybody asks who else holds their numbers.
func (s *search) consider(pairs []candidatePair) error {
	if err := s.pool.settle(); err != nil {
		return err
	}
	s.outcome.Pairs += len(pairs)
	for _, p := range pairs {
		if s.pool.comparer.MayBeEdge(p.x.raw, p.y.raw) {
			s.pool.take(p.y)
			s.pairs = append(s.pairs, p)
		}
	}
	return nil
}

// narrowed finds the candidates of a member that has too many.
func (s *search) narrowed(m *member) ([]candidatePair, error) {
	keys, err := s.keysOf(m)
	if err == nil {
		keys, err = s.tooCommon(m, keys)
	}
	if err != nil {
		return nil, err
	}
	return s.pairsBy([]*member{m}, [][]index.Key{keys})
}

// pairsBy pairs members with all others that have one of the keys looked for.
func (s *search) pairsBy(members []*member, queries [][]index.Key) (pairs []candidatePair, err error) {
	err = s.Index.Candidates(queries, func(query int, e *index.Entry) {
		m := members[query]
		if e.ID == m.entry.ID {
			return
		}
		pairs = append(pairs, candidatePair{m, s.pool.look(e)})
	})
	return pairs, err
}

// weigh puts the candidate pairs on the ladder.
func (s *search) weigh() {
	for _, p := range s.pairs {
		x, y := p.x, p.y
		if x.entry.ID > y.entry.ID {
			x, y = y, x
		}
		pair := [2]identity.RecordID{x.id(), y.id()}
		if _, known := s.edges[pair]; known || !s.pool.shareKey(x, y) {
			continue
		}
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
