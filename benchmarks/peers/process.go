package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// sampling is how often memory is looked at.
const sampling = 50 * time.Millisecond

// process is a step to run and measure.
type process struct {
	step   Step
	limit  time.Duration
	phase  func(string) // is told of each phase that begins
	stderr io.Writer
}

// execute runs a step, alone on the machine as far as we can tell, and says what
// it cost, also when it fails.
func execute(ctx context.Context, p process) (Usage, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, p.limit, fmt.Errorf("stopped after the limit of %s", p.limit))
	defer cancel()
	command := p.command(ctx)
	said, err := command.StdoutPipe()
	if err != nil {
		return Usage{}, fmt.Errorf("listening to %s: %w", command.Path, err)
	}
	if err := command.Start(); err != nil {
		return Usage{}, fmt.Errorf("starting %s: %w", command.Path, err)
	}
	w := newWatch(command.Process.Pid, p.step.Phase, p.phase)
	follow(ctx, w, said)
	err = command.Wait()
	usage := w.finish(accounted(command.ProcessState))
	if cause := context.Cause(ctx); cause != nil {
		return usage, fmt.Errorf("running %s: %w", command.Path, cause)
	}
	if err != nil {
		return usage, fmt.Errorf("running %s: %w", command.Path, err)
	}
	return usage, nil
}

// command has a process group of its own, so that what it starts ends with it.
func (p process) command(ctx context.Context) *exec.Cmd {
	//nolint:gosec // the engines and their arguments are ours
	command := exec.CommandContext(ctx, p.step.Argv[0], p.step.Argv[1:]...)
	command.Stderr = p.stderr
	command.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.WaitDelay = 10 * time.Second
	command.Cancel = func() error {
		err := syscall.Kill(-command.Process.Pid, syscall.SIGKILL)
		if errors.Is(err, syscall.ESRCH) {
			return os.ErrProcessDone
		}
		return err //nolint:wrapcheck // exec reports it as its own
	}
	return command
}

// follow listens and samples until the process has closed its output.
func follow(ctx context.Context, w *watch, said io.Reader) {
	done := make(chan struct{})
	var sampler sync.WaitGroup
	sampler.Go(func() {
		ticker := time.NewTicker(sampling)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ctx.Done():
				return
			case <-ticker.C:
				w.sample()
			}
		}
	})
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		w.hear(lines.Text())
	}
	close(done)
	sampler.Wait()
}

// accounted is what the kernel says of a process that is over, with those of its
// children that it waited for.
func accounted(state *os.ProcessState) (peak int64, cpu time.Duration) {
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		peak = usage.Maxrss << 10
	}
	return peak, state.UserTime() + state.SystemTime()
}
