package publish

import (
	"sync"
	"time"

	"github.com/lhcre/mpi/internal/store"
)

// Lag is what of a shard was read and is not told.
type Lag struct {
	Shard   int
	Changes int
	Since   time.Time // when the first of them was decided; zero if there are none
}

// lag is written by a shard's goroutine and read by others.
type lag struct {
	mu   sync.Mutex
	held bool
	now  Lag
}

func (l *lag) read() (now Lag, held bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now, l.held
}

// hold says whether the shard is ours. What was waiting still is.
func (l *lag) hold(held bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = held
	if !held {
		l.now = Lag{}
	}
}

func (l *lag) waiting(messages []store.Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	oldest, _ := span(messages)
	l.now = Lag{Changes: len(messages), Since: oldest}
}

// span gives when the first and the last of some changes were decided.
func span(messages []store.Message) (oldest, newest time.Time) {
	for i := range messages {
		at := messages[i].At()
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
		if at.After(newest) {
			newest = at
		}
	}
	return oldest, newest
}
