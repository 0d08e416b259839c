package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/pprof"
	"slices"
	"sync"
	"time"

	"github.com/lhcre/mpi/internal/demo"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/publish/follow"
	"github.com/lhcre/mpi/internal/service"
)

// next gives events as messages: updates of known records, and new records.
func (b *bench) next(n, updates int) ([]demo.Message, []identity.RecordID, error) {
	var out []demo.Message
	var ids []identity.RecordID
	for range n {
		var f facts.Fact
		if b.people.rng.IntN(100) < updates || b.people.sent == len(b.people.rows) {
			f = b.people.update()
		} else {
			f = b.people.next()
		}
		text, err := message(&f)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, demo.Message{Key: f.Key.Authority + "|" + f.Key.LocalID, ContentType: intake.TypeNative, Value: text})
		ids = append(ids, f.Key.Record())
	}
	return out, ids, nil
}

// running starts the engine's readers and writers, and gives what ends them.
func (b *bench) running(ctx context.Context) (stop func() error, err error) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	ready := make(chan struct{})
	go func() { ended <- b.service.Run(ctx, func(string) { close(ready) }) }()
	select {
	case <-ready:
	case err := <-ended:
		cancel()
		return nil, err
	}
	return func() error { cancel(); return <-ended }, nil
}

// stream sends the events, then lets the engine take them as fast as it can.
func (b *bench) stream(ctx context.Context) error {
	if b.events == 0 {
		return nil
	}
	sender, err := intake.NewSender(b.service.Kafka())
	if err != nil {
		return err
	}
	defer sender.Close()
	messages, _, err := b.next(b.events, b.updates)
	if err != nil {
		return err
	}
	before, err := b.usage(ctx)
	if err != nil {
		return err
	}
	end, err := b.running(ctx)
	if err != nil {
		return err
	}
	if b.profile != "" {
		file, err := os.Create(b.profile)
		if err != nil {
			return errors.Join(err, end())
		}
		if err := pprof.StartCPUProfile(file); err != nil {
			return errors.Join(err, end())
		}
		defer pprof.StopCPUProfile()
	}
	start, rates, last, at := time.Now(), []float64{}, 0, time.Now()
	const window = 20_000
	err = demo.Play(ctx, sender, b.service.Store, messages, func(done int) {
		if done-last >= window {
			rates = append(rates, float64(done-last)/time.Since(at).Seconds())
			b.say("%d events, %.0f a second", done, rates[len(rates)-1])
			last, at = done, time.Now()
		}
	})
	took := time.Since(start).Seconds()
	if err != nil {
		return errors.Join(err, end())
	}
	after, err := b.usage(ctx)
	if err != nil {
		return errors.Join(err, end())
	}
	rate := float64(b.events) / took
	slices.Sort(rates)
	b.report["stream"] = map[string]any{
		"events": b.events, "updates_percent": b.updates, "seconds": took, "events_per_second": rate,
		"windows": rates, "per_event": after.per(before, b.events),
	}
	b.say("%d events in %.1f s: %.0f a second; per event %v", b.events, took, rate, after.per(before, b.events))
	return end()
}

// steady sends new records at a steady rate, whatever the engine does, and times
// each from when it was to be sent until an event tells that it has an identity.
func (b *bench) steady(ctx context.Context) error {
	if b.rate*b.seconds == 0 {
		return nil
	}
	sender, err := intake.NewSender(b.service.Kafka())
	if err != nil {
		return err
	}
	defer sender.Close()
	end, err := b.running(ctx)
	if err != nil {
		return err
	}
	l := &latencies{due: map[identity.RecordID]time.Time{}}
	reading, stop := context.WithCancel(ctx)
	var group sync.WaitGroup
	failed := make(chan error, 1)
	group.Go(func() { failed <- l.read(reading, b.service) })
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
	return errors.Join(err, <-failed, end())
}

// send keeps to its plan: a message that is late counts from when it was due.
func (b *bench) send(ctx context.Context, sender *intake.Sender, l *latencies) error {
	const ticks = 20 // a second
	start := time.Now()
	var group sync.WaitGroup
	defer group.Wait()
	for tick := range ticks * b.seconds {
		messages, ids, err := b.next(b.rate/ticks, 0)
		if err != nil {
			return err
		}
		due := start.Add(time.Duration(tick) * time.Second / ticks)
		time.Sleep(time.Until(due))
		l.expect(ids, due)
		all := make([]intake.Outgoing, len(messages))
		for i, m := range messages {
			all[i] = intake.Outgoing{Topic: intake.TopicDemographics, Key: m.Key, ContentType: m.ContentType, Value: m.Value}
		}
		group.Go(func() { _, _ = sender.Send(ctx, all) })
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

func (l *latencies) read(ctx context.Context, of *service.Service) error {
	return follow.Tail(ctx, of.Kafka(), publish.TopicEvents, func(text []byte) error {
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
