package telemetry

import (
	"sync"
	"time"
)

// path remembers the last batches, to find out for a change that is told when the
// message that led to it was produced: changes carry when they were decided,
// which lies within the time of their batch.
type path struct {
	mu   sync.Mutex
	runs [64]stretch
	next int
}

// stretch is when a batch was at work.
type stretch struct{ from, to, produced time.Time }

func (p *path) linked(from, to, produced time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.runs[p.next] = stretch{from, to, produced}
	p.next = (p.next + 1) % len(p.runs)
}

// produced gives when the oldest message was produced of the batches at work at a
// time, if this process knows of one.
func (p *path) produced(decided time.Time) (oldest time.Time, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.runs {
		if decided.Before(r.from) || decided.After(r.to) {
			continue
		}
		if !known || r.produced.Before(oldest) {
			oldest, known = r.produced, true
		}
	}
	return oldest, known
}
