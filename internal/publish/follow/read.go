package follow

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Identities reads a topic of identities from beginning to end.
func Identities(ctx context.Context, client []kgo.Opt, topic string) (*View, error) {
	var v View
	return &v, Read(ctx, client, topic, v.Take)
}

// Events reads a topic of changes from beginning to end.
func Events(ctx context.Context, client []kgo.Opt, topic string) (*History, error) {
	var h History
	return &h, Read(ctx, client, topic, h.Take)
}

// Read gives all messages of a topic that are committed when it begins.
func Read(ctx context.Context, client []kgo.Opt, topic string, take func(message []byte) error) error {
	ends, err := endsOf(ctx, client, topic)
	if err != nil {
		return fmt.Errorf("reading the topic %s: %w", topic, err)
	}
	from := map[int32]kgo.Offset{}
	for partition := range ends {
		from[partition] = kgo.NewOffset().AtStart()
	}
	options := append([]kgo.Opt{}, client...)
	c, err := kgo.NewClient(append(options,
		kgo.ConsumePartitions(map[string]map[int32]kgo.Offset{topic: from}),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()),
		kgo.KeepControlRecords(), // the last of a partition is one
	)...)
	if err != nil {
		return fmt.Errorf("reading the topic %s: %w", topic, err)
	}
	defer c.Close()
	for len(ends) > 0 {
		fetches := c.PollFetches(ctx)
		if err := fetches.Err(); err != nil {
			return fmt.Errorf("reading the topic %s: %w", topic, err)
		}
		for r := range fetches.RecordsAll() {
			if err := takeUntil(ends, r, take); err != nil {
				return fmt.Errorf("reading the topic %s, partition %d, offset %d: %w", topic, r.Partition, r.Offset, err)
			}
		}
	}
	return nil
}

// takeUntil takes a message, unless it lies after the end of its partition, and
// strikes off a partition that is through.
func takeUntil(ends map[int32]int64, r *kgo.Record, take func([]byte) error) error {
	end, reading := ends[r.Partition]
	if !reading {
		return nil
	}
	if r.Offset >= end-1 {
		delete(ends, r.Partition)
	}
	if r.Offset >= end || r.Attrs.IsControl() {
		return nil
	}
	return take(r.Value)
}

// endsOf gives the ends of those partitions that hold something.
func endsOf(ctx context.Context, client []kgo.Opt, topic string) (map[int32]int64, error) {
	c, err := kgo.NewClient(client...)
	if err != nil {
		return nil, fmt.Errorf("connecting to Kafka: %w", err)
	}
	defer c.Close()
	admin := kadm.NewClient(c)
	starts, err := admin.ListStartOffsets(ctx, topic)
	if err != nil {
		return nil, fmt.Errorf("asking for its start: %w", err)
	}
	listed, err := admin.ListCommittedOffsets(ctx, topic)
	if err != nil {
		return nil, fmt.Errorf("asking for its end: %w", err)
	}
	if err := listed.Error(); err != nil {
		return nil, fmt.Errorf("asking for its end: %w", err)
	}
	ends := map[int32]int64{}
	listed.Each(func(o kadm.ListedOffset) {
		if start, ok := starts.Lookup(topic, o.Partition); ok && start.Offset < o.Offset {
			ends[o.Partition] = o.Offset
		}
	})
	return ends, nil
}
