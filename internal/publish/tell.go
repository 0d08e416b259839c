package publish

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/store"
)

// patience is how long work goes on that was begun when the context ended.
const patience = 2 * time.Second

// tell sends a batch of changes. It must be through before the lease runs out.
func (s *shard) tell(ctx context.Context, messages []store.Message) error {
	records, err := s.records(messages)
	if err != nil {
		return err
	}
	began := time.Now()
	ctx, cancel := finishing(ctx, s.Lease-began.Sub(s.renewed))
	defer cancel()
	if err := s.open(ctx); err != nil {
		return err
	}
	if err := s.session.send(ctx, records); err != nil {
		return err
	}
	oldest, newest := span(messages)
	s.Watch.Told(Report{Shard: s.number, Changes: len(messages), Took: time.Since(began), Oldest: oldest, Newest: newest})
	return nil
}

// finishing gives a context that ends after a time, or a little after its parent:
// a transaction that is broken off keeps readers waiting.
func finishing(parent context.Context, within time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(parent), within)
	stop := context.AfterFunc(parent, func() {
		defer cancel()
		_ = sleep(ctx, min(patience, within)) // it ends early when the work is done
	})
	return ctx, func() { stop(); cancel() }
}

// open starts the shard's producer, and then makes sure that the lease is still
// ours: see the package's comment.
func (s *shard) open(ctx context.Context) error {
	if s.session != nil {
		return nil
	}
	session, err := s.openSession(ctx, s.number)
	if err != nil {
		return err
	}
	s.session = session
	return s.renew(ctx)
}

func (s *shard) closeSession() {
	if s.session != nil {
		s.session.close()
		s.session = nil
	}
}

// records makes the messages of a batch.
func (s *shard) records(messages []store.Message) ([]*kgo.Record, error) {
	out := make([]*kgo.Record, 0, 2*len(messages))
	add := func(topic, key string, value []byte) {
		out = append(out, &kgo.Record{
			Topic: topic, Key: []byte(key), Value: value,
			Headers: []kgo.RecordHeader{{Key: "content-type", Value: []byte("application/json")}},
		})
	}
	for i := range messages {
		if n := messages[i].Notice; n != nil {
			notice, err := json.Marshal(NewNotice(n))
			if err != nil {
				return nil, fmt.Errorf("telling version %d of the notice %s: %w", n.Version, n.ID, err)
			}
			add(s.Notices, n.ID, notice)
			continue
		}
		c := messages[i].Change
		state, event, err := encode(c)
		if err != nil {
			return nil, err
		}
		add(s.Identities, c.Identity, state)
		add(s.Events, c.Identity, event)
	}
	return out, nil
}
