package publish

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kgo"
)

// cleanup is how Kafka says what becomes of old messages.
const cleanup = "cleanup.policy"

// Topic is one that is written to.
type Topic struct {
	Name    string
	Configs map[string]string
}

// Topics are those that are written to. How long events and notices are kept is for
// those who run Kafka to say.
func Topics() []Topic {
	return []Topic{
		{TopicIdentities, map[string]string{cleanup: "compact"}},
		{TopicEvents, nil},
		{TopicNotices, nil},
	}
}

// MakeTopics makes the topics that are missing. Those that are there stay as they
// are, and are checked.
func (p *Publisher) MakeTopics(ctx context.Context, partitions int32, replicas int16) error {
	client, err := kgo.NewClient(p.Client...)
	if err != nil {
		return fmt.Errorf("connecting to Kafka: %w", err)
	}
	defer client.Close()
	admin := kadm.NewClient(client)
	for name, configs := range map[string]map[string]*string{
		p.Identities: {cleanup: new("compact")},
		p.Events:     nil,
		p.Notices:    nil,
	} {
		_, err := admin.CreateTopic(ctx, partitions, replicas, configs, name)
		if err != nil && !errors.Is(err, kerr.TopicAlreadyExists) {
			return fmt.Errorf("making the topic %s: %w", name, err)
		}
	}
	return p.whenMade(ctx, func() error { return p.checkTopics(ctx, admin) })
}

// whenMade asks again while Kafka does not know yet of a topic that it has made.
func (p *Publisher) whenMade(ctx context.Context, ask func() error) error {
	const (
		often    = 100 * time.Millisecond
		patience = 100
	)
	for try := 1; ; try++ {
		err := ask()
		if !errors.Is(err, kerr.UnknownTopicOrPartition) || try == patience {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(often):
		}
	}
}

// checkTopics wants the messages that stand for all there is to know to be kept.
func (p *Publisher) checkTopics(ctx context.Context, admin *kadm.Client) error {
	described, err := admin.DescribeTopicConfigs(ctx, p.Identities)
	if err != nil {
		return fmt.Errorf("reading the configuration of the topic %s: %w", p.Identities, err)
	}
	for _, d := range described {
		if d.Err != nil {
			return fmt.Errorf("reading the configuration of the topic %s: %w", p.Identities, d.Err)
		}
		for _, c := range d.Configs {
			if c.Key == cleanup && strings.Contains(c.MaybeValue(), "delete") {
				return fmt.Errorf("the topic %s has %s %s, expected compact: an identity that does not change would be forgotten", p.Identities, cleanup, c.MaybeValue())
			}
		}
	}
	return nil
}
