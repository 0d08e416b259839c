package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// HealthStats is how the engine is.
type HealthStats struct {
	States map[string]Severity
	// ClockOffset is how far the engine's clock is ahead of the store's, and
	// FreeBytes how much room is left for the engine's files; nil if unknown.
	ClockOffset *time.Duration
	FreeBytes   *float64
	// Unlinked is how old the oldest message is that was read and is not linked; 0
	// if there is none.
	Unlinked time.Duration
}

func healthSource(read func() HealthStats) *source {
	return &source{
		[]*prometheus.Desc{
			describe("state", "How bad a state of the engine is: 0 ok, 1 degraded, 2 failing, which makes it not ready.", "state"),
			describe("clock_offset_seconds", "How far this engine's clock is ahead of the store's."),
			describe("data_free_bytes", "Room that is left for the engine's files: in the data folder or the index's, whichever has less."),
			describe("oldest_unlinked_seconds", "How long ago the oldest message was produced that is not linked yet; 0 when all are."),
		},
		func(give func(int, prometheus.ValueType, float64, ...string)) {
			s := read()
			for name, severity := range s.States {
				give(0, prometheus.GaugeValue, float64(severity), name)
			}
			if s.ClockOffset != nil {
				give(1, prometheus.GaugeValue, s.ClockOffset.Seconds())
			}
			if s.FreeBytes != nil {
				give(2, prometheus.GaugeValue, *s.FreeBytes)
			}
			give(3, prometheus.GaugeValue, s.Unlinked.Seconds())
		},
	}
}
