package index

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// Build makes an index of all entries, beside what is in the folder, and puts it
// in its place when it is whole: until then, and if it fails, the old one
// counts. No two entries may have one id.
func Build(dir string, opt Options, entries iter.Seq2[Entry, error], marks Watermarks) error {
	opt, err := opt.filled()
	if err != nil {
		return err
	}
	h, err := lockHome(dir)
	if err == nil {
		err = errors.Join(h.build(opt, entries, marks), h.unlock())
	}
	if err != nil {
		return fmt.Errorf("building the index in %s: %w", dir, err)
	}
	return nil
}

func (h *home) build(opt Options, entries iter.Seq2[Entry, error], marks Watermarks) error {
	next, err := h.nextGeneration()
	if err != nil {
		return err
	}
	b, err := newBuilder(h.generation(next), opt)
	if err != nil {
		return err
	}
	if err := b.run(entries, marks); err != nil {
		return errors.Join(err, h.sweepBuilt(next))
	}
	if err := h.point(contents{Format: format, Generation: next, Shards: opt.Shards}); err != nil {
		return err
	}
	return h.sweep(next)
}

// nextGeneration needs no index.json, which may be what is damaged.
func (h *home) nextGeneration() (int, error) {
	generations, err := h.generations()
	if err != nil {
		return 0, err
	}
	return slices.Max(append(generations, 0)) + 1, nil
}

// sweepBuilt takes a generation away that failed, if another counts.
func (h *home) sweepBuilt(failed int) error {
	c, err := h.contents()
	if err != nil || c.Generation == failed {
		return nil //nolint:nilerr // the error is that of building
	}
	return h.sweep(c.Generation)
}

// builder fills the shards of a generation, each in a goroutine of its own.
type builder struct {
	batch  int
	shards []*shard
	feeds  []chan *pending
	fate   *fate // ends when anything fails
	work   sync.WaitGroup
}

func newBuilder(generation string, opt Options) (*builder, error) {
	end := newFate()
	shards, err := makeShards(generation, opt.Shards, tuning{floor: 1, owner: owner{fate: end, told: end.end}})
	if err != nil {
		return nil, err
	}
	return &builder{
		batch: max(1, opt.BatchSize/opt.Shards), shards: shards,
		feeds: make([]chan *pending, len(shards)), fate: end,
	}, nil
}

func (b *builder) run(entries iter.Seq2[Entry, error], marks Watermarks) error {
	for n := range b.shards {
		b.feeds[n] = make(chan *pending, b.batch)
		b.work.Go(func() { b.endWith(b.fill(b.shards[n], b.feeds[n], marks)) })
	}
	b.endWith(b.feed(entries))
	for _, feed := range b.feeds {
		close(feed)
	}
	b.work.Wait()
	err := b.fate.err()
	b.fate.end(ErrClosed)
	return errors.Join(err, closeShards(b.shards))
}

// endWith ends the building if there is an error.
func (b *builder) endWith(err error) {
	if err != nil {
		b.fate.end(err)
	}
}

func (b *builder) feed(entries iter.Seq2[Entry, error]) error {
	for entry, err := range entries {
		if err != nil {
			return fmt.Errorf("reading entries: %w", err)
		}
		id, err := parseID(entry.ID)
		if err != nil {
			return err
		}
		select {
		case b.feeds[shardOf(id, len(b.feeds))] <- newPending(id, entry):
		case <-b.fate.ended:
			return nil
		}
	}
	return nil
}

// fill writes the records of a shard, merges its files once, and marks it as
// far as marks say: only then does it count for them.
func (b *builder) fill(s *shard, feed <-chan *pending, marks Watermarks) error {
	changes := make([]*pending, 0, b.batch)
	for p := range feed {
		if changes = append(changes, p); len(changes) < b.batch {
			continue
		}
		if err := s.write(changes, nil); err != nil {
			return err
		}
		changes = changes[:0]
	}
	if err := b.fate.err(); err != nil {
		return err
	}
	if err := s.write(changes, nil); err != nil {
		return err
	}
	if err := s.merge(); err != nil {
		return err
	}
	return s.write(nil, marks)
}

// merge makes few files of many. A file of so many at once is merged in one
// pass, where merging as they come would pass over most records twice.
func (s *shard) merge() error {
	const filesAtOnce = 24
	plan := mergeplan.SingleSegmentMergePlanOptions
	plan.SegmentsPerMergeTask = filesAtOnce
	plan.MaxSegmentsPerTier = 1
	if err := s.wait(func() error { return s.scorch.ForceMerge(context.Background(), &plan) }); err != nil {
		return fmt.Errorf("merging %s: %w", s.path, err)
	}
	return nil
}
