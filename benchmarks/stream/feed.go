package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/store"
)

// feed sends messages as fast as the engine takes them.
type feed struct {
	*bench

	messages []intake.Outgoing
	sender   *intake.Sender
	store    *store.Store
	ends     map[intake.Place]int64 // behind the last that was sent
	rates    []float64              // of windows
}

func (b *bench) newFeed(ctx context.Context) (*feed, error) {
	f := &feed{bench: b, ends: map[intake.Place]int64{}}
	var err error
	if f.sender, err = intake.NewSender(b.kafkaOptions()); err != nil {
		return nil, err
	}
	if f.store, err = store.Open(ctx, b.storeOptions()); err != nil {
		f.sender.Close()
		return nil, err
	}
	return f, nil
}

func (f *feed) close() {
	f.sender.Close()
	if err := f.store.Close(); err != nil {
		f.say("closing the store: %v", err)
	}
}

// mostAhead is how many messages lie in Kafka before the engine at most: enough
// that it never waits.
const mostAhead = 40_000

// prepare makes the messages: whoever sends them to a real engine has them.
func (f *feed) prepare(events, updates int) (err error) {
	f.messages, _, err = f.people.Messages(events, updates)
	runtime.GC() // now, and not while somebody looks at the clock
	return err
}

// play sends the messages and waits until the engine has taken all.
func (f *feed) play(ctx context.Context) error {
	const atOnce, window, often = 2000, 20_000, 50 * time.Millisecond
	last, at, events := 0, time.Now(), len(f.messages)
	for sent, done := 0, 0; done < events; {
		if sent < events && sent-done < mostAhead {
			n := min(atOnce, events-sent)
			if err := f.send(ctx, f.messages[sent:sent+n]); err != nil {
				return err
			}
			sent += n
		} else if err := sleep(ctx, often); err != nil {
			return err
		}
		left, err := f.left(ctx)
		if err != nil {
			return err
		}
		done = sent - left
		if done-last >= window {
			rate := float64(done-last) / time.Since(at).Seconds()
			resident, own := f.engine.Memory()
			f.rates = append(f.rates, rate)
			f.say("%d events, %.0f a second; the engine holds %.0f MiB, %.0f of them its own", done, rate, resident, own)
			last, at = done, time.Now()
		}
	}
	return nil
}

func (f *feed) send(ctx context.Context, messages []intake.Outgoing) error {
	found, err := f.sender.Send(ctx, messages)
	for place, end := range found {
		f.ends[place] = max(f.ends[place], end)
	}
	return err
}

// left is how many messages the engine has not taken.
func (f *feed) left(ctx context.Context) (left int, err error) {
	for place, end := range f.ends {
		offset, _, err := f.store.Position(ctx, place.Topic, place.Partition)
		if err != nil {
			return 0, fmt.Errorf("asking how far the engine is: %w", err)
		}
		left += int(max(end-offset, 0))
	}
	return left, nil
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the caller's own
	case <-time.After(d):
		return nil
	}
}
