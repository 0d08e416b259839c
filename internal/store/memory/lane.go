package memory

import (
	"context"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// lane is who writes under a row of numbers, and what has been written.
type lane struct {
	id, epoch  int64
	name       string
	owner      string
	next       int64 // number of a record
	nextChange int64
	turn       int64 // counts its transactions
	position   linker.Position

	// records and numbers name what was written under a number; only the newest
	// of each still has it.
	records numbered[identity.RecordID]
	numbers numbered[uint64]
}

func (l *lane) mark() linker.Mark { return linker.Mark{Lane: l.id, Seq: l.next - 1} }

func (s *Store) lane(id int64) *lane {
	if id < 1 || id > int64(len(s.lanes)) {
		return nil
	}
	return s.lanes[id-1]
}

// TakeLane makes the caller the only writer of a lane.
func (s *Store) TakeLane(_ context.Context, name, owner string) (linker.Lane, linker.Position, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lanes {
		if l.name == name {
			l.epoch++
			l.owner = owner
			return linker.Lane{ID: l.id, Epoch: l.epoch}, l.position, nil
		}
	}
	l := &lane{id: int64(len(s.lanes)) + 1, epoch: 1, name: name, owner: owner, next: 1, nextChange: 1}
	s.lanes = append(s.lanes, l)
	return linker.Lane{ID: l.id, Epoch: l.epoch}, l.position, nil
}

// Position gives how far a partition has been read by any lane.
func (s *Store) Position(_ context.Context, topic string, partition int32) (offset int64, known bool, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, l := range s.lanes {
		if l.position.Topic == topic && l.position.Partition == partition && topic != "" {
			offset, known = max(offset, l.position.Offset), true
		}
	}
	return offset, known, nil
}

// Marks gives the last number of every lane.
func (s *Store) Marks(context.Context) ([]linker.Mark, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	marks := make([]linker.Mark, 0, len(s.lanes))
	for _, l := range s.lanes {
		marks = append(marks, l.mark())
	}
	return marks, nil
}

// Published gives the records of a lane after a mark.
func (s *Store) Published(_ context.Context, after linker.Mark, limit int) ([]linker.Record, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.published(after, limit, func(*linker.Record) bool { return true }), nil
}

// published lists the records that still have their number of a lane.
func (s *Store) published(after linker.Mark, limit int, wanted func(*linker.Record) bool) []linker.Record {
	l := s.lane(after.Lane)
	if l == nil {
		return nil
	}
	var list []linker.Record
	for _, n := range l.records.after(after.Seq) {
		if len(list) == limit {
			break
		}
		r := s.records[n.row]
		if r.Lane == l.id && r.LaneSeq == n.seq && wanted(&r) {
			list = append(list, r)
		}
	}
	return list
}

// NumberFacts gives the facts about NHS numbers of a lane after a mark.
func (s *Store) NumberFacts(_ context.Context, after linker.Mark, limit int) ([]facts.NumberFact, int64, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l := s.lane(after.Lane)
	if l == nil {
		return nil, after.Seq, nil
	}
	var list []facts.NumberFact
	last := after.Seq
	for _, n := range l.numbers.after(after.Seq) {
		if len(list) == limit {
			break
		}
		if f := s.numberFacts[n.row]; f.lane == l.id && f.seq == n.seq {
			list, last = append(list, f.NumberFact), n.seq
		}
	}
	return list, last, nil
}
