package intake

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// part is what is linked of a partition at once.
type part struct {
	partition

	records []*kgo.Record
}

// longest is for how long messages that come without end are linked before others
// who want to join the group are let in.
const longest = 5 * time.Second

// arriving gives what is read, until nothing more is waiting or others have to be
// let into the group.
func (c *Consumer) arriving(ctx context.Context) iter.Seq[part] {
	return func(yield func(part) bool) {
		end := time.Now().Add(longest)
		for fetches := c.poll(ctx); ; fetches = c.more(ctx) {
			fetches.EachError(func(topic string, number int32, err error) {
				if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
					c.Log.WarnContext(ctx, "reading from Kafka", partition{topic, number}.log(), slog.Any("error", err))
				}
			})
			for _, p := range c.parts(fetches) {
				end = end.Add(c.Turns.enter(ctx))
				if !yield(p) {
					return
				}
			}
			switch {
			case fetches.NumRecords() == 0 || ctx.Err() != nil:
				return
			case time.Now().After(end):
				c.Turns.end(ctx)
				return
			}
		}
	}
}

// more reads what is waiting.
func (c *Consumer) more(ctx context.Context) kgo.Fetches {
	short, cancel := context.WithTimeout(ctx, c.Linger)
	defer cancel()
	return c.poll(short)
}

// poll waits for messages, and a little more for a batch to fill.
func (c *Consumer) poll(ctx context.Context) kgo.Fetches {
	most := c.Most * max(c.partitions(), 1)
	fetches := c.client.PollRecords(ctx, most)
	if n := fetches.NumRecords(); n == 0 || n >= most {
		return fetches
	}
	short, cancel := context.WithTimeout(ctx, c.Linger)
	defer cancel()
	for n := fetches.NumRecords(); n < most && short.Err() == nil; n = fetches.NumRecords() {
		fetches = append(fetches, c.client.PollRecords(short, most-n)...)
	}
	return fetches
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
