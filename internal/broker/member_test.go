package broker_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
)

// held counts the partitions that a member has.
type held struct {
	mu    sync.Mutex
	parts int
}

func (h *held) add(change int, topics map[string][]int32) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, partitions := range topics {
		h.parts += change * len(partitions)
	}
}

func (h *held) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.parts
}

// startMember joins the group and polls until its client is closed.
func startMember(t *testing.T, b *broker.Broker) (*kgo.Client, *held) {
	t.Helper()
	h := &held{}
	client := newMember(t, b,
		kgo.OnPartitionsAssigned(func(_ context.Context, _ *kgo.Client, topics map[string][]int32) { h.add(1, topics) }),
		kgo.OnPartitionsRevoked(func(_ context.Context, _ *kgo.Client, topics map[string][]int32) { h.add(-1, topics) }),
		kgo.OnPartitionsLost(func(_ context.Context, _ *kgo.Client, topics map[string][]int32) { h.add(-1, topics) }),
	)
	go func() {
		for !client.PollFetches(t.Context()).IsClientClosed() && t.Context().Err() == nil {
		}
	}()
	return client, h
}

func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	for ctx := within(t); !holds(); time.Sleep(10 * time.Millisecond) {
		if ctx.Err() != nil {
			t.Fatal("waited in vain")
		}
	}
}
