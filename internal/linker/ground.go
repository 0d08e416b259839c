package linker

import (
	"slices"

	"github.com/lhcre/mpi/internal/identity"
)

// ground is what a batch's decisions stand on: records that nothing outside can
// influence, with all that is known of them.
type ground struct {
	records    map[identity.RecordID]Record // closed: nothing binds one to a record outside
	edges      []Edge                       // with an end among the records
	assertions []Assertion
	identities []identity.Identity // every one that names one of the records
	outside    map[identity.RecordID]Record
	judged     []Record // at the ends of assertions
	tasks      []Task
}

// survey closes a set of records and reads what is known of it.
type survey struct {
	*ground

	tx    Reader
	rules identity.Rules
	found *found
	asked map[identity.RecordID]bool
	known map[string]bool // identities
	heard map[string]bool // assertions
}

// survey reads the ground of some records: their components as they were, those
// that new edges and must-links bind them to, and those of every record that one
// of their identities names.
func (j *job) survey(tx Reader, f *found) (*ground, error) {
	s := &survey{
		ground: &ground{records: map[identity.RecordID]Record{}, outside: map[identity.RecordID]Record{}},
		tx:     tx, rules: j.rules, found: f,
		asked: map[identity.RecordID]bool{}, known: map[string]bool{}, heard: map[string]bool{},
	}
	todo := slices.Concat(f.weighed, j.published.touched)
	for _, e := range f.edges {
		if s.rules.Binds(e.Edge) {
			todo = append(todo, e.A, e.B)
		}
	}
	for todo = s.fresh(todo); len(todo) > 0; {
		next, err := s.widen(todo)
		if err != nil {
			return nil, err
		}
		todo = s.fresh(next)
	}
	if err := s.readEdges(); err != nil {
		return nil, err
	}
	return s.ground, s.readAround()
}

// fresh gives the ids that were not asked for yet, sorted.
func (s *survey) fresh(ids []identity.RecordID) (out []identity.RecordID) {
	for _, id := range ids {
		if !s.asked[id] {
			s.asked[id] = true
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// widen takes in the components of records, and lists the records that these
// hang together with.
func (s *survey) widen(ids []identity.RecordID) (next []identity.RecordID, err error) {
	added, err := s.components(ids)
	if err != nil || len(added) == 0 {
		return nil, err
	}
	assertions, err := s.tx.Assertions(added)
	if err != nil {
		return nil, err
	}
	for _, a := range assertions {
		if s.heard[a.ID] {
			continue
		}
		s.heard[a.ID] = true
		s.assertions = append(s.assertions, a)
		if a.Kind == identity.MustLink {
			next = append(next, a.A, a.B)
		}
	}
	identities, err := s.tx.Identities(added)
	if err != nil {
		return nil, err
	}
	for _, p := range identities {
		if s.known[p.ID] {
			continue
		}
		s.known[p.ID] = true
		s.identities = append(s.identities, p)
		for _, m := range p.Members {
			next = append(next, m.Record)
		}
	}
	return next, nil
}

// components takes in the records and the rest of their components, and lists
// those that are new here.
func (s *survey) components(ids []identity.RecordID) (added []identity.RecordID, err error) {
	heads, err := s.tx.Heads(ids)
	if err != nil {
		return nil, err
	}
	var components []identity.RecordID
	for _, h := range heads {
		if h.Component != "" {
			components = append(components, h.Component)
		}
	}
	slices.Sort(components)
	rest, err := s.tx.Components(slices.Compact(components))
	if err != nil {
		return nil, err
	}
	for _, r := range slices.Concat(heads, rest) {
		if _, there := s.records[r.ID]; !there {
			s.records[r.ID] = r
			s.asked[r.ID] = true
			added = append(added, r.ID)
		}
	}
	slices.Sort(added)
	return added, nil
}

// readEdges reads the edges of the records, the new ones in place of the old.
func (s *survey) readEdges() error {
	old, err := s.tx.Edges(sortedIDs(s.records))
	if err != nil {
		return err
	}
	weighed := make(map[identity.RecordID]bool, len(s.found.weighed))
	for _, id := range s.found.weighed {
		weighed[id] = true
	}
	for _, e := range old {
		if !weighed[e.A] && !weighed[e.B] {
			s.edges = append(s.edges, e)
		}
	}
	s.edges = append(s.edges, s.found.edges...)
	slices.SortFunc(s.edges, compareEdges)
	return nil
}

// readAround reads the people at the other ends of weak edges and of assertions,
// whom a task may be about, and the tasks that there are.
func (s *survey) readAround() (err error) {
	var ends []identity.RecordID
	for _, e := range s.edges {
		for _, id := range []identity.RecordID{e.A, e.B} {
			if _, here := s.records[id]; !here {
				ends = append(ends, id)
			}
		}
	}
	for _, a := range s.assertions {
		ends = append(ends, a.A, a.B)
	}
	slices.Sort(ends)
	heads, err := s.tx.Heads(slices.Compact(ends))
	if err != nil {
		return err
	}
	asserted := map[identity.RecordID]bool{}
	for _, a := range s.assertions {
		asserted[a.A], asserted[a.B] = true, true
	}
	var people []string
	for _, h := range heads {
		if asserted[h.ID] {
			s.judged = append(s.judged, h)
		}
		if h.Identity != "" {
			people = append(people, h.Identity)
		}
	}
	slices.Sort(people)
	members, err := s.tx.Members(slices.Compact(people))
	if err != nil {
		return err
	}
	for _, r := range members {
		s.outside[r.ID] = r
	}
	s.tasks, err = s.tx.Tasks(sortedIDs(s.records))
	return err
}
