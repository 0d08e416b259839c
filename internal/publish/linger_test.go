package publish_test

import (
	"sync"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/store/memory"
)

// batches counts what is told at once, by shard.
type batches struct {
	watcher

	mu sync.Mutex
	of map[int]int
}

func (b *batches) Told(r publish.Report) {
	b.watcher.Told(r)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.of[r.Shard]++
}

// TestLingerBoundsBatches has changes come all the time: a shard makes no more
// transactions than one in each Linger.
func TestLingerBoundsBatches(t *testing.T) {
	t.Parallel()
	const linger = 100 * time.Millisecond
	b, w := newBench(t), newWorld(t, memory.New(), 60)
	seen := &batches{of: map[int]int{}}
	cfg := b.config(w.store, "one")
	cfg.Linger, cfg.Watch = linger, seen
	began := time.Now()
	p, _ := b.start(cfg)
	for time.Since(began) < 15*linger {
		w.step()
		p.Wake()
		time.Sleep(time.Millisecond)
	}
	waitFor(t, "all to be told", func() bool { return seen.told() == len(w.changes) })
	most := int(time.Since(began)/linger) + 1
	seen.mu.Lock()
	defer seen.mu.Unlock()
	for shard, n := range seen.of {
		if n > most {
			t.Errorf("shard %d was told in %d batches, want at most %d", shard, n, most)
		}
	}
}
