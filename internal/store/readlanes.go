package store

import "github.com/lhcre/mpi/internal/linker"

// Lanes gives how far every lane has come.
func (t *tx) Lanes() ([]linker.LaneState, error) {
	lanes, err := t.lanes()
	states := make([]linker.LaneState, 0, len(lanes))
	for _, l := range lanes {
		states = append(states, linker.LaneState{Mark: linker.Mark{Lane: l.id, Seq: l.last}, Epoch: l.epoch, Turn: l.turn})
	}
	return states, err
}

// laneMarks are what counts a lane's owners and transactions, its last numbers, of
// records and of changes, and the one up to which every record was found linked.
type laneMarks struct{ id, epoch, turn, last, lastChange, settled int64 }

func (t *tx) lanes() ([]laneMarks, error) {
	var list []laneMarks
	err := t.query("lane_marks", func(r row) error {
		var l laneMarks
		err := r.Scan(&l.id, &l.epoch, &l.turn, &l.last, &l.lastChange, &l.settled)
		list = append(list, l)
		return err
	})
	return list, err
}

// Unlinked gives records of a lane, or of all, that are to be linked. It looks at
// numbers past those that were found settled before.
func (t *tx) Unlinked(lane int64, limit int) ([]linker.Record, error) {
	return t.unlinked(limit, func(l laneMarks) int64 {
		if lane != 0 && lane != l.id {
			return 0
		}
		return l.last
	})
}

// InFlight gives the heads of records of all lanes that are to be linked, up to a
// limit. Of the caller's own lanes only those up to a mark are looked for.
func (t *tx) InFlight(own []linker.Mark, limit int) ([]linker.Record, error) {
	return t.unlinked(limit, func(l laneMarks) int64 {
		for _, m := range own {
			if l.id == m.Lane {
				return min(m.Seq, l.last)
			}
		}
		return l.last
	})
}

// unlinked looks in each lane up to a number.
func (t *tx) unlinked(limit int, upTo func(l laneMarks) int64) ([]linker.Record, error) {
	lanes, err := t.lanes()
	if err != nil {
		return nil, err
	}
	var list []linker.Record
	for _, l := range lanes {
		after, last := max(l.settled, t.before[l.id]), upTo(l)
		if after >= last || len(list) >= limit {
			continue
		}
		found, err := t.records("records_unlinked", false, l.id, after, last+1, int64(limit-len(list)))
		if err != nil {
			return nil, err
		}
		t.settled[l.id] = last
		if len(found) > 0 {
			t.settled[l.id] = found[0].LaneSeq - 1
		}
		list = append(list, found...)
	}
	sortRecords(list)
	return list, nil
}
