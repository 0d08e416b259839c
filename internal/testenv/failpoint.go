package testenv

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// Failpoints end or stop this process at points that its code names, so that a
// fault comes where it hurts, and the same one again whenever it is asked for.
type Failpoints struct {
	mu     sync.Mutex
	faults []failpoint
	times  map[string]int // that a point was reached
}

type failpoint struct {
	signal syscall.Signal
	point  string
	time   int
}

// ParseFailpoints reads faults as in "kill@link committed:12,pause@looked:3": what
// happens to the process when it reaches a point for the n-th time.
func ParseFailpoints(text string) (*Failpoints, error) {
	f := &Failpoints{times: map[string]int{}}
	if text == "" {
		return f, nil
	}
	for one := range strings.SplitSeq(text, ",") {
		what, where, ok := strings.Cut(one, "@")
		point, count, ok2 := strings.Cut(where, ":")
		time, err := strconv.Atoi(count)
		signal, known := map[string]syscall.Signal{"kill": syscall.SIGKILL, "pause": syscall.SIGSTOP}[what]
		if !ok || !ok2 || err != nil || time < 1 || !known {
			return nil, fmt.Errorf("reading failpoints: expected kill or pause@point:count, found %q", one)
		}
		f.faults = append(f.faults, failpoint{signal, point, time})
	}
	return f, nil
}

// Reach says that the process is at a point. It does not return if that is where
// the process ends.
func (f *Failpoints) Reach(point string) {
	f.mu.Lock()
	f.times[point]++
	at := f.times[point]
	f.mu.Unlock()
	for _, fault := range f.faults {
		if fault.point != point || fault.time != at {
			continue
		}
		_ = syscall.Kill(os.Getpid(), fault.signal) // a process may signal itself
		if fault.signal == syscall.SIGKILL {
			select {} // the signal may take a moment
		}
	}
}
