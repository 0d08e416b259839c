package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/intake"
)

// outcome is what some engines came to with the events.
type outcome struct {
	usage
	live.Partition

	Number  int     `json:"engines"`
	Round   int     `json:"round"`
	Seconds float64 `json:"seconds"`
	Rate    float64 `json:"events_per_second"`
}

// compareEngines sends the same events to different numbers of engines, in turn.
func (b *bench) compareEngines(ctx context.Context, numbers []int) error {
	var all []outcome
	for round := range b.rounds {
		for _, n := range numbers {
			o, err := b.someEngines(ctx, n)
			if err != nil {
				return fmt.Errorf("measuring %d engines: %w", n, err)
			}
			o.Round = round + 1
			all = append(all, o)
		}
	}
	return b.tellEngines(numbers, all)
}

// someEngines measures so many engines, from the beginning.
func (b *bench) someEngines(ctx context.Context, n int) (o outcome, err error) {
	r, err := b.newRegion(ctx, "engines", 2*b.events)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, r.stop()) }()
	for range n {
		if err := r.startEngine(ctx); err != nil {
			return o, err
		}
	}
	if err := r.balance(ctx); err != nil {
		return o, err
	}
	if o, err = r.stream(ctx); err != nil {
		return o, err
	}
	if err := r.stopEngines(); err != nil {
		return o, err
	}
	o.Partition, err = r.check(ctx)
	return o, err
}

// balance waits until the engines have shared the topic's partitions evenly, which
// shows once each has read something of all that are its own. The same few
// messages are sent again and again, so that the events that come after are always
// the same.
func (r *region) balance(ctx context.Context) error {
	const patience, some = 2 * time.Minute, 100
	messages, _, err := r.people.Messages(some, r.updates)
	if err != nil {
		return err
	}
	for end := time.Now().Add(patience); time.Now().Before(end); {
		if err := r.play(ctx, messages); err != nil {
			return err
		}
		shares, err := r.shares(ctx)
		if err != nil {
			return err
		}
		least, most, sum := r.partitions, 0, 0
		for _, n := range shares {
			least, most, sum = min(least, n), max(most, n), sum+n
		}
		if sum == r.partitions && most-least <= 1 {
			return nil
		}
	}
	return errors.New("the engines do not share the partitions")
}

// shares is how many partitions each engine has.
func (r *region) shares(ctx context.Context) (all []int, err error) {
	for _, e := range r.engines {
		told, err := e.Metrics(ctx)
		if err != nil {
			return nil, err
		}
		n := 0
		for name := range told {
			if strings.HasPrefix(name, "mpi_kafka_lag_messages{") && strings.Contains(name, `"`+intake.TopicDemographics+`"`) {
				n++
			}
		}
		all = append(all, n)
	}
	return all, nil
}

// stream sends the events as fast as they are taken.
func (r *region) stream(ctx context.Context) (o outcome, err error) {
	messages, _, err := r.people.Messages(r.events, r.updates)
	if err != nil {
		return o, err
	}
	before, err := r.usage(ctx)
	if err != nil {
		return o, err
	}
	start := time.Now()
	if err := r.play(ctx, messages); err != nil {
		return o, err
	}
	o.Seconds = time.Since(start).Seconds()
	after, err := r.usage(ctx)
	o.usage, o.Number, o.Rate = after.since(before), len(r.engines), float64(r.events)/o.Seconds
	r.say("%d engines: %d events in %.1f s, %.0f a second; of %.0f transactions %.0f were run again", o.Number, r.events, o.Seconds, o.Rate, o.Transactions, o.Retries)
	return o, err
}

// play sends messages, some ahead of the engines, and waits until all are taken.
func (r *region) play(ctx context.Context, messages []intake.Outgoing) error {
	const atOnce, ahead, often = 2000, 40_000, 20 * time.Millisecond
	for {
		left, err := r.feed.Left(ctx)
		switch {
		case err != nil:
			return err
		case len(messages) > 0 && left < ahead:
			n := min(atOnce, len(messages))
			if err := r.feed.Send(ctx, messages[:n]); err != nil {
				return err
			}
			messages = messages[n:]
			continue
		case left == 0:
			return nil
		}
		if err := live.Sleep(ctx, often); err != nil {
			return err
		}
	}
}
