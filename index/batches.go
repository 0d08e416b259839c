package index

import (
	"errors"
	"maps"
	"sync"
	"time"
)

// tidyEvery is how often the background looks whether bleve has merged files,
// so that looks read the merged ones and the others can go.
const tidyEvery = 2 * time.Second

// A batch that failed is tried again after a wait, which grows from the first to
// the last of these.
const (
	firstWait = 100 * time.Millisecond
	lastWait  = 5 * time.Second
)

// writeBatches runs in the background until the index ends.
func (x *Index) writeBatches() {
	defer x.wake()
	tidy := time.NewTicker(tidyEvery)
	defer tidy.Stop()
	for {
		select {
		case <-x.fate.ended:
			return
		case layer := <-x.work:
			x.write(layer)
		case <-tidy.C:
			x.tidy()
		}
	}
}

// write writes a layer, however often it has to try: a disk that is full has room
// again some day, and until then the layer is looked into where it is.
func (x *Index) write(l *layer) {
	for wait := firstWait; ; wait = min(2*wait, lastWait) {
		err := x.guard(func() error { return x.writeBatch(l) })
		x.settle(err)
		if err == nil || x.guard(x.inPlace) != nil {
			return
		}
		select {
		case <-x.fate.ended:
			return
		case <-x.again:
		case <-time.After(wait):
		}
	}
}

// tidy reads what bleve has merged, and finds out whether all is well between
// batches.
func (x *Index) tidy() {
	err := x.guard(func() error { return errors.Join(x.inPlace(), x.renew(false)) })
	x.mu.Lock()
	defer x.mu.Unlock()
	if err != nil || !x.failing {
		x.failure = err
	}
	x.failing = false
}

// told hears of an error of bleve's background, which is about to try again. It
// ends waiting: nobody knows how long that will go on.
func (x *Index) told(err error) {
	if x.guard(func() error { return err }) == nil || x.fate.err() != nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.failure, x.failing = err, true
	x.changed.Broadcast()
}

// wake has all who wait see that the index has ended.
func (x *Index) wake() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.changed.Broadcast()
}

// writeBatch makes a layer durable, then lets looks read it from bleve.
func (x *Index) writeBatch(l *layer) error {
	marks := x.Watermarks()
	marks.raise(l.marks)
	changes := make([][]*pending, len(x.shards))
	for _, p := range l.order {
		if l.byID[p.id] == p {
			n := shardOf(p.id, len(x.shards))
			changes[n] = append(changes[n], p)
		}
	}
	x.reach("writing")
	errs := make([]error, len(x.shards))
	var writing sync.WaitGroup
	for n, s := range x.shards {
		writing.Go(func() { errs[n] = s.write(changes[n], marks) })
	}
	writing.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	x.reach("written")
	x.mu.Lock()
	x.durable = marks
	x.mu.Unlock()
	return x.renew(true)
}

// settle notes how a batch ended and wakes whoever waits for it.
func (x *Index) settle(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.failure = err
	x.changed.Broadcast()
}

// OnBatch has somebody told when a batch is about to be written, and when it is
// written and not read yet.
func (x *Index) OnBatch(reached func(step string)) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.reached = reached
}

func (x *Index) reach(step string) {
	x.mu.RLock()
	reached := x.reached
	x.mu.RUnlock()
	if reached != nil {
		reached(step)
	}
}

// renew takes the newest state of the shards into the view. The records of the
// overlay are struck out of it, most of them before the lock is taken. With
// written, the layer on its way has arrived.
func (x *Index) renew(written bool) error {
	next, err := openView(x.shards)
	if err != nil {
		return err
	}
	x.mu.RLock()
	unchanged := !written && x.view.same(next)
	active, frozen := x.active, x.frozen
	seen := len(active.order)
	ids := active.ids(0)
	if !written {
		ids = append(ids, frozen.ids(0)...)
	}
	x.mu.RUnlock()
	if unchanged {
		return next.close()
	}
	if err := next.strike(ids); err != nil {
		return errors.Join(err, next.close())
	}
	return x.swap(next, active, seen, written)
}

// swap puts a new view in place and closes the one before.
func (x *Index) swap(next *view, active *layer, seen int, written bool) error {
	previous, err := x.exchange(next, active, seen, written)
	if err != nil {
		return errors.Join(err, next.close())
	}
	return previous.close()
}

// exchange gives the view that was in place. Since the records of next were
// struck out, active may have grown, and may have been frozen, if nothing was
// written.
func (x *Index) exchange(next *view, active *layer, seen int, written bool) (*view, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	late := active.ids(seen)
	if x.active != active {
		late = append(late, x.active.ids(0)...)
	}
	if err := next.strike(late); err != nil {
		return nil, err
	}
	previous := x.view
	x.view = next
	if written {
		x.frozen = nil
		x.freezeIfFull()
	}
	return previous, nil
}

// Flush writes everything to bleve and waits until it is durable, or gives the
// error of trying.
func (x *Index) Flush() error {
	x.applying.Lock()
	defer x.applying.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.shards) == 0 && x.fate.err() == nil {
		x.durable.raise(x.active.marks)
		return nil
	}
	x.tryAgain()
	if err := x.waitForBatch(); err != nil || x.active.empty() {
		return err
	}
	x.freeze()
	return x.waitForBatch()
}

// tryAgain has a batch that failed be tried at once; the lock is held.
func (x *Index) tryAgain() {
	if x.failure == nil || x.frozen == nil {
		return
	}
	x.failure = nil
	select {
	case x.again <- struct{}{}:
	default: // it was told before
	}
}

// waitForBatch waits until nothing is on its way; the lock is held.
func (x *Index) waitForBatch() error {
	for x.frozen != nil && x.failure == nil && x.fate.err() == nil {
		x.changed.Wait()
	}
	if err := x.fate.err(); err != nil || x.frozen == nil {
		return err
	}
	return x.failure
}

// Watermarks gives how far the index is durable: what was applied after them is
// to be applied again when the index is opened again.
func (x *Index) Watermarks() Watermarks {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return maps.Clone(x.durable)
}
