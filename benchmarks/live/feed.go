package live

import (
	"context"
	"fmt"
	"time"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/store"
)

// Feed sends messages, and knows how many of them no engine has taken.
type Feed struct {
	sender *intake.Sender
	store  *store.Store
	ends   map[intake.Place]int64 // behind the last that was sent
}

// NewFeed makes a feed, which has sent nothing.
func (s *Servers) NewFeed(ctx context.Context) (f *Feed, err error) {
	f = &Feed{ends: map[intake.Place]int64{}}
	if f.sender, err = intake.NewSender(s.KafkaOptions()); err != nil {
		return nil, err
	}
	if f.store, err = store.Open(ctx, s.StoreOptions()); err != nil {
		f.sender.Close()
		return nil, err
	}
	return f, nil
}

// Close ends what the feed holds.
func (f *Feed) Close() {
	f.sender.Close()
	_ = f.store.Close() // it was only read
}

// Send sends messages, and waits until Kafka has them.
func (f *Feed) Send(ctx context.Context, messages []intake.Outgoing) error {
	found, err := f.sender.Send(ctx, messages)
	for place, end := range found {
		f.ends[place] = max(f.ends[place], end)
	}
	return err
}

// Left is how many messages no engine has taken.
func (f *Feed) Left(ctx context.Context) (left int, err error) {
	for place, end := range f.ends {
		offset, _, err := f.store.Position(ctx, place.Topic, place.Partition)
		if err != nil {
			return 0, fmt.Errorf("asking how far the engines are: %w", err)
		}
		left += int(max(end-offset, 0))
	}
	return left, nil
}

// Drain waits until engines have taken all that was sent.
func (f *Feed) Drain(ctx context.Context) error {
	const often = 100 * time.Millisecond
	for {
		left, err := f.Left(ctx)
		if err != nil || left == 0 {
			return err
		}
		if err := Sleep(ctx, often); err != nil {
			return err
		}
	}
}

// Sleep waits, unless the context ends.
func Sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the caller's own
	case <-time.After(d):
		return nil
	}
}
