package intake

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/linker"
)

// Outgoing is a message for a topic that intake reads.
type Outgoing struct {
	Topic       string
	Key         string
	ContentType string
	Value       []byte
}

// Sender sends messages to the topics that intake reads, as a source system
// does: for replays, demonstrations and measurements.
type Sender struct{ client *kgo.Client }

// NewSender connects to Kafka.
func NewSender(client []kgo.Opt) (*Sender, error) {
	c, err := kgo.NewClient(append(slices.Clip(client),
		kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)), kgo.ProducerBatchMaxBytes(MostBytes))...)
	if err != nil {
		return nil, fmt.Errorf("connecting to Kafka: %w", err)
	}
	return &Sender{c}, nil
}

// Close lets go of the connection.
func (s *Sender) Close() { s.client.Close() }

// Send sends messages and waits until all are durable. It gives, by partition of
// each topic, the offset behind the last.
func (s *Sender) Send(ctx context.Context, all []Outgoing) (map[Place]int64, error) {
	var mu sync.Mutex
	var failed error
	ends := map[Place]int64{}
	for i := range all {
		s.client.Produce(ctx, all[i].record(), func(r *kgo.Record, err error) {
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = err
				return
			}
			at := Place{r.Topic, r.Partition}
			ends[at] = max(ends[at], r.Offset+1)
		})
	}
	err := s.client.Flush(ctx)
	mu.Lock()
	defer mu.Unlock()
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, fmt.Errorf("sending messages: %w", err)
	}
	return ends, nil
}

// Place is a partition of a topic.
type Place struct {
	Topic     string
	Partition int32
}

func (o *Outgoing) record() *kgo.Record {
	r := &kgo.Record{Topic: o.Topic, Key: []byte(o.Key), Value: o.Value}
	if o.ContentType != "" {
		r.Headers = []kgo.RecordHeader{{Key: "content-type", Value: []byte(o.ContentType)}}
	}
	return r
}

// Replay sends a dead letter to the topic that it came from, as it came: what was
// wrong may have been this program, or a configuration.
func (s *Sender) Replay(ctx context.Context, d *linker.DeadLetter) error {
	_, err := s.Send(ctx, []Outgoing{{Topic: d.Topic, Key: string(d.Key), ContentType: d.ContentType, Value: d.Value}})
	return err
}
