package linker

import (
	"context"
	"slices"
)

// surveyed is what a view has read of a ground before the transaction that needs
// it. It holds if all that was written since is what this linker has published:
// the lanes count that.
type surveyed struct {
	ground *ground
	view   Reader
	lanes  []LaneState
}

// surveyFirst reads the ground of what was found, so that the next batch may be
// published meanwhile, unless others are writing too: then it would have to be
// read again. What cannot be read the transaction will say.
func (j *job) surveyFirst(ctx context.Context, f *found) (s surveyed) {
	err := j.Store.View(ctx, func(view Reader) error {
		s = surveyed{view: view}
		lanes, err := view.Lanes()
		if err != nil || !j.ahead.alone(j.lanes, lanes) {
			return err
		}
		s.lanes = lanes
		s.ground, err = j.survey(j.earlier(view), f)
		return err
	})
	if err != nil {
		return surveyed{}
	}
	return s
}

// take gives what was surveyed to the transaction that links it, if it holds. It
// does so once: who decides may change it.
func (s *surveyed) take(j *job, tx Tx, lanes []LaneState) *ground {
	before := slices.Clone(lanes)
	for i := range before {
		if before[i].Lane == j.lane.ID {
			before[i].Turn-- // the transaction's own
		}
	}
	g := s.ground
	s.ground = nil
	if g == nil || !j.ahead.alone(s.lanes, before) {
		return nil
	}
	tx.Adopt(s.view)
	return g
}

// alone tells whether nothing was written, since the lanes were in an earlier
// state, but the records of batches that this linker has published.
func (a *ahead) alone(before, now []LaneState) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	was := make(map[int64]LaneState, len(before))
	for _, l := range before {
		was[l.Lane] = l
	}
	for _, l := range now {
		if a.grown(was[l.Lane], l.Seq) != l {
			return false
		}
	}
	return true
}

// grown is a lane's state once the batches ahead are published that follow it, up
// to a number.
func (a *ahead) grown(l LaneState, last int64) LaneState {
	for _, p := range a.list {
		if p.lane == l.Lane && p.first == l.Seq+1 && p.last <= last && p.tellsRecordsOnly() {
			l.Seq, l.Turn = p.last, l.Turn+1
		}
	}
	return l
}

// tellsRecordsOnly says that the records of a batch are all that is new.
func (p *published) tellsRecordsOnly() bool {
	return p.last >= p.first && !p.learned && len(p.touched) == 0
}
