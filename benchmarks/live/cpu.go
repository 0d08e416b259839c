package live

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const ticks = 100 // of a second, as Linux counts a process's time

// CPU is the CPU time of a process, with that of its children if so asked: those
// that run and those that have ended.
func CPU(pid int, children bool) (seconds float64) {
	own, parts := stat(pid)
	seconds = own
	if !children || parts == nil {
		return seconds
	}
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return seconds
	}
	for _, dir := range dirs {
		child, err := strconv.Atoi(filepath.Base(dir))
		if err != nil {
			continue
		}
		if used, fields := stat(child); fields != nil && fields[1] == strconv.Itoa(pid) {
			seconds += used
		}
	}
	for _, at := range []int{13, 14} {
		n, err := strconv.ParseFloat(parts[at], 64)
		if err == nil {
			seconds += n / ticks
		}
	}
	return seconds
}

// stat gives a process's own time, and the fields behind its name.
func stat(pid int) (seconds float64, fields []string) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, nil
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	fields = strings.Fields(rest)
	for _, at := range []int{11, 12} {
		if n, err := strconv.ParseFloat(fields[at], 64); err == nil {
			seconds += n / ticks
		}
	}
	return seconds, fields
}
