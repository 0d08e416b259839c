package main

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
)

// random kills and pauses engines, at points of their own code and at any time.
func (o options) random(ctx context.Context, out io.Writer) error {
	const longest = 15 * time.Minute
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	start := time.Now()
	p := newRandomPlan(o.seed, o.kills, o.pauses)
	r, found, err := o.do(ctx, out, p, p.pace, p.strike)
	if err != nil {
		return r.failed(&found, err)
	}
	kills, pauses := r.engines.counts()
	r.say("%d messages, each sent %d times, past %d kills and %d pauses in %s", len(r.messages), r.times, kills, pauses, time.Since(start).Round(time.Second))
	return r.told(&found, map[string]any{"times": r.times, "kills": kills, "pauses": pauses, "seconds": time.Since(start).Seconds()})
}

// randomPlan is which faults there are: half of them at failpoints, half by the
// clock.
type randomPlan struct {
	*dice

	kills, pauses int // in all

	mu     sync.Mutex
	faults []fault // that nobody has taken
}

func newRandomPlan(seed uint64, kills, pauses int) *randomPlan {
	p := &randomPlan{dice: newDice(seed, 1), kills: kills, pauses: pauses}
	for i := range kills + pauses {
		f := fault{what: "kill"}
		if i >= kills {
			f.what = "pause"
		}
		if i%2 == 0 {
			const most = 30
			f.at = p.point(most)
		}
		p.faults = append(p.faults, f)
	}
	p.rng.Shuffle(len(p.faults), func(i, j int) { p.faults[i], p.faults[j] = p.faults[j], p.faults[i] })
	return p
}

func (p *randomPlan) failpoint(int) *fault { return p.take(true) }

// take gives the next fault that is for a failpoint, or for none.
func (p *randomPlan) take(failpoint bool) *fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, f := range p.faults {
		if (f.at != "") == failpoint {
			p.faults = append(p.faults[:i], p.faults[i+1:]...)
			return &f
		}
	}
	return nil
}

// strike lets the faults happen that need no failpoint, one after another, until
// as many have happened as were asked for.
func (p *randomPlan) strike(ctx context.Context, r *run) error {
	const least, most = 300 * time.Millisecond, 2 * time.Second
	for {
		if err := live.Sleep(ctx, p.between(least, most)); err != nil {
			return err
		}
		f := p.missing(r.engines)
		if f == nil {
			return nil
		}
		r.engines.signal(p.intN(len(r.engines.all)), f.signal())
	}
}

// missing gives a fault that is yet to happen. An engine may never come to the
// point where it was to fail.
func (p *randomPlan) missing(e *engines) *fault {
	if f := p.take(false); f != nil {
		return f
	}
	kills, pauses := e.counts()
	switch {
	case kills < p.kills:
		return &fault{what: "kill"}
	case pauses < p.pauses:
		return &fault{what: "pause"}
	}
	return nil
}

// pace makes the messages last until every fault has happened, and has no more of
// them wait than is asked for.
func (p *randomPlan) pace(r *run) int {
	if r.progress.waiting() > r.ahead {
		return 0
	}
	kills, pauses := r.engines.counts()
	happened := min(kills, p.kills) + min(pauses, p.pauses)
	return r.times * len(r.messages) * (happened + 1) / (p.kills + p.pauses + 1)
}
