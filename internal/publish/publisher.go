package publish

import (
	"context"
	"sync"

	"github.com/lhcre/mpi/internal/store"
)

// Publisher tells what is in the outbox, as far as no other process does.
type Publisher struct {
	Config

	shards []*shard
}

// New makes a publisher; it does nothing before Run.
func New(cfg Config) *Publisher {
	cfg.setDefaults()
	p := &Publisher{Config: cfg, shards: make([]*shard, store.Shards)}
	for number := range p.shards {
		p.shards[number] = &shard{Publisher: p, number: number, wake: make(chan struct{}, 1)}
	}
	return p
}

// Run publishes until the context ends, which is no error. Whatever else goes
// wrong is tried again until it works.
func (p *Publisher) Run(ctx context.Context) error {
	var running sync.WaitGroup
	for _, s := range p.shards {
		running.Go(func() { s.run(ctx) })
	}
	running.Wait()
	return nil
}

// Wake says that something was committed, so that nobody waits for the next look
// at the outbox. It never blocks.
func (p *Publisher) Wake() {
	for _, s := range p.shards {
		select {
		case s.wake <- struct{}{}:
		default: // it has been woken and has not looked yet
		}
	}
}

// Lag says for each shard that this process publishes what it could not tell yet.
func (p *Publisher) Lag() []Lag {
	var list []Lag
	for _, s := range p.shards {
		if l, held := s.lag.read(); held {
			l.Shard = s.number
			list = append(list, l)
		}
	}
	return list
}
