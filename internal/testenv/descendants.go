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
		if _, parent, ok := readStat(pid); ok {
			children[parent] = append(children[parent], pid)
		}
	}
	found := append([]int(nil), children[pid]...)
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i]]...)
	}
	return found, nil
}

// isAlive says whether a process runs. One that has ended and whose parent has
// not asked how, a zombie, does not.
func isAlive(pid int) bool {
	state, _, ok := readStat(pid)
	return ok && state != "Z"
}

// readStat reads a process's state and parent; not ok once there is none.
func readStat(pid int) (state string, parent int, ok bool) {
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
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
