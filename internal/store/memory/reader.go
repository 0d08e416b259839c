package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// reader reads the store while a lock is held.
type reader struct{ s *Store }

func byID(a, b linker.Record) int { return cmp.Compare(a.ID, b.ID) }

// heads takes the contents out.
func heads(records []linker.Record) []linker.Record {
	for i := range records {
		records[i].Content = facts.Content{}
	}
	return records
}

// Records gives records.
func (r *reader) Records(ids []identity.RecordID) ([]linker.Record, error) {
	list := make([]linker.Record, 0, len(ids))
	for _, id := range slices.Sorted(slices.Values(ids)) {
		if row, known := r.s.records[id]; known {
			list = append(list, row)
		}
	}
	return list, nil
}

// Heads is Records without contents.
func (r *reader) Heads(ids []identity.RecordID) ([]linker.Record, error) {
	list, err := r.Records(ids)
	return heads(list), err
}

// Components gives all records of components.
func (r *reader) Components(components []identity.RecordID) ([]linker.Record, error) {
	return heads(found(r.s.byComponent, r.s.records, components, byID)), nil
}

// Holders gives the records with one of the numbers that are not deleted.
func (r *reader) Holders(numbers []uint64) ([]linker.Record, error) {
	list := found(r.s.byNumber, r.s.records, numbers, byID)
	return heads(slices.DeleteFunc(list, func(r linker.Record) bool { return r.Deleted })), nil
}

// Together gives the records of the people who have some records.
func (s *Store) Together(_ context.Context, of []identity.RecordID) ([]linker.Linked, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []linker.Linked
	for _, asked := range of {
		a := s.records[asked]
		for _, r := range found(s.byComponent, s.records, []identity.RecordID{a.Component}, byID) {
			p, known := s.identities[r.Identity]
			if !known || r.Identity != a.Identity || slices.ContainsFunc(list, func(l linker.Linked) bool { return l.ID == r.ID }) {
				continue
			}
			list = append(list, linker.Linked{
				Record: r, IdentityVersion: p.Version, IdentityCreated: p.CreatedAt, Merges: s.wasMerged(r.ID),
			})
		}
	}
	slices.SortFunc(list, func(a, b linker.Linked) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

func (s *Store) wasMerged(id identity.RecordID) bool {
	for key := range s.mergesOf[id] {
		if key.record == id {
			return true
		}
	}
	return false
}

// Edges gives the edges at records.
func (r *reader) Edges(ids []identity.RecordID) ([]linker.Edge, error) {
	return found(r.s.edgesOf, r.s.edges, ids, func(a, b linker.Edge) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	}), nil
}

// Assertions gives the assertions about records.
func (r *reader) Assertions(ids []identity.RecordID) ([]linker.Assertion, error) {
	return found(r.s.assertionsOf, r.s.assertions, ids, func(a, b linker.Assertion) int {
		return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.ID, b.ID))
	}), nil
}

// Identities gives the identities that have or last had records.
func (r *reader) Identities(ids []identity.RecordID) ([]identity.Identity, error) {
	list := found(r.s.identitiesOf, r.s.identities, ids, func(a, b identity.Identity) int {
		return cmp.Compare(a.ID, b.ID)
	})
	for i := range list {
		list[i].Members = slices.Clone(list[i].Members)
	}
	return list, nil
}

// Named gives identities by their ids.
func (r *reader) Named(ids []string) (list []identity.Identity, err error) {
	for _, id := range slices.Sorted(slices.Values(ids)) {
		if p, known := r.s.identities[id]; known {
			p.Members = slices.Clone(p.Members)
			list = append(list, p)
		}
	}
	return list, nil
}

// Members gives the records of live identities.
func (r *reader) Members(identities []string) ([]linker.Record, error) {
	var ids []identity.RecordID
	for _, id := range identities {
		if p, known := r.s.identities[id]; known && !p.Retired {
			for _, m := range p.Members {
				ids = append(ids, m.Record)
			}
		}
	}
	slices.Sort(ids)
	return r.Heads(slices.Compact(ids))
}

// Tasks gives the open tasks at records.
func (r *reader) Tasks(ids []identity.RecordID) ([]linker.Task, error) {
	return found(r.s.tasksOf, r.s.tasks, ids, func(a, b linker.Task) int {
		return cmp.Compare(a.Key, b.Key)
	}), nil
}

// Facts gives what was told of records.
func (r *reader) Facts(ids []identity.RecordID) ([]facts.Fact, error) {
	return found(r.s.factsOf, r.s.facts, ids, func(a, b facts.Fact) int {
		return cmp.Or(cmp.Compare(a.Key.Record(), b.Key.Record()), a.Stamp.Compare(b.Stamp), cmp.Compare(a.Kind, b.Kind))
	}), nil
}

// Merges gives what was told of the merging of records.
func (r *reader) Merges(ids []identity.RecordID) ([]facts.Fact, error) {
	return found(r.s.mergesOf, r.s.merges, ids, func(a, b facts.Fact) int {
		return cmp.Or(cmp.Compare(a.Key.Record(), b.Key.Record()), a.Stamp.Compare(b.Stamp), cmp.Compare(a.Kind, b.Kind))
	}), nil
}

// Lanes gives how far every lane has come.
func (r *reader) Lanes() ([]linker.LaneState, error) {
	states := make([]linker.LaneState, 0, len(r.s.lanes))
	for _, l := range r.s.lanes {
		states = append(states, linker.LaneState{Mark: l.mark(), Epoch: l.epoch, Turn: l.turn})
	}
	return states, nil
}

// Unlinked gives records of a lane, or of all, that are to be linked.
func (r *reader) Unlinked(number int64, limit int) ([]linker.Record, error) {
	var list []linker.Record
	for _, l := range r.s.lanes {
		if number == 0 || number == l.id {
			list = append(list, r.s.published(linker.Mark{Lane: l.id}, limit-len(list), unlinked)...)
		}
	}
	slices.SortFunc(list, byID)
	return heads(list), nil
}

// InFlight gives records of all lanes that are to be linked, of some lanes those
// up to a mark.
func (r *reader) InFlight(own []linker.Mark, limit int) ([]linker.Record, error) {
	all, err := r.Unlinked(0, len(r.s.records))
	all = slices.DeleteFunc(all, func(r linker.Record) bool {
		return slices.ContainsFunc(own, func(m linker.Mark) bool { return r.Lane == m.Lane && r.LaneSeq > m.Seq })
	})
	return all[:min(limit, len(all))], err
}

func unlinked(r *linker.Record) bool { return r.Linked < r.Version }

// Wide lists the wide keys.
func (r *reader) Wide() ([]linker.WideValue, error) {
	list := make([]linker.WideValue, 0, len(r.s.wide))
	for _, w := range r.s.wide {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b linker.WideValue) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Key, b.Key))
	})
	return list, nil
}

// NumberStates gives the states of number classes.
func (r *reader) NumberStates(classes []uint64) ([]linker.NumberState, error) {
	list := make([]linker.NumberState, 0, len(classes))
	for _, class := range slices.Sorted(slices.Values(classes)) {
		if state, known := r.s.numberStates[class]; known {
			list = append(list, state)
		}
	}
	return list, nil
}
