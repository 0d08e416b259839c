package intake

import (
	"context"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// tellEvery is how often the group is told how far its partitions are. That is
// for those who watch its lag alone, and costs Kafka a write.
const tellEvery = time.Second

// durable notes how far a partition is.
func (c *Consumer) durable(p partition, end int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ends[p] = end
}

// tellGroup tells the group now and then how far its partitions are, until it is
// stopped, and then a last time.
func (c *Consumer) tellGroup(ctx context.Context) (stop func()) {
	stopping, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticker := time.NewTicker(tellEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				c.commit(ctx)
			case <-stopping:
				c.commit(ctx)
				return
			}
		}
	}()
	return func() { close(stopping); <-stopped }
}

// commit tells the group what it was not told.
func (c *Consumer) commit(ctx context.Context) {
	c.mu.Lock()
	ends := c.ends
	c.ends = map[partition]int64{}
	c.mu.Unlock()
	if len(ends) == 0 {
		return
	}
	offsets := map[string]map[int32]kgo.EpochOffset{}
	for p, end := range ends {
		if offsets[p.topic] == nil {
			offsets[p.topic] = map[int32]kgo.EpochOffset{}
		}
		offsets[p.topic][p.number] = kgo.EpochOffset{Epoch: -1, Offset: end}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellEvery)
	defer cancel()
	c.client.CommitOffsetsSync(ctx, offsets, func(_ *kgo.Client, _ *kmsg.OffsetCommitRequest, told *kmsg.OffsetCommitResponse, err error) {
		if err != nil || refused(told) {
			c.untold(ends)
		}
	})
}

// refused says whether Kafka took less than all, as it does while the group is
// being put together anew.
func refused(told *kmsg.OffsetCommitResponse) bool {
	return slices.ContainsFunc(told.Topics, func(t kmsg.OffsetCommitResponseTopic) bool {
		return slices.ContainsFunc(t.Partitions, func(p kmsg.OffsetCommitResponseTopicPartition) bool { return p.ErrorCode != 0 })
	})
}

// untold has the group be told again of partitions that are still ours.
func (c *Consumer) untold(ends map[partition]int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for p, end := range ends {
		if c.lanes[p] != nil {
			c.ends[p] = max(c.ends[p], end)
		}
	}
}
