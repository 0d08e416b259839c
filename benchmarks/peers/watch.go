package main

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// notCounted is the phase that is not the engine's work: it looks for the
// threshold that suits it best.
const notCounted = "sweep"

// watch measures a running process: all of it, or up to the sweep.
type watch struct {
	pid     int
	started time.Time
	phase   func(string) // is told of each phase that begins

	mutex  sync.Mutex // guards what is below: two goroutines write
	usage  Usage
	open   string // the phase that lasts
	opened time.Time
	closed bool
}

func newWatch(pid int, first string, phase func(string)) *watch {
	now := time.Now()
	return &watch{
		pid: pid, started: now, phase: phase, open: first, opened: now,
		usage: Usage{Counts: map[string]int64{}},
	}
}

// sample looks at the process once.
func (w *watch) sample() {
	now := loadOf(w.pid)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.take(now)
}

func (w *watch) take(now load) {
	if w.closed {
		return
	}
	w.usage.Peak = max(w.usage.Peak, now.resident, now.highest)
	w.usage.CPU = max(w.usage.CPU, now.cpu.Seconds())
}

// hear reads a line of what the process says: "phase NAME" or "count WHAT N".
// Anything else is no matter of ours.
func (w *watch) hear(line string) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "phase":
		w.begin(rest)
		w.phase(rest)
	case "count":
		what, number, _ := strings.Cut(rest, " ")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			w.mutex.Lock()
			defer w.mutex.Unlock()
			w.usage.Counts[what] = n
		}
	}
}

func (w *watch) begin(phase string) {
	at := time.Now()
	now := loadOf(w.pid)
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.take(now)
	w.end(at)
	w.open, w.opened = phase, at
	if phase == notCounted {
		w.close(at)
	}
}

// end writes down the phase that lasted until now.
func (w *watch) end(at time.Time) {
	if !w.closed {
		w.usage.Phases = append(w.usage.Phases, Phase{Name: w.open, Seconds: at.Sub(w.opened).Seconds()})
	}
}

func (w *watch) close(at time.Time) {
	if !w.closed {
		w.usage.Wall = at.Sub(w.started).Seconds()
		w.closed = true
	}
}

// finish takes the kernel's own account of a process that is over, unless the
// counting ended before.
func (w *watch) finish(peak int64, cpu time.Duration) Usage {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.take(load{highest: peak, cpu: cpu})
	at := time.Now()
	w.end(at)
	w.close(at)
	return w.usage
}
