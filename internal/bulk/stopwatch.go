package bulk

import (
	"bytes"
	"os"
	"strconv"
	"syscall"
	"time"
)

// Phase says what one step of a run took.
type Phase struct {
	Seconds float64 `json:"seconds"`
	// MemoryBytes is the memory of the process when the phase ended, and
	// PeakMemoryBytes the most that it had had until then.
	MemoryBytes     int64 `json:"memory_bytes"`
	PeakMemoryBytes int64 `json:"peak_memory_bytes"`
}

// Stopwatch times the phases of a run.
type Stopwatch struct {
	start, last time.Time
	phases      map[string]Phase
}

func newStopwatch() *Stopwatch {
	now := time.Now()
	return &Stopwatch{start: now, last: now, phases: map[string]Phase{}}
}

// lap ends a phase, which began with the one before.
func (s *Stopwatch) lap(name string) {
	if s == nil {
		return
	}
	now := time.Now()
	s.phases[name] = Phase{Seconds: now.Sub(s.last).Seconds(), MemoryBytes: memory(), PeakMemoryBytes: peakMemory()}
	s.last = now
}

func (s *Stopwatch) total() float64 { return time.Since(s.start).Seconds() }

// peakMemory is the most memory that the process has had, as Linux counts it.
func peakMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	const kibibyte = 1024
	return usage.Maxrss * kibibyte
}

// memory is the memory that the process has now, as Linux tells it; 0 where it
// does not.
func memory() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(text)
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
