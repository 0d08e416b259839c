package main

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
)

// Machine is what the engines ran on.
type Machine struct {
	System    string
	Processor string
	Cores     int
	Memory    int64 // bytes
	Go        string
}

func thisMachine() Machine {
	m := Machine{
		System: runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU(), Go: runtime.Version(),
		Processor: valueOf("/proc/cpuinfo", "model name"),
	}
	if release, err := os.ReadFile("/proc/sys/kernel/osrelease"); err == nil {
		m.System += ", kernel " + strings.TrimSpace(string(release))
	}
	kilobytes, _, _ := strings.Cut(valueOf("/proc/meminfo", "MemTotal"), " ")
	if n, err := strconv.ParseInt(kilobytes, 10, 64); err == nil {
		m.Memory = n << 10
	}
	return m
}

// valueOf reads the first "name: value" of a file of /proc; none is "".
func valueOf(path, name string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(line, ":")
		if strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// pythonVersion is that of the Python of the venvs.
func (b *bench) pythonVersion(ctx context.Context) string {
	//nolint:gosec // the command line names the interpreter
	text, err := exec.CommandContext(ctx, b.python, "--version").CombinedOutput()
	if err != nil {
		return "no Python"
	}
	return strings.TrimSpace(string(text))
}
