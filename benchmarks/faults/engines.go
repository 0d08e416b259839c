package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/config"
)

// engines are those that are kept running, whatever happens to them.
type engines struct {
	config config.Config
	say    func(format string, args ...any)

	mu     sync.Mutex
	plan   *plan
	all    []*live.Engine // nil for one that is down
	kills  int
	pauses int
}

// run starts an engine again and again until the context ends.
func (e *engines) run(ctx context.Context, number int) error {
	for ctx.Err() == nil {
		f, planned := e.next(true)
		engine, err := e.start(ctx, number, &f)
		if err != nil && planned { // it failed before it was ready
			e.count(fault{what: "kill"})
			continue
		}
		if err != nil {
			return fmt.Errorf("engine %d: %w", number, err)
		}
		e.set(number, engine)
		died := e.watch(ctx, engine)
		e.set(number, nil)
		if !died {
			return engine.Stop()
		}
		e.count(fault{what: "kill"})
		e.say("engine %d was killed%s", number, reason(&f))
	}
	return nil
}

func reason(f *fault) string {
	if f.at == "" {
		return ""
	}
	return ", or reached " + f.String()
}

func (e *engines) next(failpoint bool) (fault, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.plan.take(failpoint)
}

func (e *engines) start(ctx context.Context, number int, f *fault) (*live.Engine, error) {
	cfg := e.config
	cfg.Data = filepath.Join(e.config.Data, strconv.Itoa(number))
	failpoints := ""
	if f.at != "" {
		failpoints = f.String()
	}
	return live.StartEngine(ctx, &cfg, "-engine", "-failpoints", failpoints)
}

// watch waits until an engine dies, which it tells, or the context ends. One that
// is paused is let go on after a while.
func (e *engines) watch(ctx context.Context, engine *live.Engine) (died bool) {
	const often = 50 * time.Millisecond
	for {
		select {
		case <-engine.Ended():
			return true
		case <-ctx.Done():
			return false
		case <-time.After(often):
		}
		if !engine.Paused() {
			continue
		}
		e.count(fault{what: "pause"})
		e.mu.Lock()
		pause := e.plan.pause()
		e.mu.Unlock()
		e.say("an engine is paused for %s", pause.Round(time.Millisecond))
		select {
		case <-ctx.Done():
		case <-engine.Ended():
		case <-time.After(pause):
		}
		_ = engine.Signal(syscall.SIGCONT) // one that has ended needs none
	}
}

func (e *engines) set(number int, engine *live.Engine) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all[number] = engine
}

func (e *engines) count(f fault) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if f.what == "kill" {
		e.kills++
	} else {
		e.pauses++
	}
}

// strike lets the faults happen that need no failpoint, one after another.
func (e *engines) strike(ctx context.Context) {
	for {
		e.mu.Lock()
		gap := e.plan.gap()
		e.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-time.After(gap):
		}
		f, missing := e.missing()
		if !missing {
			return
		}
		e.mu.Lock()
		engine := e.all[e.plan.rng.IntN(len(e.all))]
		e.mu.Unlock()
		if engine != nil {
			_ = engine.Signal(f.signal()) // one that has just ended is as good as hit
		}
	}
}

// missing gives a fault that is yet to happen. An engine may never come to the
// point where it was to fail.
func (e *engines) missing() (fault, bool) {
	if f, planned := e.next(false); planned {
		return f, true
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.kills < e.plan.kills:
		return fault{what: "kill"}, true
	case e.pauses < e.plan.pauses:
		return fault{what: "pause"}, true
	}
	return fault{}, false
}

// share is how many of some messages may be sent by now, so that they last until
// every fault has happened.
func (e *engines) share(of int) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	happened := min(e.kills, e.plan.kills) + min(e.pauses, e.plan.pauses)
	return of * (happened + 1) / (e.plan.kills + e.plan.pauses + 1)
}
