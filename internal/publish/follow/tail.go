package follow

import (
	"context"
	"fmt"

	"github.com/twmb/franz-go/pkg/kgo"
)

// Tail gives the messages of a topic that are committed from now on, until the
// context ends, which is no error.
func Tail(ctx context.Context, client []kgo.Opt, topic string, take func(message []byte) error) error {
	options := append([]kgo.Opt{}, client...)
	c, err := kgo.NewClient(append(options,
		kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtEnd()), kgo.FetchIsolationLevel(kgo.ReadCommitted()),
	)...)
	if err != nil {
		return fmt.Errorf("following the topic %s: %w", topic, err)
	}
	defer c.Close()
	for {
		fetches := c.PollFetches(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err := fetches.Err(); err != nil {
			return fmt.Errorf("following the topic %s: %w", topic, err)
		}
		for r := range fetches.RecordsAll() {
			if err := take(r.Value); err != nil {
				return fmt.Errorf("following the topic %s, partition %d, offset %d: %w", topic, r.Partition, r.Offset, err)
			}
		}
	}
}
