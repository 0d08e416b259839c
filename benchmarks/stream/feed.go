package main

import (
	"context"
	"runtime"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/intake"
)

// feed sends messages as fast as the engine takes them.
type feed struct {
	*bench
	*live.Feed

	messages []intake.Outgoing
	rates    []float64 // of windows
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
			if err := f.Send(ctx, f.messages[sent:sent+n]); err != nil {
				return err
			}
			sent += n
		} else if err := live.Sleep(ctx, often); err != nil {
			return err
		}
		left, err := f.Left(ctx)
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
