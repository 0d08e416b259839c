//go:build unix

package telemetry

import "syscall"

// PeakMemory is the most memory that the process has had, as Linux counts it.
func PeakMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	const kibibyte = 1024
	return usage.Maxrss * kibibyte
}
