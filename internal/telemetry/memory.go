package telemetry

import (
	"bytes"
	"os"
	"strconv"
)

// Memory is the memory that the process has now, as Linux tells it; 0 where it
// does not.
func Memory() int64 {
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
