package service

import (
	"fmt"
	"sync"
	"time"

	"github.com/lhcre/mpi/internal/publish"
)

// mostDelay is how old what waits to be linked, or to be told on, may be: far more
// than it takes, and little enough for those who treat patients.
const mostDelay = 5 * time.Minute

// backlog knows how late the linking is, by partition.
type backlog struct {
	mu         sync.Mutex
	partitions map[string]arrears
}

// arrears are what a partition has to catch up with.
type arrears struct {
	unread int64         // messages
	first  time.Time     // when the oldest was produced of those being linked; zero if none are
	delay  time.Duration // of the oldest message of the last batch
}

// age is how old the oldest message is. Between batches it is as old as it was when
// the last was linked: how old those are that are not read, nobody knows.
func (a arrears) age(now time.Time) time.Duration {
	switch {
	case !a.first.IsZero():
		return max(now.Sub(a.first), 0)
	case a.unread > 0:
		return a.delay
	}
	return 0
}

func (b *backlog) unread(partition string, messages int64) {
	b.change(partition, func(a *arrears) { a.unread = messages })
}

func (b *backlog) linking(partition string, first time.Time) {
	b.change(partition, func(a *arrears) { a.first = first })
}

func (b *backlog) linked(partition string, delay time.Duration) {
	b.change(partition, func(a *arrears) { a.first, a.delay = time.Time{}, max(delay, 0) })
}

func (b *backlog) change(partition string, how func(*arrears)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.partitions == nil {
		b.partitions = map[string]arrears{}
	}
	a := b.partitions[partition]
	how(&a)
	b.partitions[partition] = a
}

func (b *backlog) forget(partition string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.partitions, partition)
}

// oldest is how old the oldest message is that is not linked; 0 if there is none.
func (b *backlog) oldest(now time.Time) (age time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.partitions {
		age = max(age, a.age(now))
	}
	return age
}

// late fails if messages are linked long after they were produced. One that came
// late, and alone, is no reason once it is linked.
func (b *backlog) late(now time.Time) error {
	if age := b.oldest(now); age > mostDelay {
		return fmt.Errorf("the oldest message that is not linked was produced %v ago", age.Round(time.Second))
	}
	return nil
}

// untold fails if changes of a shard have waited long for others to be told.
func untold(shards []publish.Lag, now time.Time) error {
	for _, l := range shards {
		if waited := now.Sub(l.Since); !l.Since.IsZero() && waited > mostDelay {
			return fmt.Errorf("shard %d of the outbox: changes wait to be told for %v", l.Shard, waited.Round(time.Second))
		}
	}
	return nil
}
