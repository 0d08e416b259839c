package bulk

import (
	"time"

	"github.com/lhcre/mpi/internal/telemetry"
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
	s.phases[name] = Phase{Seconds: now.Sub(s.last).Seconds(), MemoryBytes: telemetry.Memory(), PeakMemoryBytes: telemetry.PeakMemory()}
	s.last = now
}

func (s *Stopwatch) total() float64 { return time.Since(s.start).Seconds() }
