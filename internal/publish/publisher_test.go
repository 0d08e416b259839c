package publish_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/store/memory"
)

func decode(tb testing.TB, message []byte) publish.Identity {
	tb.Helper()
	var m publish.Identity
	if err := json.Unmarshal(message, &m); err != nil {
		tb.Fatal(err)
	}
	return m
}

func stores() map[string]func(t *testing.T) keeper {
	return map[string]func(t *testing.T) keeper{
		"memory": func(*testing.T) keeper { return memory.New() },
		"SQLite": openSQLite,
	}
}

func TestTopicsTellWhatTheStoreHolds(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		for _, without := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b, w := newBench(t), newWorld(t, open(t), 60)
				cfg := b.config(w.store, "one")
				cfg.WithoutTransactions = without
				cfg.Most = 3 // so that batches are cut
				p, _ := b.start(cfg)
				for range 40 {
					w.step()
					p.Wake()
				}
				view, history := b.heard(w)
				b.check(w, view, history)
				if n := history.Again(); n > 0 {
					t.Errorf("%d changes were told twice", n)
				}
				b.validate()
			})
		}
	}
}

// TestWakeIsEnough has nobody look at the outbox unasked.
func TestWakeIsEnough(t *testing.T) {
	t.Parallel()
	b, w := newBench(t), newWorld(t, memory.New(), 20)
	cfg := b.config(w.store, "one")
	cfg.Poll, cfg.Lease = time.Hour, time.Hour
	var watch watcher
	cfg.Watch = &watch
	p, _ := b.start(cfg)
	waitFor(t, "what was there already", func() bool { return watch.told() == len(w.changes) })
	for range 5 {
		w.step()
		p.Wake()
		waitFor(t, "what came then", func() bool { return watch.told() == len(w.changes) })
	}
}

// deadStore is the store of a process that dies once it has sent something: it
// keeps nothing any more and lets go of nothing.
type deadStore struct {
	keeper

	leased atomic.Int64
}

func (d *deadStore) MarkPublished(context.Context, store.Lease, store.Cursor) error {
	return errors.New("the process is dead")
}

func (d *deadStore) LeaseShard(ctx context.Context, shard int, owner string, ttl time.Duration) (store.Lease, error) {
	if ttl == 0 {
		return store.Lease{}, errors.New("the process is dead")
	}
	d.leased.Add(1)
	return d.keeper.LeaseShard(ctx, shard, owner, ttl)
}

func TestDeathAfterSendingTellsTwiceAndNoMore(t *testing.T) {
	t.Parallel()
	for name, open := range stores() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, w := newBench(t), newWorld(t, open(t), 40)
			cfg := b.config(&deadStore{keeper: w.store}, "one")
			_, stop := b.start(cfg)
			b.heard(w)
			stop()

			w.step()
			b.start(b.config(w.store, "two"))
			view, history := b.heard(w)
			b.check(w, view, history)
			if history.Again() == 0 {
				t.Error("nothing was told twice, so the first publisher did not die as it should")
			}
		})
	}
}

// TestNextOneTakesOverAtOnce stops a publisher in good order; its leases would
// last for an hour.
func TestNextOneTakesOverAtOnce(t *testing.T) {
	t.Parallel()
	b, w := newBench(t), newWorld(t, memory.New(), 20)
	cfg := b.config(w.store, "one")
	cfg.Lease = time.Hour
	_, stop := b.start(cfg)
	b.heard(w)
	stop()
	w.step()
	cfg.Owner = "two"
	b.start(cfg)
	view, history := b.heard(w)
	b.check(w, view, history)
	if n := history.Again(); n > 0 {
		t.Errorf("%d changes were told twice", n)
	}
}

// flakyStore fails while it is told to.
type flakyStore struct {
	keeper

	down atomic.Bool
}

func (f *flakyStore) Outbox(ctx context.Context, shard int, after store.Cursor, limit int) ([]store.Message, store.Cursor, error) {
	if f.down.Load() {
		return nil, nil, errors.New("the store is down")
	}
	return f.keeper.Outbox(ctx, shard, after, limit)
}

func TestGoesOnAfterTheStoreWasAway(t *testing.T) {
	t.Parallel()
	b, w := newBench(t), newWorld(t, memory.New(), 20)
	s := &flakyStore{keeper: w.store}
	var watch watcher
	cfg := b.config(s, "one")
	cfg.Watch = &watch
	b.start(cfg)
	b.heard(w)
	s.down.Store(true)
	waitFor(t, "all shards to be stuck", func() bool { return watch.failing() == store.Shards })
	w.step()
	s.down.Store(false)
	view, history := b.heard(w)
	b.check(w, view, history)
	waitFor(t, "no shard to be stuck", func() bool { return watch.failing() == 0 })
	if n := history.Again(); n > 0 {
		t.Errorf("%d changes were told twice, though the same process had the shards all along", n)
	}
}

func TestTwoProcessesShareTheOutbox(t *testing.T) {
	t.Parallel()
	b, w := newBench(t), newWorld(t, memory.New(), 40)
	one, _ := b.start(b.config(w.store, "one"))
	two, _ := b.start(b.config(w.store, "two"))
	for range 20 {
		w.step()
		one.Wake()
		two.Wake()
	}
	view, history := b.heard(w)
	b.check(w, view, history)
	if n := len(one.Lag()) + len(two.Lag()); n != store.Shards {
		t.Errorf("%d shards are published, want %d", n, store.Shards)
	}
}
