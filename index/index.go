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
	again   chan struct{} // a batch that failed is to be tried at once
	done    sync.WaitGroup
	fate    *fate

	applying sync.Mutex // held by the one that changes the index
	lookings sync.Pool

	mu      sync.RWMutex // guards what follows
	changed *sync.Cond   // frozen went, failure came, or the end did
	view    *view
	active  *layer
	frozen  *layer // on its way to bleve; nil if nothing is
	durable Watermarks
	failure error // that may pass; nil once it has
	failing bool  // bleve's background failed lately
	closed  bool
	reached func(step string) // a step of a batch; may be nil
}

// OpenMemory makes an index that lives in memory only, for tests and small
// sets: it never writes.
func OpenMemory(opt Options) *Index {
	opt.Cache = -1
	return newIndex(opt)
}

func newIndex(opt Options) *Index {
	x := &Index{
		options: opt, recall: newRecall(opt.Cache), fate: newFate(),
		work: make(chan *layer, 1), again: make(chan struct{}, 1),
		view: &view{}, active: newLayer(), durable: Watermarks{},
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
	x := newIndex(opt)
	x.home = h
	var err error
	if x.shards, err = h.openShards(opt, owner{fate: x.fate, told: x.told}); err != nil {
		return nil, err
	}
	if err := recovered(x.load); err != nil {
		x.fate.end(err)
		return nil, errors.Join(err, closeShards(x.shards))
	}
	x.done.Go(x.writeBatches)
	return x, nil
}

// load takes over what the shards hold.
func (x *Index) load() (err error) {
	if x.durable, err = commonMarks(x.shards); err != nil {
		return err
	}
	x.view, err = openView(x.shards)
	return err
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

// Close writes what is left and closes the index. One that is damaged is closed
// with that error, and is damaged when it is opened again, whatever was the
// matter with it.
func (x *Index) Close() error {
	err := x.Flush()
	if !x.claimClosing() {
		return nil
	}
	x.fate.end(ErrClosed)
	x.done.Wait()
	x.awaitLooks()
	err = errors.Join(err, recovered(x.view.close), closeShards(x.shards))
	if x.home == nil {
		return err
	}
	if errors.Is(x.fate.err(), ErrDamaged) {
		x.home.distrust()
	}
	return errors.Join(err, x.home.unlock())
}

// claimClosing says whether nobody has closed the index before.
func (x *Index) claimClosing() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	first := !x.closed
	x.closed = true
	return first
}

// awaitLooks waits for looks that go on; others find that the index has ended.
func (x *Index) awaitLooks() {
	x.mu.Lock()
	defer x.mu.Unlock()
}
