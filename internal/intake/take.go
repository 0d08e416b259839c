package intake

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"sync"
	"time"

	"github.com/lhcre/mpi/internal/linker"
)

// work is a part that was decoded, and published if that went well.
type work struct {
	part
	*batch

	to        *assigned
	start     time.Time
	published *linker.Published
}

// take links what arrives, partition by partition. While a batch is linked the
// next is looked at, and the one after that is decoded and published.
func (c *Consumer) take(ctx context.Context) {
	begun := oneAhead(c.arriving(ctx), func(p part) *work { return c.begin(ctx, p) })
	for w := range oneAhead(begun, func(w *work) *work { return c.look(ctx, w) }) {
		if ctx.Err() != nil {
			break
		}
		if w.to != nil && c.assigned(w.partition) == w.to { // it was not lost meanwhile
			c.work(ctx, w)
		} else if w.published != nil {
			c.Linker.Drop(w.published)
		}
		c.Turns.leave()
	}
	c.Turns.rest(ctx)
}

// oneAhead does something to each of many, one ahead of whoever takes them.
func oneAhead[A, B any](all iter.Seq[A], do func(A) B) iter.Seq[B] {
	return func(yield func(B) bool) {
		results, done := make(chan B), make(chan struct{})
		var group sync.WaitGroup
		group.Go(func() {
			defer close(results)
			for a := range all {
				select {
				case results <- do(a):
				case <-done:
					return
				}
			}
		})
		defer group.Wait()
		defer close(done)
		for b := range results {
			if !yield(b) {
				return
			}
		}
	}
}

// look looks at a part that was published.
func (c *Consumer) look(ctx context.Context, w *work) *work {
	if w.published != nil {
		c.Linker.Look(ctx, w.published)
	}
	return w
}

// begin decodes a part and publishes it. What cannot be published now is tried
// when its turn comes, as is what has to be cut or to be recovered first.
func (c *Consumer) begin(ctx context.Context, p part) *work {
	w := &work{part: p, batch: c.batch(p.partition, p.records), to: c.assigned(p.partition), start: time.Now()}
	parts := w.parts()
	if w.to == nil || !w.to.recovered.Load() || len(parts) > 1 || ctx.Err() != nil || c.sendDeadLetters(ctx, w.batch) != nil {
		return w
	}
	var err error
	if w.published, err = c.Linker.Publish(ctx, w.to.lane, parts[0]); errors.Is(err, linker.ErrFenced) {
		c.Watch.Refused()
	}
	return w // the turn that comes tells why it failed
}

// work links a part. One that the store does not take is tried again until it
// does: nothing is passed over.
func (c *Consumer) work(ctx context.Context, w *work) {
	c.Watch.Linking(w.topic, w.number, w.oldest)
	for wait := firstWait; ; wait = longer(wait) {
		outcome, err := c.link(ctx, w)
		switch {
		case err == nil:
			c.Watch.Paused(w.topic, w.number, nil)
			c.Watch.Batch(Report{
				Outcome: outcome, Topic: w.topic, Partition: w.number, Messages: w.messages, DeadLetters: len(w.DeadLetters), Reasons: w.reasons,
				Took: time.Since(w.start), Oldest: w.oldest,
			})
			c.durable(w.partition, w.Position.Offset)
			return
		case errors.Is(err, linker.ErrFenced):
			c.Log.WarnContext(ctx, "another process has the lane", w.log())
			c.Watch.Refused()
			c.letGo(ctx, c.client, map[string][]int32{w.topic: {w.number}})
			c.Watch.Fenced(w.topic, w.number)
			if w.published != nil {
				c.Linker.Drop(w.published)
			}
			return
		case ctx.Err() != nil:
			return
		}
		w.to.recovered.Store(false) // what was published may not be linked by taking it again
		w.published = nil
		c.Watch.Paused(w.topic, w.number, err)
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
