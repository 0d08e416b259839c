package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/publish/follow"
)

// stream sends the events, and lets the engine take them as fast as it can.
func (b *bench) stream(ctx context.Context) error {
	if b.events == 0 {
		return nil
	}
	sent, err := b.servers.NewFeed(ctx)
	if err != nil {
		return err
	}
	defer sent.Close()
	f := &feed{bench: b, Feed: sent}
	if err := f.prepare(b.events, b.updates); err != nil {
		return err
	}
	if err := b.startEngine(ctx, b.profile); err != nil {
		return err
	}
	before, err := b.usage(ctx)
	if err != nil {
		return err
	}
	start := time.Now()
	if err := f.play(ctx); err != nil {
		return err
	}
	took := time.Since(start).Seconds()
	after, err := b.usage(ctx)
	if err != nil {
		return err
	}
	rate := float64(b.events) / took
	slices.Sort(f.rates)
	b.report["stream"] = map[string]any{
		"events": b.events, "updates_percent": b.updates, "seconds": took, "events_per_second": rate,
		"windows": f.rates, "per_event": after.per(before, b.events),
	}
	b.say("%d events in %.1f s: %.0f a second; per event %v", b.events, took, rate, after.per(before, b.events))
	return errors.Join(b.servers.Note(b.people), b.stopEngine())
}

// steady sends new records at a steady rate, whatever the engine does, and times
// each from when it was to be sent until an event tells that it has an identity.
func (b *bench) steady(ctx context.Context) error {
	if b.rate*b.seconds == 0 {
		return nil
	}
	sender, err := intake.NewSender(b.servers.KafkaOptions())
	if err != nil {
		return err
	}
	defer sender.Close()
	if err := b.startEngine(ctx, ""); err != nil {
		return err
	}
	l := &latencies{due: map[identity.RecordID]time.Time{}}
	reading, stop := context.WithCancel(ctx)
	var group sync.WaitGroup
	failed := make(chan error, 1)
	group.Go(func() { failed <- l.read(reading, b.servers.KafkaOptions()) })
	time.Sleep(5 * time.Second) // for the readers to be there
	err = b.send(ctx, sender, l)
	for wait := 0; wait < 300 && l.open() > 0; wait++ {
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	group.Wait()
	report := l.report()
	report["rate"], report["seconds"] = b.rate, b.seconds
	b.report["steady"] = report
	b.say("at %d a second for %d s: %v", b.rate, b.seconds, report)
	return errors.Join(err, <-failed, b.servers.Note(b.people), b.stopEngine())
}

// send keeps to its plan: a message that is late counts from when it was due.
func (b *bench) send(ctx context.Context, sender *intake.Sender, l *latencies) error {
	const ticks = 20 // a second
	start := time.Now()
	var group sync.WaitGroup
	defer group.Wait()
	for tick := range ticks * b.seconds {
		messages, ids, err := b.people.Messages(b.rate/ticks, 0)
		if err != nil {
			return err
		}
		due := start.Add(time.Duration(tick) * time.Second / ticks)
		time.Sleep(time.Until(due))
		l.expect(ids, due)
		group.Go(func() { _, _ = sender.Send(ctx, messages) })
	}
	return nil
}

// latencies are the times from when a message was due until its event was read.
type latencies struct {
	mu   sync.Mutex
	due  map[identity.RecordID]time.Time
	took []time.Duration
	hid  int
}

func (l *latencies) expect(ids []identity.RecordID, due time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range ids {
		l.due[id] = due
	}
}

func (l *latencies) open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.due) - l.hid
}

func (l *latencies) read(ctx context.Context, kafka []intake.ClientOption) error {
	return follow.Tail(ctx, kafka, publish.TopicEvents, func(text []byte) error {
		var e publish.Event
		if err := json.Unmarshal(text, &e); err != nil {
			return fmt.Errorf("reading an event: %w", err)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if e.Restricted {
			l.hid++ // it does not tell whom
		}
		for _, id := range e.Joined {
			if due, ok := l.due[id]; ok {
				l.took = append(l.took, time.Since(due))
				delete(l.due, id)
			}
		}
		return nil
	})
}

func (l *latencies) report() map[string]any {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.Sort(l.took)
	at := func(share float64) string {
		if len(l.took) == 0 {
			return "none"
		}
		return fmt.Sprint(l.took[min(int(share*float64(len(l.took))), len(l.took)-1)].Round(time.Millisecond))
	}
	return map[string]any{"events": len(l.took), "not_told": len(l.due), "p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": at(1)}
}
