package publish

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// errLost says that another process had the shard for a while.
var errLost = errors.New("another process has had the lease")

// tend does what is due: keeping the lease, and what was told.
func (s *shard) tend(ctx context.Context) error {
	const markEvery = time.Second
	now := time.Now()
	if now.Sub(s.renewed) >= s.Lease/attempts {
		if err := s.renew(ctx); err != nil {
			return err
		}
	}
	if s.unmarked && now.Sub(s.marked) >= markEvery {
		return s.mark(ctx)
	}
	return nil
}

// renew takes the lease or makes it last longer. As long as nobody else had it in
// between, what was told is known better here than in the store.
func (s *shard) renew(ctx context.Context) error {
	began := time.Now() // the lease lasts from when the store sees this, which is later
	lease, err := s.Store.LeaseShard(ctx, s.number, s.Owner, s.Lease)
	if err != nil {
		return fmt.Errorf("leasing the outbox shard: %w", err)
	}
	before := s.lease.Epoch
	s.lease, s.renewed = lease, began
	if lease.Epoch == before {
		return nil
	}
	s.told, s.unmarked = lease.Done, false
	if s.session != nil {
		return errLost
	}
	return nil
}

func (s *shard) mark(ctx context.Context) error {
	if err := s.Store.MarkPublished(ctx, s.lease, s.told); err != nil {
		return fmt.Errorf("keeping what was published: %w", err)
	}
	s.unmarked, s.marked = false, time.Now()
	return nil
}

// letGo keeps what was told and lets another process take the shard at once.
func (s *shard) letGo(ctx context.Context) {
	if _, held := s.lag.read(); !held {
		return
	}
	s.lag.hold(false)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if s.unmarked {
		if err := s.mark(ctx); err != nil {
			s.Log.InfoContext(ctx, "what was published last will be published again", slog.Int("shard", s.number), slog.Any("error", err))
		}
	}
	if _, err := s.Store.LeaseShard(ctx, s.number, s.Owner, 0); err != nil {
		s.Log.InfoContext(ctx, "another process has to wait for the lease of this shard", slog.Int("shard", s.number), slog.Any("error", err))
	}
}
