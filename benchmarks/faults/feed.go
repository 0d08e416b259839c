package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
)

// feed sends every message as often as is asked for, in no order, as long as faults
// happen, and waits until all are taken.
func (r *run) feed(ctx context.Context, e *engines) error {
	sender, err := intake.NewSender(intake.BrokerAt(r.kafka.Bootstrap))
	if err != nil {
		return err
	}
	defer sender.Close()
	db, err := store.Open(ctx, service.StoreOptions(&r.config))
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it was only read
	order := rand.New(rand.NewPCG(r.seed, 2)).Perm(r.times * len(r.messages))
	ends := map[intake.Place]int64{}
	const atOnce, often = 500, 100 * time.Millisecond
	for sent := 0; ; {
		left, err := left(ctx, db, ends)
		if err != nil {
			return err
		}
		if sent == len(order) && left == 0 {
			return nil
		}
		next := order[sent:max(sent, min(sent+atOnce, e.share(len(order))))]
		if len(next) == 0 || left > r.ahead {
			select {
			case <-ctx.Done():
				return ctx.Err() //nolint:wrapcheck // the caller's own
			case <-time.After(often):
			}
			continue
		}
		var some []intake.Outgoing
		for _, at := range next {
			some = append(some, r.messages[at%len(r.messages)])
		}
		found, err := sender.Send(ctx, some)
		if err != nil {
			return err
		}
		sent += len(some)
		for place, end := range found {
			ends[place] = max(ends[place], end)
		}
	}
}

// left is how many messages no engine has taken.
func left(ctx context.Context, db *store.Store, ends map[intake.Place]int64) (left int, err error) {
	for place, end := range ends {
		offset, _, err := db.Position(ctx, place.Topic, place.Partition)
		if err != nil {
			return 0, fmt.Errorf("asking how far the engines are: %w", err)
		}
		left += int(max(end-offset, 0))
	}
	return left, nil
}
