package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
)

// engines are those that are kept running, whatever happens to them, as a
// supervisor does.
type engines struct {
	*run

	mu  sync.Mutex
	all []*live.Engine // nil for one that is down

	kills, pauses int
}

// keep starts an engine again and again until the context ends.
func (e *engines) keep(ctx context.Context, number int) error {
	path := filepath.Join(e.dir, fmt.Sprintf("engine-%d.log", number))
	log, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("opening the log of an engine: %w", err)
	}
	defer log.Close() //nolint:errcheck // the engine has its own handle
	for ctx.Err() == nil {
		if err := e.once(ctx, number, log); err != nil {
			return err
		}
	}
	return nil
}

// once starts an engine and waits until it dies or the context ends.
func (e *engines) once(ctx context.Context, number int, log *os.File) error {
	f := e.plan.failpoint(number)
	cfg := e.servers.Routes[number].Config
	cfg.Data, cfg.Index.Batch = e.dataOf(number), indexBatch
	engine, err := live.StartEngine(ctx, &cfg, log, live.EngineFlag, "-failpoints", f.String())
	if err != nil {
		e.died(number, "did not start", f)
		return live.Sleep(ctx, time.Second)
	}
	e.set(number, engine)
	died := e.watch(ctx, engine)
	e.set(number, nil)
	if !died {
		return engine.Stop()
	}
	e.died(number, "has ended", f)
	return nil
}

// indexBatch makes every engine write its index often.
const indexBatch = 1000

func (e *engines) died(number int, how string, f *fault) {
	if f != nil {
		how += ", or reached " + f.String()
	}
	e.say("engine %d %s", number, how)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.kills++
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
		if engine.Paused() {
			e.endPause(ctx, engine)
		}
	}
}

func (e *engines) endPause(ctx context.Context, engine *live.Engine) {
	pause := e.plan.pause()
	e.say("an engine is paused for %s", pause.Round(time.Millisecond))
	select {
	case <-ctx.Done():
	case <-engine.Ended():
	case <-time.After(pause):
	}
	_ = engine.Signal(syscall.SIGCONT) // one that has ended needs none
	e.mu.Lock()
	defer e.mu.Unlock()
	e.pauses++
}

func (e *engines) set(number int, engine *live.Engine) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all[number] = engine
}

func (e *engines) get(number int) *live.Engine {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.all[number]
}

// signal signals an engine; one that is down needs none.
func (e *engines) signal(number int, signal syscall.Signal) {
	if engine := e.get(number); engine != nil {
		_ = engine.Signal(signal) // one that has just ended is as good as hit
	}
}

// up waits until all engines are ready.
func (e *engines) up(ctx context.Context) error {
	const often = 50 * time.Millisecond
	for number := range e.all {
		for e.get(number) == nil {
			if err := live.Sleep(ctx, often); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *engines) counts() (kills, pauses int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.kills, e.pauses
}

func (e *engines) allUp() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !slices.Contains(e.all, nil)
}
