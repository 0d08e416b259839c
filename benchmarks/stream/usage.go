package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// usage is what the parts have used up to now.
type usage struct {
	Engine, PostgreSQL, Kafka float64 // CPU seconds
	WAL                       int64
	Statements, Transactions  int64
	Retries                   int64
}

func (b *bench) usage(ctx context.Context) (u usage, err error) {
	u.Engine = cpuOf(os.Getpid(), false)
	if b.postgres != nil {
		u.PostgreSQL = cpuOf(b.postgres.PID(), true)
		u.Kafka = cpuOf(b.kafka.PID(), false)
		if u.WAL, err = b.postgres.WALBytes(ctx); err != nil {
			return u, err
		}
	}
	s := b.service.Store.Stats()
	u.Statements, u.Transactions, u.Retries = s.Statements, s.Transactions, s.Retries
	return u, nil
}

// per is what was used since, for each record.
func (u usage) per(before usage, records int) map[string]any {
	n := float64(records)
	return map[string]any{
		"engine_cpu_us":     (u.Engine - before.Engine) / n * 1e6,
		"postgresql_cpu_us": (u.PostgreSQL - before.PostgreSQL) / n * 1e6,
		"kafka_cpu_us":      (u.Kafka - before.Kafka) / n * 1e6,
		"wal_bytes":         float64(u.WAL-before.WAL) / n,
		"statements":        float64(u.Statements-before.Statements) / n,
		"transactions":      float64(u.Transactions-before.Transactions) / n,
		"retries":           float64(u.Retries-before.Retries) / n,
	}
}

const ticks = 100 // of a second, as Linux counts a process's time

// cpuOf is the CPU time of a process, with that of its children if so asked:
// those that run and those that have ended.
func cpuOf(pid int, children bool) (seconds float64) {
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
