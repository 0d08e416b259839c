package linker

import (
	"context"
	"sync"
)

// ahead knows which numbers of its lanes a linker has given to batches that it
// links next. What stands under them is no surprise to the batch that is linked
// now: the next one looks when this one is done, and weighs again what they have
// in common. Another linker's would be one: it may have looked before.
type ahead struct {
	mu    sync.Mutex
	lanes map[int64]span
}

// span is some numbers of a lane, one after the other.
type span struct{ first, last int64 }

func (a *ahead) note(lane, first, last int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if last < first {
		return
	}
	if a.lanes == nil {
		a.lanes = map[int64]span{}
	}
	if before, ok := a.lanes[lane]; ok && before.last == first-1 {
		first = before.first
	}
	a.lanes[lane] = span{first, last}
}

// forget lets go the numbers of a lane up to one.
func (a *ahead) forget(lane, last int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s, ok := a.lanes[lane]
	switch {
	case !ok:
	case s.last <= last:
		delete(a.lanes, lane)
	default:
		a.lanes[lane] = span{max(s.first, last+1), s.last}
	}
}

func (a *ahead) has(lane int64) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, ok := a.lanes[lane]
	return ok
}

func (a *ahead) clear() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.lanes)
}

// without gives a lane's mark as if what is ahead had not been published, if
// nothing else is missing of the lane.
func (a *ahead) without(m Mark, have int64) Mark {
	a.mu.Lock()
	defer a.mu.Unlock()
	if s, ok := a.lanes[m.Lane]; ok && s.first == have+1 && m.Seq <= s.last {
		m.Seq = have
	}
	return m
}

// update runs a transaction, one at a time: two of one linker would be in each
// other's way. Done is called once it is committed, before another begins.
func (l *Linker) update(ctx context.Context, lane Lane, count int, do func(tx Tx, first int64) error, done func()) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	err := l.Store.Update(ctx, lane, count, do)
	if err == nil && done != nil {
		done()
	}
	return err
}
