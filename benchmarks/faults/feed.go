package main

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/intake"
)

// feed sends every message as often as is asked for, in no order, as long as faults
// happen, and waits until all are taken.
func (r *run) feed(ctx context.Context, e *engines) error {
	feed, err := r.servers.NewFeed(ctx)
	if err != nil {
		return err
	}
	defer feed.Close()
	order := rand.New(rand.NewPCG(r.seed, 2)).Perm(r.times * len(r.messages))
	const atOnce, often = 500, 100 * time.Millisecond
	for sent := 0; ; {
		left, err := feed.Left(ctx)
		if err != nil {
			return err
		}
		if sent == len(order) && left == 0 {
			return nil
		}
		next := order[sent:max(sent, min(sent+atOnce, e.share(len(order))))]
		if len(next) == 0 || left > r.ahead {
			if err := live.Sleep(ctx, often); err != nil {
				return err
			}
			continue
		}
		var some []intake.Outgoing
		for _, at := range next {
			some = append(some, r.messages[at%len(r.messages)])
		}
		if err := feed.Send(ctx, some); err != nil {
			return err
		}
		sent += len(some)
	}
}
