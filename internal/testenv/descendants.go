package testenv

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// descendants lists the processes below one, from /proc.
func descendants(pid int) ([]int, error) {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, fmt.Errorf("listing processes: %w", err)
	}
	children := make(map[int][]int)
	for _, path := range stats {
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if err != nil {
			continue
		}
		if _, parent, ok := readStat(path); ok {
			children[parent] = append(children[parent], pid)
		}
	}
	found := append([]int(nil), children[pid]...)
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i]]...)
	}
	return found, nil
}

// isGone says whether a process has ended, be it that its parent has not asked
// how, as of a zombie.
func isGone(pid int) bool {
	state, _, ok := readStat(fmt.Sprintf("/proc/%d/stat", pid))
	return !ok || state == "Z"
}

// isAtRest says whether every thread of a process is stopped, or none is left.
func isAtRest(pid int) bool {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil {
		return true // as of no thread
	}
	for _, thread := range threads {
		if state, _, ok := readStat(thread); ok && state != "T" && state != "Z" {
			return false
		}
	}
	return true
}

// readStat reads a process's state and parent; not ok once there is none.
func readStat(path string) (state string, parent int, ok bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", 0, false
	}
	// 17 (a name that may hold anything) S 4 ...
	name := bytes.LastIndexByte(text, ')')
	fields := bytes.Fields(text[name+1:])
	if name < 0 || len(fields) < 2 {
		return "", 0, false
	}
	parent, err = strconv.Atoi(string(fields[1]))
	return string(fields[0]), parent, err == nil
}
