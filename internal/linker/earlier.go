package linker

import (
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
)

// asBefore gives records as if what is behind a batch had not been published.
func (a *ahead) asBefore(turn *published, records []Record, err error) ([]Record, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range slices.Backward(a.behind(turn)) {
		if p.shown {
			continue
		}
		for i := range records {
			r := &records[i]
			if b, ok := p.before[r.ID]; ok && b.Version > 0 && r.Version == p.wrote[r.ID] { // nobody has told more since
				r.Version, r.Number, r.Restricted, r.Deleted = b.Version, b.Number, b.Restricted, b.Deleted
			}
		}
	}
	return records, err
}

// rolledBack gives what the index held of records before it was given those
// behind a batch.
func (a *ahead) rolledBack(turn *published) map[string]index.Entry {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.behind(turn) {
		if p.was != nil && !p.shown { // one batch at most is looked at before its turn
			return p.was
		}
	}
	return nil
}

// earlierReader reads records as they were before what is behind a batch.
type earlierReader struct {
	Reader

	ahead *ahead
	turn  *published
}

func (r earlierReader) Heads(ids []identity.RecordID) ([]Record, error) {
	records, err := r.Reader.Heads(ids)
	return r.ahead.asBefore(r.turn, records, err)
}

func (r earlierReader) Components(ids []identity.RecordID) ([]Record, error) {
	records, err := r.Reader.Components(ids)
	return r.ahead.asBefore(r.turn, records, err)
}

func (r earlierReader) Members(people []string) ([]Record, error) {
	records, err := r.Reader.Members(people)
	return r.ahead.asBefore(r.turn, records, err)
}

func (r earlierReader) Holders(numbers []uint64) ([]Record, error) {
	records, err := r.Reader.Holders(numbers)
	return r.ahead.asBefore(r.turn, records, err)
}

// earlierIndex is the index as it was before what is behind a batch.
type earlierIndex struct {
	Index

	ahead *ahead
	turn  *published
}

func (x earlierIndex) Get(ids []string) ([]index.Entry, error) {
	entries, err := x.Index.Get(ids)
	was := x.ahead.rolledBack(x.turn)
	for i := range entries {
		if before, ok := was[ids[i]]; ok {
			entries[i] = before
		}
	}
	return entries, err
}

func (x earlierIndex) Holders(numbers []uint64, visit func(at int, e *index.Entry)) error {
	was := x.ahead.rolledBack(x.turn)
	for id := range was {
		for at, number := range numbers {
			if e := was[id]; number != 0 && e.Number == number {
				visit(at, &e)
			}
		}
	}
	return x.Index.Holders(numbers, func(at int, e *index.Entry) {
		if _, later := was[e.ID]; !later {
			visit(at, e)
		}
	})
}
