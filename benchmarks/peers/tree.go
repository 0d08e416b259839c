package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// load is what a process and all that it has started use at one moment.
type load struct {
	resident int64         // bytes of memory
	highest  int64         // the most that the process itself ever had
	cpu      time.Duration // of the living, and of those that were waited for
}

const (
	clockTick  = 10 * time.Millisecond // the kernel's unit in /proc/PID/stat
	statFields = 22                    // those of stat after the name, up to rss
)

// stat is the part of /proc/PID/stat that is needed.
type stat struct {
	parent   int
	resident int64
	cpu      time.Duration
}

// loadOf adds up a process and its descendants. Memory that several processes
// share is counted for each.
func loadOf(pid int) load {
	all := processes()
	total := load{highest: highWater(pid)}
	for other, s := range all {
		if descends(all, other, pid) {
			total.resident += s.resident
			total.cpu += s.cpu
		}
	}
	return total
}

// processes reads those that there are; one that ends meanwhile is left out.
func processes() map[int]stat {
	paths, _ := filepath.Glob("/proc/[0-9]*/stat")
	all := make(map[int]stat, len(paths))
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		if s, ok := parseStat(text); ok {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			all[pid] = s
		}
	}
	return all
}

// parseStat reads a line of /proc/PID/stat. The second field is the program's
// name, which may hold blanks and brackets: what counts begins after the last.
func parseStat(text []byte) (stat, bool) {
	end := bytes.LastIndexByte(text, ')')
	fields := strings.Fields(string(text[end+1:]))
	if end < 0 || len(fields) < statFields {
		return stat{}, false
	}
	number := func(field int) int64 {
		n, _ := strconv.ParseInt(fields[field], 10, 64) // the kernel writes numbers only
		return n
	}
	ticks := number(11) + number(12) + number(13) + number(14)
	return stat{
		parent:   int(number(1)),
		resident: number(21) * int64(os.Getpagesize()),
		cpu:      time.Duration(ticks) * clockTick,
	}, true
}

func descends(all map[int]stat, pid, from int) bool {
	for range len(all) + 1 { // a number that is used again could close a circle
		if pid == from {
			return true
		}
		s, ok := all[pid]
		if !ok {
			return false
		}
		pid = s.parent
	}
	return false
}

// highWater reads the most memory that a process has had, in bytes.
func highWater(pid int) int64 {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kilobytes, _ := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kilobytes << 10
		}
	}
	return 0
}
