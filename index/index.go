package index

import (
	"errors"
	"fmt"
	"sync"
)

// Index finds candidates. Looks may run at any time, beside each other and
// beside Apply; each sees all of an Apply or nothing of it.
type Index struct {
	options Options
	home    *home // nil in memory
	shards  []*shard
	recall  *recall
	work    chan *layer
	stop    chan struct{}
	done    sync.WaitGroup

	applying sync.Mutex // held by the one that changes the index
	lookings sync.Pool

	mu      sync.RWMutex // guards what follows
	changed *sync.Cond   // frozen went, or failure came
	view    *view
	active  *layer
	frozen  *layer // on its way to bleve; nil if nothing is
	durable Watermarks
	failure error // of the last batch; nil after one that succeeds
	closed  bool
}

// OpenMemory makes an index that lives in memory only, for tests and small
// sets: it never writes.
func OpenMemory(opt Options) *Index {
	opt.Cache = -1
	return newIndex(opt, nil, &recall{}, &view{}, Watermarks{})
}

func newIndex(opt Options, shards []*shard, records *recall, v *view, marks Watermarks) *Index {
	x := &Index{
		options: opt, shards: shards, recall: records,
		work: make(chan *layer, 1), stop: make(chan struct{}),
		view: v, active: newLayer(), durable: marks,
	}
	x.changed = sync.NewCond(&x.mu)
	return x
}

// Open opens the index in a folder, or makes an empty one. One that cannot be
// trusted gives ErrDamaged: build it anew.
func Open(dir string, opt Options) (*Index, error) {
	opt, err := opt.filled()
	if err != nil {
		return nil, err
	}
	x, err := open(dir, opt)
	if err != nil {
		return nil, fmt.Errorf("opening the index in %s: %w", dir, err)
	}
	return x, nil
}

func open(dir string, opt Options) (*Index, error) {
	h, err := lockHome(dir)
	if err != nil {
		return nil, err
	}
	x, err := openIn(h, opt)
	if err != nil {
		return nil, errors.Join(err, h.unlock())
	}
	return x, nil
}

func openIn(h *home, opt Options) (*Index, error) {
	shards, err := h.openShards(opt)
	if err != nil {
		return nil, err
	}
	marks, err := commonMarks(shards)
	if err != nil {
		return nil, errors.Join(err, closeShards(shards))
	}
	v, err := openView(shards)
	if err != nil {
		return nil, errors.Join(err, closeShards(shards))
	}
	x := newIndex(opt, shards, newRecall(opt.Cache), v, marks)
	x.home = h
	x.done.Go(x.writeBatches)
	return x, nil
}

// commonMarks gives how far all shards have got.
func commonMarks(shards []*shard) (Watermarks, error) {
	var all Watermarks
	for i, s := range shards {
		marks, err := s.marks()
		if err != nil {
			return nil, err
		}
		if i == 0 {
			all = marks
		}
		all = all.common(marks)
	}
	return all, nil
}

func closeShards(shards []*shard) error {
	var errs []error
	for _, s := range shards {
		errs = append(errs, s.close())
	}
	return errors.Join(errs...)
}

// Close writes what is left and closes the index.
func (x *Index) Close() error {
	err := x.Flush()
	x.mu.Lock()
	if x.closed {
		x.mu.Unlock()
		return nil
	}
	x.closed = true
	x.changed.Broadcast()
	x.mu.Unlock()
	close(x.stop)
	x.done.Wait()
	err = errors.Join(err, x.view.close(), closeShards(x.shards))
	if x.home != nil {
		err = errors.Join(err, x.home.unlock())
	}
	return err
}
