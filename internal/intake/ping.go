package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

// Pinger asks whether a Kafka answers, over connections of its own that are kept.
type Pinger struct{ client *kgo.Client }

// NewPinger makes one; it connects when it is asked.
func NewPinger(client []kgo.Opt) (*Pinger, error) {
	c, err := kgo.NewClient(client...)
	if err != nil {
		return nil, fmt.Errorf("connecting to Kafka: %w", err)
	}
	c.ForceMetadataRefresh() // to know the brokers that the configuration does not name
	return &Pinger{c}, nil
}

// Close lets go of the connections.
func (p *Pinger) Close() { p.client.Close() }

// Ping fails if no broker answers. All are asked at once: one that hangs says
// nothing of the others.
func (p *Pinger) Ping(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	brokers := slices.Concat(p.client.SeedBrokers(), p.client.DiscoveredBrokers())
	answers := make(chan error, len(brokers))
	for _, b := range brokers {
		go func() {
			_, err := b.Request(ctx, kmsg.NewPtrApiVersionsRequest())
			answers <- err
		}()
	}
	failed := errors.New("no broker is known")
	for range brokers {
		if failed = <-answers; failed == nil {
			return nil
		}
	}
	return fmt.Errorf("asking the brokers of Kafka: %w", failed)
}
