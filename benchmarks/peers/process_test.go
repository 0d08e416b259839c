package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shell runs a script as an engine would run.
func shell(t *testing.T, limit time.Duration, script string) (Usage, error) {
	t.Helper()
	return execute(t.Context(), process{
		step: Step{Phase: "start", Argv: []string{"sh", "-c", script}}, limit: limit,
		phase: func(string) {}, stderr: io.Discard,
	})
}

func TestPhasesAreTimedAndTheSweepIsNot(t *testing.T) {
	t.Parallel()
	usage, err := shell(t, time.Minute, `sleep 0.2; echo phase read; sleep 0.4; echo phase write
		echo something else; echo phase sweep; echo count candidates 42; sleep 1`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range usage.Phases {
		names = append(names, p.Name)
	}
	if want := []string{"start", "read", "write"}; !slices.Equal(names, want) {
		t.Fatalf("phases %q, want %q", names, want)
	}
	if got := usage.Phases[1].Seconds; got < 0.35 {
		t.Errorf("read took %.2f s, want at least the 0.4 s that it slept", got)
	}
	if usage.Wall < 0.6 || usage.Wall > 1.5 {
		t.Errorf("%.2f s in all, want about 0.6: the sweep is not counted", usage.Wall)
	}
	if usage.Counts["candidates"] != 42 {
		t.Errorf("counts %v, want 42 candidates", usage.Counts)
	}
}

// holders is a script of n processes that each hold 20 MB until all of them do.
func holders(folder string, n int) string {
	return `hold() {
		x=$(yes | head -c 40000000 | tr -d '\n'); touch ` + folder + `/$1
		until [ "$(ls ` + folder + ` | wc -l)" = ` + strconv.Itoa(n) + ` ]; do sleep 0.02; done
		sleep 0.3
	}
	for i in $(seq ` + strconv.Itoa(n) + `); do hold $i & done; wait`
}

func TestMemoryIsThatOfAllProcesses(t *testing.T) {
	t.Parallel()
	one, err := shell(t, time.Minute, holders(t.TempDir(), 1))
	if err != nil {
		t.Fatal(err)
	}
	four, err := shell(t, time.Minute, holders(t.TempDir(), 4))
	if err != nil {
		t.Fatal(err)
	}
	if one.Peak < 19<<20 {
		t.Errorf("%d bytes for a process that holds 20 MB", one.Peak)
	}
	if four.Peak < one.Peak*3/2 || four.Peak < 76<<20 {
		t.Errorf("%d bytes for four processes, %d for one: all count", four.Peak, one.Peak)
	}
}

func TestProcessorTimeIsCounted(t *testing.T) {
	t.Parallel()
	usage, err := shell(t, time.Minute, `i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo phase sweep
		i=0; while [ $i -lt 3000000 ]; do i=$((i+1)); done`)
	if err != nil {
		t.Fatal(err)
	}
	if usage.CPU <= 0 || usage.CPU > usage.Wall*1.5+0.1 {
		t.Errorf("%.2f CPU seconds in %.2f s of one core, up to the sweep", usage.CPU, usage.Wall)
	}
}

func TestTheLimitEndsWhatWasStartedToo(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "child")
	usage, err := shell(t, 500*time.Millisecond, `sleep 60 & echo $! > `+file+`; wait`)
	if err == nil || !strings.Contains(err.Error(), "stopped after the limit of 500ms") {
		t.Fatalf("error %v, want one that names the limit", err)
	}
	if usage.Wall < 0.4 || usage.Wall > 10 {
		t.Errorf("stopped after %.1f s, want 0.5", usage.Wall)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	if !gone(child) {
		t.Errorf("process %d still runs", child)
	}
}

// gone waits for a process to be over; one that nobody has waited for is.
func gone(pid int) bool {
	for range 100 {
		text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
		if err != nil || strings.Contains(string(text), ") Z ") || syscall.Kill(pid, 0) != nil {
			return true
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

func TestAFailureIsTold(t *testing.T) {
	t.Parallel()
	if _, err := shell(t, time.Minute, "exit 3"); err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("error %v, want exit status 3", err)
	}
}

func TestParseStat(t *testing.T) {
	t.Parallel()
	line := "12 (a ) b) S 7 12 12 0 -1 4194560 1 2 3 4 100 50 20 10 20 0 1 0 99 8192 5 18446744073709551615 1 1"
	s, ok := parseStat([]byte(line))
	if !ok || s.parent != 7 || s.cpu != 1800*time.Millisecond || s.resident != 5*int64(os.Getpagesize()) {
		t.Errorf("parseStat = %+v, %t", s, ok)
	}
	for _, bad := range []string{"", "12 (x) S 1", "no brackets at all"} {
		if _, ok := parseStat([]byte(bad)); ok {
			t.Errorf("parseStat(%q) is taken for a process", bad)
		}
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add([]byte("12 (a ) b) S 7 12 12 0 -1 4194560 1 2 3 4 100 50 20 10 20 0 1 0 99 8192 5 1 1 1"))
	f.Add([]byte(")"))
	f.Fuzz(func(_ *testing.T, text []byte) { parseStat(text) })
}
