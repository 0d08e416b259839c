package service

import (
	"os"
	"runtime/debug"
)

// garbageShare is how much garbage may gather, in hundredths of what is in use:
// an engine lives long, holds little and throws much away, and whoever asks while it
// is collected waits for longer. From softLimit on it is collected more often.
const (
	garbageShare = 1000
	softLimit    = 1600 << 20
)

// TuneMemory sets the collecting of garbage to what suits an engine that serves,
// unless GOGC or GOMEMLIMIT say otherwise. It is for the program's main.
func TuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbageShare)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softLimit)
	}
}
