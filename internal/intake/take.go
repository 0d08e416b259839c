package intake

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/linker"
)

// part is what is linked of a partition at once.
type part struct {
	partition

	records []*kgo.Record
}

// take links what was fetched, partition by partition.
func (c *Consumer) take(ctx context.Context, fetches kgo.Fetches) {
	for p, b := range c.decoded(c.parts(fetches)) {
		if ctx.Err() != nil {
			return
		}
		if a := c.assigned(p.partition); a != nil { // it was not lost meanwhile
			c.part(ctx, p, a, b)
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

// decoded gives parts as batches. While one is linked the next is decoded.
func (c *Consumer) decoded(parts []part) iter.Seq2[part, *batch] {
	return func(yield func(part, *batch) bool) {
		ahead, done := make(chan *batch), make(chan struct{})
		defer close(done)
		go func() {
			for _, p := range parts {
				select {
				case ahead <- c.batch(p.partition, p.records):
				case <-done:
					return
				}
			}
		}()
		for _, p := range parts {
			if !yield(p, <-ahead) {
				return
			}
		}
	}
}

// part links messages of one partition. One that the store does not take is
// tried again until it does: nothing is passed over.
func (c *Consumer) part(ctx context.Context, p part, a *assigned, b *batch) {
	for wait := firstWait; ; wait = longer(wait) {
		err := c.link(ctx, a, b)
		switch {
		case err == nil:
			c.durable(p.partition, b.Position.Offset)
			return
		case errors.Is(err, linker.ErrFenced):
			c.Log.WarnContext(ctx, "another process has the lane", p.log())
			c.letGo(ctx, c.client, map[string][]int32{p.topic: {p.number}})
			return
		case ctx.Err() != nil:
			return
		}
		c.Watch.Paused(err)
		c.Log.WarnContext(ctx, "cannot link a batch", p.log(), slog.Any("error", err))
		if sleep(ctx, wait) != nil {
			return
		}
	}
}

func (c *Consumer) link(ctx context.Context, a *assigned, b *batch) error {
	start := c.Now()
	if !a.recovered {
		if err := c.Linker.Recover(ctx, a.lane); err != nil {
			return err
		}
		a.recovered = true
	}
	if err := c.sendDeadLetters(ctx, b); err != nil {
		return err
	}
	var outcome linker.Outcome
	for _, part := range b.parts() {
		o, err := c.Linker.Process(ctx, a.lane, part)
		if err != nil {
			a.recovered = false // what it published may not be linked by taking it again
			return err
		}
		outcome.Add(o)
	}
	c.Watch.Paused(nil)
	c.Watch.Batch(Report{
		Outcome: outcome, Messages: b.messages, DeadLetters: len(b.DeadLetters), Reasons: b.reasons, Took: c.Now().Sub(start), Oldest: b.oldest,
	})
	return nil
}
