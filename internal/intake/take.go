package intake

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/linker"
)

// part is what is linked of a partition at once.
type part struct {
	partition

	records []*kgo.Record
}

// take links what was fetched, partition by partition. While a batch is linked
// the next is decoded and published.
func (c *Consumer) take(ctx context.Context, fetches kgo.Fetches) {
	for w := range c.ready(ctx, c.parts(fetches)) {
		if ctx.Err() != nil {
			return
		}
		if w.to != nil && c.assigned(w.partition) == w.to { // it was not lost meanwhile
			c.work(ctx, w)
		}
	}
}

// parts cuts what was fetched into parts.
func (c *Consumer) parts(fetches kgo.Fetches) []part {
	byPartition := map[partition][]*kgo.Record{}
	var order []partition
	fetches.EachPartition(func(f kgo.FetchTopicPartition) {
		p := partition{f.Topic, f.Partition}
		if len(f.Records) == 0 {
			return
		}
		if byPartition[p] == nil {
			order = append(order, p)
		}
		byPartition[p] = append(byPartition[p], f.Records...)
		c.Watch.Lag(f.Topic, f.Partition, f.HighWatermark-f.Records[len(f.Records)-1].Offset-1)
	})
	var all []part
	for _, p := range order {
		for records := range slices.Chunk(byPartition[p], c.Most) {
			all = append(all, part{p, records})
		}
	}
	return all
}

// work is a part that was decoded, and published if that went well.
type work struct {
	part
	*batch

	to        *assigned
	start     time.Time
	published *linker.Published
}

// ready makes parts ready to be linked, one ahead of the one that is.
func (c *Consumer) ready(ctx context.Context, parts []part) iter.Seq[*work] {
	return func(yield func(*work) bool) {
		ahead, done := make(chan *work), make(chan struct{})
		var group sync.WaitGroup
		group.Go(func() {
			for _, p := range parts {
				select {
				case ahead <- c.begin(ctx, p):
				case <-done:
					return
				}
			}
		})
		defer group.Wait()
		defer close(done)
		for range parts {
			if !yield(<-ahead) {
				return
			}
		}
	}
}

// begin decodes a part and publishes it. What cannot be published now is tried
// when its turn comes, as is what has to be cut or to be recovered first.
func (c *Consumer) begin(ctx context.Context, p part) *work {
	w := &work{part: p, batch: c.batch(p.partition, p.records), to: c.assigned(p.partition), start: c.Now()}
	parts := w.parts()
	if w.to == nil || !w.to.recovered.Load() || len(parts) > 1 || ctx.Err() != nil || c.sendDeadLetters(ctx, w.batch) != nil {
		return w
	}
	w.published, _ = c.Linker.Publish(ctx, w.to.lane, parts[0]) // the turn that comes tells why it failed
	return w
}

// work links a part. One that the store does not take is tried again until it
// does: nothing is passed over.
func (c *Consumer) work(ctx context.Context, w *work) {
	for wait := firstWait; ; wait = longer(wait) {
		outcome, err := c.link(ctx, w)
		switch {
		case err == nil:
			c.Watch.Paused(nil)
			c.Watch.Batch(Report{
				Outcome: outcome, Messages: w.messages, DeadLetters: len(w.DeadLetters), Reasons: w.reasons,
				Took: c.Now().Sub(w.start), Oldest: w.oldest,
			})
			c.durable(w.partition, w.Position.Offset)
			return
		case errors.Is(err, linker.ErrFenced):
			c.Log.WarnContext(ctx, "another process has the lane", w.log())
			c.letGo(ctx, c.client, map[string][]int32{w.topic: {w.number}})
			return
		case ctx.Err() != nil:
			return
		}
		w.to.recovered.Store(false) // what was published may not be linked by taking it again
		w.published = nil
		c.Watch.Paused(err)
		c.Log.WarnContext(ctx, "cannot link a batch", w.log(), slog.Any("error", err))
		if sleep(ctx, wait) != nil {
			return
		}
	}
}

// link links what was published of a part, or all of it from the beginning.
func (c *Consumer) link(ctx context.Context, w *work) (all linker.Outcome, err error) {
	if w.published != nil {
		return c.Linker.Link(ctx, w.published)
	}
	if !w.to.recovered.Load() {
		if err := c.Linker.Recover(ctx, w.to.lane); err != nil {
			return all, err
		}
		w.to.recovered.Store(true)
	}
	if err := c.sendDeadLetters(ctx, w.batch); err != nil {
		return all, err
	}
	for _, part := range w.parts() {
		p, err := c.Linker.Publish(ctx, w.to.lane, part)
		if err != nil {
			return all, err
		}
		outcome, err := c.Linker.Link(ctx, p)
		if err != nil {
			return all, err
		}
		all.Add(outcome)
	}
	return all, nil
}
