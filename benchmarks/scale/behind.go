package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"syscall"
)

// stepBack has a process take only what others leave of the cores: who floods an
// engine, and Kafka, have machines of their own elsewhere.
func stepBack(process int) error {
	const behind = 15
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", process))
	if err != nil {
		return fmt.Errorf("listing threads: %w", err)
	}
	for _, path := range threads {
		thread, err := strconv.Atoi(filepath.Base(path))
		if err != nil {
			continue
		}
		if err := syscall.Setpriority(syscall.PRIO_PROCESS, thread, behind); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stepping back: %w", err)
		}
	}
	return nil
}
