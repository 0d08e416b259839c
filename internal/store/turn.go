package store

import (
	"context"
	"errors"
	"time"
)

// turnLease is the number of a lease like those of the outbox's shards, by which engines
// take turns.
const turnLease = Shards

// TakeTurn makes it owner's turn to link for a time, unless it is another's; for no
// time it ends owner's turn. Nothing but speed depends on it.
func (s *Store) TakeTurn(ctx context.Context, owner string, lasts time.Duration) (ours bool, err error) {
	_, err = s.LeaseShard(ctx, turnLease, owner, lasts)
	if errors.Is(err, ErrLeased) {
		return false, nil
	}
	return err == nil, err
}

// AnyTurn says whether it is anybody's turn.
func (s *Store) AnyTurn(ctx context.Context) (taken bool, err error) {
	err = s.engine.glance(ctx, func(ctx context.Context, c conn) error {
		now, err := c.now(ctx)
		if err != nil {
			return err
		}
		_, _, until, err := newTx(ctx, c).lease(turnLease)
		taken = until.After(now)
		return err
	})
	return taken, err
}
