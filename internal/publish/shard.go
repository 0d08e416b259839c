package publish

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
)

// shard publishes one shard of the outbox for as long as it has the lease.
type shard struct {
	*Publisher

	number int
	wake   chan struct{}
	lag    lag

	lease    store.Lease
	renewed  time.Time
	told     store.Cursor
	marked   time.Time // when the store last heard of told
	unmarked bool      // told is ahead of what the store knows
	session  *session  // nil until there is something to tell
	stuck    bool      // Watch was told so
}

// run takes the shard whenever nobody else has it, and publishes it.
func (s *shard) run(ctx context.Context) {
	defer s.letGo(ctx)
	wait := firstWait
	for {
		err := s.hold(ctx)
		s.closeSession()
		if ctx.Err() != nil {
			return
		}
		wait = s.waitAfter(ctx, err, wait)
		if sleep(ctx, wait) != nil {
			return
		}
	}
}

const (
	firstWait = 100 * time.Millisecond
	lastWait  = 5 * time.Second
	attempts  = 3 // at a lease, in the time that it lasts
)

// waitAfter says how long to wait after an error, and tells whoever should know.
func (s *shard) waitAfter(ctx context.Context, err error, before time.Duration) time.Duration {
	switch {
	case errors.Is(err, store.ErrLeased):
		s.lag.hold(false)
		s.recovered() // it is another's to tell
		return s.Lease / attempts
	case isFenced(err):
		s.Log.InfoContext(ctx, "another process has published this shard meanwhile", slog.Int("shard", s.number), slog.Any("error", err))
		return firstWait
	}
	wait := firstWait
	if s.stuck {
		wait = min(2*before, lastWait)
	}
	s.stuck = true
	s.Watch.Stuck(s.number, err)
	s.Log.WarnContext(ctx, "cannot publish", slog.Int("shard", s.number), slog.Any("error", err))
	return wait
}

func isFenced(err error) bool {
	return errors.Is(err, errLost) || errors.Is(err, linker.ErrFenced) || errors.Is(err, kerr.ProducerFenced) ||
		errors.Is(err, kerr.InvalidProducerEpoch)
}

func (s *shard) recovered() {
	if s.stuck {
		s.stuck = false
		s.Watch.Stuck(s.number, nil)
	}
}

// hold publishes until something fails or the context ends.
func (s *shard) hold(ctx context.Context) error {
	if err := s.renew(ctx); err != nil {
		return err
	}
	s.lag.hold(true)
	for {
		began := time.Now()
		told, err := s.round(ctx)
		if err != nil {
			return err
		}
		s.recovered()
		if told == 0 {
			err = s.wait(ctx)
		}
		if err == nil && told < s.Most {
			err = sleep(ctx, s.Linger-time.Since(began))
		}
		if err != nil {
			return err
		}
	}
}

// round tells a batch, and says how many changes it had. After a batch there may
// be more; what came while it was told goes with what comes until Linger is over.
func (s *shard) round(ctx context.Context) (told int, err error) {
	if err := s.tend(ctx); err != nil {
		return 0, err
	}
	s.awake()
	messages, next, err := s.Store.Outbox(ctx, s.number, s.told, s.Most)
	if err != nil {
		return 0, fmt.Errorf("reading the outbox: %w", err)
	}
	s.lag.waiting(messages)
	if len(messages) == 0 {
		s.told = next
		return 0, nil
	}
	if err := s.tell(ctx, messages); err != nil {
		return 0, err
	}
	s.told, s.unmarked = next, true
	s.lag.waiting(nil)
	return len(messages), nil
}

// awake forgets that the shard was woken: it is about to look.
func (s *shard) awake() {
	select {
	case <-s.wake:
	default:
	}
}

// wait returns when there may be something to tell.
func (s *shard) wait(ctx context.Context) error {
	poll := time.NewTimer(s.Poll)
	defer poll.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the caller's own
	case <-s.wake:
	case <-poll.C:
	}
	return nil
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the caller's own
	case <-timer.C:
		return nil
	}
}
