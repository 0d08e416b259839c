package main

import (
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"
)

// fault is something that happens to one of the engines: at a failpoint of its own
// or, without one, when its time has come.
type fault struct {
	what string // kill or pause
	at   string // as testenv reads it
}

func (f *fault) String() string {
	if f.at == "" {
		return f.what
	}
	return f.what + "@" + f.at
}

func (f *fault) signal() syscall.Signal {
	if f.what == "pause" {
		return syscall.SIGSTOP
	}
	return syscall.SIGKILL
}

// plan is which faults there are, and how long what takes: the same for a seed.
type plan struct {
	rng    *rand.Rand
	faults []fault // that nobody has taken

	kills, pauses int // in all
}

func newPlan(seed uint64, kills, pauses int) *plan {
	p := &plan{rng: rand.New(rand.NewPCG(seed, 1)), kills: kills, pauses: pauses}
	for i := range kills + pauses {
		f := fault{what: "kill"}
		if i >= kills {
			f.what = "pause"
		}
		if i%2 == 0 {
			const most = 30 // times that a point is passed first
			all := points()
			f.at = fmt.Sprintf("%s:%d", all[p.rng.IntN(len(all))], 1+p.rng.IntN(most))
		}
		p.faults = append(p.faults, f)
	}
	p.rng.Shuffle(len(p.faults), func(i, j int) { p.faults[i], p.faults[j] = p.faults[j], p.faults[i] })
	return p
}

// take gives the next fault that is for a failpoint, or for none.
func (p *plan) take(failpoint bool) (fault, bool) {
	for i, f := range p.faults {
		if (f.at != "") == failpoint {
			p.faults = append(p.faults[:i], p.faults[i+1:]...)
			return f, true
		}
	}
	return fault{}, false
}

// pause is how long an engine is paused: now and then for longer than it takes the
// others to take over what it has.
func (p *plan) pause() time.Duration {
	const short, long, longOneIn = 3 * time.Second, 15 * time.Second, 3
	if p.rng.IntN(longOneIn) == 0 {
		return long
	}
	return time.Duration(p.rng.Int64N(int64(short)))
}

// gap is how long nothing happens by the clock.
func (p *plan) gap() time.Duration {
	const least, most = 300 * time.Millisecond, 2 * time.Second
	return least + time.Duration(p.rng.Int64N(int64(most-least)))
}
