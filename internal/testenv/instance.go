package testenv

import (
	"context"
	"sync"
	"syscall"
)

// Instance is one server process that keeps its port and its data when it is
// started again.
type Instance struct {
	start func(context.Context) (running, error) // returns once the server answers

	mu  sync.Mutex
	now running // nil while stopped
}

// running is a server's process, or those that a library started for it.
type running interface {
	number() int
	stop() error
	kill() error
	signalTree(syscall.Signal) error
}

var _ running = (*process)(nil)

// Restart starts a server that was stopped or killed, or stops it first, and
// waits until it answers.
func (i *Instance) Restart(ctx context.Context) error {
	if err := i.Stop(); err != nil {
		return err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	started, err := i.start(ctx)
	if err != nil {
		return err
	}
	i.now = started
	return nil
}

// Stop ends the server in good order. A server that is stopped stays so.
func (i *Instance) Stop() error { return i.end(running.stop) }

// Kill ends the server as a power cut would, as far as its processes go.
func (i *Instance) Kill() error { return i.end(running.kill) }

func (i *Instance) end(how func(running) error) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.now == nil {
		return nil
	}
	ending := i.now
	i.now = nil
	return how(ending)
}

// Pause freezes the server: its connections stay open and get no answer.
func (i *Instance) Pause() error { return i.signal(syscall.SIGSTOP) }

// Continue lets a paused server go on.
func (i *Instance) Continue() error { return i.signal(syscall.SIGCONT) }

func (i *Instance) signal(signal syscall.Signal) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.now == nil {
		return nil
	}
	return i.now.signalTree(signal)
}

// PID is the number of the server's process; 0 while it is stopped.
func (i *Instance) PID() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.now == nil {
		return 0
	}
	return i.now.number()
}
