//go:build !unix

package telemetry

// PeakMemory is not known here.
func PeakMemory() int64 { return 0 }
