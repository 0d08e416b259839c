package publish_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/store/memory"
)

// stallingStore is the store of a process that stands still, once, between having
// read changes and sending them. Its leases are shorter than it believes, as when
// its clock stood still with it.
type stallingStore struct {
	keeper

	mu      sync.Mutex
	armed   bool
	stalled chan struct{} // closed when it stands still
	release chan struct{}
}

func newStallingStore(s keeper) *stallingStore {
	return &stallingStore{keeper: s, stalled: make(chan struct{}), release: make(chan struct{})}
}

func (s *stallingStore) arm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = true
}

const shortLease = 300 * time.Millisecond

func (s *stallingStore) LeaseShard(ctx context.Context, shard int, owner string, ttl time.Duration) (store.Lease, error) {
	return s.keeper.LeaseShard(ctx, shard, owner, min(ttl, shortLease))
}

func (s *stallingStore) Outbox(ctx context.Context, shard int, after store.Cursor, limit int) ([]store.Message, store.Cursor, error) {
	messages, next, err := s.keeper.Outbox(ctx, shard, after, limit)
	s.mu.Lock()
	stall := s.armed && len(messages) > 0
	if stall {
		s.armed = false
		close(s.stalled)
	}
	s.mu.Unlock()
	if stall {
		<-s.release
	}
	return messages, next, err
}

// TestOneThatStoodStillWritesNothingOld has another process take over while the
// first stands still for longer than its lease with changes in its hands, before
// it has started a producer and after.
func TestOneThatStoodStillWritesNothingOld(t *testing.T) {
	t.Parallel()
	for name, begun := range map[string]bool{"before its producer is started": false, "with a producer": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			standStill(newBench(t), begun)
		})
	}
}

func standStill(b *bench, begun bool) {
	b.Helper()
	w := newWorld(b.T, memory.New(), 20)
	s := newStallingStore(w.store)
	cfg := b.config(s, "one")
	if !begun {
		s.arm()
	}
	one, _ := b.start(cfg)
	if begun {
		b.heard(w)
		s.arm()
		w.step()
	}
	<-s.stalled

	cfg.Store, cfg.Owner = w.store, "two"
	two, _ := b.start(cfg)
	for range 20 {
		w.step()
		two.Wake()
	}
	b.heard(w)
	close(s.release)
	time.Sleep(shortLease) // for what must not happen
	b.lastIsHighest()
	w.step()
	one.Wake()
	view, history := b.heard(w)
	b.check(w, view, history)
}
