package main

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"syscall"
	"time"
)

// plan says where in their own code engines fail, and for how long they are
// paused.
type plan interface {
	// failpoint gives the fault of an engine that is about to be started, or nil.
	failpoint(engine int) *fault
	pause() time.Duration
}

// fault is something that happens to one of the engines: at a failpoint of its own
// or, without one, when its time has come.
type fault struct {
	what string // kill or pause
	at   string // as testenv reads it
}

// String gives it as testenv reads it.
func (f *fault) String() string {
	switch {
	case f == nil:
		return ""
	case f.at == "":
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

// dice draw what happens, the same for a seed.
type dice struct {
	mu  sync.Mutex
	rng *rand.Rand
}

func newDice(seed, stream uint64) *dice { return &dice{rng: rand.New(rand.NewPCG(seed, stream))} }

func (d *dice) intN(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rng.IntN(n)
}

func (d *dice) between(least, most time.Duration) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return least + time.Duration(d.rng.Int64N(int64(most-least)))
}

// pause is now and then longer than it takes the others to take over what the
// engine has.
func (d *dice) pause() time.Duration {
	const short, long, longOneIn = 3 * time.Second, 15 * time.Second, 3
	if d.intN(longOneIn) == 0 {
		return long
	}
	return d.between(0, short)
}

// point draws where an engine fails: at a point that it has passed up to so many
// times.
func (d *dice) point(most int) string {
	all := points()
	return fmt.Sprintf("%s:%d", all[d.intN(len(all))], 1+d.intN(most))
}
