package main

import (
	"context"
	"io"
	"math"
	"sync"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
)

// long lets all kinds of faults happen for a time, while messages come steadily.
func (o options) long(ctx context.Context, out io.Writer) error {
	const more = 30 // minutes, for the last to be taken and looked at
	ctx, cancel := context.WithTimeout(ctx, time.Duration(o.minutes+more)*time.Minute)
	defer cancel()
	o.times, o.events = 1, o.rate*o.minutes*60
	p := &endlessPlan{dice: newDice(o.seed, 1), happened: map[string]int{}, recovered: map[string]float64{}}
	watch := &memory{}
	r, found, err := o.do(ctx, out, p, steadily(), func(ctx context.Context, r *run) error {
		watching, stop := context.WithCancel(ctx)
		defer stop()
		var group sync.WaitGroup
		group.Go(func() { watch.run(watching, r.engines) })
		err := p.strike(ctx, r)
		stop()
		group.Wait()
		return err
	})
	if err != nil {
		return r.failed(&found, err)
	}
	kills, pauses := r.engines.counts()
	r.say("%d minutes: engines ended %d times and were paused %d times; %v", o.minutes, kills, pauses, p.happened)
	r.say("slowest to recover, in seconds: %v; memory of an engine's own, in MiB, by quarter: %v", p.recovered, watch.quarters())
	return r.told(&found, map[string]any{
		"minutes": o.minutes, "messages_per_second": o.rate, "ended": kills, "paused": pauses, "faults": p.happened,
		"slowest_recovery_seconds": p.recovered, "own_memory_mib_by_quarter": watch.quarters(), "waiting_at_most": r.progress.mostLeft(),
	})
}

// endlessPlan has something happen all the time.
type endlessPlan struct {
	*dice

	happened  map[string]int
	recovered map[string]float64 // the most seconds
}

// failpoint has every other engine fail where its code is.
func (p *endlessPlan) failpoint(int) *fault {
	if p.intN(2) == 0 {
		return nil
	}
	what := "kill"
	if p.intN(3) == 0 {
		what = "pause"
	}
	const most = 3000
	return &fault{what, p.point(most)}
}

// strike lets one fault after another happen until all messages are sent. Every
// other one comes before the engines have recovered from the one before.
func (p *endlessPlan) strike(ctx context.Context, r *run) error {
	if err := r.running(ctx); err != nil {
		return err
	}
	all := troubles()
	for !r.progress.allSent(len(r.messages)) {
		t := all[p.intN(len(all))]
		if t.name == "disk-full" && r.disk == nil {
			continue
		}
		r.say("%s", t.what)
		engine := p.intN(len(r.engines.all))
		if err := t.strike(ctx, r, engine); err != nil {
			return err
		}
		p.happened[t.name]++
		if p.intN(2) == 0 {
			if err := live.Sleep(ctx, p.between(0, short)); err != nil {
				return err
			}
			continue
		}
		took, err := r.recovered(ctx, time.Now())
		if err != nil {
			return err
		}
		p.recovered[t.name] = math.Round(max(p.recovered[t.name], took.Seconds())*10) / 10
	}
	return nil
}

// memory is what engines held.
type memory struct{ most []float64 } // of any engine, minute by minute

func (m *memory) run(ctx context.Context, e *engines) {
	const often, a = 2 * time.Second, 30
	for i := 0; live.Sleep(ctx, often) == nil; i++ {
		if i%a == 0 {
			m.most = append(m.most, 0)
		}
		last := &m.most[len(m.most)-1]
		for number := range e.all {
			if engine := e.get(number); engine != nil {
				_, own := engine.Memory()
				*last = max(*last, math.Round(own))
			}
		}
	}
}

// quarters gives the most in each quarter of the time.
func (m *memory) quarters() [4]float64 {
	var out [4]float64
	for i, own := range m.most {
		at := i * len(out) / len(m.most)
		out[at] = max(out[at], own)
	}
	return out
}
