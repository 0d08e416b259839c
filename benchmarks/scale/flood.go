package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/intake"
)

// flood is one run: an engine that is flooded, and read from.
type flood struct {
	*region
	tally

	sustainable float64 // messages a second
	phases      []*phase
}

// fastest is more than any engine links in a second, so that enough people are
// made.
const fastest = 5000

// measureFlood lets one phase after another happen to an engine.
func (b *bench) measureFlood(ctx context.Context) (err error) {
	r, err := b.newRegion(ctx, "flood", 3*b.seconds*fastest)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.stop()) }()
	f := &flood{region: r}
	path := filepath.Join(b.dir, "flood", "readings.ndjson")
	if err := r.startEngine(ctx, "-readings", path, "-reads", strconv.Itoa(b.reads)); err != nil {
		return err
	}
	if err := r.balance(ctx); err != nil {
		return err
	}
	if err := errors.Join(stepBack(r.servers.Kafka.PID()), stepBack(os.Getpid())); err != nil {
		return err
	}
	start, err := f.look(ctx)
	if err != nil {
		return err
	}
	f.before = start.taken
	if err := f.run(ctx); err != nil {
		return err
	}
	if err := r.stopEngines(); err != nil {
		return err
	}
	all, err := readReadings(path)
	if err != nil {
		return err
	}
	for _, p := range f.phases {
		p.Person, p.Match = percentilesOf(all, personRead, p.from, p.to), percentilesOf(all, matchRead, p.from, p.to)
	}
	partition, err := r.check(ctx)
	return errors.Join(f.tell(partition), err)
}

// run goes through the phases.
func (f *flood) run(ctx context.Context) error {
	short := time.Duration(f.seconds) * time.Second / 3
	idle := func(ctx context.Context) error { return live.Sleep(ctx, short) }
	if err := f.phase(ctx, "idle", idle); err != nil {
		return err
	}
	if err := f.find(ctx, short); err != nil {
		return err
	}
	if err := f.steadily(ctx, "sustainable", f.share); err != nil {
		return err
	}
	if err := f.steadily(ctx, "flood", f.times); err != nil {
		return err
	}
	if err := f.phase(ctx, "drain", f.feed.Drain); err != nil {
		return err
	}
	return f.phase(ctx, "idle again", idle)
}

// find finds out what the engine links of messages that are always there. The
// first of the time it spends on getting used to them.
func (f *flood) find(ctx context.Context, lasts time.Duration) error {
	messages, _, err := f.people.Messages(int(lasts.Seconds()*fastest), f.updates)
	if err != nil {
		return err
	}
	const ahead, atOnce = 6000, 1000
	sent, began := 0, time.Now()
	var from, to tick
	for time.Since(began) < lasts {
		now, err := f.look(ctx)
		if err != nil {
			return err
		}
		if to = now; from.at.IsZero() && time.Since(began) > lasts/4 {
			from = now
		}
		for ; int(f.sent.Load())-now.taken < ahead && sent+atOnce <= len(messages); sent += atOnce {
			if err := f.send(ctx, messages[sent:sent+atOnce]); err != nil {
				return err
			}
		}
		if err := live.Sleep(ctx, often); err != nil {
			return err
		}
	}
	f.sustainable = float64(to.taken-from.taken) / to.at.Sub(from.at).Seconds()
	f.say("the engine links %.0f a second of what is always there", f.sustainable)
	return f.feed.Drain(ctx)
}

const often = 100 * time.Millisecond

// steadily sends messages at some times the sustainable rate, whatever the engine
// does. At first they are new, more of them than it can link meanwhile; then the
// same come again, so that what is left afterwards is soon gone.
func (f *flood) steadily(ctx context.Context, name string, times float64) error {
	rate, lasts := f.sustainable*times, time.Duration(f.seconds)*time.Second
	const enough = 1.3
	fresh, _, err := f.people.Messages(1+int(lasts.Seconds()*min(rate, enough*f.sustainable)), f.updates)
	if err != nil {
		return err
	}
	runtime.GC() // now, and not while somebody looks at the clock
	return f.phase(ctx, name, func(ctx context.Context) error { return f.pace(ctx, rate, lasts, fresh) })
}

func (f *flood) pace(ctx context.Context, rate float64, lasts time.Duration, messages []intake.Outgoing) error {
	const most = 5000
	began := time.Now()
	for sent := 0; time.Since(began) < lasts; {
		due := int(rate * time.Since(began).Seconds())
		if due == sent {
			if err := live.Sleep(ctx, often/10); err != nil {
				return err
			}
			continue
		}
		at := sent % len(messages)
		n := min(due-sent, most, len(messages)-at)
		if err := f.send(ctx, messages[at:at+n]); err != nil {
			return err
		}
		sent += n
	}
	return nil
}

func (f *flood) send(ctx context.Context, messages []intake.Outgoing) error {
	if err := f.feed.Send(ctx, messages); err != nil {
		return err
	}
	f.sent.Add(int64(len(messages)))
	return nil
}

// phase lets something happen, and watches.
func (f *flood) phase(ctx context.Context, name string, happen func(context.Context) error) error {
	p := &phase{Name: name, from: time.Now()}
	f.phases = append(f.phases, p)
	before, err := f.usage(ctx)
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	var group sync.WaitGroup
	group.Go(func() { p.watch(watching, f) })
	err = happen(ctx)
	p.to = time.Now()
	stop()
	group.Wait()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	after, err := f.usage(ctx)
	p.usage, p.Seconds = after.since(before), p.to.Sub(p.from).Seconds()
	f.say("%s: %.0f s, %.0f messages taken, %d waiting at most, the engine held %.0f MiB at most, %.0f of its own",
		name, p.Seconds, p.Messages, p.Lag, p.Resident, p.Own)
	return err
}

func (f *flood) named(name string) *phase {
	return f.phases[slices.IndexFunc(f.phases, func(p *phase) bool { return p.Name == name })]
}
