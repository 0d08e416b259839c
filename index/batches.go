package index

import (
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"
)

// tidyEvery is how often the background looks whether bleve has merged files,
// so that looks read the merged ones and the others can go.
const tidyEvery = 2 * time.Second

// writeBatches runs in the background until the index is closed.
func (x *Index) writeBatches() {
	tidy := time.NewTicker(tidyEvery)
	defer tidy.Stop()
	for {
		select {
		case <-x.stop:
			return
		case layer := <-x.work:
			x.settle(recovered(func() error { return x.writeBatch(layer) }))
		case <-tidy.C:
			x.note(recovered(func() error { return x.renew(false) }))
		}
	}
}

// recovered makes an error of a panic: bleve panics over files that were taken
// away under it, which must not end the process.
func recovered(work func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: bleve gave up: %v", ErrDamaged, cause)
		}
	}()
	return work()
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
	errs := make([]error, len(x.shards))
	var writing sync.WaitGroup
	for n, s := range x.shards {
		writing.Go(func() { errs[n] = s.write(changes[n], marks) })
	}
	writing.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
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

// note keeps an error that came between batches.
func (x *Index) note(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err != nil && x.frozen == nil {
		x.failure = err
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

// Flush writes everything to bleve and waits until it is durable.
func (x *Index) Flush() error {
	x.applying.Lock()
	defer x.applying.Unlock()
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return ErrClosed
	}
	if len(x.shards) == 0 {
		x.durable.raise(x.active.marks)
		return nil
	}
	if x.failure != nil && x.frozen != nil { // try again
		x.failure = nil
		x.work <- x.frozen
	}
	x.failure = nil
	if err := x.waitForBatch(); err != nil {
		return err
	}
	if x.active.empty() {
		return nil
	}
	x.freeze()
	return x.waitForBatch()
}

// waitForBatch waits until nothing is on its way; the lock is held.
func (x *Index) waitForBatch() error {
	for x.frozen != nil && x.failure == nil && !x.closed {
		x.changed.Wait()
	}
	if x.closed {
		return ErrClosed
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
