package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/intake"
)

// progress is how far the messages are.
type progress struct {
	mu   sync.Mutex
	sent int
	left int       // that no engine has taken
	at   time.Time // when that was asked
	most int
}

func (p *progress) set(sent, left int, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent, p.left, p.at, p.most = sent, left, at, max(p.most, left)
}

// now gives what was left when it was last asked.
func (p *progress) now() (left int, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.left, p.at
}

func (p *progress) waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.left
}

func (p *progress) mostLeft() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.most
}

func (p *progress) allSent(of int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sent == of
}

// feed sends every message as often as is asked for, in no order, at a pace, and
// waits until trouble is over and all are taken.
func (r *run) feed(ctx context.Context, pace func(*run) int) error {
	feed, err := r.servers.NewFeed(ctx)
	if err != nil {
		return err
	}
	defer feed.Close()
	order := rand.New(rand.NewPCG(r.seed, 2)).Perm(r.times * len(r.messages))
	for sent := 0; ; {
		asked := time.Now()
		left, err := r.left(ctx, feed)
		if err == nil {
			r.progress.set(sent, left, asked)
		}
		if r.over.Load() && sent == len(order) && err == nil && left == 0 {
			return nil
		}
		const atOnce, often = 500, 50 * time.Millisecond
		next := order[sent:max(sent, min(sent+atOnce, pace(r), len(order)))]
		if len(next) == 0 {
			if err := live.Sleep(ctx, often); err != nil {
				return err
			}
			continue
		}
		if err := feed.Send(ctx, r.outgoing(next)); err != nil {
			return err
		}
		sent += len(next)
	}
}

// left asks how many are left. The database may be away.
func (r *run) left(ctx context.Context, feed *live.Feed) (int, error) {
	const patience = time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return feed.Left(ctx)
}

func (r *run) outgoing(next []int) (some []intake.Outgoing) {
	for _, at := range next {
		some = append(some, r.messages[at%len(r.messages)].Outgoing)
	}
	return some
}

// steadily is so many messages a second.
func steadily() func(*run) int {
	start := sync.OnceValue(time.Now)
	return func(r *run) int { return int(time.Since(start()).Seconds() * float64(r.rate)) }
}
