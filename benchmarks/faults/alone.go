package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
)

// eachAlone lets one fault after another happen, each in a run of its own.
func (o options) eachAlone(ctx context.Context, out io.Writer) error {
	list, err := troublesNamed(o.alone)
	if err != nil {
		return err
	}
	o.times, o.events = 1, aloneEvents
	var failed error
	for _, t := range list {
		one := o
		one.dir = filepath.Join(o.dir, t.name)
		if err := one.oneAlone(ctx, out, &t); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", t.name, err))
		}
	}
	return failed
}

const aloneEvents = 20_000

// quiet plans nothing.
type quiet struct{}

func (quiet) failpoint(int) *fault { return nil }
func (quiet) pause() time.Duration { return short }

// oneAlone lets a fault happen while messages come steadily, and takes the time
// until as few wait as before.
func (o options) oneAlone(ctx context.Context, out io.Writer, t *trouble) error {
	const longest = 6 * time.Minute
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	var lasted, recovered time.Duration
	r, found, err := o.do(ctx, out, quiet{}, steadily(), func(ctx context.Context, r *run) (err error) {
		if err := r.running(ctx); err != nil {
			return err
		}
		r.say("%s", t.what)
		began := time.Now()
		if err := t.strike(ctx, r, 0); err != nil {
			return err
		}
		over := time.Now()
		lasted = over.Sub(began)
		recovered, err = r.recovered(ctx, over)
		return err
	})
	if err != nil {
		return r.failed(&found, err)
	}
	r.say("%s: lasted %.1f s, recovered %.1f s after that; %d messages waited at most", t.name, lasted.Seconds(), recovered.Seconds(), r.progress.mostLeft())
	return r.told(&found, map[string]any{
		"fault": t.what, "lasted_seconds": lasted.Seconds(), "recovered_seconds": recovered.Seconds(), "waiting_at_most": r.progress.mostLeft(),
	})
}

// running waits until all engines are at work, and a little more.
func (r *run) running(ctx context.Context) error {
	const more = 5 * time.Second
	if err := r.engines.up(ctx); err != nil {
		return err
	}
	return live.Sleep(ctx, more)
}

// recovered gives how long after a moment it was until all engines were there and
// no more messages waited than come in a second, and stayed so.
func (r *run) recovered(ctx context.Context, after time.Time) (time.Duration, error) {
	const often, stays = 50 * time.Millisecond, 15 * time.Second // longer than Kafka takes to miss an engine
	bad := after
	for asked := after; asked.Sub(bad) < stays; {
		if err := live.Sleep(ctx, often); err != nil {
			return 0, err
		}
		left, at := r.progress.now()
		switch {
		case !r.engines.allUp():
			bad = time.Now()
		case left > r.rate:
			bad = at
		}
		asked = at
	}
	return bad.Sub(after), nil
}
